"""A survey that was held elsewhere goes from its file to the public page; residents are never asked to answer it."""

import pytest

from engage import results
from engage.exports import tables
from engage.extensions import db
from engage.models import Publication, Question, Role
from engage.operations import releases
from engage.operations.consultations import find_consultation
from engage.reports import method_note
from tests.builders import NOW, a_codeframe, a_consultation, a_staff_user
from tests.engage.data.files import a_file
from tests.engage.importing.brought import brought
from tests.engage.importing.test_import_pages import brought as brought_in
from tests.engage.importing.test_import_pages import people, uploaded
from tests.engage.releases.prepared import CLOSED
from tests.engage.releases.test_release_pages import TYPED
from tests.engage.test_codes import code_all, keys_of
from tests.forms.importing.exports import CITIZEN_SPACE, PLAIN, as_csv
from tests.journey import set_clock

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CODE = "library-survey"
HERE = f"/staff/consultations/{CODE}"


def public(browser, page=""):
    return browser.get(f"/{CODE}/en/standard{page}")


def with_a_name(lines):
    """The last response names somebody."""
    return [*lines[:-1], [*lines[-1][:6], "Mrs Bloggs planted trees", *lines[-1][7:]]]


def cover_of(consultation):
    """What the downloads say of the results: item -> value."""
    return dict(tables.cover(results.of(consultation), NOW).rows)


def coded(consultation):
    """Every text is read by a person."""
    reader = a_staff_user("reader@example.org")
    key = db.session.scalars(db.select(Question.key).filter_by(type="free_text")).first()
    codeframe = a_codeframe(consultation, reader, "Trees", "Buses", question_key=key)
    code_all(codeframe, reader, *keys_of(codeframe))


def test_a_file_becomes_a_public_page(app, staff, browser):
    analyst = staff(Role.ANALYST)
    page = analyst.get("/staff/imports").submit({"code": "Library survey"})
    page = uploaded(analyst, page.path, as_csv(with_a_name(people(CITIZEN_SPACE, 12))))
    page = brought_in(analyst, page)
    assert "36 responses came in and count." in page.text

    page = analyst.get(f"{HERE}/texts").link("Look at the names").submit(button="Mask “Bloggs”")
    assert page.h1 == "No name waits in this text"
    consultation = find_consultation(CODE)
    coded(consultation)
    set_clock(app, CLOSED)
    analyst, officer = staff(Role.ANALYST), staff(Role.ENGAGEMENT_OFFICER)
    page = officer.get(f"{HERE}/releases/draft").submit(TYPED)
    assert page.status == 200, page.text
    page = analyst.get(f"{HERE}/releases/1")
    page.submit(button="Approve these results")
    page = officer.get(f"{HERE}/releases/1").submit(button="Publish these results")
    assert "Published" in page.text

    start = public(browser)
    assert "Buses came first" in start.text and "It closed at" not in start.text
    assert "Your return code" not in start.text
    shown = public(browser, "/results").text
    assert "Through another survey" in shown and "Buses" in shown and "Trees" in shown
    assert "Bloggs" not in shown
    release = releases.newest_published(consultation)
    assert (release.data["consultation"]["opened_on"], release.data["consultation"]["closed_on"]) == (
        "2026-10-01", "2026-10-03",
    )  # fmt: skip
    note = next(block for block in method_note.build(release.data).tables if block.name == "method-imports")
    (found,) = note.rows
    assert found[0] == "Citizen Space" and found[2] == "an analyst" and len(found[3]) == 64
    assert "@example.org" not in release.content.decode()


def test_residents_are_led_to_it_by_no_list_and_never_asked_to_answer(app, staff, browser):
    a_consultation()
    analyst = staff(Role.ANALYST)
    analyst.get("/staff/imports").submit({"code": "Library survey"})
    consultation = find_consultation(CODE)
    assert public(browser).status == 404

    brought(consultation, CITIZEN_SPACE)
    # whatever its dates say
    consultation.closes_at = CLOSED
    db.session.commit()

    for address in ("/", "/consultations.ics", "/consultations.xml"):
        assert "market-place" in browser.client.get(address).get_data(as_text=True)
        assert CODE not in browser.client.get(address).get_data(as_text=True)
    page = public(browser)
    assert (page.status, page.h1) == (410, "This consultation has closed")
    assert "you can still finish" not in page.text and "It closed at" not in page.text
    assert browser.client.post(f"/{CODE}/en/standard/start").status_code == 410
    assert db.session.get(Publication, consultation.id) is None


def test_papers_about_the_results_name_the_file(app):
    consultation = a_consultation()
    found = brought(consultation, PLAIN)
    other = brought(consultation, CITIZEN_SPACE, a_staff_user("officer@example.org", Role.ENGAGEMENT_OFFICER))

    readme = a_file(consultation).read("README.txt").decode()
    assert f"another system: 2 responses, brought on {NOW:%Y-%m-%d} by command line" in readme
    assert f"Citizen Space: 3 responses, brought on {NOW:%Y-%m-%d} by engagement officer" in readme
    assert found.file_sha256 in readme and other.file_sha256 in readme
    cover = cover_of(consultation)
    told = cover["Collected elsewhere: file of Citizen Space"]
    assert told == f"3 responses, brought on {NOW:%Y-%m-%d}; SHA-256 {other.file_sha256}"
    assert "officer@example.org" not in readme + str(cover)


def test_a_response_without_a_date_is_never_counted_as_late(app, staff):
    analyst = staff(Role.ANALYST)
    analyst.get("/staff/imports").submit({"code": "Library survey"})
    brought(find_consultation(CODE), [line[:1] + line[2:] for line in PLAIN])

    cover = cover_of(find_consultation(CODE))
    assert (cover["Responses counted"], cover["Of these, sent after closing time"]) == (2, 0)
