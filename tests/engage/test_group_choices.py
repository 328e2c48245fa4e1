"""What groups chose stands beside the survey with its own base, and is never added to people."""

import csv
import io

import pytest

from engage import results
from engage.exports import download
from engage.models import Role
from engage.operations.fieldwork import activities, records
from forms.fieldwork.document import Count, Document, Said
from tests.builders import NOW, a_consultation, a_response, a_staff_user, an_activity
from tests.engage.test_results import ADDRESS, rows_of

STREETS = "streets_priorities"


def a_session(consultation, actor, choices=(), dots=None, topics=(), own=None, **details):
    activity = an_activity(consultation, actor, **details)
    tallies = [Count("group_choice", STREETS, option, 1) for option in choices]
    tallies += [Count("dot_vote", STREETS, option, n) for option, n in (dots or {}).items()]
    tallies += [Count("dot_vote", "Our own ideas", words, n) for words, n in (own or {}).items()]
    said = tuple(
        Said(f"{n}", topic, "quote", "", "Words", "en", "no", None, None) for n, topic in enumerate(topics, 1)
    )
    document = Document(held_on=NOW.date(), tallies=tuple(tallies), contributions=said)
    records.receive(activity, f"{activity.id}", 0, document, actor, NOW)
    return activity


@pytest.fixture
def consultation(app):
    """Three groups of which two chose buses; dots at a fourth activity; a fifth was cancelled."""
    consultation = a_consultation()
    a_response(consultation, {"streets": ["lights"]})
    officer = a_staff_user("planner@example.org", Role.ENGAGEMENT_OFFICER)
    a_session(consultation, officer, ["buses", "trees"], topics=["streets", "streets", "shops"])
    a_session(consultation, officer, ["buses"], {"trees": 4}, topics=["streets"])
    a_session(consultation, officer, ["lights"])
    dots = {"trees": 5, "buses": 2}
    a_session(consultation, officer, dots=dots, topics=[None], own={"Fewer bins": 3}, type="drop_in")
    gone = a_session(consultation, officer, ["benches"], topics=["streets"])
    activities.cancel(gone, "Nobody came", officer, NOW)
    return consultation


def test_groups_have_their_own_base_beside_the_rank_of_people(staff, consultation):
    page = staff(Role.ANALYST).get(ADDRESS)

    assert rows_of(page, "Groups and people side by side: Your streets") == [
        ["Option", "Groups that chose it", "Dots", "Rank among people who answered"],
        ["Buses", "2 of 3", "2 of 11, at 1 activity", "2= (0%)"],
        ["Trees", "1 of 3", "9 of 11, at 2 activities", "2= (0%)"],
        ["Street lights", "1 of 3", "-", "1 (100%)"],
    ]
    assert "3 groups chose together. 11 dots at 2 activities." in page.text
    assert "never added to the people who answered" in page.text


def test_what_groups_chose_is_in_no_figure_of_people(consultation):
    found = results.of(consultation)

    assert [(line.words, line.count) for line in found.rankings[0].lines][0] == ("Street lights", 1)
    assert found.rankings[0].answered == 1
    assert found.taking.submitted == 1


def test_what_was_said_is_counted_by_activities(staff, consultation):
    page = staff(Role.ANALYST).get(ADDRESS)

    assert rows_of(page, "At how many activities a section came up")[1:] == [
        ["Your streets", "2 of 4 activities", "Focus group: 2 of 3", "3"],
        ["Your shops", "1 of 4 activities", "Focus group: 1 of 3", "1"],
        ["Outside the sections of the questionnaire", "1 of 4 activities", "Drop-in: 1 of 1", "1"],
    ]
    assert rows_of(page, "Our own ideas")[1:] == [["Fewer bins", "3", "1"]]


def test_files_hold_groups_with_their_bases(consultation):
    found = results.of(consultation)

    rows = list(csv.reader(io.StringIO(download.make(found, "groups.csv", NOW).decode("utf-8-sig"))))
    said = list(csv.reader(io.StringIO(download.make(found, "activities.csv", NOW).decode("utf-8-sig"))))

    assert rows[1][2:] == ["Buses", "2", "3", "2", "11", "1", "2"]
    assert rows[-1][1:4] == ["Our own ideas", "Fewer bins", "0"]
    assert said[1] == ["Your streets", "Focus group", "2", "3", "3"]


def test_a_consultation_without_fieldwork_has_no_empty_tables(staff):
    a_response(a_consultation(), {"streets": ["buses"]})

    page = staff(Role.ANALYST).get(ADDRESS)

    assert "Groups:" not in page.text and "What was said at activities" not in page.text
