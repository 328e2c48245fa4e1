"""Reach: counts of residents are brought with a preview; groups and people met stand apart, small counts hidden."""

import hashlib
import io

import pytest
from sqlalchemy import select

from engage import reach
from engage.cli import engage
from engage.extensions import db
from engage.models import AuditEvent, PopulationCount, Role
from engage.operations.fieldwork import population, records
from forms.fieldwork.document import Document
from forms.fieldwork.population import Count
from tests.builders import NOW, a_consultation, a_response, a_staff_user, an_activity, count
from tests.engage.test_results import rows_of

OFFICER = Role.ENGAGEMENT_OFFICER
ADDRESS = "/staff/fieldwork/reach/market-place"
ROWS = (
    "variable,category,code,population,source,date\n"
    "age,Under 40,,400,Census 2021 TS007,2021-03-21\n"
    'age,40 and over,E1,"600",Census 2021 TS007,21/03/2021\n'
)


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


def test_counts_are_matched_shown_and_then_kept(staff, consultation):
    page = staff(OFFICER).get(ADDRESS).link("Bring counts of residents")

    page = page.submit({"rows": ROWS}, button="Show how it fits")

    assert "Nothing is kept yet." in page.text
    assert count(PopulationCount) == 0
    page = page.submit(button="Keep these counts")
    assert page.h1 == "Whom we have reached"
    kept = db.session.scalars(select(PopulationCount).order_by(PopulationCount.id)).all()
    assert [(row.option, row.people, row.source, row.counted_on, row.code) for row in kept] == [
        ("young", 400, "Census 2021 TS007", "2021-03-21", ""),
        ("old", 600, "Census 2021 TS007", "2021-03-21", "E1"),
    ]
    assert {row.file_sha256 for row in kept} == {hashlib.sha256(_sent(ROWS)).hexdigest()}
    event = db.session.scalars(select(AuditEvent).filter_by(verb="replaced_population")).one()
    assert event.detail["sha256"] == kept[0].file_sha256


def _sent(text):
    """As a browser sends what stands in a large field."""
    return text.encode()


def test_rows_that_cannot_be_are_named_with_their_number_and_none_is_kept(staff, consultation):
    rows = (
        ROWS + "age,Aged 50,,many,Census,2021\nage,Aged 51,,-3,Census,2021\nage,Aged 52,,1,,2021\n"
        "age,Under 40,,1,Census,2021\nage,Aged 53,,1,Census,21 March\n"
    )

    page = staff(Role.ANALYST).get(f"{ADDRESS}/population").submit({"rows": rows})

    assert page.status == 422
    for words in (
        "Row 4: Enter a whole number of people",
        "Row 5: -3 people cannot be. Enter 0 or more",
        "Row 6: Say where the number comes from",
        "Row 7: age, Under 40 is there twice, in row 2 too. Keep one of them",
        "Row 8: Enter the date as 2021-03-21, or a year",
    ):
        assert words in page.text
    assert "Keep these counts" not in page.text
    assert count(PopulationCount) == 0


def test_a_group_that_the_questionnaire_does_not_know_is_named_and_can_be_left_out(staff, consultation):
    rows = ROWS + "age,Nowhere Ward,E05000999,7,Census,2021\n"
    page = staff(OFFICER).get(f"{ADDRESS}/population").submit({"rows": rows})

    page = page.submit(button="Keep these counts")

    assert page.status == 422
    assert page.errors == [
        "Row 4: “Nowhere Ward” (E05000999) is no answer to “How old are you?”. Choose one, or leave it out"
    ]
    assert count(PopulationCount) == 0
    page = page.submit({"option-0-2": "-"}, button="Keep these counts")
    assert page.h1 == "Whom we have reached"
    assert count(PopulationCount) == 2


def test_a_variable_that_nobody_asks_about_can_be_said_to_be_another_question(staff, consultation):
    rows = ROWS.replace("age,", "shoe size,")
    page = staff(OFFICER).get(f"{ADDRESS}/population").submit({"rows": rows})

    page = page.submit(button="Keep these counts")
    assert page.errors == ["Row 2: no question is called “shoe size”. Choose one of age_band, or leave it out"]
    page = page.submit({"question-0": "-"}, button="Keep these counts")
    assert page.errors == ["Everything is left out, so there is nothing to keep"]
    page = page.submit({"question-0": "age_band"}, button="Keep these counts")

    assert page.submit(button="Keep these counts").h1 == "Whom we have reached"
    assert count(PopulationCount, question="age_band") == 2


def test_a_table_of_single_years_is_added_up_and_asks_for_its_source(staff, consultation):
    """ONS: ward by age; 30 and 39 are under 40, 40 and 90 are not. 1 + 2 + 10 + 20 and 4 + 8 + 40 + 80."""
    header = "Electoral wards and divisions Code,Electoral wards and divisions,Age (101 categories) Code,"
    header += "Age (101 categories),Observation\n"
    years = ((30, 1), (39, 2), (40, 4), (90, 8))
    rows = [
        f"E0500{ward},{ward} Ward,{age},Aged {age} years,{factor * people}"
        for ward, factor in ((1, 1), (2, 10))
        for age, people in years
    ]
    page = staff(OFFICER).get(f"{ADDRESS}/population").submit({"rows": header + "\n".join(rows)})

    page = page.submit({"question-0": "-"}, button="Keep these counts")
    assert page.errors == ["Say where the numbers come from, as Census 2021, TS007"]
    page = page.submit({"source": "Census 2021 TS007", "date": "21/3/2021"}, button="Keep these counts")

    assert page.h1 == "Whom we have reached"
    kept = db.session.scalars(select(PopulationCount).order_by(PopulationCount.option)).all()
    assert [(row.option, row.people, row.counted_on) for row in kept] == [
        ("old", 132, "2021-03-21"), ("young", 33, "2021-03-21"),
    ]  # fmt: skip


def test_tables_of_other_totals_are_refused_until_one_is_removed(staff, consultation):
    population.replace_counts(consultation, [Count("sex", "female", 1020, "Census")], a_staff_user(), NOW)
    browser = staff(OFFICER)
    page = browser.get(f"{ADDRESS}/population").submit({"rows": ROWS}).submit(button="Keep these counts")

    assert page.status == 422
    assert "differ by more than 1%: sex 1,020, age_band 1,000" in page.errors[0]
    browser.get(f"{ADDRESS}/population").submit(button="Remove sex")
    page = browser.get(f"{ADDRESS}/population").submit({"rows": ROWS}).submit(button="Keep these counts")
    assert page.h1 == "Whom we have reached"
    assert count(PopulationCount, question="sex") == 0


def test_what_was_matched_cannot_be_changed_on_the_way(staff, consultation):
    page = staff(OFFICER).get(f"{ADDRESS}/population").submit({"rows": ROWS})

    page = page.submit({"brought": "W10.forged"}, button="Keep these counts")

    assert page.errors == ["What you matched was changed on the way. Bring the file again"]
    assert count(PopulationCount) == 0


def test_the_template_has_the_groups_of_the_questionnaire(staff, consultation):
    reply = staff(Role.ANALYST).client.get(f"{ADDRESS}/population/template.csv")

    assert reply.data.decode("utf-8-sig").splitlines()[:2] == [
        "variable,category,code,population,source,date",
        "age_band,Under 40,,,,",
    ]


@pytest.mark.parametrize(
    "content", [b"MZ\x90\0", b"PK\x03\x04", b"", b"a,b\n1,2\n", ROWS.encode("utf-16"), b"variable", b"\n\n,,\n"]
)
def test_a_file_of_another_kind_is_told_in_words(staff, consultation, content):
    browser = staff(OFFICER)
    page = browser.get(f"{ADDRESS}/population")
    token = next(field.get("value") for field in page.tree.iter("input") if field.get("name") == "csrf_token")

    page = browser.post(f"{ADDRESS}/population", {"csrf_token": token, "file": (io.BytesIO(content), "x.csv")})

    assert page.status == 422
    assert len(page.errors) == 1


def test_a_file_in_the_letters_of_windows_is_read(staff, consultation):
    browser = staff(OFFICER)
    page = browser.get(f"{ADDRESS}/population")
    token = next(field.get("value") for field in page.tree.iter("input") if field.get("name") == "csrf_token")
    content = ROWS.replace("Census", "Büro").encode("cp1252")

    page = browser.post(f"{ADDRESS}/population", {"csrf_token": token, "file": (io.BytesIO(content), "x.csv")})
    page.submit(button="Keep these counts")

    assert count(PopulationCount, source="Büro 2021 TS007") == 2


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


def test_those_who_did_not_say_have_a_row_and_are_in_no_share(staff, answered):
    """Under 40: 5 of 20 who said (25%) against 40%: even would be 8, so 3 are short; 6 left the question out."""
    for _number in range(6):
        a_response(answered, {"streets": ["buses"]})
    for _number in range(7):
        a_response(answered, {"streets": ["buses"]}, profile={"age_band": "prefer_not_to_say"})

    page = staff(OFFICER).get(ADDRESS)

    rows = rows_of(page, "How old are you?")
    assert [row[:3] for row in rows[1:]] == [
        ["Under 40", "5", "25.0%"],
        ["40 or over", "15", "75.0%"],
        ["Prefer not to say", "7", "No count of residents"],
        ["Not stated", "6", "No count of residents"],
    ]
    assert rows[1][-1].startswith("Under-heard, 3 answers short (may be chance)")
    assert "Shares are of the 20 who said so" in page.text
    written = list(reach.as_rows(reach.of(answered)))
    assert written[3][1:6] == ("Not stated", 6, "[z]", "[z]", "[z]")


def test_the_command_writes_the_same_rows(app, answered):
    reply = app.test_cli_runner().invoke(engage, ["reach", "market-place", "--format", "csv"])

    assert reply.exit_code == 0
    assert "Under 40,5,25.0,400" in reply.output
