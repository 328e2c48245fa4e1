"""Easy Read as it is drawn (requirements 28 and 29), the Listen button, bigger text and print."""

import io

import pikepdf
import pytest

from tests.browser.checks import check_axe, check_fits
from tests.browser.journey import Resident

#: stands for a browser that has voices on the device; headless Chromium has none
VOICES = """(languages) => {
  window.spoken = []
  const voices = languages.map(lang => ({lang, localService: !lang.endsWith('-cloud'), name: lang}))
  class Utterance { constructor (text) { this.text = text } }
  const speech = {
    getVoices: () => voices, addEventListener: () => {}, cancel: () => { window.spoken.push('(cancel)') },
    speak: (u) => { window.spoken.push(u.text); window.last = u }, pause: () => window.spoken.push('(pause)'),
    resume: () => window.spoken.push('(resume)')
  }
  Object.defineProperty(window, 'speechSynthesis', {value: speech})
  window.SpeechSynthesisUtterance = Utterance
}"""
SMALL = """() => [...document.querySelectorAll('body *')].filter(e => [...e.childNodes].some(
    n => n.nodeType === 3 && n.textContent.trim()) && e.getClientRects().length
    && !e.closest('script, .govuk-visually-hidden, .govuk-skip-link'))
  .map(e => [e, getComputedStyle(e)]).filter(([e, s]) => parseFloat(s.fontSize) < 24
    || s.fontStyle !== 'normal' || s.textTransform !== 'none'
    || (['center', 'right', 'justify'].includes(s.textAlign) && !e.closest('button'))
    || (s.lineHeight !== 'normal' && parseFloat(s.lineHeight) < 1.29 * parseFloat(s.fontSize)))
  .map(([e, s]) => [e.tagName, e.className, s.fontSize, s.lineHeight, s.textAlign, e.innerText.slice(0, 40)].join(" "))
"""


def with_voices(page, *languages):
    page.add_init_script(f"({VOICES})({list(languages)})")
    return page


@pytest.mark.parametrize("width", [320, 1280])
def test_easy_read_is_large_plain_and_starts_at_the_left(site, open_page, width):
    pages = []

    def look(page):
        pages.append(page.title())
        assert page.evaluate(SMALL) == [], page.url
        check_fits(page)
        check_axe(page)

    resident = Resident(open_page(width), site, "easy_read", look).start().choose_section("start_well")
    keys = [option.key for option in resident.offered("start_well_priorities")]
    resident.tick("start_well_priorities", *keys[:4]).press_continue().untick("start_well_priorities", keys[0])
    resident.press_continue().write("Good.").press_continue().go_to_send().send()
    resident.page.get_by_role("link", name="Picture credits").click()
    resident.arrive()

    assert len(pages) == 11


@pytest.mark.parametrize(("width", "pixels"), [(320, 72), (1280, 96)])
def test_a_picture_stands_at_the_start_of_its_words(site, open_page, width, pixels):
    resident = Resident(open_page(width), site, "easy_read").start().choose_section("start_well")

    boxes = resident.page.evaluate(
        """() => [...document.querySelectorAll('label:has(img)')].map(label => {
            const [picture, words] = [...label.children].map(e => e.getBoundingClientRect())
            return [picture.width, picture.height, picture.right <= words.left]
        })"""
    )

    assert boxes == [[pixels, pixels, True]] * len(resident.offered("start_well_priorities"))


def test_the_page_is_read_aloud_in_order_and_stops(site, open_page):
    page = with_voices(open_page(), "en-GB")
    resident = Resident(page, site, "easy_read").start().choose_section("start_well")
    listen = page.get_by_role("button", name="Listen")
    question = resident.question("start_well_priorities")

    listen.click()
    spoken = page.evaluate("spoken")
    assert listen.get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="Pause").click()
    listen.click()

    options = [resident.words(option.text) for option in resident.offered(question.key)]
    wanted = [resident.words(question.text), *options]
    assert [text for text in spoken if text in wanted] == wanted
    assert page.evaluate("spoken").count("(pause)") == 1
    assert page.evaluate("spoken[spoken.length - 1]") == "(cancel)"
    assert listen.get_attribute("aria-pressed") == "false"


@pytest.mark.parametrize("voices", [[], ["cy-GB"], ["en-cloud"]], ids=["none", "another language", "not on the device"])
def test_without_a_voice_of_this_device_nothing_is_offered(site, open_page, voices):
    page = with_voices(open_page(), *voices)

    Resident(page, site).open_start()

    assert page.locator("[data-listen]").is_hidden()


@pytest.mark.parametrize("variant", ["standard", "easy_read"])
@pytest.mark.parametrize("javascript", [True, False])
def test_bigger_text_keeps_ticks_grows_everything_and_fits(site, open_page, variant, javascript):
    page = open_page(320, javascript=javascript)
    resident = Resident(page, site, variant).start().choose_section("start_well")
    keys = [option.key for option in resident.offered("start_well_priorities")]
    size = "() => parseFloat(getComputedStyle(document.querySelector('label')).fontSize)"
    before = page.evaluate(size)

    resident.tick("start_well_priorities", *keys[:2])
    page.get_by_role("button", name="Bigger text").click()
    resident.arrive()

    assert len(resident.ticked) == 2
    assert page.evaluate(size) == pytest.approx(1.5 * before, rel=0.01)
    resident.press_continue()
    assert page.evaluate("document.documentElement.className").endswith("app-large-text") or "large" in page.url
    check_fits(page)


@pytest.mark.parametrize(("variant", "n_sheets"), [("standard", 1), ("easy_read", 2)])
def test_the_receipt_prints_on_one_sheet_with_its_number(site, open_page, variant, n_sheets):
    """Two in Easy Read, for its pictures and letters of 16 points."""
    resident = Resident(open_page(), site, variant).start().answer_section("start_well").go_to_send().send()

    sheets = pikepdf.open(io.BytesIO(resident.page.pdf(format="A4")))

    assert len(sheets.pages) == n_sheets
    resident.page.emulate_media(media="print")
    assert resident.page.locator(".app-reference").is_visible()
    assert resident.page.locator(".app-bar").is_hidden()
