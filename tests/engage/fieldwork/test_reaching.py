"""Reach: counts of residents are brought with a preview; groups and people met stand apart, small counts hidden."""

import io

import pytest

from engage import reach
from engage.cli import engage
from engage.models import PopulationCount, Role
from engage.operations.fieldwork import population, records
from forms.fieldwork.document import Document
from forms.fieldwork.population import Count
from tests.builders import NOW, a_consultation, a_response, a_staff_user, an_activity, count

OFFICER = Role.ENGAGEMENT_OFFICER
ADDRESS = "/staff/fieldwork/reach/market-place"
ROWS = "question,option,people,source\nage_band,young,400,Census 2021\nage_band,old,600,Census 2021\n"


@pytest.fixture
def consultation(app):
    return a_consultation()


@pytest.fixture
def answered(consultation):
    for number in range(20):
        a_response(consultation, {"streets": ["buses"]}, profile={"age_band": "young" if number < 5 else "old"})
    planner = a_staff_user("planner@example.org", OFFICER)
    population.replace_counts(
        consultation, [Count("age_band", "young", 400, "Census"), Count("age_band", "old", 600, "Census")], planner, NOW
    )
    group = an_activity(consultation, planner, audience="Carers")
    records.receive(group, "a", 0, Document(held_on=NOW.date(), n_present=12), planner, NOW)
    stand = an_activity(consultation, planner, type="outreach_stand")
    records.receive(stand, "b", 0, Document(held_on=NOW.date(), n_engaged=30), planner, NOW)
    return consultation


def test_counts_are_previewed_and_then_kept(staff, consultation):
    page = staff(OFFICER).get(ADDRESS).link("Bring counts of residents")

    page = page.submit({"rows": ROWS}, button="Show a preview")

    assert "nothing is kept yet" in page.text and "Census 2021" in page.text
    assert count(PopulationCount) == 0
    page = page.submit(button="Keep these counts")
    assert page.h1 == "Whom we have reached"
    assert count(PopulationCount) == 2


def test_rows_that_cannot_be_are_named_with_their_number_and_none_is_kept(staff, consultation):
    rows = ROWS + "age_band,ancient,5,Census\nshoe_size,old,5,Census\nage_band,old,many,Census\nage_band,young,1,\n"

    page = staff(OFFICER).get(f"{ADDRESS}/population").submit({"rows": rows})

    assert page.status == 422
    for words in ("Row 4: age_band has no answer “ancient”", "Row 5:", "Row 6: Enter a whole number", "Row 7:"):
        assert words in page.text
    assert "Keep these counts" not in page.text
    assert count(PopulationCount) == 0


@pytest.mark.parametrize(
    "content", [b"MZ\x90\0", b"PK\x03\x04", b"", b"a,b\n1,2\n", ROWS.encode("utf-16"), b"question"]
)
def test_a_file_of_another_kind_is_told_in_words(staff, consultation, content):
    browser = staff(OFFICER)
    page = browser.get(f"{ADDRESS}/population")
    token = next(field.get("value") for field in page.tree.iter("input") if field.get("name") == "csrf_token")

    page = browser.post(f"{ADDRESS}/population", {"csrf_token": token, "file": (io.BytesIO(content), "x.csv")})

    assert page.status == 422
    assert len(page.errors) == 1


def test_an_under_heard_group_becomes_an_activity_in_two_clicks(staff, answered):
    page = staff(OFFICER).get(ADDRESS)

    assert "Under-heard" in page.text and "0.62" in page.text  # 5 of 20 against 40 of 100
    plan = page.link("Plan an activity: Under 40").submit({"type": "drop_in", "title": "T", "held_on": "1/12/2026"})
    assert "Under 40" in plan.text


def test_people_met_stand_apart_with_the_note_on_counting_twice(staff, answered):
    page = staff(Role.ANALYST).get(ADDRESS)

    for words in ("2026: 42 people through 2 activities", "The same person can be counted", "Carers", "October 2026"):
        assert words in page.text
    assert "Plan an activity" not in page.text


def test_figures_for_a_file_hide_small_counts(answered):
    found = reach.of(answered)

    rows = list(reach.as_rows(found))

    assert rows[0][1:10] == ("Under 40", 5, 25.0, 400, 40.0, -15.0, 0.62, 12.5, "Under-heard")
    a_response(answered, {"streets": ["buses"]}, profile={"age_band": "young"})
    assert list(reach.as_rows(reach.of(answered)))[0][2] == 6


def test_the_command_writes_the_same_rows(app, answered):
    reply = app.test_cli_runner().invoke(engage, ["reach", "market-place", "--format", "csv"])

    assert reply.exit_code == 0
    assert "Under 40,5,25.0,400" in reply.output
