"""What may be published of a consultation, frozen as plain data: small numbers are rounded or kept back already."""

import datetime as dt
from zoneinfo import ZoneInfo

from engage import results
from engage.config import VERSION
from engage.extensions import db
from engage.i18n import TIMEZONE
from engage.models import QuestionnaireVersion
from engage.publishing import newest_version, published
from engage.results import people as profiles
from engage.results.snapshot import fieldwork, measures, method, outcomes, printing, rankings, taking, themes
from engage.results.snapshot.wording import both

#: of the data; another number when a key changes its meaning
FORMAT = 1
ROUNDED, EXACT = "rounded", "exact"


def take(consultation, now, mode=ROUNDED, chosen=None, earlier=None):
    """Return the snapshot, or None while nothing is published. Call operations.hold_snapshot() first.

    mode : "rounded" (counts from 1 to 7 are kept back, the others go to the nearest 5) or "exact" (counts are as they
        are, and small ones are kept back with others beside them)
    chosen : theme id -> keys of the texts that are quoted under it (engage.extracts.coding). None: the machine's pick
        of those with consent and without a name
    earlier : id of a quote -> its label in an earlier release, which stays
    Plain JSON data. The same data give the same snapshot but for `counted_at`.
    """
    version = newest_version(consultation)
    if version is None:
        return None
    print_ = printing.RULES[mode]()
    found, people = results.of(consultation), profiles.People(version)
    codeframes = themes.read(found, people)
    return {
        "format": FORMAT,
        "code_version": VERSION,
        "counted_at": moment(now),
        "data_sha256": found.data_sha256,
        "consultation": _consultation(consultation, version, found.newest_at),
        "disclosure": {"mode": mode, "base": print_.smallest_group, "threshold": print_.threshold},
        "taking": taking.of(found, people, print_),
        "about": taking.about(people, print_),
        "rankings": rankings.of(found, people, print_),
        "measures": measures.of(people, print_),
        "themes": themes.of(codeframes, people, print_, chosen, earlier or {}),
        **fieldwork.of(found, people, print_),
        "submissions": outcomes.submissions(consultation),
        "outcomes": outcomes.of(consultation),
        "method": method.of(found, people, print_),
        "overrides": [],
        "words": {},
    }


def moment(when):
    """As "2026-10-07T10:30:00+00:00"."""
    return when.astimezone(dt.UTC).replace(microsecond=0).isoformat()


def local_day(when):
    """The day in the place of the council, as "2026-10-07"."""
    return when.astimezone(ZoneInfo(TIMEZONE)).date().isoformat()


def _consultation(consultation, version, newest_at):
    definition = published(version.id).definition
    every = db.session.query(QuestionnaireVersion).filter_by(questionnaire_id=version.questionnaire_id)
    return {
        "code": consultation.code,
        "titles": both(definition.title, definition.locales),
        "locales": list(definition.locales),
        "opened_on": local_day(consultation.opens_at),
        "closed_on": local_day(_last_moment(consultation, newest_at)),
        "versions": [
            {"number": one.number, "published_on": local_day(one.published_at)}
            for one in every.order_by(QuestionnaireVersion.number)
        ],
    }


def _last_moment(consultation, newest_at):
    """The moment of closing is the first at which it is closed. When a survey that was held elsewhere closed is not
    known: its last response is."""
    if consultation.analysed_only and newest_at is not None:
        return newest_at
    return consultation.closes_at - dt.timedelta(seconds=1)
