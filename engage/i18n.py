"""Locale and wording variant of one request; dates in words."""

import datetime as dt
from functools import lru_cache

from babel import Locale
from flask import g, has_request_context, request
from flask_babel import format_date, format_datetime, get_locale, get_translations, refresh
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.routing import BaseConverter, ValidationError

from engage import catalogues
from engage.answer_words import value_words
from engage.catalogues import DEFAULT_LOCALE
from engage.council_words import in_words
from engage.extensions import babel
from engage.outreach import CRISIS_LINES
from forms.definition import VARIANTS

TIMEZONE = "Europe/London"
STAFF = "/staff"
#: Easy Read, as addresses write it
EASY_READ = "easy-read"


class VariantConverter(BaseConverter):
    """`easy-read` in an address is the variant `easy_read`."""

    def to_python(self, value):
        variant = value.replace("-", "_")
        if variant not in VARIANTS or "_" in value:
            raise ValidationError
        return variant

    def to_url(self, value):
        return value.replace("_", "-")


def select_locale():
    """The language of the address; what staff read, and what an address without a language gives, is English.

    A page for staff that prints what residents read says so in g.locale.
    """
    if request.path.startswith(STAFF) and not g.get("locale"):
        return DEFAULT_LOCALE
    asked = g.get("locale") or request.args.get("language") or _second_part(request.path)
    return asked if catalogues.is_complete(asked) else DEFAULT_LOCALE


def _second_part(path):
    """Where the language stands in our addresses; read from it when no page has this address."""
    parts = path.split("/", 3)
    return parts[2] if len(parts) > 2 else ""


def offered(questionnaire):
    """The languages in which a person can answer: those that the questionnaire and our own pages are complete in."""
    return [locale for locale in questionnaire.locales if catalogues.is_complete(locale)]


def languages():
    """(code, name in itself, direction) of every language that this page can be read in; none if it has only one."""
    if request.path.startswith(STAFF):
        codes = []
    elif g.get("published"):
        codes = offered(g.published.definition)
    else:
        codes = catalogues.complete_locales()
    return [describe(code) for code in codes] if len(codes) > 1 else []


def home_locale():
    """For error pages: the first page to go to speaks the language of this page, if the questionnaire has it too."""
    spoken = offered(g.published.definition) if g.get("published") else ()
    return str(get_locale()) if str(get_locale()) in spoken else DEFAULT_LOCALE


@lru_cache(maxsize=64)
def describe(code):
    locale = Locale.parse(code)
    name = locale.display_name or code
    return code, name[:1].upper() + name[1:], locale.text_direction


def change_language(code):
    """Write the rest of this page in another of its languages."""
    if code in [offered_code for offered_code, _name, _direction in languages()]:
        g.locale = code
        refresh()


def variant():
    """The wording of the address; a page that is not there has the one it was asked for."""
    return g.get("variant") or _asked_variant()


def _asked_variant():
    if not has_request_context() or request.path.startswith(STAFF):
        return VARIANTS[0]
    asked = request.args.get("wording")
    is_easy = asked == EASY_READ if asked else EASY_READ in request.path.split("/")
    return VARIANTS[1] if is_easy else VARIANTS[0]


def say(standard, easy_read):
    """The one of two wordings that this page is written in. Both go through gettext where they stand."""
    return easy_read if variant() == "easy_read" else standard


def moment(when):
    """As "9am on Monday 5 October 2026", in the time of the council and the words of the page's language."""
    # Translators: the pattern of a time of day that your language is used to, see docs/languages.md
    pattern = _("h:mma")
    clock = format_datetime(when, pattern).replace("\u202f", "")
    if pattern.endswith("a"):
        clock = clock.replace(":00", "").lower()
    # Translators: the pattern of a day, see docs/languages.md
    day = format_datetime(when, _("EEEE d MMMM y"))
    return _("%(clock)s on %(day)s", clock=clock, day=day)


def last_moment(closes_at):
    """The minute before closing: "11:59pm on Friday" is clear, "midnight on Friday" is not."""
    return moment(closes_at - dt.timedelta(minutes=1))


def day(date):
    """As "Monday 5 October 2026"."""
    return format_date(date, "EEEE d MMMM y")


def council_words(texts):
    """What the council wrote, in the wording and language of this page, or in English: CouncilWords."""
    return in_words(texts, variant(), str(get_locale()))


def init_app(app):
    app.url_map.converters["variant"] = VariantConverter
    babel.init_app(
        app,
        locale_selector=select_locale,
        default_timezone=TIMEZONE,
        default_translation_directories="translations",
    )
    app.jinja_env.filters.update(moment=moment, last_moment=last_moment, day=day)
    words = _words_for_pages()
    app.jinja_env.globals.update(
        _=words, gettext=words, say=say, council_words=council_words, get_locale=get_locale, languages=languages,
        home_locale=home_locale, crisis_lines=CRISIS_LINES, value_words=value_words,
    )
    app.context_processor(describe_reading)


def _words_for_pages():
    """The `_` of templates: our texts are markup and what goes into them is escaped, as Jinja's own does it.

    A page asks 50 and more, so each is kept in the languages it was read in; what goes into it is not.
    """

    @lru_cache(maxsize=8192)
    def kept(_locale, text):
        ours = get_translations().ugettext(text)
        return Markup(ours)  # noqa: S704 - of the catalogue, which is ours  # nosemgrep

    @lru_cache(maxsize=8192)
    def whole(locale, text):
        return kept(locale, text) % {}

    def words(text, /, **values):
        locale = get_locale()
        return kept(locale, text) % values if values else whole(locale, text)

    return words


def describe_reading():
    is_staff = request.path.startswith(STAFF)
    return {"variant": variant(), "is_easy_read": variant() == "easy_read", "is_staff": is_staff, "request": request}
