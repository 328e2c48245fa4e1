"""A recommendation that rests on a theme: counted by what people said of each comment, and only once they did."""

import pytest
from sqlalchemy import select

from engage import outcomes
from engage.errors import NotReady
from engage.extensions import db
from engage.models import AnalysisRun, Answer, CodeAssignment, CodedText, Codeframe, Evidence, Question, Role, Theme
from engage.operations.coding import deciding, learning, samples
from engage.publishing import newest_version
from engage.results import theme_counts
from tests.builders import NOW, a_codeframe, a_consultation, a_response, a_staff_user
from tests.engage.delivery.plans import PLAN, a_recommendation


@pytest.fixture
def theme(app):
    """Eleven comments online, two on paper; the machine finds the theme in all but one, a person looks at twelve."""
    consultation = a_consultation()
    for _number in range(11):
        a_response(consultation, comments={"streets": "More trees"})
    for _number in range(2):
        a_response(consultation, comments={"streets": "More trees"}, channel="paper")
    actor = a_staff_user()
    question = db.session.scalars(select(Question).filter_by(key="streets_comment")).one()
    limits = {"last_answer_id": 10_000, "last_contribution_id": 0, "unread_contributions": []}
    run = AnalysisRun(question_id=question.id, method="m", parameters=limits, seed=0, code_version="0",
                      input_sha256="0" * 64, n_texts=13, finished_at=NOW)  # fmt: skip
    frame = Codeframe(consultation=consultation, question_key="streets_comment", number=1, drafted_at=NOW,
                      drafted_by=actor, agreed_at=NOW, agreed_by=actor)  # fmt: skip
    theme = Theme(codeframe=frame, code="T1", position=1, label="Trees", label_key="trees")
    db.session.add_all([run, frame, theme])
    db.session.flush()
    run.codeframe_id = frame.id
    answers = db.session.scalars(select(Answer.id).order_by(Answer.id)).all()
    for answer in answers[1:]:
        db.session.add(CodeAssignment(theme_id=theme.id, answer_id=answer, run=run, score=0.9, assigned_at=NOW))
    for answer in answers[:12]:
        db.session.add(CodedText(codeframe=frame, answer_id=answer, coder=actor, finished_at=NOW))
        applies = answer != answers[1]
        db.session.add(
            CodeAssignment(theme_id=theme.id, answer_id=answer, coder=actor, applies=applies, assigned_at=NOW)
        )
    db.session.commit()
    return theme


def test_what_a_person_said_of_a_comment_stands(theme):
    """Of 13, the person found it in 11 of 12 (one that the machine had missed, not in one that it had found); the
    machine's word stands for the last."""
    version = newest_version(theme.codeframe.consultation)

    assert theme_counts.by_channel(theme, version.questionnaire_id) == {
        "all": (12, 13), "online": (10, 11), "paper": (2, 2)
    }  # fmt: skip
    assert theme_counts.n_unread(theme) == 1


def test_a_theme_is_not_public_while_the_machine_alone_has_looked(theme):
    consultation, actor = theme.codeframe.consultation, theme.codeframe.drafted_by
    made = a_recommendation(consultation, actor, evidence=None)
    made.evidence.append(Evidence(**outcomes.read_figure(consultation, f"theme.{theme.id}")))
    db.session.commit()

    with pytest.raises(NotReady, match="1 comments under “Trees” were coded by the machine alone"):
        outcomes.refuse_unread(made)
    assert outcomes.figures(consultation, made.evidence) == {
        made.evidence[0].id: {"all": [10, 15], "online": [10, 10], "paper": [None, None]}
    }


def test_the_base_is_those_whose_comment_was_read(app):
    """Twelve comment; a person reads five, three of them on trees and two on nothing: 3 of 5, and not 3 of 12."""
    consultation, actor = a_consultation(), a_staff_user()
    for number in range(12):
        a_response(consultation, comments={"streets": f"More trees {number}"})
    codeframe = a_codeframe(consultation, actor, "Trees")
    theme = codeframe.themes[0]
    for number in range(1, 6):
        deciding.code_text(codeframe, f"a{_answer(number)}", [theme.id] if number <= 3 else [], actor, NOW)

    assert theme_counts.by_channel(theme, newest_version(consultation).questionnaire_id)["all"] == (3, 5)


def test_a_theme_can_be_published_once_two_people_have_coded_every_text_blind(app):
    """The machine proposes Trees in ten of ten; two people agree on seven and on nothing in three. It is 7 of 10."""
    consultation, actor, other = a_consultation(), a_staff_user(), a_staff_user("second@example.org")
    for number in range(10):
        a_response(consultation, comments={"streets": f"Trees {number}"})
    codeframe = a_codeframe(consultation, actor, "Trees")
    theme = codeframe.themes[0]
    sample = samples.draw(codeframe, 10, actor, other, actor, NOW)
    run = learning.propose(codeframe, clock=lambda: NOW)
    db.session.query(CodeAssignment).filter_by(run_id=run.id).delete()
    for number in range(1, 11):
        row = CodeAssignment(theme_id=theme.id, answer_id=_answer(number), run_id=run.id, score=0.9, assigned_at=NOW)
        db.session.add(row)
    db.session.commit()
    assert theme_counts.n_unread(theme) == 10
    for coder in (actor, other):
        for number in range(1, 11):
            samples.code_blind(sample, f"a{_answer(number)}", [theme.id] if number <= 7 else [], coder, NOW)

    assert theme_counts.n_unread(theme) == 0
    assert theme_counts.by_channel(theme, newest_version(consultation).questionnaire_id)["all"] == (7, 10)


def _answer(number):
    """The id of the answer of this place."""
    return db.session.scalars(select(Answer.id).where(Answer.text.is_not(None)).order_by(Answer.id)).all()[number - 1]


def test_an_officer_rests_a_recommendation_on_a_theme(theme, staff):
    a_recommendation(theme.codeframe.consultation, theme.codeframe.drafted_by, evidence=None)
    page = staff(Role.ANALYST).get(f"{PLAN}/recommendations/1")

    rested = page.submit({"figure": f"theme.{theme.id}"}, button="Add it")
    unknown = rested.submit({"figure": "theme.99"}, button="Add it")
    gone = rested.submit(button="Take away: Trees")

    assert "Themes in the comments: Trees" in rested.text
    assert unknown.errors == ["Choose a figure from the list"]
    assert "Nothing yet. Without it, it cannot be published." in gone.text
