"""A consultation is begun in the browser, from an empty database, and its plan is written."""

import datetime as dt

import pytest

from engage.models import AuditEvent, Consultation, Role
from engage.operations.consultations import RESERVED, find_consultation
from engage.operations.plans import beginning
from tests.builders import a_consultation, a_staff_user, count
from tests.engage.plans.prepared import HERE, a_plan_of
from tests.test_access import TABLE

NEW = {"title": "Park life in Borsetshire", "code": "", "purpose": "Which parks need care",
       "opens_on": "20/10/2026", "closes_on": "16/11/2026"}  # fmt: skip
PLAN = f"{HERE}/park-life/plan"


@pytest.fixture
def officer(staff):
    return staff(Role.ENGAGEMENT_OFFICER)


@pytest.fixture
def plan(app):
    return a_plan_of(a_staff_user(), parts=None)


def test_a_consultation_is_begun_from_an_empty_database(officer):
    page = officer.get("/staff/").link("Consultations: prepare").link("Begin a consultation").submit(NEW)

    assert page.h1 == "Park life in Borsetshire"
    assert "Being prepared" in page.text
    assert "Monday 16 November 2026" in page.text
    consultation = find_consultation("park-life-in-borsetshire")
    assert consultation.opens_at == dt.datetime(2026, 10, 19, 23, tzinfo=dt.UTC)  # midnight in summer time
    assert consultation.closes_at == dt.datetime(2026, 11, 17, tzinfo=dt.UTC)
    assert count(AuditEvent, verb="began_consultation") == 1
    assert page.link("Write the questionnaire").status == 200


def test_nobody_reaches_a_consultation_that_is_only_planned(plan, officer, browser, app):
    app.config["CLOCK"] = lambda: plan.consultation.opens_at + dt.timedelta(days=1)

    assert browser.get("/park-life").status == 404
    assert "Park life" not in browser.get("/").text


@pytest.mark.parametrize(("typed", "words"), [
    ({"title": ""}, "Enter a title, as “Living Well in Borsetshire 2027”"),
    ({"code": "Park Life!"}, "Use 2 to 40 small letters, digits and hyphens, as living-well"),
    ({"code": "staff"}, "/staff is the address of another page. Use another word"),
    ({"code": "market-place"}, "There is a consultation market-place. Use another word"),
    ({"closes_on": "19/10/2026"}, "It would close before it opens. Enter a later day"),
    ({"opens_on": "6/10/2026"}, "This day has passed. Enter today or a later day"),
    ({"closes_on": "31/2/2027"}, "Enter the day, as 7/10/2026"),
    ({"opens_on": ""}, "Enter the first day on which people can answer, as 7/10/2026"),
])  # fmt: skip
def test_what_cannot_be_begun_so_is_said_and_nothing_typed_is_lost(officer, typed, words):
    a_consultation()

    page = officer.get(f"{HERE}/new").submit(NEW | typed)

    assert (page.status, page.errors) == (422, [words])
    assert page.typed.strip() == NEW["purpose"]
    assert count(Consultation) == 1


def test_an_address_that_is_taken_by_another_page_is_reserved(app):
    taken = {str(rule).split("/")[1] for rule in app.url_map.iter_rules()}

    assert {word for word in taken if word and "<" not in word and "." not in word} <= set(RESERVED)
    assert "new" in RESERVED


def test_the_overview_says_what_the_panel_would_miss_until_the_plan_is_whole(plan, officer):
    first = officer.get(f"{HERE}/park-life")
    evidence = {f"{test}_text": "Nothing is decided before the results" for test in
                ("formative", "information", "time", "consideration")}  # fmt: skip
    links = {name.replace("text", "link"): "https://example.org/paper" for name in evidence}
    parts = dict.fromkeys(("purpose", "decision", "affected", "equality", "methods", "formats"), "We say what it is")

    unlinked = first.link("Write the plan").submit(parts | evidence)
    whole = unlinked.link("Write the plan").submit(links)

    assert "Equality screening" in first.text
    assert "The panel would miss: 1. Proposals are still at a formative stage" in unlinked.text
    assert "each of the four tests has evidence" in whole.text


def test_a_tick_in_words_is_no_evidence(plan, officer):
    page = officer.get(PLAN).submit({"formative_text": "Yes, met", "formative_link": "https://example.org/a"})

    assert "1. Proposals are still at a formative stage" in page.text


@pytest.mark.parametrize("link", ["see the minutes", "javascript:alert(1)", "data:text/html,hello", "//evil.example/x"])
def test_an_address_of_evidence_that_is_none_is_said_and_the_words_stay(plan, officer, link):
    page = officer.get(PLAN).submit({"purpose": "To learn", "time_link": link})

    assert (page.status, page.errors) == (422, ["Enter the whole address of the document, from https:// on"])
    assert page.typed.strip() == "To learn"


def test_two_people_who_write_the_plan_lose_nothing_of_one_another(plan, officer, staff):
    mine = officer.get(PLAN)
    staff(Role.ADMINISTRATOR).get(PLAN).submit({"purpose": "What they wrote"})

    page = mine.submit({"purpose": "What I wrote", "decision": "Cabinet decides"})
    saved = page.submit({"purpose": "What both of us wrote"})

    assert page.status == 422
    assert "Somebody else saved this page meanwhile" in page.errors[0]
    assert "Saved meanwhile by administrator@example.org:What they wrote" in page.text
    assert page.typed.strip() == "What I wrote"
    assert saved.status == 200
    found = plan_of("park-life")
    assert (found.purpose, found.decision) == ("What both of us wrote", "Cabinet decides")


def test_title_and_dates_change_freely_before_it_opens(plan, officer):
    days = {"opens_on": "2/11/2026", "closes_on": "30/11/2026", "results_due_on": "18/12/2026"}

    page = officer.get(f"{HERE}/park-life/settings").submit(days | {"title": "Parks"})

    assert page.h1 == "Parks"
    assert "Friday 18 December 2026" in page.text
    assert plan_of("park-life").consultation.opens_at == dt.datetime(2026, 11, 2, tzinfo=dt.UTC)


def test_results_are_not_due_before_it_closes(plan, officer):
    page = officer.get(f"{HERE}/park-life/settings").submit({"results_due_on": "16/11/2026"})

    assert page.errors == ["Results come after the last day. Enter a later day"]


def test_a_consultation_of_the_terminal_says_that_it_has_no_plan(app, officer):
    a_consultation()

    page = officer.get(f"{HERE}/").link("The market place")

    assert "published from the terminal, without a plan" in page.text
    assert officer.get(f"{HERE}/market-place/plan").status == 404


@pytest.mark.parametrize("role", Role)
def test_no_page_breaks_on_a_consultation_without_a_questionnaire(app, staff, role):
    """Every page of a consultation is asked for one that is only begun."""
    app.config["CONTACT_KEY"] = "a secret"
    a_plan_of(a_staff_user())
    browser = staff(role)
    places = [address for method, address, roles in TABLE.values() if method == "get" and role in roles]
    places = [address.replace("market-place", "park-life") for address in places if "market-place" in address]

    replies = {address: browser.client.get(address).status_code for address in places if "{" not in address}

    assert {address: status for address, status in replies.items() if status >= 500} == {}


def plan_of(code):
    return beginning.find_plan(find_consultation(code))
