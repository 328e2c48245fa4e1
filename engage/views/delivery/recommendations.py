"""A recommendation: its words, what it rests on, whom it was put to, what they said, and whether it is public."""

from flask import abort, g, request

from engage import outcomes
from engage.auth import role_required
from engage.errors import NotReady, StillOpen
from engage.models import Action, Recommendation
from engage.operations import hold_snapshot
from engage.operations.delivery import recommendations as operations
from engage.views.delivery.address import (
    bp,
    clock,
    fields_of,
    languages,
    load,
    load_one,
    onward,
    refuse_long_sentences,
    show,
)
from forms.delivery.pages import ANSWERS, read_texts
from forms.delivery.typed import LONGEST_TEXT, Typed

ONE = "/recommendations/<int:number>"
NEEDED = "Write what people said, and what is asked for"


@bp.route("/recommendations/new", methods=["GET", "POST"])
@role_required(*outcomes.WRITERS)
def recommend(code):
    consultation, faults = load(code), {}
    if request.method == "POST":
        texts, rationale, faults = _read(consultation)
        if not faults:
            made = operations.recommend(consultation, texts, rationale, g.staff, clock())
            return onward("show_recommendation", number=made.number)
    return _show_words(consultation, None, faults, request.form)


@bp.route(f"{ONE}/edit", methods=["GET", "POST"])
@role_required(*outcomes.WRITERS)
def reword(code, number):
    consultation, found = load_one(Recommendation, code, number)
    typed, faults = fields_of(found.texts) | {"rationale": found.rationale}, {}
    if request.method == "POST":
        typed = request.form
        texts, rationale, faults = _read(consultation)
        if not faults:
            operations.reword(found, texts, rationale, g.staff, clock())
            return onward("show_recommendation", number=number)
    return _show_words(consultation, found, faults, typed)


@bp.get(ONE)
@role_required(*outcomes.WRITERS)
def show_recommendation(code, number):
    hold_snapshot()
    return _show(*load_one(Recommendation, code, number))


@bp.post(f"{ONE}/evidence")
@role_required(*outcomes.WRITERS)
def add_evidence(code, number):
    consultation, found = load_one(Recommendation, code, number)
    figure = outcomes.read_figure(consultation, request.form.get("figure", ""))
    if figure is None:
        return _show(consultation, found, {"figure": "Choose a figure from the list"})
    operations.rest_on(found, figure, g.staff, clock())
    return onward("show_recommendation", number=number)


@bp.post(f"{ONE}/evidence/<int:evidence_id>/remove")
@role_required(*outcomes.WRITERS)
def remove_evidence(code, number, evidence_id):
    _consultation, found = load_one(Recommendation, code, number)
    evidence = next((one for one in found.evidence if one.id == evidence_id), None) or abort(404)
    operations.rest_no_more_on(evidence, g.staff, clock())
    return onward("show_recommendation", number=number)


@bp.post(f"{ONE}/asked")
@role_required(*outcomes.WRITERS)
def ask_body(code, number):
    consultation, found = load_one(Recommendation, code, number)
    typed = Typed(request.form)
    body = typed.words("body", "Enter who was asked, as “NHS Borsetshire”")
    asked_on = typed.past_day("asked_on", clock().date(), "Enter the day on which they were asked")
    return _write(consultation, found, typed, "body", operations.ask, body, asked_on)


@bp.post(f"{ONE}/answered")
@role_required(*outcomes.WRITERS)
def record_answer(code, number):
    consultation, found = load_one(Recommendation, code, number)
    typed = Typed(request.form)
    said = typed.choice("answer", ANSWERS, "Choose what they said")
    day = typed.past_day("answered_on", clock().date(), "Enter the day of their answer")
    why = "" if said == "accepted" else "Write their reason"
    texts = read_texts(typed, [locale for locale, _name in languages(consultation)], why, why)
    refuse_long_sentences(typed, texts)
    return _write(consultation, found, typed, "answer", operations.answer, said, day, texts)


@bp.post(f"{ONE}/escalated")
@role_required(*outcomes.WRITERS)
def escalate(code, number):
    consultation, found = load_one(Recommendation, code, number)
    typed = Typed(request.form)
    body = typed.words("escalated_to", "Enter whom it was escalated to")
    day = typed.past_day("escalated_on", clock().date(), "Enter the day")
    return _write(consultation, found, typed, "escalated_to", operations.escalate, body, day)


@bp.post(f"{ONE}/undo")
@role_required(*outcomes.WRITERS)
def undo_step(code, number):
    """Take back the last answer, escalation or question that was written down by mistake."""
    _consultation, found = load_one(Recommendation, code, number)
    operations.undo_step(found, g.staff, clock())
    return onward("show_recommendation", number=number)


@bp.post(f"{ONE}/publish")
@role_required(*outcomes.WRITERS)
def publish(code, number):
    consultation, found = load_one(Recommendation, code, number)
    locales = [locale for locale, _name in languages(consultation)]
    try:
        outcomes.refuse_unread(found)
        figures = outcomes.figures(consultation, found.evidence)
        operations.publish(found, figures, locales, g.staff, clock(), request.form.get("read", ""))
    except NotReady as refused:
        return _show(consultation, found, {"publish": str(refused)})
    except StillOpen:
        return _show(consultation, found, {"publish": "It is published after the consultation has closed"})
    return onward("show_recommendation", number=number)


@bp.post(f"{ONE}/take-back")
@role_required(*outcomes.WRITERS)
def take_back(code, number):
    _consultation, found = load_one(Recommendation, code, number)
    operations.take_back(found, g.staff, clock())
    return onward("show_recommendation", number=number)


def _read(consultation):
    typed = Typed(request.form)
    texts = read_texts(typed, [locale for locale, _name in languages(consultation)], NEEDED)
    refuse_long_sentences(typed, texts)
    return texts, typed.words("rationale", longest=LONGEST_TEXT), typed.faults


def _write(consultation, found, typed, field, operation, *values):
    """Write what was read, or show what is wrong at its field."""
    if not typed.faults:
        try:
            operation(found, *values, g.staff, clock())
        except NotReady as refused:
            typed.faults[field] = str(refused)
    if typed.faults:
        return _show(consultation, found, typed.faults)
    return onward("show_recommendation", number=found.number)


def _show_words(consultation, found, faults, typed):
    return show("recommend", faults, typed, consultation=consultation, found=found, spoken=languages(consultation))


def _show(consultation, found, faults=None):
    values = {
        "options": outcomes.options(consultation),
        "evidence": [(one, *outcomes.words_of(consultation, one)) for one in found.evidence],
        "figures": outcomes.figures(consultation, found.evidence),
        "spoken": languages(consultation),
        "actions": outcomes.all_of(Action, consultation),
        "mark": operations.mark_of(found),
    }
    return show("show_recommendation", faults, request.form, consultation=consultation, found=found, **values)
