"""The pages about scans, with a browser that runs no scripts: uploading, watching, answering from the pictures."""

import io

import pytest

from engage import jobs, scan_store
from engage.extensions import db
from engage.models import KeyedValue, Response, Role, ScannedAnswer, ScannedFile, ScannedPage
from engage.operations.paper import scanning
from engage.operations.staff import find_active
from engage.scanning import Reader
from tests.builders import NOW, a_consultation, a_staff_user, count
from tests.conftest import SECRET_KEY
from tests.engage.test_scanning import TICKS, a_batch
from tests.scans import a_layout, a_printed_form, a_whole_form, as_pdf

#: quality of JPEG: larger uploads of the test client go through files that it leaves open
SMALL = 40
SCANS = "/staff/consultations/market-place/paper/batches/{}/scans"


@pytest.fixture
def clerk(staff):
    """A browser in which a clerk is signed in who has a batch of the market place."""
    browser = staff(Role.DATA_ENTRY_CLERK)
    consultation = a_consultation()
    browser.printed = a_printed_form(a_layout(consultation))
    browser.account = find_active("data-entry-clerk@example.org")
    browser.batch = a_batch(consultation, browser.account)
    browser.address = SCANS.format(browser.batch.public_id)
    return browser


def uploaded(browser, content, name="scan.pdf"):
    page = browser.get(browser.address)
    token = next(field.get("value") for field in page.tree.iter("input") if field.get("name") == "csrf_token")
    data = {"csrf_token": token, "file": (io.BytesIO(content), name)}
    return browser.post(browser.address, data, content_type="multipart/form-data")


def read_at_once(app, browser, pages):
    store = scan_store.of(app)
    file = scanning.add_file(browser.batch, "scan.pdf", io.BytesIO(as_pdf(pages)), 2**26, store, browser.account, NOW)
    reader = Reader(browser.batch.consultation)
    scanning.read_file(file, reader, store, False, 90, SECRET_KEY, lambda share, stage: None, NOW)
    return file


def test_a_file_is_uploaded_read_by_the_worker_and_answered_from_its_pictures(app, clerk):
    page = uploaded(clerk, as_pdf(a_whole_form(clerk.printed, TICKS), SMALL))
    assert "Being read" in page.text

    jobs.run_worker(app, once=True)
    page = clerk.get(clerk.address)
    assert "7 questions wait for a person" in page.text
    page = page.link("Answer from the pictures")
    while page.h1 == "What is ticked?":
        held = page.form()
        field = next(one.get("value") for one in held.iter("input") if one.get("name") == "field")
        codes = {"streets_priorities": "13", "shops_priorities": "3", "who.size": "0", "age_band": "2"}
        page = page.submit({"typed": codes.get(field, "1")})

    assert page.h1 == "Nothing waits for you"
    values = {value.field: sorted(value.choices) for value in db.session.query(KeyedValue)}
    assert values["streets_priorities"] == ["buses", "trees"]
    assert values["age_band"] == ["old"]
    assert count(Response) == 1


def test_a_key_that_does_nothing_here_is_refused_with_the_codes(app, clerk):
    read_at_once(app, clerk, a_whole_form(clerk.printed, TICKS))

    page = clerk.get(f"{clerk.address}/verify").submit({"typed": "x"})

    assert page.status == 422
    assert page.errors == ["There is no x here. Codes: 1 2 3 4"]
    assert count(KeyedValue) == 0


def test_enter_alone_confirms_what_is_proposed_and_answers_nothing_else(app, clerk, monkeypatch):
    monkeypatch.setattr("engage.operations.paper.scanning.PERCENT_CHECKED", 0)
    read_at_once(app, clerk, a_whole_form(clerk.printed, TICKS))
    page = clerk.get(f"{clerk.address}/verify")
    assert "The reader sees: 1 3" in page.text

    page = page.submit({"typed": ""})

    assert db.session.query(KeyedValue).one().choices == ["buses", "trees"]
    answer = db.session.query(ScannedAnswer).filter_by(field="shops_priorities").one()
    answer.reason = "faint"
    db.session.commit()
    page = clerk.get(f"{clerk.address}/verify").submit({"typed": ""})
    assert page.errors == ["Type the codes of the boxes that are ticked, or 0 if none is"]


def test_a_hidden_check_does_not_say_what_the_reader_sees(app, clerk, monkeypatch):
    monkeypatch.setattr("engage.operations.paper.scanning.PERCENT_CHECKED", 100)
    read_at_once(app, clerk, a_whole_form(clerk.printed, TICKS))

    page = clerk.get(f"{clerk.address}/verify")

    assert "The reader sees" not in page.text
    assert page.submit({"typed": ""}).status == 422


def test_the_picture_of_a_question_is_shown_and_the_whole_page_is_too(app, clerk):
    file = read_at_once(app, clerk, a_whole_form(clerk.printed, TICKS))
    page_id = db.session.query(ScannedPage).filter_by(file_id=file.id, number=1).one().public_id

    whole = clerk.client.get(f"{clerk.address}/pages/{page_id}.webp")
    piece = clerk.client.get(f"{clerk.address}/pages/{page_id}.webp?field=streets_priorities")
    writing = clerk.client.get(f"{clerk.address}/pages/{page_id}.webp?field=streets_comment")

    assert [reply.headers["Content-Type"] for reply in (whole, piece, writing)] == ["image/webp"] * 3
    assert len(piece.data) < len(whole.data)
    assert clerk.client.get(f"{clerk.address}/pages/{page_id}.webp?field=age_band").status_code == 404
    assert clerk.get(f"{clerk.address}/pages/{page_id}").h1 == "Page 1 of the scan"


def test_what_is_wrong_with_a_bundle_is_listed_in_words(app, clerk):
    first, _second, third = a_whole_form(clerk.printed, TICKS)
    read_at_once(app, clerk, [first, third, first])

    page = clerk.get(clerk.address)

    assert "page 2 is missing, page 1 came twice" in page.text
    assert "This page was scanned before. The first scan of it counts." in page.text


def test_a_program_named_pdf_and_no_file_at_all_are_refused_in_words(clerk):
    page = uploaded(clerk, b"MZ this is a program", "forms.pdf")
    assert page.status == 422
    assert page.errors == ["This is not a PDF, TIFF, PNG or JPEG file, whatever its name says. Save the scan as a PDF"]

    assert uploaded(clerk, b"", "").errors == ["Choose a file to upload"]
    assert count(ScannedFile) == 0


def test_a_file_of_two_gigabytes_is_refused_before_it_is_read(clerk):
    class Untouched(io.BytesIO):
        def read(self, *_size):
            raise AssertionError("the body was read")

    body = {
        "input_stream": Untouched(),
        "content_type": "multipart/form-data; boundary=x",
        "environ_overrides": {"CONTENT_LENGTH": str(2 * 2**30)},
    }
    reply = clerk.client.post(clerk.address, **body)

    assert reply.status_code == 422
    assert "The file is larger than 200 MB. Split it into smaller files" in reply.get_data(as_text=True)


def test_an_upload_without_the_token_of_this_session_is_refused(clerk):
    data = {"file": (io.BytesIO(as_pdf(a_whole_form(clerk.printed), SMALL)), "scan.pdf")}

    reply = clerk.client.post(clerk.address, data=data, content_type="multipart/form-data")

    assert reply.status_code == 400
    assert count(ScannedFile) == 0


def test_a_stopped_reading_can_be_taken_up_again(app, clerk):
    uploaded(clerk, as_pdf(a_whole_form(clerk.printed), SMALL))
    file = db.session.query(ScannedFile).one()
    jobs.cancel(file.job, clerk.account, NOW)
    page = clerk.get(f"{clerk.address}/files/{file.public_id}")
    assert page.h1 == "Reading stopped"

    page = page.submit(button="Read the rest")

    assert page.h1 == "Reading the scan"
    jobs.run_worker(app, once=True)
    assert clerk.get(f"{clerk.address}/files/{file.public_id}").h1 == "The scan is read"


def test_a_clerk_opens_no_scans_of_somebody_elses_batch(app, clerk, staff):
    a_staff_user("other@example.org", Role.DATA_ENTRY_CLERK)
    other = a_batch(clerk.batch.consultation, find_active("other@example.org"), "Box 2")

    assert clerk.get(SCANS.format(other.public_id)).status == 403
