"""A safeguarding concern goes to the named officer at once, is read by nobody else, and has a clock."""

import datetime as dt

import pytest
from sqlalchemy import select

from engage.extensions import db
from engage.models import AuditEvent, Role, SafeguardingConcern
from engage.operations.fieldwork import concerns
from tests.builders import NOW, a_consultation, a_staff_user, an_activity, count

SECRET = "a key for tests that no server would ever be given"


@pytest.fixture
def activity(app):
    return an_activity(a_consultation(), a_staff_user("planner@example.org", Role.ENGAGEMENT_OFFICER))


def test_a_concern_reaches_the_officer_and_is_acknowledged_and_closed(staff, activity):
    page = staff(Role.ENGAGEMENT_OFFICER).get(f"/staff/fieldwork/{activity.public_id}/concern")
    assert page.submit({"text": "  "}).errors
    sent = page.submit({"text": "Somebody is locked in at night"})
    assert "It went to the safeguarding officer" in sent.text
    assert "locked in" not in sent.text

    desk = staff(Role.SAFEGUARDING_OFFICER).get("/staff/")
    assert "1 new" in desk.text
    found = desk.link("Safeguarding concerns").link("October 2026")
    assert "Somebody is locked in at night" in found.text
    found = found.submit(button="I have read it and deal with it")
    assert "Acknowledged" in found.text
    assert found.submit({"outcome": ""}, button="Close this concern").errors
    closed = found.submit({"outcome": "Social care called"}, button="Close this concern")

    assert "Closed" in closed.text
    row = db.session.scalars(select(SafeguardingConcern)).one()
    assert b"Social care" not in row.outcome
    assert count(AuditEvent, verb="read_concern") >= 2


@pytest.mark.parametrize("role", [Role.ENGAGEMENT_OFFICER, Role.ANALYST, Role.NOTE_TAKER])
def test_nobody_else_opens_a_concern(staff, activity, role):
    concern, _new = concerns.raise_concern(activity, "c", "A worry", SECRET, 24, activity.planned_by, NOW)

    assert staff(role).get(f"/staff/fieldwork/concerns/{concern.public_id}").status == 403


def test_a_concern_that_nobody_acknowledged_in_time_is_overdue(staff, activity):
    early = NOW - dt.timedelta(hours=25)
    concerns.raise_concern(activity, "c", "A worry", SECRET, 24, activity.planned_by, early)

    assert "Overdue" in staff(Role.SAFEGUARDING_OFFICER).get("/staff/fieldwork/concerns").text


def test_pages_of_the_activity_say_nothing_of_it(staff, activity):
    concerns.raise_concern(activity, "c", "A worry about night", SECRET, 24, activity.planned_by, NOW)

    page = staff(Role.ANALYST).get(f"/staff/fieldwork/{activity.public_id}")

    assert "worry" not in page.text and "concern" not in page.text
