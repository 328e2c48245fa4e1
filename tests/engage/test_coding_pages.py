"""Coding on pages: one text after another, blind samples with two coders, settled differences, and counts."""

import pytest

from engage import jobs
from engage.extensions import db
from engage.extracts import coding as extracts
from engage.models import AgreementSample, CodedText, Job, Role, StaffUser
from engage.operations.coding import learning
from tests.builders import NOW, a_codeframe, a_consultation, a_response, count
from tests.engage.test_codes import BUSES, TREES, a_session

CODING = "/staff/consultations/market-place/coding/streets_comment/1"


@pytest.fixture
def analyst(staff):
    return staff(Role.ANALYST)


@pytest.fixture
def codeframe(analyst):
    consultation = a_consultation()
    for text in (*TREES, *BUSES):
        a_response(consultation, comments={"streets": text})
    actor = analyst_row()
    a_session(consultation, actor, "Nobody waters the trees")
    return a_codeframe(consultation, actor)


def analyst_row():
    return db.session.query(StaffUser).where(StaffUser.having([Role.ANALYST])).one()


def theme(codeframe, label):
    return str(next(one.id for one in codeframe.themes if one.label == label))


def code(page, codeframe):
    """Save the text of this page with the theme that it speaks of."""
    label = "Trees" if "tree" in page.text.lower() else "Buses"
    return page.submit({"theme": theme(codeframe, label)})


def test_an_analyst_finds_the_way_codes_and_comes_back(analyst, codeframe):
    page = analyst.get("/staff/consultations/market-place/desk").link("Code texts: streets comment, codeframe 1")
    assert "You have not coded any text yet" in page.text
    page = page.link("Start coding")

    for _text in range(3):
        page = code(page, codeframe)

    assert "3 of 13 texts coded." in page.text
    page = page.link("Back to the text before")
    assert "This one was coded by analyst@example.org" in page.text
    assert len(page.ticked) == 1
    page = page.submit(button="Undo the text I coded last")
    assert "2 of 13 texts coded." in page.text


def test_nothing_ticked_is_asked_about_and_no_theme_is_an_answer(analyst, codeframe):
    page = analyst.get(f"{CODING}/text")

    page = page.submit()
    assert page.status == 422
    assert page.errors == ["Tick each theme that is in the text, or choose “No theme applies”"]

    page = page.submit(button="No theme applies")
    assert "1 of 13 texts coded." in page.text
    assert extracts.decisions(codeframe).empty


def test_the_machine_learns_by_itself_after_a_batch_and_its_proposals_are_ticked_and_named(
    app, analyst, codeframe, monkeypatch
):
    monkeypatch.setattr(learning, "BATCH", 3)
    page = analyst.get(f"{CODING}/text")
    page = code(page, codeframe)
    assert count(Job, kind="propose") == 1  # the first: it begins with the words of the themes

    jobs.run_worker(app, once=True)
    page = page.browser.get(f"{CODING}/text")

    assert "Suggested by the machine, chance" in page.text
    assert page.ticked
    for _text in range(3):
        page = code(page, codeframe)
    assert count(Job, kind="propose") == 2
    jobs.run_worker(app, once=True)
    assert "It has learned from 4 texts" in page.browser.get(CODING).text


def test_two_people_on_one_text_lose_nothing(analyst, staff, codeframe):
    other = staff(Role.ENGAGEMENT_OFFICER)
    key = extracts.texts(codeframe)["key"][0]
    first, second = (browser.get(f"{CODING}/text?text={key}") for browser in (analyst, other))
    first.submit({"theme": theme(codeframe, "Trees")})

    page = second.submit({"theme": theme(codeframe, "Buses")})

    assert page.status == 409
    assert "analyst@example.org coded this text while you had it open" in page.text
    assert page.ticked == [theme(codeframe, "Buses")]
    page.submit(button="Replace what they said")
    assert extracts.decisions(codeframe)["theme_id"].tolist() == [int(theme(codeframe, "Buses"))]
    history = other.get(f"{CODING}/texts/{key}").text
    assert "analyst@example.org" in history
    assert "engagement-officer@example.org" in history


@pytest.mark.parametrize(("key", "status"), [("a999", 200), ("x1", 200), ("", 200)])
def test_a_text_that_is_not_there_is_told_in_words(analyst, codeframe, key, status):
    page = analyst.get(f"{CODING}/text?text={key}")

    assert page.status == status
    assert page.h1 in ("This text cannot be coded here", "Code a text")


def test_a_text_that_was_withdrawn_meanwhile_is_told_in_words(analyst, codeframe):
    page = analyst.get(f"{CODING}/text")

    page = page.submit({"text": "a999", "theme": theme(codeframe, "Trees")})

    assert (page.status, page.h1) == (410, "This text cannot be coded here")
    assert count(CodedText) == 0


def test_everything_coded_leads_to_the_counts(analyst, codeframe):
    page = analyst.get(f"{CODING}/text")
    for _text in range(13):
        page = code(page, codeframe)

    assert page.h1 == "Nothing is left to code"
    page = page.link("See how often each theme was raised")
    assert "Base: 12 of 12 comments, 12 coded by people and 0 by the machine alone" in page.text
    assert "1 of 1 focus groups" in page.text
    assert "“About”" in page.text


def test_a_sample_is_coded_blind_compared_and_settled(app, analyst, staff, codeframe):
    other = staff(Role.ENGAGEMENT_OFFICER)
    learning.propose(codeframe, clock=lambda: NOW)
    page = analyst.get(f"{CODING}/samples").submit({"n_texts": "3"})
    assert page.errors == ["Enter how many texts to draw: a whole number from 10 to 1,000"]
    page = page.submit({"n_texts": "10"})
    sample = db.session.query(AgreementSample).one()
    assert "Suggested by the machine" not in page.text

    for _text in range(10):
        page = code(page, codeframe)
    assert page.h1 == "The sample is not finished"
    page = other.get(f"{CODING}/samples/{sample.id}")
    assert page.ticked == []
    page = page.submit(button="No theme applies")
    for _text in range(9):
        page = code(page, codeframe)

    assert page.h1 == "How far coders agree"
    assert "They differ in 1 place." in page.text
    page = page.link("Settle the 1 that waits")
    page = page.submit()
    assert [error[:15] for error in page.errors] == ["Say whether the", "Say why, in a f"]
    page = page.submit({"applies": "yes", "reason": "It is what they speak of"})
    assert "Settled: 1. Waiting: 0." in page.text
    counts = analyst.get(f"{CODING}/counts").text
    assert "10 texts coded blind by two people" in counts


def test_a_third_person_cannot_code_a_sample(analyst, staff, codeframe):
    other = staff(Role.ENGAGEMENT_OFFICER)
    analyst.get(f"{CODING}/samples").submit({"n_texts": "10"})
    sample = db.session.query(AgreementSample).one()
    other.get(f"{CODING}/samples/{sample.id}").submit(button="No theme applies")

    page = staff(Role.ANALYST, "third@example.org").get(f"{CODING}/samples/{sample.id}")

    assert (page.status, page.h1) == (403, "Two other people code this sample")


def test_the_results_and_the_workbook_hold_what_people_coded(analyst, codeframe):
    page = analyst.get(f"{CODING}/text")
    for _text in range(4):
        page = code(page, codeframe)

    page = analyst.get("/staff/consultations/market-place/results")

    assert "Themes as people agreed and coded them" in page.text
    reply = analyst.client.get("/staff/consultations/market-place/download/coded-themes.csv")
    assert "Trees" in reply.get_data(as_text=True)
    assert "Alpha of two people" in reply.get_data(as_text=True)


def test_a_question_nobody_answered_has_nothing_to_code(analyst):
    consultation = a_consultation()
    a_codeframe(consultation, analyst_row())

    page = analyst.get(CODING)

    assert "There is nothing to code yet" in page.text
    assert "Base: 0 of 0 comments" in analyst.get(f"{CODING}/counts").text
