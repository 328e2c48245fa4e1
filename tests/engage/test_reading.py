"""Every page can be read bigger, in other words and in another language, in its place, and nothing typed is lost."""

import pytest

from engage.extensions import db
from engage.models import ContactDetails, FormatRequest, Respondent, Response, Role
from tests.builders import NOW, a_consultation, a_questionnaire, translated
from tests.journey import COMMENT, PRIORITIES, draft_of, send_raw, set_clock, start

OPEN_TO_ALL = [
    "/", "/come-back", "/accessibility", "/privacy", "/cookies", "/contact", "/contact/sent", "/pictures",
    "/market-place", "/market-place/en/standard/formats", "/market-place/en/standard/finished",
    "/market-place/en/standard/withdrawn",
    "/nowhere", "/nothing/is/here/at/all", "/market-place/en/standard/start", "/own-pictures/none",
]  # fmt: skip


@pytest.fixture
def market(app):
    return a_consultation(document=translated(a_questionnaire(), "cy", "pl", "ar"))


@pytest.fixture
def sections(browser, market):
    return start(browser)


def language_of(page):
    root = page.tree if page.tree.tag == "html" else page.tree.find("html")
    return root.get("lang")


def is_large(page):
    return "app-large-text" in page.html.partition(">")[2].partition(">")[0]


def switched(page, fields=None):
    """The page in Arabic, then bigger, then in Easy Read."""
    return page.switch("العربية", fields).switch("نص أكبر").switch("استخدام النص سهل القراءة")


def assert_same_page_otherwise(page, before):
    assert language_of(page) == "ar"
    assert is_large(page)
    assert "app-easy-read" in page.html
    assert page.status in (before.status, 200)
    assert page.errors == []


@pytest.mark.parametrize("address", OPEN_TO_ALL)
def test_every_page_that_anybody_can_open_is_read_bigger_in_other_words_and_languages(browser, market, address):
    page = browser.get(address)

    otherwise = switched(page)

    assert_same_page_otherwise(otherwise, page)
    assert "app-easy-read" not in page.html and not is_large(page)


@pytest.mark.parametrize("name", ["sections", "who", "check", "about-you", "send", "code", COMMENT, PRIORITIES])
def test_every_page_of_a_draft_is_read_bigger_in_other_words_and_languages(browser, sections, name):
    page = browser.get(f"{draft_of(sections)}/{name}")

    otherwise = switched(page)

    assert_same_page_otherwise(otherwise, page)
    assert otherwise.path.partition("?")[0] == page.path.replace("/en/standard/", "/ar/easy-read/")


@pytest.mark.parametrize("name", ["sent", "code"])
def test_the_receipt_and_its_code_too(browser, sections, name):
    draft = draft_of(sections)
    browser.get(f"{draft}/{PRIORITIES}").submit({"q_streets_priorities": ["buses"]})
    browser.get(f"{draft}/send").submit()
    page = browser.get(f"{draft}/{name}")

    assert_same_page_otherwise(switched(page), page)


def test_a_bigger_page_leads_to_bigger_pages_and_back_to_normal_ones(browser, market):
    large = browser.get("/privacy").switch("Bigger text")

    assert is_large(large.link("Cookies")) and is_large(large.link("Borsetshire Council"))
    assert not is_large(large.switch("Normal text"))


def test_the_size_of_the_text_stands_in_no_address_that_is_given_away(app, browser, staff, sections):
    code = browser.get(f"{draft_of(sections)}/code?text=large")
    share = staff(Role.ADMINISTRATOR).get("/staff/consultations/market-place/share?text=large")

    assert is_large(code) and is_large(share)
    for page in (code, share):
        assert "http://localhost" in page.text
        assert not [word for word in page.text.split() if word.startswith("http") and "text=" in word]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.ANALYST])
def test_staff_pages_are_read_bigger_and_stay_english(staff, market, role):
    page = staff(role).get("/staff/consultations/market-place/desk")

    large = page.switch("Bigger text")

    assert is_large(large) and is_large(large.link("Open the questionnaire"))
    assert language_of(staff(role, "other@example.org").get("/staff/?language=ar&wording=easy-read")) == "en"
    assert "app-easy-read" not in page.html


def test_a_page_of_the_list_says_what_is_open_in_its_own_language(browser, market):
    page = browser.get("/cy/easy-read")

    assert page.link("(cy) ").path.startswith("/market-place/cy/easy-read")
    assert browser.get("/").link("Easy Read:").path == "/market-place/en/easy-read"


@pytest.mark.parametrize("path", [
    "//evil.example/nothing", "/x?_scheme=javascript&_external=1&endpoint=x", "/x?draft=a&code=b",
])  # fmt: skip
def test_odd_addresses_make_no_odd_links(browser, market, path):
    page = browser.get(path)

    addresses = [a.get("href") for a in page.tree.iter("a")]
    assert page.status in (400, 404)
    assert not [address for address in addresses if address.startswith(("//", "javascript:"))]


# what was typed goes along


def test_a_request_for_another_format(browser, market):
    typed = {"topic": "braille", "q_details": "Hello\nthere", "q_name": "Ania", "q_reach": "ania@example.org"}
    page = browser.get("/market-place/en/standard/formats")

    otherwise = switched(page, typed)
    sent = otherwise.submit()

    assert_same_page_otherwise(otherwise, page)
    assert otherwise.typed == "Hello\nthere" and otherwise.ticked == ["braille"]
    kept = db.session.query(FormatRequest).one()
    assert language_of(sent) == "ar"
    assert (kept.topic, kept.details) == ("braille", "Hello\nthere")


def test_switching_does_not_send_a_request(browser, market):
    browser.get("/contact").switch("Cymraeg", {"topic": "braille", "q_reach": "ania@example.org"})

    assert db.session.query(FormatRequest).count() == 0


def test_a_return_code(browser, market):
    page = browser.get("/come-back")

    otherwise = switched(page, {"code": "ABCD EFGH"})

    assert 'value="ABCD EFGH"' in otherwise.html
    assert_same_page_otherwise(otherwise, page)


@pytest.mark.parametrize(("capacity", "fields"), [
    (None, {"choice": "organisation"}), ("with_help", {"choice": "parent"}), ("organisation", {"size": "1_to_9"}),
])  # fmt: skip
def test_who_is_answering(browser, sections, capacity, fields):
    page = browser.get(f"{draft_of(sections)}/who?change=1")
    if capacity:
        page = page.submit({"choice": capacity})
    n_before = db.session.query(Respondent).count()
    typed = fields | ({"q_name": "Friends of Bootle", "q_area": "Bootle"} if "size" in fields else {})

    otherwise = switched(page, typed)

    assert otherwise.ticked == list(fields.values())
    assert all(text in otherwise.html for text in typed.values())
    assert db.session.query(Respondent).count() == n_before
    assert "change=1" in otherwise.form().get("action")
    assert otherwise.submit().status == 200


def test_permissions_and_how_to_reach_somebody(browser, sections):
    draft = draft_of(sections)
    browser.get(f"{draft}/{PRIORITIES}").submit({"q_streets_priorities": ["buses"]})
    send = switched(browser.get(f"{draft}/send"), {"contact": "yes", "quote": "no"})
    assert send.ticked == ["no", "yes"]
    assert db.session.query(Response).one().submitted_at is None

    reach = switched(browser.get(send.submit().path.replace("/ar/easy-read/", "/en/standard/").partition("?")[0]),
                     {"q_name": "Ania", "q_email": "not finished"})  # fmt: skip

    assert "Ania" in reach.html and "not finished" in reach.html
    assert db.session.query(ContactDetails).count() == 0


def test_the_choice_before_the_questions_about_you(browser, sections):
    page = browser.get(f"{draft_of(sections)}/about-you")

    otherwise = switched(page, {"wanted": "yes"})

    assert otherwise.ticked == ["yes"]
    assert_same_page_otherwise(otherwise, page)
    assert "/answer/" in otherwise.submit().path


def test_the_address_that_a_code_is_sent_to(app, browser, sections):
    app.config |= {"SMTP_HOST": "mail.example.org", "SMTP_FROM": "us@example.org"}
    page = browser.get(f"{draft_of(sections)}/code")

    otherwise = switched(page, {"email": "ania@example"})

    assert 'value="ania@example"' in otherwise.html
    assert_same_page_otherwise(otherwise, page)


# error pages


def test_an_error_page_keeps_the_words_that_were_typed_and_does_nothing_else(app, browser, sections):
    page = browser.get(f"{draft_of(sections)}/{COMMENT}")
    refused = send_raw(page, b"q_streets_comment=My+mum%0D%0Awaited&end=1", **{"Sec-Fetch-Site": "cross-site"})
    assert refused.status == 403

    otherwise = switched(refused)

    assert (otherwise.status, language_of(otherwise), is_large(otherwise)) == (403, "ar", True)
    assert "My mum waited" in otherwise.text
    assert "app-easy-read" in otherwise.html
    assert browser.get(f"{draft_of(sections)}/{COMMENT}").typed.strip() == ""


def test_a_page_of_a_closed_consultation_keeps_the_words_too(app, browser, sections):
    page = browser.get(f"{draft_of(sections)}/{COMMENT}")
    set_clock(app, NOW.replace(year=NOW.year + 1))
    closed = page.submit({"q_streets_comment": "Too late"})

    otherwise = switched(closed)

    assert (closed.status, otherwise.status) == (410, 410)
    assert (language_of(otherwise), is_large(otherwise)) == ("ar", True)
    assert "Too late" in otherwise.text


@pytest.mark.parametrize(("body", "content_type", "status"), [
    (b"q_streets_comment=" + b"x" * 3_000_000, "application/x-www-form-urlencoded", 413),
    (b"{}", "application/json", 415),
])  # fmt: skip
def test_an_error_before_anything_was_read(browser, sections, body, content_type, status):
    refused = send_raw(browser.get(f"{draft_of(sections)}/{COMMENT}"), body, content_type)

    otherwise = switched(refused)

    assert (refused.status, otherwise.status) == (status, status)
    assert (language_of(otherwise), is_large(otherwise)) == ("ar", True)


@pytest.mark.parametrize("shown", ["200", "teapot", "9" * 50, ""])
def test_an_error_page_that_does_not_exist_is_not_shown(browser, sections, shown):
    page = browser.get(f"{draft_of(sections)}/{COMMENT}")

    assert page.submit({"q_streets_comment": "Trees", "shown": shown}).status == 200
