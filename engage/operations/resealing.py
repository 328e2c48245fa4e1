"""What was sealed under keys that are derived from the secret is sealed anew, with the key of its consultation."""

import logging

from sqlalchemy import func, inspect, select

from engage.data_keys import MARK, of_consultation, own_secret
from engage.errors import CannotUnseal
from engage.extensions import db
from engage.models import (
    Activity,
    Answer,
    ContactDetails,
    Contribution,
    OriginalText,
    Participant,
    Photograph,
    Response,
    TopicNote,
)
from engage.models.keys import key_of
from engage.operations import transaction
from engage.operations.fieldwork.keeping import PARTICIPANTS, PHOTOGRAPHS
from engage.originals import PURPOSE
from engage.sealing import seal_for, unseal

log = logging.getLogger(__name__)

#: rows that are sealed in one transaction
PORTION = 200


def reseal_all():
    """How many rows were sealed anew. Those of another secret stay as they are."""
    return sum(_reseal(model, place_of) for model, place_of in PLACES.items())


def _reseal(model, place_of):
    number = inspect(model).primary_key[0]
    old = select(model).where(func.substr(model.sealed, 1, len(MARK)) != MARK).order_by(number)
    last = n_sealed = 0
    while True:
        with transaction():
            rows = db.session.scalars(old.where(number > last).limit(PORTION).with_for_update()).all()
            for row in rows:
                last = inspect(row).identity[0]
                key, purpose, place = place_of(row)
                try:
                    row.sealed = seal_for(key, purpose, place, unseal(own_secret(), purpose, place, row.sealed))
                    n_sealed += 1
                except CannotUnseal:
                    log.error("%s %s is sealed with another secret, and stays so", model.__tablename__, last)
        db.session.expunge_all()
        if len(rows) < PORTION:
            return n_sealed


def _contact(row):
    response = db.session.get_one(Response, row.response_id)
    consultation = response.version.questionnaire.consultation
    return of_consultation(consultation.id), consultation.code, response.public_id


def _original(row):
    numbers = ((Answer, row.answer_id), (Contribution, row.contribution_id), (TopicNote, row.topic_note_id))
    (text,) = (db.session.get_one(model, number) for model, number in numbers if number is not None)
    return key_of(text), PURPOSE, row.public_id


def _participant(row):
    activity = db.session.get_one(Activity, row.activity_id)
    return of_consultation(activity.consultation_id), PARTICIPANTS, row.public_id


#: model -> what gives (the key, the purpose, the place) of one of its rows
PLACES = {
    ContactDetails: _contact,
    OriginalText: _original,
    Participant: _participant,
    Photograph: lambda row: (key_of(row), PHOTOGRAPHS, row.public_id),
}
