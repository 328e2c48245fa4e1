"""Submissions in writing, where each was considered, and comments with what is said to them."""

from engage.extensions import db
from engage.models import Consideration, LoggedComment, Submission
from engage.operations import transaction
from engage.operations.delivery import next_number
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


def reply(comment, status, words, actor, now):
    with transaction():
        comment.status, comment.reply, comment.changed_at, comment.changed_by_id = status, words, now, actor.id
        note(actor, "replied_to_comment", "logged_comment", str(comment.id), now, status=status)
