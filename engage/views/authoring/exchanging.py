"""Questionnaires come in from a file and go out as one."""

from flask import abort, current_app, g, render_template, request
from flask_babel import gettext as _

from engage import authoring, draft_files
from engage.auth import role_required
from engage.exports import questionnaires
from engage.exports.text import file_name
from engage.operations.staff import record
from engage.views.authoring.address import AUTHORS, bp, clock, load, page_of, save
from forms.authoring import editing, meaning, table, xlsform
from forms.authoring.document import read, written

#: name of the file -> the sheets of its workbook; None is our own document
FILES = {
    "questionnaire.json": None,
    "questionnaire.xlsx": lambda document: {"questionnaire": table.lines_of(document)},
    "xlsform.xlsx": xlsform.sheets_of,
}


@bp.get("/files")
@role_required(*AUTHORS)
def show_files(code):
    draft, document = load(code)
    return _page(draft, document)


@bp.post("/files")
@role_required(*AUTHORS)
def import_file(code):
    """Put the file in the place of the whole draft: undo brings that back. Keys that have answers are asked about."""
    draft, document = load(code)
    file = request.files.get("file")
    try:
        if request.form.get("document"):
            found = draft_files.read(request.form["document"].encode())
        else:
            found = draft_files.read(file.read() if file else b"")
    except draft_files.FileRefused as refused:
        return _page(draft, document, refused.messages), 422
    found |= {"key": document["key"]}
    asked = dict(_changed(draft, found))
    answer = request.form.get("meaning")
    if asked and answer not in meaning.ANSWERS:
        return _page(draft, document, asked=asked, held=written(found)), 422
    if answer == "new":
        found = _rekeyed(draft, found, asked)
    return save(draft, found, (), page_of(draft), base=draft.version)


@bp.get("/files/<name>")
@role_required(*AUTHORS)
def export_file(code, name):
    draft, document = load(code)
    if name not in FILES:
        abort(404)
    now, sheets = clock(), FILES[name]
    try:
        content = questionnaires.write(sheets(document), now) if sheets else written(document)
    except KeyError as error:
        return _page(draft, document, [_("A question is of a kind that this file does not know: %(k)s", k=error)]), 422
    record(g.staff, "exported_questionnaire", "consultation", code, now, file=name, sha256=draft.sha256)
    reply = current_app.make_response(content)
    reply.mimetype = questionnaires.XLSX if sheets else "application/json"
    reply.headers["Content-Disposition"] = f'attachment; filename="{file_name(code, name)}"'
    return reply


def _changed(draft, document):
    """(key, (words as published, words of the file)) of questions that people were asked in other words."""
    for section in document["sections"]:
        for question in section["questions"]:
            published = authoring.published_question(draft.consultation, question["key"])
            for change in meaning.changes(published, published or {}, question):
                name = f"{question['key']}.{change.option}".rstrip(".")
                yield name, (change.was, change.now)


def _rekeyed(draft, document, asked):
    """New keys for all that was asked about, as the author said that their meaning is new."""
    taken = authoring.taken_keys(draft) | editing.keys_of(document)
    for section in document["sections"]:
        for number, question in enumerate(section["questions"]):
            mine = [
                meaning.Change(name.partition(".")[2], *words)
                for name, words in asked.items()
                if name.partition(".")[0] == question["key"]
            ]
            answers = {one.control: "new" for one in mine}
            section["questions"][number] = meaning.rekeyed(question, mine, answers, taken)
            taken.add(section["questions"][number]["key"])
    return read(written(document))


def _page(draft, document, faults=(), asked=(), held=""):
    return render_template(
        "authoring/show_files.html", draft=draft, title=editing.title_of(document), files=FILES, faults=faults,
        asked=asked, held=held, error_list=[(fault, "file") for fault in faults[:20]],
    )  # fmt: skip
