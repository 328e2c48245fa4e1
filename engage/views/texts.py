"""Texts to look at: what was masked, names that a person masks or leaves, and what was typed, with a reason."""

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from sqlalchemy import select

from engage import texts
from engage.auth import describe_staff, role_required
from engage.errors import CannotUnseal, OriginalErased
from engage.extensions import db
from engage.extracts import texts as extracts
from engage.models import Consultation, Role
from engage.operations import texts as operations
from engage.operations.staff import record
from forms.fields import clean_text

bp = Blueprint("texts", __name__, url_prefix="/staff/consultations/<code>/texts")
bp.context_processor(describe_staff)

DECISIONS = (operations.MASKED, operations.LEFT, operations.WAITING)
LONGEST_WORDS, LONGEST_REASON = 100, 300


@bp.get("")
@role_required(Role.ANALYST)
def show_texts(code):
    """What was masked by kind, how many names wait, and languages and copies of each question."""
    consultation = _load(code)
    found, copies = texts.overview(consultation), texts.copies(consultation)
    return render_template("texts/show_texts.html", code=code, found=found, copies=copies)


@bp.get("/next")
@role_required(Role.ANALYST)
def show_next(code):
    """The first text in which a name waits; the overview when none does."""
    first = extracts.first_waiting(_load(code).id)
    if first is None:
        return redirect(url_for(".show_texts", code=code), 303)
    return redirect(url_for(".show_text", code=code, public_id=first.public_id), 303)


@bp.route("/<public_id>", methods=["GET", "POST"])
@role_required(Role.ANALYST)
def show_text(code, public_id):
    """One text. Posting decides about one name, or masks words that no rule pointed at."""
    check, faults = _find(code, public_id), {}
    if request.method == "POST":
        try:
            if "decision" in request.form:
                return _decide(check, code)
            words = clean_text(request.form.get("words", "")).strip()
            faults = _mask_words(check, words)
        except (CannotUnseal, OriginalErased) as error:
            faults["words"] = str(error)
        if not faults:
            return redirect(url_for(".show_text", code=code, public_id=public_id), 303)
    return _show(check, code, faults)


@bp.post("/<public_id>/original")
@role_required(Role.ANALYST)
def open_original(code, public_id):
    """What was typed. The reason is written into the audit trail first."""
    check, faults = _find(code, public_id), {}
    reason = clean_text(request.form.get("reason", "")).strip()
    if not reason:
        faults["reason"] = "Write why you need to read what was typed"
    elif len(reason) > LONGEST_REASON:
        faults["reason"] = f"The limit is {LONGEST_REASON} characters"
    if faults:
        return _show(check, code, faults)
    typed = operations.open_original(check, reason, g.staff, _now())
    return _show(check, code, faults, typed=typed, is_opened=True)


def _decide(check, code):
    """Keep the decision, and show the next name that waits, here or in another text."""
    number, decision = request.form.get("number", ""), request.form["decision"]
    if decision not in DECISIONS or not number.isdecimal() or len(number) > 6:
        abort(400)
    if not operations.decide(check, int(number), decision, g.staff, _now()):
        abort(404)
    done = None if decision == operations.WAITING else f"{check.public_id} {number}"
    following = check
    if decision != operations.WAITING and not check.n_waiting:
        following = extracts.first_waiting(_load(code).id) or check
    return redirect(url_for(".show_text", code=code, public_id=following.public_id, done=done), 303)


def _mask_words(check, words):
    if not words:
        return {"words": "Write the words that should be masked"}
    if len(words) > LONGEST_WORDS:
        return {"words": f"The limit is {LONGEST_WORDS} characters"}
    if not operations.mask_words(check, words, g.staff, _now()):
        return {"words": "These words do not stand in the text. Write them as they are there"}
    return {}


def _show(check, code, faults, **values):
    record(g.staff, "viewed_text", "text_check", check.public_id, _now())
    page = render_template(
        "texts/show_text.html",
        code=code,
        text=texts.describe(check),
        undo=_undo(code),
        n_waiting=extracts.n_waiting(_load(code).id),
        has_original=bool(check.masked) or bool(check.looked_at),
        faults=faults,
        error_list=[(words, name) for name, words in faults.items()],
        typed_words=request.form,
        **values,
    )
    return page, 422 if faults else 200


def _undo(code):
    """(check, number, state) of the decision before this one, if the address names it."""
    public_id, _, number = request.args.get("done", "").partition(" ")
    check = extracts.find_check(_load(code).id, public_id) if number.isdecimal() and len(number) < 6 else None
    if check is None or int(number) >= len(check.names):
        return None
    return check, int(number), check.names[int(number)]["state"]


def _find(code, public_id):
    return extracts.find_check(_load(code).id, public_id) or abort(404)


def _load(code):
    return db.session.scalar(select(Consultation).filter_by(code=code)) or abort(404)


def _now():
    return current_app.config["CLOCK"]()
