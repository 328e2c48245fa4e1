"""Who counts as a resident: the same people in the share that took part, in reach, and in weights; worked by hand."""

import pytest

from engage import reach, results
from engage.exports import tables
from engage.extensions import db
from engage.extracts import fieldwork as extracts
from engage.models import Respondent
from engage.operations.fieldwork import population
from engage.publishing import newest_version
from engage.results.people import People
from forms.fieldwork.population import Count
from tests.builders import NOW, a_consultation, a_questionnaire, a_response, a_staff_user

OPTIONS = {"young": "under_16", "old": "age_16_or_over", "prefer_not_to_say": "not_in_town"}


@pytest.fixture
def town(app):
    """Of 15 responses 9 are of residents: 2 children, 4 adults, and 3 who said nothing of themselves.

    No residents are an organisation without a profile and one of the young, two professionals (one a child by what it
    ticked), and two who live elsewhere.
    """
    document = a_questionnaire()
    for old, new in OPTIONS.items():
        document = document.replace(f'"{old}"', f'"{new}"')
    consultation = a_consultation(document=document)
    for capacity, age, n in (
        (None, "under_16", 1), ("with_help", "under_16", 1), ("resident", "age_16_or_over", 3),
        ("on_behalf", "age_16_or_over", 1), (None, None, 2), ("resident", None, 1),
        ("organisation", None, 1), ("organisation", "under_16", 1), ("professional", "under_16", 1),
        ("professional", "age_16_or_over", 1), (None, "not_in_town", 1), ("resident", "not_in_town", 1),
    ):  # fmt: skip
        for _number in range(n):
            said = {"age_band": age} if age else None
            response = a_response(consultation, {"streets": ["buses"]}, profile=said)
            if capacity:
                db.session.add(Respondent(response_id=response.id, capacity=capacity))
    db.session.commit()
    counts = [Count("age_band", "under_16", 300, "Census"), Count("age_band", "age_16_or_over", 1_000, "Census")]
    population.replace_counts(consultation, counts, a_staff_user("planner@example.org"), NOW)
    return consultation


def test_the_share_of_residents_has_residents_alone_in_both_numbers(town):
    """9 residents less 2 children of theirs: 7 of 1,000. Counted over everybody it was 13 people less 4 = 9."""
    found = results.of(town)

    assert (found.residents.n_people, found.residents.n_residents) == (7, 1_000)
    told = [row for table in tables.all_tables(found, NOW) for row in table.rows]
    words = "Residents who took part, without those who said they are younger, of residents aged 16 and over"
    assert (words, "0.70% (7 of 1000; Census)") in told


def test_reach_compares_residents_and_not_stated_is_what_residents_left_out(town):
    groups = reach.of(town).groups[0]

    assert [(row["words"], row["respondents"] or "[c]") for row in groups.rows] == [
        ("Under 40", "[c]"), ("40 or over", "[c]"), ("Not stated", "[c]"),
    ]  # fmt: skip
    questionnaire_id = newest_version(town).questionnaire_id
    counted = extracts.profiles(questionnaire_id).set_index("option")["respondents"].to_dict()
    assert counted == {"under_16": 2, "age_16_or_over": 4}
    assert extracts.n_residents(questionnaire_id) - extracts.stated(questionnaire_id)["age_band"] == 3


def test_weights_are_of_the_same_residents(town):
    version = newest_version(town)

    theirs = extracts.residents(version.questionnaire_id)

    assert len(theirs) == 9
    assert len(People(version).answers(theirs).responses) == 9
