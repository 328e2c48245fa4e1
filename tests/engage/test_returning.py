"""Coming back with the return code: continue, see, change."""

import datetime as dt

import pytest
from sqlalchemy import select

from engage import results, return_codes
from engage.extensions import db
from engage.models import Answer, Holder, Response
from tests.builders import NOW, a_consultation, a_questionnaire, count
from tests.conftest import SECRET_KEY
from tests.journey import AGE, COMMENT, PRIORITIES, draft_of, open_page, saved_choices, saved_texts, set_clock, start
from tests.pages import Browser

MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
CLOSES_AT = dt.datetime(2026, 10, 28, tzinfo=dt.UTC)
RECEIPT = "Your answers have been sent"
ENTER = "Come back with your return code"
COPY = "What you sent"
PHRASE = "Quince jelly on the bandstand"


def code_of(n=0):
    public_id = db.session.scalars(select(Response.public_id).order_by(Response.id)).all()[n]
    return return_codes.make(SECRET_KEY, public_id)


def another(app):
    return Browser(app.test_client())


def come_back(browser, code, at="/come-back"):
    return browser.get(at).submit({"code": code})


def a_draft(browser, comment=PHRASE, variant="standard"):
    """A draft with one comment; returns its list of sections."""
    return open_page(browser, COMMENT, variant).submit({"q_streets_comment": comment})


def a_sent_response(browser, comment=PHRASE):
    page = open_page(browser, COMMENT)
    page.submit({"q_streets_comment": comment})
    browser.get(page.path.replace(COMMENT, PRIORITIES)).submit({"q_streets_priorities": ["buses", "trees"]})
    browser.get(page.path.replace(COMMENT, AGE)).submit({"q_age_band": "old"})
    return browser.get(page.path.replace(COMMENT, "send")).submit()


# the code itself


@pytest.mark.parametrize("page", ["sections", COMMENT, AGE, "check", "about-you", "send"])
@pytest.mark.parametrize("variant", ["standard", "easy-read"])
def test_every_page_of_a_draft_offers_the_code(browser, page, variant):
    found = open_page(browser, page, variant)
    words = "Save and come back later" if variant == "standard" else "Stop for now. Come back later."

    shown = found.submit(button=words) if "answer/" in page else found.link(words)

    assert shown.h1 == ("Your return code" if variant == "standard" else "Your code")
    assert code_of() in shown.text


def test_save_and_come_back_keeps_what_stands_on_the_page(browser):
    page = open_page(browser, COMMENT)

    page.submit({"q_streets_comment": PHRASE}, button="Save and come back later")

    assert saved_texts() == [PHRASE]


def test_leaving_an_empty_page_does_not_count_as_leaving_it_blank(browser):
    open_page(browser, COMMENT).submit(button="Save and come back later")

    assert count(Answer) == 0


def test_leaving_a_page_with_a_mistake_names_the_mistake_and_keeps_the_ticks(browser):
    page = open_page(browser, PRIORITIES)

    refused = page.submit({"q_streets_priorities": ["buses", "lights", "trees", "benches"]}, "Save and come back later")

    assert (refused.status, len(refused.errors), len(refused.ticked)) == (422, 1, 4)


@pytest.mark.parametrize("variant", ["standard", "easy-read"])
def test_the_page_of_the_code_says_that_lost_is_lost(browser, variant):
    sections = a_draft(browser, variant=variant)

    page = browser.get(f"{draft_of(sections)}/code")

    assert ("nobody can find it again" if variant == "standard" else "We cannot find it again.") in page.text
    assert page.tree.find(".//bdi[@dir='ltr']").text == code_of()
    assert "http://localhost/come-back" in page.text
    assert not [field for field in page.tree.iter("input") if field.get("name") == "email"]


def test_looking_at_the_code_writes_nothing(browser):
    sections = a_draft(browser)
    before = [tuple(row) for row in db.session.execute(select(Response.__table__))]

    browser.get(f"{draft_of(sections)}/code")

    assert [tuple(row) for row in db.session.execute(select(Response.__table__))] == before


def test_a_response_from_paper_has_no_code(app, browser):
    sections = a_draft(browser)
    response = db.session.scalars(select(Response)).one()
    response.code_fingerprint = None
    db.session.commit()

    shown = browser.get(sections.path)

    assert "come back later" not in shown.html
    assert browser.get(f"{draft_of(sections)}/code").h1 == "Choose a section"


# a draft on another device


@pytest.mark.parametrize("variant", ["standard", "easy-read"])
def test_a_draft_goes_on_on_another_device(app, browser, variant):
    a_draft(browser, variant=variant)
    telephone = another(app)

    sections = come_back(telephone, code_of().lower().replace(" ", "-"), f"/market-place/en/{variant}/come-back")
    page = telephone.get(f"{draft_of(sections)}/{COMMENT}")
    page.submit({"q_streets_comment": "From the bus"})
    receipt = telephone.get(f"{draft_of(sections)}/send").submit()

    assert page.typed == PHRASE
    assert saved_texts() == ["From the bus"]
    assert receipt.h1 in (RECEIPT, "We have your answers")
    assert count(Response) == 1


def test_the_code_never_stands_in_an_address(app, browser):
    a_draft(browser)
    plain = code_of().replace(" ", "")

    page = come_back(another(app), code_of())

    assert page.h1 == "Choose a section"
    assert all(plain not in address.replace("%20", "").replace("+", "") for address in [page.path, *page.way])


def test_a_code_opens_its_own_consultation_wherever_it_was_typed(app, browser):
    a_draft(browser)
    a_consultation("other-place", a_questionnaire(key="other_place"))

    for at in ("/come-back", "/come-back/en/easy-read", "/other-place/en/standard/come-back"):
        assert come_back(another(app), code_of(), at).path.startswith("/market-place/en/")


def test_every_page_leads_to_the_place_where_a_code_is_entered(app, browser):
    sections = a_draft(browser)

    for path in ("/", "/nowhere", "/market-place", sections.path, "/nowhere/en/easy-read", "/come-back/en/easy-read"):
        assert another(app).get(path).link("Come back with your code").status == 200


def test_without_cookies_a_code_opens_its_draft_too(app, browser):
    a_draft(browser)
    telephone = Browser(app.test_client(use_cookies=False))

    sections = come_back(telephone, code_of())
    page = telephone.get(f"{draft_of(sections)}/{COMMENT}")

    assert page.typed == PHRASE
    assert "Do not share it" in sections.html


def test_a_draft_that_can_no_longer_be_sent_opens_no_more(app, browser):
    a_draft(browser)

    set_clock(app, CLOSES_AT + 24 * HOUR)
    refused = come_back(another(app), code_of())

    assert refused.errors == ["We cannot find that code"]


# two people on one code: C6 and peers.md §5


def test_two_people_on_one_code_lose_nothing_but_the_older_answer_of_the_same_page(app, browser):
    sections = a_draft(browser, "First words")
    helper = another(app)
    come_back(helper, code_of())
    own, theirs = (who.get(f"{draft_of(sections)}/{COMMENT}") for who in (browser, helper))

    theirs.submit({"q_streets_comment": "The helper's words"})
    helper.get(f"{draft_of(sections)}/{PRIORITIES}").submit({"q_streets_priorities": ["trees"]})
    own.submit({"q_streets_comment": "My own words"})

    assert saved_texts() == ["My own words", None]
    assert saved_choices() == ["trees"]
    assert count(Holder) == 2


def test_when_one_of_two_has_sent_the_other_is_told_and_keeps_the_words(app, browser):
    sections = a_draft(browser)
    helper = another(app)
    come_back(helper, code_of())
    theirs = helper.get(f"{draft_of(sections)}/{COMMENT}")

    browser.get(f"{draft_of(sections)}/send").submit()
    refused = theirs.submit({"q_streets_comment": "A minute too late"})

    assert refused.status == 409
    assert "A minute too late" in refused.text
    assert saved_texts() == [PHRASE]


# after sending: what the code opens, and the cookie alone does not


def test_with_the_code_a_person_sees_what_was_sent(app, browser):
    a_sent_response(browser)

    page = come_back(another(app), code_of())

    assert page.h1 == COPY
    for words in (PHRASE, "Buses", "Trees", "40 or over", "Not provided"):
        assert words in page.text
    assert db.session.scalar(select(Response.reference)) in page.text
    assert "The results are not published yet." in page.text


@pytest.mark.parametrize("page", ["copy", "copy.pdf", "withdraw", COMMENT, AGE])
def test_the_cookie_alone_opens_nothing_that_was_sent(browser, page):
    draft = draft_of(a_sent_response(browser))

    shown = browser.get(f"{draft}/{page}")

    assert shown.h1 in (ENTER, RECEIPT)
    assert PHRASE not in shown.html


def test_what_was_sent_closes_half_an_hour_after_its_last_page(app, browser):
    a_sent_response(browser)
    telephone = another(app)
    page = come_back(telephone, code_of())

    set_clock(app, NOW + 29 * MINUTE)
    read_on = telephone.get(page.path)
    set_clock(app, NOW + 58 * MINUTE)
    still = telephone.get(page.path)
    set_clock(app, NOW + 88 * MINUTE)
    closed = telephone.get(page.path)

    assert [shown.h1 for shown in (read_on, still, closed)] == [COPY, COPY, ENTER]
    assert PHRASE not in closed.html


def test_sending_closes_what_the_code_had_opened(app, browser):
    """Somebody came back in a library, sent, and left the page open."""
    sections = a_draft(browser)
    library = another(app)
    come_back(library, code_of())
    library.get(f"{draft_of(sections)}/send").submit()

    assert library.get(f"{draft_of(sections)}/copy").h1 == ENTER


def test_the_code_can_be_looked_up_for_half_an_hour_after_sending(app, browser):
    receipt = a_sent_response(browser)

    shown = receipt.link("Get your return code")
    set_clock(app, NOW + 31 * MINUTE)
    later = browser.get(receipt.path)
    gone = browser.get(shown.path)

    assert code_of() in shown.text
    assert "Get your return code" not in later.text
    assert (gone.h1, code_of() in gone.html) == (RECEIPT, False)


def test_the_minute_of_sending_is_not_kept(app, browser):
    a_sent_response(browser)

    set_clock(app, NOW + 2 * HOUR)
    a_consultation("other-place", a_questionnaire(key="other_place"))
    start(another(app), code="other-place")
    come_back(another(app), code_of(1))

    assert [row for row in db.session.scalars(select(Holder.opened_at)) if row and row < NOW + HOUR] == []


# correcting: C5


def test_an_answer_is_corrected_until_closing_and_still_counts_once(app, browser):
    a_sent_response(browser)
    telephone = another(app)
    page = come_back(telephone, code_of())
    reference = db.session.scalar(select(Response.reference))

    comment = page.link("Change Is there anything else about your streets?")
    updated = comment.submit({"q_streets_comment": "Plums instead"})

    assert comment.typed == PHRASE
    assert updated.h1 == COPY and "We have updated your answers" in updated.text
    assert saved_texts()[0] == "Plums instead"
    response = db.session.scalars(select(Response)).one()
    assert (response.reference, response.revisions) == (reference, 1)
    found = results.of(response.version.questionnaire.consultation)
    assert found.taking.submitted == 1


def test_saving_a_page_without_a_change_is_no_revision(app, browser):
    a_sent_response(browser)
    page = come_back(another(app), code_of())

    same = page.link("Change Is there anything else about your streets?").submit()

    assert "We have updated" not in same.text
    assert db.session.scalar(select(Response.revisions)) == 0


def test_a_correction_with_a_mistake_keeps_the_ticks_and_changes_nothing(app, browser):
    a_sent_response(browser)
    page = come_back(another(app), code_of()).link("Change Which matter most in your streets?")

    refused = page.submit({"q_streets_priorities": ["buses", "lights", "trees", "benches"]})

    assert (refused.status, len(refused.ticked)) == (422, 4)
    assert saved_choices() == ["buses", "trees"]


def test_words_that_were_typed_for_longer_than_half_an_hour_are_saved(app, browser):
    """WCAG 2.2.1: only reading asks for the code again."""
    a_sent_response(browser)
    comment = come_back(another(app), code_of()).link("Change Is there anything else about your streets?")

    set_clock(app, NOW + 9 * HOUR)
    after = comment.submit({"q_streets_comment": "Nine hours of thought"})

    assert saved_texts()[0] == "Nine hours of thought"
    assert after.h1 == ENTER


def test_after_closing_what_was_sent_is_shown_and_not_changed(app, browser):
    a_sent_response(browser)
    telephone = another(app)
    comment = come_back(telephone, code_of()).link("Change Is there anything else about your streets?")

    set_clock(app, CLOSES_AT)
    refused = comment.submit({"q_streets_comment": "Too late"})
    page = come_back(telephone, code_of())

    assert refused.status == 410 and "Too late" in refused.text
    assert saved_texts()[0] == PHRASE
    assert PHRASE in page.text
    assert [link for link in page.tree.iter("a") if "change=1" in (link.get("href") or "")] == []
