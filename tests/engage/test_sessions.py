"""The cookie of staff: what it opens, until when, and that it is dead after sign-out."""

import datetime as dt

import pytest
from sqlalchemy import select

from engage import create_app
from engage.extensions import db
from engage.models import Role, StaffSession
from engage.operations.people import inviting
from engage.sessions import hash_of
from tests.builders import NOW, PASSWORD, a_consultation, a_staff_user, count
from tests.conftest import settings
from tests.pages import Browser

EMAIL = "officer@example.org"
COOKIE = "engage-staff"


@pytest.fixture
def signed_in(app):
    a_staff_user(EMAIL)
    browser = Browser(app.test_client())
    browser.get("/staff/sign-in").submit({"email": EMAIL, "password": PASSWORD})
    return browser


def token_of(browser):
    return browser.client.get_cookie(COOKIE).value


def at(app, **after):
    app.config["CLOCK"] = lambda: NOW + dt.timedelta(**after)


def test_a_copied_cookie_is_dead_after_sign_out(app, signed_in):
    copied = token_of(signed_in)
    page = signed_in.get("/staff/")
    page.submit(button="Sign out")

    thief = app.test_client()
    thief.set_cookie(COOKIE, copied)

    assert Browser(thief).get("/staff/").h1 == "Sign in"
    assert count(StaffSession) == 0


def test_the_token_changes_at_sign_in_so_that_a_planted_one_opens_nothing(app):
    a_staff_user(EMAIL)
    client = app.test_client()
    planted = "A" * 43
    client.set_cookie(COOKIE, planted)
    browser = Browser(client)

    browser.get("/staff/sign-in").submit({"email": EMAIL, "password": PASSWORD})

    assert token_of(browser) != planted
    thief = app.test_client()
    thief.set_cookie(COOKIE, planted)
    assert Browser(thief).get("/staff/").h1 == "Sign in"


def test_only_the_hash_of_the_token_is_kept(signed_in):
    token = token_of(signed_in)

    kept = db.session.scalars(select(StaffSession)).one()

    assert kept.token_sha256 == hash_of(token)
    assert len(token) == 43


@pytest.mark.parametrize("token", ["", "short", "A" * 43, "A" * 4000, "=" * 43])
def test_a_made_up_cookie_opens_nothing(app, token):
    a_staff_user()
    client = app.test_client()
    client.set_cookie(COOKIE, token)

    assert Browser(client).get("/staff/").h1 == "Sign in"


def test_after_30_idle_minutes_one_signs_in_again(app, signed_in):
    at(app, minutes=29)
    assert signed_in.get("/staff/").h1 == "Your desk"

    at(app, minutes=58)
    assert signed_in.get("/staff/").h1 == "Your desk"

    at(app, minutes=88)
    assert signed_in.get("/staff/").h1 == "Sign in"


def test_after_12_hours_one_signs_in_again_however_busy(app, signed_in):
    for minutes in range(25, 12 * 60, 25):
        at(app, minutes=minutes)
        assert signed_in.get("/staff/").h1 == "Your desk"

    at(app, hours=12)
    assert signed_in.get("/staff/").h1 == "Sign in"


def test_a_disabled_person_is_out_at_the_next_request(app, signed_in):
    user = db.session.scalars(select(StaffSession)).one().staff
    inviting.disable(user, None, NOW)

    assert signed_in.get("/staff/").h1 == "Sign in"


def test_a_visit_is_written_down_at_most_once_a_minute(app, signed_in):
    at(app, seconds=59)
    signed_in.get("/staff/")
    assert db.session.scalars(select(StaffSession)).one().seen_at == NOW

    at(app, seconds=61)
    signed_in.get("/staff/")
    assert db.session.scalars(select(StaffSession)).one().seen_at == NOW + dt.timedelta(seconds=61)


def test_looking_at_the_sign_in_page_writes_nothing(browser):
    browser.get("/staff/sign-in")

    assert count(StaffSession) == 0


def test_residents_get_no_cookie_of_staff(app, browser):
    a_consultation()

    browser.get("/market-place")

    assert browser.client.get_cookie(COOKIE) is None


def test_the_cookie_is_closed_to_scripts_and_other_sites(app):
    reply = app.test_client().get("/staff/sign-in")

    flags = reply.headers["Set-Cookie"].partition("; ")[2].split("; ")
    assert flags == ["HttpOnly", "Path=/", "SameSite=Lax"]


def test_over_https_the_cookie_is_bound_to_this_host(database_url):
    app = create_app(settings(database_url) | {"HTTPS": True})

    cookie = app.test_client().get("/staff/account", base_url="https://localhost").headers["Set-Cookie"]

    assert cookie.startswith("__Host-engage-staff=")
    assert "Secure" in cookie
    assert "Domain" not in cookie


@pytest.mark.parametrize("token", ["", "of another session"])
def test_a_post_without_the_token_of_this_session_changes_nothing(app, signed_in, token):
    page = signed_in.post("/staff/sign-out", {"csrf_token": token})

    assert page.status == 400
    assert page.h1 == "Sign in again, then send the page once more"
    assert count(StaffSession) == 1


def test_the_token_of_another_persons_session_is_refused(app, signed_in, staff):
    other = staff(Role.ADMINISTRATOR, "other@example.org").get("/staff/")
    foreign = next(field.get("value") for field in other.tree.iter("input") if field.get("name") == "csrf_token")

    assert signed_in.post("/staff/sign-out", {"csrf_token": foreign}).status == 400
