"""What was sent says who answers and what they allow; with the code the one is corrected, the other taken back."""

import datetime as dt

import pytest

from engage.extensions import db
from engage.models import Consent, ContactDetails, Organisation, Respondent, Response
from tests.builders import NOW, count
from tests.engage.test_returning import CLOSES_AT, MINUTE, another, code_of, come_back
from tests.journey import PRIORITIES, draft_of, open_page, set_clock

GROUP = {"q_name": "Friends of Bootle", "q_area": "Bootle", "size": "1_to_9"}
REACH = {"q_name": "Ania", "q_email": "ania@example.org"}
LATER = CLOSES_AT + dt.timedelta(days=30)
WORDINGS = ("standard", "easy-read")


def sent_by_a_group(browser, **consents):
    """An organisation's response with these permissions, and with an address if one of them needs it."""
    page = open_page(browser, PRIORITIES).submit({"q_streets_priorities": ["buses"]})
    draft = draft_of(page)
    browser.get(f"{draft}/who").submit({"choice": "organisation"}).submit(GROUP)
    page = browser.get(f"{draft}/send").submit(consents)
    while "/sent" not in page.path:
        page = page.submit(REACH) if "/reach" in page.path else page.submit()
    return page


def opened(app, browser, wording="standard", **consents):
    sent_by_a_group(browser, **consents)
    return come_back(another(app), code_of(), f"/market-place/en/{wording}/come-back")


def one(model):
    return db.session.query(model).one()


@pytest.mark.parametrize("wording", WORDINGS)
def test_what_was_sent_says_who_answers_and_what_is_allowed(app, browser, wording):
    page = opened(app, browser, wording, quote="yes", contact="no")

    for words in ("Friends of Bootle", "1 to 9", "Bootle", "Yes", "No"):
        assert words in page.text
    assert ("Not provided" if wording == "standard" else "No answer") in page.text


def test_the_address_does_not_stand_on_the_page_that_is_printed(app, browser):
    page = opened(app, browser, contact="yes")

    shown = page.link("See, change or erase how we can reach you")

    assert "ania" not in page.html.lower() and "Thursday 28 October 2027" in page.text
    assert "ania@example.org" in shown.html


def test_who_answers_is_corrected_until_closing(app, browser):
    page = opened(app, browser)

    helper = page.link("Change Who is answering?").submit({"choice": "on_behalf"})
    page = helper.submit({"choice": "carer"})

    assert page.h1 == "What you sent" and "We have updated your answers" in page.text
    assert "A carer" in page.text and "Friends of Bootle" not in page.text
    assert (one(Respondent).capacity, one(Respondent).helper, count(Organisation)) == ("on_behalf", "carer", 0)
    assert one(Response).revisions == 2


def test_the_organisation_is_corrected_by_itself(app, browser):
    page = opened(app, browser).link("Change Name of the organisation").submit({"q_name": "Friends of Crosby"})

    assert "Friends of Crosby" in page.text
    assert one(Organisation).name == "Friends of Crosby"


def test_after_closing_who_answered_stays(app, browser):
    page = opened(app, browser)
    form = page.link("Change Who is answering?")
    set_clock(app, CLOSES_AT)

    refused = form.submit({"choice": "professional"})
    page = come_back(page.browser, code_of())

    assert refused.status == 410
    assert one(Respondent).capacity == "organisation"
    assert "Change Who is answering?" not in page.text and "Change May we quote" in page.text


@pytest.mark.parametrize("when", [NOW, LATER])
def test_a_permission_is_taken_back_at_any_time_and_the_address_goes_with_it(app, browser, when):
    sent_by_a_group(browser, quote="yes", contact="yes")
    set_clock(app, when)
    page = come_back(another(app), code_of()).link("Change May we contact you")

    page = page.submit({"quote": "no", "contact": "no"})

    assert page.h1 == "What you sent"
    assert (one(Consent).quote, one(Consent).contact, count(ContactDetails)) == (False, False, 0)
    assert one(Response).revisions == 0


@pytest.mark.parametrize("button", ["Erase how you can reach me", None])
def test_the_address_alone_is_erased_by_its_button_or_by_emptying_it(app, browser, button):
    page = opened(app, browser, outcome="yes").link("See, change or erase how we can reach you")

    page = page.submit({} if button else {"q_name": "", "q_email": ""}, button)

    assert count(ContactDetails) == 0 and one(Consent).outcome
    assert page.h1 == "What you sent"


def test_who_allows_it_later_is_asked_how_to_be_reached(app, browser):
    page = opened(app, browser).link("Change Do you want to be told").submit({"outcome": "yes"})

    assert page.h1 == "How can we reach you?"
    assert page.submit(REACH).h1 == "What you sent"
    assert count(ContactDetails) == 1


def test_nobody_is_asked_for_an_address_that_would_be_erased_at_once(app, browser):
    sent_by_a_group(browser)
    set_clock(app, CLOSES_AT + dt.timedelta(days=365))
    page = come_back(another(app), code_of()).link("Change Do you want to be told")

    assert page.submit({"outcome": "yes"}).h1 == "What you sent"


def test_no_is_no_answer_is_said_at_the_question_and_changes_nothing(app, browser):
    page = opened(app, browser, quote="yes").link("Change May we quote")

    refused = page.submit({"quote": "perhaps"})

    assert (refused.status, refused.errors) == (422, ["Choose one of the options"])
    assert one(Consent).quote is True


@pytest.mark.parametrize("name", ["who", "who/organisation", "consents", "reach"])
def test_without_the_code_nobody_sees_or_changes_any_of_it(app, browser, name):
    page = sent_by_a_group(browser, contact="yes")
    address = page.path.replace("sent", name)

    seen = browser.get(address)
    browser.client.post(address, data={"choice": "resident", "contact": "no", "erase": "1", "end": "1"})

    assert seen.h1 == "Your answers have been sent" and "Friends of Bootle" not in seen.html
    assert (one(Respondent).capacity, one(Consent).contact, count(ContactDetails)) == ("organisation", True, 1)


@pytest.mark.parametrize("name", ["who", "consents", "reach"])
def test_half_an_hour_after_its_last_page_it_is_closed_again(app, browser, name):
    page = opened(app, browser, contact="yes")
    set_clock(app, NOW + 30 * MINUTE)

    assert page.browser.get(page.path.replace("copy", name)).h1 == "Your answers have been sent"


def test_of_a_draft_the_permissions_stand_where_it_is_sent(browser):
    page = open_page(browser, "consents")

    assert page.path.endswith("/send")
