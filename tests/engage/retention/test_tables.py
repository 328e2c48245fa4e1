"""No table is forgotten: each that holds words is erased with a kind of data, or says why not."""

from sqlalchemy import JSON, LargeBinary, String, Text

from engage.extensions import db
from engage.extracts.retention.kinds import KINDS
from engage.extracts.retention.rows import ROWS
from engage.extracts.retention.tables import ERASED_WITH, KEPT
from engage.operations.retention.erasing import ERASERS


def holds_words(table):
    kinds = (getattr(column.type, "impl", column.type) for column in table.columns)  # what is sealed is a text beneath
    return any(isinstance(kind, String | Text | JSON | LargeBinary) for kind in kinds)


def test_every_table_with_words_is_erased_with_something_or_says_why_it_stays():
    tables = {table.name for table in db.metadata.tables.values() if holds_words(table)}

    assert tables - set(ERASED_WITH) - set(KEPT) == set()


def test_no_table_is_both_and_none_is_named_that_is_not_there():
    assert set(ERASED_WITH) & set(KEPT) == set()
    assert set(ERASED_WITH) | set(KEPT) <= set(db.metadata.tables)


def test_every_kind_has_rows_and_every_part_of_it_an_eraser():
    parts = [name for named in ROWS.values() for name in named]

    assert set(KINDS) == set(ROWS) == {kind for kinds in ERASED_WITH.values() for kind in kinds}
    assert sorted(parts) == sorted(ERASERS)
