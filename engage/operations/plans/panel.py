"""Putting a questionnaire and its plan to the consultation panel, and what its members say and decide."""

import logging

from sqlalchemy import func, select

from engage.errors import PlanRefused
from engage.extensions import db
from engage.extracts import panel
from engage.models import PanelComment, PanelDecision, PanelSubmission
from engage.operations import transaction
from engage.operations.staff import note
from forms import definition, wording

log = logging.getLogger(__name__)

NO_DRAFT = "There is no questionnaire yet. Write it first"


def submit(plan, draft, actor, now):
    """Put the questionnaire and the plan, as they are now, to the panel."""
    faults = faults_of(draft)
    if faults:
        raise PlanRefused("submit", f"The questionnaire is not finished: {faults[0]}")
    with transaction():
        db.session.refresh(plan, with_for_update=True)
        before = panel.standing(plan.consultation)
        if before is not None and not before.void and before.submission.sha256 == draft.sha256:
            raise PlanRefused("submit", "The panel has this already, and nothing was changed since")
        last = select(func.max(PanelSubmission.number)).filter_by(consultation_id=plan.consultation_id)
        submission = PanelSubmission(
            consultation_id=plan.consultation_id,
            number=(db.session.scalar(last) or 0) + 1,
            document=draft.document,
            sha256=draft.sha256,
            plan=panel.snapshot(plan),
            submitted_by_id=actor.id,
            submitted_at=now,
        )
        db.session.add(submission)
        code = plan.consultation.code
        note(actor, "submitted_to_panel", "consultation", code, now, number=submission.number, sha256=draft.sha256)
    log.info("%s was put to the panel, number %s", code, submission.number)
    return submission


def faults_of(draft):
    """In words, why this draft cannot be published; [] if it can."""
    if draft is None:
        return [NO_DRAFT]
    try:
        found = wording.faults(definition.parse(draft.document))
    except definition.DefinitionError as error:
        found = error.faults
    return [f"{where}: {message}" for where, message in found]


def comment(submission, question_key, text, actor, now):
    """Say something on one question, or on the whole; it stays beside this submission."""
    with transaction():
        found = PanelComment(
            submission_id=submission.id, question_key=question_key, text=text, written_by_id=actor.id, written_at=now
        )
        db.session.add(found)
        _note(submission, "commented_for_panel", actor, now, question=question_key)
    return found


def reply(found, submission, text, actor, now):
    """Say to a comment what was done about it."""
    with transaction():
        found.reply, found.replied_by_id, found.replied_at = text, actor.id, now
        _note(submission, "replied_to_panel", actor, now, question=found.question_key)


def decide(submission, sha256, capacity, decision, reason, actor, now):
    """Approve, or ask for changes. PlanRefused says why not.

    sha256 : of the questionnaire that the member had before them
    """
    with transaction():
        db.session.refresh(submission, with_for_update=True)
        standing = panel.standing(submission.consultation)
        if standing.submission.id != submission.id or sha256 != submission.sha256:
            raise PlanRefused("decision", "A newer version was put to the panel since. Read that one, then decide")
        if standing.void:
            raise PlanRefused("decision", standing.void)
        if submission.version_id is not None:
            raise PlanRefused("decision", "It was opened already, and what was decided stands")
        if decision == "approved" and actor.id in panel.authors(submission.consultation):
            raise PlanRefused(
                "decision", "You had a hand in this questionnaire or its plan, so somebody else has to approve it"
            )
        db.session.add(
            PanelDecision(
                submission_id=submission.id, member_id=actor.id, capacity=capacity, decision=decision, note=reason,
                decided_at=now,
            )
        )  # fmt: skip
        _note(submission, decision, actor, now, capacity=capacity, sha256=sha256)
    log.info("submission %s of %s: %s", submission.number, submission.consultation.code, decision)


def _note(submission, verb, actor, now, **detail):
    note(actor, verb, "consultation", submission.consultation.code, now, number=submission.number, **detail)
