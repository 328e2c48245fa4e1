"""What was erased here, as ids; and erasing it again, after a backup from before was restored.

Of what leaves a trace the register lists what is erased. Of what leaves none, as the contact details of a person, it
lists what is still there: whatever a backup has beside that was erased since. What is erased because its day has come
is not in it: the worker erases that again by itself.
"""

import datetime as dt

from sqlalchemy import delete, select, update

from engage.extensions import db
from engage.models import (
    Activity,
    ActivityRecord,
    Consultation,
    ContactDetails,
    Contribution,
    FormatRequest,
    Participant,
    Photograph,
    Response,
    StaffSession,
    StaffUser,
    WholeErasure,
)
from engage.operations import returning, transaction
from engage.operations.fieldwork import erasing
from engage.operations.staff import note

REASON = "It was erased before, and a backup brought it back"


def register():
    """The register of this moment: {kind: ids}; of withdrawn responses {id: when}."""
    withdrawn = select(Response.public_id, Response.withdrawn_at).where(Response.withdrawn_at.is_not(None))
    records = select(Activity.public_id).join(ActivityRecord).where(ActivityRecord.erased_at.is_not(None))
    said = select(Activity.public_id, Contribution.client_id).join(ActivityRecord.activity).join(Contribution)
    said = said.where(Contribution.erased_at.is_not(None), ActivityRecord.erased_at.is_(None))
    whole = select(Consultation.code, WholeErasure.confirmed_at).join(WholeErasure.consultation)
    whole = whole.where(WholeErasure.confirmed_at.is_not(None))
    return {
        "consultations": {code: at.isoformat() for code, at in db.session.execute(whole)},
        "withdrawn": {public_id: at.isoformat() for public_id, at in db.session.execute(withdrawn)},
        "records": sorted(db.session.scalars(records)),
        "said": sorted([activity, said_id] for activity, said_id in db.session.execute(said)),
        "closed accounts": sorted(
            db.session.scalars(select(StaffUser.public_id).where(StaffUser.disabled_at.is_not(None)))
        ),
        "kept": {
            "contacts": sorted(db.session.scalars(select(Response.public_id).join(ContactDetails))),
            "participants": sorted(db.session.scalars(select(Participant.public_id))),
            "photographs": sorted(db.session.scalars(select(Photograph.public_id))),
            "requests": sorted(
                db.session.scalars(select(FormatRequest.public_id).where(FormatRequest.sealed.is_not(None)))
            ),
        },
    }


def repeat(listed, now):
    """Erase again what was erased since this database was as it is; {kind: how many}."""
    counts = {
        "consultations": _erase_whole(listed.get("consultations", {}), now),
        "withdrawn": _withdraw(listed["withdrawn"]),
        "records": _erase_records(listed["records"], now),
        "said": _erase_said(listed["said"], now),
    }
    with transaction():
        closing = update(StaffUser).where(StaffUser.public_id.in_(listed["closed accounts"]))
        closing = closing.where(StaffUser.disabled_at.is_(None)).values(disabled_at=now)
        counts["closed accounts"] = db.session.execute(closing).rowcount
        counts |= _leave_only(listed["kept"])
        note(None, "repeated_erasures", "backup", "restored", now, **counts)
    returning.empty_write_ahead_log()
    return counts


def end_sessions():
    """Who signed out since a backup was made is not signed in again by it."""
    with transaction():
        db.session.execute(delete(StaffSession))


def _erase_whole(listed, now):
    """Their keys came back as destroyed; what is left of their rows is due again, and goes with the next run."""
    erased = select(WholeErasure.consultation_id).where(WholeErasure.confirmed_at.is_not(None))
    query = select(Consultation).where(Consultation.code.in_(listed), Consultation.id.not_in(erased))
    with transaction():
        found = db.session.scalars(query).all()
        for consultation in found:
            proposed = select(WholeErasure).filter_by(consultation_id=consultation.id)
            erasure = db.session.scalar(proposed) or WholeErasure(consultation_id=consultation.id, proposed_at=now)
            erasure.reason, erasure.confirmed_at = REASON, now
            db.session.add(erasure)
    return len(found)


def _withdraw(listed):
    query = select(Response).where(Response.submitted_at.is_not(None), Response.withdrawn_at.is_(None))
    found = [response for response in db.session.scalars(query) if response.public_id in listed]
    for response in found:
        returning.withdraw(response, dt.datetime.fromisoformat(listed[response.public_id]))
    return len(found)


def _erase_records(listed, now):
    query = select(ActivityRecord).join(Activity).where(ActivityRecord.erased_at.is_(None))
    found = [record for record in db.session.scalars(query) if record.activity.public_id in listed]
    for record in found:
        erasing.erase_record(record, REASON, None, now, again=True)
    return len(found)


def _erase_said(listed, now):
    listed = {tuple(one) for one in listed}
    query = select(Contribution).where(Contribution.erased_at.is_(None))
    found = [one for one in db.session.scalars(query) if (one.record.activity.public_id, one.client_id) in listed]
    for one in found:
        erasing.erase_contribution(one, REASON, None, now, again=True)
    return len(found)


def _leave_only(kept):
    """Erase of each kind what is not listed; {kind: how many}."""
    there = {
        "contacts": (ContactDetails, ContactDetails.response_id, select(Response.public_id, Response.id)),
        "participants": (Participant, Participant.id, select(Participant.public_id, Participant.id)),
        "photographs": (Photograph, Photograph.id, select(Photograph.public_id, Photograph.id)),
    }
    counts = {}
    for kind, (model, column, query) in there.items():
        present = set(db.session.scalars(select(column)))
        gone = [i for public_id, i in db.session.execute(query) if i in present and public_id not in set(kept[kind])]
        for row_id in gone:
            db.session.execute(delete(model).where(column == row_id))
        counts[kind] = len(gone)
    sealed = select(FormatRequest).where(FormatRequest.sealed.is_not(None))
    gone = [one for one in db.session.scalars(sealed) if one.public_id not in kept["requests"]]
    for one in gone:
        one.sealed = one.fingerprint = None
    return counts | {"requests": len(gone)}
