"""The desk of one consultation: each role sees what is for it, and the counts are right."""

import datetime as dt

import pytest

from engage.desk import coming
from engage.models import Role, SafeguardingConcern
from engage.operations import hold_snapshot
from engage.operations.fieldwork import concerns, population
from engage.operations.paper import batches
from forms.fieldwork.population import Count
from tests.builders import (
    NOW,
    a_batch,
    a_codeframe,
    a_consultation,
    a_response,
    a_staff_user,
    an_activity,
    many_responses,
    printed_serials,
)
from tests.structure import text_of

EVERYBODY = frozenset(Role)
DESK = "/staff/consultations/market-place/desk"
#: rows of tests.test_access.TABLE
ENDPOINTS = {
    "staff.show_desk": ("get", "/staff/", EVERYBODY),
    "staff.show_consultation": ("get", DESK, EVERYBODY),
}
HEADINGS = {
    "Between here and publishing": {Role.ANALYST, Role.ENGAGEMENT_OFFICER},
    "Responses as they came": {Role.ADMINISTRATOR, Role.ANALYST, Role.ENGAGEMENT_OFFICER},
    "Whom we have reached, against the census": {Role.ADMINISTRATOR, Role.ANALYST, Role.ENGAGEMENT_OFFICER},
    "Begun and not sent": {Role.ADMINISTRATOR, Role.ANALYST, Role.ENGAGEMENT_OFFICER},
    "Paper that waits": {Role.DATA_ENTRY_CLERK, Role.ENGAGEMENT_OFFICER},
    "Coding": {Role.ANALYST, Role.ENGAGEMENT_OFFICER},
    "Names to check": {Role.ANALYST},
    "Safeguarding": {Role.SAFEGUARDING_OFFICER},
}


def headings(page):
    return {text_of(heading) for heading in page.tree.find(".//main").iter("h2")}


def section(page, name):
    """The words of one part of the page."""
    return text_of(next(part for part in page.tree.iter("section") if part.get("aria-labelledby") == name))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("role", Role)
def test_each_role_sees_the_parts_that_are_for_it(app, staff, role):
    consultation = a_consultation()
    a_response(consultation, {"streets": ["buses"]}, {"streets": "More buses"})

    page = staff(role).get("/staff/").link("The market place")

    assert headings(page) & HEADINGS.keys() == {words for words, roles in HEADINGS.items() if role in roles}
    assert "More buses" not in page.text


def test_responses_are_counted_by_day_and_by_how_they_came(app, staff):
    consultation = a_consultation()
    a_response(consultation, {"streets": ["buses"]}, now=NOW - dt.timedelta(days=3))
    a_response(consultation, {"streets": ["buses"]}, now=NOW)
    a_response(consultation, {"streets": ["buses"]}, variant="easy_read", now=NOW)
    a_response(consultation, {"streets": ["buses"]}, submitted=False, now=NOW)
    hold_snapshot()

    found = coming.arrivals(consultation, None, NOW)
    page = staff(Role.ANALYST).get(DESK)

    assert [n for _day, n in found.spans] == [1, 0, 0, 2] and not found.is_by_week
    assert (found.n, found.busiest, found.n_last_week) == (3, (NOW.date(), 2), 3)
    assert found.ways["Wording"] == (("Standard", 2), ("Easy Read", 1))
    assert "3 responses were sent" in section(page, "arrivals")
    chart = next(e for e in page.tree.iter() if e.get("aria-labelledby", "").startswith("arrivals-chart"))
    assert chart.get("role") == "img"


def test_many_days_are_drawn_by_weeks_and_none_is_left_out(app):
    consultation = a_consultation(opens_at=NOW - dt.timedelta(days=100))
    for days in (90, 0):
        a_response(consultation, {"streets": ["buses"]}, now=NOW - dt.timedelta(days=days))

    found = coming.arrivals(consultation, None, NOW)

    starts = [start for start, _n in found.spans]
    assert found.is_by_week and {start.weekday() for start in starts} == {0}
    assert [n for _start, n in found.spans] == [1, *[0] * (len(starts) - 2), 1]


def test_it_says_where_people_stop(app, staff):
    consultation = a_consultation()
    a_response(consultation, {"streets": ["buses"]}, submitted=False)
    a_response(consultation, {"streets": ["buses"]}, profile={"age_band": "young"}, submitted=False)
    a_response(consultation, submitted=False, now=NOW - dt.timedelta(days=6))

    found = coming.unsent(consultation, None, NOW)
    page = staff(Role.ENGAGEMENT_OFFICER).get(DESK)

    assert (found.n, found.n_warm) == (3, 2)
    assert [n for _words, n in found.stops] == [1, 1, 1] and found.stops[0][0] == "No section yet"
    assert "3 responses were begun and not sent. 2 of them were begun in the last 3 days" in section(page, "drafts")


def test_an_under_heard_group_leads_to_an_activity(app, staff):
    consultation, officer = a_consultation(), a_staff_user("planner@example.org", Role.ENGAGEMENT_OFFICER)
    many_responses(consultation, 60, {"streets": ["buses"]}, profile={"age_band": "young"})
    many_responses(consultation, 20, {"streets": ["buses"]}, profile={"age_band": "old"})
    counts = [Count("age_band", option, 500, "Census") for option in ("young", "old")]
    population.replace_counts(consultation, counts, officer, NOW)

    officer_page, analyst_page = (staff(role).get(DESK) for role in (Role.ENGAGEMENT_OFFICER, Role.ANALYST))
    planning = officer_page.link("Plan an activity")

    assert "25.0%50.0%20" in section(officer_page, "reach")
    assert planning.status == 200 and planning.h1 == "Plan an activity"
    assert "Plan an activity" not in section(analyst_page, "reach")


def test_a_group_of_three_is_hidden_on_the_desk_too(app, staff):
    consultation, officer = a_consultation(), a_staff_user("planner@example.org", Role.ENGAGEMENT_OFFICER)
    many_responses(consultation, 60, {"streets": ["buses"]}, profile={"age_band": "young"})
    many_responses(consultation, 3, {"streets": ["buses"]}, profile={"age_band": "old"})
    counts = [Count("age_band", option, 500, "Census") for option in ("young", "old")]
    population.replace_counts(consultation, counts, officer, NOW)

    found = section(staff(Role.ANALYST).get(DESK), "reach")

    assert "40 or over[c][c]50.0%" in found
    assert "4.8%" not in found and "95.2%" not in found


def test_paper_that_waits_is_told_to_those_who_may_open_it(app, staff):
    consultation = a_consultation()
    clerk = a_staff_user("data-entry-clerk@example.org", Role.DATA_ENTRY_CLERK)
    other = a_staff_user("other@example.org", Role.DATA_ENTRY_CLERK)
    own, foreign = a_batch(consultation, clerk, n=4), a_batch(consultation, other, n=2, label="Library 2")
    batches.add_printed(own, printed_serials(consultation, 1)[0], None, False, clerk, NOW)

    seen, all_seen = (staff(role).get(DESK) for role in (Role.DATA_ENTRY_CLERK, Role.ENGAGEMENT_OFFICER))

    assert "Library 1" in section(seen, "paper") and foreign.label not in seen.text
    assert "Library 2" in section(all_seen, "paper")
    assert "6 paper forms wait" in section(all_seen, "stops")


def test_the_clock_of_safeguarding_is_for_those_who_answer_for_it(app, staff):
    consultation, officer = a_consultation(), a_staff_user("planner@example.org", Role.ENGAGEMENT_OFFICER)
    activity = an_activity(consultation, officer)
    concerns.raise_concern(activity, "a" * 36, "Somebody is locked in", "a secret", 24, officer, NOW)
    concern = app.extensions["sqlalchemy"].session.query(SafeguardingConcern).one()

    guarded = section(staff(Role.SAFEGUARDING_OFFICER).get(DESK), "concerns")
    concern.due_at = NOW - dt.timedelta(hours=1)
    app.extensions["sqlalchemy"].session.commit()
    overdue = section(staff(Role.SAFEGUARDING_OFFICER).get(DESK), "concerns")

    assert "1 concern waits to be acknowledged" in guarded and "locked in" not in guarded
    assert "overdue" not in guarded and "1 overdue" in overdue


def test_coding_and_what_keeps_results_from_leaving_are_counted(app, staff):
    consultation, analyst = a_consultation(), a_staff_user()
    a_response(consultation, {"streets": ["buses"]}, {"streets": "More buses. Ask Mr Plum", "shops": "More shops"})
    a_codeframe(consultation, analyst, question_key="streets_comment")

    page = staff(Role.ANALYST, "officer@example.org").get(DESK)

    assert "100%Code texts" in section(page, "coding")
    assert "1No themes are agreed" in section(page, "coding")
    stops = section(page, "stops")
    assert "The consultation is still open" in stops and "1 possible name waits for a person" in stops
    assert "No themes are agreed: Is there anything else about your shops?" in stops
    assert page.link("1 possible name waits").status == 200

