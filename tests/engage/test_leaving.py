"""Taking back what was sent (G8), leaving a shared computer (G1), and a tablet in a library."""

import sqlite3

import pytest
from sqlalchemy import select, text

from engage import results
from engage.extensions import db
from engage.models import Answer, AnswerChoice, Holder, ProfileChoice, RespondentProfile, Response
from engage.operations import outreach
from tests.builders import NOW, a_consultation, count
from tests.engage.test_returning import PHRASE, a_draft, a_sent_response, another, code_of, come_back
from tests.journey import COMMENT, draft_of, start
from tests.pages import Browser

# withdrawing: G8


def withdraw(app, browser):
    a_sent_response(browser)
    confirm = come_back(another(app), code_of()).link("Withdraw what you sent")
    return confirm, confirm.submit()


def test_withdrawing_asks_first_and_then_erases_everything_but_the_fact(app, browser):
    confirm, done = withdraw(app, browser)

    assert "This cannot be undone" in confirm.text
    assert done.h1 == "Your answers have been withdrawn"
    for model in (Answer, AnswerChoice, RespondentProfile, ProfileChoice, Holder):
        assert count(model) == 0
    response = db.session.scalars(select(Response)).one()
    assert response.withdrawn_at == NOW.replace(minute=0)
    assert response.code_fingerprint is None


def test_looking_at_the_question_withdraws_nothing(app, browser):
    a_sent_response(browser)
    page = come_back(another(app), code_of()).link("Withdraw what you sent")

    page.link("Keep my answers")

    assert count(Answer) == 2


def test_a_withdrawn_response_is_counted_as_withdrawn_and_nowhere_else(app, browser):
    withdraw(app, browser)

    found = results.of(db.session.scalars(select(Response)).one().version.questionnaire.consultation)

    assert (found.taking.submitted, found.taking.withdrawn, found.taking.drafts) == (0, 1, 0)
    assert all(line.count == 0 for ranking in found.rankings for line in ranking.lines)
    assert all(asked.n_comments == 0 for asked in found.comments)


def test_withdrawing_twice_ends_on_the_same_page_and_every_page_of_it_leads_there(app, browser):
    confirm, _done = withdraw(app, browser)

    again = confirm.submit()
    receipt = browser.get(confirm.path.replace("withdraw", "sent"))

    assert again.h1 == receipt.h1 == "Your answers have been withdrawn"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_byte_of_withdrawn_words_is_left_in_the_files_of_the_database(app, browser, sqlite_path):
    """G8, on SQLite: the file, its log and its index, as a thief of the disk would read them."""

    def found():
        pieces = (PHRASE.encode(), sealed.encode())
        return [path.name for path in sqlite_path.parent.iterdir() if any(one in path.read_bytes() for one in pieces)]

    a_sent_response(browser)
    sealed = db.session.scalar(text("select text from answer where text is not null"))
    db.session.commit()
    before = found()
    come_back(another(app), code_of()).link("Withdraw what you sent").submit()
    db.session.remove()

    assert before
    assert found() == []
    assert sqlite3.connect(sqlite_path).execute("pragma integrity_check").fetchone() == ("ok",)


# leaving a shared computer: G1


@pytest.mark.parametrize("variant", ["standard", "easy-read"])
@pytest.mark.parametrize("page", ["code", "sent"])
def test_finish_takes_everything_from_this_browser(app, browser, page, variant):
    sections = a_draft(browser, variant=variant)
    draft = draft_of(sections)
    if page == "sent":
        browser.get(f"{draft}/send").submit()
    words = "Finish and clear this computer" if variant == "standard" else "Finish. Clear this computer."

    finished = browser.get(f"{draft}/{page}").submit(button=words)

    assert finished.h1 in ("This computer is clear", "You have finished")
    assert browser.client.get_cookie("engage") is None
    assert count(Holder) == 0
    for address in ("sections", COMMENT, "code", "sent", "copy"):
        assert browser.get(f"{draft}/{address}").status == 403


def test_finish_tells_the_browser_to_forget_our_pages(browser):
    receipt = a_sent_response(browser)

    reply = browser.client.post(receipt.path.replace(receipt.path.split("/")[4] + "/sent", "finish"))

    assert reply.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_after_finish_the_code_still_opens_the_draft(app, browser):
    a_draft(browser).link("Save and come back later").submit(button="Finish and clear this computer")

    assert come_back(another(app), code_of()).h1 == "Choose a section"


def test_finish_leaves_other_browsers_alone(app, browser):
    sections = a_draft(browser)
    telephone = another(app)
    come_back(telephone, code_of())

    browser.get(f"{draft_of(sections)}/code").submit(button="Finish and clear this computer")

    assert telephone.get(sections.path).h1 == "Choose a section"


def test_finish_works_without_cookies(app):
    a_consultation()
    browser = Browser(app.test_client(use_cookies=False))
    sections = start(browser)

    finished = sections.link("Save and come back later").submit(button="Finish and clear this computer")

    assert finished.h1 == "This computer is clear"
    assert browser.get(sections.path).status == 403


# a tablet in a library


def test_a_kiosk_starts_clean_each_time(app, browser):
    draft = draft_of(a_draft(browser))
    key = browser.client.get_cookie("engage").value

    first = browser.get("/market-place/kiosk")

    assert first.h1 == "The market place"
    assert browser.client.get_cookie("engage").value != key
    assert browser.get(f"{draft}/sections").status == 403


def test_on_a_kiosk_the_receipt_leads_to_the_next_person(app, browser):
    a_consultation()
    sections = browser.get("/market-place/kiosk").submit()
    browser.get(f"{draft_of(sections)}/{COMMENT}").submit({"q_streets_comment": PHRASE})
    receipt = browser.get(f"{draft_of(sections)}/send").submit()

    following = receipt.submit(button="Start again for the next person")

    assert following.h1 == "The market place"
    assert browser.get(receipt.path).status == 403
    assert "kiosk.mjs" in receipt.html and "kiosk.mjs" not in following.html


@pytest.mark.parametrize(("address", "via"), [
    ("kiosk", "kiosk"), ("kiosk?via=bootle-1", "bootle-1"), ("kiosk?via=unknown", "kiosk"),
])  # fmt: skip
def test_what_is_begun_at_a_kiosk_is_counted_for_it_and_so_is_the_next_person(browser, address, via):
    outreach.add_channel_code(a_consultation(), "bootle-1", "Bootle library", None, NOW)
    page = browser.get(f"/market-place/{address}").submit()

    finished = browser.post("/market-place/en/standard/finish", {})
    finished.submit()

    assert page.path.endswith("/sections")
    assert list(db.session.scalars(select(Response.via))) == [via, via]


def test_a_poster_counts_before_the_kiosk(browser):
    outreach.add_channel_code(a_consultation(), "bootle-1", "Bootle library", None, NOW)
    browser.get("/market-place/kiosk")

    browser.get("/market-place?via=bootle-1").submit()

    assert db.session.scalars(select(Response.via)).one() == "bootle-1"


def test_results_name_the_kiosk(app):
    consultation = a_consultation()

    assert results.of(consultation).places == {"kiosk": "A tablet for many people"}


def test_elsewhere_no_kiosk_is_written_down(browser):
    a_consultation()
    start(browser)

    assert db.session.scalars(select(Response.via)).one() is None


def test_when_the_next_person_starts_the_code_and_the_copy_of_the_one_before_are_closed(browser):
    receipt = a_sent_response(browser)
    assert "Get your return code" in receipt.text
    copy = come_back(browser, code_of())

    start(browser)

    assert copy.h1 == "What you sent"
    assert browser.get(copy.path).h1 != "What you sent"
    assert browser.get(receipt.path.replace("sent", "code")).h1 == "Your answers have been sent"
    assert "Get your return code" not in browser.get(receipt.path).text
    assert come_back(browser, code_of()).h1 == "What you sent"


def test_elsewhere_nothing_counts_the_minutes(browser):
    assert "kiosk" not in a_sent_response(browser).html
