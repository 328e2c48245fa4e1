"""Accounts, sessions and permissions: every case of abuse has its test, here or where its part is tested."""

import datetime as dt
import re

import pytest
from sqlalchemy import select

from engage.config import ROOT
from engage.extensions import db
from engage.models import AuditEvent, Role
from tests.builders import NOW, PASSWORD, a_consultation, a_questionnaire, a_staff_user, count
from tests.engage.api.tokens import a_token
from tests.pages import Browser

on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SIGN_IN, SESSIONS, PEOPLE = "test_sign_in.py", "test_sessions.py", "people"
#: (case, file in tests/engage, a test of it)
CASES = [
    ("D1 ten wrong passwords", SIGN_IN, "test_after_ten_wrong_tries_even_the_right_password_waits_five_minutes"),
    ("D1 others are not stopped", SIGN_IN, "test_one_persons_wrong_tries_do_not_stop_another"),
    ("D2 unknown address, words", SIGN_IN,
     "test_a_wrong_password_and_an_unknown_address_get_the_same_reply_and_keep_the_address"),
    ("D2 unknown address, work", SIGN_IN, "test_an_unknown_address_costs_as_much_hashing_as_a_known_one"),
    ("D3 password of 1 MB", SIGN_IN, "test_what_is_missing_or_too_long_is_said_before_anything_is_hashed"),
    ("D4 easy password", SIGN_IN, "test_an_easy_password_is_refused"),
    ("D5 code used twice", f"{PEOPLE}/test_factors.py", "test_a_code_is_taken_once"),
    ("D6 guessing codes", f"{PEOPLE}/test_factors.py", "test_after_five_wrong_codes_the_sign_in_is_void"),
    ("D7 copied cookie", SESSIONS, "test_a_copied_cookie_is_dead_after_sign_out"),
    ("D8 planted session", SESSIONS, "test_the_token_changes_at_sign_in_so_that_a_planted_one_opens_nothing"),
    ("D9 password changed", f"{PEOPLE}/test_inviting.py", "test_a_changed_password_ends_every_other_session"),
    ("D10 account closed", SESSIONS, "test_a_disabled_person_is_out_at_the_next_request"),
    ("D11 idle while working", "test_accounts.py", "test_what_is_sent_after_the_sign_in_ended_is_kept_and_sent_again"),
    ("D12 without the token", SESSIONS, "test_a_post_without_the_token_of_this_session_changes_nothing"),
    ("D12 nothing typed is lost", "test_accounts.py", "test_a_page_of_an_older_sign_in_is_kept_too"),
    ("D13 batch of somebody else", "test_paper_batches.py", "test_a_clerk_opens_only_what_is_theirs_or_shared"),
    ("D14 foreign address", "test_accounts.py", "test_asking_for_something_foreign_is_not_found_and_logged"),
    ("D15 own release", "releases/test_releases.py", "test_who_prepared_it_cannot_approve_it"),
    ("D15 edit after approval", "releases/test_releases.py", "test_any_edit_voids_the_approval"),
    ("D15 own questionnaire", "plans/test_panel.py", "test_nobody_approves_what_they_had_a_hand_in"),
    ("D16 administrator", f"{PEOPLE}/test_roles.py",
     "test_an_administrator_sees_no_answers_until_another_one_lets_them_for_some_days"),
    ("D17 reason and password", "data/test_data_pages.py",
     "test_a_file_is_asked_for_made_taken_and_written_down"),
    ("D17 an hour", "data/test_data_pages.py", "test_the_link_ends_after_an_hour_and_the_file_is_gone"),
    ("D17 link of somebody else", "data/test_data_pages.py", "test_the_link_of_somebody_else_opens_nothing"),
    ("D18 wrong return codes", "test_wrong_codes.py", "test_after_ten_wrong_codes_a_wrong_one_has_to_wait"),
    ("D18 unknown and withdrawn", "test_wrong_codes.py",
     "test_an_unknown_a_withdrawn_and_a_lapsed_code_get_the_same_answer"),
    ("D19 role by route by object", "../test_access.py", "test_a_role_on_one_consultation_opens_no_object_of_another"),
    ("D19 new route", "../test_access.py", "test_the_table_names_every_endpoint_with_roles_and_says_the_same"),
    ("D19 tokens of programs", "api/test_tokens.py",
     "test_a_token_opens_the_tables_of_its_scopes_on_its_consultations"),
    ("D20 link used twice", f"{PEOPLE}/test_inviting.py", "test_a_link_works_once"),
    ("D20 link over", f"{PEOPLE}/test_inviting.py", "test_a_link_that_is_over_opens_nothing"),
    ("D21 last administrator", f"{PEOPLE}/test_inviting.py", "test_the_last_administrator_stays"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "name"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_every_case_has_a_test(path, name):
    assert f"def {name}(" in (ROOT / "tests" / "engage" / path).read_text(encoding="utf-8")


def test_no_case_is_left_out():
    assert {int(re.match(r"D(\d+) ", case[0]).group(1)) for case in CASES} == set(range(1, 22))


def ours(page, fields):
    """The page's form, as a browser sends it that tells where it comes from."""
    held = page._held(page.form()) | fields
    return Browser(page.browser.client).post(page.path, held, headers={"Sec-Fetch-Site": "same-origin"})


def again(page):
    held = page._held(page.form())
    return page.browser.post(page.path, held, headers={"Sec-Fetch-Site": "same-origin"})


@on_one_database
def test_what_is_sent_after_the_sign_in_ended_is_kept_and_sent_again(app, staff):
    """Somebody types for longer than the sign-in lasts, sends, signs in again in another window, and sends again."""
    person = staff(Role.ENGAGEMENT_OFFICER)
    typing = person.get("/staff/programs/new")
    app.config["CLOCK"] = lambda: NOW + dt.timedelta(minutes=31)

    kept = ours(typing, {"name": "The long name", "scopes": ["published"]})
    assert (kept.status, kept.h1) == (401, "You were signed out before this was sent")

    person.get("/staff/sign-in").submit({"email": "engagement-officer@example.org", "password": PASSWORD})
    confirmed = again(kept)
    assert (confirmed.status, confirmed.h1) == (400, "Sign in again, then send the page once more")
    assert again(confirmed).h1 == "The token of The long name"


@on_one_database
def test_a_page_of_an_older_sign_in_is_kept_too(app, staff):
    typing = staff(Role.ENGAGEMENT_OFFICER).get("/staff/programs/new")

    kept = ours(typing, {"name": "The long name", "csrf_token": "of another page"})

    assert kept.status == 400
    assert "The long name" in kept.html


@on_one_database
@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", None])
def test_what_another_site_sends_is_not_laid_before_anybody(app, staff, site):
    client = staff(Role.ENGAGEMENT_OFFICER).client
    headers = {"Sec-Fetch-Site": site} if site else {}

    reply = client.post("/staff/programs/new", data={"name": "Planted"}, headers=headers)

    assert reply.status_code == 400
    assert "Planted" not in reply.get_data(as_text=True)


@on_one_database
def test_asking_for_something_foreign_is_not_found_and_logged(app, staff, caplog):
    own, other = a_consultation(), a_consultation("other-place", a_questionnaire(key="other_place"))
    person = a_staff_user("officer@example.org", Role.ENGAGEMENT_OFFICER, consultation=own)
    foreign, _token = a_token(a_staff_user("other@example.org"), other)
    browser = staff(Role.ENGAGEMENT_OFFICER, person.email)

    assert browser.get("/staff/consultations/other-place/desk").status == 404
    token = browser.get("/staff/programs/new").form().find(".//input[@name='csrf_token']").get("value")
    assert browser.post(f"/staff/programs/{foreign.public_id}/end", {"csrf_token": token}).status == 404

    logged = [record.getMessage() for record in caplog.records if "something foreign" in record.getMessage()]
    assert len(logged) == 2
    assert person.public_id in logged[0]
    assert count(AuditEvent, verb="ended_api_token") == 0
    assert db.session.scalar(select(AuditEvent.id)) is not None
