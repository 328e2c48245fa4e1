"""Whatever a person's browser, eyes or habits do: nothing is lost, doubled, cut off or shown to somebody else."""

import gzip
from urllib.parse import urlsplit

import pytest

from tests.browser.checks import check_axe, check_fits
from tests.browser.journey import WORDS, Resident

TEXT = "My mum waited three weeks.\nThen nobody called."
MOST_PAGE_BYTES = 45_000


def test_easy_read_without_its_pictures_is_still_all_there(site, open_page):
    """A telephone that saves data, or a picture that did not arrive: the words alone must be enough."""
    page = open_page(320, extra_http_headers={"Save-Data": "on"})
    page.route("**/pictures/**", lambda route: route.fulfill(status=404, body=""))
    resident = Resident(page, site, "easy_read", lambda page: (check_fits(page), check_axe(page))).start()

    resident.answer_section("age_well", text=TEXT).go_to_send().send()

    (response,) = site.stored()
    assert response.answers["age_well_comment"] == TEXT


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no_scripts"])
def test_back_after_sending_shows_the_next_person_nothing(site, open_page, open_page_that_keeps_pages, javascript):
    """A computer in a library: Chromium with its store of whole pages, and without."""
    for page in (open_page(javascript=javascript), open_page_that_keeps_pages(javascript)):
        resident = Resident(page, site).start().answer_section("start_well", 3, TEXT).go_to_send().send()
        shown = []

        for _ in range(8):
            page.go_back(wait_until="load")
            shown.append(resident.heading)
            assert "nobody called" not in page.content()
            assert page.locator("input:checked").count() == 0
            assert page.locator("textarea").count() == 0

        assert shown == ["Your answers have been sent"] * 7 + ["Living well in Sefton"]


def test_back_before_sending_keeps_the_answers(site, open_page):
    page = open_page()
    resident = Resident(page, site).start().answer_section("start_well", 2, TEXT)

    page.go_back()
    text = resident.typed
    page.go_back()

    assert text == TEXT
    assert len(resident.ticked) == 2


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no_scripts"])
def test_a_double_click_on_send_makes_one_response_and_a_refresh_none(site, open_page, javascript):
    page = open_page(javascript=javascript)
    resident = Resident(page, site).start().answer_section("start_well").go_to_send()

    page.get_by_role("button", name="Send my answers").dblclick()
    page.wait_for_url("**/sent")
    first = resident.reference
    page.reload()

    assert resident.reference == first
    assert [response.reference for response in site.stored()] == [first]


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no_scripts"])
def test_a_browser_that_keeps_no_cookies_comes_to_the_end(site, open_page_without_cookies, javascript):
    page = open_page_without_cookies(java_script_enabled=javascript)
    resident = Resident(page, site).start()

    resident.answer_section("start_well", 3, TEXT)
    resident.choose_section("age_well").switch_wording().press_continue().press_continue()
    resident.go_to_send().send()

    (response,) = site.stored()
    assert page.context.cookies() == []
    assert response.reference == resident.reference
    assert response.answers["start_well_comment"] == TEXT


def test_two_tabs_are_two_drafts_that_do_not_mix(site, open_page):
    one = Resident(open_page(), site)
    other = Resident(one.page.context.new_page(), site)
    one.start().choose_section("start_well")
    other.start().choose_section("start_well")
    keys = [option.key for option in one.offered("start_well_priorities")]

    one.tick("start_well_priorities", keys[0]).press_continue()
    other.tick("start_well_priorities", keys[1]).press_continue()
    one.write("one").press_continue()
    other.write("other").press_continue().go_to_send().send()
    one.go_to_send()
    one.page.get_by_label("Yes, send a second response").check()
    one.send()

    first, second = site.stored()
    assert (first.reference, second.reference) == (one.reference, other.reference)
    assert first.answers == {"start_well_priorities": [keys[0]], "start_well_comment": "one"}
    assert second.answers == {"start_well_priorities": [keys[1]], "start_well_comment": "other"}


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no_scripts"])
def test_the_other_wording_keeps_what_was_typed_and_ticked(site, open_page, javascript):
    page = open_page(javascript=javascript)
    resident = Resident(page, site).start().choose_section("start_well")
    keys = [option.key for option in resident.offered("start_well_priorities")]

    resident.tick("start_well_priorities", *keys[:2]).switch_wording()
    assert resident.ticked == [resident.option("start_well_priorities", key) for key in keys[:2]]

    # with a mistake: four ticks are kept, in the new wording, and the mistake is named in it
    resident.tick("start_well_priorities", *keys[2:4]).switch_wording()
    assert resident.ticked == [resident.option("start_well_priorities", key) for key in keys[:4]]
    assert len(resident.errors) == 1
    assert page.get_by_role("button", name=WORDS["other wording"]["standard"]).is_visible()

    resident.untick("start_well_priorities", keys[0]).press_continue()
    resident.write(TEXT).switch_wording()
    assert resident.typed == TEXT
    resident.press_continue()

    (response,) = site.stored()
    assert response.answers == {"start_well_priorities": keys[1:4], "start_well_comment": TEXT}


@pytest.mark.parametrize("variant", ["standard", "easy_read"])
def test_a_first_visit_to_a_question_is_small_and_asks_nobody_else(site, open_page, record_property, variant):
    page = open_page()
    Resident(page, site, variant).start().choose_section("start_well")
    address = page.url
    fresh = open_page(storage_state=page.context.storage_state())  # a browser that kept the cookie and nothing else
    replies = []
    fresh.on("response", lambda reply: replies.append(reply))

    fresh.goto(address, wait_until="networkidle")

    sizes = {"page": 0, "pictures": 0, "gzip page": 0, "gzip pictures": 0}
    for reply in replies:
        kind = "pictures" if "/pictures/" in urlsplit(reply.url).path else "page"
        body = reply.body()
        sizes[kind] += reply.request.sizes()["responseBodySize"]
        sizes[f"gzip {kind}"] += len(gzip.compress(body, 9))
    for name, size in sizes.items():
        record_property(f"{variant} {name} bytes", size)
    print(variant, sizes, len(replies), "replies")  # noqa: T201 - the test's record
    assert sizes["gzip page"] <= MOST_PAGE_BYTES
    assert {urlsplit(reply.url).hostname for reply in replies} == {"127.0.0.1"}
