"""Files that leave: no formula in them, nothing lost, the same bytes from the same data, and each written down."""

import csv
import hashlib
import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from engage import results
from engage.exports import csv as csv_file
from engage.exports import download, tables, xlsx
from engage.exports.document import Column, Document, Table
from engage.exports.text import FORMULA_STARTS, UNSAFE, cell, chunks, file_name
from engage.extensions import db
from engage.models import AuditEvent, Question, Release, Role
from engage.operations import coding
from tests.builders import NOW, a_consultation, a_questionnaire, a_response

FORMULAS = ["=HYPERLINK(\"//evil\")", "=cmd|'/c calc'!A1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1",
            "＝1", "＋1", "－1", "＠1", "  =1", "\" =1", "'=1", "\u00a0=1", "\ufeff=1", "\u202e=1"]  # fmt: skip
TEXTS = st.text(max_size=200) | st.text(alphabet="=+-@|%\t\r\n\0 \"',;\u202e＝\ud800\ufffe\x0b\x1bab", max_size=20)


def table_of(*values, header=("A", "B", "C")):
    return Table("themes", "Test", tuple(map(Column, header[: len(values)])), (values,))


def a_workbook(*tables):
    return sheets_of(xlsx.write(Document("Test", "en", "test", tables), NOW))


def table_in(sheet):
    """The rows of the one real table of a sheet, its header first."""
    (found,) = sheet.tables.values()
    return [tuple(cell.value for cell in row) for row in sheet[found.ref]]


def sheets_of(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def with_themes():
    consultation = a_consultation()
    for text in ("=1+1 buses are late and never come", "Buses are late in the evening", "More trees in the street"):
        a_response(consultation, {"streets": ["buses"]}, {"streets": text})
    key, question_id = next(iter(results.question_keys(consultation).items()))
    coding.run_themes(db.session.get_one(Question, question_id), n_themes=2, now=NOW)
    return consultation


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_looks_like_a_formula_gets_a_mark_before_it(text):
    assert cell(text) == "'" + text


@pytest.mark.parametrize("text", ["a - b", "2 + 2", "me@example.org", "", "don't", "'quoted'", "_x0000_", "]]>&lt;"])
def test_other_text_stays_as_it_is(text):
    assert cell(text) == text


@pytest.mark.parametrize("number", [-5, 0, 3, 43.2, -0.5])
def test_numbers_stay_numbers(number):
    assert cell(number) is number


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_no_text_becomes_a_formula_and_none_is_lost(text):
    safe = cell(text)

    assert not safe.startswith((*FORMULA_STARTS, "\t", "\r", "\n"))
    assert not UNSAFE.search(safe)
    assert safe in (UNSAFE.sub("", text), "'" + UNSAFE.sub("", text))


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_a_csv_file_reads_back_as_it_was_written(text):
    content = csv_file.write_table(table_of(text, 1, "end"))

    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))

    assert rows == [["A", "B", "C"], [cell(text), "1", "end"]]


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_no_cell_of_a_workbook_is_a_formula(text):
    book = a_workbook(table_of(text, 5, "end"))

    cells = [found for sheet in book for row in sheet for found in row]
    assert {found.data_type for found in cells} <= {"s", "n"}
    assert table_in(book["Themes"])[1][1] == 5


def test_headers_are_made_safe_too():
    table = table_of("a", "b", header=("=1+1", "@x"))

    assert csv_file.write_table(table).decode("utf-8-sig").splitlines()[0] == "'=1+1,'@x"
    assert table_in(a_workbook(table)["Themes"])[0] == ("'=1+1", "'@x")


@pytest.mark.parametrize("letter", ["x", "\U0001f600"])
def test_a_text_longer_than_a_cell_is_split_and_nothing_is_lost(letter):
    text = letter * 33_000

    book = a_workbook(table_of("short", text))

    header, row = table_in(book["Themes"])
    assert "".join(value for value in row[1:] if value != "[z]") == text
    assert header[2] == "Continued 1"
    assert book["Themes"].cell(4, 2).value == row[1]
    assert "Sheet Themes, row 4" in table_in(book["Notes"])[-1][1]


@given(st.text(max_size=80))
def test_pieces_put_together_are_the_text(text):
    assert "".join(chunks(text * 500)) == text * 500


def test_the_workbook_has_one_table_a_sheet_and_a_cover_first(app):
    book = sheets_of(download.make(results.of(with_themes()), "results.xlsx", NOW))

    assert book.sheetnames == [
        "Cover", "Notes", "About", "Ranking", "First_choices",
        "Numbers_and_dates", "Middles", "Organisations", "Groups", "Activities", "Themes",
        "Coded_themes",
    ]  # fmt: skip
    assert table_in(book["Ranking"])[1][2:7] == ("1", "Buses", 3, 3, 100)
    quotes = [value for row in table_in(book["Themes"])[1:] for value in row[7:] if value]
    assert "'=1+1 buses are late and never come" in quotes
    assert not [found for sheet in book for row in sheet for found in row if found.data_type == "f"]


def test_the_cover_says_what_was_counted_how_when_and_from_which_data(app):
    found = results.of(with_themes())

    said = dict(tables.cover(found, NOW).rows)

    assert said["Consultation"] == "The market place"
    assert said["Responses counted"] == 3
    assert said["Responses: Online, Standard wording"] == 3
    assert said["File made"] == "2026-10-07 10:30 UTC"
    assert said["Data, SHA-256"] == found.data_sha256
    assert said["Made by"].startswith("Engage ")
    assert "more than 100%" in said["How shares were counted"]
    assert "3 comments read" in said["Themes: Is there anything else about your streets?"]


@pytest.mark.parametrize("file", download.FILES)
def test_the_same_data_at_the_same_moment_gives_the_same_bytes(app, file):
    consultation = with_themes()

    first = download.make(results.of(consultation), file, NOW)
    db.session.rollback()

    assert download.make(results.of(consultation), file, NOW) == first


@pytest.mark.parametrize(("file", "kind"), download.FILES.items())
def test_every_download_is_written_down_with_the_hash_of_the_file(staff, file, kind):
    a_response(a_consultation(), {"streets": ["buses"]})
    client = staff(Role.ANALYST).client

    reply = client.get(f"/staff/consultations/market-place/download/{file}")

    assert reply.status_code == 200
    db.session.rollback()
    entry = db.session.scalars(select(Release)).one()
    assert (entry.kind, entry.n_responses) == (kind, 1)
    assert entry.file_sha256 == hashlib.sha256(reply.data).hexdigest()
    event = db.session.scalars(select(AuditEvent).filter_by(verb="downloaded_results")).one()
    assert event.actor.email == "analyst@example.org"
    assert event.detail["sha256"] == entry.file_sha256


def test_a_download_is_a_file_of_a_safe_name_that_nobody_keeps(staff):
    a_consultation()

    reply = staff(Role.ANALYST).client.get("/staff/consultations/market-place/download/ranking.csv")

    disposition = 'attachment; filename="market-place-ranking-2026-10-07.csv"'
    assert reply.headers["Content-Disposition"] == disposition
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.data.startswith("\ufeffSection,".encode())


def test_an_unknown_file_is_not_there(staff):
    a_consultation()

    assert staff(Role.ANALYST).get("/staff/consultations/market-place/download/answers.csv").status == 404


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("../../etc/passwd\r\nX: y",), "etc-passwd-X-y"),
        (("C:\\x\0",), "C-x"),
        (("…",), "results"),
        (("é" * 300,), "e" * 80),
    ],
)
def test_file_names_are_one_plain_line(parts, name):
    assert file_name(*parts) == name


def test_labels_of_the_questionnaire_that_look_like_formulas_are_made_safe(app):
    document = a_questionnaire().replace("Buses", "=1+1").replace("Your streets", "@SUM(1)")
    consultation = a_consultation(document=document)
    a_response(consultation, {"streets": ["buses"]})

    content = download.make(results.of(consultation), "ranking.csv", NOW).decode("utf-8-sig")

    assert not [value for row in csv.reader(io.StringIO(content)) for value in row if value.startswith(("=", "@"))]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_command_line_writes_the_same_files(app, tmp_path, kind):
    found = results.of(with_themes())
    arguments = ["engage", "export", "market-place", "--format", kind, "--output", str(tmp_path / "out")]

    outcome = app.test_cli_runner().invoke(args=arguments)

    assert outcome.exit_code == 0, outcome.output
    files = [file for file, of_kind in download.FILES.items() if of_kind == kind]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(files)
    assert (tmp_path / "out" / files[0]).read_bytes() == download.make(found, files[0], NOW)
    db.session.rollback()
    assert {entry.made_by_id for entry in db.session.scalars(select(Release))} == {None}


def test_the_command_line_names_what_is_not_there(app, tmp_path):
    outcome = app.test_cli_runner().invoke(args=["engage", "export", "nowhere", "--output", str(tmp_path)])

    assert outcome.exit_code == 1
    assert outcome.stderr == "There is no consultation nowhere.\n"
