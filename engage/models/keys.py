"""The keys of consultations, and which key seals a row when it is written.

This table is left out of copies of the data: a copy without it opens nothing (docs/decisions).
"""

import datetime as dt

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    LargeBinary,
    String,
    UniqueConstraint,
    event,
    insert,
    inspect,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, object_session, relationship

from engage.data_keys import new_public_id, new_wrapped, of_consultation, once, own_secret
from engage.extensions import UTCDateTime, db
from engage.models.consultations import Consultation, Questionnaire, QuestionnaireVersion
from engage.models.fieldwork import Activity, ActivityRecord, ConflictCopy, Contribution, Photograph, Promise, TopicNote
from engage.models.paper import KeyedValue, PaperForm
from engage.models.responses import Answer, Response
from engage.sealed_columns import SealedDocument, SealedText, keyed


class DataKey(db.Model):
    """One for each consultation. Without a row the key was lost: the program does not start."""

    __tablename__ = "data_key"
    __table_args__ = (
        UniqueConstraint("public_id"),
        UniqueConstraint("consultation_id"),
        CheckConstraint("destroyed_at is null or wrapped is null", name="destroyed_is_gone"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: stands in every value that is sealed with it
    public_id: Mapped[str] = mapped_column(String(24))
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    #: 256 random bits, encrypted with the secret of the application. Empty: destroyed, or not made yet for a
    #: consultation that is older than the keys
    wrapped: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: when nothing was left in clear of what was written before there was a key
    sealed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    destroyed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    consultation: Mapped[Consultation] = relationship()


_of_version = select(Questionnaire.consultation_id).join(QuestionnaireVersion)
_of_response = _of_version.join(Response, Response.version_id == QuestionnaireVersion.id)
_of_form = _of_version.join(PaperForm, PaperForm.version_id == QuestionnaireVersion.id)
_of_activity = select(Activity.consultation_id)
#: model with sealed columns -> (what it belongs to, how the consultation of that is found)
OWNERS = {
    Answer: ("response_id", lambda number: _of_response.where(Response.id == number)),
    KeyedValue: ("form_id", lambda number: _of_form.where(PaperForm.id == number)),
    ActivityRecord: ("activity_id", lambda number: _of_activity.where(Activity.id == number)),
    **dict.fromkeys(
        (TopicNote, Contribution, Promise, ConflictCopy, Photograph),
        ("record_id", lambda number: _of_activity.join(ActivityRecord).where(ActivityRecord.id == number)),
    ),
}
#: model -> its sealed columns
SEALED = {
    model: tuple(
        name for name, one in inspect(model).columns.items() if isinstance(one.type, SealedText | SealedDocument)
    )
    for model in OWNERS
}


def key_of(row, connection=None):
    """The Key of the consultation that a row of one of these models belongs to."""
    attribute, find = OWNERS[type(row)]
    owner, connection = getattr(row, attribute), connection or object_session(row).connection()
    consultation_id = once((attribute, owner), lambda: connection.execute(find(owner)).scalar_one())
    return of_consultation(consultation_id, connection)


def _seal(_mapper, connection, row):
    state = inspect(row)
    for name in SEALED[type(row)]:
        value = getattr(row, name) if name in state.dict else None
        if value and (not state.has_identity or state.attrs[name].history.has_changes()):
            setattr(row, name, keyed(value, key_of(row, connection)))


def _make_key(_mapper, connection, consultation):
    public_id = new_public_id()
    connection.execute(
        insert(DataKey).values(
            public_id=public_id,
            consultation_id=consultation.id,
            wrapped=new_wrapped(own_secret(), public_id),
            sealed_at=dt.datetime.now(dt.UTC),
        )
    )


for _model in OWNERS:
    event.listen(_model, "before_insert", _seal)
    event.listen(_model, "before_update", _seal)
event.listen(Consultation, "after_insert", _make_key)
