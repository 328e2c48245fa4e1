"""Scanned forms, by keyboard alone: printed by Engage, marked by a drawn pen, uploaded, answered from the pictures."""

import datetime as dt
import shutil

import pytest
from sqlalchemy import select

from engage import jobs, printed_forms
from engage.extensions import db
from engage.models import KeyedValue, PaperForm, PrintedForm, Response, Role, ScannedPage
from engage.operations.paper import keying, printing
from engage.operations.staff import find_active
from engage.publishing import newest_version
from forms.paper import questions
from tests.browser.checks import Inspection
from tests.browser.keyboard import Keyboard
from tests.browser.serving import serving
from tests.builders import PASSWORD, a_batch, a_consultation, a_questionnaire, a_staff_user, count
from tests.scans import a_form_of_ours, as_pdf

CODE, CLERK = "market-place", "clerk@example.org"
PAPER = f"/staff/consultations/{CODE}/paper"
#: what lies on the paper: clear ticks, two where one is asked for, and blanks
MARKED = {
    ("streets_priorities", "buses"): "cross",
    ("streets_priorities", "trees"): "tick",
    ("shops_priorities", "banks"): "scribble",
    (questions.CAPACITY, "resident"): "cross",
    (questions.CONSENTS, "quote"): "tick",
    ("age_band", "young"): "cross",
    ("age_band", "old"): "cross",
}
#: what somebody types who sees that
TYPED = {
    "streets_priorities": "13", "shops_priorities": "3", questions.CAPACITY: "1", questions.CONSENTS: "1",
    "age_band": "*",
}  # fmt: skip


def now():
    return dt.datetime.now(dt.UTC)


@pytest.fixture
def market(tmp_path, sqlite_template):
    """The small questionnaire with a batch, and a scan of one of its forms as a file."""
    path = tmp_path / "engage.sqlite3"
    shutil.copy(sqlite_template, path)
    with serving(path, SCAN_FOLDER=str(tmp_path / "scans")) as site:
        site.folder = tmp_path
        with site.app.test_request_context():
            site.batch = prepare(tmp_path / "box.pdf")
            db.session.remove()
        yield site


def prepare(target):
    closes_at = dt.datetime(2040, 1, 1, tzinfo=dt.UTC)
    consultation = a_consultation(CODE, a_questionnaire(), dt.datetime(2026, 1, 1, tzinfo=dt.UTC), closes_at, now())
    layout = printed_forms.layout_of(newest_version(consultation), "standard", "en", now())
    form_ids = printing.number_forms(layout, 1, now())
    form = db.session.get(PrintedForm, form_ids[0])
    target.write_bytes(as_pdf(a_form_of_ours(layout, form, MARKED)))
    clerk = a_staff_user(CLERK, Role.DATA_ENTRY_CLERK, now=now())
    return f"{PAPER}/batches/{a_batch(consultation, clerk, 1, now()).public_id}"


class Clerk:
    """Somebody with a keyboard and no mouse."""

    def __init__(self, page, site):
        self.page, self.site, self.keyboard = page, site, Keyboard(page)
        # listened for from the start: Playwright asks for choosers only then, and a busy browser hears that late
        page.on("filechooser", lambda chooser: None)
        page.goto(f"{site.address}/staff/sign-in")
        self.keyboard.tab_to("Email address")
        page.keyboard.type(CLERK)
        self.keyboard.tab_to("Password")
        page.keyboard.type(PASSWORD)
        self.keyboard.press("Enter")

    def open(self, address):
        self.page.goto(f"{self.site.address}{address}")
        return self

    def upload(self, file):
        self.open(f"{self.site.batch}/scans").keyboard.tab_to("Files from the copier")
        with self.page.expect_file_chooser() as chosen:
            self.page.keyboard.press("Enter")
        chosen.value.set_files(file)
        self.keyboard.enter("Upload")

    def answer(self):
        """The question on the page, with the keys of what lies on the paper; returns how many were pressed."""
        field = self.page.locator("[name=field]").get_attribute("value")
        codes = TYPED.get(field, "0")
        is_single = self.page.locator("[data-one-key]").count() or codes in "0*"
        for key in codes[:-1] if is_single else codes:
            self.page.keyboard.press(key)
        self.keyboard.press(codes[-1] if is_single else "Enter")
        return len(codes) + (not is_single)


def test_a_scanned_form_is_answered_from_its_pictures_by_keyboard(market, open_page):
    clerk = Clerk(open_page(), market)
    clerk.upload(market.folder / "box.pdf")
    jobs.run_worker(market.app, once=True)
    clerk.open(f"{market.batch}/scans").keyboard.enter("Answer from the pictures")

    n_questions = n_keys = 0
    while clerk.page.locator("h1").inner_text() == "What is ticked?":
        assert clerk.page.evaluate("document.querySelector('.app-scan').naturalWidth") > 0
        assert clerk.page.evaluate("document.activeElement.id") == "typed"
        n_keys += clerk.answer()
        n_questions += 1

    assert clerk.page.locator("h1").inner_text() == "Nothing waits for you"
    values = market.do(lambda: {row.field: row for row in db.session.scalars(select(KeyedValue))})
    assert n_questions == len(values) == 7
    assert n_keys <= n_questions + 6
    assert {field: sorted(row.choices) for field, row in values.items() if row.choices} == {
        "streets_priorities": ["buses", "trees"], "shops_priorities": ["banks"], questions.CAPACITY: ["resident"],
        questions.CONSENTS: ["quote"],
    }  # fmt: skip
    assert values["age_band"].missing == "spoiled"
    assert market.do(lambda: count(Response)) == 1


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_about_scans_have_no_fault(market, open_page, width):
    look = Inspection()
    clerk = Clerk(open_page(width), market).open(f"{market.batch}/scans")
    look(clerk.page)
    clerk.upload(market.folder / "box.pdf")
    clerk.keyboard.enter("box.pdf")
    assert clerk.page.locator("h1").inner_text() == "Reading the scan"
    look(clerk.page)
    jobs.run_worker(market.app, once=True)
    clerk.open(f"{market.batch}/scans")
    look(clerk.page)
    clerk.keyboard.enter("box.pdf")
    look(clerk.page)
    clerk.keyboard.enter("1")
    look(clerk.page)
    clerk.open(f"{market.batch}/scans/verify")
    look(clerk.page)
    clerk.page.keyboard.type("x")
    clerk.keyboard.press("Enter")
    assert "There is no x here" in clerk.page.locator(".govuk-error-summary").inner_text()
    look(clerk.page)


def test_free_text_is_typed_beside_the_picture_of_the_writing(market, open_page):
    clerk = Clerk(open_page(), market)
    clerk.upload(market.folder / "box.pdf")
    jobs.run_worker(market.app, once=True)
    form_id, number = market.do(begin_text)

    clerk.open(f"{PAPER}/forms/{form_id}/key/text?page={number}")

    pictures = clerk.page.locator("img.app-crop")
    widths = pictures.evaluate_all("all => all.map(one => one.naturalWidth)")
    assert len(widths) == clerk.page.locator("textarea").count() > 0
    assert min(widths) > 0
    Inspection()(clerk.page)


def begin_text():
    """Whoever is to type the free text of the form, and the page of its first comment."""
    form = db.session.scalars(select(PaperForm)).one()
    keying.take(form, "text", find_active(CLERK), now())
    page = db.session.scalars(select(ScannedPage).filter_by(form_id=form.id).order_by(ScannedPage.number)).first()
    return form.public_id, page.number
