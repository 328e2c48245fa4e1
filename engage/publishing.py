"""A published questionnaire in memory: its definition, and the ids of its questions and options."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

from flask import current_app
from sqlalchemy import select

from engage.extensions import db
from engage.models import Option, Question, Questionnaire, QuestionnaireVersion, Section
from engage.models.consultations import PILOT
from forms import definition


@dataclass(frozen=True)
class Published:
    """One immutable version: what it says and where its answers point."""

    version_id: int
    number: int
    definition: definition.Questionnaire
    #: question key -> question id
    questions: dict[str, int] = field(default_factory=dict)
    #: question key -> option key -> option id
    options: dict[str, dict[str, int]] = field(default_factory=dict)

    @cached_property
    def question_keys(self):
        """question id -> question key"""
        return {number: key for key, number in self.questions.items()}

    @cached_property
    def option_keys(self):
        """option id -> option key"""
        return {number: key for options in self.options.values() for key, number in options.items()}

    @cached_property
    def asked(self):
        """question key -> the question"""
        return {question.key: question for section in self.definition.sections for question in section.questions}

    @cached_property
    def profile_keys(self):
        """The keys of the questions about the person."""
        sections = self.definition.of_purpose("profile")
        return frozenset(question.key for section in sections for question in section.questions)

    def is_profile(self, question):
        return question.key in self.profile_keys


def sha256_of(text):
    return hashlib.sha256(text.encode()).hexdigest()


def add_rows(version, questionnaire):
    """Give the version its Section, Question and Option rows, in the order of the document."""
    version.sections = [
        Section(
            key=section.key,
            position=section_position,
            purpose=section.purpose,
            questions=[_question_row(version, question, n) for n, question in enumerate(section.questions, 1)],
        )
        for section_position, section in enumerate(questionnaire.sections, 1)
    ]


def _question_row(version, question, position):
    options = [
        Option(key=option.key, position=number, exclusive=option.exclusive)
        for number, option in enumerate(question.options, 1)
    ]
    return Question(version=version, key=question.key, position=position, type=question.type, options=options)


def newest_version(consultation):
    """The version that a person who starts now will answer. What is only tried in a pilot is none."""
    return db.session.scalars(
        select(QuestionnaireVersion)
        .join(QuestionnaireVersion.questionnaire)
        .filter_by(consultation_id=consultation.id)
        .where(Questionnaire.key != PILOT)
        .order_by(QuestionnaireVersion.number.desc(), QuestionnaireVersion.id.desc())
    ).first()


def published(version_id):
    """The Published of a version. Kept for the life of the app: a version never changes."""
    cache = current_app.extensions.setdefault("engage_published", {})
    if version_id not in cache:
        cache[version_id] = _read(db.session.get_one(QuestionnaireVersion, version_id))
    return cache[version_id]


def _read(version):
    questions = db.session.execute(
        select(Question.key, Question.id).where(Question.version_id == version.id).order_by(Question.id)
    ).all()
    options = {key: {} for key, _ in questions}
    rows = db.session.execute(
        select(Question.key, Option.key, Option.id)
        .join(Question.options)
        .where(Question.version_id == version.id)
        .order_by(Option.id)
    )
    for question_key, option_key, option_id in rows:
        options[question_key][option_key] = option_id
    return Published(version.id, version.number, definition.parse(version.definition), dict(questions), options)
