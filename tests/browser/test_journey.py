"""The whole journey in a browser: two wordings, with and without scripts, on a telephone and on a desk."""

import pytest

from tests.browser.checks import Inspection
from tests.browser.journey import Resident

TEXT = "It’s a long wait.\nMy street needs lights & “benches” <b>"


def try_to_send_nothing(resident, site, variant):
    """Two errors, no response, and back at the list of sections."""
    resident.follow("check").press_continue().press_continue()
    assert resident.errors == [
        {"standard": "Select yes if you want to answer these questions", "easy_read": "Choose yes or no"}[variant]
    ]
    resident.answer("no").press_continue().send()
    assert len(resident.errors) == 1
    assert not any(response.is_sent for response in site.stored())
    resident.page.goto(resident.page.url.replace("/send", "/sections"))


@pytest.mark.parametrize(("javascript", "width"), [(True, 320), (True, 1280), (False, 320)])
@pytest.mark.parametrize("variant", ["standard", "easy_read"])
def test_a_resident_answers_everything_with_mistakes_on_the_way(site, open_page, variant, javascript, width):
    page = open_page(width, javascript)
    resident = Resident(page, site, variant, Inspection(javascript))
    expected = {}

    resident.start()
    try_to_send_nothing(resident, site, variant)

    for section in site.questionnaire.of_purpose("views"):
        priorities, comment = section.questions
        keys = [option.key for option in resident.offered(priorities.key)]
        resident.choose_section(section.key)
        if section.key == "start_well":
            resident.tick(priorities.key, *keys[:4]).press_continue()
            assert len(resident.ticked) == 4
            assert "4" in resident.errors[0]
            resident.untick(priorities.key, keys[0])
            expected[priorities.key] = keys[1:4]
        elif section.key == "all_age":
            expected[priorities.key] = []
        else:
            resident.tick(priorities.key, keys[0], keys[-1])
            expected[priorities.key] = [keys[0], keys[-1]]
        resident.press_continue()
        resident.write(TEXT if section.key == "live_well" else "").press_continue()
        expected[comment.key] = TEXT if section.key == "live_well" else None

    # change one answer, and come back to the check
    resident.follow("check").change("age_well_priorities")
    added = resident.offered("age_well_priorities")[1].key
    resident.tick("age_well_priorities", added).press_continue()
    expected["age_well_priorities"].insert(1, added)
    assert resident.option("age_well_priorities", added) in page.locator("main").inner_text()

    resident.press_continue().answer("yes").press_continue()
    for number, question in enumerate(site.questionnaire.of_purpose("profile")[0].questions):
        expected[question.key] = question.options[-1].key if number % 2 else None
        if expected[question.key]:
            resident.tick(question.key, expected[question.key])
        resident.press_continue()
    resident.send()

    (response,) = site.stored()
    assert response.is_sent
    assert response.variant == variant
    assert response.answers == expected
    assert resident.reference == response.reference
