"""Photographs of flip charts, and how to reach those who want to hear back: encrypted, and erased on their day."""

import base64
import datetime as dt
import secrets

from engage import photograph_files
from engage.data_keys import of_consultation
from engage.extensions import db
from engage.models import Activity, ActivityRecord, Participant, Photograph
from engage.operations import transaction
from engage.operations.held import refuse_held
from engage.operations.staff import note
from engage.sealing import seal_for, unseal

PHOTOGRAPHS, PARTICIPANTS = "photographs", "participants"


def add_photograph(record, content, description, secret, days, actor, now):
    """Keep a photograph on which nobody is who did not agree, for so many days. PictureRefused says why not."""
    picture = base64.b64encode(photograph_files.read(content)).decode()
    public_id = secrets.token_urlsafe(12)
    with transaction():
        key = of_consultation(record.activity.consultation_id)
        photograph = Photograph(
            public_id=public_id,
            record_id=record.id,
            media_type=photograph_files.MEDIA_TYPE,
            sealed=seal_for(key, PHOTOGRAPHS, public_id, {"picture": picture}),
            description=description,
            consented=True,
            added_by_id=actor.id,
            added_at=now,
            erase_on=now.date() + dt.timedelta(days=days),
        )
        db.session.add(photograph)
        note(actor, "added_photograph", "photograph", public_id, now)
    return photograph


def read_photograph(photograph, secret, actor, now):
    """The bytes of the picture, or None once it was erased. Every look is written down."""
    with transaction():
        note(actor, "read_photograph", "photograph", photograph.public_id, now)
    opened = unseal(secret, PHOTOGRAPHS, photograph.public_id, photograph.sealed)
    return opened and base64.b64decode(opened["picture"])


def add_participant(activity, name, reach, secret, days, actor, now):
    public_id = secrets.token_urlsafe(12)
    with transaction():
        key = of_consultation(activity.consultation_id)
        participant = Participant(
            public_id=public_id,
            activity_id=activity.id,
            sealed=seal_for(key, PARTICIPANTS, public_id, {"name": name, "reach": reach}),
            erase_on=now.date() + dt.timedelta(days=days),
        )
        db.session.add(participant)
        note(actor, "added_participant", "participant", public_id, now)
    return participant


def read_participants(activity, participants, secret, actor, now):
    """(Participant, name, how to reach them) of each. The look is written down."""
    if participants:
        with transaction():
            note(actor, "read_participants", "activity", activity.public_id, now, n=len(participants))
    opened = [(row, unseal(secret, PARTICIPANTS, row.public_id, row.sealed)) for row in participants]
    return [(row, details["name"], details["reach"]) for row, details in opened if details is not None]


def erase(row, kind, actor, now):
    """Take a photograph or a participant away before its day. HoldStands while a legal hold stands."""
    with transaction():
        refuse_held(_activity_of(row).consultation)
        db.session.delete(row)
        note(actor, f"erased_{kind}", kind, row.public_id, now)


def _activity_of(row):
    if isinstance(row, Photograph):
        return db.session.get_one(ActivityRecord, row.record_id).activity
    return db.session.get_one(Activity, row.activity_id)
