"""How many residents are in each group, for the reach of a consultation and for weights."""

from sqlalchemy import delete

from engage.extensions import db
from engage.models import PopulationCount
from engage.operations import transaction
from engage.operations.staff import note


def replace_counts(consultation, counts, actor, now, file_name="", file_sha256=""):
    """Keep these counts (forms.fieldwork.population.Count) instead of what was there on the same questions."""
    questions = sorted({count.question for count in counts})
    with transaction():
        _forget(consultation, questions)
        db.session.add_all(
            PopulationCount(
                consultation_id=consultation.id,
                question=count.question,
                option=count.option,
                people=count.people,
                source=count.source,
                code=count.code,
                counted_on=count.counted_on,
                file_sha256=file_sha256,
            )
            for count in counts
        )
        note(
            actor, "replaced_population", "consultation", consultation.code, now,
            n=len(counts), questions=questions, file=file_name, sha256=file_sha256,
        )  # fmt: skip


def remove_counts(consultation, question, actor, now):
    """Forget the counts of one question. Without any, nothing happens."""
    with transaction():
        if _forget(consultation, [question]):
            note(actor, "removed_population", "consultation", consultation.code, now, question=question)


def _forget(consultation, questions):
    """How many rows went."""
    own = (PopulationCount.consultation_id == consultation.id) & PopulationCount.question.in_(questions)
    return db.session.execute(delete(PopulationCount).where(own)).rowcount
