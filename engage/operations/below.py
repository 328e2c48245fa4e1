"""Rows that go with every row that hangs on them, whatever tables there are: nothing of them may stay."""

from sqlalchemy import delete, select

from engage.extensions import db


def erase_with_all_below(table, ids):
    """Inside the caller's transaction: delete these rows of a table, and all that point at them, and so on."""
    if not ids:
        return
    for child in db.metadata.tables.values():
        for key in child.foreign_keys:
            if key.column.table is not table or key.column.name != "id":
                continue
            hangs = key.parent.in_(ids)
            if "id" in child.c:
                erase_with_all_below(child, db.session.scalars(select(child.c.id).where(hangs)).all())
            else:
                db.session.execute(delete(child).where(hangs))
    db.session.execute(delete(table).where(table.c.id.in_(ids)))
