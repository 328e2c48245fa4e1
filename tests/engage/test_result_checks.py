"""How steady the order is, weighted to residents or refused, and which groups choose differently; worked by hand."""

import datetime as dt

import numpy as np
import pytest
from sqlalchemy import select

from analysis.patterns import PatternTable
from engage.extensions import db
from engage.models import AuditEvent, Role
from engage.operations import reading
from engage.operations.fieldwork import population
from engage.publishing import newest_version
from engage.results import weighting
from engage.results.steadiness import Check, SectionSteadiness
from forms.fieldwork.population import Count
from tests.builders import NOW, a_consultation, a_questionnaire, a_response, a_staff_user, many_responses
from tests.engage.test_results import ADDRESS, rows_of

#: the question on age of the small questionnaire, made one on wards
WARDS = {
    "age_band": "ward", "young": "north", "old": "south", "Under 40": "North", "40 or over": "South",
    "prefer_not_to_say": "not_in_town", "Prefer not to say": "Not in town",
}  # fmt: skip
DAY = dt.timedelta(days=1)


@pytest.fixture
def town(app):
    """South answered first, online; North later, on paper; four who live elsewhere.

    Of 244: trees 240, buses 180, benches 164, street lights 60.
    """
    document = a_questionnaire()
    for old, new in WARDS.items():
        document = document.replace(f'"{old}"', f'"{new}"')
    consultation = a_consultation(document=document)
    many_responses(consultation, 160, {"streets": ["buses", "trees", "benches"]}, {"ward": "south"}, now=NOW - DAY)
    many_responses(consultation, 20, {"streets": ["buses", "trees"]}, {"ward": "south"}, now=NOW - DAY)
    many_responses(consultation, 60, {"streets": ["lights", "trees"]}, {"ward": "north"}, "paper")
    many_responses(consultation, 4, {"streets": ["benches"]}, {"ward": "not_in_town"})
    return consultation


def bring(consultation, north, south):
    counts = [Count("ward", "north", north, "Census 2021"), Count("ward", "south", south, "Census 2021")]
    population.replace_counts(consultation, counts, a_staff_user("planner@example.org"), NOW)


def test_each_check_says_whether_the_top_three_holds(staff, town):
    page = staff(Role.ANALYST).get(ADDRESS).link("How steady is this order")

    assert "Top three of the 244 people who answered: “Trees”, “Buses”, “Benches”." in page.text
    assert rows_of(page, "Checks: Your streets")[1:] == [
        ["One channel alone"],
        ["Online", "184", "The same top three, in another order"],
        ["Paper", "60", "Fewer than 100 answered: nothing is said"],
        ["Early against late"],
        ["The early half", "180", "The same top three, in another order"],
        ["The late half", "64", "Fewer than 100 answered: nothing is said"],
        ["Leaving out one ward"],
        ["2 of 3, each in turn", "184", "The same top three"],
        ["1 of 3, each in turn", "64", "Fewer than 100 are left: nothing is said"],
        ["Leaving out one channel"],
        ["Online", "60", "Fewer than 100 are left: nothing is said"],
        ["Paper", "184", "The same top three, in another order"],
    ]
    assert "It holds in 4 of 4 checks that can be made." in page.text


def test_the_order_is_checked_without_texts_that_were_sent_out_to_be_sent_in(staff):
    """Three copies of one text for street lights; a hundred who chose two other options."""
    consultation = a_consultation()
    for _number in range(3):
        a_response(consultation, {"streets": ["lights"]}, {"streets": "We want more street lights on Example Road now"})
    many_responses(consultation, 100, {"streets": ["buses", "trees"]})
    reading.read_texts(newest_version(consultation).questionnaire_id, "streets_comment", 3)

    page = staff(Role.ANALYST).get(f"{ADDRESS}/steadiness")

    rows = rows_of(page, "Checks: Your streets")
    at = rows.index(["Leaving out campaigns"])
    assert rows[at + 1] == ["All campaigns together", "100", "Changes: “Street lights” goes out"]


def test_weights_show_both_orders_and_what_they_are_worth(staff, town):
    """North is 60 of 240 (25%) and 60% of residents: weight 2.4; South 0.4 / 0.75 = 0.5333.

    n_eff = 240^2 / (60 * 2.4^2 + 180 * 0.5333^2) = 57600 / 396.8 = 145 (60%). Street lights 60%, buses 40%, benches
    160 * 0.5333 / 240 = 35.6%.
    """
    bring(town, 600, 400)

    page = staff(Role.ANALYST).get(f"{ADDRESS}/steadiness")

    assert "Weighted on ward. 240 people are worth 145 equally weighted ones (60%). Weights run from 0.53 to 2.40." in (
        page.text
    )
    assert [row[:3] + row[4:6] for row in rows_of(page, "Both rankings: Your streets")[1:]] == [
        ["Trees", "1", "100%", "1", "100%"],
        ["Buses", "2", "75%", "3", "40%"],
        ["Benches", "3", "67%", "4", "36%"],
        ["Street lights", "4", "25%", "2", "60%"],
    ]
    changed = ["Residents", "240", "Changes: “Street lights” comes in, “Benches” goes out"]
    assert changed in rows_of(page, "Checks: Your streets")
    assert rows_of(page, "People who answered against residents")[1:] == [
        ["Ward"],
        ["North", "60", "25.0%", "60.0%", "60.0%", "+0.0"],
        ["South", "180", "75.0%", "40.0%", "40.0%", "+0.0"],
    ]


def test_weighted_residents_are_held_against_the_top_three_that_is_printed(staff, town):
    """60 who live elsewhere choose benches: of 300 benches 220, buses 180, street lights 60, trees 240, as printed.

    Of residents alone buses (180) are before benches (160), and with weights as they are too: the same three in another
    order. Their own order without weights is trees, buses, benches, so against that nothing would have changed.
    """
    many_responses(town, 56, {"streets": ["benches"]}, {"ward": "not_in_town"})
    bring(town, 250, 750)

    page = staff(Role.ANALYST).get(f"{ADDRESS}/steadiness")

    assert "Top three of the 300 people who answered: “Trees”, “Benches”, “Buses”." in page.text
    assert ["Residents", "240", "The same top three, in another order"] in rows_of(page, "Checks: Your streets")


def test_a_section_that_few_residents_answered_is_not_weighted_though_others_are(staff, town):
    """240 residents answered on streets, 150 more of South on shops alone: shops have fewer than the 200 needed."""
    many_responses(town, 150, {"shops": ["markets"]}, {"ward": "south"})
    bring(town, 400, 600)

    page = staff(Role.ANALYST).get(f"{ADDRESS}/steadiness")

    told = ["Residents", "150", "150 residents answered this section; weighting needs 200 or more"]
    assert told in rows_of(page, "Checks: Your shops")
    assert "Both rankings: Your streets" in page.text and "Both rankings: Your shops" not in page.text


def test_a_section_whose_weighted_answers_are_worth_too_little_says_so():
    """10 of weight 5 and 190 of weight 0.5: (50 + 95)^2 / (250 + 47.5) = 70.7, which is 35% of 200."""
    table = PatternTable("s", ("A",), ("few", "many"), np.array([[True]]), np.array([[True]]), np.array([[10], [190]]))

    found = weighting._side_by_side(None, "s", table, np.array([5, 0.5]))

    worth = "200 residents who answered this section are worth 71 when weighted (35%); at least 50% is needed"
    assert (found.n, found.lines, found.refusal) == (200, (), worth)


def test_all_wards_left_out_in_turn_are_one_check():
    """Twenty wards, one of which changes the top three, and one channel that holds: 1 of 2, and not 20 of 21."""
    wards = [Check("ward", str(n), 500, n > 0, "") for n in range(20)]
    channel, small = Check("channel", "Online", 300, True, ""), Check("ward", "Large", 40, None, "")

    def of(*checks):
        section = SectionSteadiness("s", "S", "Q", 500, (), checks)
        return section.n_holding, section.n_said

    assert of(channel, *wards) == (1, 2)
    assert of(channel, *wards[1:], small) == (2, 2)
    assert of(channel, small) == (1, 1)


def test_weights_that_would_mislead_are_refused_in_words(staff, town):
    """North 95% of residents: 60 people at 3.8, 180 at 0.067: worth 57600 / (866.4 + 0.8) = 66 of 240."""
    bring(town, 950, 50)

    page = staff(Role.ANALYST).get(f"{ADDRESS}/steadiness")

    assert "The answers are not weighted." in page.text
    assert "240 weighted answers are worth 66 (28%); at least 50% is needed" in page.text
    assert "Both rankings" not in page.text


@pytest.mark.parametrize(
    ("is_brought", "why"),
    [
        (False, "Nobody has brought counts of residents, so there is nothing to weight to"),
        (True, "2 people answered; weighting needs 200 or more"),
    ],
)
def test_too_little_for_weights_or_checks_is_said(staff, is_brought, why):
    consultation = a_consultation()
    for age in ("young", "old"):
        a_response(consultation, {"streets": ["buses"]}, profile={"age_band": age})
    if is_brought:
        counts = [Count("age_band", "young", 5, "Census"), Count("age_band", "old", 5, "Census")]
        population.replace_counts(consultation, counts, a_staff_user("planner@example.org"), NOW)

    page = staff(Role.ANALYST).get(f"{ADDRESS}/steadiness")

    assert why in page.text
    assert "Nobody answered this section yet." in page.text  # shops


def test_groups_that_choose_differently_are_named_with_their_bases(staff, town):
    page = staff(Role.ANALYST).get(ADDRESS).link("Do groups choose differently")

    assert "Inside the council only." in page.text
    told = "How old are you? North: more often “Street lights” (Your streets). 100% of 60, against 0% of 180 everyone"
    assert told in page.text
    assert "[u] Fewer than 100 in the group: of low reliability." in page.text
    assert "1 group has fewer than 10 people in every section, and is hidden." in page.text
    assert rows_of(page, "Do groups differ at all: How old are you?")[1][:4] == [
        "Your streets", "240", "2", "Groups choose differently",
    ]  # fmt: skip
    assert "What each says, and the chance beside it, allows for all of them together (Holm, 5%)." in page.text
    assert "Too few groups of 10 or more who were offered the same options" in page.text  # shops


def test_every_group_of_one_question_stands_on_a_page_of_its_own(staff, town):
    page = staff(Role.ANALYST).get(f"{ADDRESS}/groups?about=ward&section=streets_priorities")

    rows = rows_of(page, "Your streets: what each group chose")
    at = rows.index(["Buses"])
    assert rows[at + 1 : at + 4] == [
        ["North [u]", "0", "60", "0%", "100%", "-100", "less often"],
        ["South", "180", "180", "100%", "0%", "+100", "more often"],
        ["Not in town", "Fewer than 10: hidden"],
    ]
    event = db.session.scalars(select(AuditEvent).filter_by(verb="viewed_groups")).one()
    assert (event.actor.email, event.detail["about"]) == ("analyst@example.org", "ward")


@pytest.mark.parametrize("wrong", ["about=shoe_size&section=streets_priorities", "about=ward", "section=nowhere"])
def test_groups_that_nobody_asked_for_are_not_there(staff, town, wrong):
    assert staff(Role.ANALYST).get(f"{ADDRESS}/groups?{wrong}").status == 404


def test_without_answers_there_is_nothing_to_compare(staff):
    a_consultation()

    browser = staff(Role.ANALYST)

    assert "there are no groups to compare" in browser.get(f"{ADDRESS}/groups").text
    assert "Nobody answered this section yet." in browser.get(f"{ADDRESS}/steadiness").text
    event = db.session.scalars(select(AuditEvent).filter_by(verb="viewed_steadiness")).one()
    assert event.object_id == "market-place"
