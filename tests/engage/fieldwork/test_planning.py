"""The calendar: an activity is planned, changed, cancelled and found again, and partners are invited to it."""

import pytest
from sqlalchemy import select

from engage.extensions import db
from engage.models import Activity, Invitation, Role
from tests.builders import NOW, a_consultation, a_staff_user, an_activity, count

OFFICER = Role.ENGAGEMENT_OFFICER
PLAN = "/staff/fieldwork/plan/market-place"
TYPED = {
    "type": "focus_group", "title": "Carers’ coffee morning", "held_on": "9/11/2026", "starts": "2.30pm",
    "ends": "16:00", "place": "Library", "partner": "Carers’ centre", "group": "age_band.young",
    "support": ["bsl", "transport"], "materials": "Pens",
}  # fmt: skip


def test_an_activity_is_planned_with_all_that_belongs_to_it(app, staff):
    a_consultation()

    page = staff(OFFICER).get(PLAN).submit(TYPED)

    assert page.h1 == "Carers’ coffee morning"
    for words in ("Planned", "Monday 9 November 2026", "14:30 – 16:00", "Under 40", "British Sign Language", "Pens"):
        assert words in page.text
    assert page.link("Fieldwork").link("Carers’ coffee morning").status == 200


def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(app, staff):
    a_consultation()
    wrong = {"held_on": "31/2/2026", "ends": "13:00", "title": "", "place": "صالة 🎪", "type": "party"}

    page = staff(OFFICER).get(PLAN).submit(TYPED | wrong)

    assert page.status == 422
    assert len(page.errors) == 4
    assert "The end must be after the start" in page.errors
    for words in ("31/2/2026", "صالة 🎪", "Pens"):
        assert words in page.html
    assert count(Activity) == 0


def test_a_group_that_was_not_heard_arrives_with_the_link(app, staff):
    a_consultation()

    page = staff(OFFICER).get(f"{PLAN}?group=age_band.young")
    page = page.submit({"type": "drop_in", "title": "T", "held_on": "2026-11-09"})

    assert "Under 40" in page.text


def test_a_plan_is_changed_cancelled_with_a_reason_and_held_after_all(app, staff):
    planner = a_staff_user("planner@example.org", OFFICER)
    activity = an_activity(a_consultation(), planner)
    browser = staff(OFFICER)

    page = browser.get(f"/staff/fieldwork/{activity.public_id}").link("Change this activity")
    page = page.submit({"place": "Church hall"})
    assert "Church hall" in page.text
    page = page.link("Cancel this activity").submit({"reason": " "})
    assert page.errors == ["Say in a few words why it does not take place"]
    page = page.submit({"reason": "Snow"})
    assert "Cancelled" in page.text and "Snow" in page.text
    page = page.submit(button="It takes place after all")

    assert "Cancelled" not in page.text


def test_the_list_is_filtered(app, staff):
    planner = a_staff_user("planner@example.org", OFFICER)
    consultation = a_consultation()
    an_activity(consultation, planner, title="Group")
    an_activity(consultation, planner, title="Stand", type="outreach_stand")

    page = staff(OFFICER).get("/staff/fieldwork/?type=outreach_stand&first=2026-10-01&last=7/10/2026&state=Planned")

    assert "Stand" in page.text
    assert "Activities (1)" in page.text
    assert "Activities (1)" not in staff(OFFICER, "b@example.org").get("/staff/fieldwork/?last=2026-10-06").text


def test_a_partner_opens_only_what_they_are_invited_to(app, staff):
    consultation, planner = a_consultation(), a_staff_user("planner@example.org", OFFICER)
    theirs = an_activity(consultation, planner, title="Theirs")
    other = an_activity(consultation, planner, title="Other")
    partner = staff(Role.NOTE_TAKER)
    page = staff(OFFICER).get(f"/staff/fieldwork/{theirs.public_id}")

    assert page.submit({"email": "planner@example.org"}, button="Invite").errors
    page = page.submit({"email": "note-taker@example.org"}, button="Invite")

    assert "note-taker@example.org" in page.text
    listed = partner.get("/staff/fieldwork/").text
    assert "Theirs" in listed and "Other" not in listed
    assert partner.get(f"/staff/fieldwork/{theirs.public_id}/record").status == 200
    assert partner.get(f"/staff/fieldwork/{other.public_id}").status == 403
    page.submit(button="Take the invitation back: note-taker@example.org")
    assert partner.get(f"/staff/fieldwork/{theirs.public_id}").status == 403
    assert count(Invitation) == 0


@pytest.mark.parametrize("address", ["/staff/fieldwork/unknown", "/staff/fieldwork/plan/nowhere"])
def test_what_is_not_there_is_not_found(app, staff, address):
    assert staff(OFFICER).get(address).status == 404


def test_the_plan_of_a_person_who_left_keeps_their_name(app, staff):
    consultation, planner = a_consultation(), a_staff_user("planner@example.org", OFFICER)
    activity = an_activity(consultation, planner, facilitator_id=planner.id)

    page = staff(OFFICER).get(f"/staff/fieldwork/{activity.public_id}/edit").submit({"place": "New"})

    assert db.session.scalars(select(Activity)).one().facilitator_id == planner.id
    assert "planner@example.org" in page.text
    assert NOW.date() == activity.held_on


def test_the_topic_guide_holds_the_sections_and_what_is_read_out(app, staff):
    activity = an_activity(a_consultation(), a_staff_user("planner@example.org", OFFICER))

    page = staff(OFFICER).get(f"/staff/fieldwork/{activity.public_id}").link("Topic guide")

    for words in ("1. Your streets", "2. Your shops", "Street lights", "We ask you before we quote your words"):
        assert words in page.text
