"""The field log as time goes by, where it cannot work, and two quick presses at a stand."""

from contextlib import suppress

import pytest
from playwright.sync_api import TimeoutError, expect

from engage.extensions import db
from engage.models import Activity, Role
from engage.operations.consultations import find_consultation
from tests.browser.device import RAW, Device, forgive
from tests.browser.serving import CODE
from tests.builders import a_staff_user, an_activity

EMAIL = "officer@example.org"
#: puts the day on which the server first heard of what waits so many days back
WAIT = """async (days) => {
  const open = indexedDB.open('engage-fieldwork')
  await new Promise(done => { open.onsuccess = done })
  const rows = open.result.transaction('rows', 'readwrite').objectStore('rows')
  const all = rows.getAll()
  await new Promise(done => { all.onsuccess = done })
  for (const row of all.result) if (row.state) rows.put({ ...row, since: Date.now() - days * 864e5 })
  open.result.close()
}"""


@pytest.fixture
def field(site):
    """The site with an officer, a focus group and a stand."""

    def plan():
        officer = a_staff_user(EMAIL, Role.ENGAGEMENT_OFFICER)
        an_activity(find_consultation(CODE), officer, title="Carers at the library")
        an_activity(find_consultation(CODE), officer, title="Market hall", type="outreach_stand")

    site.do(plan)
    return site


def test_what_was_never_sent_leaves_the_device_after_thirty_days_and_not_before(field, open_page):
    device = Device(open_page(320), field, EMAIL).begin()
    device.log("Carers at the library").fill("remarks", "Half a thought").says("half written")

    for days, words in ((29, "half written"), (31, "not begun")):
        device.page.evaluate(WAIT, days)
        device.open().page.reload()
        device.unlock()
        expect(device.page.locator("[data-list]")).to_contain_text(words)

    device.page.wait_for_function(f"async () => (await ({RAW})()).every(row => !row.state)")
    forgive(device.page.context)


def test_the_log_asks_again_every_minute(field, open_page):
    page = open_page(320)
    page.clock.install()
    device = Device(page, field, EMAIL).begin().state("Everything is sent")

    for _time in range(2):
        assert _a_minute_later(page).ok
        device.state("Everything is sent")


def _a_minute_later(page):
    """What the server answered; a minute that ended while the log was still asking begins again."""
    for milliseconds in (2_000, 4_000, 8_000, 16_000):
        with suppress(TimeoutError):
            with page.expect_response("**/staff/fieldwork/token", timeout=milliseconds) as answered:
                page.clock.fast_forward(61_000)
            return answered.value
    raise AssertionError("the log did not ask again")


def test_a_record_is_written_in_one_tab_at_a_time(field, open_page):
    device = Device(open_page(320), field, EMAIL).begin().log("Carers at the library")
    other = Device(device.page.context.new_page(), field, EMAIL).open().unlock()

    other.page.get_by_role("link", name="Carers at the library").click()

    other.alerts("This record is open in another tab")


def test_at_an_address_without_https_the_page_says_so_and_leads_to_the_form(field, open_page):
    page = open_page(320)
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', {value: false})")

    device = Device(page, field, EMAIL).sign_in()

    main = page.get_by_role("main")
    expect(main).to_contain_text("it needs scripts, a secure address (https) and room to keep drafts")
    expect(page.get_by_label("Passphrase of this device")).to_be_hidden()
    main.get_by_role("link", name="Fieldwork").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Fieldwork")
    assert device.page is page


def test_two_quick_presses_at_the_stand_count_one(field, open_page):
    stand = field.do(lambda: db.session.query(Activity).filter_by(title="Market hall").one().public_id)
    device = Device(open_page(320), field, EMAIL).sign_in(f"/staff/fieldwork/{stand}/stand")
    shown = device.page.get_by_role("status")

    device.page.get_by_role("button", name="One more person").dblclick()
    expect(shown).to_contain_text("People you spoke to: 1.")
    device.press("One more person")

    expect(shown).to_contain_text("People you spoke to: 2.")
