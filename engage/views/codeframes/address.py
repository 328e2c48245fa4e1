"""Where the pages of codeframes live, finding what an address names, and showing a page with what is wrong on it."""

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from sqlalchemy import select

from engage import codeframes
from engage.auth import describe_staff
from engage.extensions import db
from engage.models import Consultation, StaffUser
from engage.operations.staff import record

bp = Blueprint("codeframes", __name__, url_prefix="/staff/consultations/<code>/codeframes")
bp.context_processor(describe_staff)
FRAME = "/<slug>/<int:number>"
THEME = f"{FRAME}/themes/<theme_code>"


def clock():
    return current_app.config["CLOCK"]()


def load_consultation(code):
    return db.session.scalar(select(Consultation).filter_by(code=code)) or abort(404)


def load_question(code, slug):
    """(Consultation, Asked) of this address, or 404."""
    consultation = load_consultation(code)
    return consultation, codeframes.find_question(consultation, slug) or abort(404)


def load(code, slug, number):
    """(Codeframe, Asked) of this address, or 404."""
    consultation, asked = load_question(code, slug)
    return codeframes.find(consultation, asked, number) or abort(404), asked


def load_theme(code, slug, number, theme_code):
    """(Codeframe, Asked, Theme) of a draft; 404 where the theme does not stand in it, or it is agreed."""
    codeframe, asked = load(code, slug, number)
    theme = next((theme for theme in codeframe.themes if theme.code == theme_code), None)
    if codeframe.agreed_at is not None or theme is None:
        abort(404)
    return codeframe, asked, theme


def load_draft(code, slug, number):
    codeframe, asked = load(code, slug, number)
    if codeframe.agreed_at is not None:
        abort(404)
    return codeframe, asked


def record_reading(codeframe, texts):
    """Write down that these texts, each ("answer" or "contribution", id), were shown to this member of staff."""
    keys = [f"{kind[0]}{id_}" for kind, id_ in texts]
    if keys:
        where = {"consultation": codeframe.consultation.code, "number": codeframe.number}
        record(g.staff, "viewed_text", "codeframe", str(codeframe.id), clock(), **where, texts=keys)


def seen():
    """The version of the draft that the person saw when they began; None where the page does not say."""
    typed = request.form.get("seen", "")
    return int(typed[:9]) if typed.isascii() and typed.isdigit() else None


def frame_page(codeframe, asked, anchor=None):
    where = {"code": codeframe.consultation.code, "slug": asked.slug, "number": codeframe.number}
    return redirect(url_for(".show_codeframe", **where, _anchor=anchor), 303)


def show(template, codeframe, asked, faults=None, typed=None, status=None, **values):
    """The page, with 422 when something typed is wrong. faults: name of a field -> what is wrong with it."""
    faults = faults or {}
    where = {"code": codeframe.consultation.code, "slug": asked.slug, "number": codeframe.number}
    page = render_template(
        f"codeframes/{template}.html", codeframe=codeframe, asked=asked, where=where, faults=faults,
        error_list=[(text, name) for name, text in faults.items()], typed=typed or {}, **values,
    )  # fmt: skip
    return page, status or (422 if faults else 200)


def who_changed(codeframe, codes):
    """(e-mail, moment) of the newest change of one of these themes."""
    rows = [codeframes.last_change_of(codeframe, code) for code in codes]
    row = max((row for row in rows if row is not None), key=lambda row: row.number)
    return db.session.get_one(StaffUser, row.made_by_id).email, row.made_at


def actor():
    return g.staff
