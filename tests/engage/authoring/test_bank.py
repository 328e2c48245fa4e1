"""The question bank: what is taken is a copy with a source, and says how it did when it was asked."""

import json
import re

import pytest

from engage import question_bank
from engage.models import Role
from engage.operations.authoring import drafts
from forms.authoring import bank
from forms.authoring.document import read
from tests.builders import a_consultation, a_questionnaire, a_response

BANK = "/staff/consultations/market-place/questionnaire/bank"


@pytest.fixture
def draft(staff, app):
    consultation = a_consultation()
    staff(Role.ADMINISTRATOR).get(BANK.removesuffix("/bank")).submit(button="Begin a draft")
    return drafts.find_draft(consultation)


@pytest.fixture
def last_year(app):
    document = a_questionnaire(key="last_year")
    consultation = a_consultation("last-year", document)
    for number in range(12):
        comments = {"streets": "More trees" if number < 6 else ""}
        a_response(consultation, {"streets": ["buses"]}, comments, {"age_band": "old" if number else None})
    return consultation


def take(browser, **fields):
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(BANK).html)[1]
    return browser.post(BANK, fields | {"csrf_token": token})


def test_every_question_about_the_person_has_a_source_and_a_date():
    document = json.loads(question_bank.SHIPPED_FILE.read_text(encoding="utf-8"))
    [about_you] = [part for part in document["sections"] if part["purpose"] == "profile"]

    assert {asked["key"] for asked in about_you["questions"]} == set(bank.HARMONISED)
    assert all(source.name and source.dated for source in bank.HARMONISED.values())


def test_a_harmonised_question_is_taken_with_its_key_in_the_languages_of_the_draft(draft, staff):
    page = staff(Role.ENGAGEMENT_OFFICER).get(BANK)

    take(page.browser, **{"from": "engage", "section": "about_you", "question": "carer", "into": "about_you"})

    taken = read(draft.document)["sections"][2]["questions"][-1]
    assert "Source: Office for National Statistics, Census 2021 questionnaire: unpaid care (March 2021)" in page.text
    assert taken["key"] == "carer"
    assert list(taken["text"]["standard"]) == ["en"]
    assert len(taken["options"]) == 9


def test_a_section_of_the_life_course_is_taken_whole(draft, staff):
    take(staff(Role.ENGAGEMENT_OFFICER), **{"from": "engage", "section": "start_well", "question": "all", "into": ""})

    section = read(draft.document)["sections"][-1]
    assert section["key"] == "start_well"
    assert [asked["key"] for asked in section["questions"]] == ["start_well_priorities", "start_well_comment"]


def test_a_question_that_asks_otherwise_under_a_used_key_gets_a_key_of_its_own(draft, staff):
    take(staff(Role.ENGAGEMENT_OFFICER), **{"from": "engage", "section": "about_you", "question": "age_band",
                                            "into": "about_you"})  # fmt: skip

    keys = [asked["key"] for asked in read(draft.document)["sections"][2]["questions"]]
    assert keys == ["age_band", "age_band_2"]


def test_a_question_of_last_year_says_how_it_did(draft, last_year, staff):
    page = staff(Role.ENGAGEMENT_OFFICER).get(f"{BANK}?from=last-year")

    did = question_bank.performance("last-year")
    assert (did["streets_comment"].n_shown, did["streets_comment"].n_answered) == (12, 6)
    assert did["streets_comment"].median_length == 10
    assert (did["streets_priorities"].n_answered, did["age_band"].n_answered) == (12, 11)
    assert "Answered by 50% of the 12 people who saw it and sent their answers." in page.text
    assert "More trees" not in page.html


def test_too_few_people_say_nothing(draft, app):
    quiet = a_consultation("quiet", a_questionnaire(key="quiet"))
    a_response(quiet, {"streets": ["buses"]})

    assert question_bank.performance("quiet")["streets_priorities"].is_told is False
