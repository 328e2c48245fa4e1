"""The results of a consultation for analysts, and the files they take away. Every view and download is written down."""

from flask import Blueprint, abort, current_app, g, make_response, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select

from engage import desk, results, texts
from engage.auth import describe_staff, role_required
from engage.exports import charts, download
from engage.exports.tables import CAPACITY_NAMES, CHANNEL_NAMES, ONLY_IN, PROBLEM_NAMES, SIZE_NAMES, VARIANT_NAMES
from engage.extensions import db
from engage.fieldwork import TYPE_NAMES
from engage.models import Consultation, Role
from engage.operations import hold_snapshot, reporting
from engage.operations.staff import record
from engage.results import differences, questions, steadiness

bp = Blueprint("reporting", __name__, url_prefix="/staff/consultations/<code>")
bp.context_processor(describe_staff)


@bp.app_template_filter("percent")
def percent(share):
    """As "43%"; a share that is not nothing is never printed as 0%."""
    if share is None:
        return "-"
    return "under 1%" if 0 < share < 0.005 else f"{share:.0%}"


@bp.app_template_filter("ordinal")
def ordinal(place):
    """As "1st"."""
    return results.ordinal(place)


@bp.get("/results")
@role_required(Role.ANALYST)
def show_results(code):
    found, now = _read(code)
    record(g.staff, "viewed_results", "consultation", code, now, data_sha256=found.data_sha256)
    sizes = download.sizes(found, now)
    return render_template(
        "reporting/show_results.html",
        results=found,
        texts=texts.copies(found.consultation),
        chart=charts.bar_chart,
        percent=percent,
        base_note=_base_note,
        only_in=ONLY_IN,
        problem_names=PROBLEM_NAMES,
        kilobytes={file: max(1, round(size / 1000)) for file, size in sizes.items()},
        channels=CHANNEL_NAMES,
        variants=VARIANT_NAMES,
        capacities=CAPACITY_NAMES,
        sizes=SIZE_NAMES,
    )


@bp.get("/results/questions")
@role_required(*desk.RESULTS_READERS)
def list_questions(code):
    """Every question that has results."""
    consultation, _now = _find(code)
    return render_template("reporting/list_questions.html", code=code, questions=questions.keys_of(consultation))


@bp.get("/results/questions/<key>")
@role_required(*desk.RESULTS_READERS)
def show_question(code, key):
    """One question from every side: its ranking, or the themes of its comments."""
    consultation, now = _find(code)
    found = questions.of(consultation, key) or abort(404)
    record(g.staff, "viewed_question", "consultation", code, now, question=key)
    return render_template(
        "reporting/show_question.html",
        code=code,
        found=found,
        results=found,
        chart=charts.bar_chart,
        charts=charts,
        percent=percent,
        base_note=_base_note,
        only_in=ONLY_IN,
        problem_names=PROBLEM_NAMES,
        dots=lambda one: [charts.Dots(words, shares) for words, _rank, shares in one.lines],
        headings=lambda one: [f"{words} ({n})" for words, n in one.groups],
        types=TYPE_NAMES,
        most_themes=questions.MOST_THEMES,
    )


@bp.get("/results/steadiness")
@role_required(*desk.RESULTS_READERS)
def show_steadiness(code):
    """Does the top three of each section hold when it is looked at in other ways?"""
    consultation, now = _find(code)
    found = steadiness.of(consultation) or abort(404)
    record(g.staff, "viewed_steadiness", "consultation", code, now)
    return render_template("reporting/show_steadiness.html", found=found, consultation=consultation, percent=percent)


@bp.get("/results/groups")
@role_required(*desk.RESULTS_READERS)
def show_groups(code):
    """Do groups of people choose differently? With about and section: every group of one question in one section."""
    consultation, now = _find(code)
    found = differences.of(consultation) or abort(404)
    about, section = request.args.get("about", ""), request.args.get("section", "")
    cut = None
    if about or section:
        cut = found.cut(about, section) or abort(404)
    record(g.staff, "viewed_groups", "consultation", code, now, about=about, section=section)
    return render_template("reporting/show_groups.html", found=found, cut=cut, consultation=consultation)


@bp.get("/download/<file>")
@role_required(Role.ANALYST)
def download_results(code, file):
    if file not in download.FILES:
        abort(404)
    found, now = _read(code)
    content = download.make(found, file, now)
    name, kind = download.name_of(found, file, now), download.FILES[file]
    reporting.release(found, kind, name, content, g.staff, now)
    reply = make_response(content)
    reply.headers["Content-Type"] = download.MEDIA_TYPES[kind]
    reply.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return reply


def _base_note(section):
    """For the chart: what a share is of, where that is not everybody who answered the section."""
    return lambda line: "" if line.base == section.answered else _(" of %(n)s", n=line.base)


def _read(code):
    """The Results of one moment, and that moment; 404 if there is no such consultation."""
    consultation, now = _find(code)
    return results.of(consultation) or abort(404), now


def _find(code):
    """The consultation as it is at one moment, and that moment; 404 if there is none."""
    hold_snapshot()
    return db.session.scalar(select(Consultation).filter_by(code=code)) or abort(404), current_app.config["CLOCK"]()
