"""The pages nobody wants to see: at both widths, in both wordings, with nothing that axe finds."""

import datetime as dt

import pytest

from tests.browser.checks import Inspection
from tests.browser.journey import Resident
from tests.builders import a_consultation

pytestmark = pytest.mark.parametrize("width", [320, 1280])


@pytest.fixture
def resident(site, open_page, width):
    return Resident(open_page(width), site, look=Inspection())


def test_an_address_that_is_nowhere(resident):
    status = resident.page.goto(f"{resident.site.address}/living-well/en/standard/nowhere/at/all").status

    resident.arrive()
    assert (status, resident.heading) == (404, "Page not found")


@pytest.mark.parametrize("variant", ["standard", "easy-read"])
def test_a_consultation_that_has_closed(resident, variant):
    now = dt.datetime.now(dt.UTC).replace(minute=0, second=0, microsecond=0)
    days = dt.timedelta(days=1)
    resident.site.do(lambda: a_consultation("last-year", opens_at=now - 30 * days, closes_at=now - 7 * days, now=now))

    status = resident.page.goto(f"{resident.site.address}/last-year/en/{variant}").status

    resident.arrive()
    assert status == 410
    assert resident.heading == {
        "standard": "This consultation has closed", "easy-read": "You cannot answer any more"
    }[variant]  # fmt: skip


@pytest.mark.parametrize("variant", ["standard", "easy_read"])
def test_an_answer_that_is_too_big_to_take(resident, variant):
    resident.variant = variant
    resident.site.app.config["MAX_CONTENT_LENGTH"] = 50_000
    resident.start().choose_section("age_well").press_continue().write("I wait. " * 10_000)

    with resident.page.expect_navigation() as navigation:
        resident.press_continue()

    assert navigation.value.status == 413
    assert resident.heading == "What you sent is too big"


@pytest.mark.parametrize("variant", ["standard", "easy_read"])
def test_somebody_elses_answers(resident, open_page, width, variant):
    resident.variant = variant
    other = Resident(open_page(width), resident.site, variant).start()

    status = resident.page.goto(other.page.url).status

    resident.arrive()
    assert (status, resident.heading) == (403, "This page is not yours to open")
