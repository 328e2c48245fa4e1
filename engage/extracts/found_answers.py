"""Answers that fit a search, a page at a time by their number; the same on both databases."""

import datetime as dt
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Text, and_, cast, func, or_, select
from sqlalchemy.orm import aliased

from engage.extensions import db
from engage.extracts.counting import is_asked, is_counted
from engage.models import (
    AgreementSample,
    Answer,
    AnswerChoice,
    CodeAssignment,
    CodedText,
    Option,
    ProfileChoice,
    Question,
    QuestionnaireVersion,
    RespondentProfile,
    Response,
    SampleText,
    TextCheck,
    TextReading,
)

ON_PAGE = 50
#: texts that are opened at a time while words are looked for
PORTION = 1000


@dataclass(frozen=True)
class Row:
    number: int
    question: str
    text: str | None
    #: keys of the options that were chosen
    options: tuple[str, ...]
    locale: str
    problem: str | None
    channel: str
    variant: str
    sent_at: dt.datetime


class Search:
    """One search of the answers of a questionnaire. Call operations.hold_snapshot() first.

    wanted    : forms.answer_search.Wanted
    themes    : Themes that are looked for, any of them; none: all answers
    run_of    : codeframe id -> id of the newest run of the machine, or None
    first, end : moments between which a response was sent
    """

    def __init__(self, questionnaire_id, wanted, themes=(), run_of=None, first=None, end=None):
        self.questionnaire_id, self.wanted = questionnaire_id, wanted
        self.themes, self.run_of = themes, run_of or {}
        self.first, self.end = first, end
        self.questions = _questions(questionnaire_id)

    def count(self):
        """(answers that fit, people who gave them)."""
        if self.wanted.words:
            return len(self._with_words), self._n_with_words
        found = self._select(func.count(Answer.id), func.count(Answer.response_id.distinct()))
        return tuple(db.session.execute(found).one())

    def page(self):
        """The newest ON_PAGE Rows before wanted.before, and whether there are more."""
        query = self._select(
            Answer.id, Answer.question_id, Answer.text, Answer.locale, Answer.problem, Response.channel,
            Answer.variant, Response.submitted_at,
        )  # fmt: skip
        if self.wanted.before is not None:
            query = query.where(Answer.id < self.wanted.before)
        if self.wanted.words:
            query = query.where(Answer.id.in_(self._newest_with_words()))
        rows = db.session.execute(query.order_by(Answer.id.desc()).limit(ON_PAGE + 1)).all()
        chosen = options_of([row[0] for row in rows[:ON_PAGE]])
        return [
            Row(id_, self.questions[question_id][0], text, chosen.get(id_, ()), locale, problem, channel, variant, at)
            for id_, question_id, text, locale, problem, channel, variant, at in rows[:ON_PAGE]
        ], len(rows) > ON_PAGE

    @cached_property
    def _with_words(self):
        """The numbers of the answers that hold every word, the oldest first. Texts stand sealed: each is opened."""
        query = self._select(Answer.id, Answer.response_id, Answer.text).order_by(Answer.id)
        found, people = array("q"), set()
        for number, response_id, text in db.session.execute(query.execution_options(yield_per=PORTION)):
            small = (text or "").lower()
            if all(word in small for word in self.wanted.words):
                found.append(number)
                people.add(response_id)
        self._n_with_words = len(people)
        return found

    def _newest_with_words(self):
        found = self._with_words
        end = len(found) if self.wanted.before is None else bisect_left(found, self.wanted.before)
        return found[max(end - ON_PAGE - 1, 0) : end].tolist()

    def _select(self, *columns):
        query = select(*columns).select_from(Answer).join(Response, Response.id == Answer.response_id)
        return query.where(*self._conditions())

    def _conditions(self):
        wanted = self.wanted
        yield is_counted()
        yield self._what()
        plain = ((Response.channel, wanted.channel), (Answer.variant, wanted.wording), (Answer.locale, wanted.language))
        yield from (column == value for column, value in plain if value)
        if self.first is not None:
            yield Response.submitted_at >= self.first
        if self.end is not None:
            yield Response.submitted_at < self.end
        if wanted.option:
            yield Answer.response_id.in_(self._who_chose(wanted.option))
        yield from (Answer.response_id.in_(self._who_said(said)) for said in (wanted.area, wanted.group) if said)
        if wanted.flag:
            yield _flagged(wanted.flag)
        if wanted.flag != "unreadable":
            yield is_asked()
        if self.themes:
            yield or_(*(self._carries(theme) for theme in self.themes))

    def _what(self):
        """Answers with something in them: a text, a choice, or what is wrong with them on paper."""
        wanted = self.wanted
        asked = {id_: type_ for id_, (key, type_) in self.questions.items() if wanted.question in ("", key)}
        texts = [id_ for id_, type_ in asked.items() if type_ == "free_text"]
        others = [id_ for id_, type_ in asked.items() if type_ != "free_text"]
        if wanted.flag == "unreadable":
            return Answer.question_id.in_(texts + others)
        has_text = Answer.question_id.in_(texts) & Answer.text.is_not(None)
        if wanted.kind == "text" or wanted.words or self.themes:
            return has_text
        chosen = select(AnswerChoice.answer_id).where(AnswerChoice.answer_id == Answer.id)
        has_choice = Answer.question_id.in_(others) & chosen.exists()
        return has_choice if wanted.kind == "choice" else has_text | has_choice

    def _who_chose(self, value):
        question, _dot, option = value.partition(".")
        other = aliased(Answer)
        return (
            select(other.response_id)
            .join(AnswerChoice, AnswerChoice.answer_id == other.id)
            .where(_is_option(AnswerChoice, self._option_ids(question, option)), is_asked(other))
        )

    def _who_said(self, value):
        question, _dot, option = value.partition(".")
        return (
            select(RespondentProfile.response_id)
            .join(ProfileChoice, ProfileChoice.profile_id == RespondentProfile.id)
            .where(_is_option(ProfileChoice, self._option_ids(question, option)))
        )

    def _option_ids(self, question, option):
        """(question id, option id) in every version that has it."""
        asked = [id_ for id_, (key, _type) in self.questions.items() if key == question]
        query = select(Option.question_id, Option.id).where(Option.question_id.in_(asked), Option.key == option)
        return db.session.execute(query.order_by(Option.id)).all()

    def _carries(self, theme):
        """As the counts have it: a person's word holds, and where nobody finished the text, the newest run's.

        Texts of blind samples are left out: who codes them must not see what others said.
        """
        frame_id, run_id = theme.codeframe_id, self.run_of.get(theme.codeframe_id)
        done = select(CodedText.answer_id).where(
            CodedText.codeframe_id == frame_id, CodedText.sample_id.is_(None), CodedText.answer_id.is_not(None)
        )
        own = (CodeAssignment.theme_id == theme.id) & CodeAssignment.replaced_at.is_(None)
        own &= CodeAssignment.sample_id.is_(None) & CodeAssignment.answer_id.is_not(None)
        said = select(CodeAssignment.answer_id).where(own, CodeAssignment.coder_id.is_not(None))
        by_people = said.where(CodeAssignment.applies)
        samples = select(AgreementSample.id).where(AgreementSample.codeframe_id == frame_id)
        blind = select(SampleText.answer_id).where(
            SampleText.answer_id.is_not(None), SampleText.sample_id.in_(samples)
        )
        if run_id is None:
            return and_(Answer.id.in_(by_people), Answer.id.in_(done), Answer.id.not_in(blind))
        by_machine = select(CodeAssignment.answer_id).where(own, CodeAssignment.run_id == run_id)
        proposed = Answer.id.in_(by_machine) & Answer.id.not_in(done) & Answer.id.not_in(said)
        return and_(Answer.id.in_(by_people) | proposed, Answer.id.not_in(blind))


def options_of(answer_ids):
    """answer id -> keys of the options that were chosen, in the order of the questionnaire."""
    query = (
        select(AnswerChoice.answer_id, Option.key)
        .join(Option, Option.id == AnswerChoice.option_id)
        .where(AnswerChoice.answer_id.in_(answer_ids))
        .order_by(AnswerChoice.answer_id, Option.position, Option.id)
    )
    found = {}
    for answer_id, key in db.session.execute(query):
        found[answer_id] = (*found.get(answer_id, ()), key)
    return found


def _questions(questionnaire_id):
    """id -> (key, type) of the questions of every version."""
    query = select(Question.id, Question.key, Question.type).join(Question.version)
    query = query.where(QuestionnaireVersion.questionnaire_id == questionnaire_id)
    return {id_: (key, type_) for id_, key, type_ in db.session.execute(query.order_by(Question.id))}


def _is_option(model, pairs):
    """The question beside the option, so that an index by question is used."""
    return or_(False, *((model.question_id == question) & (model.option_id == option) for question, option in pairs))


def _flagged(flag):
    checks = select(TextCheck.answer_id).where(TextCheck.answer_id.is_not(None))
    if flag == "waiting":
        return Answer.id.in_(checks.where(TextCheck.n_waiting > 0))
    if flag == "marked":
        is_masked = (cast(TextCheck.masked, Text) != "{}") | TextCheck.looked_at.is_not(None)
        return Answer.id.in_(checks.where(is_masked))
    if flag == "campaign":
        return Answer.id.in_(select(TextReading.answer_id).where(TextReading.is_campaign))
    return Answer.problem.is_not(None)
