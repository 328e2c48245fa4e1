"""The themes of a draft among one another: merge, split, move, remove, and undo."""

from flask import g, request

from engage.auth import role_required
from engage.codeframes import EDITORS
from engage.errors import CodeframeRefused, DraftChanged
from engage.extensions import db
from engage.operations.codeframes import editing
from engage.views.codeframes.address import (
    FRAME,
    THEME,
    bp,
    clock,
    frame_page,
    load_draft,
    load_theme,
    record_reading,
    seen,
    show,
    who_changed,
)
from engage.views.codeframes.agreeing import show_draft
from forms.codeframes.lines import Line, faults_of, key_words_of, one_line

#: how many parts the page of a split has room for
MOST_PARTS = 6
CHANGED = "%s changed this while you worked. Look at it again, then confirm"


@bp.post(f"{FRAME}/merge")
@role_required(*EDITORS)
def merge_themes(code, slug, number):
    """What was ticked is shown with the name that is to stay; only the button there merges."""
    codeframe, asked = load_draft(code, slug, number)
    codes = list(dict.fromkeys(request.form.getlist("themes")))
    themes = [theme for theme in codeframe.themes if theme.code in codes]
    if len(themes) < 2:
        return show_draft(codeframe, asked, {"themes": "Tick two themes or more to merge"})
    typed = {"label": request.form.get("label", themes[0].label)}
    if "keep" not in request.form:
        return show("merge_themes", codeframe, asked, typed=typed, themes=themes, version=codeframe.version)
    label = one_line(typed["label"])
    faults = faults_of(Line(label))
    if not faults:
        try:
            same = next((theme for theme in themes if theme.label == label), themes[0])
            editing.merge(codeframe, [theme.code for theme in themes], same.code, label, g.staff, clock(), seen())
            return frame_page(codeframe, asked, anchor=f"theme-{same.code}")
        except CodeframeRefused as refused:
            faults = {"label": str(refused)}
        except DraftChanged as changed:
            faults = {"label": _changed(codeframe, changed)}
            themes = [theme for theme in codeframe.themes if theme.code in codes]
    return show("merge_themes", codeframe, asked, faults, typed, themes=themes, version=codeframe.version)


@bp.route(f"{THEME}/split", methods=["GET", "POST"])
@role_required(*EDITORS)
def split_theme(code, slug, number, theme_code):
    """Name the parts, and give each its key words and those of the examples that belong to it."""
    codeframe, asked, theme = load_theme(code, slug, number, theme_code)
    examples = [(row.id, (row.answer or row.contribution)) for row in theme.examples]
    texts = [
        ("answer" if row.answer_id else "contribution", row.answer_id or row.contribution_id) for row in theme.examples
    ]
    values = {"theme": theme, "examples": examples, "places": range(1, MOST_PARTS + 1), "version": codeframe.version}
    if request.method != "POST":
        record_reading(codeframe, texts)
        return show("split_theme", codeframe, asked, **values)
    typed = {name: request.form.get(name, "") for name in request.form}
    parts, faults = _parts(typed)
    if not faults:
        try:
            editing.split(codeframe, theme_code, parts, g.staff, clock(), seen())
            return frame_page(codeframe, asked)
        except CodeframeRefused as refused:
            faults = {"label-1": str(refused)}
        except DraftChanged as changed:
            faults = {"label-1": _changed(codeframe, changed)}
    record_reading(codeframe, texts)
    return show("split_theme", codeframe, asked, faults, typed, **values | {"version": codeframe.version})


@bp.post(f"{THEME}/move")
@role_required(*EDITORS)
def move_theme(code, slug, number, theme_code):
    codeframe, asked, _theme = load_theme(code, slug, number, theme_code)
    editing.move(codeframe, theme_code, -1 if request.form.get("step") == "up" else 1, g.staff, clock())
    return frame_page(codeframe, asked, anchor=f"theme-{theme_code}")


@bp.post(f"{THEME}/remove")
@role_required(*EDITORS)
def remove_theme(code, slug, number, theme_code):
    """Nothing is asked first: the page that follows offers to undo it."""
    codeframe, asked, _theme = load_theme(code, slug, number, theme_code)
    try:
        editing.remove(codeframe, theme_code, g.staff, clock(), seen())
    except DraftChanged as changed:
        return show_draft(codeframe, asked, {"themes": _changed(codeframe, changed)})
    return frame_page(codeframe, asked, anchor="last-change")


@bp.post(f"{FRAME}/undo")
@role_required(*EDITORS)
def undo_change(code, slug, number):
    codeframe, asked = load_draft(code, slug, number)
    typed = request.form.get("change", "")
    try:
        change = int(typed[:9]) if typed.isascii() and typed.isdigit() else 0
        editing.undo(codeframe, change, g.staff, clock())
    except CodeframeRefused as refused:
        db.session.expire_all()
        return show_draft(codeframe, asked, {"themes": str(refused)})
    return frame_page(codeframe, asked, anchor="last-change")


def _changed(codeframe, changed):
    db.session.expire_all()
    return CHANGED % who_changed(codeframe, changed.codes)[0]


def _parts(typed):
    """(parts, faults) of what was typed; a place without a name is no part."""
    parts, faults = [], {}
    for place in range(1, MOST_PARTS + 1):
        label = one_line(typed.get(f"label-{place}", ""))
        words = key_words_of(typed.get(f"key_words-{place}", ""))
        ticked = request.form.getlist(f"examples-{place}")
        if not label and (words or ticked):
            faults[f"label-{place}"] = "Enter the name of this part"
        if label:
            line = Line(label, key_words=words)
            faults |= {f"{name}-{place}": text for name, text in faults_of(line).items()}
            parts.append(editing.Part(line, tuple(int(id_[:15]) for id_ in ticked if id_.isascii() and id_.isdigit())))
    if len(parts) < 2 and not faults:
        faults[f"label-{len(parts) + 1}"] = "Name two parts or more"
    return parts, faults
