"""Agree a codeframe: from then on it is never edited."""

from sqlalchemy import delete, insert

from engage.errors import CodeframeRefused, DraftChanged
from engage.extensions import db
from engage.extracts.codeframes import carrying
from engage.models import CodeAssignment, CodedText, CodeframeChange, ThemeExample, ThemeOrigin
from engage.operations import transaction
from engage.operations.codeframes.changing import hold_draft, rows_of, standing
from engage.operations.staff import note


def agree(codeframe, actor, now, seen=None):
    """Freeze the draft, and carry the human decisions of the number before along the lineage of its themes.

    What was taken out of the draft goes; the changes stay as its history. Returns the Carrying.
    Raises DraftChanged if the draft is not in the version that was `seen`: nobody agrees what they did not read.
    """
    with transaction():
        hold_draft(codeframe)
        if seen is not None and seen != codeframe.version:
            raise DraftChanged({theme.code for theme in standing(codeframe)})
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
        found = carrying(codeframe)
        _write_carried(codeframe, found, now)
        counts = {"carried": found.n_carried, "asked_again": len(found.asked), "left": len(found.left)}
        note(actor, "agreed_codeframe", "codeframe", str(codeframe.id), now, number=codeframe.number, **counts)
    return found


def _write_carried(codeframe, found, now):
    rows = [
        {
            "theme_id": theme_id,
            **_column(decision.text),
            "coder_id": decision.coder_id,
            "applies": decision.applies,
            "assigned_at": now,
            "carried_from_id": decision.assignment_id,
            "settlement_id": decision.settlement_id,
        }
        for theme_id, decision in found.carried
    ]
    done = [
        {"codeframe_id": codeframe.id, **_column(text), "coder_id": coder_id, "finished_at": now}
        for text, coder_id in found.finished
    ]
    for model, values in ((CodeAssignment, rows), (CodedText, done)):
        if values:
            db.session.execute(insert(model), values)


def _column(text):
    kind, id_ = text
    return {"answer_id": None, "contribution_id": None, f"{kind}_id": id_}


def _forget_removed(codeframe):
    gone = [theme for theme in rows_of(codeframe).values() if theme.label_key is None]
    for theme in gone:
        theme.parent_id = None
    db.session.flush()
    for model in (ThemeExample, ThemeOrigin):
        db.session.execute(delete(model).where(model.theme_id.in_([theme.id for theme in gone])))
    for theme in gone:
        db.session.delete(theme)
