"""The words of every question and option, from the newest version that has them."""

from sqlalchemy import select

from analysis import rank_ranges
from engage.extensions import db
from engage.extracts import responses as extracts
from engage.models import QuestionnaireVersion
from engage.publishing import published
from forms import definition
from forms.question_types import CLOSED, ORDER

#: results are read in the words of the standard questionnaire, in English
VARIANT, LOCALE = "standard", "en"


def n_counted(question):
    """How many options of one answer are counted: of an order the first places, up to three, and never all."""
    if question.holds == ORDER:
        return max(1, min(question.most, rank_ranges.TOP, len(question.options) - 1))
    return question.most


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
        #: question key -> how many options of one answer are counted, in the version that allows most
        self.most: dict[str, int] = {}
        for version_id, number, _sha256 in versions:
            known = published(version_id)
            for section in known.definition.of_purpose("views"):
                for question in section.questions:
                    self.questions.setdefault(question.key, (section, question, known.questions[question.key]))
                    self.most[question.key] = max(self.most.get(question.key, 1), n_counted(question))
                    for option in question.options:
                        self.options.setdefault((question.key, option.key), (question, option))
                        wordings = [extracts.wording_of(variant, number) for variant in option.variants]
                        self.offers += [(question.key, option.key, wording) for wording in wordings]

    def offered(self):
        """The offers as a frame, and the names of the standard wordings: their options are ranked."""
        leading = [extracts.wording_of(VARIANT, number) for number, _sha256 in self.numbers]
        return extracts.offers(self.offers), leading

    def of_type(self, *kinds):
        """(section, question, question id), in the order of the newest questionnaire."""
        return [found for found in self.questions.values() if found[1].type in kinds]

    def closed(self):
        """The same of every question that is answered with options."""
        return self.of_type(*CLOSED)

    def counted(self, picks):
        """The picks that are counted: of an order, those who put an option among their first places."""
        places = picks["section"].map(self.most)
        return picks[picks["place"].isna() | (picks["place"] <= places)]
