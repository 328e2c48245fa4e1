"""Roles on one consultation; administrators see answers only when another one lets them, for a time."""

import datetime as dt

import pytest
from sqlalchemy import select

from engage.errors import RoleRefused
from engage.extensions import db
from engage.models import AuditEvent, Role
from engage.operations.people import roles
from engage.operations.staff import find_active
from tests.builders import NOW, a_consultation, a_staff_user

RESULTS = "/staff/consultations/market-place/results"


@pytest.fixture
def pair(app):
    a_consultation()
    return [a_staff_user(f"{name}@example.org", Role.ADMINISTRATOR) for name in ("one", "other")]


def test_a_role_is_given_and_taken_on_the_page_of_a_person(staff):
    a_consultation()
    chief, browser = staff(Role.ADMINISTRATOR), staff(Role.PANEL_MEMBER)
    person = find_active("panel-member@example.org")
    page = chief.get("/staff/people/").link("panel-member@example.org")

    page = page.submit({"role": "analyst", "consultation": "market-place"}, button="Give the role")
    assert browser.get(RESULTS).status == 200

    page.submit(button="Take away: Analyst, market-place")
    assert browser.get(RESULTS).status == 403
    assert [held.role for held in person.roles] == ["panel_member"]


def test_an_administrator_sees_no_answers_until_another_one_lets_them_for_some_days(app, staff, pair):
    one, other = pair
    browser = staff(Role.ADMINISTRATOR, one.email)
    assert browser.get(RESULTS).status == 403

    page = staff(Role.ADMINISTRATOR, other.email).get(f"/staff/people/{one.public_id}")
    page.submit({"role": "analyst", "days": "3"}, button="Give the role")

    assert browser.get(RESULTS).status == 200
    assert "one@example.org: Analyst, all consultations, until" in browser.get("/staff/people/").text
    app.config["CLOCK"] = lambda: NOW + dt.timedelta(days=3)
    browser = staff(Role.ADMINISTRATOR, one.email)
    assert browser.get(RESULTS).status == 403
    verbs = db.session.scalars(select(AuditEvent.verb).where(AuditEvent.verb.like("%_role"))).all()
    assert verbs == ["gave_role", "ended_role"]


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ({"role": "analyst"}, "Administrators see answers for some days only. Enter a number of days from 1 to 14"),
        ({"role": "analyst", "days": "15"}, "Enter a number of days from 1 to 14, or leave it empty"),
        ({"role": "administrator"}, "This person has the role already"),
    ],
)
def test_what_another_administrator_cannot_be_given_is_said_in_words(staff, pair, typed, text):
    page = staff(Role.ADMINISTRATOR, pair[1].email).get(f"/staff/people/{pair[0].public_id}")

    assert page.submit(typed, button="Give the role").errors == [text]


@pytest.mark.parametrize("role", Role)
def test_nobody_gives_a_role_to_themselves(pair, role):
    with pytest.raises(RoleRefused):
        roles.give(pair[0], role, None, 1, pair[0], NOW)


def test_who_sees_answers_for_good_becomes_no_administrator(pair):
    analyst = a_staff_user("analyst@example.org", Role.ANALYST)

    with pytest.raises(RoleRefused, match="do not see answers"):
        roles.give(analyst, Role.ADMINISTRATOR, None, None, pair[0], NOW)


def test_a_role_on_all_consultations_counts_on_those_to_come(staff):
    browser = staff(Role.ANALYST)
    a_consultation()

    assert browser.get(RESULTS).status == 200


def test_the_command_line_gives_a_role_on_one_consultation(app, tmp_path):
    a_consultation()
    (tmp_path / "password").write_text("seven-lamps-otter-19\n")
    words = ["engage", "add-staff", "guest@example.org", "--role", "analyst", "--consultation", "market-place"]

    told = app.test_cli_runner().invoke(args=[*words, "--password-file", str(tmp_path / "password")])

    assert told.exit_code == 0, told.output
    assert [held.consultation.code for held in find_active("guest@example.org").roles] == ["market-place"]


def test_half_an_hour_before_the_day_s_sign_in_ends_every_page_says_when(app, staff):
    browser = staff(Role.ANALYST)
    app.config["SIGN_IN_IDLE_MINUTES"] = 24 * 60
    assert "You will be signed out" not in browser.get("/staff/").html

    app.config["CLOCK"] = lambda: NOW + dt.timedelta(hours=11, minutes=31)
    assert "You will be signed out at" in browser.get("/staff/").html

    app.config["CLOCK"] = lambda: NOW + dt.timedelta(hours=12)
    assert browser.get("/staff/").h1 == "Sign in"
