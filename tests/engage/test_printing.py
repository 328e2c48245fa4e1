"""Runs of paper forms: numbers that are given out once, files that hold codes, and who may take them."""

import datetime as dt
import io
import re
from types import SimpleNamespace

import pikepdf
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st

from engage import create_app, jobs, printed_forms, return_codes
from engage.assets import DIST
from engage.errors import CannotPrint, JobTaken
from engage.extensions import db
from engage.models import AuditEvent, Job, PaperLayout, PrintedForm, Role
from engage.models.respondents import CAPACITIES, HELPERS, SIZES
from engage.operations.paper import printing as operations
from engage.paper_words import furniture
from engage.publishing import newest_version
from forms import definition
from forms.paper import layout, serials
from forms.paper.questions import asked
from tests import pdfua
from tests.builders import NOW, a_consultation, a_questionnaire, both, count, translated
from tests.conftest import settings

ADDRESS = "/staff/consultations/market-place/print"


def a_layout(kind="standard", locale="en"):
    return printed_forms.layout_of(newest_version(a_consultation()), kind, locale, NOW)


def a_run(copies=3):
    version = newest_version(a_consultation())
    arguments = {"version_id": version.id, "layout": "standard", "locale": "en", "copies": copies}
    return jobs.enqueue(printed_forms.KIND, arguments, None, NOW)


def test_a_layout_is_made_once_and_kept_as_it_was(app):
    kept = a_layout()
    app.config["COUNCIL_NAME"] = "Another council"

    again = printed_forms.layout_of(kept.version, "standard", "en", NOW + dt.timedelta(days=9))

    assert (again.id, again.sha256, again.made_at) == (kept.id, kept.sha256, NOW)
    assert pdfua.faults(kept.master) == []


def test_the_first_layout_stands_when_two_are_made_at_once(app):
    kept = a_layout()
    other = layout.Printed(b"another", kept_geometry(kept))

    assert operations.keep_layout(kept.version, "standard", "en", other, NOW).id == kept.id
    assert count(PaperLayout) == 1


def kept_geometry(kept):
    return printed_forms.geometry.from_document(kept.geometry)


@pytest.mark.parametrize(("name", "value"), [("FREEPOST_ADDRESS", ""), ("CONTACT_EMAIL", "")])
def test_nothing_is_printed_while_an_address_is_missing(app, name, value):
    version = newest_version(a_consultation())
    app.config[name] = value
    app.config["CONTACT_PHONE"] = ""

    with pytest.raises(CannotPrint, match=f"ENGAGE_.*{name.partition('_')[2]}"):
        printed_forms.layout_of(version, "standard", "en", NOW)
    assert printed_forms.formats_ready() == ()


def test_a_language_that_the_questionnaire_does_not_have_is_refused(app):
    with pytest.raises(CannotPrint, match="cy is not one of the languages"):
        a_layout(locale="cy")


def test_a_character_that_no_font_has_is_refused_in_words(app):
    consultation = a_consultation(document=a_questionnaire(title=both("The market \U0001f600")))

    with pytest.raises(CannotPrint, match="The pages cannot be made"):
        printed_forms.layout_of(newest_version(consultation), "standard", "en", NOW)


def test_every_serial_is_new_and_checks(app):
    kept = a_layout()

    operations.number_forms(kept, 250, NOW)

    given_out = [form.serial for form in db.session.query(PrintedForm)]
    assert len(set(given_out)) == 250
    assert all(serials.read(serial) == serial for serial in given_out)


def test_a_serial_that_is_taken_is_not_given_out_again(app, monkeypatch):
    kept = a_layout()
    drawn = iter([5, 5, 5, 6])
    monkeypatch.setattr(operations.secrets, "randbelow", lambda most: next(drawn))

    operations.number_forms(kept, 1, NOW)
    operations.number_forms(kept, 1, NOW)

    assert [form.serial[:8] for form in db.session.query(PrintedForm).order_by(PrintedForm.id)] == [
        "00000005",
        "00000006",
    ]


def test_a_run_that_was_interrupted_goes_on_where_it_stopped(app):
    job = a_run(250)

    def stop(share, stage):
        if stage.startswith("100"):
            raise JobTaken("the power went")

    with pytest.raises(JobTaken):
        printed_forms.run_job(job, stop, lambda: NOW)
    db.session.rollback()
    first = {form.serial for form in db.session.query(PrintedForm)}

    printed_forms.run_job(job, lambda share, stage: None, lambda: NOW)

    assert len(first) == 100
    assert count(PrintedForm) == 250
    assert first <= {form.serial for form in db.session.query(PrintedForm)}


def test_a_file_holds_each_form_with_its_number_and_its_code(app):
    job = a_run(2)
    jobs.run_worker(app, once=True)

    content = printed_forms.file_of(db.session.get(Job, job.id), 1)

    assert pdfua.faults(content) == []
    drawn = texts_of(content)
    for form in db.session.query(PrintedForm):
        assert serials.spaced(form.serial) in drawn
        assert return_codes.make(app.config["SECRET_KEY"], form.public_id) in drawn


def texts_of(content):
    """What is stamped: the texts of the last stream of each page, by the font for stamping."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        shapes = {shape: letter for letter, shape in printed_forms.stamping._shapes(pdf).items()}
        streams = [page.obj.Contents[-1].read_bytes() for page in pdf.pages]
    hexed = [text for stream in streams for text in re.findall(rb"<([0-9A-Fa-f]+)> Tj", stream)]
    return {"".join(shapes[text[at : at + 4]] for at in range(0, len(text), 4)) for text in hexed}


# the pages of staff


def test_an_officer_prints_and_takes_the_files(app, staff):
    a_consultation()
    browser = staff(Role.ENGAGEMENT_OFFICER)

    page = (
        browser.get("/staff/consultations/market-place/desk")
        .link("Print paper forms")
        .submit({"layout": "large_print", "locale": "en", "copies": "101"})
    )
    assert page.h1 == "Numbering the forms"
    jobs.run_worker(app, once=True)
    page = browser.get(page.path)

    assert page.h1 == "The forms are ready"
    assert "Download file 2 of 2 (PDF)" in page.text
    reply = browser.client.get(f"{page.path}/2.pdf")
    assert reply.mimetype == "application/pdf"
    assert "attachment" in reply.headers["Content-Disposition"]
    with pikepdf.open(io.BytesIO(reply.data)) as pdf:
        assert len(pdf.pages) == db.session.query(PaperLayout).one().n_pages
    event = db.session.query(AuditEvent).filter_by(verb="took_forms").one()
    assert event.detail == {"consultation": "market-place", "file": 2}


def test_files_are_not_given_out_for_ever(app, staff):
    job = a_run(1)
    jobs.run_worker(app, once=True)
    app.config["CLOCK"] = lambda: NOW + printed_forms.FILES_FOR
    browser = staff(Role.ADMINISTRATOR)

    assert browser.client.get(f"{ADDRESS}/runs/{job.public_id}/1.pdf").status_code == 404
    assert "no longer given out" in browser.get(f"{ADDRESS}/runs/{job.public_id}").text


@pytest.mark.parametrize(("typed", "message"), [
    ({"copies": "0"}, "Enter a whole number from 1 to 5000"),
    ({"copies": "5001"}, "Enter a whole number from 1 to 5000"),
    ({"copies": "ten"}, "Enter a whole number from 1 to 5000"),
])  # fmt: skip
def test_a_number_that_cannot_be_printed_is_explained(app, staff, typed, message):
    a_consultation()

    page = staff(Role.ENGAGEMENT_OFFICER).get(ADDRESS).submit({"layout": "standard", "locale": "en"} | typed)

    assert page.status == 422
    assert message in page.text
    assert count(Job) == 0


def test_one_form_without_a_number_is_for_copying(app, staff):
    a_consultation()
    browser = staff(Role.ENGAGEMENT_OFFICER)
    token = browser.get(ADDRESS).tree.find(".//input[@name='csrf_token']").get("value")

    data = {"csrf_token": token, "layout": "easy_read", "locale": "en", "copies": "", "blank": "1"}
    reply = browser.client.post(ADDRESS, data=data)

    assert reply.mimetype == "application/pdf"
    assert pdfua.faults(reply.data) == []
    assert texts_of(reply.data) == set()
    assert count(PrintedForm) == 0


def test_the_page_says_what_is_not_set(app, staff):
    a_consultation()
    app.config["FREEPOST_ADDRESS"] = ""

    page = staff(Role.ADMINISTRATOR).get(ADDRESS)

    assert "ENGAGE_FREEPOST_ADDRESS" in page.text


# the command line


def test_the_command_writes_one_file_for_each_hundred(app, tmp_path):
    a_consultation()

    done = app.test_cli_runner().invoke(args=[
        "engage", "print-forms", "market-place", "--layout", "standard", "--copies", "101",
        "--output", str(tmp_path / "forms"),
    ])  # fmt: skip

    files = sorted((tmp_path / "forms").iterdir())
    assert done.exit_code == 0, done.output
    assert len(files) == 2 and count(PrintedForm) == 101
    assert all(path.stat().st_mode & 0o077 == 0 for path in files)
    assert pdfua.faults(files[1].read_bytes()) == []


def test_the_command_says_what_is_wrong(app, tmp_path):
    a_consultation()
    app.config["FREEPOST_ADDRESS"] = ""

    done = app.test_cli_runner().invoke(args=[
        "engage", "print-forms", "market-place", "--layout", "standard", "--copies", "1", "--output", str(tmp_path),
    ])  # fmt: skip

    assert done.exit_code == 1
    assert "ENGAGE_FREEPOST_ADDRESS" in done.output


# one definition, the same codes everywhere

WORDS = st.text("abcdefghij ", min_size=1, max_size=60).map(lambda text: f"A {text}".strip())


@st.composite
def questionnaires(draw):
    """A questionnaire with questions of any number of options, some of them in one wording only."""
    sections = []
    for number in range(draw(st.integers(1, 2))):
        options = [
            {"key": f"o{place}", "text": both(draw(WORDS)), "picture": "house"}
            for place in range(draw(st.integers(2, 45)))
        ]
        for option in options[2:4] if draw(st.booleans()) else []:
            option["variants"] = ["standard"]
            option["text"] = {"standard": option["text"]["standard"]}
        question = {"key": f"q{number}", "type": "single", "text": both(draw(WORDS)), "picture": "house",
                    "options": options}  # fmt: skip
        text = {"key": f"t{number}", "type": "free_text", "text": both(draw(WORDS)), "picture": "pencil"}
        sections.append({"key": f"s{number}", "purpose": "views", "title": both(draw(WORDS)), "picture": "house",
                         "questions": [question, text]})  # fmt: skip
    return definition.parse(a_questionnaire(sections=sections))


@given(document=questionnaires())
@tries(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_every_layout_of_any_questionnaire_has_a_box_for_each_option_under_one_code(document):
    app = create_app(settings("sqlite://"))
    pictures = {path.stem: path.read_bytes() for path in (DIST / "pictures").glob("*.svg")}
    codes = {}
    for kind in layout.LAYOUTS:
        with app.app_context():
            db.create_all()
            consultation = SimpleNamespace(id=1, code="market-place", closes_at=NOW)
            made = layout.make(
                document, kind, "en", furniture(consultation, 1, kind, "en", ["en"]), pictures, DIST / "fonts"
            )
        questions = asked(document, layout.variant_of(kind), CAPACITIES, HELPERS, SIZES)
        assert [(box.field, box.option) for box in made.geometry.boxes] == [
            (question.field, key) for question in questions for key in question.codes
        ]
        assert made.geometry.n_pages % 2 == 0
        for box in made.geometry.boxes:
            assert box.area.y >= 34 and box.area.y + box.area.height <= 287, box
            question = next(question for question in questions if question.field == box.field)
            code = question.codes[box.option]
            assert codes.setdefault((box.field, box.option), (question.number, code)) == (question.number, code)


def test_a_promise_of_paper_is_kept_only_where_it_can_be_printed(app, tmp_path):
    path = tmp_path / "market.json"
    path.write_text(translated(a_questionnaire(promised_formats=["paper", "large_print", "easy_read_paper"])))
    runner = app.test_cli_runner()
    command = ["engage", "publish", str(path), "--closes", "2026-12-31"]
    app.config["FREEPOST_ADDRESS"] = ""

    refused = runner.invoke(args=command)
    app.config["FREEPOST_ADDRESS"] = "FREEPOST BORSETSHIRE"
    done = runner.invoke(args=command)

    assert (refused.exit_code, done.exit_code) == (1, 0), refused.output + done.output
    assert "the paper form, large print, Easy Read on paper" in refused.output
