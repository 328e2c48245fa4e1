"""A worker reads all texts on a question beside one another: their languages, and which of them say the same."""

import logging

from sqlalchemy import delete, insert, select

from analysis.copies import find_copies
from analysis.languages import language_of
from engage.extensions import db
from engage.extracts.responses import answers
from engage.models import Answer, Question, QuestionnaireVersion, TextReading
from engage.operations import transaction

log = logging.getLogger(__name__)

ROWS = 1000


def read_texts(questionnaire_id, question_key, campaign_texts):
    """Keep the language of each text, and its group of copies; how many texts. Nothing is taken out or changed.

    campaign_texts : from how many copies on a group is a campaign
    """
    question = db.session.scalars(
        select(Question)
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Question.version_id)
        .where(QuestionnaireVersion.questionnaire_id == questionnaire_id, Question.key == question_key)
        .limit(1)
    ).one()
    frame = answers(question)
    copies = find_copies(frame.rename(columns={"answer_id": "id"})[["id", "text"]], campaign_texts)
    rows = [
        {
            "answer_id": int(answer.answer_id),
            # what was not read yet is None or, beside languages that were, the frame's own mark, which is true
            "language": answer.language
            if isinstance(answer.language, str)
            else language_of(answer.text, answer.locale),
            "group_id": int(group.group),
            "n_alike": int(group.n_alike),
            "is_campaign": bool(group.is_campaign),
        }
        for answer, group in zip(frame.itertuples(), copies.groups.itertuples(), strict=True)
    ]
    with transaction():
        texts = dict(zip(frame["answer_id"].tolist(), frame["text"].tolist(), strict=True))
        for start in range(0, len(rows), ROWS):
            _keep(rows[start : start + ROWS], texts)
    log.info("%s texts on %s were read: %s campaigns", len(rows), question_key, copies.n_campaigns)
    return len(rows)


def _keep(rows, texts):
    """A text that was changed or withdrawn while it was read is left for the next time."""
    ids = [row["answer_id"] for row in rows]
    now = dict(db.session.execute(select(Answer.id, Answer.text).where(Answer.id.in_(ids))).all())
    same = [row for row in rows if now.get(row["answer_id"]) == texts[row["answer_id"]]]
    db.session.execute(
        delete(TextReading).where(TextReading.answer_id.in_(ids)).execution_options(synchronize_session=False)
    )
    if same:
        db.session.execute(insert(TextReading), same)
