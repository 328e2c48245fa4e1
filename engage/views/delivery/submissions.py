"""The index of what came in writing, where it was considered, and the log of comments on a draft plan."""

from flask import g, request

from engage import outcomes
from engage.auth import role_required
from engage.models import LoggedComment, Submission
from engage.operations import hold_snapshot
from engage.operations.delivery import submissions as operations
from engage.views.delivery.address import bp, clock, load, load_one, onward, show
from forms.delivery.pages import STATUSES, read_comment, read_submission
from forms.delivery.typed import LONGEST_TEXT, Typed


@bp.route("/submissions", methods=["GET", "POST"])
@role_required(*outcomes.WRITERS)
def list_submissions(code):
    hold_snapshot()
    consultation, typed = load(code), Typed(request.form)
    if request.method == "POST":
        details = read_submission(typed, clock().date())
        if not typed.faults:
            operations.register(consultation, details, g.staff, clock())
            return onward("list_submissions")
    rows = outcomes.submissions(consultation)
    return show("list_submissions", typed.faults, request.form, consultation=consultation, submissions=rows)


@bp.route("/submissions/<int:number>", methods=["GET", "POST"])
@role_required(*outcomes.WRITERS)
def show_submission(code, number):
    hold_snapshot()
    consultation, found = load_one(Submission, code, number)
    typed = Typed(request.form)
    if request.method == "POST":
        day = typed.past_day("considered_on", clock().date(), "Enter the day, as 7/10/2026")
        place = typed.words("place", "Enter where it was considered, as “Health and Wellbeing Board, item 4”")
        remark = typed.words("remark", longest=LONGEST_TEXT)
        if not typed.faults:
            operations.consider(found, day, place, remark, g.staff, clock())
            return onward("show_submission", number=number)
    return show("show_submission", typed.faults, request.form, consultation=consultation, found=found)


@bp.route("/comments", methods=["GET", "POST"])
@role_required(*outcomes.WRITERS)
def list_comments(code):
    hold_snapshot()
    consultation, typed = load(code), Typed(request.form)
    if request.method == "POST":
        details = read_comment(typed, clock().date())
        number = details.pop("submission")
        submission = number and outcomes.find(Submission, consultation, number)
        if number and submission is None:
            typed.faults["submission"] = f"There is no submission {number} in the index"
        if not typed.faults:
            details["submission_id"] = submission and submission.id
            operations.log_comment(consultation, details, g.staff, clock())
            return onward("list_comments")
    rows = outcomes.comments(consultation)
    return show("list_comments", typed.faults, request.form, consultation=consultation, comments=rows)


@bp.route("/comments/<int:number>", methods=["GET", "POST"])
@role_required(*outcomes.WRITERS)
def reply_to_comment(code, number):
    hold_snapshot()
    consultation, found = load_one(LoggedComment, code, number)
    values, typed = {"status": found.status, "reply": found.reply}, Typed(request.form)
    if request.method == "POST":
        values = request.form
        status = typed.choice("status", STATUSES, "Choose where it stands")
        reply = typed.words("reply", "" if status == "under_review" else "Write what is said to it", LONGEST_TEXT)
        if not typed.faults:
            operations.reply(found, status, reply, g.staff, clock())
            return onward("list_comments")
    return show("reply_to_comment", typed.faults, values, consultation=consultation, found=found)
