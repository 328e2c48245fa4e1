"""The second factor: no way past it, no code twice, no guessing, and a way back for who lost the telephone."""

import datetime as dt
import re

import pyotp
import pytest
from sqlalchemy import select

from engage.errors import CodeRefused
from engage.extensions import db
from engage.models import AuditEvent, RecoveryCode, Role, StaffSession, StaffUser
from engage.operations.people import factors, inviting
from engage.sessions import hash_of
from tests.builders import NOW, PASSWORD, a_consultation, a_staff_user
from tests.pages import Browser
from tests.test_access import TABLE

EMAIL = "officer@example.org"
RIGHT = {"email": EMAIL, "password": PASSWORD}


@pytest.fixture
def officer(app):
    app.config["SECOND_FACTOR"] = True
    a_consultation()
    return a_staff_user(EMAIL, Role.ANALYST)


def at(app, **after):
    app.config["CLOCK"] = lambda: NOW + dt.timedelta(**after)


def code_of(secret, **after):
    return pyotp.TOTP(secret).at(NOW + dt.timedelta(**after))


def set_up(app):
    """(browser, secret, recovery codes) of somebody who set the app up at the first sign-in."""
    browser = Browser(app.test_client())
    page = browser.get("/staff/sign-in").submit(RIGHT)
    assert page.h1 == "Set up a second factor"
    secret = re.search(r"<strong><bdi>([A-Z2-7 ]+)</bdi>", page.html).group(1).replace(" ", "")
    page = page.submit({"code": code_of(secret)})
    assert page.h1 == "Your recovery codes"
    return browser, secret, re.findall(r"<li><bdi>([^<]+)</bdi>", page.html)


def signing_in(app):
    return Browser(app.test_client()).get("/staff/sign-in").submit(RIGHT)


def test_at_the_first_sign_in_the_app_is_set_up_and_then_asked_for(app, officer):
    browser, secret, codes = set_up(app)
    assert browser.get("/staff/").h1 == "Your desk"
    assert len(set(codes)) == 10

    at(app, minutes=1)
    page = signing_in(app)

    assert page.h1 == "Enter the code of your app"
    assert page.submit({"code": code_of(secret, minutes=1)}).h1 == "Your desk"


@pytest.mark.parametrize("has_factor", [True, False])
def test_the_password_alone_opens_no_page(app, officer, has_factor):
    """Every address of the table, whether or not the app is set up yet."""
    if has_factor:
        set_up(app)
        at(app, minutes=1)
    browser = signing_in(app).browser
    token = browser.get("/staff/second-factor").form().find(".//input[@name='csrf_token']").get("value")
    wanted = "/staff/second-factor" if has_factor else "/staff/account/second-factor"

    for name, (method, address, _roles) in TABLE.items():
        address = re.sub(r"\{\w+\}", "1", address)
        reply = browser.client.open(address, method=method.upper(), data={"csrf_token": token})
        if app.view_functions[name].in_json:
            assert reply.status_code == 401, name
        else:
            assert (reply.status_code, reply.location.partition("?")[0]) == (303, wanted), name


def test_a_code_is_taken_once(app, officer):
    _browser, secret, _codes = set_up(app)

    page = signing_in(app).submit({"code": code_of(secret)})

    assert (page.status, page.errors) == (422, ["This code is wrong, or was used. Wait for the next one"])


def test_two_who_send_one_code_at_once_are_not_both_taken(app, officer):
    _browser, secret, _codes = set_up(app)
    at(app, minutes=1)
    one, other = signing_in(app), signing_in(app)

    taken = [page.submit({"code": code_of(secret, minutes=1)}).h1 for page in (one, other)]

    assert taken == ["Your desk", "Enter the code of your app"]


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_a_telephone_may_be_half_a_minute_off(app, officer, seconds):
    _browser, secret, _codes = set_up(app)
    at(app, minutes=5)

    page = signing_in(app).submit({"code": code_of(secret, minutes=5, seconds=seconds)})

    assert page.h1 == "Your desk"


def test_after_five_wrong_codes_the_sign_in_is_void(app, officer):
    _browser, secret, _codes = set_up(app)
    at(app, minutes=1)
    page = signing_in(app)
    for _try in range(5):
        assert page.submit({"code": "000000"}).status == 422

    over = page.submit({"code": code_of(secret, minutes=1)})

    assert (over.status, over.h1) == (429, "Too many tries")
    assert page.browser.get("/staff/").h1 == "Sign in"
    assert signing_in(app).submit({"code": code_of(secret, minutes=1)}).status == 429
    at(app, minutes=7)
    assert signing_in(app).submit({"code": code_of(secret, minutes=7)}).h1 == "Your desk"


def test_a_recovery_code_stands_in_once(app, officer):
    _browser, _secret, codes = set_up(app)

    assert signing_in(app).submit({"code": codes[3].lower()}).h1 == "Your desk"
    assert signing_in(app).submit({"code": codes[3]}).status == 422


def test_neither_the_secret_nor_a_recovery_code_stands_in_the_database(app, officer):
    _browser, secret, codes = set_up(app)
    rows = [db.session.execute(select(table)).all() for table in (StaffUser.__table__, RecoveryCode.__table__)]

    assert secret not in str(rows)
    assert not any(code.replace(" ", "") in str(rows) for code in codes)


def test_the_session_gets_a_new_token_with_the_second_factor(app, officer):
    _browser, secret, _codes = set_up(app)
    at(app, minutes=1)
    page = signing_in(app)
    before = page.browser.client.get_cookie("engage-staff").value

    page.submit({"code": code_of(secret, minutes=1)})

    thief = app.test_client()
    thief.set_cookie("engage-staff", before)
    assert Browser(thief).get("/staff/").h1 == "Sign in"


def test_half_a_sign_in_is_over_after_ten_minutes(app, officer):
    set_up(app)
    at(app, minutes=1)
    page = signing_in(app)
    at(app, minutes=11)

    assert page.browser.get("/staff/second-factor").h1 == "Sign in"


def test_another_telephone_is_taken_into_use_with_the_password_only(app, officer):
    browser, _secret, _codes = set_up(app)
    page = browser.get("/staff/account/second-factor")
    other = re.search(r"<strong><bdi>([A-Z2-7 ]+)</bdi>", page.html).group(1).replace(" ", "")
    at(app, minutes=1)

    refused = page.submit({"code": code_of(other, minutes=1), "old": "wrong"})
    taken = page.submit({"code": code_of(other, minutes=1), "old": PASSWORD})

    assert refused.errors == ["This is not your password"]
    assert taken.h1 == "Your recovery codes"


def test_new_recovery_codes_end_the_ones_before(app, officer):
    browser, _secret, codes = set_up(app)

    page = browser.get("/staff/account").link("Make new recovery codes").submit({"old": PASSWORD})

    assert page.h1 == "Your recovery codes"
    assert signing_in(app).submit({"code": codes[0]}).status == 422


def test_a_reset_does_not_skip_the_second_factor(app, officer):
    set_up(app)
    chief = a_staff_user("chief@example.org", Role.ADMINISTRATOR)
    token = inviting.renew_link(officer, 72, chief, NOW)
    words = {"password": "seven-lamps-otter-19", "again": "seven-lamps-otter-19"}
    page = Browser(app.test_client()).get(f"/staff/join/{token}").submit(words)

    assert page.h1 == "Set up a second factor"


def test_who_has_a_second_factor_is_asked_for_it_whatever_the_setting(app, officer):
    set_up(app)
    app.config["SECOND_FACTOR"] = False

    assert signing_in(app).h1 == "Enter the code of your app"


def test_every_code_is_in_the_audit_trail(app, officer):
    browser, _secret, codes = set_up(app)
    page = signing_in(app)
    page.submit({"code": "000000"})
    page.submit({"code": codes[0]})

    verbs = db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)).all()
    assert verbs[-4:] == ["set_up_second_factor", "gave_password", "failed_second_factor", "used_recovery_code"]
    assert browser.get("/staff/").h1 == "Your desk"


def test_a_wrong_code_sets_nothing_up(app, officer):
    page = signing_in(app).submit({"code": "000000"})

    assert page.errors == ["This code is wrong, or was used. Wait for the next one"]
    with pytest.raises(CodeRefused):
        factors.set_up(_session_of(page), "A" * 32, "12", "a secret", "k", NOW)


def _session_of(page):
    token = page.browser.client.get_cookie("engage-staff").value
    return db.session.scalars(select(StaffSession).filter_by(token_sha256=hash_of(token))).one()
