"""Which places are steady, what is too close to call, and whether first choices tell the same."""

import csv
import io

import pytest
from sqlalchemy import update

from engage import results
from engage.exports import download
from engage.extensions import db
from engage.models import Answer, AnswerChoice, Option, Role
from engage.operations.fieldwork import population
from engage.publishing import newest_version
from forms.fieldwork.population import Count
from tests.builders import NOW, a_consultation, a_questionnaire, a_response, a_staff_user
from tests.engage.test_results import ADDRESS, rows_of
from tests.forms.test_hard_words import FEWER


@pytest.fixture
def steady(app):
    """40 answered: 30 chose buses, 10 chose street lights.

    Exact sign tests: buses over street lights P(30 or more of 40) = 0.0011, street lights over trees 1/2 ** 10 =
    0.0010; by Holm's procedure both stand (8 and 10 times that are below 0.05). Trees and benches: nobody.
    """
    consultation = a_consultation()
    for number in range(40):
        a_response(consultation, {"streets": ["buses" if number < 30 else "lights"]})
    return consultation


def test_places_that_are_steady_and_places_that_are_not(staff, steady):
    page = staff(Role.ANALYST).get(ADDRESS)

    assert rows_of(page, "Figures: Your streets")[1:] == [
        ["1", "Buses", "30", "75%", "60% to 86%", "1st", "Yes"],
        ["2", "Street lights", "10", "25%", "14% to 40%", "2nd", "Yes"],
        ["Places 3 to 4: neighbours are too close to call"],
        ["3=", "Trees", "0", "0%", "0% to 9%", "3rd to 4th", "Could be"],
        ["3=", "Benches", "0", "0%", "0% to 9%", "3rd to 4th", "Could be"],
    ]
    assert "“Buses” came 1st. Its place would still be 1st if a similar set of people had answered." in page.text
    assert "“Trees” came joint 3rd. Its place could be anywhere from 3rd to 4th if a similar set" in page.text
    assert "In the top three beyond doubt: “Buses”, “Street lights”." in page.text
    assert "Too close to call; could be in the top three or below it: “Trees”, “Benches”." in page.text


def test_words_under_the_figures_promise_nothing_about_those_who_did_not_answer(staff, steady):
    page = staff(Role.ANALYST).get(ADDRESS)

    assert "What this does not say: what people who did not answer would have chosen." in page.text
    assert "margin of error" not in page.text.lower() and "residents think" not in page.text.lower()


def test_the_file_has_the_places_and_bands(steady):
    text = download.make(results.of(steady), "ranking.csv", NOW).decode("utf-8-sig")

    rows = list(csv.DictReader(io.StringIO(text)))

    names = ["Option", "Best place it could hold", "Worst place it could hold", "Band", "Among the first three"]
    assert [[row[name] for name in names] for row in rows[:3]] == [
        ["Buses", "1", "1", "1", "Yes"],
        ["Street lights", "2", "2", "2", "Yes"],
        ["Trees", "3", "4", "3", "Could be"],
    ]


def _give_order(response, *keys):
    for place, key in enumerate(keys, 1):
        of_option = db.session.query(Option.id).filter_by(key=key).scalar_subquery()
        ids = db.session.query(Answer.id).filter_by(response_id=response.id)
        db.session.execute(
            update(AnswerChoice)
            .where(AnswerChoice.option_id == of_option, AnswerChoice.answer_id.in_(ids))
            .values(rank=place)
        )
    db.session.commit()


def test_first_choices_are_a_check_that_says_when_the_top_three_changes(staff):
    """30 put street lights first, buses second, trees third; 20 chose benches without an order."""
    consultation = a_consultation()
    for _number in range(30):
        _give_order(a_response(consultation, {"streets": ["buses", "lights", "trees"]}), "lights", "buses", "trees")
    for _number in range(20):
        a_response(consultation, {"streets": ["benches"]})

    page = staff(Role.ANALYST).get(ADDRESS)

    assert "30 people gave an order; 20 chose without one." in page.text
    assert rows_of(page, "First choices: Your streets")[1:] == [
        ["Street lights", "30 of 30", "1", "90", "1"],
        ["Buses", "0 of 30", "2", "60", "2"],
        ["Trees", "0 of 30", "2", "30", "3"],
        ["Benches", "0 of 30", "2", "0", "4"],
    ]
    assert "By first choices, the top three changes: “Buses” goes out, “Trees” goes out." in page.text
    assert "By 3-2-1 points, the same options are the top three, in another order." in page.text
    text = download.make(results.of(consultation), "first-choices.csv", NOW).decode("utf-8-sig")
    assert text.splitlines()[1].endswith("Street lights,30,30,100.0,1,90,3.0,1,,20")


def test_what_first_choices_cannot_say_is_not_called_a_change(staff):
    """30 put Safe of Easy Read first and benches second. Of the ranked options they were offered benches alone."""
    consultation = a_consultation(document=FEWER)
    a_response(consultation, {"streets": ["buses"]})
    for _number in range(30):
        _give_order(a_response(consultation, {"streets": ["safe", "benches"]}, variant="easy_read"), "safe", "benches")

    page = staff(Role.ANALYST).get(ADDRESS)

    assert "By first choices: whether the top three changes cannot be said." in page.text
    assert "By 3-2-1 points, the same options are the top three, in the same order." in page.text
    assert "goes out" not in page.text


def test_without_an_order_nothing_is_said_of_first_choices(staff, steady):
    page = staff(Role.ANALYST).get(ADDRESS)

    assert "First choices" not in page.text and "first choices" not in page.text


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        (("under_16", "age_16_or_over"), "those who said they are under 16, that is 0.2% of residents"),
        (("age_10_to_20", "age_21_or_over"), "3 people took part."),
    ],
)
def test_the_share_of_residents_is_told_where_ages_can_be_cut_at_16(staff, keys, told):
    younger, older = keys
    document = a_questionnaire().replace('"young"', f'"{younger}"').replace('"old"', f'"{older}"')
    consultation = a_consultation(document=document)
    for age in (younger, older, older):
        a_response(consultation, {"streets": ["buses"]}, profile={"age_band": age})
    counts = [Count("age_band", younger, 300, "Census"), Count("age_band", older, 1_000, "Census")]
    population.replace_counts(consultation, counts, a_staff_user("planner@example.org"), NOW)

    page = staff(Role.ANALYST).get(ADDRESS)

    assert newest_version(consultation) is not None
    assert told in page.text
    assert ("of residents aged 16 and over (2 of 1,000)" in page.text) == (younger == "under_16")
