"""The table of a delivery plan comes in whole or not at all: merged cells, encodings, days, faults in words."""

import datetime as dt
import io
import zipfile

import pytest
from openpyxl import Workbook

from engage import plan_files
from engage.extensions import db
from engage.models import Action, Role
from forms.delivery import table
from forms.fieldwork.tables import TableRefused
from tests.builders import a_consultation
from tests.engage.delivery.plans import PLAN

HEADER = "\t".join(table.TEMPLATE[:-1])
ROWS = [
    "Internal\tOperational\tStrong community\tBenches in the park\tTwelve benches\tParks team\tA. Keeper (Us)\t2027",
    "Partnership\tStrategic\tGetting about\tBuses\tEvery hour\tBuses – town’s own\tB. Driver\tOngoing, refreshed",
    "External\tStrategic\tGetting about\tNight trams\tOn Fridays\tTrams\tC. Rail (Trams)\t2026/27",
]  # fmt: skip
TABLE = "\n".join(["Priority 1: Getting about", HEADER, *ROWS])


def read(text, day_first=None, outcomes=None):
    return table.read_plan(table.lines_of(text.encode()), day_first, outcomes or {})


def row(timescale="2027", action="Benches", summary="Twelve"):
    return f"Internal\tOperational\tStrong community\t{action}\t{summary}\tParks\tA. Keeper\t{timescale}"


@pytest.fixture
def page(app, staff):
    a_consultation()
    return staff(Role.ENGAGEMENT_OFFICER).get(f"{PLAN}/").link("Bring in a delivery plan")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_table_is_read_in_every_encoding_that_offices_save(encoding):
    plan = table.read_plan(table.lines_of(TABLE.encode(encoding)), None, {})

    assert [line.details["partnership"] for line in plan.lines] == ["Parks team", "Buses – town’s own", "Trams"]
    assert plan.is_ready


@pytest.mark.parametrize("separator", ["\t", ",", ";"])
def test_columns_may_stand_apart_by_tabs_commas_or_semicolons(separator):
    assert [line.row for line in read(TABLE.replace("\t", separator)).lines] == [3, 4, 5]


def test_timescales_say_what_they_are_and_until_when():
    found = [(line.state["state"], line.state["due_on"]) for line in read(TABLE).lines]

    assert found == [("planned", dt.date(2027, 12, 31)), ("under_way", None), ("planned", dt.date(2027, 3, 31))]


def test_names_of_columns_that_stand_again_titles_and_rows_that_go_on_are_noted():
    text = "\n".join([TABLE, "", "\t\t\t\tand twenty more", "Priority 2: Homes", HEADER, row()])

    plan = read(text)

    assert [line.row for line in plan.lines] == [3, 4, 5, 10]
    assert plan.lines[2].details["summary"] == "On Fridays and twenty more"
    assert (7, "Read as more of the summary of row 5") in plan.notes
    assert (8, "A title, not an action: “Priority 2: Homes”") in plan.notes


def test_a_day_that_can_mean_two_is_asked():
    plan = read("\n".join([HEADER, row("3/4/2027"), row("31 March 2027", "Trees")]))

    assert not plan.is_ready
    assert [(number, text) for number, text, _meanings in plan.unclear] == [(2, "3/4/2027")]
    assert read("\n".join([HEADER, row("3/4/2027")]), day_first=True).lines[0].state["due_on"] == dt.date(2027, 4, 3)


@pytest.mark.parametrize(("rows", "fault"), [
    ([row("31/2/2027")], (2, "There is no day “31/2/2027”")),
    ([row(action="")], (2, "Write the headline action. If cells are merged, split them first")),
    ([row(action="x" * 301)], (2, "headline action: 301 characters. The limit is 300")),
    ([row(), row()], (3, "This row is the same as row 2. Take one of them out")),
    ([f"{row()}\tleft over"], (2, "There is a cell without a column: “left over”")),
])  # fmt: skip
def test_a_row_that_is_wrong_is_named_with_its_number(rows, fault):
    plan = read("\n".join([HEADER, *rows]))

    assert fault in plan.faults and not plan.is_ready


@pytest.mark.parametrize(("content", "reason"), [
    (b"%PDF-1.7", "not a table that we can read"),
    (b"Some words\n", "No row names the columns"),
    (b"Colour,Size\nred,4\n", "the first row holds “Colour”, “Size”"),
    (HEADER.encode(), "no rows under the names"),
    ("\n".join([HEADER, row(summary='"never closed'), row("2028")]).encode(), "quotation mark opens"),
])  # fmt: skip
def test_what_is_no_plan_is_refused_in_words(content, reason):
    with pytest.raises(TableRefused, match=reason):
        table.read_plan(table.lines_of(content), None, {})


def workbook(merge=()):
    book = Workbook()
    sheet = book.active
    for line in [["Priority 1"], HEADER.split("\t"), *(line.split("\t") for line in ROWS)]:
        sheet.append(line)
    sheet["H3"] = dt.datetime(2027, 4, 3)
    for area in merge:
        sheet.merge_cells(area)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_cells_merged_over_rows_hold_for_each_and_a_real_day_is_no_question():
    plan = table.read_plan(plan_files.lines_of(workbook(["A1:H1", "F3:F5"])), None, {})

    assert [line.details["partnership"] for line in plan.lines] == ["Parks team"] * 3
    assert plan.lines[0].state["due_on"] == dt.date(2027, 4, 3)
    assert plan.is_ready


def merged_whole(area):
    """The workbook with an area merged as spreadsheets write it when a whole column or sheet was chosen."""
    source, file = zipfile.ZipFile(io.BytesIO(workbook())), io.BytesIO()
    with zipfile.ZipFile(file, "w") as changed:
        for name in source.namelist():
            mark = f'</sheetData><mergeCells count="1"><mergeCell ref="{area}"/></mergeCells>'.encode()
            changed.writestr(name, source.read(name).replace(b"</sheetData>", mark))
    return file.getvalue()


def test_a_whole_column_that_is_merged_holds_for_every_row_of_the_table():
    """A million rows of nothing are no cells of the plan: made into cells, they would fill the memory."""
    lines = plan_files.lines_of(merged_whole("F3:F1048576"))

    assert [line[5] for line in lines[2:]] == ["Parks team"] * 3
    assert len(lines) == 5


def test_a_whole_sheet_that_is_merged_is_refused_in_words():
    with pytest.raises(TableRefused, match="columns are merged"):
        plan_files.lines_of(merged_whole("B3:XFD1048576"))


@pytest.mark.parametrize("timescale", ["31/3/2027", "2027-03-31", "31 March 2027"])
def test_a_day_is_read_in_the_three_ways_that_offices_write_it(timescale):
    assert read("\n".join([HEADER, row(timescale)])).lines[0].state["due_on"] == dt.date(2027, 3, 31)


def test_columns_that_are_merged_are_refused():
    with pytest.raises(TableRefused, match="Row 4: columns are merged"):
        plan_files.lines_of(workbook(["D4:E4"]))


def test_an_officer_brings_in_a_plan_and_nothing_comes_in_before(page):
    text = "\n".join([TABLE, row("Complete", "Trees"), row("3/4/2027", "Lights")])

    asked = page.submit({"rows": text})
    said = asked.submit({"order": "day", "outcome-6": "Forty trees stand."})
    before = db.session.query(Action).count()
    listed = said.submit(button="Bring in 5 actions")

    assert asked.errors == ["Choose which number is the day", "Write what came of the action in row 6"]
    assert "Row 7: 3/4/2027 is Thursday 4 March 2027 or Saturday 3 April 2027" in asked.text
    assert said.errors == [] and before == 0
    assert "Actions (5)" in listed.text
    states = {action.headline_action: action.now for action in db.session.query(Action)}
    assert (states["Trees"].state, states["Trees"].outcome) == ("done", "Forty trees stand.")
    assert states["Lights"].due_on == dt.date(2027, 4, 3)


def test_a_table_with_one_fault_brings_in_nothing_and_stays_in_the_box(page):
    refused = page.submit({"rows": "\n".join([TABLE, row("31/2/2027", "Lights")]), "keep": "yes"})

    assert refused.errors == ["1 thing has to be put right. Nothing was brought in"]
    assert "Row 6: There is no day “31/2/2027”" in refused.text
    assert "Night trams" in refused.typed
    assert db.session.query(Action).count() == 0


def test_a_plan_that_comes_again_brings_in_only_what_is_new(page):
    page.submit({"rows": TABLE}).submit(button="Bring in 3 actions")
    again = page.submit({"rows": f"{TABLE}\n{row()}"})

    listed = again.submit(button="Bring in 1 action")

    assert "3 rows are here already and are left out: rows 3, 4, 5." in again.text
    assert "Actions (4)" in listed.text


def test_without_a_table_the_page_says_what_to_do(page):
    assert page.submit({"rows": " "}).errors == ["Choose a file, or paste the table"]
