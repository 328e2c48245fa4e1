"""A filled spreadsheet comes in whole or not at all, once, with a preview and errors in words."""

import datetime as dt
import io
import zipfile

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from engage.cli import engage
from engage.extensions import db
from engage.models import Activity, ActivityRecord, Contribution, Promise, Role, Tally
from tests.builders import a_consultation, a_staff_user, count

OFFICER = Role.ENGAGEMENT_OFFICER
ADDRESS = "/staff/fieldwork/import/market-place"
HEADER = "session,type,date,start,end,present,spoke,topic,notes,said,kind,speaker,may_quote,promise,asked_for,sent_to"
GOOD = f"""{HEADER}
Coffee morning,Focus group,7/10/2026,10:00,11:30,9,7,Your streets,Much on buses,The 62 never comes,quote,3,yes,,,
,,,,,,,Your shops,,More stalls,flip chart,,,Ask the company,,
Library stand,outreach_stand,6/10/2026,,,,,,,,,,,,Debt,Citizens Advice
"""


@pytest.fixture
def consultation(app):
    return a_consultation()


def test_a_filled_template_is_previewed_and_brought_in_with_every_word(staff, consultation):
    page = staff(OFFICER).get(ADDRESS).submit({"rows": GOOD}, button="Show a preview")

    assert "nothing has been brought in yet" in page.text and "Coffee morning" in page.text
    assert count(Activity) == 0
    page = page.submit(button="Bring in 2 sessions")

    assert page.h1 == "Fieldwork" and "Library stand" in page.text
    record = db.session.scalars(select(ActivityRecord).order_by(ActivityRecord.id)).first()
    assert (record.n_present, record.n_spoke, record.started) == (9, 7, dt.time(10, 0))
    assert [(row.topic, row.kind, row.text, row.may_quote) for row in record.contributions] == [
        ("streets", "quote", "The 62 never comes", "yes"),
        ("shops", "flip_chart", "More stalls", "not_asked"),
    ]
    assert [(row.topic, row.notes) for row in record.topics] == [("streets", "Much on buses")]
    assert (count(Promise), count(Tally, kind="signposting")) == (1, 1)


def test_the_same_file_does_not_come_in_twice(staff, consultation):
    browser = staff(OFFICER)
    browser.get(ADDRESS).submit({"rows": GOOD}, button="Show a preview").submit(button="Bring in 2 sessions")

    page = browser.get(ADDRESS).submit({"rows": GOOD}, button="Show a preview")

    assert page.status == 422
    assert "Row 2: This session is here already" in page.text
    assert count(Activity) == 2


def test_each_fault_has_its_row_and_nothing_comes_in(staff, consultation):
    rows = f"""{HEADER}
Coffee,party,7/10/2026,,,5,9,,,,,,,,,
,,,,,,,,,Hello,shout,Mrs Jones,,,,
Tea,visit,31/2/2026,,,,,,,,,,,,,
Milk,visit,8/10/2026,,,,,,,,,,,,,
"""

    page = staff(OFFICER).get(ADDRESS).submit({"rows": rows}, button="Show a preview")

    for words in (
        "Row 2: type: Choose what kind", "Row 3: speaker: Use a number", "Row 3: kind: Choose one",
        "Row 4: date: Enter the day", "Row 5: date: This day is after today",
    ):  # fmt: skip
        assert words in page.text
    assert "Mrs Jones" in page.html
    assert (count(Activity), count(Contribution)) == (0, 0)


def test_a_workbook_is_read_like_the_rows_it_shows(staff, consultation):
    browser = staff(OFFICER)
    token = next(
        field.get("value") for field in browser.get(ADDRESS).tree.iter("input") if field.get("name") == "csrf_token"
    )

    page = browser.post(ADDRESS, {"csrf_token": token, "file": (io.BytesIO(a_workbook()), "sessions.xlsx")})

    assert "Coffee" in page.text and "Wednesday 7 October 2026" in page.text
    page.submit(button="Bring in 1 session")
    record = db.session.scalars(select(ActivityRecord)).one()
    assert (record.n_present, record.ended) == (12, dt.time(11, 30))


def a_workbook():
    book, file = Workbook(), io.BytesIO()
    book.active.append(["Session", "Type", "Date", "Start", "End", "Present"])
    book.active.append(["Coffee", "drop-in", dt.date(2026, 10, 7), dt.time(10), dt.time(11, 30), 12.0])
    book.save(file)
    return file.getvalue()


def a_zip(name, content):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(("content", "words"), [
    (b"MZ\x90\0program", "not a CSV file"),
    (b"%PDF-1.7", "not a CSV file"),
    (a_zip("x.txt", "x"), "not a spreadsheet"),
    (a_zip("bomb", b"\0" * (61 * 1024 * 1024)), "too large"),
    (a_zip("xl/vbaProject.bin", b"x"), "holds a program"),
    (b"PK\x03\x04 damaged", "not a spreadsheet"),
    (b"session,type\nA,visit\n", "These are missing: date"),
    (b"session,type,date,sudo\nA,visit,7/10/2026,x\n", "We do not know the column"),
    (b"session,type,date\n", "no rows"),
])  # fmt: skip
def test_a_file_of_another_kind_is_told_in_words(staff, consultation, content, words):
    browser = staff(OFFICER)
    token = next(
        field.get("value") for field in browser.get(ADDRESS).tree.iter("input") if field.get("name") == "csrf_token"
    )

    page = browser.post(ADDRESS, {"csrf_token": token, "file": (io.BytesIO(content), "x.xlsx")})

    assert page.status == 422
    assert words in page.errors[0]


def test_the_template_comes_in_as_it_is(staff, consultation):
    browser = staff(OFFICER)
    template = browser.client.get(f"{ADDRESS}/template.csv").get_data(as_text=True)

    page = browser.get(ADDRESS).submit({"rows": template}, button="Show a preview")

    assert page.status == 200 and "Carers’ coffee morning" in page.text


def test_the_command_brings_in_all_or_says_why_not(app, consultation, tmp_path):
    path = tmp_path / "sessions.csv"
    path.write_text(GOOD, encoding="utf-8")
    run = app.test_cli_runner().invoke

    refused = run(engage, ["import-sessions", "market-place", str(path)])
    assert (refused.exit_code, "Say who" in refused.output) == (1, True)
    a_staff_user("admin@example.org", Role.ADMINISTRATOR)
    assert "2 sessions brought in" in run(engage, ["import-sessions", "market-place", str(path)]).output
    again = run(engage, ["import-sessions", "market-place", str(path)])

    assert again.exit_code == 1
    assert "row 2: This session is here already" in again.output
    assert count(Activity) == 2
