"""One change of a draft: held against a second hand, and kept with what the themes were before and after."""

import logging
from contextlib import contextmanager

from sqlalchemy import select

from engage.errors import CodeframeRefused, DraftChanged
from engage.extensions import db
from engage.models import Codeframe, CodeframeChange, Theme, ThemeExample, ThemeOrigin
from engage.operations import transaction
from engage.operations.staff import note

log = logging.getLogger(__name__)

PLAIN = ("position", "label", "definition", "includes", "excludes", "key_words")
#: where a theme stands is not what it says: moving one is no conflict for who describes it
OF_ORDER = {"position"}


@contextmanager
def change(codeframe, verb, actor, now, seen=None, codes=(), undoes=None):
    """Hold the draft, let the block change its themes, keep what changed as the next version; one transaction.

    seen, codes : the version that the person saw, and the themes that they mean to change: DraftChanged if somebody
                  changed one of these since
    Raises CodeframeRefused if the codeframe is agreed.
    """
    with transaction():
        hold_draft(codeframe)
        refuse_changed(codeframe, seen, codes)
        before = states(codeframe)
        yield
        keep(codeframe, verb, before, actor, now, undoes)


def hold_draft(codeframe):
    """Lock the draft until the caller's transaction ends."""
    held = select(Codeframe).filter_by(id=codeframe.id).with_for_update()
    db.session.scalars(held.execution_options(populate_existing=True)).one()
    if codeframe.agreed_at is not None:
        raise CodeframeRefused("", "This codeframe is agreed, and stays as it is. Draft the next number to change it")


def refuse_changed(codeframe, seen, codes):
    """DraftChanged if one of these themes says something else than in the version that was seen."""
    if seen is None or seen >= codeframe.version:
        return
    query = select(CodeframeChange).filter_by(codeframe_id=codeframe.id).where(CodeframeChange.number > seen)
    touched = {code for row in db.session.scalars(query) for code in row.after if _says_else(row, code)}
    if touched & set(codes):
        raise DraftChanged(touched & set(codes))


def _says_else(row, code):
    before, after = (
        values and {name: value for name, value in values.items() if name not in OF_ORDER}
        for values in (row.before.get(code), row.after.get(code))
    )
    return before != after


def keep(codeframe, verb, before, actor, now, undoes=None):
    """Inside the caller's transaction: write down what became of the themes; nothing if nothing did."""
    db.session.flush()
    after = states(codeframe)
    codes = [code for code in {**before, **after} if before.get(code) != after.get(code)]
    if not codes:
        return
    codeframe.version += 1
    row = CodeframeChange(
        codeframe_id=codeframe.id,
        number=codeframe.version,
        verb=verb,
        before={code: before.get(code) for code in codes},
        after={code: after.get(code) for code in codes},
        undoes=undoes,
        made_at=now,
        made_by_id=actor.id,
    )
    db.session.add(row)
    detail = {"number": codeframe.number, "version": codeframe.version, "themes": codes[:20]}
    note(actor, f"{verb}_codeframe", "codeframe", str(codeframe.id), now, **detail)
    log.info("codeframe %s: %s, version %s", codeframe.id, verb, codeframe.version)


def rows_of(codeframe):
    """Every theme of a draft, those taken out of it too: code -> Theme."""
    return {row.code: row for row in db.session.scalars(select(Theme).filter_by(codeframe_id=codeframe.id))}


def standing(codeframe):
    """The themes that stand in it, in order."""
    rows = [row for row in rows_of(codeframe).values() if row.label_key is not None]
    return sorted(rows, key=lambda row: (row.position, row.id))


def states(codeframe):
    """Code -> what the theme says, for each that stands. Ids of examples and origins only, no texts."""
    themes = standing(codeframe)
    codes = {theme.id: theme.code for theme in themes}
    origins, examples = _ids(ThemeOrigin, ThemeOrigin.origin_id, codes), _ids(ThemeExample, ThemeExample.id, codes)
    return {
        theme.code: {name: getattr(theme, name) for name in PLAIN}
        | {
            "key_words": list(theme.key_words),
            "parent": codes.get(theme.parent_id),
            "candidate": theme.candidate_id,
            "origins": origins.get(theme.id, []),
            "examples": examples.get(theme.id, []),
        }
        for theme in themes
    }


def _ids(model, column, themes):
    found = {}
    query = select(model.theme_id, column).join(Theme, Theme.id == model.theme_id).where(model.theme_id.in_(themes))
    for theme_id, id_ in db.session.execute(query.order_by(model.theme_id, column)):
        found.setdefault(theme_id, []).append(id_)
    return found


def put_in_order(codeframe):
    """Number the themes as they are read: each with what is nested under it behind it."""
    db.session.flush()
    under = {}
    for row in standing(codeframe):
        under.setdefault(row.parent_id, []).append(row)
    waiting, place = under.get(None, [])[::-1], 0
    while waiting:
        row = waiting.pop()
        place += 1
        row.position = place
        waiting += under.get(row.id, [])[::-1]
