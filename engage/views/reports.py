"""Reports of a release as files for staff: each report in each format; every download is written down."""

from flask import Blueprint, abort, current_app, g, make_response, render_template, request

from engage import report_files
from engage.auth import describe_staff, role_required
from engage.errors import ReleaseStopped
from engage.models import Role
from engage.operations import hold_snapshot, releases, reporting
from engage.operations.consultations import find_consultation

bp = Blueprint("reports", __name__, url_prefix="/staff/consultations/<code>/reports")
bp.context_processor(describe_staff)
READERS = (Role.ANALYST, Role.ENGAGEMENT_OFFICER, Role.PANEL_MEMBER)


@bp.get("")
@role_required(*READERS)
def list_reports(code):
    return _show(_find(code))


@bp.get("/<report>.<kind>")
@role_required(*READERS)
def download_report(code, report, kind):
    """Of the release with this number, or of the newest. What may not leave is told with the page."""
    consultation = _find(code)
    if report not in report_files.REPORTS or kind not in report_files.REPORTS[report].formats:
        abort(404)
    now = current_app.config["CLOCK"]()
    source = _source(consultation, request.args.get("release", type=int), now)
    try:
        name, media_type, content = source.make(report, kind)
    except ReleaseStopped:
        return _show(consultation), 422
    reporting.release_report(consultation, source.data, kind, name, content, g.staff, now)
    reply = make_response(content)
    reply.headers["Content-Type"] = media_type
    reply.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return reply


def _source(consultation, number, now):
    """The Source of a release that was not taken back; 404 if there is none."""
    if number is None:
        return report_files.newest(consultation, now) or abort(404)
    release = releases.find(consultation, number)
    if release is None or not (release.is_public or release.published_at is None):
        abort(404)
    return report_files.of_release(release)


def _show(consultation):
    """The draft and every release that is public, each with its reports; what keeps a draft from leaving is listed."""
    found = [one for one in releases.all_of(consultation) if one.published_at is None or one.is_public]
    return render_template(
        "reports/list_reports.html",
        consultation=consultation,
        sources=[(one, report_files.of_release(one)) for one in found],
        reports=report_files.REPORTS,
        formats=report_files.FORMATS,
    )


def _find(code):
    hold_snapshot()
    return find_consultation(code) or abort(404)
