"""Searching answers on pages for staff: what can be chosen, which moments and themes are meant, and what is shown."""

import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select

from engage import fieldwork
from engage.codeframes import EVERY
from engage.exports.tables import CHANNEL_NAMES, PROBLEM_NAMES, VARIANT_NAMES
from engage.extensions import db
from engage.extracts.found_answers import Search
from engage.i18n import TIMEZONE
from engage.models import Codeframe, QuestionnaireVersion, Theme
from engage.operations.coding.learning import newest_run
from engage.publishing import published
from engage.results.coding import newest_codeframes
from engage.results.wordings import LOCALE, VARIANT, Wordings

#: of fewer people than this, who said the same of themselves, nothing is shown together
FEWEST_PEOPLE = 10
#: more themes than this are typed and not chosen from a list
MOST_LISTED_THEMES = 300
PROBLEMS = PROBLEM_NAMES | {"over_ticked": "more ticks than allowed", "off_route": "section not for them"}


@dataclass(frozen=True)
class Choices:
    """name of a field -> (value, words) of what can be chosen; `options` and `group` under the words of a question."""

    fields: dict[str, tuple[tuple[str, str], ...]]
    #: (words of the question, ((value, words), ...))
    options: tuple
    groups: tuple
    #: (words of the codeframe, ((value, words), ...)); empty where there are too many themes for a list
    themes: tuple
    n_themes: int

    @property
    def values(self):
        """What forms.answer_search.read takes."""
        grouped = {"option": self.options, "group": self.groups}
        return {name: {value for value, _words in rows} for name, rows in self.fields.items()} | {
            name: {value for _words, rows in parts for value, _one in rows} for name, parts in grouped.items()
        }


@dataclass(frozen=True)
class Shown:
    """An answer as the page shows it; a text as masked."""

    number: int
    question: str
    text: str | None
    locale: str
    chosen: tuple[str, ...]
    problem: str
    channel: str
    wording: str
    sent_on: dt.date


def choices_of(consultation, version):
    wordings, asked = Wordings(version.questionnaire_id), fieldwork.option_names(published(version.id).definition)
    ward = fieldwork.ward_question(published(version.id).definition)
    options, groups = {}, {}
    for (key, option), (question, words) in wordings.options.items():
        value = f"{key}.{option}"
        options.setdefault(question.text.get(VARIANT, LOCALE), []).append((value, words.text.get(VARIANT, LOCALE)))
    for (key, option), (question, words) in asked.items():
        if key != ward:
            groups.setdefault(question, []).append((f"{key}.{option}", words))
    themes = _themes(consultation)
    n_themes = sum(len(rows) for _words, rows in themes)
    return Choices(
        fields={
            "question": tuple((k, found[1].text.get(VARIANT, LOCALE)) for k, found in wordings.questions.items()),
            "channel": tuple(CHANNEL_NAMES.items()),
            "wording": tuple(VARIANT_NAMES.items()),
            "language": tuple((one, one) for one in _locales(version.questionnaire_id)),
            "area": tuple((f"{k}.{o}", words[1]) for (k, o), words in asked.items() if k == ward),
        },
        options=_grouped(options),
        groups=_grouped(groups),
        themes=() if n_themes > MOST_LISTED_THEMES else themes,
        n_themes=n_themes,
    )


def search_of(consultation, version, wanted):
    """The Search, or in words what is wrong with the theme that was typed."""
    themes = themes_called(consultation, wanted.theme) if wanted.theme else ()
    if wanted.theme and not themes:
        return None, "No agreed theme has this code or name"
    frames = {theme.codeframe_id: theme.codeframe for theme in themes}
    runs = {id_: run.id for id_, codeframe in frames.items() if (run := newest_run(codeframe))}
    first, end = _midnight(wanted.since), _midnight(wanted.until and wanted.until + dt.timedelta(days=1))
    return Search(version.questionnaire_id, wanted, themes, runs, first, end), ""


def themes_called(consultation, typed):
    """Themes of the newest agreed codeframes with this code or name, or of "question.code"."""
    ids = [codeframe.id for codeframe in newest_codeframes(consultation)]
    query = select(Theme).join(Codeframe, Codeframe.id == Theme.codeframe_id)
    query = query.where(Theme.codeframe_id.in_(ids), Theme.label_key.is_not(None)).order_by(Theme.id)
    slug, _dot, code = typed.rpartition(".")
    if slug:
        key = None if slug == EVERY else slug
        exact = db.session.scalars(query.where(Theme.code == code, Codeframe.question_key.is_not_distinct_from(key)))
        if found := exact.all():
            return tuple(found)
    named = (Theme.code == typed) | (Theme.code == typed.upper()) | (Theme.label == typed)
    return tuple(db.session.scalars(query.where(named)))


def show(rows, version):
    """Shown of each row, in the standard words."""
    wordings, zone = Wordings(version.questionnaire_id), ZoneInfo(TIMEZONE)
    asked = {(key, option): words[1] for (key, option), words in _profile_words(version).items()}
    words = {pair: option.text.get(VARIANT, LOCALE) for pair, (_question, option) in wordings.options.items()} | asked
    return [
        Shown(
            number=row.number,
            question=question_words(wordings, row.question),
            text=row.text,
            locale=row.locale,
            chosen=tuple(words.get((row.question, option), option) for option in row.options),
            problem=PROBLEMS.get(row.problem, ""),
            channel=CHANNEL_NAMES[row.channel],
            wording=VARIANT_NAMES[row.variant],
            sent_on=row.sent_at.astimezone(zone).date(),
        )
        for row in rows
    ]


def question_words(wordings, key):
    return wordings.questions[key][1].text.get(VARIANT, LOCALE) if key in wordings.questions else key


def trace(wanted, secret_key):
    """What the audit trail keeps of a search: every filter, and of the words only how many and a keyed hash.

    Words may hold a name. The hash tells whether two searches were the same, and whether somebody looked for words
    that are asked about; without the key it tells nothing.
    """
    kept = {name: str(value) for name, value in vars(wanted).items() if value not in ("", None, ()) and name != "words"}
    if not wanted.words:
        return kept
    joined = "\n".join(sorted(wanted.words)).encode()
    keyed = hmac.new(secret_key.encode(), joined, hashlib.sha256).hexdigest()
    return kept | {"n_words": len(wanted.words), "words_hmac": keyed}


def _profile_words(version):
    return fieldwork.option_names(published(version.id).definition)


def _themes(consultation):
    found = []
    for codeframe in newest_codeframes(consultation):
        slug = codeframe.question_key or EVERY
        name = f"{(codeframe.question_key or 'every question').replace('_', ' ')}, codeframe {codeframe.number}"
        found.append((name, tuple((f"{slug}.{theme.code}", theme.label) for theme in codeframe.themes)))
    return tuple(found)


def _locales(questionnaire_id):
    """The languages in which the questionnaire was ever published."""
    query = select(QuestionnaireVersion.id).where(QuestionnaireVersion.questionnaire_id == questionnaire_id)
    ids = db.session.scalars(query.order_by(QuestionnaireVersion.number))
    return list(dict.fromkeys(locale for id_ in ids for locale in published(id_).definition.locales))


def _grouped(parts):
    return tuple((words, tuple(rows)) for words, rows in parts.items())


def _midnight(day):
    return day and dt.datetime.combine(day, dt.time(), ZoneInfo(TIMEZONE))
