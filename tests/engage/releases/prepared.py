"""A release in each of its states, with the people who make it."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from engage.models import Role
from engage.operations import releases
from tests.builders import NOW, a_consultation, a_staff_user
from tests.snapshots import a_snapshot, words

ZONE = ZoneInfo("Europe/London")
#: the consultation of the tests has closed by then
CLOSED = NOW + dt.timedelta(days=30)
WORDS = {
    "headline": words("Buses came first"),
    "next": words("The Board decides in December"),
    "next_on": "2026-12-03",
}


@dataclass(frozen=True)
class Stop:
    """As engage.results.gate has them."""

    kind: str
    words: str
    can_override: bool = True


UNREAD = Stop("unread_comments", "12 comments are not read")
NAMES = Stop("name_in_quote", "A quote holds a name", can_override=False)


def author():
    return a_staff_user("author@example.org", Role.ENGAGEMENT_OFFICER)


def approver():
    return a_staff_user("approver@example.org", Role.ANALYST)


def a_draft(consultation=None, actor=None, data=None, quotes=(), now=CLOSED, **changes):
    consultation = consultation or a_consultation()
    given = {"words": WORDS, "quotes": quotes, "link": "", "locales": ["en"]} | changes
    return releases.prepare(consultation, data or a_snapshot(), actor=actor or author(), now=now, **given)


def approved(draft, actor=None, stops=(), now=CLOSED):
    releases.approve(draft, stops, draft.sha256, actor or approver(), now)
    return draft


def released(draft, actor, now=CLOSED, **more):
    releases.publish(draft, (), ZONE, actor, now, **more)
    return draft
