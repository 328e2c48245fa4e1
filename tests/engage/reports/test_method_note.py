"""The method note says all that a reader needs, from the frozen data alone, and tells no small number."""

import pytest

from engage.exports.document import Bullets, Heading, Mark, Paragraph, Table
from engage.reports import method_note
from tests.snapshots import a_snapshot


def words(document):
    """All that is written in it, as one text."""
    said = []
    for block in document.blocks:
        said += [getattr(block, name) for name in ("title", "text") if hasattr(block, name)]
        said += getattr(block, "items", ())
        said += [str(value) for row in getattr(block, "rows", ()) for value in row]
    return "\n".join(said)


def table(document, name):
    return next(block for block in document.tables if block.name == name)


def test_it_says_what_a_reader_needs():
    note = method_note.build(a_snapshot(), "en")

    assert [block.text for block in note.blocks if isinstance(block, Heading) and block.level == 1] == [
        "Who answered, and how", "The questionnaire", "What was left out, and why", "Duplicates and campaigns",
        "Keying of paper forms", "Who coded the comments", "How far coders agree", "Weighting",
        "How small numbers are protected", "Stops that were overridden", "Where the figures come from",
    ]  # fmt: skip
    read = words(note)
    for told in (
        "open from 2026-09-30 to 2026-10-27", "140 of 230,000 (Census 2021)", "Counts from 1 to 7 are kept back",
        "21% of people have no age band", "codeframe 1 with 3 themes, agreed on 2026-10-20", "ab" * 32, "Engage 0.1.0",
        "No question was changed",
    ):  # fmt: skip
        assert told in read
    assert note.title == "Method note: The market place"


def test_a_number_that_is_kept_back_is_a_mark_and_never_a_guess():
    note = method_note.build(a_snapshot(), "en")

    rows = dict(table(note, "method-taking").rows)
    assert rows["Came telephone"] == Mark("c")
    assert rows["Came online"] == 120
    assert table(note, "method-exclusions").rows[0][1] == Mark("c")


def test_changes_of_questions_stand_with_their_dates():
    snapshot = a_snapshot()
    keys = {"added": ["shops_priorities"], "removed": [], "changed": ["streets_priorities"]}
    snapshot["method"]["changes"] = [{"number": 2, "on": "2026-10-05"} | keys]

    bullets = [block for block in method_note.build(snapshot).blocks if isinstance(block, Bullets)]
    listed = [item for block in bullets for item in block.items]

    assert "Version 2, 2026-10-05: added: Which matter most in your shops?" in listed
    assert "Version 2, 2026-10-05: changed: Which matter most in your streets?" in listed


def test_an_override_stands_with_its_reason_and_roles_and_without_a_name():
    override = {"stop": "3 comments are not coded", "reason": "The board meets on Friday",
                "at": "2026-10-28T09:00:00+00:00", "asked_by_role": "analyst",
                "approved_by_role": "engagement_officer"}  # fmt: skip

    note = method_note.build(a_snapshot(overrides=[override]), "en")

    assert table(note, "method-overrides").rows == (
        ("3 comments are not coded", "The board meets on Friday", "analyst", "engagement officer", "2026-10-28"),
    )


def test_who_coded_is_told_by_role():
    snapshot = a_snapshot()
    snapshot["method"]["coding"][0] |= {"roles": ["analyst", "engagement_officer"], "n_by_machine": None}

    read = words(method_note.build(snapshot, "en"))

    assert "read by people (an analyst, an engagement officer): 60; by the machine alone: a number that is kept" in read


@pytest.mark.parametrize("part", ["rankings", "themes", "about"])
def test_what_is_not_there_leaves_no_empty_table(part):
    snapshot = a_snapshot(**{part: []})
    snapshot["method"] |= {"exclusions": [], "copies": [], "keying": [], "coding": []}
    snapshot["taking"]["residents"] = None

    note = method_note.build(snapshot, "en")

    assert all(found.rows for found in note.tables)
    assert len({found.name for found in note.tables}) == len(note.tables)
    assert "No batch of paper forms was closed." in words(note)


def test_headings_leave_out_no_level_and_every_row_fits_its_columns():
    note = method_note.build(a_snapshot(), "cy")

    levels = [0, *(block.level for block in note.blocks if isinstance(block, Heading))]
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    assert all(len(row) == len(found.columns) for found in note.tables for row in found.rows)
    assert note.locale == "en"
    assert all(isinstance(block, Heading | Paragraph | Bullets | Table) for block in note.blocks)
