"""Codeframes in files: our table and the REFI-QDA codebook, read with care and written so that others can read them."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.exports import csv
from forms.codeframes import qdc, table
from forms.codeframes.lines import Line, faults_of, key_words_of, typed_line
from forms.fieldwork.tables import TableRefused

PLACE = "market-place/streets_comment"
LINES = [
    Line("Transport", "T1", "Getting about", "Buses\nTrains", "Parking", ("bus", "train")),
    Line("حافلات متأخرة", "T2", key_words=("متأخر",), parent="T1"),
    Line("🚌 <stops> & “seats”", "T3", "Where buses stop", parent="T2"),
    Line("=SUM(A1)", "T4", "+1"),
]


def table_of(text):
    return table.judge(table.rows_in(text.encode()))


def codebook(codes, head=""):
    return f'<?xml version="1.0"?>{head}<CodeBook xmlns="{qdc.NAMESPACE}"><Codes>{codes}</Codes></CodeBook>'.encode()


def read_qdc(content, known=None, used=()):
    return table.judge(qdc.settled(qdc.rows_of(content, known or {}), used), used)


def test_what_is_written_as_a_table_is_read_as_the_same_themes():
    content = csv.write_rows(table.COLUMNS, table.rows_of(LINES))

    lines, faults = table.judge(table.rows_in(content))

    assert (lines, faults) == (LINES, [])
    assert b"'=SUM(A1)" in content
    assert b"'+1" in content


def test_what_is_written_as_a_codebook_is_read_as_the_same_themes():
    known = {qdc.guid_of(PLACE, line.code): line.code for line in LINES}

    lines, faults = read_qdc(qdc.write(LINES, PLACE, "Engage"), known)

    assert (lines, faults) == (LINES, [])


def test_a_codebook_of_ours_is_as_the_published_schema_describes():
    """Codebook.xsd 1.0: CodeBook(origin) > Codes > Code(guid, name, isCodable) > Description?, Code*; nothing else."""
    content = qdc.write(LINES, PLACE, "Engage 1")
    root = ElementTree.fromstring(content)  # noqa: S314 (we wrote it)
    space = f"{{{qdc.NAMESPACE}}}"

    assert (root.tag, root.attrib, [part.tag for part in root]) == (
        f"{space}CodeBook", {"origin": "Engage 1"}, [f"{space}Codes"],
    )  # fmt: skip
    codes = list(root.iter(f"{space}Code"))
    assert len(codes) == 4
    for code in codes:
        assert set(code.attrib) == {"guid", "name", "isCodable"}
        assert re.fullmatch(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", code.get("guid"))
        assert code.get("isCodable") == "true"
        parts = [part.tag.removeprefix(space) for part in code]
        assert parts == sorted(parts, key=["Description", "Code"].index)
        assert parts.count("Description") <= 1
    assert content == qdc.write(LINES, PLACE, "Engage 1")


def test_codes_of_another_program_are_nested_themes_without_their_colours():
    codes = (
        '<Code guid="{2a08bddf-4c35-4250-bf77-7de37b50c930}" name="Transport" isCodable="false" color="#FF0000">'
        '<Description>Getting about</Description><Code guid="x" name="Buses" isCodable="true"/></Code>'
        '<Code guid="y" name="Trees" isCodable="true"/>'
    )

    lines, faults = read_qdc(codebook(codes), used={"T1"})

    assert faults == []
    assert [(line.code, line.label, line.parent, line.definition) for line in lines] == [
        ("T2", "Transport", "", "Getting about"), ("T3", "Buses", "T2", ""), ("T4", "Trees", "", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (codebook("<Code name='&a;'/>", '<!DOCTYPE x [<!ENTITY a "b">]>'), "declares a document type"),
        (codebook("<Code name='A'/>", '<!DOCTYPE x SYSTEM "file:///etc/passwd">'), "declares a document type"),
        (codebook("<Code name='A'>"), "not a codebook that we can read"),
        (b"<html><body>No</body></html>", "not a codebook that we can read"),
        (codebook("&nothing;"), "not a codebook that we can read"),
        (codebook(""), "no codes in this file"),
        (codebook("<Code name='A'>" * 51 + "</Code>" * 51), "50 deep"),
        (codebook("<Code name='A'/>" * 2001), "2,000 codes"),
        (b"<" + b" " * qdc.MOST_BYTES, "larger than 2 MB"),
    ],
)
def test_a_codebook_that_cannot_be_taken_is_refused_in_words(content, message):
    with pytest.raises(TableRefused, match=message):
        qdc.rows_of(content, {})


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("theme\nTrees\n\nTREES \n", [(4, "Two themes have this name. The other is in row 2")]),
        ("code,theme\nA,Trees\nA,Buses\n", [(3, "Two themes have this code. The other is in row 2")]),
        ("code,theme\nA B,Trees\n", [(2, "A code has 1 to 40 letters")]),
        ("theme,definition\n,Planting\n", [(2, "Enter the name of the theme")]),
        (f"theme\n{'x' * 201}\n", [(2, "The name must be 200 characters or fewer")]),
        ("theme,parent\nTrees,Parks\n", [(2, "The parent “Parks” is not in the table")]),
        ("theme,parent\nTrees,Trees\n", [(2, "“Trees” stands under itself")]),
        ("theme,parent\nA,B\nB,C\nC,A\nD,A\n", [(n, "stands under itself") for n in (2, 3, 4)]),
    ],
)
def test_what_is_wrong_with_a_row_is_said_with_its_number(text, faults):
    found = table_of(text)[1]

    assert [number for number, _text in found] == [number for number, _words in faults]
    assert all(words in text for (_n, text), (_m, words) in zip(found, faults, strict=True))


def test_a_parent_is_named_by_its_code_or_its_name_wherever_it_stands():
    lines, faults = table_of("code,theme,parent\n,Late buses,buses\n,Stops,T9\nT9,Buses,\n")

    assert faults == []
    assert [(line.code, line.parent) for line in lines] == [("T1", "T9"), ("T2", "T9"), ("T9", "")]


@pytest.mark.parametrize("text", ["title\nTrees\n", "theme,colour\nTrees,red\n", "theme\n", ""])
def test_a_table_that_is_not_ours_is_refused_in_words(text):
    with pytest.raises(TableRefused):
        table_of(text)


def test_the_template_can_be_brought_in_as_it_is():
    lines, faults = table.judge(table.rows_in(csv.write_rows(table.COLUMNS, table.EXAMPLE)))

    assert faults == []
    assert [(line.label, line.parent) for line in lines] == [("Buses", ""), ("Bus stops", "T1")]


def test_key_words_are_one_a_line_or_between_commas_and_each_once():
    found = key_words_of(" bus stop,Bus  Stop;shelter\nحافلة، قطار\n")

    assert found == ("bus stop", "shelter", "حافلة", "قطار")


def test_too_much_is_refused_field_by_field():
    line = typed_line({"label": "x", "definition": "d" * 5001, "key_words": ",".join(f"w{n}" for n in range(101))})

    assert set(faults_of(line)) == {"definition", "key_words"}


@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=8), st.text(max_size=60))
def test_whatever_is_typed_comes_back_from_both_files(labels, words):
    """Names and meanings in any letters; where two names are alike the file is refused and not changed."""
    typed = [typed_line({"label": label, "definition": words}, f"T{n}") for n, label in enumerate(labels, 1)]
    if any(faults_of(line) for line in typed):
        return
    known = {qdc.guid_of(PLACE, line.code): line.code for line in typed}

    from_codebook, faults = read_qdc(qdc.write(typed, PLACE, "Engage"), known)

    assert faults or [line.label for line in from_codebook] == [line.label for line in typed]
