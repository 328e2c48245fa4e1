"""Beginning a consultation in the browser, and writing its plan."""

import logging

from engage.errors import PlanChanged, PlanRefused
from engage.extensions import db
from engage.models import Consultation, ConsultationPlan
from engage.operations import transaction
from engage.operations.consultations import RESERVED, find_consultation
from engage.operations.staff import note

log = logging.getLogger(__name__)


def begin(code, title, purpose, opens_at, closes_at, actor, now, demonstration=False):
    """A consultation that nobody can answer yet: its dates are planned until a questionnaire is opened with them."""
    with transaction():
        if code in RESERVED:
            raise PlanRefused("code", f"/{code} is the address of another page. Use another word")
        if find_consultation(code) is not None:
            raise PlanRefused("code", f"There is a consultation {code}. Use another word")
        consultation = Consultation(code=code, opens_at=opens_at, closes_at=closes_at, demonstration=demonstration)
        db.session.add(consultation)
        db.session.flush()
        plan = ConsultationPlan(
            consultation_id=consultation.id, title=title, purpose=purpose, written_by_id=actor.id, written_at=now
        )
        db.session.add(plan)
        dates = {"opens_at": opens_at.isoformat(), "closes_at": closes_at.isoformat()}
        note(actor, "began_consultation", "consultation", code, now, **dates)
    log.info("consultation %s was begun", code)
    return consultation


def find_plan(consultation):
    """The ConsultationPlan, or None for a consultation that was published from the terminal."""
    return db.session.get(ConsultationPlan, consultation.id)


def write_plan(plan, version, parts, actor, now):
    """Save the parts of a plan. PlanChanged if somebody saved it since `version`: nothing is written then."""
    with transaction():
        _hold(plan, version)
        for name, value in parts.items():
            setattr(plan, name, value)
        _saved(plan, "wrote_plan", actor, now)


def settle(plan, version, title, results_due_on, dates, actor, now):
    """Save the title, the day on which results are due and, before it opens, the planned dates.

    dates : (opens_at, closes_at), or None once the public was told: from then on a date changes with a reason
    """
    with transaction():
        _hold(plan, version)
        plan.title, plan.results_due_on = title, results_due_on
        if dates is not None:
            plan.consultation.opens_at, plan.consultation.closes_at = dates
        _saved(plan, "settled_consultation", actor, now)


def _hold(plan, version):
    db.session.refresh(plan, with_for_update=True)
    if plan.version != version:
        raise PlanChanged(plan.version)


def _saved(plan, verb, actor, now):
    plan.version += 1
    plan.written_by_id, plan.written_at = actor.id, now
    note(actor, verb, "consultation", plan.consultation.code, now, version=plan.version)
