"""Opening what the panel approved, and correcting words of what is open."""

import logging

from sqlalchemy import select

from engage.errors import PlanRefused
from engage.extensions import db
from engage.extracts import panel
from engage.models import QuestionnaireVersion, WordingFix
from engage.operations import transaction
from engage.operations.consultations import freeze
from engage.operations.plans import piloting
from engage.operations.plans.panel import faults_of
from engage.operations.returning import empty_write_ahead_log
from engage.operations.staff import note
from engage.publishing import newest_version
from forms import changes

log = logging.getLogger(__name__)


def open_approved(plan, needed, ready, actor, now, reason=""):
    """Publish exactly what the panel approved, from its planned first day on, or from now if that has passed.

    needed : so many members have to approve
    ready  : the formats that can be printed here
    reason : why it opens while a promised format or language is not ready; an administrator's to give
    A pilot that still runs ends with it, and what was answered there is wiped.
    """
    consultation = plan.consultation
    with transaction():
        db.session.refresh(consultation, with_for_update=True)
        submission = _approved(consultation, needed)
        if newest_version(consultation) is None and now >= consultation.closes_at:
            raise PlanRefused("open", "Its last day has passed. Change the dates, and submit it again")
        if pilot := piloting.find_running(consultation):
            piloting.wipe(pilot, actor, now)
        is_first = newest_version(consultation) is None
        version = freeze(consultation, submission.document, now, actor, reason, ready)
        db.session.flush()
        submission.version_id = version.id
        if is_first:
            consultation.opens_at = max(consultation.opens_at, now)
        detail = {"version": version.number, "sha256": version.sha256, "submission": submission.number}
        note(actor, "opened" if is_first else "published_version", "consultation", consultation.code, now, **detail)
    empty_write_ahead_log()
    log.info("%s: version %s was opened", consultation.code, version.number)
    return version


def fix_words(consultation, draft, reason, ready, actor, now):
    """Publish a version that only corrects words. PlanRefused where a change could be one of meaning."""
    if faults := faults_of(draft):
        raise PlanRefused("reason", f"The questionnaire is not finished: {faults[0]}")
    with transaction():
        latest = newest_version(consultation)
        found = changes.compare(latest.definition, draft.document)
        if not found.words and not found.structure:
            raise PlanRefused("reason", "Nothing was changed since the version that is open")
        if not found.is_small:
            raise PlanRefused("reason", "These changes are more than corrected words, so the panel has to approve them")
        version = freeze(consultation, draft.document, now, actor, reason, ready)
        db.session.flush()
        listed = [change.as_dict() for change in found.words]
        db.session.add(
            WordingFix(version_id=version.id, changes=listed, reason=reason, made_by_id=actor.id, made_at=now)
        )
        detail = {"version": version.number, "changes": len(listed)}
        note(actor, "corrected_words", "consultation", consultation.code, now, **detail)
    log.info("%s: words were corrected in version %s", consultation.code, version.number)
    return version


def fixes(consultation):
    """Every WordingFix of a consultation, oldest first."""
    query = (
        select(WordingFix)
        .join(WordingFix.version)
        .join(QuestionnaireVersion.questionnaire)
        .filter_by(consultation_id=consultation.id)
    )
    return db.session.scalars(query.order_by(WordingFix.version_id)).all()


def _approved(consultation, needed):
    """The submission that may be published; PlanRefused says why none may."""
    found = panel.standing(consultation, needed)
    if found is None:
        raise PlanRefused("open", "The panel has not approved this. Submit it first")
    if found.submission.version_id is not None:
        raise PlanRefused("open", "This was published already")
    if found.void:
        raise PlanRefused("open", found.void)
    if found.asked:
        raise PlanRefused("open", "A member of the panel asks for changes")
    if not found.is_approved:
        raise PlanRefused("open", f"{len(found.approvals)} of {needed} members of the panel have approved it so far")
    return found.submission
