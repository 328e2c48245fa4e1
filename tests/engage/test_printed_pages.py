"""Printed pages of the shipped questionnaire, in every layout and language: can they be read, ticked and scanned?"""

import datetime as dt
from collections import defaultdict
from dataclasses import replace
from functools import cache
from types import SimpleNamespace

import numpy as np
import pypdfium2
import pytest
import zxingcpp

from engage import create_app
from engage.assets import DIST
from engage.config import ROOT
from engage.extensions import db
from engage.models.respondents import CAPACITIES, HELPERS, SIZES
from engage.paper_words import furniture
from forms import definition
from forms.paper import layout, serials, stamping
from forms.paper.identity import Identity, parse
from forms.paper.questions import asked
from tests import pdfua
from tests.conftest import settings

LIVING_WELL = definition.load(ROOT / "forms" / "questionnaires" / "living_well.json")
EVERY = [(kind, locale) for kind in layout.LAYOUTS for locale in LIVING_WELL.locales]
#: points of text, millimetres of box: accessibility requirements 43 and 44
SMALLEST = {"standard": (14, 7), "large_print": (18, 10), "easy_read": (16, 10)}
DPI, MM = 150, 150 / 25.4
FORM = stamping.Numbered(serials.with_check("40718812"), "7K3M 9QXZ 0VBC 1DEF GHJK 2NPR")

every_layout = pytest.mark.parametrize(("kind", "locale"), EVERY, ids=["-".join(pair) for pair in EVERY])


@cache
def printed(kind, locale):
    """The master and one numbered form: made once for all tests of this file."""
    app = create_app(settings("sqlite://"))
    consultation = SimpleNamespace(id=0, code="living-well", closes_at=dt.datetime(2027, 2, 1, tzinfo=dt.UTC))
    with app.app_context():
        db.create_all()  # how long things are kept is printed, and may be set for a consultation
        words = furniture(consultation, 1, kind, locale, LIVING_WELL.locales)
    pictures = {path.stem: path.read_bytes() for path in (DIST / "pictures").glob("*.svg")}
    made = layout.make(LIVING_WELL, kind, locale, words, pictures, DIST / "fonts")
    identity = Identity("living-well", 1, kind, locale, None, 1)
    return made, stamping.stamp(made.pdf, made.geometry, identity, [FORM])


@cache
def pictures_of(kind, locale):
    """Every page in grey, as a scanner at 150 dots an inch would see it at best."""
    with pypdfium2.PdfDocument(printed(kind, locale)[1]) as pdf:
        return [np.array(page.render(scale=DPI / 72, grayscale=True).to_pil()) for page in pdf]


def mean(picture, x, y, width, height):
    """How light a rectangle is, in millimetres: 0 black, 255 white."""
    top, left = round(y * MM), round(x * MM)
    return picture[top : round((y + height) * MM) + 1, left : round((x + width) * MM) + 1].mean()


@every_layout
def test_a_numbered_form_can_be_read_aloud(kind, locale):
    assert pdfua.faults(printed(kind, locale)[1]) == []


@pytest.mark.parametrize("kind", layout.LAYOUTS)
def test_a_form_without_a_number_can_be_read_aloud_too(kind):
    made, _form = printed(kind, "ar")
    blank = stamping.stamp(made.pdf, made.geometry, Identity("living-well", 1, kind, "ar", None, 1), [])

    assert pdfua.faults(blank) == []


def test_many_forms_in_one_file_are_each_tagged():
    made, one = printed("standard", "en")
    forms = [replace(FORM, serial=serials.with_check(f"{number:08}")) for number in range(3)]

    many = stamping.stamp(made.pdf, made.geometry, Identity("living-well", 1, "standard", "en", None, 1), forms)

    assert pdfua.faults(many) == []
    with pypdfium2.PdfDocument(many) as pdf:
        assert len(pdf) == 3 * made.geometry.n_pages
    assert len(many) < len(one) + 2 * 60_000  # fonts and pages are shared


@every_layout
def test_no_text_is_smaller_than_it_may_be(kind, locale):
    sizes = pdfua.text_sizes(printed(kind, locale)[1])

    assert min(min(found) for found in sizes.values() if found) >= SMALLEST[kind][0]


@every_layout
def test_no_other_font_stands_in(kind, locale):
    names = pdfua.fonts(printed(kind, locale)[1])

    assert {name.partition("-")[0] for name in names} <= {"NotoSans", "NotoSansArabic"}


@every_layout
def test_every_page_says_which_it_is(kind, locale):
    made, _form = printed(kind, locale)

    for number, picture in enumerate(pictures_of(kind, locale), 1):
        (code,) = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
        assert parse(code.text) == Identity("living-well", 1, kind, locale, FORM.serial, number)
    assert number == made.geometry.n_pages


@every_layout
def test_marks_and_boxes_lie_where_the_geometry_says(kind, locale):
    made, _form = printed(kind, locale)
    pictures = pictures_of(kind, locale)

    for picture in pictures:
        for mark in made.geometry.marks:
            assert mean(picture, mark.x + 0.5, mark.y + 0.5, mark.width - 1, mark.height - 1) < 10
    for box in made.geometry.boxes:
        area, picture = box.area, pictures[box.area.page - 1]
        line = mean(picture, area.x + 0.1, area.y + 0.1, area.width - 0.2, 0.2)
        inside = mean(picture, area.x + 1, area.y + 1, area.width - 2, area.height - 2)
        assert (line < 100, inside > 250) == (True, True), box


@every_layout
def test_marks_and_boxes_stay_clear_of_the_edge(kind, locale):
    found = printed(kind, locale)[0].geometry

    for area in [*found.marks, found.code, *(item.area for item in (*found.boxes, *found.writing))]:
        assert min(area.x, area.y, 210 - area.x - area.width, 297 - area.y - area.height) >= 10, area


@every_layout
def test_boxes_are_large_enough_and_far_enough_apart(kind, locale):
    found = printed(kind, locale)[0].geometry
    columns = defaultdict(list)
    for box in found.boxes:
        assert box.area.width >= SMALLEST[kind][1] and box.area.height >= SMALLEST[kind][1]
        columns[box.area.page, box.area.x].append(box.area.y)

    for ys in columns.values():
        assert all(lower - upper >= 9.999 for upper, lower in zip(sorted(ys), sorted(ys)[1:], strict=False))
    closed = {box.field for box in found.boxes}
    comments = [part.area for part in found.writing if part.field.endswith("_comment")]
    assert len(closed) == 15 and len(comments) == 4
    assert all(area.height >= 60 for area in comments)


@every_layout
def test_boxes_stand_where_reading_begins(kind, locale):
    first = printed(kind, locale)[0].geometry.boxes[0].area

    assert first.x > 170 if locale == "ar" else first.x < 30


@every_layout
def test_a_question_stays_on_one_page_unless_no_page_holds_it(kind, locale):
    """Twenty ethnic groups and 25 wards with a picture each are more than a page: they say that they go on."""
    pages = defaultdict(set)
    for box in printed(kind, locale)[0].geometry.boxes:
        pages[box.field].add(box.area.page)

    split = {field for field, found in pages.items() if len(found) > 1}
    assert split <= ({"ethnic_group", "ward"} if kind != "standard" else set())
    assert all(len(pages[field]) == 2 for field in split)


@every_layout
def test_every_option_has_its_box_and_every_open_question_its_space(kind, locale):
    found = printed(kind, locale)[0].geometry
    questions = asked(LIVING_WELL, layout.variant_of(kind), CAPACITIES, HELPERS, SIZES)

    boxes = [(box.field, box.option) for box in found.boxes]
    assert boxes == [(question.field, key) for question in questions for key in question.codes]
    open_ones = [question.field for question in questions if not question.is_closed]
    assert [part.field for part in found.writing] == [*open_ones, *layout.CONTACT_FIELDS]
    assert {place.field for place in found.places} >= {question.field for question in questions}


@every_layout
def test_contact_details_stand_on_a_sheet_of_their_own(kind, locale):
    found = printed(kind, locale)[0].geometry
    contact = {part.area.page for part in found.writing if part.field in layout.CONTACT_FIELDS}
    answers = {part.area.page for part in (*found.boxes, *found.writing) if part.field not in layout.CONTACT_FIELDS}

    (page,) = contact
    assert page % 2 == 1 and page > max(answers)
    assert found.receipt.page == page
    assert found.n_pages % 2 == 0


@pytest.mark.parametrize("locale", LIVING_WELL.locales)
def test_easy_read_is_not_too_long(locale):
    assert printed("easy_read", locale)[0].geometry.n_pages <= 24


def test_a_folder_without_fonts_is_refused(tmp_path):
    with pytest.raises(layout.NotPrintable, match="Noto Sans, Noto Sans Arabic"):
        layout._fonts(tmp_path)
    assert not layout.has_fonts(tmp_path)


def test_the_slip_carries_the_code_and_the_pages_carry_the_number():
    with pypdfium2.PdfDocument(printed("standard", "en")[1]) as pdf:
        texts = [page.get_textpage().get_text_bounded() for page in pdf]

    slip = printed("standard", "en")[0].geometry.receipt.page
    assert FORM.return_code in texts[slip - 1]
    assert sum(FORM.return_code in text for text in texts) == 1
    assert all(serials.spaced(FORM.serial) in text for text in texts)
    front = texts[0]
    for words in ("FREEPOST BORSETSHIRE", "do not need a stamp", "31 January 2027", "Every question is optional",
                  "fill in the whole box", "01632 960 001", f"Page 1 of {len(texts)}",
                  "LIVING-WELL.1.S-EN"):  # fmt: skip
        assert words in front + texts[1], words
