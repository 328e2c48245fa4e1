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

#: in one transaction: somebody who saves an answer meanwhile waits for no more
ROWS = 1000
COLUMNS = ("answer_id", "language", "group_id", "n_alike", "is_campaign")


def read_texts(questionnaire_id, question_key, campaign_texts):
    """Keep the language of each text, and its group of copies; how many texts. Only rows that changed are written.

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
    found, before = [], []
    for answer, group in zip(frame.itertuples(), copies.groups.itertuples(), strict=True):
        # what was not read yet is None or, beside texts that were, the frame's own mark, which is true
        is_read = isinstance(answer.language, str)
        language = answer.language if is_read else language_of(answer.text, answer.locale)
        found.append((int(answer.answer_id), language, int(group.group), int(group.n_alike), bool(group.is_campaign)))
        kept = (answer.language, answer.copy_of, answer.n_alike, answer.is_campaign) if is_read else None
        before.append(kept)
    changed = [(row, kept) for row, kept in zip(found, before, strict=True) if row[1:] != kept]
    # new texts come last: until they are written too, the question counts as one to read
    rows = [dict(zip(COLUMNS, row, strict=True)) for row, _ in sorted(changed, key=lambda pair: pair[1] is None)]
    texts = dict(zip(frame["answer_id"].tolist(), frame["text"].tolist(), strict=True))
    for start in range(0, len(rows), ROWS):
        with transaction():
            _keep(rows[start : start + ROWS], texts)
    log.info("%s texts on %s were read, %s anew: %s campaigns", len(found), question_key, len(rows), copies.n_campaigns)
    return len(found)


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
