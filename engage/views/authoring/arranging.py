"""The draft as a whole: begun, its sections and questions added, moved, taken out, undone."""

from flask import g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from engage import authoring
from engage.auth import role_required
from engage.errors import DraftMoved
from engage.extensions import db
from engage.models import OwnPicture
from engage.operations.authoring import drafts
from engage.publishing import newest_version
from engage.views.authoring.address import (
    AUTHORS,
    QUESTION,
    SECTION,
    bp,
    clock,
    finding_url,
    load,
    load_consultation,
    load_part,
    page_of,
    refuse,
    save,
    seen,
)
from forms.authoring import editing, findings, patterns
from forms.authoring.document import read
from forms.definition import OWN

STEPS = {"up": -1, "down": 1}


@bp.get("")
@role_required(*AUTHORS)
def show_draft(code):
    consultation = load_consultation(code)
    draft = drafts.find_draft(consultation)
    if draft is None:
        return render_template("authoring/begin.html", consultation=consultation, latest=newest_version(consultation))
    document = read(draft.document)
    undo, redo = drafts.steps(draft)
    examined = findings.examined(document)
    return render_template(
        "authoring/show_draft.html", draft=draft, document=document, title=editing.title_of(document),
        examined=examined, rules=authoring.rules_of(examined.questionnaire),
        undo=undo, redo=redo, finding_url=finding_url, page_of=page_of,
        words_of=editing.words_of, kinds=patterns.KINDS,
    )  # fmt: skip


@bp.post("/begin")
@role_required(*AUTHORS)
def begin(code):
    draft = drafts.start_draft(load_consultation(code), g.staff, clock())
    return redirect(page_of(draft), 303)


@bp.post("/sections")
@role_required(*AUTHORS)
def add_section(code):
    draft, document = load(code)
    title = " ".join(request.form.get("title", "").split())[:300]
    if not title:
        return refuse(draft, [_("Write the title of the section.")])
    if len(document["sections"]) >= 40:
        return refuse(draft, [_("There are 40 sections already. Take one out first.")])
    key = editing.key_for(title, authoring.taken_keys(draft), "section")
    purpose = "profile" if request.form.get("purpose") == "profile" else "views"
    section = editing.new_section(key, title, document["locales"], purpose)
    changed = editing.added(document, (), section)
    return save(draft, changed, (key,), page_of(draft, (key,)), base=draft.version)


@bp.post(f"{SECTION}/questions")
@role_required(*AUTHORS)
def add_question(code, section_key):
    draft, document, _section = load_part(code, section_key)
    text = request.form.get("text", "").strip()[:3000]
    kind = request.form.get("kind", "")
    if kind not in patterns.KINDS or not text:
        return refuse(draft, [_("Write the question and choose what kind it is.")])
    added = patterns.make(kind, text, authoring.taken_keys(draft), document["locales"])
    for question in added:
        document = editing.added(document, (section_key,), question)
    return save(draft, document, (section_key,), page_of(draft, (section_key, added[0]["key"])), base=draft.version)


@bp.post(f"{SECTION}/move")
@role_required(*AUTHORS)
def move_section(code, section_key):
    return _move(code, (section_key,))


@bp.post(f"{QUESTION}/move")
@role_required(*AUTHORS)
def move_question(code, section_key, question_key):
    return _move(code, (section_key, question_key))


@bp.route(f"{SECTION}/remove", methods=["GET", "POST"])
@role_required(*AUTHORS)
def remove_section(code, section_key):
    return _remove(code, (section_key,))


@bp.route(f"{QUESTION}/remove", methods=["GET", "POST"])
@role_required(*AUTHORS)
def remove_question(code, section_key, question_key):
    return _remove(code, (section_key, question_key))


@bp.post("/undo")
@role_required(*AUTHORS)
def undo(code):
    return _step(code, drafts.undo)


@bp.post("/redo")
@role_required(*AUTHORS)
def redo(code):
    return _step(code, drafts.redo)


@bp.get("/history")
@role_required(*AUTHORS)
def show_history(code):
    draft, document = load(code)
    return render_template(
        "authoring/show_history.html", draft=draft, title=editing.title_of(document), saves=drafts.history(draft)
    )


@bp.get("/pictures")
@role_required(*AUTHORS)
def list_pictures(code):
    draft, _document = load(code)
    names = db.session.scalars(select(OwnPicture.name).order_by(OwnPicture.name))
    return render_template("authoring/list_pictures.html", draft=draft, own=[f"{OWN}{name}" for name in names])


def _move(code, place):
    draft, document, _part = load_part(code, *place)
    changed = editing.moved(document, place, STEPS.get(request.form.get("way", ""), 0))
    return save(draft, changed, place, page_of(draft, (), f"part-{place[-1]}"), base=draft.version)


def _remove(code, place):
    draft, document, part = load_part(code, *place)
    if request.method == "POST":
        onward = page_of(draft, (), place[0] and f"part-{place[0]}" if len(place) == 2 else None)
        return save(draft, editing.replaced(document, place, None), place, onward, base=draft.version)
    name = "text" if len(place) == 2 else "title"
    words = editing.words_of(part, name, "standard", document["locales"][0])
    was_asked = len(place) == 2 and authoring.published_question(draft.consultation, place[-1]) is not None
    action = request.path
    return render_template(
        "authoring/remove.html", draft=draft, words=words, part=part, was_asked=was_asked, action=action,
        back=page_of(draft, place),
    )  # fmt: skip


def _step(code, step):
    draft, _document = load(code)
    try:
        step(draft, seen(), g.staff, clock())
    except DraftMoved:
        return redirect(url_for(".show_draft", code=code, note="moved"), 303)
    return redirect(url_for(".show_draft", code=code), 303)
