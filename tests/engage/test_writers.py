"""Reports as files: they open, lose nothing, can be read aloud, and are the same to the byte when made again."""

import csv
import io
import zipfile
from xml.etree import ElementTree

import docx
import html5lib
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage.exports import csv as csv_file
from engage.exports import docx as docx_file
from engage.exports import html, odt, pdf, xlsx
from engage.exports.document import Column, Document, Heading, Mark, Paragraph, Table
from engage.exports.furniture import printed
from engage.exports.text import plain
from tests.documents import MADE_AT, a_document, a_table, word_faults, workbook_faults
from tests.pdfua import faults as pdf_faults

WRITERS = {"docx": docx_file, "html": html, "xlsx": xlsx, "csv": csv_file, "pdf": pdf, "odt": odt}
#: what somebody could type to break a file, or the page that shows it
NASTY = [
    "<script>alert(1)</script>", "=1+1", "]]>", "&lt;", "_x0000_", "\x00\x0b\x1b", "\ud800", "\ufffe", "\u202eabc",
    "مرحبا", "\U0001f600", "a\tb", "a\r\nb", "%(number)s {0.__class__} {{7*7}}", "#let x", "'", '"',
]  # fmt: skip
TEXTS = st.text(max_size=60) | st.text(alphabet="<>&\"'=\0\x0b\ud800\ufffe\u202e\r\n\tab]", max_size=20)


def short(words):
    table = Table("words", words, (Column(words), Column("Other")), ((words, 1),))
    return Document(words, "en", "words", (Paragraph(words), Heading(1, words), table))


def page_of(document):
    return html5lib.parse(html.write(document, MADE_AT).decode(), namespaceHTMLElements=False)


def text_of_word(content):
    word = docx.Document(io.BytesIO(content))
    return "\n".join(paragraph.text for paragraph in word.paragraphs)


@pytest.mark.parametrize("kind", WRITERS)
def test_the_same_document_at_the_same_moment_gives_the_same_bytes(kind):
    write = WRITERS[kind].write

    assert write(a_document(), MADE_AT) == write(a_document(), MADE_AT)


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_a_word_file_can_be_read_aloud(locale):
    assert list(word_faults(docx_file.write(a_document(locale=locale), MADE_AT))) == []


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_a_pdf_can_be_read_aloud(locale):
    assert pdf_faults(pdf.write(a_document(locale=locale), MADE_AT)) == []


def test_an_opendocument_text_has_headings_header_rows_and_words_for_its_chart():
    with zipfile.ZipFile(io.BytesIO(odt.write(a_document(), MADE_AT))) as archive:
        first, content = archive.infolist()[0], archive.read("content.xml").decode()
        properties = archive.read("meta.xml").decode()

    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert content.count('text:outline-level="1"') == 1
    assert content.count("<table:table-header-rows>") == content.count("<table:title>") == 2
    assert "<svg:desc>Buses came first: Buses</svg:desc>" in content
    assert "<dc:title>The market place: Buses</dc:title><dc:creator>" in properties


def test_a_word_file_that_is_a_table_alone_ends_in_a_line():
    assert list(word_faults(docx_file.write(a_document(blocks=(a_table(),)), MADE_AT))) == []


def test_what_is_still_to_be_written_cannot_be_overlooked():
    word = docx.Document(io.BytesIO(docx_file.write(a_document(), MADE_AT)))

    (found,) = [paragraph for paragraph in word.paragraphs if paragraph.style.name == "To write"]
    assert found.text.startswith("To be written: What the council recommends.")
    assert "pBdr" in found.style.element.xml
    assert page_of(a_document()).find(".//p[@class='to-write']/strong").text == "To be written:"


def test_arabic_in_an_english_word_file_is_marked_as_arabic_and_begins_at_the_right():
    content = docx_file.write(a_document(), MADE_AT)
    (found,) = [p for p in docx.Document(io.BytesIO(content)).paragraphs if "الحافلات" in p.text]

    assert 'w:bidi="ar"' in found._p.xml
    assert "<w:rtl/>" in found._p.xml
    assert '<w:bidi w:val="1"/>' in found._p.xml


@pytest.mark.parametrize("words", ["Buses", "=HYPERLINK(1)", "\U0001f600"])
def test_a_workbook_follows_the_rules_for_accessible_spreadsheets(words):
    assert list(workbook_faults(xlsx.write(a_document(words), MADE_AT))) == []


def test_a_workbook_says_what_its_shorthand_means():
    book = openpyxl.load_workbook(io.BytesIO(xlsx.write(a_document(), MADE_AT)))

    assert ("[c]", "kept back, so that nobody can be recognised") in list(book["Notes"].values)
    assert book["Streets"]["B6"].value == "[c]"


def test_a_table_longer_than_a_sheet_goes_on_in_the_next():
    book = openpyxl.load_workbook(io.BytesIO(xlsx.write(a_document(blocks=(a_table(n=2),)), MADE_AT, most_rows=4)))

    assert book.sheetnames == ["Cover", "Notes", "Streets", "Streets_2"]
    assert book["Streets_2"]["A1"].value == "What matters most: Buses (2 of 2)"
    assert [book[name].max_row for name in book.sheetnames[2:]] == [8, 6]


def test_a_table_without_rows_is_still_a_table():
    table = Table("none", "Nothing", (Column("Option"), Column("People", "count")), ())

    assert list(workbook_faults(xlsx.write(a_document(blocks=(table,)), MADE_AT))) == []


def test_names_of_sheets_and_headers_that_are_too_long_or_stand_twice_are_mended():
    columns = (Column("x" * 300), Column("x" * 300), Column("X" * 300))
    tables = [Table(name, name, columns, ((1, 2, 3),)) for name in ("a b" * 20, "a b" * 20 + "c", "cover")]

    assert list(workbook_faults(xlsx.write(a_document(blocks=tuple(tables)), MADE_AT))) == []


def test_several_tables_are_several_csv_files_with_figures_as_they_are():
    with zipfile.ZipFile(io.BytesIO(csv_file.write(a_document(), MADE_AT))) as archive:
        names = archive.namelist()
        rows = list(csv.reader(io.StringIO(archive.read("streets.csv").decode("utf-8-sig"))))

    assert names == ["streets.csv", "again.csv"]
    assert rows[1] == ["Buses", "1205", "0.43", "2026-10-07"]
    assert rows[2] == ["Trees", "[c]", "[c]", ""]


def test_a_page_stands_alone_and_can_be_read_aloud():
    page = page_of(a_document())

    assert page.get("lang") == "en"
    assert [one.text for one in page.iter("h1")] == [page.find("head/title").text]
    assert {one.get("scope") for one in page.iter("th")} == {"col", "row"}
    assert all(table.find("caption").text for table in page.iter("table"))
    assert page.find(".//{http://www.w3.org/2000/svg}svg").get("aria-labelledby") == "streets-title streets-desc"
    assert [one.get("alt") for one in page.iter("img")] == ["", ""]
    assert not [one for one in page.iter() if one.tag == "script" or "href" in one.attrib or one.get("style")]
    assert page.find(".//blockquote[@lang='ar']").get("dir") == "rtl"


def test_a_page_in_arabic_reads_from_the_right():
    page = page_of(a_document(locale="ar"))

    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")


@pytest.mark.parametrize("words", NASTY)
def test_words_that_break_files_are_shown_as_they_are(words):
    document = a_document(words)

    assert list(word_faults(docx_file.write(document, MADE_AT))) == []
    assert f"They never come. {plain(words)}" in text_of_word(docx_file.write(document, MADE_AT))
    assert "alert(1)" not in "".join(one.text or "" for one in page_of(document).iter("script"))
    assert list(workbook_faults(xlsx.write(document, MADE_AT))) == []
    assert pdf_faults(pdf.write(document, MADE_AT)) == []
    with zipfile.ZipFile(io.BytesIO(odt.write(document, MADE_AT))) as archive:
        content = ElementTree.fromstring(archive.read("content.xml"))  # noqa: S314 our own file
    assert "They never come." in "".join(content.itertext())


@given(TEXTS)
@settings(max_examples=10, deadline=None)
def test_no_text_keeps_a_file_from_opening(words):
    document = short(words or "-")

    assert docx.Document(io.BytesIO(docx_file.write(document, MADE_AT))).paragraphs
    assert page_of(document).find("head/title") is not None
    assert len(openpyxl.load_workbook(io.BytesIO(xlsx.write(document, MADE_AT))).sheetnames) == 3


def test_a_table_of_very_many_lines_is_one_table():
    content = docx_file.write(a_document(blocks=(a_table(n=500),)), MADE_AT)

    assert len(docx.Document(io.BytesIO(content)).tables[0]._tbl.tr_lst) == 1501


@pytest.mark.parametrize(
    ("value", "kind", "locale", "words"),
    [
        (1205, "count", "en", "1,205"),
        (12050, "count", "pl", "12\u00a0050"),
        (0.434, "share", "en", "43%"),
        (0.003, "share", "en", "under 1%"),
        (0.998, "share", "en", "over 99%"),
        (0, "share", "en", "0%"),
        (1, "share", "en", "100%"),
        (MADE_AT.date(), "date", "cy", "7 Hydref 2026"),
        (Mark("u"), "share", "en", "[u]"),
        (2.3456, "number", "en", "2.346"),
        (None, "text", "en", ""),
    ],
)
def test_figures_are_printed_as_a_person_reads_them(value, kind, locale, words):
    assert printed(value, kind, locale) == words
