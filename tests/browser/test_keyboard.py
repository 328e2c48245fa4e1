"""Everything with Tab, Space, arrows and Enter alone."""

import pytest

from tests.browser.journey import WORDS, Resident
from tests.browser.keyboard import Keyboard


@pytest.mark.parametrize("variant", ["standard", "easy_read"])
def test_the_whole_journey_needs_no_pointer(site, open_page, variant):
    page = open_page()
    resident = Resident(page, site, variant).open_start()
    keyboard = Keyboard(page)
    first = resident.offered("start_well_priorities")[0]

    keyboard.enter("Start now").enter(resident.words(resident.section("start_well").title))
    keyboard.tab_to(resident.words(first.text))
    page.keyboard.press("Space")
    keyboard.enter("Continue").tab_to(resident.words(resident.question("start_well_comment").text))
    page.keyboard.type("Line one\nline two")
    keyboard.enter("Continue").enter(WORDS["check"][variant]).enter("Continue")
    keyboard.tab_to(WORDS["yes"][variant])
    page.keyboard.press("ArrowDown")
    keyboard.enter("Continue").enter(WORDS["send"][variant])

    (response,) = site.stored()
    assert resident.reference == response.reference
    assert response.answers == {"start_well_priorities": [first.key], "start_well_comment": "Line one\nline two"}


@pytest.mark.parametrize("width", [320, 1280])
def test_the_skip_link_comes_first_and_leads_past_the_header(site, open_page, width):
    page = open_page(width)
    Resident(page, site).start().choose_section("age_well")
    keyboard = Keyboard(page)

    words = keyboard.tab()
    page.keyboard.press("Enter")
    inside = page.evaluate("document.activeElement.id")
    first_stop = keyboard.tab()

    assert words == "Skip to main content"
    assert inside == "main-content"
    assert first_stop == page.locator("main label").first.inner_text()


def test_tab_follows_the_order_of_the_page(site, open_page):
    page = open_page()
    resident = Resident(page, site).start().choose_section("age_well")
    keyboard = Keyboard(page)

    keyboard.tab_to("Continue")

    options = [resident.words(option.text) for option in resident.offered("age_well_priorities")]
    languages = ["Cymraeg", "Polski", "العربية"]
    header = ["Skip to main content", "Borsetshire Council", *languages, "Back", "Use Easy Read", "Bigger text"]
    assert keyboard.stops == [*header, *options, "Continue"]


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no_scripts"])
@pytest.mark.parametrize("question", ["start_well_priorities", "age_band"])
def test_enter_in_a_group_of_answers_is_continue_and_not_the_other_wording(site, open_page, javascript, question):
    """The switch is the first button to be seen; an unseen Continue stands before it."""
    page = open_page(javascript=javascript)
    resident = Resident(page, site).start()
    if question == "age_band":
        resident.follow("check").press_continue().answer("yes").press_continue()
    else:
        resident.choose_section("start_well")
    asked, key = resident.heading, resident.offered(question)[2].key
    buttons = page.locator("button").evaluate_all(
        "all => all.filter(b => b.form).map(b => [b.form.id, b.hidden, b.name])"
    )

    page.get_by_label(resident.option(question, key), exact=True).press("Space")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    languages = [["question", False, "language"]] * 3
    others = [["question", False, name] for name in ("switch", "text", "", "later")]
    assert buttons == [["question", True, ""], *languages, *others]
    assert resident.heading != asked
    assert "/standard/" in page.url
    (response,) = site.stored()
    assert response.variant == "standard"
    assert response.answers[question] in (key, [key])


def test_without_the_unseen_continue_enter_would_be_another_language(site, open_page):
    """The proof that the test above sees what it promises."""
    page = open_page()
    Resident(page, site).start().choose_section("start_well")
    page.locator("button[hidden][form]").evaluate("button => button.remove()")

    page.locator("input[type=checkbox]").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert "/cy/" in page.url


@pytest.mark.parametrize("variant", ["standard", "easy_read"])
def test_after_a_mistake_focus_is_on_the_summary_and_its_link_leads_to_the_first_answer(site, open_page, variant):
    page = open_page(320)
    resident = Resident(page, site, variant).start().choose_section("start_well")
    keys = [option.key for option in resident.offered("start_well_priorities")]

    resident.tick("start_well_priorities", *keys[:4]).press_continue()
    on_summary = page.evaluate("document.activeElement.className")
    keyboard = Keyboard(page)
    link = keyboard.tab()
    page.keyboard.press("Enter")

    assert "govuk-error-summary" in on_summary
    assert [link] == resident.errors
    assert page.evaluate("document.activeElement.value") == keys[0]


def test_the_link_of_every_other_mistake_leads_to_what_it_is_about(site, open_page):
    page = open_page()
    resident = Resident(page, site).start().follow("check").press_continue().press_continue()

    page.locator(".govuk-error-summary a").press("Enter")
    on_choice = page.evaluate("document.activeElement.id")
    resident.answer("no").press_continue().send()
    page.locator(".govuk-error-summary a").press("Enter")

    assert on_choice == "wanted"
    assert page.evaluate("document.activeElement.id") == "send"
