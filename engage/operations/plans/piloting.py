"""Trying a questionnaire with invited people before it opens. Their answers are marked, never count, and are wiped."""

import hashlib
import hmac
import logging
import secrets

from sqlalchemy import func, select

from engage.errors import PlanRefused
from engage.extensions import db
from engage.models import Pilot, Questionnaire, QuestionnaireVersion, Response
from engage.models.consultations import PILOT
from engage.operations import transaction
from engage.operations.below import erase_with_all_below
from engage.operations.held import refuse_held
from engage.operations.plans.panel import faults_of
from engage.operations.returning import empty_write_ahead_log
from engage.operations.staff import note
from engage.publishing import add_rows, newest_version
from forms import definition

log = logging.getLogger(__name__)


def begin(consultation, draft, actor, now):
    """Let invited people try the draft as it is now."""
    if newest_version(consultation) is not None:
        raise PlanRefused("pilot", "This consultation was opened already. A pilot comes before that")
    if faults := faults_of(draft):
        raise PlanRefused("pilot", f"The questionnaire is not finished: {faults[0]}")
    with transaction():
        if find_running(consultation) is not None:
            raise PlanRefused("pilot", "A pilot is running. End it first: then what was answered is wiped")
        version = _version(consultation, draft, now)
        pilot = Pilot(
            public_id=secrets.token_urlsafe(9), consultation_id=consultation.id, version=version,
            begun_by_id=actor.id, begun_at=now,
        )  # fmt: skip
        db.session.add(pilot)
        note(actor, "began_pilot", "consultation", consultation.code, now, sha256=draft.sha256)
    return pilot


def find_running(consultation):
    """The Pilot that people can try now, or None."""
    return db.session.scalars(select(Pilot).filter_by(consultation_id=consultation.id, ended_at=None)).first()


def ended(consultation):
    """The pilots that are over, oldest first: the record of what was wiped."""
    query = select(Pilot).filter_by(consultation_id=consultation.id).where(Pilot.ended_at.is_not(None))
    return db.session.scalars(query.order_by(Pilot.id)).all()


def token_of(pilot, secret_key):
    """What stands in the link to a pilot. It is made from the secret and kept nowhere."""
    return hmac.new(secret_key.encode(), f"pilot {pilot.public_id}".encode(), hashlib.sha256).hexdigest()[:24]


def find_by_token(consultation, token, secret_key):
    """The Pilot that runs and that this link opens, or None."""
    pilot = find_running(consultation)
    is_right = pilot is not None and hmac.compare_digest(token_of(pilot, secret_key).encode(), token.encode())
    return pilot if is_right else None


def n_tests(consultation):
    """(sent, begun and not sent) of the pilot that runs."""
    rows = select(func.count(Response.submitted_at), func.count(Response.id)).where(Response.id.in_(_of(consultation)))
    n_sent, n_all = db.session.execute(rows).one()
    return n_sent, n_all - n_sent


def end(pilot, actor, now):
    """Close the link, wipe everything that testers answered, and keep how much it was."""
    with transaction():
        wipe(pilot, actor, now)
    empty_write_ahead_log()
    return pilot


def wipe(pilot, actor, now):
    """The same inside the caller's transaction. HoldStands while a legal hold stands."""
    db.session.refresh(pilot, with_for_update=True)
    if pilot.ended_at is not None:
        return
    refuse_held(pilot.consultation)
    ids = db.session.scalars(_of(pilot.consultation)).all()
    erase_with_all_below(Response.__table__, ids)
    pilot.ended_at, pilot.ended_by_id, pilot.n_wiped = now, actor.id, len(ids)
    note(actor, "wiped_pilot", "consultation", pilot.consultation.code, now, responses=len(ids))
    log.info("pilot of %s: %s test responses were wiped", pilot.consultation.code, len(ids))


def _of(consultation):
    """A select of the ids of every test response of a consultation."""
    return (
        select(Response.id)
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Response.version_id)
        .join(Questionnaire, Questionnaire.id == QuestionnaireVersion.questionnaire_id)
        .where(Questionnaire.consultation_id == consultation.id, Response.is_test)
        .order_by(Response.id)
    )


def _version(consultation, draft, now):
    """The draft as a version of the questionnaire that only pilots have: its numbers are nobody else's."""
    kept = select(Questionnaire).filter_by(consultation_id=consultation.id, key=PILOT)
    questionnaire = db.session.scalar(kept) or Questionnaire(consultation_id=consultation.id, key=PILOT)
    document = definition.parse(draft.document)
    version = QuestionnaireVersion(
        questionnaire=questionnaire,
        number=len(questionnaire.versions) + 1,
        sha256=draft.sha256,
        schema_version=definition.SCHEMA_VERSION,
        definition=draft.document,
        published_at=now,
    )
    add_rows(version, document)
    db.session.add(version)
    return version
