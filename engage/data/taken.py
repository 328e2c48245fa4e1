"""Who asked for data, who took them, and what became of the files, as the trail has it."""

from dataclasses import dataclass

from sqlalchemy import func, select

from engage.data.making import ARCHIVE, BUNDLE, RESPONSES
from engage.extensions import db
from engage.extracts.counting import is_counted
from engage.models import AuditEvent, Response, StaffUser
from engage.operations.data import VERBS
from engage.publishing import newest_version

KIND_NAMES = {RESPONSES: "Responses, coded", BUNDLE: "Freedom of information", ARCHIVE: "Archive"}
VERB_NAMES = {
    "asked_for_data": "asked for it",
    "made_data": "it was made",
    "took_data": "took it",
    "erased_data": "it was erased",
    "wrote_data": "wrote it to a folder",
}
#: how many lines a page lists
MOST_LINES = 200


@dataclass(frozen=True)
class Line:
    at: object
    #: address of a member of staff; empty: the server did it
    who: str
    what: str
    detail: dict


def by_whom(consultation):
    """The Lines about files of data of this consultation, the newest first."""
    query = (
        select(AuditEvent, StaffUser.email)
        .outerjoin(StaffUser, StaffUser.id == AuditEvent.actor_id)
        .where(AuditEvent.object_type == "consultation", AuditEvent.object_id == consultation.code,
               AuditEvent.verb.in_(VERBS))
        .order_by(AuditEvent.id.desc())
        .limit(MOST_LINES)
    )  # fmt: skip
    return [
        Line(event.at, "" if event.verb == "erased_data" else email or "", VERB_NAMES[event.verb], event.detail)
        for event, email in db.session.execute(query)
    ]


def n_sent(consultation):
    """How many responses were sent to it and not taken back."""
    version = newest_version(consultation)
    query = (
        select(func.count(Response.id))
        .join(Response.version)
        .filter_by(questionnaire_id=version.questionnaire_id)
        .where(is_counted())
    )
    return db.session.scalar(query)
