"""Inviting: the link works once and for its time, and somebody always stays who can let others in."""

import datetime as dt
import re

import pytest
from sqlalchemy import select

from engage.errors import LastAdministrator, LinkUsed
from engage.extensions import db
from engage.models import AuditEvent, Role, StaffSession, StaffUser
from engage.operations.people import inviting, roles
from engage.operations.staff import find_active
from tests.builders import NOW, PASSWORD, a_consultation, a_staff_user, count
from tests.pages import Browser

GUEST = "guest@example.org"
CHOSEN = {"password": "seven-lamps-otter-19", "again": "seven-lamps-otter-19"}


def invited(browser, **typed):
    page = browser.get("/staff/").link("People").link("Invite somebody")
    return page.submit({"email": GUEST, "role": "analyst", "consultation": "market-place"} | typed, button="Invite")


def link_on(page):
    return re.search(r'value="http://localhost(/staff/join/[^"]+)"', page.html).group(1)


def test_who_is_invited_chooses_a_password_and_sees_one_consultation_only(app, staff):
    a_consultation()
    a_consultation("other-place")
    page = invited(staff(Role.ADMINISTRATOR))
    assert page.h1 == f"A link for {GUEST}"

    guest = Browser(app.test_client())
    joining = guest.get(link_on(page))
    assert GUEST in joining.text
    desk = joining.submit(CHOSEN)

    assert desk.h1 == "Your desk"
    assert "/staff/consultations/market-place" in desk.html
    assert guest.get("/staff/consultations/market-place/results").status == 200
    assert "other-place" not in desk.html
    assert guest.get("/staff/consultations/other-place/results").status == 404
    assert guest.get("/staff/sign-in").h1 == "Your desk"


def test_a_link_works_once(app, staff):
    a_consultation()
    link = link_on(invited(staff(Role.ADMINISTRATOR)))
    guest = Browser(app.test_client())
    guest.get(link)
    guest.get(link).submit(CHOSEN)

    again = Browser(app.test_client()).get(link)

    assert (again.status, again.h1) == (410, "This link does not work any more")


def test_two_who_open_one_link_at_once_do_not_both_get_in(app):
    person, token = inviting.invite(GUEST, Role.ANALYST, None, 72, None, NOW)
    first, second = (inviting.find_invitation(token, NOW) for _ in range(2))
    inviting.accept(first, PASSWORD, "", NOW)

    with pytest.raises(LinkUsed):
        inviting.accept(second, "another-password-44", "", NOW)

    assert person.email == GUEST


@pytest.mark.parametrize("over", ["time", "newer link", "closed account", "changed"])
def test_a_link_that_is_over_opens_nothing(app, over):
    person, token = inviting.invite(GUEST, Role.ANALYST, None, 72, None, NOW)
    a_staff_user("chief@example.org", Role.ADMINISTRATOR)
    if over == "time":
        app.config["CLOCK"] = lambda: NOW + dt.timedelta(hours=72)
    elif over == "newer link":
        inviting.renew_link(person, 72, None, NOW)
    elif over == "closed account":
        inviting.disable(person, None, NOW)
    else:
        token = f"{token}x"

    assert Browser(app.test_client()).get(f"/staff/join/{token}").status == 410


def test_a_password_that_is_easy_to_guess_or_typed_twice_differently_is_asked_for_again(app):
    _person, token = inviting.invite(GUEST, Role.ANALYST, None, 72, None, NOW)
    page = Browser(app.test_client()).get(f"/staff/join/{token}")

    assert page.submit({"password": "Council2026!", "again": "Council2026!"}).errors == [
        "This password is easy to guess"
    ]
    assert page.submit(CHOSEN | {"again": "seven-lamps-otter-20"}).errors == ["The two passwords are not the same"]
    assert page.submit({"password": "short", "again": ""}).errors == ["Password must be 12 characters or more"]


def test_nobody_signs_in_before_the_link_was_followed(app):
    inviting.invite(GUEST, Role.ANALYST, None, 72, None, NOW)

    page = Browser(app.test_client()).get("/staff/sign-in").submit({"email": GUEST, "password": PASSWORD})

    assert page.errors == ["Email or password is wrong"]


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ({"email": "nobody"}, "Enter an email address in the correct format, like name@example.com"),
        ({"email": ""}, "Enter an email address"),
        ({"role": "mayor"}, "Choose what this person does"),
        ({"consultation": "nowhere"}, "Choose a consultation, or all of them"),
        (
            {"role": "administrator"},
            "Administrators look after all consultations. Choose “All consultations”",
        ),
        (
            {"email": "administrator@example.org"},
            "This person has an account already. Give them the role on their own page",
        ),
    ],
)
def test_what_cannot_be_invited_is_said_at_the_field(staff, typed, text):
    a_consultation()

    page = invited(staff(Role.ADMINISTRATOR), **typed)

    assert (page.status, page.errors) == (422, [text])
    assert find_active(GUEST) is None


def test_a_new_link_ends_password_sessions_and_older_links(app, staff):
    browser, chief = staff(Role.ANALYST), staff(Role.ADMINISTRATOR)
    person = find_active("analyst@example.org")

    page = chief.get(f"/staff/people/{person.public_id}").submit(button="Make a new link")

    assert page.h1 == "A link for analyst@example.org"
    assert browser.get("/staff/").h1 == "Sign in"
    refused = browser.get("/staff/sign-in").submit({"email": person.email, "password": PASSWORD})
    assert refused.errors == ["Email or password is wrong"]


def test_an_account_that_is_closed_is_out_at_once_and_can_be_opened_again(staff):
    browser, chief = staff(Role.ANALYST), staff(Role.ADMINISTRATOR)
    person = find_active("analyst@example.org")

    closed = chief.get(f"/staff/people/{person.public_id}").submit(button="Close the account")

    assert "Closed" in closed.text
    assert browser.get("/staff/").h1 == "Sign in"
    closed.submit(button="Open the account again")
    assert find_active("analyst@example.org") is not None


@pytest.mark.parametrize("button", ["Close the account", "Take away: Administrator, all consultations"])
def test_the_last_administrator_stays(staff, button):
    chief = staff(Role.ADMINISTRATOR)
    a_staff_user("closed@example.org", Role.ADMINISTRATOR).disabled_at = NOW
    person = find_active("administrator@example.org")

    page = chief.get(f"/staff/people/{person.public_id}").submit(button=button)

    assert page.status == 409
    assert page.errors == ["Add another administrator first. Nobody could let people in without one"]
    assert find_active("administrator@example.org").holds([Role.ADMINISTRATOR])


def test_one_of_two_administrators_may_leave_and_then_the_other_stays(app):
    one, other = (a_staff_user(f"{name}@example.org", Role.ADMINISTRATOR) for name in ("one", "other"))

    inviting.disable(one, one, NOW)

    with pytest.raises(LastAdministrator):
        inviting.disable(other, other, NOW)
    with pytest.raises(LastAdministrator):
        roles.take(other, other.roles[0].id, other, NOW)


def test_sessions_of_others_and_ones_own_are_seen_and_ended(app, staff):
    mine, chief = staff(Role.ANALYST), staff(Role.ADMINISTRATOR)
    elsewhere = staff(Role.ANALYST)
    assert mine.get("/staff/account").submit(button="Sign out everywhere else").h1 == "Your account"
    assert elsewhere.get("/staff/").h1 == "Sign in"
    assert mine.get("/staff/").h1 == "Your desk"
    person = find_active("analyst@example.org")

    chief.get(f"/staff/people/{person.public_id}").submit(button="End every session")

    assert mine.get("/staff/").h1 == "Sign in"
    assert chief.get("/staff/").h1 == "Your desk"


def test_one_of_several_sessions_is_ended(app, staff):
    mine, elsewhere = staff(Role.ANALYST), staff(Role.ANALYST)
    page = mine.get("/staff/account")
    stranger = a_staff_user("stranger@example.org", Role.ANALYST)
    other = StaffSession(token_sha256="0" * 64, staff_id=stranger.id, started_at=NOW, seen_at=NOW, whole_at=NOW)
    db.session.add(other)
    db.session.commit()
    token = page.form().find(".//input[@name='csrf_token']").get("value")

    own = db.session.scalars(select(StaffSession.id).order_by(StaffSession.id)).all()[1]
    mine.post("/staff/account/sessions/end", {"csrf_token": token, "session": other.id})
    mine.post("/staff/account/sessions/end", {"csrf_token": token, "session": own})

    assert elsewhere.get("/staff/").h1 == "Sign in"
    assert count(StaffSession) == 2


def test_a_changed_password_ends_every_other_session(staff):
    mine, elsewhere = staff(Role.ANALYST), staff(Role.ANALYST)
    new = {"new": "seven-lamps-otter-19", "again": "seven-lamps-otter-19"}
    page = mine.get("/staff/account").link("Change your password")

    assert page.submit({"old": "wrong"} | new).errors == ["This is not your password"]
    assert page.submit({"old": PASSWORD} | new).h1 == "Your account"

    assert elsewhere.get("/staff/").h1 == "Sign in"
    again = elsewhere.get("/staff/sign-in").submit({"email": "analyst@example.org", "password": new["new"]})
    assert again.h1 == "Your desk"


def test_every_step_is_in_the_audit_trail_and_no_token_is(app, staff):
    a_consultation()
    page = invited(staff(Role.ADMINISTRATOR))
    link = link_on(page)
    Browser(app.test_client()).get(link).submit(CHOSEN)

    events = db.session.execute(select(AuditEvent.verb, AuditEvent.detail)).all()
    assert [verb for verb, _detail in events if "invit" in verb] == ["invited_staff", "accepted_invitation"]
    token = link.rpartition("/")[2]
    kept = [value for row in db.session.execute(select(StaffUser.__table__)) for value in row]
    assert token not in str(kept) + str(events)
