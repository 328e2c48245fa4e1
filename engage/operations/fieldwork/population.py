"""How many residents are in each group, for the reach of a consultation."""

from sqlalchemy import delete

from engage.extensions import db
from engage.models import PopulationCount
from engage.operations import transaction
from engage.operations.staff import note


def replace_counts(consultation, counts, actor, now):
    """Keep these counts instead of those that were there; counts: forms.fieldwork.population.Count."""
    with transaction():
        db.session.execute(delete(PopulationCount).where(PopulationCount.consultation_id == consultation.id))
        db.session.add_all(
            PopulationCount(
                consultation_id=consultation.id,
                question=count.question,
                option=count.option,
                people=count.people,
                source=count.source,
            )
            for count in counts
        )
        note(actor, "replaced_population", "consultation", consultation.code, now, n=len(counts))
