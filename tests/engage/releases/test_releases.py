"""From a draft to what the public reads: two people, one frozen text, and what happens to it afterwards."""

import hashlib
import json

import pytest

from engage.errors import ReleaseRefused, ReleaseStopped, StillOpen
from engage.extensions import db
from engage.models import AuditEvent, Publication, ReleaseQuote
from engage.operations import releases
from tests.builders import NOW, a_codeframe, a_consultation
from tests.engage.releases.prepared import (
    CLOSED,
    NAMES,
    UNREAD,
    WORDS,
    ZONE,
    a_draft,
    approved,
    approver,
    author,
    released,
)
from tests.snapshots import a_snapshot, words

LATER = CLOSED.replace(hour=15)


@pytest.fixture
def ann(app):
    return author()


@pytest.fixture
def bob(app):
    return approver()


@pytest.fixture
def draft(ann):
    return a_draft(actor=ann)


def test_what_is_frozen_is_the_data_with_the_words_in_one_way_of_writing(draft):
    assert draft.data["words"] == WORDS
    assert (
        draft.content
        == json.dumps(a_snapshot(words=WORDS), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    )
    assert draft.sha256 == hashlib.sha256(draft.content).hexdigest()


def test_who_prepared_it_cannot_approve_it(draft, ann):
    with pytest.raises(ReleaseRefused, match="Somebody else has to approve"):
        approved(draft, ann)


def test_nobody_publishes_what_is_not_approved(draft, ann):
    with pytest.raises(ReleaseRefused, match="not approved"):
        released(draft, ann)


def test_what_was_changed_since_it_was_read_is_not_approved(draft, ann, bob):
    seen = draft.sha256
    a_draft(draft.consultation, ann, words=WORDS | {"headline": words("Trees came first")})

    with pytest.raises(ReleaseRefused, match="changed since you opened the page"):
        releases.approve(draft, (), seen, bob, CLOSED)


@pytest.mark.parametrize("change", [
    {"words": WORDS | {"headline": words("Trees came first")}},
    {"words": WORDS | {"next_on": "2027-01-15"}},
    {"data": a_snapshot(data_sha256="cd" * 32)},
])  # fmt: skip
def test_any_edit_voids_the_approval(draft, ann, bob, change):
    approved(draft, bob)

    again = a_draft(draft.consultation, ann, **change)

    assert again.id == draft.id and again.approved_at is None
    with pytest.raises(ReleaseRefused, match="not approved"):
        released(again, ann)


def test_a_published_release_is_told_on_the_pages_and_never_changes(draft, ann, bob):
    content = approved(draft, bob).content

    released(draft, ann, files=[("csv", "results.csv", b"a,b\n")])
    again = a_draft(draft.consultation, ann, words=WORDS | {"headline": words("Trees came first")})

    publication = db.session.get(Publication, draft.consultation_id)
    assert (publication.link, publication.texts) == ("/market-place/results", WORDS["headline"])
    assert (draft.number, again.number) == (1, 2)
    assert draft.content == content and draft.files[0].sha256 == hashlib.sha256(b"a,b\n").hexdigest()
    for change in (
        lambda: releases.discard(draft, ann, CLOSED),
        lambda: releases.approve(draft, (), draft.sha256, bob, CLOSED),
    ):
        with pytest.raises(ReleaseRefused, match="published and cannot be changed"):
            change()


def test_a_second_release_of_the_same_data_is_the_same_to_the_byte(draft, ann, bob):
    released(approved(draft, bob), ann)

    again = a_draft(draft.consultation, ann, data=a_snapshot(counted_at=LATER.isoformat()), now=LATER)

    assert (again.sha256, again.content) == (draft.sha256, draft.content)


def test_before_it_has_closed_nothing_is_published(app, ann, bob):
    draft = approved(a_draft(a_consultation(), ann, now=NOW), bob, now=NOW)

    with pytest.raises(StillOpen):
        released(draft, ann, now=NOW)


def test_taken_back_the_one_before_is_shown_again_and_then_none(draft, ann, bob):
    released(approved(draft, bob), ann)
    second = a_draft(draft.consultation, ann, words=WORDS | {"headline": words("Trees came first")}, now=LATER)
    released(approved(second, bob, now=LATER), ann, now=LATER)

    releases.take_back(second, "A wrong table", ZONE, ann, LATER)

    assert releases.newest_published(draft.consultation).number == 1
    assert db.session.get(Publication, draft.consultation_id).texts == WORDS["headline"]
    releases.take_back(draft, "All wrong", ZONE, ann, LATER)
    assert releases.newest_published(draft.consultation) is None
    assert db.session.get(Publication, draft.consultation_id) is None
    with pytest.raises(ReleaseRefused, match="not public"):
        releases.take_back(draft, "Again", ZONE, ann, LATER)


class TestStops:
    def test_hold_the_approval_and_the_publishing(self, draft, ann, bob):
        with pytest.raises(ReleaseStopped) as stopped:
            approved(draft, bob, [UNREAD, NAMES])
        approved(draft, bob)
        with pytest.raises(ReleaseStopped):
            releases.publish(draft, [UNREAD], ZONE, ann, CLOSED)

        assert stopped.value.stops == [UNREAD, NAMES]

    def test_are_passed_by_two_people_and_a_reason_that_is_printed(self, draft, ann, bob):
        releases.ask_override(draft, UNREAD, "They came on the last day", ann, CLOSED)

        releases.grant_override(draft, UNREAD.kind, bob, CLOSED)

        assert draft.data["overrides"] == [
            {"stop": "12 comments are not read", "reason": "They came on the last day",
             "asked_by_role": "engagement_officer", "approved_by_role": "analyst", "at": "2026-11-06T10:30:00+00:00"}
        ]  # fmt: skip
        assert approved(draft, bob, [UNREAD]).approved_at == CLOSED

    def test_are_not_granted_by_who_asked(self, draft, ann):
        releases.ask_override(draft, UNREAD, "They came on the last day", ann, CLOSED)

        with pytest.raises(ReleaseRefused, match="asked for this yourself"):
            releases.grant_override(draft, UNREAD.kind, ann, CLOSED)

    def test_some_are_never_passed(self, draft, ann, bob):
        with pytest.raises(ReleaseRefused, match="has to be mended"):
            releases.ask_override(draft, NAMES, "It is a street", ann, CLOSED)

    @pytest.mark.parametrize("reason", ["", "  "])
    def test_need_a_reason(self, draft, ann, reason):
        with pytest.raises(ReleaseRefused, match="Say why"):
            releases.ask_override(draft, UNREAD, reason, ann, CLOSED)

    def test_that_say_something_else_now_are_other_stops(self, draft, ann, bob):
        releases.ask_override(draft, UNREAD, "They came on the last day", ann, CLOSED)
        releases.grant_override(draft, UNREAD.kind, bob, CLOSED)
        more = type(UNREAD)(UNREAD.kind, "80 comments are not read")

        assert releases.open_stops(draft, [more]) == [more]

    def test_granting_voids_an_approval(self, draft, ann, bob):
        releases.ask_override(draft, UNREAD, "They came on the last day", ann, CLOSED)
        approved(draft, bob)

        releases.grant_override(draft, UNREAD.kind, bob, CLOSED)

        assert draft.approved_at is None


def test_a_quote_is_taken_off_without_a_change_of_the_frozen_data(app, ann, bob):
    """Two quotes stand in the data; one is hidden, and the hash is the same."""
    consultation = a_consultation()
    theme = a_codeframe(consultation, ann, "Trees").themes[0]
    quotes = [(theme.id, "a1", "0123456789abcdef"), (theme.id, "c1", "fedcba9876543210")]
    release = released(approved(a_draft(consultation, ann, quotes=quotes), bob), ann)
    before = (release.content, release.sha256)

    releases.hide_quote(release, "0123456789abcdef", "Consent was taken back", ann, LATER)

    shown = releases.public_data(release)
    assert [quote["id"] for quote in shown["themes"][0]["lines"][0]["quotes"]] == ["fedcba9876543210"]
    assert shown["quotes_hidden"] == 1
    assert (release.content, release.sha256) == before
    assert len(release.data["themes"][0]["lines"][0]["quotes"]) == 2
    with pytest.raises(ReleaseRefused, match="no such quote"):
        releases.hide_quote(release, "0" * 16, "Consent was taken back", ann, LATER)


def test_a_draft_thrown_away_leaves_nothing_but_its_trace(app, ann):
    consultation = a_consultation()
    theme = a_codeframe(consultation, ann, "Trees").themes[0]
    draft = a_draft(consultation, ann, quotes=[(theme.id, "a1", "0123456789abcdef")])

    releases.discard(draft, ann, CLOSED)

    assert releases.find_draft(consultation) is None
    assert db.session.query(ReleaseQuote).count() == 0
    assert db.session.query(AuditEvent).order_by(AuditEvent.id.desc()).first().verb == "discarded_results"


def test_every_step_is_written_down(draft, ann, bob):
    releases.ask_override(draft, UNREAD, "They came on the last day", ann, CLOSED)
    releases.grant_override(draft, UNREAD.kind, bob, CLOSED)
    released(approved(draft, bob), ann)
    releases.take_back(draft, "A wrong table", ZONE, ann, LATER)

    verbs = [event.verb for event in db.session.query(AuditEvent).order_by(AuditEvent.id)]

    assert verbs[-6:] == [
        "prepared_results", "asked_override", "granted_override", "approved_results", "published_results",
        "took_back_results",
    ]  # fmt: skip


def test_words_are_in_both_wordings_of_a_language_of_the_consultation(app, ann):
    with pytest.raises(ValueError, match="both wordings"):
        a_draft(actor=ann, words=WORDS | {"headline": {"en": {"standard": "Buses", "easy_read": ""}}})
