"""Answers, searched and read one by one. Every search, and every answer that is shown, is in the audit trail."""

from flask import Blueprint, abort, current_app, g, render_template, request, url_for
from sqlalchemy import select

from engage import answer_history, answer_search, desk
from engage.auth import describe_staff, role_required
from engage.extensions import db
from engage.extracts.counting import is_counted
from engage.extracts.found_answers import ON_PAGE, Row, options_of
from engage.models import Answer, Consultation, Question, QuestionnaireVersion, Response
from engage.operations import hold_snapshot
from engage.operations.staff import record
from engage.publishing import newest_version
from engage.results import wordings
from forms.answer_search import FIELDS, FLAGS, KINDS, read

bp = Blueprint("answers", __name__, url_prefix="/staff/consultations/<code>/answers")
bp.context_processor(describe_staff)
#: fields that stand folded away until one is used
FOLDED = ("kind", "option", "channel", "wording", "language", "area", "group", "since", "until", "flag")


@bp.get("")
@role_required(*desk.RESULTS_READERS)
def search(code):
    """The form, and below it what was found. Without a search nothing is read."""
    consultation, version = _load(code)
    choices = answer_search.choices_of(consultation, version)
    found = read(request.args, choices.values)
    parts = {"choices": choices, "typed": request.args, "faults": found.faults, "consultation": consultation}
    is_asked = any(name in request.args for name in FIELDS)
    if not is_asked or found.faults:
        return _page(parts), 422 if found.faults else 200
    wanted = found.wanted
    looked, fault = answer_search.search_of(consultation, version, wanted)
    if fault:
        found.faults["theme"] = fault
        return _page(parts), 422
    n_found, n_people = looked.count()
    now, trace = current_app.config["CLOCK"](), answer_search.trace(wanted, current_app.config["SECRET_KEY"])
    if wanted.is_about_people and n_people < answer_search.FEWEST_PEOPLE:
        record(g.staff, "searched_answers", "consultation", code, now, **trace, hidden=True)
        return _page(parts | {"is_small": True})
    rows, has_more = looked.page()
    shown = [row.number for row in rows]
    record(g.staff, "searched_answers", "consultation", code, now, **trace, n=n_found, answers=shown)
    onward = url_for(".search", code=code, **_kept(), before=rows[-1].number) if has_more else None
    return _page(parts | {
        "rows": answer_search.show(rows, version), "n_found": n_found, "n_people": n_people, "onward": onward,
        "first": url_for(".search", code=code, **_kept()) if wanted.before is not None else None,
    })  # fmt: skip


@bp.get("/<int:number>")
@role_required(*desk.RESULTS_READERS)
def show_answer(code, number):
    """One answer with what it carries and what happened to it."""
    consultation, version = _load(code)
    answer, key = _find(consultation, number)
    if answer is None:
        return render_template("answers/gone.html", code=code), 404
    record(g.staff, "viewed_answer", "answer", str(number), current_app.config["CLOCK"](), consultation=code)
    known = wordings.Wordings(version.questionnaire_id)
    return render_template(
        "answers/show_answer.html",
        code=code,
        row=answer_search.show([_row(answer, key)], version)[0],
        history=answer_history.of(answer, key),
        others=[(other.id, answer_search.question_words(known, name)) for other, name in _others(answer)],
    )


def _page(parts):
    return render_template(
        "answers/search.html",
        code=parts["consultation"].code,
        kinds=KINDS.items(),
        flags=FLAGS.items(),
        on_page=ON_PAGE,
        fewest=answer_search.FEWEST_PEOPLE,
        is_open=any(request.args.get(name) for name in FOLDED) or any(name in parts["faults"] for name in FOLDED),
        **parts,
    )


def _kept():
    """What was asked, for the address of another page of the same search."""
    return {name: request.args[name] for name in FIELDS if request.args.get(name)}


def _load(code):
    hold_snapshot()
    consultation = db.session.scalar(select(Consultation).filter_by(code=code)) or abort(404)
    return consultation, newest_version(consultation) or abort(404)


def _find(consultation, number):
    """The Answer and the key of its question, if it is of this consultation, was sent and stands."""
    query = (
        select(Answer, Question.key)
        .join(Question, Question.id == Answer.question_id)
        .join(Response, Response.id == Answer.response_id)
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Response.version_id)
        .where(
            Answer.id == min(number, 2**31 - 1),
            QuestionnaireVersion.questionnaire.has(consultation_id=consultation.id),
            is_counted(),
        )
    )
    return db.session.execute(query).one_or_none() or (None, None)


def _row(answer, key):
    response = answer.response
    return Row(
        answer.id, key, answer.text, options_of([answer.id]).get(answer.id, ()), answer.locale, answer.problem,
        response.channel, answer.variant, response.submitted_at,
    )  # fmt: skip


def _others(answer):
    """(Answer, key of its question) of what the same person answered besides."""
    query = (
        select(Answer, Question.key)
        .join(Question, Question.id == Answer.question_id)
        .where(Answer.response_id == answer.response_id, Answer.id != answer.id)
    )
    return db.session.execute(query.order_by(Answer.question_id)).all()
