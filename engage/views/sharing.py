"""The address of a consultation: short, as a QR code, on a poster, with a code for each place where it is shown."""

import io

import segno
from flask import Blueprint, abort, current_app, g, make_response, redirect, render_template, request, url_for
from sqlalchemy import select

from engage.auth import describe_staff, role_required
from engage.binding import bind
from engage.extensions import db
from engage.models import Consultation, Role
from engage.operations import outreach
from forms.staff import ChannelCodeForm

bp = Blueprint("sharing", __name__, url_prefix="/staff/consultations/<code>/share")
bp.context_processor(describe_staff)
OUTREACH = (Role.ADMINISTRATOR, Role.ENGAGEMENT_OFFICER)
#: about 12 cm at 300 dots an inch for the smallest code: sharp on a poster
POSTER_SCALE = 40
BORDER = 4


@bp.route("", methods=["GET", "POST"])
@role_required(*OUTREACH)
def show_address(code):
    """Addresses and QR codes; posting makes a code for another place."""
    consultation = _load(code)
    form = bind(ChannelCodeForm)
    if request.method == "POST" and form.validate():
        now = current_app.config["CLOCK"]()
        outreach.add_channel_code(consultation, form.code, form.q_place.data.strip(), g.staff, now)
        return redirect(url_for(".show_address", code=code), 303)
    places = [(None, None), *((found, found.code) for found in outreach.channel_codes(consultation))]
    rows = [(found, _address(code, via), _kiosk(code, via)) for found, via in places]
    page = render_template("sharing/show_address.html", consultation=consultation, rows=rows, form=form)
    return page, 422 if form.errors else 200


@bp.get("/qr.svg")
@role_required(*OUTREACH)
def draw_qr(code):
    return _file(_qr(code), "svg", "image/svg+xml", scale=4, xmldecl=False, nl=False)


@bp.get("/poster.png")
@role_required(*OUTREACH)
def download_poster(code):
    reply = _file(_qr(code), "png", "image/png", scale=POSTER_SCALE, dpi=300)
    name = "-".join(filter(None, ("qr", code, request.args.get("via"))))
    reply.headers["Content-Disposition"] = f'attachment; filename="{name}.png"'
    return reply


def _qr(code):
    """The QR code of the consultation's address, with the code of a place if one is asked for; 404 if unknown."""
    consultation, via = _load(code), request.args.get("via")
    if via is not None and outreach.find_channel_code(consultation, via) is None:
        abort(404)
    return segno.make(_address(code, via), error="m", micro=False)


def _file(qr, kind, media_type, **options):
    content = io.BytesIO()
    qr.save(content, kind=kind, border=BORDER, **options)
    reply = make_response(content.getvalue())
    reply.headers["Content-Type"] = media_type
    return reply


def _address(code, via, endpoint="responses.show_start"):
    """Without the size of the text that this member of staff reads in."""
    start = {"code": code, "via": via, "locale": "en", "variant": "standard", "text": None}
    return url_for(endpoint, **start, _external=True)


def _kiosk(code, via):
    return _address(code, via, "responses.start_kiosk")


def _load(code):
    return db.session.scalar(select(Consultation).filter_by(code=code)) or abort(404)
