"""Submissions in writing, where each was considered, and comments with what is said to them."""

from engage.extensions import db
from engage.models import Consideration, LoggedComment, Submission
from engage.operations import transaction
from engage.operations.delivery import history, next_number
from engage.operations.staff import note


def register(consultation, details, actor, now):
    """One more submission in the index."""
    with transaction():
        number = next_number(Submission, consultation)
        found = Submission(
            consultation_id=consultation.id, number=number, registered_at=now, registered_by_id=actor.id, **details
        )
        db.session.add(found)
        note(actor, "registered_submission", "submission", f"{consultation.code}/{number}", now)
    return found


def consider(submission, considered_on, place, remark, actor, now):
    """It was put before somebody who decides."""
    with transaction():
        submission.considerations.append(Consideration(considered_on=considered_on, place=place, remark=remark))
        note(actor, "considered_submission", "submission", str(submission.id), now, place=place)


def consider_no_more(consideration, submission, consultation, actor, now):
    """It was written down by mistake that it was put before somebody; the mistake stays in the history."""
    with transaction():
        before = {"considered_on": consideration.considered_on.isoformat(), "place": consideration.place,
                  "remark": consideration.remark}  # fmt: skip
        submission.considerations.remove(consideration)
        db.session.delete(consideration)
        history.remember(submission, consultation, "changed", {"consideration": before}, actor, now)


def log_comment(consultation, details, actor, now):
    """One more comment on the draft plan."""
    with transaction():
        number = next_number(LoggedComment, consultation)
        found = LoggedComment(
            consultation_id=consultation.id, number=number, changed_at=now, changed_by_id=actor.id, **details
        )
        db.session.add(found)
        note(actor, "logged_comment", "logged_comment", f"{consultation.code}/{number}", now)
    return found


def change_comment(comment, consultation, details, actor, now):
    """Other words, another status or another reply: what stood before stays in its history."""
    with transaction():
        if history.set_columns(comment, consultation, details, actor, now):
            comment.changed_at, comment.changed_by_id = now, actor.id
