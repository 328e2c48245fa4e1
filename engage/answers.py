"""The answers of one response, by question key, and how far it has come; plain data for the pages of its journey."""

import datetime as dt
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import bindparam, select

from engage.extensions import db
from engage.extracts.retention import clocks
from engage.models import (
    Answer,
    AnswerChoice,
    Consent,
    ContactDetails,
    Organisation,
    OriginalText,
    ProfileChoice,
    Respondent,
    RespondentProfile,
    Response,
)
from engage.originals import typed_in
from engage.sealing import unseal
from forms import routing
from forms.question_types import CHOICE

# built once: every page asks these, and building takes longer than answering
ANSWERS = (
    select(Answer.question_id, Answer.text, Answer.value, Answer.locale, AnswerChoice.option_id, OriginalText)
    .outerjoin(AnswerChoice, AnswerChoice.answer_id == Answer.id)
    .outerjoin(OriginalText, OriginalText.answer_id == Answer.id)
    .where(Answer.response_id == bindparam("response_id"))
    .order_by(Answer.id, AnswerChoice.rank, AnswerChoice.option_id)
)
CHOICES = (
    select(ProfileChoice.question_id, ProfileChoice.option_id)
    .join(RespondentProfile, RespondentProfile.id == ProfileChoice.profile_id)
    .where(RespondentProfile.response_id == bindparam("response_id"))
    .order_by(ProfileChoice.question_id)
)
ANSWER = ANSWERS.where(Answer.question_id == bindparam("question_id"))
CHOSEN = CHOICES.where(ProfileChoice.question_id == bindparam("question_id"))
WHO = (
    select(Respondent, Organisation, Consent, ContactDetails.response_id)
    .select_from(Response)
    .outerjoin(Respondent, Respondent.response_id == Response.id)
    .outerjoin(Organisation, Organisation.response_id == Response.id)
    .outerjoin(Consent, Consent.response_id == Response.id)
    .outerjoin(ContactDetails, ContactDetails.response_id == Response.id)
    .where(Response.id == bindparam("response_id"))
)


@dataclass(frozen=True)
class Given:
    """What was saved for one question; without a value it was seen and left blank."""

    #: option keys, in their order where one was given; one option key; a text; a number or date as it is kept
    value: list | str | None
    #: the language of the page that it was given on; unknown for what is kept apart in the profile
    locale: str | None = None


def of(response, published):
    """question key -> Given, for every question that this response has saved; texts as they were typed."""
    wanted = {"response_id": response.id}
    return _views(ANSWERS, wanted, published) | _profile(CHOICES, wanted, published)


def to(response, published, question):
    """The Given of one question, or None: no other text is opened for it."""
    wanted = {"response_id": response.id, "question_id": published.questions[question.key]}
    found = _profile(CHOSEN, wanted, published) if published.is_profile(question) else _views(ANSWER, wanted, published)
    return found.get(question.key)


def _views(query, wanted, published):
    question_keys, option_keys, given = published.question_keys, published.option_keys, {}
    for question_id, text, value, locale, option_id, original in db.session.execute(query, wanted):
        key = question_keys[question_id]
        if not published.options[key]:
            given[key] = Given((original and typed_in(original)) or text or value, locale)
        else:
            chosen = given.setdefault(key, Given([], locale)).value
            chosen.extend([option_keys[option_id]] if option_id else [])
    holds_one = {key for key in given if published.asked[key].holds == CHOICE}
    for key in holds_one:
        # of two ticks on paper nobody knows which was meant
        given[key] = Given(given[key].value[0] if len(given[key].value) == 1 else None, given[key].locale)
    return given


def _profile(query, wanted, published):
    keys, options = published.question_keys, published.option_keys
    return {keys[question]: Given(options.get(option)) for question, option in db.session.execute(query, wanted)}


@dataclass(frozen=True)
class Who:
    """Who answers a draft, and what they allow."""

    #: the page was opened and left with Continue
    is_asked: bool
    capacity: str | None
    helper: str | None
    #: of the organisation
    name: str | None
    size: str | None
    area: str
    #: consent -> True, False or None
    consents: dict
    #: the day on which the contact details are erased; None where there are none
    erase_on: dt.date | None

    @property
    def has_contact(self):
        return self.erase_on is not None

    @property
    def is_complete(self):
        return self.is_asked and (self.capacity != "organisation" or self.name is not None)

    @property
    def wants_to_hear(self):
        return bool(self.consents["contact"] or self.consents["outcome"])


def who_of(response):
    who, organisation, consent, reachable = db.session.execute(WHO, {"response_id": response.id}).one()
    return Who(
        is_asked=who is not None,
        capacity=who and who.capacity,
        helper=who and who.helper,
        name=organisation.name if organisation else None,
        size=organisation and organisation.size,
        area=organisation.area if organisation else "",
        consents={name: getattr(consent, name, None) for name in ("quote", "contact", "outcome")},
        erase_on=_erase_on(response) if reachable else None,
    )


def _erase_on(response):
    """By the clock of the consultation, which an officer may have set anew."""
    return clocks.due_at(response.version.questionnaire.consultation, "contact", current_app.config).date()


def contact_of(response, secret):
    """What the person of this response typed, for their own eyes; None if nothing, and once it was taken back."""
    row = db.session.get(ContactDetails, response.id) if response.withdrawn_at is None else None
    code = response.version.questionnaire.consultation.code
    return row and unseal(secret, code, response.public_id, row.sealed)


def shown(questionnaire, given, purpose=None):
    """The sections that these answers lead to; of one purpose, or all."""
    sections = routing.shown(questionnaire, values_of(given))
    return [section for section in sections if purpose in (None, section.purpose)]


def hidden(questionnaire, given):
    """The sections that hold an answer and are not shown any more."""
    return [section for section, _questions in routing.hidden_answers(questionnaire, values_of(given))]


def depending(questionnaire, given, question):
    """The sections with an answer that may go when this question is answered otherwise."""
    sections = routing.depending(questionnaire, question.key)
    return [one for one in sections if any(given[asked.key].value for asked in one.questions if asked.key in given)]


def values_of(given):
    """question key -> value, as forms.routing takes it."""
    return {key: one.value for key, one in given.items()}


def section_states(questionnaire, given):
    """(section, state, question to open) for each section of views that is shown; state is "new", "started", "done"."""
    rows = []
    for section in shown(questionnaire, given, "views"):
        saved = [question.key in given for question in section.answered]
        state = "done" if all(saved) else "started" if any(saved) else "new"
        waiting = next((question for question in section.answered if question.key not in given), section.questions[0])
        # a section is read from its beginning: statements come before the question they lead to
        waiting = section.questions[0] if state == "new" else waiting
        rows.append((section, state, waiting))
    return rows


def first_unanswered(questionnaire, given):
    """(section, question) of the first page of views that was not saved yet, or None."""
    for section, state, waiting in section_states(questionnaire, given):
        if state != "done":
            return section, waiting
    return None


def first_missing(questionnaire, given):
    """(section, question) of the first page that must be answered and was not, or None."""
    for section in shown(questionnaire, given):
        for question in section.questions:
            if question.required and not (question.key in given and given[question.key].value):
                return section, question
    return None


def next_question(section, question):
    """The question after this one in its section, or None."""
    position = section.questions.index(question)
    return section.questions[position + 1] if position + 1 < len(section.questions) else None
