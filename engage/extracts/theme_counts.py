"""How many people raised a theme of the comments, by the channel in which they answered."""

from sqlalchemy import func, select

from engage.extensions import db
from engage.models import Answer, CodeAssignment, Question, QuestionnaireVersion, Respondent, Response

ALL = "all"


def by_channel(theme, questionnaire_id):
    """"all" or channel -> (people whose comment carries the theme, people who commented).

    What a person said of a comment stands; the machine's word does where nobody has looked. Organisations are left out.
    """
    asked = _commented(theme, questionnaire_id)
    carrying = _carrying(theme)
    channels = sorted({channel for channel, _answer_id in asked.values()})
    found = {}
    for way in (ALL, *channels):
        of_way = {person: answers for person, (channel, answers) in asked.items() if way in (ALL, channel)}
        found[way] = (sum(not answers.isdisjoint(carrying) for answers in of_way.values()), len(of_way))
    return found


def n_unread(theme):
    """Comments under the theme that no person has looked at."""
    said = _said(theme)
    return sum(by_person is None and by_machine for by_person, by_machine in said.values())


def _carrying(theme):
    return {answer for answer, (person, machine) in _said(theme).items() if (machine if person is None else person)}


def _said(theme):
    """Answer -> (what the newest person said, or None; what the newest run said)."""
    rows = db.session.execute(
        select(CodeAssignment.answer_id, CodeAssignment.applies, CodeAssignment.run_id)
        .join(Answer, Answer.id == CodeAssignment.answer_id)
        .join(Response, Response.id == Answer.response_id)
        .where(
            CodeAssignment.theme_id == theme.id, CodeAssignment.replaced_at.is_(None),
            CodeAssignment.sample_id.is_(None), Response.submitted_at.is_not(None), Response.withdrawn_at.is_(None),
        )
        .order_by(CodeAssignment.assigned_at, CodeAssignment.id)
    )  # fmt: skip
    found = {}
    for answer_id, applies, run_id in rows:
        person, machine = found.get(answer_id, (None, False))
        found[answer_id] = (applies, machine) if run_id is None else (person, applies)
    return found


def _commented(theme, questionnaire_id):
    """Response -> (channel, its comments that the theme's codeframe is about), people only."""
    asked = select(Response.id, Response.channel, Answer.id).join(Answer, Answer.response_id == Response.id)
    asked = asked.join(Question, Question.id == Answer.question_id).join(Response.version)
    asked = asked.outerjoin(Respondent, Respondent.response_id == Response.id).where(
        QuestionnaireVersion.questionnaire_id == questionnaire_id, Response.submitted_at.is_not(None),
        Response.withdrawn_at.is_(None), Answer.text.is_not(None), Question.type == "free_text",
        func.coalesce(Respondent.capacity, "") != "organisation",
    )  # fmt: skip
    if theme.codeframe.question_key is not None:
        asked = asked.where(Question.key == theme.codeframe.question_key)
    found = {}
    for response_id, channel, answer_id in db.session.execute(asked.order_by(Response.id, Answer.id)):
        found.setdefault(response_id, (channel, set()))[1].add(answer_id)
    return found
