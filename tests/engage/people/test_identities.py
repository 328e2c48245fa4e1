"""Sign-in at the council's identity provider, against a real one on the loopback."""

import datetime as dt

import pytest
import requests
from joserfc.jwk import RSAKey
from sqlalchemy import select

from engage.extensions import db
from engage.models import Role, StaffUser
from engage.operations.people import inviting
from tests.builders import NOW, a_consultation, a_staff_user, count
from tests.identity_provider import CLIENT_ID, CLIENT_SECRET, serving
from tests.pages import Browser

EMAIL = "officer@example.org"
NOT_PROVEN = "What the identity provider sent could not be checked. Start again, or tell an administrator."
ELSEWHERE = "This sign-in took too long, or was begun in another browser. Start again."
NOBODY = "Nobody is invited here with the email address that your identity provider knows. Ask an administrator."


@pytest.fixture(scope="module")
def served():
    with serving(NOW) as provider:
        yield provider


@pytest.fixture
def provider(app, served):
    served.claims, served.signs_with, served.answers = {}, None, True
    app.config.update(OIDC_ISSUER=served.issuer, OIDC_CLIENT_ID=CLIENT_ID, OIDC_CLIENT_SECRET=CLIENT_SECRET)
    return served


def answered(browser, next_page=""):
    """The way back that the provider gave to this browser, not gone yet."""
    browser.get("/staff/sign-in")
    left = browser.client.get(f"/staff/identity{next_page}")
    assert left.status_code == 303
    reply = requests.get(left.location, allow_redirects=False, timeout=10)
    return reply.headers["Location"].removeprefix("http://localhost")


def come_in(app, next_page=""):
    browser = Browser(app.test_client())
    return browser.get(answered(browser, next_page))


def test_who_is_invited_signs_in_and_comes_to_the_page_they_wanted(app, provider):
    a_consultation()
    a_staff_user(EMAIL, Role.ANALYST)
    page = Browser(app.test_client()).get("/staff/consultations/market-place/results")
    assert "Sign in with your council account" in page.text

    page = come_in(app, "?next=/staff/consultations/market-place/results")

    assert page.h1 == "Results: The market place"


def test_an_invited_person_needs_no_password_and_the_link_is_over(app, provider):
    _person, token = inviting.invite(EMAIL, Role.ANALYST, None, 72, None, NOW)

    assert come_in(app).h1 == "Your desk"

    assert Browser(app.test_client()).get(f"/staff/join/{token}").status == 410


def test_nobody_is_let_in_who_was_not_invited_and_no_account_is_made(app, provider):
    page = come_in(app)

    assert (page.status, page.h1) == (422, "You are not signed in")
    assert NOBODY in page.text
    assert count(StaffUser) == 0


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another-program"},
        {"aud": None},
        {"azp": "another-program"},
        {"exp": int(NOW.timestamp()) - 61},
        {"exp": None},
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"sub": None},
    ],
    ids=lambda claims: "-".join(f"{name} {'missing' if value is None else 'wrong'}" for name, value in claims.items()),
)
def test_a_token_that_is_not_for_this_sign_in_opens_nothing(app, provider, claims):
    a_staff_user(EMAIL)
    provider.claims = claims

    page = come_in(app)

    assert page.status == 422
    assert NOT_PROVEN in page.text
    assert page.browser.get("/staff/").h1 == "Sign in"


def test_a_token_that_somebody_else_signed_opens_nothing(app, provider):
    a_staff_user(EMAIL)
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "one"}, auto_kid=False)

    assert NOT_PROVEN in come_in(app).text


@pytest.mark.parametrize("verified", [False, None, "true"])
def test_an_address_that_the_provider_did_not_check_opens_nothing(app, provider, verified):
    a_staff_user(EMAIL)
    provider.claims = {"email_verified": verified}

    assert "did not check your email address" in come_in(app).text


def test_an_answer_for_another_browser_is_refused(app, provider):
    """State is bound to the browser: nobody is signed in as the person who planted the answer."""
    a_staff_user(EMAIL)
    planted = answered(Browser(app.test_client()))

    page = Browser(app.test_client()).get(planted)

    assert ELSEWHERE in page.text


@pytest.mark.parametrize("change", ["state", "time", "code"])
def test_an_answer_that_was_changed_used_or_comes_late_is_refused(app, provider, change):
    a_staff_user(EMAIL)
    browser = Browser(app.test_client())
    back = answered(browser)
    if change == "state":
        back = back.replace("state=", "state=x")
    elif change == "time":
        app.config["CLOCK"] = lambda: NOW + dt.timedelta(minutes=10)
    else:
        provider.codes.clear()

    assert (NOT_PROVEN if change == "code" else ELSEWHERE) in browser.get(back).text


def test_a_code_that_was_stolen_is_worth_nothing_without_the_secret_of_pkce(app, provider):
    a_staff_user(EMAIL)
    mine, thief = Browser(app.test_client()), Browser(app.test_client())
    stolen = answered(mine).partition("code=")[2].partition("&")[0]
    own = answered(thief)
    code = own.partition("code=")[2].partition("&")[0]

    assert NOT_PROVEN in thief.get(own.replace(code, stolen)).text


def test_an_address_that_is_given_to_somebody_else_later_opens_nothing(app, provider):
    a_staff_user(EMAIL)
    assert come_in(app).h1 == "Your desk"
    provider.claims = {"sub": "person-2"}

    assert NOBODY in come_in(app).text


def test_a_closed_account_stays_closed(app, provider):
    person = a_staff_user(EMAIL)
    inviting.disable(person, None, NOW)

    assert NOBODY in come_in(app).text


@pytest.mark.parametrize(("trusted", "h1"), [(False, "Set up a second factor"), (True, "Your desk")])
def test_our_second_factor_is_asked_for_unless_the_provider_asks_itself(app, provider, trusted, h1):
    a_staff_user(EMAIL)
    app.config.update(SECOND_FACTOR=True, OIDC_SECOND_FACTOR=trusted)

    assert come_in(app).h1 == h1


def test_a_provider_that_does_not_answer_is_said_in_words(app, provider):
    provider.answers = False

    page = Browser(app.test_client()).get("/staff/identity")

    assert (page.status, "does not answer" in page.text) == (422, True)


def test_a_provider_is_never_asked_without_encryption_elsewhere(app, provider):
    app.config["OIDC_ISSUER"] = "http://login.example.org"

    assert NOT_PROVEN in Browser(app.test_client()).get("/staff/identity").text


def test_without_a_provider_there_is_no_such_page(app):
    assert Browser(app.test_client()).get("/staff/identity").status == 404
    assert "Sign in with" not in Browser(app.test_client()).get("/staff/sign-in").text


def test_the_account_is_tied_to_the_person_at_the_provider(app, provider):
    a_staff_user(EMAIL)
    come_in(app)

    assert db.session.scalars(select(StaffUser.identity_subject)).all() == ["person-1"]
