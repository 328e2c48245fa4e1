"""What authors need to know of what is published: the question under a key, keys that answers already have."""

import json

from sqlalchemy import select

from engage.extensions import db
from engage.models import Question, Questionnaire, QuestionnaireVersion, Section
from engage.publishing import newest_version
from forms import completeness, routing
from forms.authoring import editing


def published_question(consultation, key):
    """The question under this key as the newest version has it, as the document says it, or None."""
    latest = newest_version(consultation)
    if latest is None:
        return None
    sections = json.loads(latest.definition)["sections"]
    return next((asked for section in sections for asked in section["questions"] if asked["key"] == key), None)


def rules_of(questionnaire):
    """Section key -> in words to whom it is shown; empty for everybody."""
    return {section.key: routing.in_english(questionnaire, section) for section in questionnaire.sections}


def taken_keys(draft):
    """Keys of sections and questions that the draft has or that any version ever had: none is used again."""
    document = json.loads(draft.document)
    ever = set()
    for model in (Section, Question):
        query = (
            select(model.key)
            .join(QuestionnaireVersion, model.version_id == QuestionnaireVersion.id)
            .join(Questionnaire)
            .where(Questionnaire.consultation_id == draft.consultation_id)
        )
        ever |= set(db.session.scalars(query.distinct()))
    return ever | editing.keys_of(document) | editing.RESERVED


def lacking(examined, formats_ready):
    """In words what is missing before the draft can be approved and published; an empty list when nothing is."""
    found = [f"{len(examined.errors)} things to mend in its words"] if examined.errors else []
    return found + completeness.missing(examined.questionnaire, formats_ready)
