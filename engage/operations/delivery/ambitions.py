"""Ambitions of the strategy, and the measures beside them."""

from engage.extensions import db
from engage.models import Ambition, Measure, MeasureValue
from engage.operations import transaction
from engage.operations.delivery import next_number
from engage.operations.staff import note


def add_ambition(consultation, life_course, text, actor, now):
    with transaction():
        number = next_number(Ambition, consultation)
        found = Ambition(consultation_id=consultation.id, number=number, life_course=life_course, text=text)
        db.session.add(found)
        note(actor, "added_ambition", "ambition", f"{consultation.code}/{number}", now)
    return found


def add_measure(ambition, details, actor, now):
    """details: name, unit, better, source."""
    with transaction():
        ambition.measures.append(Measure(**details))
        note(actor, "added_measure", "ambition", str(ambition.id), now, name=details["name"])


def record_value(measure, measured_on, value, actor, now):
    """The value of one day; written again, it takes the place of the one before, and both stand in the audit trail."""
    with transaction():
        found = next((one for one in measure.readings if one.measured_on == measured_on), None)
        before = found and found.value
        if found is None:
            found = MeasureValue(measured_on=measured_on, value=value, written_at=now)
            measure.readings.append(found)
        found.value, found.written_at = value, now
        note(actor, "recorded_value", "measure", str(measure.id), now, day=measured_on.isoformat(), value=value,
             before=before)  # fmt: skip
