"""Sheets for a group: script, consent sheet, results so far and the copy, in every language, both wordings, as PDF."""

import datetime as dt
import uuid

import pytest

from engage import handouts
from engage.extensions import db
from engage.models import AuditEvent, Role
from engage.operations.fieldwork import records
from forms.fieldwork.document import Document, Promised, Said
from tests import pdfua
from tests.builders import NOW, a_consultation, a_questionnaire, a_response, a_staff_user, an_activity, translated

OFFICER = Role.ENGAGEMENT_OFFICER
LOCALES = ("en", "cy", "pl", "ar")
SHEETS = ("handouts/script", "handouts/consent", "handouts/results", "copy")


@pytest.fixture
def activity(app):
    """A focus group with a record, of a consultation in four languages."""
    planner = a_staff_user("planner@example.org", OFFICER)
    consultation = a_consultation(document=translated(a_questionnaire(), "cy", "pl", "ar"))
    activity = an_activity(consultation, planner)
    one, two = (str(uuid.UUID(int=n)) for n in (1, 2))
    said = Said(one, "streets", "quote", "speaker 2", "أريد مقاعد", "ar", "yes", None, None)
    promise = Promised(two, "Ask the bus company", "Transport", NOW.date())
    document = Document(n_present=4, contributions=(said,), promises=(promise,), summary="They want seats.")
    records.receive(activity, one, 0, document, planner, NOW)
    return activity


def address(activity, sheet, locale="en", wording="standard", file=""):
    return f"/staff/fieldwork/{activity.public_id}/{sheet}?language={locale}&wording={wording}{file}"


@pytest.mark.parametrize("wording", ["standard", "easy-read"])
def test_every_sheet_is_there_in_every_language(staff, activity, wording):
    browser = staff(OFFICER)

    for sheet in SHEETS:
        headings = []
        for locale in LOCALES:
            page = browser.get(address(activity, sheet, locale, wording))
            assert page.status == 200
            assert page.tree.get("lang") == locale
            assert page.tree.get("dir") == ("rtl" if locale == "ar" else "ltr")
            headings.append(page.h1)
        assert len(set(headings)) == len(LOCALES), headings


def test_easy_read_has_one_sentence_and_one_picture_a_row(staff, activity):
    page = staff(OFFICER).get(address(activity, "handouts/consent", wording="easy-read"))

    rows = [row for row in page.tree.iter("li") if row.find("img") is not None]
    assert len(rows) > 12  # that each has one sentence is checked of every page (tests/structure.py)
    assert "You can use my words without my name." in page.text


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sheet_is_a_pdf_that_can_be_read_aloud(staff, activity, locale):
    browser = staff(OFFICER)

    for sheet in SHEETS:
        for wording in ("standard", "easy-read"):
            reply = browser.client.get(address(activity, sheet, locale, wording, "&file=pdf"))
            assert reply.mimetype == "application/pdf"
            assert pdfua.faults(reply.data) == [], (sheet, wording)


def test_a_language_that_the_consultation_has_not_is_not_found(staff, activity):
    for wrong in ("language=ro", "wording=long", "language=../en"):
        page = staff(OFFICER).get(f"/staff/fieldwork/{activity.public_id}/handouts/script?{wrong}")
        assert page.status == 404


def test_words_of_staff_and_of_people_keep_their_own_language(staff, activity):
    page = staff(OFFICER).get(address(activity, "copy", "pl"))

    languages = {"".join(one.itertext()): one.get("lang") for one in page.tree.iter() if one.get("lang")}
    assert languages["أريد مقاعد"] == "ar"
    assert languages["They want seats."] == "en"
    assert languages["Ask the bus company (Transport)"] == "en"


def some_results(consultation, n):
    """n people chose buses, 10 of them benches too, and 3 of them trees."""
    for number in range(n):
        picks = ["buses"] + ["benches"] * (number < 10) + ["trees"] * (number < 3)
        a_response(consultation, {"streets": picks})


def test_the_results_sheet_shows_first_places_rounded_with_their_base(staff, activity):
    """23 people: about 20. Buses 23 of 23, benches 10 of 23 (43%, about 45), trees 3: no figure."""
    some_results(activity.consultation, 23)

    page = staff(OFFICER).get(f"/staff/fieldwork/{activity.public_id}/guide").link("standard words: Results so far")

    for words in (
        "What people chose, so far", "They are not final", "About 20 people answered.",
        "BusesAbout 100 of every 100 people", "BenchesAbout 45 of every 100 people", "TreesFewer than 10 people",
        "Fewer than 10 people have answered.",
    ):  # fmt: skip
        assert words in page.text
    assert "23" not in page.text and "43" not in page.text
    assert "lights" not in page.text
    event = db.session.query(AuditEvent).filter_by(verb="took_results_sheet").one()
    assert event.object_id == activity.public_id


def test_the_results_sheet_of_few_people_shows_no_figure(staff, activity):
    some_results(activity.consultation, 9)

    page = staff(OFFICER).get(address(activity, "handouts/results", wording="easy-read"))

    assert "Not enough people have answered yet." in page.text
    assert "Buses" not in page.text


def test_after_closing_the_results_are_no_longer_so_far(app, activity):
    with app.test_request_context():
        sheet = handouts.results_so_far((), None, NOW - dt.timedelta(days=1), is_open=False)

    assert sheet.title == "What people chose"
    assert "not final" not in str(sheet)


def test_who_is_level_with_the_third_place_stands_there_too(app):
    class Line:
        def __init__(self, count):
            self.count = count

    shown = handouts._top([Line(9), Line(5), Line(4), Line(4), Line(2)])

    assert [line.count for line in shown] == [9, 5, 4, 4]


def test_the_parts_of_a_telephone_number_stay_in_order_from_right_to_left(app, staff, activity):
    page = staff(OFFICER).get(address(activity, "handouts/consent", "ar"))

    assert app.config["CONTACT_PHONE"].replace(" ", "\N{NO-BREAK SPACE}") in "".join(page.tree.itertext())
