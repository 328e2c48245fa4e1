"""Actions of the delivery plan and their history; whole plans that are brought in."""

import hashlib
import json

from sqlalchemy import select

from engage.extensions import db
from engage.models import Action, ActionState
from engage.operations import transaction
from engage.operations.delivery import history, next_number
from engage.operations.staff import note


def plan(consultation, details, due_on, actor, now):
    """A new action, planned. details: column -> value."""
    with transaction():
        action = _add(consultation, next_number(Action, consultation), details, actor, now)
        _follow(action, {"state": "planned", "due_on": due_on}, actor, now)
        _note("planned_action", action, consultation, actor, now)
    return action


def change(action, consultation, details, actor, now):
    """Other words of the action itself; what it is in changes with `record_state`."""
    history.change(action, consultation, details, actor, now)


def record_state(action, consultation, state, actor, now):
    """What it is in from now on. state: column of ActionState -> value; what was before stays in its history."""
    with transaction():
        db.session.refresh(action, with_for_update=True)  # two at once wait for one another
        _follow(action, state, actor, now)
        _note("recorded_state", action, consultation, actor, now, state=state["state"])


def bring_in(consultation, rows, actor, now):
    """All lines of a plan, or none: each is (details, state).

    A line that is here already, by its words, is not brought in twice.
    """
    with transaction():
        number = next_number(Action, consultation)
        known = known_rows(consultation)
        fresh = [(details, state) for details, state in rows if row_hash(details) not in known]
        for offset, (details, state) in enumerate(fresh):
            action = _add(consultation, number + offset, details | {"row_sha256": row_hash(details)}, actor, now)
            _follow(action, state, actor, now)
        note(actor, "brought_in_plan", "consultation", consultation.code, now, actions=len(fresh))
    return len(fresh)


def known_rows(consultation):
    """The hashes of lines that were brought in before."""
    query = select(Action.row_sha256).where(Action.consultation_id == consultation.id, Action.row_sha256.is_not(None))
    return set(db.session.scalars(query))


def row_hash(details):
    """The hash of the words of one line, without what it is in and by when it is due: those are updated here."""
    words = {name: value for name, value in details.items() if name != "timescale"}
    return hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()


def _add(consultation, number, details, actor, now):
    action = Action(consultation_id=consultation.id, number=number, made_at=now, made_by_id=actor.id, **details)
    db.session.add(action)
    return action


def _follow(action, state, actor, now):
    number = len(action.states) + 1
    action.states.append(ActionState(number=number, set_at=now, set_by_id=actor.id, **state))


def _note(verb, action, consultation, actor, now, **detail):
    note(actor, verb, "action", f"{consultation.code}/{action.number}", now, **detail)
