"""Sessions from a file: all of them or none."""

import logging

from sqlalchemy import select

from engage.extensions import db
from engage.models import ActivityRecord
from engage.operations import transaction
from engage.operations.fieldwork.activities import add
from engage.operations.fieldwork.records import begin
from engage.operations.staff import note

log = logging.getLogger(__name__)


def known(client_ids):
    """Which of these records are here already."""
    query = select(ActivityRecord.client_id).where(ActivityRecord.client_id.in_(client_ids))
    return set(db.session.scalars(query))


def bring_in(consultation, sessions, actor, now):
    """Plan and record each session; the number of them. A session that came in meanwhile is left as it is."""
    with transaction():
        present = known([session.client_id for session in sessions])
        wanted = [session for session in sessions if session.client_id not in present]
        for session in wanted:
            activity = add(consultation, session.details, actor, now)
            begin(activity, session.client_id, session.document, actor, now)
        note(actor, "brought_in_sessions", "consultation", consultation.code, now, n=len(wanted))
    log.info("%s sessions brought into %s", len(wanted), consultation.code)
    return len(wanted)
