"""What staff pages promise beyond the mark-up of every page: tables, charts, files, and no surprises."""

import io
import re

import pytest
from openpyxl import load_workbook

from engage.config import ROOT
from engage.models import AuditEvent, Role
from engage.operations import coding
from tests.builders import NOW, a_consultation, a_questionnaire, a_response, count, translated
from tests.structure import text_of

RESULTS = "/staff/consultations/market-place/results"
BUSES = ["The buses are late every morning", "Buses never come in the evening", "We need more buses to town"]
TREES = ["Plant more trees along the street", "Trees make the street cooler", "Mwy o goed ar y stryd"]
#: what acts while somebody is still choosing (WCAG 3.2.2)
ON_CHANGE = re.compile(r"addEventListener\(\s*['\"](change|input|blur|focusout)['\"]|\.on(change|input|blur)\b")


@pytest.fixture
def answered(app):
    consultation = a_consultation(document=translated(a_questionnaire(), "cy"))
    for text in (*BUSES, *TREES):
        a_response(consultation, {"streets": ["buses", "trees"]}, {"streets": text})
    return consultation


def test_every_chart_has_a_name_a_summary_and_its_figures_in_a_table_beside_it(answered, staff):
    """Requirement 37."""
    page = staff(Role.ANALYST).get(RESULTS)
    sections = [e for e in page.tree.iter("section") if "app-result" in (e.get("class") or "")]

    for section in sections:
        charts = [e for e in section.iter() if str(e.tag).endswith("svg")]
        tables = list(section.iter("table"))
        assert len(charts) == len(tables) == (1 if "0 people answered" not in text_of(section) else 0)
        for chart, table in zip(charts, tables, strict=True):
            title, summary = (text_of(e) for e in chart if str(e.tag).endswith(("title", "desc")))
            shares = re.findall(r"\d+%", " ".join(text_of(row) for row in table.find("tbody")))
            assert chart.get("role") == "img"
            assert title.startswith("Chart: ")
            assert summary in text_of(section)
            assert {text for text in map(text_of, chart) if re.fullmatch(r"\d+%", text)} & set(shares)
    assert len(sections) == 2


def test_a_link_to_a_file_says_what_kind_it_is_and_how_big(answered, staff):
    """Requirement 40."""
    page = staff(Role.ANALYST).get(RESULTS)

    links = [text_of(a) for a in page.tree.find(".//main").iter("a") if "/download/" in a.get("href")]

    assert len(links) == 5
    assert [words for words in links if not re.search(r"\((CSV|XLSX), about [\d,]+ KB\)$", words)] == []


def test_a_workbook_has_named_sheets_with_a_header_row_and_no_merged_cells(answered, staff):
    """Requirement 40: the cover and the notes aside, each sheet is one table with a header in every column."""
    reply = staff(Role.ANALYST).client.get("/staff/consultations/market-place/download/results.xlsx")

    workbook = load_workbook(io.BytesIO(reply.data))

    assert [sheet.title for sheet in workbook if re.fullmatch(r"Sheet\d*", sheet.title)] == []
    for sheet in workbook:
        assert list(sheet.merged_cells.ranges) == []
    for sheet in workbook.worksheets[2:]:
        [table] = sheet.tables.values()
        header = sheet[table.ref][0]
        assert all(cell.value for cell in header), sheet.title


def test_what_people_wrote_is_shown_in_its_own_language_and_direction(answered, staff):
    """Requirement 41."""
    question = next(q for s in answered.questionnaires[0].versions[0].sections for q in s.questions
                    if q.key == "streets_comment")  # fmt: skip
    coding.run_themes(question, n_themes=2, now=NOW)

    page = staff(Role.ANALYST).get("/staff/consultations/market-place/themes/streets_comment")

    quotes = list(page.tree.iter("blockquote"))
    assert quotes
    assert {(quote.get("dir"), quote.get("lang")) for quote in quotes} == {("auto", "en")}


def test_what_staff_tick_can_be_taken_back_and_is_written_down(answered, staff):
    """Requirement 42."""
    browser = staff(Role.ENGAGEMENT_OFFICER)
    page = browser.get("/staff/consultations/market-place/languages")

    ticked = page.submit()
    taken_back = ticked.submit()

    assert "A speaker has checked this." in ticked.text
    assert "not yet checked" in taken_back.text
    assert count(AuditEvent, actor_id=1) >= 2


#: WCAG 3.2.2 allows it where nobody is taken elsewhere, or was told before
MAY_LISTEN = {
    "author.mjs": "saves a draft every 20 seconds, says so, and stays on the page",
    "field.mjs": "keeps on the device what is typed, and stays on the page",
    "keying.mjs": "saves a field as it is left; its page says which keys do what",
    "scans.mjs": "one key answers a question about a scan; its page says so above the field",
}


@pytest.mark.parametrize("script", sorted((ROOT / "static" / "js").iterdir()), ids=lambda path: path.name)
def test_no_script_acts_while_somebody_is_still_choosing(script):
    """Requirement 39: forms are sent by their button."""
    found = ON_CHANGE.findall(script.read_text(encoding="utf-8"))

    assert bool(found) == (script.name in MAY_LISTEN)
