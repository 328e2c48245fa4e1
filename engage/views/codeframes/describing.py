"""One theme of a draft: add it, say what it means, choose examples."""

from flask import g, redirect, request, url_for

from engage import codeframes
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
    load,
    load_draft,
    load_theme,
    record_reading,
    seen,
    show,
    who_changed,
)
from forms.codeframes.lines import WORDS, above, faults_of, key_words_of, typed_line

FIELDS = ("label", *WORDS, "key_words", "parent")


@bp.route(f"{FRAME}/add", methods=["GET", "POST"])
@role_required(*EDITORS)
def add_theme(code, slug, number):
    codeframe, asked = load_draft(code, slug, number)
    parents = [(theme.code, theme.label) for theme in codeframe.themes]
    if request.method != "POST":
        return show("edit_theme", codeframe, asked, parents=parents, theme=None)
    typed = {name: request.form.get(name, "") for name in FIELDS}
    line = typed_line(typed)
    faults = faults_of(line)
    if not faults:
        try:
            theme = editing.add(codeframe, line, g.staff, clock())
            return frame_page(codeframe, asked, anchor=f"theme-{theme.code}")
        except CodeframeRefused as refused:
            faults = _faults(refused)
    return show("edit_theme", codeframe, asked, faults, typed, parents=parents, theme=None)


@bp.route(THEME, methods=["GET", "POST"])
@role_required(*EDITORS)
def edit_theme(code, slug, number, theme_code):
    """Name, meaning, key words, and under which theme it stands. Who comes second sees both versions."""
    if request.method == "POST" and (gone := _show_gone(code, slug, number, theme_code)):
        return gone
    codeframe, asked, theme = load_theme(code, slug, number, theme_code)
    parents = _parents(codeframe, theme)
    values = {"parents": parents, "theme": theme, "version": codeframe.version}
    if request.method != "POST":
        return show("edit_theme", codeframe, asked, typed=_written(codeframe, theme), **values)
    typed = {name: request.form.get(name, "") for name in FIELDS}
    line = typed_line(typed, theme_code)
    faults = faults_of(line)
    if not faults:
        try:
            editing.describe(codeframe, theme_code, line, g.staff, clock(), seen())
            return frame_page(codeframe, asked, anchor=f"theme-{theme_code}")
        except CodeframeRefused as refused:
            faults = _faults(refused)
        except DraftChanged:
            return _show_both(codeframe, asked, theme_code, typed)
    return show("edit_theme", codeframe, asked, faults, typed, **values | {"version": seen()})


def _show_gone(code, slug, number, theme_code):
    """Somebody took the theme out, or agreed the codeframe, while it was written: the words are shown again."""
    codeframe, asked = load(code, slug, number)
    row = codeframes.last_change_of(codeframe, theme_code)
    is_there = any(theme.code == theme_code for theme in codeframe.themes)
    if row is None or (is_there and codeframe.agreed_at is None):
        return None
    if codeframe.agreed_at is not None:
        text = "This codeframe was agreed while you wrote. Copy your words, and draft the next number"
    else:
        text = f"{row.made_by.email} took this theme out while you wrote. Save, and it is added as a new theme"
    typed = {name: request.form.get(name, "") for name in FIELDS}
    parents = [(theme.code, theme.label) for theme in codeframe.themes]
    return show("edit_theme", codeframe, asked, {"label": text}, typed, 409, theme=None, parents=parents)


def _show_both(codeframe, asked, theme_code, typed):
    """What stands in the draft now beside what was typed: saving again, the person has seen both."""
    db.session.expire_all()
    theme = next((theme for theme in codeframe.themes if theme.code == theme_code), None)
    if theme is None:  # between the two looks at the draft
        return _show_gone(codeframe.consultation.code, asked.slug, codeframe.number, theme_code)
    who, when = who_changed(codeframe, [theme_code])
    labels = {theme.code: theme.label for theme in codeframe.themes}
    now = _written(codeframe, theme)
    both = [
        (name, labels.get(now[field], now[field]), labels.get(typed[field], typed[field]))
        for field, name in codeframes.FIELD_NAMES.items()
        if now[field].strip() != typed[field].replace("\r\n", "\n").strip()
    ]
    faults = {"label": f"{who} changed this theme while you wrote. Compare, then save what should stand"}
    values = {"both": both, "who": who, "when": when, "version": codeframe.version, "theme": theme}
    return show("edit_theme", codeframe, asked, faults, typed, 409, parents=_parents(codeframe, theme), **values)


@bp.route(f"{THEME}/examples", methods=["GET", "POST"])
@role_required(*EDITORS)
def choose_examples(code, slug, number, theme_code):
    """Tick texts that show what the theme means. They are found by its key words, or by words that are looked for."""
    codeframe, asked, theme = load_theme(code, slug, number, theme_code)
    if request.method == "POST":
        ticked = set(_texts("examples"))
        try:
            editing.set_examples(codeframe, theme_code, _texts("offered"), ticked, g.staff, clock())
        except CodeframeRefused as refused:
            return show("choose_examples", codeframe, asked, _faults(refused, "examples"), theme=theme, texts=[])
        return redirect(url_for(".choose_examples", **request.view_args, words=request.args.get("words")), 303)
    typed = request.args.get("words", "")
    words = key_words_of(typed[:200]) or tuple(theme.key_words[:10]) or (theme.label,)
    texts = codeframes.offered_texts(codeframe, theme, words)
    record_reading(codeframe, [(text.kind, text.id) for text in texts])
    return show("choose_examples", codeframe, asked, typed={"words": typed}, theme=theme, texts=texts)


def _texts(name):
    """("answer", 7) for each "answer-7" that was sent."""
    found = []
    for value in " ".join(request.form.getlist(name)).split():
        kind, _, id_ = value.partition("-")
        if kind in ("answer", "contribution") and id_.isascii() and id_.isdigit() and len(id_) < 10:
            found.append((kind, int(id_)))
    return found


def _written(codeframe, theme):
    codes = {row.id: row.code for row in codeframe.themes}
    plain = {name: getattr(theme, name) for name in ("label", *WORDS)}
    return plain | {"key_words": "\n".join(theme.key_words), "parent": codes.get(theme.parent_id, "")}


def _parents(codeframe, theme):
    """(code, label) of each theme that this one can stand under: not itself, nor what stands under it."""
    codes = {row.id: row.code for row in codeframe.themes}
    chains = above(codes.values(), {row.code: codes.get(row.parent_id, "") for row in codeframe.themes})
    return [
        (row.code, row.label)
        for row in codeframe.themes
        if row.code != theme.code and theme.code not in chains[row.code]
    ]


def _faults(refused, default="label"):
    return {refused.field if refused.field in FIELDS else default: str(refused)}
