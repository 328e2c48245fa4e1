"""The made-up sessions of the demonstration: twelve, varied, always the same, and good by our own rules."""

import datetime as dt
import json
from collections import Counter

import pytest

from engage import demonstration, reach
from engage.demonstration import fieldwork
from engage.fieldwork import guide_of
from engage.models import ACTIVITY_TYPES, Activity, ActivityRecord, Contribution
from forms.fieldwork.document import parse
from tests.builders import NOW, count

SESSIONS = json.loads((fieldwork.HERE / "fieldwork.json").read_text(encoding="utf-8"))["sessions"]


@pytest.fixture
def consultation(app):
    return demonstration.load(NOW, lambda words: None, n_responses=5)


def test_twelve_sessions_of_every_type_are_loaded_once(consultation):
    demonstration.load(NOW, lambda words: None, n_responses=5)

    assert count(ActivityRecord) == len(SESSIONS) == 12
    assert {session["type"] for session in SESSIONS} == set(ACTIVITY_TYPES)
    assert count(Activity) == 14
    assert len({text for session in SESSIONS for _t, _k, _s, text, *_rest in session["said"]}) == count(Contribution)


def test_each_session_is_a_record_that_a_device_could_send(consultation):
    guide = guide_of(consultation)

    faults = [
        (session["title"], fault)
        for session in SESSIONS
        for fault in parse(fieldwork.document_of(session, NOW.date()).as_json(), NOW.date(), guide)[1]
    ]

    assert faults == []


def test_people_met_are_added_up_by_hand(consultation):
    """Groups 9 + 22 + 15 + 1 + 14 + 11 + 18 + 12 + 8 = 110; stands 64 + 87 + 112 = 263; together 373."""
    found = reach.of(consultation)

    assert (found.n_people, found.n_activities, found.n_open) == (373, 12, 2)
    assert Counter({words: people for words, _n, people in found.met[0].rows})["Outreach stand"] == 263
    assert sum(people for _year, people, _n in found.years) == 373


def test_quotes_are_in_three_languages_and_with_every_answer_on_consent():
    said = [parts for session in SESSIONS for parts in session["said"]]

    assert {parts[4] for parts in said} == {"yes", "no", "not_asked"}
    assert {parts[7] for parts in said if len(parts) > 7} == {"pl", "ar"}
    assert dt.date.fromisoformat("2026-10-07") == NOW.date()
