"""An analyst in a browser: from signing in to the workbook."""

import io
import json

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from engage.config import ROOT
from engage.jobs import run_worker
from engage.models import Role
from engage.operations import outreach
from engage.operations.consultations import find_consultation
from forms import definition
from tests.browser.checks import Inspection, check_axe
from tests.browser.keyboard import Keyboard
from tests.browser.serving import CODE
from tests.browser.sight import look_closely
from tests.builders import NOW, PASSWORD, a_response, a_staff_user

EMAIL, OFFICER = "analyst@example.org", "officer@example.org"
N_RESPONSES = 40
#: of the consultation, on the desk
TITLE = "Living well in Sefton"
DEMONSTRATION = ROOT / "engage" / "demonstration" / "living_well.json"


@pytest.fixture
def answered(site):
    """The site with an analyst, and with comments enough for themes."""

    comments = json.loads(DEMONSTRATION.read_text(encoding="utf-8"))["start_well"]["comments"]

    def fill():
        a_staff_user(EMAIL, Role.ANALYST)
        consultation = find_consultation(CODE)
        question = site.questionnaire.sections[0].questions[0]
        options = [option.key for option in question.options if option.variants == definition.VARIANTS]
        for number, comment in enumerate(comments[:N_RESPONSES]):
            a_response(
                consultation,
                picks={"start_well": options[number % 4 : number % 4 + 3]},
                comments={"start_well": comment},
                variant="easy_read" if number % 5 == 0 else "standard",
            )

    site.do(fill)
    return site


class Analyst:
    def __init__(self, page, site, look=None):
        self.page, self.site, self.look = page, site, look or (lambda page: None)

    @property
    def heading(self):
        return self.page.locator("h1").inner_text()

    def arrive(self):
        self.page.wait_for_load_state()
        self.look(self.page)
        return self

    def open_sign_in(self):
        self.page.goto(f"{self.site.address}/staff/sign-in")
        return self.arrive()

    def sign_in(self, password=PASSWORD, email=EMAIL):
        self.page.get_by_label("Email address").fill(email)
        self.page.get_by_label("Password").fill(password)
        return self.press("Sign in")

    def press(self, words):
        self.page.get_by_role("button", name=words, exact=True).click()
        return self.arrive()

    def follow(self, words):
        self.page.get_by_role("link", name=words).first.click()
        return self.arrive()

    def download(self, words):
        with self.page.expect_download() as download:
            self.page.get_by_role("link", name=words).click()
        return download.value


@pytest.mark.parametrize("width", [320, 1280])
def test_an_analyst_signs_in_finds_themes_and_takes_the_workbook_home(answered, open_page, width):
    page = open_page(width)
    analyst = Analyst(page, answered, Inspection()).open_sign_in()

    analyst.sign_in("not the password")
    assert page.locator(".govuk-error-summary").inner_text().endswith("Email or password is wrong")
    assert page.get_by_label("Email address").input_value() == EMAIL
    analyst.sign_in().follow(TITLE).follow("See results")
    assert f"{N_RESPONSES} responses were sent" in page.locator("main").inner_text()
    analyst.follow("Look for themes")
    page.get_by_label("How many themes").fill("lots")
    analyst.press("Look for themes")
    assert page.locator(".govuk-error-summary a").count() == 1
    page.get_by_label("How many themes").fill("4")
    analyst.press("Look for themes")
    assert analyst.heading == "Looking for themes"

    run_worker(answered.app, once=True)
    page.locator("[data-job-again]").click()
    analyst.arrive()
    assert page.locator(".app-theme").count() == 4
    analyst.follow("Coarser: 3 themes")
    assert page.locator(".app-theme").count() == 3
    analyst.follow("Results")
    download = analyst.download("XLSX")

    assert download.suggested_filename.endswith(".xlsx")
    workbook = load_workbook(io.BytesIO(download.path().read_bytes()))
    cells = [str(cell) for sheet in workbook for row in sheet.iter_rows(values_only=True) for cell in row]
    assert any("Living well in Sefton" in cell for cell in cells)
    assert any(str(N_RESPONSES) == cell for cell in cells)


def test_the_staff_side_needs_no_pointer(answered, open_page):
    page = open_page()
    analyst = Analyst(page, answered).open_sign_in()
    keyboard = Keyboard(page)

    keyboard.tab_to("Email address")
    page.keyboard.type(EMAIL)
    keyboard.tab_to("Password")
    page.keyboard.type(PASSWORD)
    keyboard.press("Enter").enter(TITLE).enter("See results")
    keyboard.tab_to("Sign out").tab_to("Desk")
    for words in ("Download ranking and themes", "Download cover sheet"):
        while not keyboard.tab().startswith(words):
            assert len(keyboard.stops) < 200, keyboard.stops

    assert analyst.heading == "Results: Living well in Sefton"


def test_a_mistake_at_signing_in_has_the_focus(answered, open_page):
    page = open_page()
    Analyst(page, answered).open_sign_in().sign_in("not the password")

    focused = page.evaluate("document.activeElement.className")
    page.locator(".govuk-error-summary a").press("Enter")

    assert "govuk-error-summary" in focused
    assert page.evaluate("document.activeElement.name") == "email"


def test_every_staff_page_is_looked_at_closely(answered, open_page):
    """Requirement 34, for those who analyse and those who reach out; each page narrow and wide."""

    def prepare():
        a_staff_user(OFFICER, Role.ENGAGEMENT_OFFICER)
        consultation = find_consultation(CODE)
        secret = answered.app.config["SECRET_KEY"]
        outreach.add_channel_code(consultation, "library", "Poster in Bootle library", None, NOW)
        return outreach.ask(
            consultation, "paper", "Two copies", {"name": "Sam", "reach": "me"}, secret, 90, NOW
        ).public_id

    request = answered.do(prepare)
    inside = f"/staff/consultations/{CODE}"
    wanted = {
        EMAIL: ["/staff/", f"{inside}/desk", f"{inside}/results", f"{inside}/themes/start_well_comment",
                f"{inside}/results/questions", f"{inside}/results/questions/start_well_priorities",
                f"{inside}/answers?words=the", f"{inside}/answers?since=2/1/2027&until=1/1/2027",
                f"{inside}/answers/2"],
        OFFICER: ["/staff/", "/staff/pictures/", "/staff/requests", f"/staff/requests/{request}", f"{inside}/share",
                  f"{inside}/languages", f"{inside}/results"],
    }  # fmt: skip
    headings = []

    for email, addresses in wanted.items():
        page = open_page()
        analyst = Analyst(page, answered).open_sign_in().sign_in(email=email)
        for address in addresses:
            assert page.goto(answered.address + address).status in (200, 403, 422), address
            look_closely(page)
            headings.append(analyst.heading)

    assert len(headings) == sum(map(len, wanted.values()))
    assert "Sign in" not in headings


def test_before_a_sign_in_runs_out_the_page_asks(answered, open_page):
    """Requirement 35 (WCAG 2.2.1): one press goes on, and nothing typed is lost."""
    page = open_page()
    page.clock.install()
    Analyst(page, answered).open_sign_in().sign_in().follow(TITLE).follow("See results").follow("Look for themes")
    page.get_by_label("How many themes").fill("7")
    dialog = page.locator("dialog")

    page.clock.fast_forward("27:20")
    assert not dialog.is_visible()
    page.clock.fast_forward("00:42")
    assert dialog.is_visible()
    check_axe(page)
    page.get_by_role("button", name="Stay signed in").click()
    page.wait_for_function("!document.querySelector('dialog').open")
    page.clock.fast_forward("27:20")

    assert not dialog.is_visible()
    assert page.get_by_label("How many themes").input_value() == "7"


def test_back_after_signing_out_shows_no_results(answered, open_page_that_keeps_pages):
    page = open_page_that_keeps_pages()
    analyst = Analyst(page, answered).open_sign_in().sign_in().follow(TITLE).follow("See results").press("Sign out")

    page.go_back(wait_until="load")

    assert analyst.heading == "Sign in"


@pytest.mark.parametrize("width", [320, 1280])
def test_an_analyst_checks_the_order_and_brings_counts_of_residents(answered, open_page, width):
    page = open_page(width)
    analyst = Analyst(page, answered, Inspection()).open_sign_in().sign_in().follow(TITLE).follow("See results")

    analyst.follow("How steady is this order")
    expect(page.get_by_text("Nobody has brought counts of residents")).to_be_visible()
    analyst.follow("Bring counts of residents").press("Show how it fits")
    assert page.locator(".govuk-error-summary a").inner_text() == "Choose a CSV file, or paste its rows"
    rows = "variable,category,code,population,source\nsex,Female,,510,Census\nsex,Elsewhere,X1,490,Census"
    page.get_by_label("Rows").fill(rows)
    analyst.press("Show how it fits").press("Keep these counts")
    assert page.locator(".govuk-error-summary a").inner_text().startswith("Row 3: “Elsewhere” (X1) is no answer to")
    page.get_by_label("Elsewhere (X1): 490").select_option(label="Male")
    analyst.press("Keep these counts")
    assert analyst.heading == "Whom we have reached"

    analyst.follow("Bring counts of residents")
    assert "2 groups, 1,000 residents." in page.locator("main").inner_text()
    page.goto(f"{answered.address}/staff/consultations/{CODE}/results/groups")
    analyst.arrive()
    expect(page.get_by_text("there are no groups to compare")).to_be_visible()
