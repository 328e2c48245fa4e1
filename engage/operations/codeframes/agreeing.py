"""Agree a codeframe: from then on it is never edited."""

from sqlalchemy import delete

from engage.errors import CodeframeRefused
from engage.extensions import db
from engage.models import CodeframeChange, ThemeExample, ThemeOrigin
from engage.operations import transaction
from engage.operations.codeframes.changing import hold_draft, rows_of, standing
from engage.operations.staff import note


def agree(codeframe, actor, now):
    """Freeze the draft. What was taken out of it goes; the changes stay as its history."""
    with transaction():
        hold_draft(codeframe)
        if not standing(codeframe):
            raise CodeframeRefused("", "A codeframe without themes cannot be agreed")
        _forget_removed(codeframe)
        codeframe.version += 1
        codeframe.agreed_at, codeframe.agreed_by_id = now, actor.id
        db.session.add(
            CodeframeChange(
                codeframe_id=codeframe.id, number=codeframe.version, verb="agreed", before={}, after={}, made_at=now,
                made_by_id=actor.id,
            )
        )  # fmt: skip
        note(actor, "agreed_codeframe", "codeframe", str(codeframe.id), now, number=codeframe.number)


def _forget_removed(codeframe):
    gone = [theme for theme in rows_of(codeframe).values() if theme.label_key is None]
    for theme in gone:
        theme.parent_id = None
    db.session.flush()
    for model in (ThemeExample, ThemeOrigin):
        db.session.execute(delete(model).where(model.theme_id.in_([theme.id for theme in gone])))
    for theme in gone:
        db.session.delete(theme)
