"""What the consultation panel was given, and what stands of what its members decided."""

from dataclasses import dataclass

from sqlalchemy import select

from engage.extensions import db
from engage.models import (
    AuditEvent,
    ConsultationPlan,
    DraftSave,
    PanelDecision,
    PanelSubmission,
    QuestionnaireDraft,
    QuestionnaireVersion,
)

#: what somebody does who writes a plan, in the audit trail of the consultation
WRITES_PLAN = ("began_consultation", "wrote_plan", "settled_consultation")
PARTS = ("purpose", "decision", "affected", "equality", "methods", "formats", "tests")


@dataclass(frozen=True)
class Standing:
    """What the panel has decided on the newest submission, as it stands now."""

    submission: PanelSubmission
    approvals: tuple[PanelDecision, ...]
    #: members who ask for changes and have not approved since
    asked: tuple[PanelDecision, ...]
    #: in words, why nothing that was decided holds any more; "" while it does
    void: str
    #: so many members have to approve
    needed: int

    @property
    def is_approved(self):
        return not self.void and not self.asked and len(self.approvals) >= self.needed


def newest(consultation):
    """The newest PanelSubmission, or None."""
    query = select(PanelSubmission).filter_by(consultation_id=consultation.id).order_by(PanelSubmission.number.desc())
    return db.session.scalars(query.limit(1)).first()


def standing(consultation, needed=1):
    """The Standing of the newest submission; None before the first."""
    submission = newest(consultation)
    if submission is None:
        return None
    decisions = latest_of(submission)
    return Standing(
        submission,
        tuple(one for one in decisions if one.decision == "approved"),
        tuple(one for one in decisions if one.decision == "changes_asked"),
        _void(submission),
        needed,
    )


def latest_of(submission):
    """The newest decision of each member, in the order in which they were made."""
    query = select(PanelDecision).filter_by(submission_id=submission.id).order_by(PanelDecision.id)
    by_member = {decision.member_id: decision for decision in db.session.scalars(query)}
    return sorted(by_member.values(), key=lambda decision: decision.id)


def snapshot(plan):
    """A plan as it is put to the panel: its parts, its evidence and the planned dates."""
    dates = {name: getattr(plan.consultation, name).isoformat() for name in ("opens_at", "closes_at")}
    return {name: getattr(plan, name) for name in PARTS} | dates


def authors(consultation):
    """The ids of all who had a hand in the questionnaire or the plan: none of them may approve it."""
    saves = select(DraftSave.saved_by_id).join(QuestionnaireDraft).filter_by(consultation_id=consultation.id)
    wrote = select(AuditEvent.actor_id).where(
        AuditEvent.object_type == "consultation",
        AuditEvent.object_id == consultation.code[:40],
        AuditEvent.verb.in_((*WRITES_PLAN, "saved_draft", "began_draft")),
    )
    submitted = select(PanelSubmission.submitted_by_id).filter_by(consultation_id=consultation.id)
    return {actor for query in (saves, wrote, submitted) for actor in db.session.scalars(query) if actor is not None}


def approved_versions(consultation):
    """The submissions that were published, oldest first."""
    query = select(PanelSubmission).filter_by(consultation_id=consultation.id).where(PanelSubmission.version_id > 0)
    return db.session.scalars(query.order_by(PanelSubmission.number)).all()


def version_of(submission):
    return submission.version_id and db.session.get(QuestionnaireVersion, submission.version_id)


def _void(submission):
    if submission.version_id is not None:
        return ""
    draft = db.session.scalar(select(QuestionnaireDraft).filter_by(consultation_id=submission.consultation_id))
    if draft is None or draft.sha256 != submission.sha256:
        return "The questionnaire was changed since it was put to the panel. Submit it again"
    plan = db.session.get(ConsultationPlan, submission.consultation_id)
    if snapshot(plan) != submission.plan:
        return "The plan or its dates were changed since they were put to the panel. Submit them again"
    return ""
