"""What has come in: responses day by day and how, whom they are from against the census, and what was not sent."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError

from engage import reach
from engage.exports.tables import CHANNEL_NAMES, VARIANT_NAMES
from engage.extracts import arrivals as extracts
from engage.i18n import DEFAULT_LOCALE, TIMEZONE
from engage.publishing import newest_version, published

#: a chart of more days than this is drawn by weeks
MOST_DAYS = 35
#: a draft that was begun within so many days may still be sent
STILL_WARM = dt.timedelta(days=3)


@dataclass(frozen=True)
class Arrivals:
    """Responses that were sent and stand."""

    n: int
    #: sent after closing time, inside the time of grace
    n_late: int
    #: (first day, responses) of each day, or of each week where there are many days; none left out in between
    spans: tuple[tuple[dt.date, int], ...]
    is_by_week: bool
    #: the day on which most came, and how many
    busiest: tuple[dt.date, int] | None
    n_last_week: int
    n_week_before: int
    #: title -> (words, responses), in words
    ways: dict[str, tuple[tuple[str, int], ...]]


@dataclass(frozen=True)
class Reached:
    """Whom the responses are from, against the counts of residents that staff brought."""

    groups: tuple
    #: (question, row of reach) of the groups that are under-heard, the most answers short first
    missing: tuple


@dataclass(frozen=True)
class Unsent:
    n: int
    #: begun in the last few days: they may still be sent
    n_warm: int
    #: (words of the furthest section that was opened, drafts), as the questionnaire goes
    stops: tuple[tuple[str, int], ...]
    n_held_late: int


def arrivals(consultation, _staff, now):
    version = newest_version(consultation)
    if version is None:
        return None
    zone = ZoneInfo(TIMEZONE)
    rows = extracts.sent(version.questionnaire_id)
    days, channels, variants, locales = Counter(), Counter(), Counter(), Counter()
    for hour, channel, variant, locale, n in rows:
        days[hour.astimezone(zone).date()] += n
        channels[channel] += n
        variants[variant] += n
        locales[locale] += n
    today = now.astimezone(zone).date()
    spans, is_by_week = _spans(days)
    return Arrivals(
        n=sum(days.values()),
        n_late=sum(n for hour, *_how, n in rows if hour >= consultation.closes_at),
        spans=spans,
        is_by_week=is_by_week,
        busiest=max(days.items(), key=lambda one: (one[1], -one[0].toordinal())) if days else None,
        n_last_week=_between(days, today, 0),
        n_week_before=_between(days, today, 7),
        ways={
            "How they came": _named(channels, CHANNEL_NAMES),
            "Wording": _named(variants, VARIANT_NAMES),
            "Language of the page": _named(locales, {locale: _language(locale) for locale in locales}),
        },
    )


def reached(consultation, _staff, _now):
    """None while nobody brought counts of residents."""
    found = reach.of(consultation)
    if found is None:
        return None
    missing = [(group, row) for group in found.groups for row in group.rows if row["heard"] == "under"]
    return Reached(found.groups, tuple(sorted(missing, key=lambda one: -one[1]["short"])))


def unsent(consultation, _staff, now):
    version = newest_version(consultation)
    if version is None:
        return None
    found = extracts.drafts(version.questionnaire_id, now - STILL_WARM)
    titles = {
        section.key: section.title.get("standard", DEFAULT_LOCALE)
        for section in published(version.id).definition.sections
    }
    known = {None: "No section yet"} | titles | {key: key for key in found if key and key not in titles}
    return Unsent(
        n=sum(n for n, _warm in found.values()),
        n_warm=sum(n_warm for _n, n_warm in found.values()),
        stops=tuple((words, found[key][0]) for key, words in known.items() if key in found),
        n_held_late=extracts.n_held_late(consultation.id),
    )


def _spans(days):
    """(first day, responses) from the first to the last day that had any, and whether a span is a week."""
    if not days:
        return (), False
    first, last = min(days), max(days)
    is_by_week = (last - first).days >= MOST_DAYS
    if is_by_week:
        first -= dt.timedelta(days=first.weekday())
    step = 7 if is_by_week else 1
    starts = [first + dt.timedelta(days=n) for n in range(0, (last - first).days + 1, step)]
    sums = Counter()
    for day, n in days.items():
        sums[(day - first).days // step] += n
    return tuple((start, sums[place]) for place, start in enumerate(starts)), is_by_week


def _between(days, today, ago):
    """Responses of the seven days that end so many days before today, that day included."""
    return sum(n for day, n in days.items() if ago <= (today - day).days < ago + 7)


def _named(counts, names):
    """(words, responses) of every way there is, also of those that nobody used."""
    return tuple((words, counts[key]) for key, words in names.items())


def _language(locale):
    try:
        return Locale.parse(locale, sep="-").get_display_name("en")
    except (UnknownLocaleError, ValueError):
        return locale
