"""Pages about this website: what the law asks of them, the foot of every page, and asking for another format."""

import datetime as dt
import re
import tomllib
from urllib.parse import urlsplit

import pytest

from engage import create_app
from engage.config import ROOT, SETTINGS
from engage.errors import SettingError
from engage.extensions import db
from engage.models import FormatRequest
from engage.operations import outreach
from engage.outreach import CRISIS_LINES
from tests.builders import NOW, a_consultation, a_staff_user
from tests.conftest import SECRET_KEY, settings
from tests.journey import FORM, MULTIPART, draft_of, parts, start
from tests.pages import Browser

WORDINGS = ("standard", "easy-read")
PAGES = ("accessibility", "privacy", "cookies", "contact", "contact/sent")
#: what the foot of every page holds, in this order (requirement 22)
FOOT = ["01632 960 001", "talk@example.org", "Other formats", "999", "111", "116 123", "85258"]
LINKS = {
    "standard": ["Accessibility", "Privacy", "Cookies", "Contact us, or ask for another format"],
    "easy-read": ["Can everyone use this website?", "Privacy", "Cookies", "Ask us for help"],
}


def footer(page):
    return page.tree.find(".//footer")


def links_of(page):
    return [" ".join("".join(a.itertext()).split()) for a in list(footer(page).iter("ul"))[-1].iter("a")]


def headings(page):
    return ["".join(e.itertext()).strip() for e in page.tree.iter() if e.tag in ("h1", "h2", "h3")]


@pytest.mark.parametrize("wording", WORDINGS)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_about_the_website_exists_in_both_wordings_and_sets_no_cookie(browser, name, wording):
    page = browser.get(f"/{name}/en/{wording}")

    other = page.switch("Use standard words" if wording == "easy-read" else "Use Easy Read")

    assert page.status == other.status == 200
    assert "Set-Cookie" not in page.headers
    assert other.path.rstrip("/").startswith(f"/{name}")
    assert ("app-easy-read" in page.html) == (wording == "easy-read")
    assert ("app-easy-read" in other.html) == (wording == "standard")


@pytest.mark.parametrize("name", PAGES)
def test_the_short_address_is_the_standard_page_and_an_unknown_language_is_not_found(browser, name):
    assert browser.get(f"/{name}").status == 200
    assert browser.get(f"/{name}/xx/standard").status == 404
    assert browser.get(f"/{name}/en/rhyme").status == 404


@pytest.mark.parametrize("wording", WORDINGS)
def test_the_foot_is_the_same_in_the_same_order_on_every_page(browser, wording):
    a_consultation()
    draft = draft_of(start(browser, wording))
    question = "answer/streets/streets_comment"
    pages = [browser.get(address) for address in (
        f"/market-place/en/{wording}", f"{draft}/sections", f"{draft}/{question}", f"{draft}/check", f"{draft}/send",
        f"/privacy/en/{wording}", f"/market-place/en/{wording}/formats",
        f"{draft}/answer/streets/nothing",
    )]  # fmt: skip

    for page in pages:
        text = " ".join("".join(footer(page).itertext()).split())
        places = [text.index(word) for word in FOOT]
        assert places == sorted(places), page.path
        assert links_of(page)[: len(LINKS[wording])] == LINKS[wording], page.path


def test_staff_pages_and_pages_that_are_not_there_have_the_same_foot(browser):
    for page in (browser.get("/staff/sign-in"), browser.get("/nowhere"), browser.get("/")):
        assert links_of(page)[: len(LINKS["standard"])] == LINKS["standard"]
        assert browser.get(urlsplit(list(footer(page).iter("a"))[-1].get("href")).path).status == 200


def test_crisis_lines_can_be_dialled_and_their_easy_words_are_few(app):
    assert [line.number for line in CRISIS_LINES] == ["999", "111", "116 123", "85258"]
    with app.test_request_context("/"):
        for line in CRISIS_LINES:
            assert line.address in (f"tel:{line.number.replace(' ', '')}", f"sms:{line.number}")
            assert len(str(line.easy_read).split()) <= 15


# the accessibility statement: regulation 8(4) of SI 2018/952


def test_the_statement_has_the_headings_of_the_sample(browser):
    found = headings(browser.get("/accessibility"))

    wanted = [
        "Accessibility statement", "How accessible this website is", "Feedback and contact information",
        "Reporting accessibility problems with this website", "Enforcement procedure",
        "Technical information about this website’s accessibility", "Compliance status", "Non-accessible content",
        "Non-compliance with the accessibility regulations", "Disproportionate burden",
        "Content that’s not within the scope of the accessibility regulations",
        "Preparation of this accessibility statement",
    ]  # fmt: skip
    assert [heading for heading in found if heading in wanted] == wanted


def test_the_statement_says_what_regulation_8_asks_for(app, browser):
    app.config["ACCESSIBILITY_FAULTS"] = "The map has no words; Two PDFs are not tagged"
    app.config["ACCESSIBILITY_REVIEWED_ON"] = "2026-05-04"

    page = browser.get("/accessibility")

    assert "committed to making its website accessible, in accordance with the Public Sector Bodies" in page.text
    assert "partially compliant" in page.text
    assert "The map has no words" in page.text and "Two PDFs are not tagged" in page.text  # 8(4)(a)
    assert "ask us for another format" in page.text  # (b)
    assert page.link("Contact form").h1 == "Contact us, or ask for another format"  # (c)
    assert 'href="https://www.equalityadvisoryservice.com/"' in page.html  # (d)
    assert "Borsetshire Council" in page.text
    assert "last reviewed on Monday 4 May 2026" in page.text


def test_a_statement_without_faults_claims_full_compliance(app, browser):
    app.config["ACCESSIBILITY_FAULTS"] = " "

    page = browser.get("/accessibility")

    assert "fully compliant" in page.text
    assert "Non-accessible content" not in headings(page)


def test_the_statement_that_is_shipped_was_reviewed_within_a_year_of_this_release():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    released = project["tool"]["engage"]["released_on"]

    reviewed = dt.date.fromisoformat(SETTINGS["ACCESSIBILITY_REVIEWED_ON"])

    assert released - reviewed <= dt.timedelta(days=365), "review the accessibility statement"


@pytest.mark.parametrize(("reviewed_on", "is_old"), [("2025-10-06", True), ("2025-10-07", False)])
def test_the_check_command_warns_of_a_statement_that_is_a_year_old(app, reviewed_on, is_old):
    app.config["ACCESSIBILITY_REVIEWED_ON"] = reviewed_on

    done = app.test_cli_runner().invoke(args=["engage", "check"])

    assert ("accessibility statement was last reviewed" in done.output) == is_old
    assert done.exit_code == 0


def test_a_review_date_that_is_no_date_stops_the_program():
    with pytest.raises(SettingError) as refused:
        create_app(settings("sqlite://") | {"ACCESSIBILITY_REVIEWED_ON": "last May"})

    assert str(refused.value) == "ENGAGE_ACCESSIBILITY_REVIEWED_ON must be a day, as 2026-11-23."


# privacy and cookies


@pytest.mark.parametrize("wording", WORDINGS)
def test_the_privacy_notice_says_what_the_law_asks_for(app, browser, wording):
    app.config["DATA_PROTECTION_OFFICER"] = "dpo@example.org"
    app.config["CONTACT_DAYS"] = 90

    page = browser.get(f"/privacy/en/{wording}")

    for word in ("dpo@example.org", "90 days", "Borsetshire Council"):
        assert word in page.text
    if wording == "standard":
        for word in ("Article 6(1)(e)", "Article 9(2)(g)", "Article 6(1)(a)", "Information Commissioner", "erase"):
            assert word in page.text


@pytest.mark.parametrize(("secure", "names"), [
    (False, ["engage", "engage-kiosk", "engage-staff"]),
    (True, ["__Host-engage", "engage-kiosk", "__Host-engage-staff"]),
])  # fmt: skip
def test_the_cookies_page_lists_every_cookie_that_is_set_and_no_other(app, browser, secure, names):
    a_consultation()
    app.config["SESSION_COOKIE_SECURE"] = secure
    replies = [
        app.test_client().post("/market-place/en/standard/start"),
        app.test_client().get("/market-place/kiosk"),
        app.test_client().get("/staff/sign-in"),
    ]

    cookies = [cookie for reply in replies for cookie in reply.headers.getlist("Set-Cookie")]
    set_ = list(dict.fromkeys(cookie.partition("=")[0] for cookie in cookies))
    rows = [head for head in browser.get("/cookies").tree.iter("th") if head.get("scope") == "row"]

    assert ["".join(row.itertext()) for row in rows] == set_ == names


def test_no_code_sets_a_cookie_that_the_page_does_not_know():
    """Another call of set_cookie needs another row on the cookies page, and a line here."""
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in sorted((ROOT / "engage").rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"\bset_cookie\(|document\.cookie", line)
    ]

    assert [line.split(":")[0] for line in found] == [
        "engage/sessions.py",
        "engage/views/responses/address.py",
        "engage/views/responses/returning.py",
    ]


# asking for another format

REQUEST = {
    "topic": "language", "q_details": "Polish\nwith love \u2665", "q_name": "Ania", "q_reach": "ania@example.org",
}  # fmt: skip


def the_request():
    return db.session.query(FormatRequest).one()


@pytest.mark.parametrize("wording", WORDINGS)
def test_a_request_is_kept_and_its_contact_is_encrypted(app, browser, wording):
    a_consultation()

    page = browser.get(f"/market-place/en/{wording}/formats").submit(REQUEST)

    kept = the_request()
    assert page.h1 == "We have your request"
    assert (kept.topic, kept.details, kept.consultation.code) == ("language", REQUEST["q_details"], "market-place")
    assert kept.asked_at == NOW.replace(minute=0)
    assert kept.erase_on == NOW.date() + dt.timedelta(days=365)
    assert b"ania" not in kept.sealed.lower()
    officer = a_staff_user()
    assert outreach.read_contact(kept, officer, SECRET_KEY, NOW) == {"name": "Ania", "reach": "ania@example.org"}


def test_a_request_outside_a_consultation_belongs_to_none(browser):
    page = browser.get("/contact").submit(REQUEST | {"topic": "problem", "q_reach": ""})

    assert page.h1 == "We have your request"
    assert the_request().consultation_id is None


@pytest.mark.parametrize("wording", WORDINGS)
@pytest.mark.parametrize(("change", "error"), [
    ({"q_reach": " "}, "Tell us how to reach you"),
    ({"topic": "gold"}, "Choose one of the options"),
    ({"q_name": "x" * 201}, "201"),
    ({"q_details": "x" * 5001}, "5,001"),
    ({"q_reach": "x" * 5001}, "5,001"),
])  # fmt: skip
def test_an_error_keeps_everything_that_was_typed(browser, wording, change, error):
    page = browser.get(f"/contact/en/{wording}").submit(REQUEST | change)

    assert page.status == 422
    assert error in page.errors[0]
    for name, value in (REQUEST | change).items():
        assert name == "topic" or value.strip() in page.html
    assert db.session.query(FormatRequest).count() == 0


def test_a_request_without_a_topic_says_so(browser):
    page = browser.get("/contact").submit({"q_reach": "a@example.org", "q_details": "Hello"})

    assert page.errors == ["Choose one of the options"]
    assert page.typed == "Hello"


def raw(browser, body, content_type=FORM, **headers):
    return browser.post("/contact", data=body, content_type=content_type, headers=headers)


def test_bytes_that_are_no_text_are_an_error_that_keeps_the_rest(browser):
    page = raw(browser, b"topic=paper&q_details=Hello+%FF&q_reach=a%40example.org&end=1")

    assert page.status == 422
    assert page.errors == ["Some characters did not arrive properly. Check the highlighted answer."]
    assert "Hello" in page.typed


def test_a_request_that_was_cut_on_its_way_is_not_taken(browser):
    page = raw(browser, b"topic=paper&q_details=Hello&q_reach=a%40exam")

    assert page.status == 400
    assert "did not arrive complete" in page.errors[0]
    assert page.typed == "Hello"
    assert db.session.query(FormatRequest).count() == 0


def test_a_request_from_another_site_is_refused_and_its_words_are_shown(browser):
    page = raw(browser, b"topic=paper&q_details=Hello&q_reach=me&end=1", **{"Sec-Fetch-Site": "cross-site"})

    assert page.status == 403
    assert "Hello" in page.text
    assert db.session.query(FormatRequest).count() == 0


def test_control_characters_are_taken_out_and_both_encodings_are_read(browser):
    fields = [("topic", "paper"), ("q_details", "one\r\ntwo\x00\x07"), ("q_reach", "me"), ("end", "1")]

    page = raw(browser, parts(fields), MULTIPART)

    assert page.status == 200
    assert the_request().details == "one\ntwo"


@pytest.mark.parametrize("body", [b"topic=" + b"x" * 3_000_000, b"&".join(b"a=1" for _ in range(2000))])
def test_a_request_that_is_far_too_long_is_refused_in_words(browser, body):
    assert raw(browser, body).status == 413


def test_a_topic_that_is_sent_twice_is_an_error(browser):
    page = raw(browser, b"topic=paper&topic=audio&q_reach=me&end=1")

    assert page.errors == ["Choose one answer"]


def test_words_of_a_request_are_text_and_not_markup(app):
    browser = Browser(app.test_client())

    page = browser.get("/contact").submit(REQUEST | {"q_details": "</textarea><b>bold</b>", "q_reach": ""})

    assert page.typed == "</textarea><b>bold</b>"
    assert not list(page.tree.iter("b"))
