"""What was asked, in every version of a questionnaire: columns of the data, and which option was offered to whom."""

from dataclasses import dataclass

from engage.extensions import db
from engage.models import QuestionnaireVersion
from engage.publishing import published
from forms.definition import VARIANTS, Option, Question


@dataclass(frozen=True)
class Asked:
    """One question as the newest version that asks it has it, with the options of every version."""

    section: str
    title: str
    question: Question
    #: newest first
    options: tuple[Option, ...]
    #: (number of the version, variant) -> keys of the options that were offered there
    offered: dict
    versions: tuple[int, ...]

    @property
    def key(self):
        return self.question.key

    @property
    def words(self):
        return self.question.text.get("standard", "en")


@dataclass(frozen=True)
class Questions:
    views: tuple[Asked, ...]
    profile: tuple[Asked, ...]
    #: number of the version -> keys of its questions
    of_version: dict

    def of_type(self, type_):
        return tuple(asked for asked in self.views if asked.question.type == type_)


def questions_of(questionnaire_id):
    """The Questions of all versions, in the order of the newest; what only an older one asked comes last."""
    query = db.session.query(QuestionnaireVersion).filter_by(questionnaire_id=questionnaire_id)
    versions = query.order_by(QuestionnaireVersion.number.desc()).all()
    found, of_version = {"views": {}, "profile": {}}, {}
    for version in versions:
        definition = published(version.id).definition
        of_version[version.number] = {q.key for section in definition.sections for q in section.answered}
        for section in definition.sections:
            for question in section.answered:
                found[section.purpose].setdefault(question.key, []).append((version.number, section, question))
    views, profile = (tuple(map(_asked, found[purpose].values())) for purpose in ("views", "profile"))
    return Questions(views, profile, of_version)


def _asked(versions):
    _number, section, question = versions[0]
    options, offered = {}, {}
    for number, _section, older in versions:
        for option in older.options:
            options.setdefault(option.key, option)
        for variant in VARIANTS:
            offered[number, variant] = {option.key for option in older.offered(variant)}
    numbers = tuple(number for number, _section, _question in versions)
    title = section.title.get("standard", "en")
    return Asked(section.key, title, question, tuple(options.values()), offered, numbers)
