"""What a person says a scanned question holds: one key each, beside its picture."""

import logging

from engage.errors import PaperRefused
from engage.extensions import db
from engage.extracts import paper as keyed_extracts
from engage.models import KeyedValue, Keying
from engage.operations import transaction
from engage.operations.paper.asked import keyed_in
from engage.operations.paper.recording import record_if_whole
from engage.operations.staff import note

log = logging.getLogger(__name__)


def verify(answer, keyed, actor, secret_key, now):
    """Append what this person saw (forms.paper.keys.Keyed). What somebody said before them stands."""
    with transaction():
        form = answer.page.form
        db.session.refresh(form, with_for_update=True)
        db.session.refresh(answer)
        if answer.value_id is not None:
            raise PaperRefused("typed", "Somebody else has answered this question already. Nothing was changed")
        if form.rejected_at is not None or form.batch.closed_at is not None:
            raise PaperRefused("typed", "This form was rejected or its batch closed. Nothing was changed")
        value = KeyedValue(
            form_id=form.id,
            field=answer.field,
            source="scan",
            choices=list(keyed.choices),
            value=keyed.value,
            missing=keyed.missing,
            keyed_by_id=actor.id,
            keyed_at=now,
        )
        db.session.add(value)
        db.session.flush()
        answer.value_id = value.id
        finish_if_whole(form, actor, secret_key, now)
    return value


def finish_if_whole(form, actor, secret_key, now):
    """Inside the caller's transaction: once every closed question has a value, from scans or keyed, the form counts.

    A first keying that somebody began by hand is theirs to finish.
    """
    if keyed_extracts.keying(form, "first") is not None:
        return
    there = keyed_extracts.newest(form.id, "scan")
    if any(asked.field not in there for asked in keyed_in(form, "first")):
        return
    db.session.add(Keying(form_id=form.id, kind="first", keyed_by_id=actor.id, started_at=now, finished_at=now))
    db.session.flush()
    db.session.expire(form, ["keyings"])
    note(actor, "finished_keying", "paper_form", form.public_id, now, kind="first", source="scan")
    record_if_whole(form, secret_key, now)
