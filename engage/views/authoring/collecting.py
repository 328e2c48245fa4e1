"""The question bank: taking questions over, with their source and with how they did when they were asked."""

from flask import abort, render_template, request
from flask_babel import gettext as _

from engage import authoring, question_bank
from engage.auth import role_required
from engage.views.authoring.address import AUTHORS, bp, load, page_of, refuse, save
from forms.authoring import bank, editing


@bp.get("/bank")
@role_required(*AUTHORS)
def show_bank(code):
    draft, document = load(code)
    sources = question_bank.sources(draft.consultation)
    chosen = request.args.get("from", question_bank.SHIPPED)
    found = dict(sources).get(chosen) or abort(404)
    return render_template(
        "authoring/show_bank.html", draft=draft, document=document, title=editing.title_of(document), chosen=chosen,
        sources=[(name, editing.title_of(one)) for name, one in sources], found=found, words_of=editing.words_of,
        harmonised=bank.HARMONISED if chosen == question_bank.SHIPPED else {}, shipped=question_bank.SHIPPED,
        performances=question_bank.performance(chosen), in_draft=editing.keys_of(document),
    )  # fmt: skip


@bp.post("/bank")
@role_required(*AUTHORS)
def take_question(code):
    """Copy one question, or all of a section, to the end of a section of the draft; or a section as a whole."""
    draft, document = load(code)
    chosen = request.form.get("from", "")
    source = dict(question_bank.sources(draft.consultation)).get(chosen)
    section = source and editing.find(source, (request.form.get("section", ""),))
    asked = section["questions"] if section else []
    wanted = [one for one in asked if request.form.get("question") in (one["key"], "all")]
    if not wanted:
        return refuse(draft, [_("This question is not in the bank any more. Open the bank again.")])
    target = request.form.get("into", "")
    keys = authoring.taken_keys(draft)
    if editing.find(document, (target,)) is None:
        target = editing.key_for(section["key"], keys - {section["key"]} | editing.keys_of(document), "section")
        document = editing.added(document, (), bank.section_like(section, target, document["locales"]))
    for question in wanted:
        published = authoring.published_question(draft.consultation, question["key"])
        may_keep = question["key"] not in keys or bank.asks_the_same(published, question)
        document = bank.taken(document, target, question, keys | editing.keys_of(document), may_keep)
    return save(draft, document, (target,), page_of(draft, (), f"part-{target}"), base=draft.version)
