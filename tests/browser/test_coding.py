"""A coding session of 100 texts by keyboard alone, with a machine that learns in between."""

import datetime as dt

from playwright.sync_api import expect

from engage import jobs
from engage.extensions import db
from engage.extracts import coding as extracts
from engage.models import AnalysisRun, Codeframe, Role
from engage.operations.consultations import find_consultation
from tests.browser.checks import check_axe, check_fits
from tests.browser.keyboard import Keyboard
from tests.browser.serving import CODE
from tests.builders import PASSWORD, a_codeframe, a_response, a_staff_user, count

N_TEXTS = 100
PLACES = ["library", "market", "harbour", "school", "station", "church", "hospital", "bridge", "square", "beach"]
#: theme -> the words that speak for it, and the key that ticks it
THEMES = {"Buses": "bus", "Parks": "park", "Doctors": "doctor"}
SAID = {
    "Buses": ["The bus by the {} is late again", "No bus to the {} in the evening", "Bus fares to the {} are too dear",
              "A bus stop with a roof at the {}"],
    "Parks": ["The park by the {} is full of litter", "Benches in the park near the {}",
              "A park for children at the {}", "Trees in the park behind the {}"],
    "Doctors": ["No doctor near the {}", "Weeks to see a doctor at the {}", "The doctor by the {} is kind",
                "A doctor who stays at the {}"],
}  # fmt: skip
ARABIC = "\u0627\u0644\u062d\u0627\u0641\u0644\u0629 \u0645\u062a\u0623\u062e\u0631\u0629"


def now():
    return dt.datetime.now(dt.UTC)


def prepare(site):
    """120 answers on three subjects, one of them in Arabic, and an analyst; returns the address of the coding."""

    def make():
        analyst = a_staff_user("ann@example.org", Role.ANALYST, now=now())
        consultation = find_consultation(CODE)
        texts = [said.format(place) for place in PLACES for all_said in SAID.values() for said in all_said]
        for text in [ARABIC, *texts[:119]]:
            a_response(consultation, comments={"live_well": text}, now=now())
        a_codeframe(consultation, analyst, *THEMES, question_key="live_well_comment", now=now())

    site.do(make)
    return f"{site.address}/staff/consultations/{CODE}/coding/live_well_comment/1"


def test_a_hundred_texts_are_coded_by_keyboard_and_the_machine_gains(site, contexts, chromium):
    coding = prepare(site)
    page = contexts(chromium.new_context(viewport={"width": 1280, "height": 900})).new_page()
    keyboard = Keyboard(page)
    page.goto(f"{site.address}/staff/sign-in")
    keyboard.tab_to("Email address")
    page.keyboard.type("ann@example.org")
    keyboard.tab_to("Password")
    page.keyboard.type(PASSWORD)
    keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Your desk")
    page.goto(f"{coding}/text")
    keys = 0
    for number in range(N_TEXTS):
        expect(page.locator("[data-progress]")).to_contain_text(f"{number} of 120 texts coded.")
        if number % 20 == 1:  # the worker of this server: it learns when people have coded enough
            site.do(lambda: jobs.run_worker(site.app, once=True))
        keys += code(page)
    expect(page.locator("[data-progress]")).to_contain_text(f"{N_TEXTS} of 120 texts coded.")

    assert keys <= 2 * N_TEXTS  # most proposals are right: Enter alone accepts them
    assert site.do(lambda: len(set(extracts.finished(the_codeframe())["key"]))) == N_TEXTS
    assert site.do(lambda: count(AnalysisRun)) >= 5
    look(page, f"{coding}/text", coding, f"{coding}/counts", f"{coding}/samples")


def the_codeframe():
    return db.session.query(Codeframe).one()


def code(page):
    """Tick what the text speaks of, as far as the machine has not, and go on; returns the keys pressed."""
    text = page.locator("#text").inner_text()
    wanted = {label for label, word in THEMES.items() if word in text.lower()}
    boxes = page.locator("[data-themes] input")
    expect(boxes.first).to_be_focused()
    ticked = {label for place, label in enumerate(THEMES) if boxes.nth(place).is_checked()}
    wrong = [str(place) for place, label in enumerate(THEMES, 1) if label in wanted ^ ticked]
    keys = ["0"] if not wanted else [*wrong, "Enter"]
    for key in keys[:-1]:
        page.keyboard.press(key)
    with page.expect_navigation():
        page.keyboard.press(keys[-1])
    return len(keys)


def look(page, *addresses):
    """Every page fits and passes axe at both widths; the coding page also with what is wrong on it."""
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        for address in addresses:
            page.goto(address)
            expect(page.locator("h1")).to_be_visible()
            check_fits(page)
            check_axe(page)
    page.goto(addresses[0])
    page.keyboard.press("Delete")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    check_fits(page)
    check_axe(page)
