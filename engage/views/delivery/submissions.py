"""The index of what came in writing, where it was considered, and the log of comments on a draft plan."""

from flask import abort, g, request

from engage import outcomes
from engage.auth import role_required
from engage.models import LoggedComment, Submission
from engage.operations import hold_snapshot
from engage.operations.delivery import history
from engage.operations.delivery import submissions as operations
from engage.views.delivery.address import bp, clock, load, load_one, onward, show
from forms.delivery.pages import read_comment, read_submission
from forms.delivery.table import written
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


@bp.route("/submissions/<int:number>/edit", methods=["GET", "POST"])
@role_required(*outcomes.WRITERS)
def change_submission(code, number):
    consultation, found = load_one(Submission, code, number)
    values, typed = _fields_of_submission(found), Typed(request.form)
    if request.method == "POST":
        values, details = request.form, read_submission(typed, clock().date())
        if not typed.faults:
            history.change(found, consultation, details, g.staff, clock())
            return onward("show_submission", number=number)
    return show("change_submission", typed.faults, values, consultation=consultation, found=found)


@bp.post("/submissions/<int:number>/considered/<int:consideration_id>/remove")
@role_required(*outcomes.WRITERS)
def consider_no_more(code, number, consideration_id):
    consultation, found = load_one(Submission, code, number)
    row = next((one for one in found.considerations if one.id == consideration_id), None) or abort(404)
    operations.consider_no_more(row, found, consultation, g.staff, clock())
    return onward("show_submission", number=number)


@bp.route("/comments", methods=["GET", "POST"])
@role_required(*outcomes.WRITERS)
def list_comments(code):
    hold_snapshot()
    consultation, typed = load(code), Typed(request.form)
    if request.method == "POST":
        details = _read_comment(consultation, typed)
        if not typed.faults:
            operations.log_comment(consultation, details, g.staff, clock())
            return onward("list_comments")
    rows = outcomes.comments(consultation)
    return show("list_comments", typed.faults, request.form, consultation=consultation, comments=rows)


@bp.route("/comments/<int:number>", methods=["GET", "POST"])
@role_required(*outcomes.WRITERS)
def reply_to_comment(code, number):
    """One comment with its reply, all of which can be changed."""
    hold_snapshot()
    consultation, found = load_one(LoggedComment, code, number)
    values, typed = _fields_of_comment(found), Typed(request.form)
    if request.method == "POST":
        values, details = request.form, _read_comment(consultation, typed)
        if not typed.faults:
            operations.change_comment(found, consultation, details, g.staff, clock())
            return onward("list_comments")
    return show("reply_to_comment", typed.faults, values, consultation=consultation, found=found)


def _read_comment(consultation, typed):
    """The columns of a comment; the number of its submission has to be in the index."""
    details = read_comment(typed, clock().date())
    number = details.pop("submission")
    submission = number and outcomes.find(Submission, consultation, number)
    if number and submission is None:
        typed.faults["submission"] = f"There is no submission {number} in the index"
    return details | {"submission_id": submission.id if submission else None}


def _fields_of_comment(found):
    words = {name: getattr(found, name) for name in ("text", "reply", "status")}
    submission = str(found.submission.number) if found.submission else ""
    return words | {"received_on": written(found.received_on), "submission": submission}


def _fields_of_submission(found):
    words = {name: getattr(found, name) for name in ("title", "received_from", "owner", "kept_at")}
    return words | {"received_on": written(found.received_on), "n_pages": str(found.n_pages or "")}
