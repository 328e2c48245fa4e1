"""Files come in and go out through the browser; a draft is previewed, timed and checked before approval."""

import io
import json
import re

import pytest
from sqlalchemy import select

from engage.exports import questionnaires
from engage.extensions import db
from engage.models import AuditEvent, Role
from engage.operations.authoring import drafts
from forms.authoring import table
from forms.authoring.document import read
from tests.builders import NOW, a_consultation, a_questionnaire

DRAFT = "/staff/consultations/market-place/questionnaire"


@pytest.fixture
def consultation(app):
    return a_consultation()


@pytest.fixture
def author(staff, consultation):
    browser = staff(Role.ENGAGEMENT_OFFICER)
    browser.get(DRAFT).submit(button="Begin a draft")
    return browser


@pytest.fixture
def draft(author, consultation):
    return drafts.find_draft(consultation)


def bring_in(browser, content, name="file"):
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(f"{DRAFT}/files").html)[1]
    fields = {"csrf_token": token, "file": (io.BytesIO(content), name)}
    return browser.post(f"{DRAFT}/files", fields, content_type="multipart/form-data")


@pytest.mark.parametrize("name", ["questionnaire.json", "questionnaire.xlsx"])
def test_what_is_taken_away_comes_back_the_same(author, draft, name):
    before = draft.document
    file = author.client.get(f"{DRAFT}/files/{name}")

    page = bring_in(author, file.data)

    assert page.h1 == "The market place"
    assert json.loads(draft.document) == json.loads(before) | {"sections": read(draft.document)["sections"]}
    assert [len(section["questions"]) for section in read(draft.document)["sections"]] == [2, 2, 1]
    event = db.session.scalars(select(AuditEvent).filter_by(verb="exported_questionnaire")).one()
    assert event.detail["file"] == name


def test_an_xlsform_comes_back_with_its_questions(author, draft):
    file = author.client.get(f"{DRAFT}/files/xlsform.xlsx")

    page = bring_in(author, file.data)

    assert page.status == 200
    assert [section["key"] for section in read(draft.document)["sections"]] == ["streets", "shops", "about_you"]


def test_a_spreadsheet_saved_as_csv_is_read(author, draft):
    content = "kind;type;standard_en\nsection;;Parks\nquestion;free_text;What do you think of parks?\n"

    bring_in(author, content.encode())

    [section] = read(draft.document)["sections"]
    assert section["questions"][0]["text"]["standard"]["en"] == "What do you think of parks?"
    assert read(draft.document)["key"] == "market_place"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the first row must have a column kind"),
        (b"%PDF-1.7", "This is not a CSV file"),
        (b"PK\x03\x04 no zip", "This is not a spreadsheet that we can read"),
        (b"{", "is not JSON"),
        (b'{"sections": 7}', "must be a list"),
        (b"kind,standard_en\nslider,How much?\n", "Row 2: we do not know the kind"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why_and_the_draft_stays(author, draft, content, words):
    before = draft.document

    page = bring_in(author, content)

    assert page.status == 422
    assert words in page.text or any(words in error for error in page.errors)
    assert draft.document == before


def test_500_options_in_a_file_are_refused_in_words(author, draft):
    rows = [["kind", "type", "standard_en"], ["section", "", "Parks"], ["question", "single", "Which?"]]
    lines = rows + [["option", "", f"Park {n}"] for n in range(500)]

    page = bring_in(author, questionnaires.write({"questionnaire": lines}, NOW))

    assert page.errors == ["parks.which.options: has 500 entries; up to 60 can be read, printed and compared"]


@pytest.mark.parametrize(
    ("button", "key"),
    [
        ("They mean the same: bring it in", "buses"),
        ("They mean something else: bring it in under new keys", "trams"),
    ],
)
def test_a_file_with_other_words_under_published_keys_is_asked_about(author, draft, button, key):
    document = json.loads(a_questionnaire())
    document["sections"][0]["questions"][0]["options"][0]["text"]["standard"]["en"] = "Trams"

    page = bring_in(author, json.dumps(document).encode())
    unchanged = read(draft.document)["sections"][0]["questions"][0]["options"][0]["text"]["standard"]["en"]
    page.submit(button=button)

    option = read(draft.document)["sections"][0]["questions"][0]["options"][0]
    assert page.status == 422
    assert "Buses" in page.text
    assert unchanged == "Buses"
    assert (option["key"], option["text"]["standard"]["en"]) == (key, "Trams")


def test_the_template_is_a_sheet_with_a_row_for_each_part(draft):
    lines = table.lines_of(read(draft.document))

    assert lines[0][:3] == ["kind", "key", "type"]
    assert {line[0] for line in lines[1:]} >= {"questionnaire", "section", "question", "option"}


@pytest.mark.parametrize("role", [Role.ENGAGEMENT_OFFICER, Role.PANEL_MEMBER])
@pytest.mark.parametrize("wording", ["standard", "easy-read"])
def test_the_draft_is_previewed_in_each_wording(author, draft, staff, role, wording):
    page = staff(role).get(f"{DRAFT}/preview/en/{wording}")

    words = {"standard": "Which matter most in your streets?", "easy-read": "Pick 3 things for your streets."}
    assert words[wording] in page.text
    assert author.get(f"{DRAFT}/preview/cy/standard").status == 404


def test_the_paper_form_of_a_draft_is_a_proof_in_pdf(author, draft):
    reply = author.client.get(f"{DRAFT}/preview/en/standard.pdf")

    assert reply.mimetype == "application/pdf"
    assert reply.data.startswith(b"%PDF")


def test_a_draft_with_faults_is_not_printed_but_told_what_to_do(author, draft):
    bring_in(author, b"kind,standard_en\nsection,Parks\n")

    page = author.get(f"{DRAFT}/preview/en/standard.pdf")

    assert page.status == 422
    assert "things to mend first" in page.text
    assert "this section has no question yet" in author.get(f"{DRAFT}/checklist").text


def test_the_checklist_says_how_long_it_takes_and_how_that_is_worked_out(author, draft):
    page = author.get(f"{DRAFT}/checklist")

    assert "238 words a minute (Brysbaert 2019" in page.text
    assert "5 minutes" in page.text
    assert "Nothing is missing in the questionnaire." in page.text
