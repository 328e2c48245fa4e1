"""What becomes of answers in sections that are not shown (forms.routing). All inside the caller's transaction."""

from sqlalchemy import delete, exists, select, update

from engage.extensions import db
from engage.models import Answer, AnswerChoice, ProfileChoice, RespondentProfile
from engage.operations import coded_texts
from engage.publishing import published
from forms import routing

#: Answer.problem of an answer on paper in a section that is not for this person: kept, marked, not counted
OFF_ROUTE = "off_route"


def hidden_keys(response):
    """Keys of the sections that this response's answers do not lead to."""
    definition = published(response.version_id).definition
    if not routing.has_rules(definition):
        return set()
    shown = {section.key for section in routing.shown(definition, _chosen(response))}
    return {section.key for section in definition.sections} - shown


def erase(response, section_keys):
    """Leave no answer in these sections."""
    answers, profile = _places(response, section_keys)
    coded_texts.leave_themes(answers)
    coded_texts.erase_answers(answers)
    _run(delete(AnswerChoice).where(AnswerChoice.answer_id.in_(answers)))
    _run(delete(Answer).where(Answer.id.in_(answers)))
    _run(delete(ProfileChoice).where(*profile))


def follow(response, hidden_before):
    """After a change of what was sent: what it hides is erased; what it brings back was on paper, and counts again."""
    hidden = hidden_keys(response)
    if gone := hidden - hidden_before:
        erase(response, gone)
    if back := hidden_before - hidden:
        answers, profile = _places(response, back)
        _run(update(Answer).where(Answer.id.in_(answers), Answer.problem == OFF_ROUTE).values(problem=None))
        _run(update(ProfileChoice).where(*profile, ProfileChoice.problem == OFF_ROUTE).values(problem=None))


def erase_hidden(response):
    if hidden := hidden_keys(response):
        erase(response, hidden)


def mark_hidden(response):
    """Of a form on paper: what was said where nothing was asked is kept and marked; a blank there was not asked."""
    hidden = hidden_keys(response)
    if not hidden:
        return
    answers, profile = _places(response, hidden)
    is_empty = Answer.text.is_(None) & Answer.value.is_(None) & ~exists().where(AnswerChoice.answer_id == Answer.id)
    _run(delete(Answer).where(Answer.id.in_(answers), is_empty, Answer.problem.is_(None)))
    _run(update(Answer).where(Answer.id.in_(answers)).values(problem=OFF_ROUTE))
    _run(delete(ProfileChoice).where(*profile, ProfileChoice.option_id.is_(None), ProfileChoice.problem.is_(None)))
    _run(update(ProfileChoice).where(*profile).values(option_id=None, problem=OFF_ROUTE))


def _places(response, section_keys):
    """The answers in these sections, as a select of their ids and as conditions on ProfileChoice."""
    whole = published(response.version_id)
    sections = [section for section in whole.definition.sections if section.key in section_keys]
    ids = [whole.questions[question.key] for section in sections for question in section.questions]
    answers = select(Answer.id).where(Answer.response_id == response.id, Answer.question_id.in_(ids))
    profile = select(RespondentProfile.id).where(RespondentProfile.response_id == response.id)
    return answers, (ProfileChoice.profile_id.in_(profile), ProfileChoice.question_id.in_(ids))


def _chosen(response):
    """question key -> keys of the options that are chosen."""
    whole = published(response.version_id)
    of_option = {number: (key, option) for key, ids in whole.options.items() for option, number in ids.items()}
    chosen = select(AnswerChoice.option_id).join(Answer, Answer.id == AnswerChoice.answer_id)
    profile = select(ProfileChoice.option_id).join(RespondentProfile, RespondentProfile.id == ProfileChoice.profile_id)
    found = {}
    for query, table in ((chosen, Answer), (profile, RespondentProfile)):
        for option_id in db.session.scalars(query.where(table.response_id == response.id)):
            if option_id is not None:
                key, option = of_option[option_id]
                found.setdefault(key, []).append(option)
    return found


def _run(statement):
    db.session.execute(statement.execution_options(synchronize_session=False))
