"""Batches and custody: what came is counted, what is doubtful is held, nothing is overwritten, all of it is told."""

import datetime as dt

import pytest
from sqlalchemy import select

from engage.errors import NotYourBatch, PaperRefused
from engage.extensions import db
from engage.extracts import paper as extracts
from engage.models import AuditEvent, PaperForm, Response, Role
from engage.operations.paper import batches, keying
from forms.paper.serials import with_check
from tests.builders import (
    NOW,
    SECRET,
    a_batch,
    a_consultation,
    a_questionnaire,
    a_staff_user,
    count,
    keyed,
    printed_serials,
)

AFTER = dt.date(2026, 11, 5)


@pytest.fixture
def clerk(app):
    return a_staff_user("clerk@example.org", Role.DATA_ENTRY_CLERK)


@pytest.fixture
def other(app):
    return a_staff_user("other@example.org", Role.DATA_ENTRY_CLERK)


@pytest.fixture
def officer(app):
    return a_staff_user("officer@example.org", Role.ENGAGEMENT_OFFICER)


@pytest.fixture
def consultation(app):
    return a_consultation()


def add(batch, serial, actor, postmark=None, is_sure=False):
    return batches.add_printed(batch, serial, postmark, is_sure, actor, NOW)


def test_a_form_is_found_by_its_serial_however_it_is_typed(consultation, clerk):
    serial = printed_serials(consultation, 1)[0]
    batch = a_batch(consultation, clerk)

    form = add(batch, f" {serial[:3]}-{serial[3:6]} {serial[6:]} ", clerk)

    assert (form.kind, form.layout, form.locale, form.held_reason) == ("printed", "standard", "en", None)
    assert form.printed_form.serial == serial


@pytest.mark.parametrize("typed", ["", "123", "00000001", "abcdefghi"])
def test_a_serial_typed_wrong_is_told_by_its_check_digit(consultation, clerk, typed):
    batch = a_batch(consultation, clerk)

    with pytest.raises(PaperRefused, match="not right"):
        add(batch, typed, clerk)
    assert count(PaperForm) == 0


def test_one_wrong_digit_is_told(consultation, clerk):
    serial = printed_serials(consultation, 1)[0]
    batch = a_batch(consultation, clerk)

    with pytest.raises(PaperRefused, match="not right"):
        add(batch, serial[:-2] + str((int(serial[-2]) + 1) % 10) + serial[-1], clerk)


def test_a_second_copy_is_held_and_takes_nothing_from_the_first(consultation, clerk, officer):
    serial = printed_serials(consultation, 1)[0]
    batch = a_batch(consultation, clerk, n=2)
    first = keyed(add(batch, serial, clerk), clerk, {"streets_priorities": "12"})

    second = add(batch, serial, clerk)

    assert (second.held_reason, second.copy) == ("duplicate", 2)
    with pytest.raises(PaperRefused, match="held"):
        keying.take(second, "first", clerk, NOW)
    batches.release(second, "Another person of the household", officer, SECRET, NOW)
    keyed(second, clerk, {"streets_priorities": "3"})
    assert count(Response) == 2
    assert first.response_id != second.response_id
    assert first.response.public_id == first.printed_form.public_id
    assert second.response.public_id == second.public_id


def test_a_form_may_come_again_after_it_was_rejected(consultation, clerk, officer):
    serial = printed_serials(consultation, 1)[0]
    batch = a_batch(consultation, clerk, n=2)
    batches.reject(add(batch, serial, clerk), "Wet through", officer, NOW)

    again = add(batch, serial, clerk)

    assert again.held_reason is None


def test_a_form_of_another_consultation_is_held_and_never_counts_here(consultation, clerk, officer):
    elsewhere = a_consultation("other-place", a_questionnaire(key="other_place"))
    serial = printed_serials(elsewhere, 1)[0]

    form = add(a_batch(consultation, clerk), serial, clerk)

    assert form.held_reason == "foreign"
    with pytest.raises(PaperRefused, match="not of this consultation"):
        batches.release(form, "why not", officer, SECRET, NOW)
    batches.reject(form, "Sent to the other team", officer, NOW)
    assert form.rejected_reason == "Sent to the other team"


def test_a_number_that_we_never_printed_is_compared_again_then_held(consultation, clerk):
    batch, strange = a_batch(consultation, clerk), with_check("00000009")

    with pytest.raises(PaperRefused, match="We printed no form 000 000 09"):
        add(batch, strange, clerk)
    form = add(batch, strange, clerk, is_sure=True)

    assert (form.held_reason, form.typed_serial, form.kind) == ("foreign", strange, "unnumbered")


@pytest.mark.parametrize(
    ("received", "postmark", "held"),
    [
        pytest.param(AFTER, None, "late", id="came after closing"),
        pytest.param(AFTER, dt.date(2026, 10, 27), None, id="posted in time"),
        pytest.param(AFTER, dt.date(2026, 10, 28), "late", id="posted on the first day after"),
        pytest.param(dt.date(2026, 10, 27), None, None, id="came on the last day"),
    ],
)
def test_a_late_form_is_held_by_its_postmark(consultation, clerk, received, postmark, held):
    serial = printed_serials(consultation, 1)[0]
    batch = a_batch(consultation, clerk, received_on=received)

    assert add(batch, serial, clerk, postmark).held_reason == held


def test_a_number_of_the_batch_sheet_is_used_once(consultation, clerk):
    batch = a_batch(consultation, clerk, n=2)
    batches.add_unnumbered(batch, 1, "standard", "en", None, clerk, NOW)

    with pytest.raises(PaperRefused, match="in this batch already"):
        batches.add_unnumbered(batch, 1, "easy_read", "en", None, clerk, NOW)
    assert count(PaperForm) == 1


def test_missing_pages_hold_a_form_and_keep_what_was_keyed(consultation, clerk, officer):
    serial = printed_serials(consultation, 1)[0]
    form = keyed(add(a_batch(consultation, clerk), serial, clerk), clerk, {"streets_priorities": "1"}, finish=False)

    batches.hold_pages(form, clerk, NOW, "page 3 is missing")
    keying.finish(form, "first", clerk, SECRET, NOW)

    assert form.response_id is None
    batches.release(form, "The rest is there", officer, SECRET, NOW)
    assert form.response.submitted_at is not None


def test_a_form_that_counts_is_not_rejected(consultation, clerk, officer):
    form = keyed(add(a_batch(consultation, clerk), printed_serials(consultation, 1)[0], clerk), clerk, {})

    with pytest.raises(PaperRefused, match="counts"):
        batches.reject(form, "no", officer, NOW)


def test_a_clerk_opens_only_what_is_theirs_or_shared(consultation, clerk, other, officer):
    batch = a_batch(consultation, clerk)

    with pytest.raises(NotYourBatch, match="clerk@example.org"):
        batches.refuse_stranger(batch, other)
    batches.refuse_stranger(batch, officer)
    assert extracts.batches(consultation, other, sees_all=False) == []

    batches.share(batch, " Other@example.org ", officer, NOW)

    batches.refuse_stranger(batch, other)
    assert extracts.batches(consultation, other, sees_all=False) == [batch]


@pytest.mark.parametrize("email", ["nobody@example.org", "officer@example.org", ""])
def test_a_batch_is_shared_only_with_a_clerk(consultation, clerk, officer, email):
    batch = a_batch(consultation, clerk)

    with pytest.raises(PaperRefused, match="No data-entry clerk"):
        batches.share(batch, email, officer, NOW)


def test_a_batch_closes_only_when_what_was_counted_is_entered_or_rejected(consultation, clerk, other, officer):
    serials = printed_serials(consultation, 3)
    batch = a_batch(consultation, clerk, n=3)
    forms = [add(batch, serial, clerk) for serial in serials[:2]]
    with pytest.raises(PaperRefused, match="3 counted .standard., 0 entered, 0 rejected"):
        batches.close(batch, "", clerk, NOW)

    for form in forms:
        keyed(form, clerk, {"streets_priorities": "1"})
        keyed(form, clerk, {}, "text")
    batches.reject(add(batch, serials[2], clerk), "Empty", officer, NOW)
    with pytest.raises(PaperRefused, match="2 forms to key a second time"):
        batches.close(batch, "", clerk, NOW)
    with pytest.raises(PaperRefused, match="cannot close"):
        batches.close(batch, "I say so", clerk, NOW)
    for form in forms:
        keyed(form, other, {"streets_priorities": "1"}, "second")
    batches.close(batch, "", clerk, NOW)

    assert batch.closed_by_id == clerk.id
    assert (batch.closing_reason, batch.n_differing, batch.n_wrong) == (None, 0, 0)
    assert batch.n_compared == 2 * len(keying.keyed_in(forms[0], "first"))


def test_the_error_rate_is_kept_with_the_upper_end_of_its_interval(consultation, clerk, officer):
    """0 of 7 wrong: Wilson 95% upper end is z^2 / (n + z^2) = 3.8415 / 10.8415 = 0.3543."""
    form = add(a_batch(consultation, clerk), printed_serials(consultation, 1)[0], clerk)
    keyed(form, clerk, {})
    keyed(form, officer, {}, "second")
    keyed(form, clerk, {}, "text")

    batches.close(form.batch, "", clerk, NOW)

    assert form.batch.n_compared == 7
    assert form.batch.wrong_upper == pytest.approx(0.3543, abs=0.0001)


def test_a_supervisor_closes_with_a_reason_all_the_same(consultation, clerk, officer):
    batch = a_batch(consultation, clerk, n=5)

    batches.close(batch, "The bundle was lost in the flood", officer, NOW)

    assert batch.closing_reason == "The bundle was lost in the flood"
    with pytest.raises(PaperRefused, match="closed"):
        add(batch, printed_serials(consultation, 1)[0], clerk)


def test_two_batches_cannot_have_one_label(consultation, clerk):
    a_batch(consultation, clerk)

    with pytest.raises(PaperRefused, match="Another batch has this label"):
        a_batch(consultation, clerk)


def test_custody_tells_who_touched_what_and_never_what_was_keyed(consultation, clerk, officer):
    form = add(a_batch(consultation, clerk), printed_serials(consultation, 1)[0], clerk)
    keyed(form, clerk, {"streets_priorities": "1 2"})

    rows = extracts.custody(form.batch)

    verbs = [verb for _at, _who, verb, _form, _detail in rows]
    assert verbs[:2] == ["opened_batch", "added_form"]
    assert {"began_keying", "keyed_field", "finished_keying"} <= set(verbs)
    assert {who for _at, who, *_rest in rows} == {"clerk@example.org"}
    assert "buses" not in str(rows)
    assert "buses" not in str([event.detail for event in db.session.scalars(select(AuditEvent))])
