"""Ambitions of the strategy, and the measures beside them."""

from engage.extensions import db
from engage.models import Ambition, Consultation, Measure, MeasureValue
from engage.operations import transaction
from engage.operations.delivery import history, next_number
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
        found = Measure(ambition_id=ambition.id, **details)
        db.session.add(found)
        note(actor, "added_measure", "ambition", str(ambition.id), now, name=details["name"])
    return found


def record_value(measure, measured_on, value, actor, now):
    """The value of one day; written again, it takes the place of the one before, and both stand in its history."""
    with transaction():
        found = next((one for one in measure.readings if one.measured_on == measured_on), None)
        before = found and found.value
        if found is None:
            found = MeasureValue(measured_on=measured_on, value=value, written_at=now)
            measure.readings.append(found)
        found.value, found.written_at = value, now
        if before is not None and before != value:
            remembered = {"value": {"measured_on": measured_on.isoformat(), "value": before}}
            history.remember(measure, consultation_of(measure), "changed", remembered, actor, now)
        note(actor, "recorded_value", "measure", str(measure.id), now, day=measured_on.isoformat(), value=value,
             before=before)  # fmt: skip


def remove_value(reading, actor, now):
    """Take a value away that was never so; it stays in the history of its measure."""
    with transaction():
        measure = reading.measure
        remembered = {"value": {"measured_on": reading.measured_on.isoformat(), "value": reading.value}}
        measure.readings.remove(reading)
        db.session.delete(reading)
        history.remember(measure, consultation_of(measure), "changed", remembered, actor, now)


def consultation_of(measure):
    return db.session.get(Consultation, measure.ambition.consultation_id)
