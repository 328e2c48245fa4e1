"""The pages for clerks and supervisors: without scripts, in words, and blind where they must be."""

import pytest
from sqlalchemy import select

from engage.extensions import db
from engage.extracts import paper as extracts
from engage.models import AuditEvent, KeyedValue, PaperBatch, PaperForm, Response, Role
from engage.operations.consultations import find_consultation
from engage.operations.paper import batches
from engage.operations.staff import find_active
from tests.builders import (
    NOW,
    a_batch,
    a_consultation,
    a_questionnaire,
    a_staff_user,
    count,
    keyed,
    printed_serials,
)

PAPER = "/staff/consultations/market-place/paper"
OPENED = {
    "q_label": "Library 7",
    "q_from": "Central library",
    "q_received": "6/10/2026",
    "q_kept": "Room 12",
    "q_standard": "2",
}


@pytest.fixture
def consultation(app):
    return a_consultation()


@pytest.fixture
def clerk(staff, consultation):
    return staff(Role.DATA_ENTRY_CLERK)


def account(email="data-entry-clerk@example.org"):
    return find_active(email)


def a_form(actor=None, n=1):
    """A form in a batch of the clerk who is signed in."""
    actor, consultation = actor or account(), find_consultation("market-place")
    batch = a_batch(consultation, actor, n=n)
    return batches.add_printed(batch, printed_serials(consultation, 1)[0], None, False, actor, NOW)


def key_page(form, kind="first"):
    return f"{PAPER}/forms/{form.public_id}/key/{kind}"


def press(page, button, fields=None):
    return page.submit(fields or {}, button)


def test_a_clerk_opens_a_batch_keys_a_form_without_scripts_and_sees_it_entered(clerk, consultation):
    serial = printed_serials(consultation, 1)[0]
    page = clerk.get("/staff/consultations/market-place/desk").link("Paper forms and telephone")
    page = press(page, "Open the batch", OPENED)
    assert page.h1 == "Batch Library 7"

    page = press(page, "Add and key", {"q_serial": serial})
    assert "Which matter most in your streets?" in page.text
    page = press(page, "Save and go on", {"q_streets_priorities": "3 1"})
    page = press(page, "Save and go on", {"q_shops_priorities": "0"})
    page = press(page, "The rest of this page is blank", {"q_who.capacity": "1"})
    page = press(page, "Finish this form", {"q_age_band": "2"})

    assert page.h1 == "Batch Library 7"
    assert "is finished" in page.text
    response = db.session.scalars(select(Response)).one()
    assert (response.channel, response.submitted_at is not None) == ("paper", True)
    page = press(page, "Type the free text of 1 form")
    page = press(page, "Save and go on", {"q_streets_comment": "Lamps\nthat work"})
    page = press(page, "The rest of this page is blank")
    page = press(page, "The rest of this page is blank")
    assert page.h1 == "Batch Library 7"
    assert [answer.text for answer in response.answers if answer.text] == ["Lamps\nthat work"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"q_label": " "}, "Write what stands on the bundle", id="no label"),
        pytest.param({"q_received": "31/2/2026"}, "Enter a real date", id="no such day"),
        pytest.param({"q_received": "8 10 2026"}, "in the future", id="tomorrow"),
        pytest.param({"q_standard": "two"}, "Enter a whole number", id="a count in words"),
        pytest.param({"q_standard": ""}, "Count the forms by hand", id="nothing counted"),
        pytest.param({"q_kept": ""}, "Say where the paper is kept", id="no place"),
    ],
)
def test_a_batch_that_lacks_something_is_told_and_nothing_typed_is_lost(clerk, changes, message):
    page = press(clerk.get(PAPER), "Open the batch", OPENED | changes)

    assert page.status == 422
    assert message in page.errors[0]
    assert "Central library" in page.html
    assert count(PaperBatch) == 0


def test_a_serial_that_is_wrong_stays_on_the_page_with_the_reason(clerk):
    page = press(clerk.get(PAPER), "Open the batch", OPENED)

    page = press(page, "Add and key", {"q_serial": "123 456 780"})

    assert page.status == 422
    assert "Compare each of its 9 digits" in page.errors[0]
    assert "123 456 780" in page.html
    assert count(PaperForm) == 0


def test_a_photocopy_is_added_by_its_number(clerk):
    page = press(clerk.get(PAPER), "Open the batch", OPENED)

    refused = press(page, "Add and key it", {"q_number": "1"})
    assert len(refused.errors) == 2
    page = press(page, "Only add it", {"q_number": "1", "layout": "standard", "locale": "en"})

    assert "Number 1" in page.text
    assert page.status == 200


def test_a_held_form_is_told_and_a_supervisor_releases_it(clerk, staff):
    form = a_form(n=2)
    serial = form.printed_form.serial
    page = press(clerk.get(f"{PAPER}/batches/{form.batch.public_id}"), "Add and key", {"q_serial": serial})
    assert "Held: a form with this serial is in already" in page.text
    assert "A supervisor decides" in page.text
    held = db.session.scalars(select(PaperForm).filter_by(copy=2)).one()
    assert "Release: it counts" not in clerk.get(f"{PAPER}/forms/{held.public_id}").html

    page = staff(Role.ENGAGEMENT_OFFICER).get(f"{PAPER}/forms/{held.public_id}")
    refused = page.browser.post(f"{PAPER}/forms/{held.public_id}/release", page._held(page.form()) | {"q_reason": " "})
    assert refused.errors == ["Say why"]
    page = refused.browser.post(refused.path, page._held(page.form()) | {"q_reason": "Two people"})

    assert "Two people" in page.text
    assert held.released_at is not None


def test_another_clerk_is_told_whose_batch_it_is(clerk, staff):
    form = a_form()
    other = staff(Role.DATA_ENTRY_CLERK, "other@example.org")

    for address in (f"{PAPER}/batches/{form.batch.public_id}", f"{PAPER}/forms/{form.public_id}", key_page(form)):
        page = other.get(address)
        assert page.status == 403
        assert page.h1 == "This batch belongs to somebody else"
        assert "data-entry-clerk@example.org" in page.text
        assert "ask an engagement officer to share it" in page.text


@pytest.mark.parametrize(
    "where", ["batches/unknown", "forms/unknown", "batches/{batch}/next/third", "forms/{form}/key/x"]
)
def test_what_is_not_there_is_not_found_or_leads_back(clerk, where):
    form = a_form()

    page = clerk.get(f"{PAPER}/{where.format(batch=form.batch.public_id, form=form.public_id)}")

    assert page.status in (200, 404, 405)
    assert page.status != 200 or page.path.endswith(form.public_id)


def test_a_form_of_one_consultation_is_not_found_in_another(clerk):
    a_consultation("other-place", a_questionnaire(key="other_place"))
    form = a_form()

    assert clerk.get(f"/staff/consultations/other-place/paper/forms/{form.public_id}").status == 404
    assert clerk.get(f"/staff/consultations/other-place/paper/batches/{form.batch.public_id}").status == 404


def test_a_wrong_key_is_told_beside_its_question_and_the_rest_of_the_page_is_kept(clerk):
    form = a_form()
    clerk.get(f"{PAPER}/forms/{form.public_id}").submit(button="Key this form")
    page = clerk.get(f"{key_page(form)}?page=3")

    page = press(page, "Save and go on", {"q_who.capacity": "1", "q_who.helper": "9"})

    assert page.status == 422
    assert page.errors == ["There is no 9 here. Codes: 1 2 3 4"]
    assert extracts.newest(form.id, "first")["who.capacity"].choices == ["resident"]
    assert 'value="9"' in page.html


def test_a_form_opens_again_at_the_first_question_that_was_not_keyed(clerk):
    form = keyed(a_form(), account(), {}, finish=False)
    db.session.delete(db.session.scalars(select(KeyedValue).filter_by(field="shops_priorities")).one())
    db.session.commit()

    page = clerk.get(key_page(form))

    assert page.path.endswith("?page=2")
    assert press(page, "Save and go on").status == 200


def test_finishing_too_early_shows_the_question_that_is_missing(clerk):
    form = keyed(a_form(), account(), {}, finish=False)
    db.session.delete(db.session.scalars(select(KeyedValue).filter_by(field="shops_priorities")).one())
    db.session.commit()

    page = press(clerk.get(f"{key_page(form)}?page=4"), "Finish this form")

    assert page.status == 422
    assert "not keyed yet" in page.errors[0]
    assert "your shops" in page.text
    assert count(Response) == 0


def token_of(page):
    return next(field.get("value") for field in page.tree.iter("input") if field.get("name") == "csrf_token")


def value(clerk, form, kind="first", **said):
    page = clerk.get("/staff/")
    data = {"csrf_token": token_of(page), "end": "1"} | said
    return clerk.client.post(f"{key_page(form, kind)}/value", data=data)


def test_one_field_is_saved_and_saving_it_again_changes_nothing(clerk):
    form = a_form()
    clerk.get(f"{PAPER}/forms/{form.public_id}").submit(button="Key this form")

    replies = [value(clerk, form, field="streets_priorities", typed="1 3", note="in pencil") for _ in range(3)]

    assert [reply.get_json() for reply in replies] == [{"kept": ["streets_priorities"]}] * 3
    row = db.session.scalars(select(KeyedValue)).one()
    assert (row.choices, row.note) == (["buses", "trees"], "in pencil")


@pytest.mark.parametrize(
    ("said", "status", "words"),
    [
        pytest.param({"field": "streets_priorities", "typed": "9"}, 422, "There is no 9 here", id="no such code"),
        pytest.param({"field": "streets_comment", "typed": "x"}, 422, "no such question", id="text in the first pass"),
        pytest.param({"field": "nonsense", "typed": "1"}, 422, "no such question", id="no such field"),
        pytest.param({"typed": "1"}, 422, "no such question", id="no field"),
        pytest.param({"field": "age_band", "typed": "1", "end": ""}, 200, "", id="an empty end is an end"),
    ],
)
def test_what_cannot_be_saved_is_told_in_words(clerk, said, status, words):
    form = a_form()
    clerk.get(f"{PAPER}/forms/{form.public_id}").submit(button="Key this form")

    reply = value(clerk, form, **said)

    assert reply.status_code == status
    assert words in reply.get_json().get("message", "")


def test_a_field_of_somebody_elses_form_is_not_saved(clerk, staff):
    form = keyed(a_form(), account(), {"age_band": "1"}, finish=False)
    officer = staff(Role.ENGAGEMENT_OFFICER)

    reply = value(officer, form, field="age_band", typed="2")

    assert reply.status_code == 409
    assert "data-entry-clerk@example.org is keying this form" in reply.get_json()["message"]
    assert extracts.newest(form.id, "first")["age_band"].choices == ["young"]


def test_who_is_signed_out_is_sent_to_sign_in_and_nothing_is_saved(clerk):
    form = keyed(a_form(), account(), {}, finish=False)
    page = clerk.get("/staff/")
    token = token_of(page)
    page.submit(button="Sign out")

    reply = clerk.client.post(
        f"{key_page(form)}/value", data={"field": "age_band", "typed": "1", "end": "1", "csrf_token": token}
    )

    assert reply.status_code in (303, 400)
    assert "json" not in reply.content_type


def test_the_second_keyer_is_shown_nothing_of_the_first(clerk, staff):
    """Not on the page, not in its source, not by the endpoint, not in the history."""
    one = a_staff_user("one@example.org", Role.DATA_ENTRY_CLERK)
    form = a_form()
    keyed(form, one, {"streets_priorities": "13", "age_band": "2", "shops_priorities": "/"})
    batch = f"{PAPER}/batches/{form.batch.public_id}"

    page = press(clerk.get(batch), "Key 1 form a second time")
    pages = [page, *(clerk.get(f"{key_page(form, 'second')}?page={n}") for n in (2, 3, 4))]
    history = [clerk.get(f"{batch}/{what}") for what in ("", "custody", "differences") if what]
    csv = clerk.client.get(f"{batch}/custody.csv").get_data(as_text=True)
    saved = value(clerk, form, "second", field="age_band", typed="1").get_data(as_text=True)

    for shown in pages:
        assert not [
            box.get("value")
            for box in shown.tree.iter("input")
            if box.get("name", "").startswith("q_") and box.get("value")
        ]
    for shown in (*[one.html for one in history], csv, saved, clerk.get(f"{PAPER}/forms/{form.public_id}").html):
        assert "1 3" not in shown
        assert "buses" not in shown.lower()
        assert '"old"' not in shown
    assert clerk.get(key_page(form, "first")).path.endswith(form.public_id)


def test_a_difference_is_settled_by_a_third_person_on_its_page(clerk, staff):
    one, two = (a_staff_user(f"{name}@example.org", Role.DATA_ENTRY_CLERK) for name in ("one", "two"))
    form = a_form()
    keyed(form, one, {"age_band": "1"})
    keyed(form, two, {"age_band": "2"}, "second")
    page = clerk.get(f"{PAPER}/batches/{form.batch.public_id}").link("See what differs").link("Decide")
    assert "First keying: 1" in page.text
    assert "Second keying: 2" in page.text

    refused = press(page, "Settle it", {"decision": "other", "q_codes": "8", "q_reason": "Smudge"})
    assert refused.errors == ["There is no 8 here. Codes: 1 2 3"]
    assert press(page, "Settle it", {"decision": "first"}).errors == ["Say what you see on the page"]
    page = press(page, "Settle it", {"decision": "other", "q_codes": "3", "q_reason": "The third box"})

    settled = db.session.scalars(select(KeyedValue).filter_by(source="settled")).one()
    assert (settled.choices, settled.reason, settled.keyed_by_id) == (
        ["prefer_not_to_say"],
        "The third box",
        account().id,
    )
    assert page.h1 == "What was keyed differently"


def test_a_keyer_of_the_form_does_not_settle_it(clerk):
    two = a_staff_user("two@example.org", Role.DATA_ENTRY_CLERK)
    form = keyed(a_form(), account(), {"age_band": "1"})
    keyed(form, two, {"age_band": "2"}, "second")

    page = clerk.get(f"{PAPER}/forms/{form.public_id}/differences/age_band")

    assert page.status == 403
    assert "settled by a third person" in page.text


def test_everything_that_is_looked_at_is_written_down(clerk):
    form = keyed(a_form(), account(), {}, finish=False)

    clerk.get(f"{PAPER}/batches/{form.batch.public_id}/custody")
    clerk.get(f"{PAPER}/forms/{form.public_id}")
    clerk.get(key_page(form))

    verbs = [event.verb for event in db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))]
    assert verbs[-3:] == ["viewed_custody", "viewed_form", "viewed_form"]


def test_results_tell_how_well_paper_was_keyed_and_what_could_not_be_read(staff, consultation):
    clerk, other = (a_staff_user(f"{name}@example.org", Role.DATA_ENTRY_CLERK) for name in ("one", "two"))
    form = a_form(clerk)
    keyed(form, clerk, {"streets_priorities": "1234", "shops_priorities": "/"})
    keyed(form, other, {"streets_priorities": "1234", "shops_priorities": "/"}, "second")
    keyed(form, other, {"streets_comment": "/"}, "text")
    batches.close(form.batch, "", clerk, NOW)

    analyst = staff(Role.ANALYST)
    page = analyst.get("/staff/consultations/market-place/results")
    ranking = analyst.client.get("/staff/consultations/market-place/download/ranking.csv").get_data(as_text=True)
    cover = analyst.client.get("/staff/consultations/market-place/download/cover.csv").get_data(as_text=True)

    assert "1 ticked more than 3 and is left out" in page.text
    assert "1 on paper: cannot be read" in page.text
    assert "How well paper was keyed" in page.text
    assert "1 more on paper cannot be read or is missing" in page.text
    assert "Left out: cannot be read" in ranking
    assert "7 fields keyed twice, 0 differed, 0 were wrong at first (0.00%; at most 35.43%" in cover
