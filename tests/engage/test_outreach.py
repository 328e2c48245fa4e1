"""Dates that the public is told, formats that open together, requests that staff close, and codes on posters."""

import datetime as dt
import json

import pytest

from engage import jobs
from engage.errors import Incomplete
from engage.extensions import db
from engage.models import (
    AuditEvent,
    Extension,
    FormatRequest,
    IncompleteOpening,
    QuestionnaireVersion,
    Response,
    RetentionRun,
    Role,
)
from engage.operations import consultations, outreach
from tests.builders import NOW, a_consultation, a_questionnaire, a_staff_user, translated
from tests.conftest import SECRET_KEY
from tests.engage.retention.runs import erase_due
from tests.journey import set_clock, start

WORDINGS = ("standard", "easy-read")
HOUR = dt.timedelta(hours=1)
REASON = "The leaflets came late."
EASY = "Our leaflets were late."


def invoke(app, *args):
    return app.test_cli_runner().invoke(args=["engage", *args])


def verbs():
    return [event.verb for event in db.session.query(AuditEvent).order_by(AuditEvent.id)]


# dates


@pytest.mark.parametrize("wording", WORDINGS)
def test_an_extension_and_its_reason_are_shown_on_the_start_page_and_after_closing(app, browser, wording):
    consultation = a_consultation()
    officer = a_staff_user()
    done = invoke(
        app, "extend", "market-place", "--closes", "2026-11-10", "--reason", REASON, "--easy-reason", EASY, "--by",
        officer.email,
    )  # fmt: skip

    opened = browser.get(f"/market-place/en/{wording}")
    set_clock(app, dt.datetime(2026, 11, 11, tzinfo=dt.UTC))
    closed = browser.get(f"/market-place/en/{wording}")

    assert done.exit_code == 0, done.output
    for page in (opened, closed):
        assert (EASY if wording == "easy-read" else REASON) in page.text
        assert "11:59pm on Tuesday 10 November 2026" in page.text
    kept = db.session.query(Extension).one()
    assert (kept.new_closes_at, kept.made_by_id) == (consultation.closes_at, officer.id)
    assert "extended" in verbs()


@pytest.mark.parametrize(("closes", "easy", "words"), [
    ("2026-10-08", EASY, "after the closing time"),
    ("2026-11-10T12:30", EASY, "on the hour"),
    ("2026-11-10", "word " * 16, "Easy Read allows 15"),
    ("2026-11-10", " ", "both wordings"),
])  # fmt: skip
def test_an_extension_that_cannot_be_is_refused_with_the_reason(app, closes, easy, words):
    a_consultation()

    done = invoke(app, "extend", "market-place", "--closes", closes, "--reason", REASON, "--easy-reason", easy)

    assert done.exit_code == 1 and words in done.output
    assert db.session.query(Extension).count() == 0


@pytest.mark.parametrize("wording", WORDINGS)
def test_a_reason_is_shown_in_the_language_it_was_given_in_or_said_to_be_english(app, browser, wording):
    a_consultation(document=translated(a_questionnaire(), "cy", "pl"))
    given = ["--translation", "cy", "Daeth y taflenni yn hwyr.", "Roedd ein taflenni yn hwyr."]
    done = invoke(
        app, "extend", "market-place", "--closes", "2026-11-10", "--reason", REASON, "--easy-reason", EASY, *given
    )  # fmt: skip

    welsh, polish = (browser.get(f"/market-place/{locale}/{wording}") for locale in ("cy", "pl"))

    easy = wording == "easy-read"
    assert "to who reads in: pl" in done.output
    assert ("Roedd ein taflenni" if easy else "Daeth y taflenni") in welsh.text and EASY not in welsh.text
    foreign = [p for p in polish.tree.iter("p") if p.get("lang") == "en"]
    assert [(p.text, p.get("dir")) for p in foreign] == [(EASY if easy else REASON, "ltr")]
    assert "po angielsku" in polish.text


@pytest.mark.parametrize(("locale", "easy", "words"), [
    ("fr", "Court.", "not in fr"), ("cy", " ", "both wordings (cy)"), ("cy", "gair " * 16, "Easy Read allows 15"),
])  # fmt: skip
def test_a_reason_that_does_not_fit_its_language_is_refused(app, locale, easy, words):
    a_consultation(document=translated(a_questionnaire(), "cy"))
    arguments = ["--closes", "2026-11-10", "--reason", REASON, "--easy-reason", EASY]

    done = invoke(app, "extend", "market-place", *arguments, "--translation", locale, "Reason.", easy)

    assert done.exit_code == 1 and words in done.output
    assert db.session.query(Extension).count() == 0


def test_a_closing_time_that_was_announced_is_not_moved_in_silence(app, tmp_path):
    a_consultation()
    path = tmp_path / "market.json"
    path.write_text(a_questionnaire())

    done = invoke(app, "publish", str(path), "--code", "market-place", "--closes", "2026-12-31")

    assert done.exit_code == 1 and "engage extend market-place" in done.output


@pytest.mark.parametrize("wording", WORDINGS)
def test_before_opening_the_page_says_what_when_and_how_to_ask(browser, wording):
    a_consultation(opens_at=NOW + HOUR)

    page = browser.get(f"/market-place/en/{wording}")

    assert page.status == 403
    assert "The market place" in page.text and "12:30pm on Wednesday 7 October 2026" in page.text
    assert ("Tell us about the market." if wording == "easy-read" else "what you think of the market") in page.text
    assert page.link("Ask").path.endswith("/formats")


@pytest.mark.parametrize("wording", WORDINGS)
def test_after_closing_the_page_says_when_and_what_happens_next(app, browser, wording):
    consultation = a_consultation()
    set_clock(app, consultation.closes_at)

    page = browser.get(f"/market-place/en/{wording}")

    assert page.status == 410
    assert "12:59am on Wednesday 28 October 2026" in page.text or "11:59pm" in page.text
    assert "What happens next" in page.text and "24 hours" in page.text
    assert page.link("Ask").path.endswith("/formats")


# all formats and languages open together

PROMISES = [
    ({"promised_locales": ["en", "cy"]}, "language cy"),
    ({"promised_formats": ["braille", "audio"], "formats_ready": ["audio"]}, "Braille"),
    ({"introduction": {"standard": [{"text": {"en": "Hello."}}], "easy_read": []}}, "Easy Read introduction"),
]


@pytest.mark.parametrize(("changes", "lacking"), PROMISES)
def test_a_questionnaire_that_lacks_what_was_promised_is_not_opened(app, tmp_path, changes, lacking):
    path = tmp_path / "market.json"
    path.write_text(a_questionnaire(**changes))

    done = invoke(app, "publish", str(path), "--closes", "2026-12-31")

    assert done.exit_code == 1
    assert f"Not ready: {lacking}" in done.output
    assert db.session.query(QuestionnaireVersion).count() == 0


@pytest.mark.parametrize(("changes", "lacking"), PROMISES)
def test_an_administrator_can_open_it_all_the_same_and_records_why(app, tmp_path, changes, lacking):
    path = tmp_path / "market.json"
    path.write_text(a_questionnaire(**changes))
    administrator = a_staff_user("boss@example.org", Role.ADMINISTRATOR)

    done = invoke(
        app, "publish", str(path), "--closes", "2026-12-31", "--open-incomplete", "The printer is on strike", "--by",
        "boss@example.org",
    )  # fmt: skip

    kept = db.session.query(IncompleteOpening).one()
    assert done.exit_code == 0, done.output
    assert (kept.missing, kept.reason) == ([lacking], "The printer is on strike")
    assert kept.allowed_by_id == administrator.id
    assert "opened_incomplete" in verbs()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_nobody_else_can(app, role):
    consultation = a_consultation()

    with pytest.raises(Incomplete):
        consultations.publish(
            consultation, a_questionnaire(version=2, promised_locales=["cy"]), NOW, a_staff_user(role=role), "because"
        )


def test_what_is_promised_and_ready_opens(app):
    document = a_questionnaire(promised_locales=["en"], promised_formats=["audio"], formats_ready=["audio"])

    assert a_consultation(document=document)


def test_a_format_nobody_knows_is_a_fault_of_the_document(app, tmp_path):
    path = tmp_path / "market.json"
    path.write_text(json.dumps(json.loads(a_questionnaire()) | {"promised_formats": ["smoke"], "formats_ready": "no"}))

    done = invoke(app, "check", str(path))

    assert "promised_formats: unknown name 'smoke'" in done.output
    assert "formats_ready: must be a list of names" in done.output


@pytest.mark.parametrize("code", ["accessibility", "contact", "staff"])
def test_a_consultation_cannot_take_the_address_of_another_page(app, code):
    with pytest.raises(ValueError, match="address of another page"):
        a_consultation(code)


# requests


@pytest.fixture
def request_id(app):
    contact = {"name": "Ania", "reach": "ania@example.org"}
    return outreach.ask(None, "language", "Polish <b>", contact, SECRET_KEY, 90, NOW).public_id


@pytest.mark.parametrize("role", [Role.ENGAGEMENT_OFFICER])
def test_staff_see_a_request_close_it_with_a_note_and_open_it_again(staff, request_id, role):
    page = staff(role).get("/staff/").link("Requests for other formats").link("Another language")

    refused = page.submit({"q_note": " "}, button="Close this request")
    closed = refused.submit({"q_note": "Sent the Polish form"}, button="Close this request")
    again = closed.link("Another language")
    opened = again.submit(button="Open this request again")

    assert "ania@example.org" in page.text and "Polish <b>" in page.text
    assert (refused.status, refused.errors) == (422, ["Write what was done"])
    assert "Closed (1)" in closed.text and "Sent the Polish form" in closed.text
    assert "Close this request" in opened.text
    assert db.session.query(FormatRequest).one().closed_at is None
    assert [verb for verb in verbs() if verb != "read_contact"][-2:] == ["closed_request", "reopened_request"]
    assert "read_contact" in verbs()


def test_the_list_does_not_show_how_to_reach_anybody(staff, request_id):
    assert "ania" not in staff(Role.ENGAGEMENT_OFFICER).get("/staff/requests").html.lower()


def test_after_its_day_the_address_of_a_request_is_gone(staff, request_id):
    erase_due(NOW + dt.timedelta(days=90))

    page = staff(Role.ENGAGEMENT_OFFICER).get(f"/staff/requests/{request_id}")

    assert "Erased" in page.text and "ania" not in page.html


@pytest.mark.parametrize("n_workers", [1, 2])
def test_a_worker_erases_once_a_day_by_itself_and_writes_it_down(app, request_id, n_workers):
    set_clock(app, NOW + dt.timedelta(days=90))

    for _worker in range(n_workers):
        jobs.run_worker(app, once=True)

    assert db.session.query(FormatRequest).one().sealed is None
    done = db.session.query(AuditEvent).filter_by(verb="erased_due").one()
    assert done.detail == {"erased": {"none": {"requests": 1}}, "only": []}


def test_staff_see_when_it_was_last_done_and_are_warned_when_nobody_does_it(app, staff):
    browser = staff(Role.ENGAGEMENT_OFFICER)
    never = browser.get("/staff/requests").text
    assert invoke(app, "retain").exit_code == 0
    done = browser.get("/staff/requests").text
    db.session.query(RetentionRun).update(dict.fromkeys(("started_at", "finished_at"), NOW - dt.timedelta(days=3)))
    db.session.commit()

    late = browser.get("/staff/requests").text

    assert "has not been done yet" in never and "engage worker" in never
    assert "Last done: 11:30am on Wednesday 7 October 2026" in done and "engage worker" not in done
    assert "Last done:" in late and "engage worker" in late


# addresses and codes


def test_a_place_gets_a_code_an_address_and_a_qr_code(staff):
    a_consultation()
    page = staff(Role.ENGAGEMENT_OFFICER).get("/staff/consultations/market-place/desk").link("Share")

    refused = page.submit({"q_code": "Bootle library!", "q_place": ""})
    kept = refused.submit({"q_code": "BOOTLE-1", "q_place": "Bootle library"})
    pictures = [image.get("src") for image in kept.tree.iter("img")]
    svg = kept.browser.client.get(pictures[1])
    poster = kept.browser.client.get("/staff/consultations/market-place/share/poster.png?via=bootle-1")

    assert refused.errors == ["Use 1 to 20 letters, digits and hyphens", "Enter where people find it"]
    assert "http://localhost/market-place?via=bootle-1" in kept.text
    assert "http://localhost/market-place" in page.text
    assert svg.data.startswith(b"<svg") and svg.headers["Content-Type"] == "image/svg+xml"
    assert poster.data.startswith(b"\x89PNG")
    assert poster.headers["Content-Disposition"] == 'attachment; filename="qr-market-place-bootle-1.png"'
    assert "added_channel_code" in verbs()
    assert "frame" in kept.text
    assert "http://localhost/market-place/kiosk?via=bootle-1" in kept.text


@pytest.mark.parametrize(("via", "kept"), [
    ("bootle-1", "bootle-1"), ("unknown", None), ("", None), ("x" * 300, None), ("<b>", None),
])  # fmt: skip
def test_a_code_goes_with_the_response_if_staff_made_it(browser, via, kept):
    outreach.add_channel_code(a_consultation(), "bootle-1", "Bootle library", None, NOW)

    page = browser.get("/market-place/en/standard", query_string={"via": via})
    page.link("Use Easy Read").submit()

    assert db.session.query(Response).one().via == kept


def test_results_say_by_which_code_people_came(staff, browser):
    outreach.add_channel_code(a_consultation(), "bootle-1", "Bootle library", None, NOW)
    page = browser.get("/market-place?via=bootle-1").submit().link("Your streets")
    page = page.submit({"q_streets_priorities": ["buses"]})
    browser.get(page.path.split("/answer")[0] + "/send").submit()
    assert start(browser)

    results = staff(Role.ANALYST).get("/staff/consultations/market-place/results")

    assert "Bootle library" in results.text and "By which poster or link they came" in results.text
