"""Where the pages of coding live, and finding what an address names."""

import string

from flask import Blueprint, abort, current_app, g, request
from sqlalchemy import select

from engage.auth import describe_staff
from engage.exports.tables import CHANNEL_NAMES
from engage.extensions import db
from engage.models import Codeframe, Consultation, Role
from engage.operations import hold_snapshot
from engage.operations.staff import record
from engage.publishing import newest_version
from engage.results import wordings

bp = Blueprint("codes", __name__, url_prefix="/staff/consultations/<code>/coding/<asked>/<int:number>")
bp.context_processor(describe_staff)
CODERS = (Role.ANALYST, Role.ENGAGEMENT_OFFICER)
#: in addresses, for the codeframe of every question; no key of a question has a hyphen
EVERY = "every-question"
#: one key a theme, as far as they go; "u" is none of them, so that nobody takes it for undo
KEYS = "123456789" + string.ascii_lowercase.replace("u", "")
WORDS_CHANGED = "These words were changed while you had the text open. Read them again, then save your ticks"
NOTHING_TICKED = "Tick each theme that is in the text, or choose “No theme applies”"


@bp.context_processor
def describe_codeframe():
    found = g.get("codeframe")
    if found is None:
        return {}
    return {"codeframe": found, "where": where_of(found), "asked": words_of(found), "channels": CHANNEL_NAMES}


def load(code, asked, number):
    """The agreed Codeframe of this address, or 404."""
    hold_snapshot()
    key = None if asked == EVERY else asked
    query = (
        select(Codeframe)
        .join(Consultation, Consultation.id == Codeframe.consultation_id)
        .where(Consultation.code == code, Codeframe.number == number, Codeframe.agreed_at.is_not(None))
        .where(Codeframe.question_key.is_not_distinct_from(key))
    )
    g.codeframe = db.session.scalar(query) or abort(404)
    return g.codeframe


def where_of(codeframe):
    """What the address of a page about this codeframe is made of."""
    return {
        "code": codeframe.consultation.code,
        "asked": codeframe.question_key or EVERY,
        "number": codeframe.number,
    }


def words_of(codeframe):
    """The question as it was asked, or nothing where every question is coded."""
    version = newest_version(codeframe.consultation)
    for _section, question, _id in wordings.Wordings(version.questionnaire_id).of_type("free_text") if version else ():
        if question.key == codeframe.question_key:
            return question.text.get(wordings.VARIANT, wordings.LOCALE)
    return ""


def clock():
    return current_app.config["CLOCK"]()


def record_reading(*keys):
    """Write down that these texts were shown to this member of staff."""
    if keys:
        where = {"consultation": g.codeframe.consultation.code, "number": g.codeframe.number}
        record(g.staff, "viewed_text", "codeframe", str(g.codeframe.id), clock(), **where, texts=list(keys))


def chosen_themes():
    """Ids of the themes that were ticked."""
    typed = request.form.getlist("theme")
    return {int(one) for one in typed if one.isascii() and one.isdigit() and len(one) < 10}


def lines_of(codeframe, ticked, scores=None, stands=()):
    """(key on the keyboard, theme, ticked, score of the machine, a person gave it) of each theme."""
    keys = [*KEYS, *[""] * len(codeframe.themes)]
    rows = zip(keys, codeframe.themes, strict=False)
    return [(key, theme, theme.id in ticked, (scores or {}).get(theme.id), theme.id in stands) for key, theme in rows]
