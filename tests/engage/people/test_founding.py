"""The first administrator: only with the code of the server, only once, and then the way leads on."""

import datetime as dt

import pytest
from sqlalchemy import select

from engage.errors import LinkUsed
from engage.extensions import db
from engage.models import AuditEvent, Role, StaffUser
from engage.operations.people import founding
from tests.builders import NOW, PASSWORD, SECRET, a_staff_user, count
from tests.pages import Browser

EMAIL = "chief@example.org"
CHOSEN = {"email": EMAIL, "password": "seven-lamps-otter-19", "again": "seven-lamps-otter-19"}
on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def filled(app, **changes):
    now = app.config["CLOCK"]()
    return {"code": founding.code_of(SECRET, now)} | CHOSEN | changes


def first_page(app):
    return Browser(app.test_client()).get("/staff")


def test_an_empty_installation_leads_from_its_first_page_to_inviting_and_to_a_consultation(app):
    app.config["SECOND_FACTOR"] = True
    page = first_page(app)
    assert page.h1 == "Make the first administrator"

    page = page.submit(filled(app))
    assert page.h1 == "Set up a second factor"

    app.config["SECOND_FACTOR"] = False
    browser = Browser(app.test_client())
    desk = browser.get("/staff/sign-in").submit(CHOSEN)
    assert desk.link("Invite staff").h1 == "Invite somebody"
    assert desk.link("Begin a consultation").h1 == "Begin a consultation"
    assert db.session.scalars(select(AuditEvent.verb)).first() == "made_first_administrator"


@on_one_database
def test_the_page_is_closed_once_there_is_an_administrator(app):
    page = first_page(app)
    a_staff_user("other@example.org", Role.ADMINISTRATOR)

    assert first_page(app).h1 == "Sign in"
    for late in (page.submit(filled(app)), page.browser.get("/staff/first-administrator")):
        assert (late.status, late.h1) == (410, "There is an administrator already")
    assert count(StaffUser) == 1


@on_one_database
@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"code": ""}, "Enter the code"),
        ({"code": "0000 0000 0000 0000 0000 0000"},
         "This is not the code. Copy it from the terminal; it is another one each day"),
        ({"email": "chief"}, "Enter an email address in the correct format, like name@example.com"),
        ({"password": "Council2026!", "again": "Council2026!"}, "This password is easy to guess"),
        ({"again": "other"}, "The two passwords are not the same"),
        ({"password": "", "again": ""}, "Enter a password"),
        ({"email": "officer@example.org"}, "This person has an account already. Enter another email address"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_stays(app, typed, error):
    a_staff_user("officer@example.org", Role.ANALYST)
    page = first_page(app).link("There is no administrator yet")

    page = page.submit(filled(app, **typed))

    assert (page.status, page.errors) == (422, [error])
    held = {field.get("name"): field.get("value") for field in page.tree.iter("input")}
    assert held["email"] == (CHOSEN | typed)["email"]
    assert held["password"] == ""
    assert founding.is_due()


@on_one_database
def test_the_code_of_yesterday_is_taken_and_no_older_one(app):
    old = founding.code_of(SECRET, NOW - dt.timedelta(days=2))
    yesterdays = founding.code_of(SECRET, NOW - dt.timedelta(days=1)).lower().replace(" ", "-")

    assert first_page(app).submit(filled(app, code=old)).status == 422
    assert first_page(app).submit(filled(app, code=yesterdays)).h1 == "Your desk"


@on_one_database
def test_guessing_has_to_wait(app):
    page = first_page(app)
    for _ in range(11):
        page = page.submit(filled(app, code="guess"))

    assert page.status == 429
    assert page.headers["Retry-After"] == "300"
    assert page.errors == ["Too many tries. Try again in 5 minutes"]


def test_of_two_who_have_the_code_one_becomes_the_first(app):
    founding.begin(founding.code_of(SECRET, NOW), EMAIL, PASSWORD, SECRET, "", NOW)

    with pytest.raises(LinkUsed):
        founding.begin(founding.code_of(SECRET, NOW), "late@example.org", PASSWORD, SECRET, "", NOW)

    assert count(StaffUser) == 1


@on_one_database
def test_the_command_tells_the_code_while_there_is_no_administrator(app):
    run = app.test_cli_runner().invoke
    assert founding.code_of(SECRET, NOW) in run(args=["engage", "first-code"]).output

    a_staff_user(EMAIL, Role.ADMINISTRATOR)
    refused = run(args=["engage", "first-code"])

    assert refused.exit_code == 1
    assert "There is an administrator already" in refused.output
