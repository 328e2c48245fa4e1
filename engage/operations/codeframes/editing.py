"""What people do to the themes of a draft. Each is one transaction, one version, and can be undone."""

from dataclasses import dataclass

from sqlalchemy import delete, select

from engage.errors import CodeframeRefused
from engage.extensions import db
from engage.extracts.coding import texts
from engage.models import CodeframeChange, Theme, ThemeExample, ThemeOrigin
from engage.operations.codeframes.changing import PLAIN, change, put_in_order, rows_of, standing
from engage.operations.codeframes.drafting import free_codes
from forms.codeframes.lines import Line, key_of

WORDS = ("definition", "includes", "excludes")
#: verbs that are themselves the way back
NOT_UNDONE = ("begun", "undone", "examples")


@dataclass(frozen=True)
class Part:
    """One of the themes that a theme is split into; of its examples, those of these ids go with it."""

    line: Line
    example_ids: tuple[int, ...] = ()


def add(codeframe, line, actor, now):
    """Put a theme at the end; the Theme."""
    with change(codeframe, "added", actor, now):
        rows = rows_of(codeframe)
        theme = _new(codeframe, rows, line)
        theme.parent_id = _parent_id(rows, theme, line.parent)
        put_in_order(codeframe)
    return theme


def describe(codeframe, code, line, actor, now, seen):
    """Rename and describe a theme, give it key words and a parent. DraftChanged if somebody else did since `seen`."""
    with change(codeframe, "described", actor, now, seen, [code]):
        rows = rows_of(codeframe)
        theme = _find(rows, code)
        _refuse_same_label(rows, line.label, {code})
        theme.label, theme.label_key = line.label, key_of(line.label)
        for name in WORDS:
            setattr(theme, name, getattr(line, name))
        theme.key_words = list(line.key_words)
        theme.parent_id = _parent_id(rows, theme, line.parent)
        put_in_order(codeframe)
    return theme


def merge(codeframe, codes, kept, label, actor, now, seen):
    """Make one theme of several: `kept` stays under this label, with the words, examples and origins of all."""
    if len(set(codes)) < 2 or kept not in codes:
        raise CodeframeRefused("themes", "Tick two themes or more to merge")
    with change(codeframe, "merged", actor, now, seen, codes):
        rows = rows_of(codeframe)
        _refuse_same_label(rows, label, codes)
        target, others = _find(rows, kept), [_find(rows, code) for code in codes if code != kept]
        for theme in others:
            for name in WORDS:
                both = (getattr(target, name), getattr(theme, name))
                setattr(target, name, "\n".join(dict.fromkeys(filter(None, both))))
            target.key_words = list(dict.fromkeys([*target.key_words, *theme.key_words]))
            _copy_origins(theme, target)
            _copy_examples(theme, target)
        _nest_merged(rows, target, {theme.id for theme in others})
        _take_out(others)
        db.session.flush()
        target.label, target.label_key = label, key_of(label)
        put_in_order(codeframe)
    return target


def split(codeframe, code, parts, actor, now, seen):
    """Make several themes of one. Each part goes on from its origins.

    Its codes are asked for again in the next number: nobody guesses to which part a text belongs.
    """
    if len(parts) < 2:
        raise CodeframeRefused("parts", "Name two parts or more")
    with change(codeframe, "split", actor, now, seen, [code]):
        rows = rows_of(codeframe)
        theme = _find(rows, code)
        above = theme.parent_id
        keys = [key_of(part.line.label) for part in parts]
        if len(set(keys)) < len(keys):
            raise CodeframeRefused("parts", "Give each part a name of its own")
        for part in parts:
            _refuse_same_label(rows, part.line.label, {code})
        _lift_children(rows, theme)
        _take_out([theme])
        db.session.flush()
        made = [_new(codeframe, rows, part.line, theme.position) for part in parts]
        by_id = {row.id: row for row in db.session.scalars(select(ThemeExample).filter_by(theme_id=theme.id))}
        for part, new in zip(parts, made, strict=True):
            new.parent_id, new.candidate_id = above, theme.candidate_id
            _copy_origins(theme, new)
            for example in (by_id[id_] for id_ in part.example_ids if id_ in by_id):
                _copy_example(example, new)
        put_in_order(codeframe)
    return made


def move(codeframe, code, step, actor, now):
    """Put a theme before (-1) or behind (1) its neighbour under the same parent."""
    with change(codeframe, "moved", actor, now):
        theme = _find(rows_of(codeframe), code)
        beside = [row for row in standing(codeframe) if row.parent_id == theme.parent_id]
        place = beside.index(theme)
        if 0 <= place + step < len(beside):
            other = beside[place + step]
            theme.position, other.position = other.position, theme.position
            put_in_order(codeframe)


def remove(codeframe, code, actor, now, seen):
    """Take a theme out of the draft; what was nested under it moves up. Undo brings it back."""
    with change(codeframe, "removed", actor, now, seen, [code]):
        rows = rows_of(codeframe)
        theme = _find(rows, code)
        _lift_children(rows, theme)
        _take_out([theme])
        put_in_order(codeframe)


def set_examples(codeframe, code, offered, ticked, actor, now):
    """Of the texts that were offered ("answer", id) or ("contribution", id), those ticked are examples, others not.

    A text that this codeframe does not code, or that was withdrawn, does not become one.
    """
    with change(codeframe, "examples", actor, now):
        theme = _find(rows_of(codeframe), code)
        there = set(texts(codeframe, [f"{kind[0]}{id_}" for kind, id_ in ticked])["key"])
        for kind, id_ in offered:
            column = {f"{kind}_id": id_}
            example = db.session.scalar(select(ThemeExample).filter_by(theme_id=theme.id, **column))
            if example is not None and (kind, id_) not in ticked:
                db.session.delete(example)
            elif example is None and (kind, id_) in ticked and f"{kind[0]}{id_}" in there:
                db.session.add(ThemeExample(theme_id=theme.id, **column))


def undoable(codeframe):
    """The newest change that was not taken back and can be; or None."""
    rows = db.session.scalars(
        select(CodeframeChange).filter_by(codeframe_id=codeframe.id).order_by(CodeframeChange.number.desc())
    ).all()
    undone = {row.undoes for row in rows}
    left = next((row for row in rows if row.verb != "undone" and row.number not in undone), None)
    return left if left is not None and left.verb not in NOT_UNDONE else None


def undo(codeframe, number, actor, now):
    """Take back the newest change, if it is still this one; CodeframeRefused if another has come since."""
    with change(codeframe, "undone", actor, now, undoes=number):
        last = undoable(codeframe)
        if last is None or last.number != number:
            raise CodeframeRefused("", "Somebody changed the draft meanwhile. Nothing was undone: see what changed")
        rows = rows_of(codeframe)
        touched = [rows[code] for code in last.before]
        for row in touched:  # two that swapped their labels must not stand in one another's way
            row.label_key = None
        db.session.flush()
        for row in touched:
            _restore(row, last.before[row.code], rows)


def _restore(row, values, rows):
    row.parent_id = rows[values["parent"]].id if values and values["parent"] else None
    if values is None:
        return
    for name in PLAIN:
        setattr(row, name, values[name])
    row.label_key, row.candidate_id = key_of(row.label), values["candidate"]
    extra = delete(ThemeOrigin).filter_by(theme_id=row.id).where(ThemeOrigin.origin_id.not_in(values["origins"]))
    db.session.execute(extra)
    added = delete(ThemeExample).filter_by(theme_id=row.id).where(ThemeExample.id.not_in(values["examples"]))
    db.session.execute(added.execution_options(synchronize_session=False))


def _find(rows, code):
    theme = rows.get(code)
    if theme is None or theme.label_key is None:
        raise CodeframeRefused("themes", f"The theme {code} is not in the draft any more")
    return theme


def _new(codeframe, rows, line, position=None):
    _refuse_same_label(rows, line.label, set())
    code = line.code or next(free_codes(codeframe, rows))
    if code in rows:
        raise CodeframeRefused("code", f"The code {code} is taken")
    theme = Theme(
        codeframe_id=codeframe.id,
        code=code,
        position=position or len(rows) + 1,
        label=line.label,
        label_key=key_of(line.label),
        definition=line.definition,
        includes=line.includes,
        excludes=line.excludes,
        key_words=list(line.key_words),
    )
    db.session.add(theme)
    db.session.flush()
    rows[code] = theme
    return theme


def _take_out(themes):
    for theme in themes:
        theme.label_key = theme.parent_id = None


def _refuse_same_label(rows, label, except_codes):
    for row in rows.values():
        if row.label_key == key_of(label) and row.code not in except_codes:
            raise CodeframeRefused("label", f"Another theme is called “{row.label}”. Give this one a name of its own")


def _parent_id(rows, theme, code):
    """The id of the parent named by this code; refused where it is the theme itself or stands under it."""
    if not code:
        return None
    parent = _find(rows, code)
    by_id = {row.id: row for row in rows.values()}
    above = parent
    while above is not None:
        if above.id == theme.id:
            raise CodeframeRefused("parent", f"“{theme.label}” cannot stand under itself. Choose another parent")
        above = by_id.get(above.parent_id)
    return parent.id


def _lift_children(rows, theme):
    for row in rows.values():
        if row.parent_id == theme.id:
            row.parent_id = theme.parent_id


def _nest_merged(rows, target, gone):
    """What stood under the merged themes stands under the one that is left, and that one where the highest stood."""
    by_id = {row.id: row for row in rows.values()}
    above = by_id.get(target.parent_id)
    while above is not None:
        if above.id in gone:
            target.parent_id = above.parent_id
        above = by_id.get(above.parent_id)
    for row in rows.values():
        if row.parent_id in gone and row.id != target.id:
            row.parent_id = target.id


def _copy_origins(theme, target):
    for (origin_id,) in db.session.execute(select(ThemeOrigin.origin_id).filter_by(theme_id=theme.id)):
        if db.session.get(ThemeOrigin, (target.id, origin_id)) is None:
            db.session.add(ThemeOrigin(theme_id=target.id, origin_id=origin_id))


def _copy_examples(theme, target):
    for example in db.session.scalars(select(ThemeExample).filter_by(theme_id=theme.id)).all():
        _copy_example(example, target)


def _copy_example(example, target):
    text = {"answer_id": example.answer_id, "contribution_id": example.contribution_id}
    if db.session.scalar(select(ThemeExample.id).filter_by(theme_id=target.id, **text)) is None:
        db.session.add(ThemeExample(theme_id=target.id, **text))
