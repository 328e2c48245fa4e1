"""Locale and wording variant of one request; dates in words."""

import datetime as dt
from functools import lru_cache

from flask import g, request
from flask_babel import format_date, format_datetime, get_locale
from werkzeug.routing import BaseConverter, ValidationError

from engage.extensions import babel
from engage.outreach import CRISIS_LINES
from forms.definition import VARIANTS

DEFAULT_LOCALE = "en"
TIMEZONE = "Europe/London"


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
    """The language of the address once its questionnaire is known to have it, else the one every page has."""
    published = g.get("published")
    if published is None:
        return g.locale if g.get("code") is None and g.get("locale") in catalogues() else DEFAULT_LOCALE
    return g.locale if g.get("locale") in published.definition.locales else DEFAULT_LOCALE


@lru_cache(maxsize=1)
def catalogues():
    """The languages that pages outside a questionnaire are translated into."""
    return {DEFAULT_LOCALE, *(str(found) for found in babel.list_translations())}


def variant():
    return g.get("variant") or VARIANTS[0]


def say(standard, easy_read):
    """The one of two wordings that this page is written in. Both go through gettext where they stand."""
    return easy_read if variant() == "easy_read" else standard


def moment(when):
    """As "9am on Monday 5 October 2026", in the time of the council."""
    clock = format_datetime(when, "h:mma").replace(":00", "").lower().replace("\u202f", "")
    return f"{clock} on {format_datetime(when, 'EEEE d MMMM y')}"


def last_moment(closes_at):
    """The minute before closing: "11:59pm on Friday" is clear, "midnight on Friday" is not."""
    return moment(closes_at - dt.timedelta(minutes=1))


def day(date):
    """As "Monday 5 October 2026"."""
    return format_date(date, "EEEE d MMMM y")


def init_app(app):
    app.url_map.converters["variant"] = VariantConverter
    babel.init_app(
        app,
        locale_selector=select_locale,
        default_timezone=TIMEZONE,
        default_translation_directories="translations",
    )
    app.jinja_env.filters.update(moment=moment, last_moment=last_moment, day=day)
    app.jinja_env.globals.update(say=say, get_locale=get_locale, crisis_lines=CRISIS_LINES)
    app.context_processor(lambda: {"variant": variant(), "is_easy_read": variant() == "easy_read", "request": request})
