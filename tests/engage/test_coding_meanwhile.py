"""Coding while others work: nobody's word is lost, nothing is coded unread, and who read which text is written down."""

import pytest
from sqlalchemy import select

from engage.errors import CodedMeanwhile, WordsChanged
from engage.extensions import db
from engage.extracts import coding as extracts
from engage.models import Answer, AuditEvent, Contribution, Role, StaffUser
from engage.operations import transaction
from engage.operations.coding import deciding, learning, samples
from engage.results import coding as results
from tests.builders import NOW, a_codeframe, a_consultation, a_response, a_staff_user
from tests.engage.test_codes import BUSES, TREES, a_session, code_all, keys_of, later, themes_of

CODING = "/staff/consultations/market-place/coding/streets_comment/1"


@pytest.fixture
def analyst(staff):
    return staff(Role.ANALYST)


@pytest.fixture
def ann(analyst):
    return db.session.query(StaffUser).where(StaffUser.having([Role.ANALYST])).one()


@pytest.fixture
def bob(app):
    return a_staff_user("bob@example.org")


@pytest.fixture
def codeframe(ann):
    consultation = a_consultation()
    for text in (*TREES, *BUSES):
        a_response(consultation, comments={"streets": text})
    return a_codeframe(consultation, ann)


def change_words(key, words):
    with transaction():
        db.session.get_one(Answer, int(key[1:])).text = words


def read_by(key):
    rows = db.session.scalars(select(AuditEvent).filter_by(verb="viewed_text", object_type="codeframe"))
    return [row.detail["number"] for row in rows if key in row.detail["texts"]]


def test_a_text_whose_code_was_taken_back_while_it_was_open_is_coded_with_the_ticks(analyst, codeframe, bob):
    key, buses = keys_of(codeframe)[TREES[0]], themes_of(codeframe)["Buses"]
    code_all(codeframe, bob, TREES[0])
    page = analyst.get(f"{CODING}/text?text={key}")
    deciding.undo(codeframe, bob, later(1))

    saved = page.submit({"theme": [str(buses)]})

    assert saved.status == 200
    assert extracts.decisions(codeframe)["theme_id"].tolist() == [buses]


def test_undo_takes_nothing_back_that_somebody_else_decided_later(analyst, codeframe, ann, bob):
    key, themes = keys_of(codeframe)[TREES[0]], themes_of(codeframe)
    code_all(codeframe, ann, TREES[0])
    page = analyst.get(f"{CODING}/text")
    deciding.code_text(codeframe, key, [themes["Buses"]], bob, later(1))

    refused = page.submit(button="Undo the text I coded last")

    assert refused.status == 409
    assert "bob@example.org decided about the text you coded last after you did. Nothing was undone" in refused.text
    assert extracts.decisions(codeframe)["coder_id"].tolist() == [bob.id]
    with pytest.raises(CodedMeanwhile, match="bob@example.org"):
        deciding.undo(codeframe, ann, later(2))


def test_words_that_were_changed_while_they_were_read_are_read_again(analyst, codeframe):
    key, trees = keys_of(codeframe)[TREES[0]], str(themes_of(codeframe)["Trees"])
    page = analyst.get(f"{CODING}/text?text={key}")
    change_words(key, "We want more trams")

    again = page.submit({"theme": [trees]})

    assert again.status == 409
    assert again.errors == [
        "These words were changed while you had the text open. Read them again, then save your ticks"
    ]
    assert "We want more trams" in again.text and again.ticked == [trees]
    assert extracts.decisions(codeframe).empty
    assert again.submit().status == 200
    assert extracts.decisions(codeframe)["key"].tolist() == [key]


def test_words_that_were_changed_in_a_blind_sample_are_read_again(analyst, codeframe, ann, bob):
    sample = samples.draw(codeframe, 10, ann, bob, ann, NOW)
    trees = str(themes_of(codeframe)["Trees"])
    page = analyst.get(f"{CODING}/samples/{sample.id}")
    key = extracts.keys_there(sample)[0]
    change_words(key, "We want more trams")

    again = page.submit({"theme": [trees]})

    assert (again.status, again.ticked) == (409, [trees])
    assert "We want more trams" in again.text
    with pytest.raises(WordsChanged):
        samples.code_blind(sample, key, [], bob, NOW, deciding.mark_of("other words"))


def test_a_sample_goes_on_without_the_texts_of_a_cancelled_activity(analyst, codeframe, ann, bob):
    activity = a_session(codeframe.consultation, ann, "Nobody waters the trees")
    sample = samples.draw(codeframe, len(extracts.texts(codeframe)), ann, bob, ann, NOW)
    said = f"c{db.session.scalars(select(Contribution.id)).one()}"
    with transaction():
        activity.cancelled_at, activity.cancelled_reason = NOW, "Nobody came"

    page = analyst.get(f"{CODING}/samples/{sample.id}?text={said}")
    assert (page.status, page.h1) == (200, "Code a text of the blind sample")
    for coder in (ann, bob):
        for key in extracts.keys_there(sample):
            samples.code_blind(sample, key, [], coder, NOW)

    assert said not in extracts.keys_there(sample)
    assert extracts.is_complete(sample)
    assert len(results.AgreementFigures(sample, None).first) == len(TREES) + len(BUSES)
    assert analyst.get(f"{CODING}/samples/{sample.id}").h1 == "How far coders agree"


def test_a_text_coded_while_the_machine_learned_was_coded_without_its_help(codeframe, ann):
    coded = []

    def code_one(share_done, stage):
        if not coded:
            coded.append(TREES[0])
            code_all(codeframe, ann, TREES[0], now=later(1))

    run = learning.propose(codeframe, progress=code_one, clock=lambda: later(2))

    assert coded and run.finished_at == later(2)
    assert extracts.proposals_before_people(codeframe).empty
    assert results.lessons(codeframe) == []


def test_who_read_which_text_is_written_down(analyst, codeframe, ann, bob):
    key = keys_of(codeframe)[TREES[0]]

    analyst.get(f"{CODING}/text?text={key}")
    assert read_by(key) == [1]
    analyst.get(f"{CODING}/texts/{key}")
    assert read_by(key) == [1, 1]
    sample = samples.draw(codeframe, 10, ann, bob, ann, NOW)
    first = extracts.keys_there(sample)[0]
    analyst.get(f"{CODING}/samples/{sample.id}")
    assert read_by(first)[-1:] == [1]
    assert len(read_by(first)) == (3 if first == key else 1)
    for coder in (ann, bob):
        for place, one in enumerate(extracts.keys_there(sample)):
            chosen = list(themes_of(codeframe).values())[:1] if coder is ann and place == 0 else []
            samples.code_blind(sample, one, chosen, coder, NOW)
    before = len(read_by(first))
    analyst.get(f"{CODING}/samples/{sample.id}/differences")
    assert len(read_by(first)) == before + 1
