"""A release in each of its states, with the people who make it."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from engage.extensions import db
from engage.models import ResultsRelease, Role
from engage.operations import releases, transaction
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


WRITERS = frozenset({Role.ANALYST, Role.ENGAGEMENT_OFFICER})
APPROVERS = WRITERS | {Role.PANEL_MEMBER}
HERE = "/staff/consultations/market-place/releases"
#: rows of tests.test_access.TABLE
ADDRESSES = {
    f"releases.{endpoint}": (method, f"{HERE}{address}", roles)
    for endpoint, method, address, roles in [
        ("list_releases", "get", "", APPROVERS),
        ("prepare", "get", "/draft", WRITERS),
        ("show_release", "get", "/1", APPROVERS),
        ("show_changes", "get", "/1/changes", APPROVERS),
        ("download_data", "get", "/1/results.json", APPROVERS),
        ("ask_override", "post", "/1/overrides", WRITERS),
        ("grant_override", "post", "/1/overrides/grant", APPROVERS),
        ("approve", "post", "/1/approve", APPROVERS),
        ("publish", "post", "/1/publish", WRITERS),
        ("take_back", "post", "/1/take-back", WRITERS),
        ("hide_quote", "post", "/1/quotes/0123456789abcdef/hide", WRITERS),
        ("discard", "post", "/1/discard", WRITERS),
    ]
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


def a_published_row(consultation, actor, other):
    """A release that is public, with no step before it."""
    content = releases.canonical(a_snapshot(words=WORDS))
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction():
        release = ResultsRelease(
            consultation=consultation, number=1, content=content, sha256=sha256, prepared_at=NOW, prepared_by=actor,
            approved_at=NOW, approved_by=other, approved_sha256=sha256, published_at=NOW, published_by_id=actor.id,
        )  # fmt: skip
        db.session.add(release)
    return release
