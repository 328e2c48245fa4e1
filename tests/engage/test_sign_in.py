"""Signing in: what it says, whom it stops, what it writes down."""

import datetime as dt

import pytest
from sqlalchemy import select

from engage.errors import PasswordRefused, StaffExists
from engage.extensions import db
from engage.models import AuditEvent, Role, SignInFailure, StaffSession, StaffUser
from engage.operations import staff as operations
from engage.operations.people import founding, inviting
from tests.builders import NOW, PASSWORD, a_consultation, a_staff_user, count
from tests.pages import Browser

EMAIL = "officer@example.org"
WRONG = {"email": EMAIL, "password": "not the right one"}
RIGHT = {"email": EMAIL, "password": PASSWORD}


def sign_in_page(app):
    if not founding.has_staff():  # then nobody could sign in, and another page is shown
        a_staff_user("somebody@example.org")
    return Browser(app.test_client()).get("/staff/sign-in")


def test_a_stranger_is_sent_to_sign_in_and_comes_back_to_the_same_page(browser):
    a_consultation()
    a_staff_user(EMAIL)

    page = browser.get("/staff/consultations/market-place/results")
    assert page.h1 == "Sign in"

    page = page.submit(RIGHT)
    assert page.h1 == "Results: The market place"


def test_the_email_address_may_be_typed_in_capitals_and_with_spaces(app):
    a_staff_user(EMAIL)

    page = sign_in_page(app).submit({"email": " Officer@Example.ORG ", "password": PASSWORD})

    assert page.h1 == "Your desk"


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.org"])
def test_a_wrong_password_and_an_unknown_address_get_the_same_reply_and_keep_the_address(app, email):
    a_staff_user(EMAIL)

    page = sign_in_page(app).submit({"email": email, "password": "not the right one"})

    assert page.status == 422
    assert page.errors == ["Email or password is wrong"]
    assert page.form().find(".//input[@name='email']").get("value") == email
    assert "not the right one" not in page.html


def test_an_unknown_address_costs_as_much_hashing_as_a_known_one():
    hasher = operations.HASHER
    assert not hasher.check_needs_rehash(operations.DUMMY_HASH)
    assert (hasher.memory_cost, hasher.time_cost, hasher.parallelism) == (46 * 1024, 1, 1)


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"email": "", "password": ""}, ["Enter your email address", "Enter your password"]),
        (
            {"email": "officer", "password": "x"},
            ["Enter an email address in the correct format, like name@example.com"],
        ),
        ({"email": EMAIL, "password": "x" * 129}, ["Password must be 128 characters or fewer"]),
        ({"email": EMAIL, "password": "x" * 1_000_000}, ["Password must be 128 characters or fewer"]),
    ],
)
def test_what_is_missing_or_too_long_is_said_before_anything_is_hashed(app, fields, errors):
    page = sign_in_page(app).submit(fields)

    assert page.status == 422
    assert page.errors == errors
    assert count(SignInFailure) == 0


def test_after_ten_wrong_tries_even_the_right_password_waits_five_minutes(app):
    a_staff_user(EMAIL)
    page = sign_in_page(app)
    for _ in range(10):
        page = page.submit(WRONG)
        assert page.status == 422

    page = page.submit(RIGHT)
    assert page.status == 429
    assert page.errors == ["Too many tries. Try again in 5 minutes."]
    assert page.headers["Retry-After"] == "300"

    app.config["CLOCK"] = lambda: NOW + dt.timedelta(minutes=5)
    assert page.submit(RIGHT).h1 == "Your desk"


def test_an_address_nobody_has_is_limited_in_the_same_words(app):
    page = sign_in_page(app)
    for _ in range(11):
        page = page.submit({"email": "nobody@example.org", "password": "guess after guess"})

    assert page.status == 429
    assert page.errors == ["Too many tries. Try again in 5 minutes."]


def test_one_persons_wrong_tries_do_not_stop_another(app):
    a_staff_user(EMAIL)
    a_staff_user("other@example.org")
    page = sign_in_page(app)
    for _ in range(11):
        page = page.submit(WRONG)

    page = sign_in_page(app).submit({"email": "other@example.org", "password": PASSWORD})

    assert page.h1 == "Your desk"


def test_signing_in_forgets_the_wrong_tries_before_it(app):
    a_staff_user(EMAIL)
    page = sign_in_page(app)
    for _ in range(9):
        page = page.submit(WRONG)

    page.submit(RIGHT)

    assert count(SignInFailure) == 0


@pytest.mark.parametrize(
    "address",
    ["//evil.example", "https://evil.example", "https:evil.example", "/\\evil.example", "\\\\evil.example",
     "/staff\\evil", "/staff//evil\n", "javascript:alert(1)", "", "/other"],
)  # fmt: skip
def test_signing_in_never_leads_to_another_site(app, address):
    a_staff_user(EMAIL)
    page = Browser(app.test_client()).get("/staff/sign-in", query_string={"next": address})

    page = page.submit(RIGHT)

    assert page.path == "/staff/"


@pytest.mark.parametrize("token", ["", "of another page"])
def test_a_stale_sign_in_page_comes_back_with_the_address_that_was_typed(app, token):
    a_staff_user(EMAIL)

    page = sign_in_page(app).submit(RIGHT | {"csrf_token": token})

    assert page.status == 400
    assert page.errors == ["This page was open for too long. Enter your password again."]
    assert page.form().find(".//input[@name='email']").get("value") == EMAIL


def test_the_page_works_with_password_managers(app):
    page = sign_in_page(app)

    kept = {field.get("name"): field.get("autocomplete") for field in page.form().iter("input")}
    assert (kept["email"], kept["password"]) == ("username", "current-password")


def test_every_try_is_written_down_without_the_address(app):
    operations.add_staff(EMAIL, PASSWORD, Role.ANALYST, NOW)
    page = sign_in_page(app).submit(WRONG)
    page = page.submit({"email": "nobody@example.org", "password": "guess"})
    page = page.submit(RIGHT)
    page.submit(button="Sign out")

    events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [event.verb for event in events] == [
        "added_staff", "failed_to_sign_in", "failed_to_sign_in", "signed_in", "signed_out"
    ]  # fmt: skip
    assert not [event for event in events if "example.org" in f"{event.object_id} {event.detail}"]


def test_a_disabled_account_cannot_sign_in_and_is_not_told_why(app):
    inviting.disable(a_staff_user(EMAIL), None, NOW)

    page = sign_in_page(app).submit(RIGHT)

    assert page.errors == ["Email or password is wrong"]
    assert count(StaffSession) == 0


@pytest.mark.parametrize(
    "password",
    ["Council2026!", "Password1234", "borsetshire-99-x", "aaaaaaaaaaaaaaaa", "abababababababab", "officer-is-here-1",
     "qwertyuiop12", "123456789012", "Welcome2026!!"],
)  # fmt: skip
def test_an_easy_password_is_refused(app, password):
    with pytest.raises(PasswordRefused, match="easy to guess"):
        operations.add_staff(EMAIL, password, Role.ANALYST, NOW, "Borsetshire Council")
    assert count(StaffUser) == 0


@pytest.mark.parametrize(("length", "words"), [(11, "12 characters or more"), (129, "128 characters or fewer")])
def test_a_password_has_12_to_128_characters(app, length, words):
    with pytest.raises(PasswordRefused, match=words):
        operations.add_staff(EMAIL, ("kq3 vz8 wx5 jd7 " * 9)[:length], Role.ANALYST, NOW)


@pytest.mark.parametrize("password", ["seven green kettles", "kq3vz8wx5jd7", "mae'r haul yn gwenu", "ZebraMarchTuba"])
def test_other_passwords_are_taken(app, password):
    user = operations.add_staff(EMAIL, password, Role.ANALYST, NOW, "Borsetshire Council")

    assert user.password_hash.startswith("$argon2id$")


def test_an_address_has_one_account(app):
    operations.add_staff(EMAIL, PASSWORD, Role.ANALYST, NOW)

    with pytest.raises(StaffExists):
        operations.add_staff(EMAIL.upper(), PASSWORD, Role.ANALYST, NOW)
