"""The words of every question and option, from the newest version that has them."""

from sqlalchemy import select

from engage.extensions import db
from engage.extracts import responses as extracts
from engage.models import QuestionnaireVersion
from engage.publishing import published
from forms import definition

#: results are read in the words of the standard questionnaire, in English
VARIANT, LOCALE = "standard", "en"


class Wordings:
    """The words of every question and option, from the newest version that has them."""

    def __init__(self, questionnaire_id):
        versions = db.session.execute(
            select(QuestionnaireVersion.id, QuestionnaireVersion.number, QuestionnaireVersion.sha256)
            .where(QuestionnaireVersion.questionnaire_id == questionnaire_id)
            .order_by(QuestionnaireVersion.number.desc())
        ).all()
        self.numbers = tuple((number, sha256) for _id, number, sha256 in reversed(versions))
        self.questions: dict[str, tuple[definition.Section, definition.Question, int]] = {}
        #: (question key, option key) -> the question and option
        self.options: dict[tuple[str, str], tuple[definition.Question, definition.Option]] = {}
        #: section, option, wording: which option each variant of each version offers
        self.offers: list[tuple[str, str, str]] = []
        for version_id, number, _sha256 in versions:
            known = published(version_id)
            for section in known.definition.of_purpose("views"):
                for question in section.questions:
                    self.questions.setdefault(question.key, (section, question, known.questions[question.key]))
                    for option in question.options:
                        self.options.setdefault((question.key, option.key), (question, option))
                        wordings = [extracts.wording_of(variant, number) for variant in option.variants]
                        self.offers += [(question.key, option.key, wording) for wording in wordings]

    def offered(self):
        """The offers as a frame, and the names of the standard wordings: their options are ranked."""
        leading = [extracts.wording_of(VARIANT, number) for number, _sha256 in self.numbers]
        return extracts.offers(self.offers), leading

    def of_type(self, kind):
        """(section, question, question id), in the order of the newest questionnaire."""
        return [found for found in self.questions.values() if found[1].type == kind]
