"""Asking for data: a reason and the password, a file for one person and one hour, everything in the trail."""

import datetime as dt
import io
import zipfile

import pytest

from engage import data_store, jobs
from engage.data import making, writing
from engage.errors import JobTaken
from engage.extensions import db
from engage.models import AuditEvent, Consultation, DataFile, Job, Response, Role
from engage.operations import data as operations
from engage.operations.returning import withdraw
from engage.operations.staff import MOST_TRIES, find_active
from tests.builders import NOW, PASSWORD, a_codeframe, a_consultation, a_response, a_staff_user, count
from tests.engage.data.files import ADDRESS, asked, made, newest_job, rows

REASON = "For the report to the Board"
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def consultation(app):
    found = a_consultation()
    a_response(found, {"streets": ["buses"]}, {"streets": "More buses"}, {"age_band": "old"})
    return found


@pytest.fixture
def analyst(staff):
    return staff(Role.ANALYST)


def folder(app):
    return sorted(path.name for path in data_store.of(app).folder.glob("*"))


def trail():
    db.session.rollback()
    events = db.session.query(AuditEvent).filter(AuditEvent.verb.in_(operations.VERBS)).order_by(AuditEvent.id)
    return [event.verb for event in events]


def typed(page, name):
    return next(field.get("value", "") for field in page.tree.iter("input") if field.get("name") == name)


def address_of(page, words):
    """Where the link that says this goes."""
    return next(link.get("href") for link in page.tree.iter("a") if words in "".join(link.itertext()))


def ask(browser, **changes):
    page = browser.get("/staff/").link("The market place").link("Take data away")
    return page.submit({"q_kind": "responses", "q_reason": REASON, "password": PASSWORD} | changes)


def test_a_file_is_asked_for_made_taken_and_written_down(app, consultation, analyst):
    page = ask(analyst, q_about="age_band")
    assert page.h1 == "The file is being made"

    jobs.run_worker(app, once=True)
    page = page.link("Check again")
    assert page.h1 == "The file is ready"
    reply = analyst.client.get(address_of(page, "Download the file"))

    archive = zipfile.ZipFile(io.BytesIO(reply.data))
    assert [row["about_age_band"] for row in rows(archive, "responses")] == ["-9"]
    assert reply.headers["Content-Disposition"] == 'attachment; filename="market-place-responses-2026-10-07.zip"'
    assert int(reply.headers["Content-Length"]) == len(reply.data)
    assert trail() == ["asked_for_data", "made_data", "took_data"]
    told = db.session.query(AuditEvent).filter_by(verb="made_data").one()
    file = db.session.query(DataFile).one()
    assert told.actor_id == find_active("analyst@example.org").id
    assert told.detail["reason"] == REASON
    assert told.detail["about"] == ["age_band"]
    assert told.detail["sha256"] == file.file_sha256
    assert told.detail["rows"]["responses"] == 1
    listed = analyst.get(ADDRESS).text
    assert f"For: {REASON}" in listed
    assert "analyst@example.org took it" in listed


def test_a_wrong_password_makes_nothing_and_loses_nothing_that_was_typed(consultation, analyst):
    page = ask(analyst, q_about="age_band", password="another-password")

    assert page.status == 422
    assert page.errors == ["This is not your password. Type it again."]
    assert typed(page, "q_reason") == REASON
    assert "age_band" in page.ticked
    assert typed(page, "password") == ""
    assert count(Job) == 0
    assert count(AuditEvent, verb="failed_to_confirm") == 1


def test_guessing_the_password_is_slowed_down(consultation, analyst):
    for _n in range(MOST_TRIES):
        ask(analyst, password="another-password")

    page = ask(analyst)

    assert page.status == 429
    assert page.headers["Retry-After"] == "300"
    assert typed(page, "q_reason") == REASON
    assert count(Job) == 0


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"q_reason": "work"}, "Say in a few words what the file is for"),
        ({"password": ""}, "Enter your password"),
        ({"q_kind": ""}, "Choose which file you need"),
        ({"q_kind": "everything"}, "Choose which file you need"),
        ({"q_about": "shoe_size"}, "Tick questions of this list only"),
    ],
)
def test_what_is_missing_is_asked_for(consultation, analyst, changes, fault):
    page = ask(analyst, **changes)

    assert page.status == 422
    assert page.errors == [fault]
    assert count(Job) == 0


def test_where_nobody_has_answered_it_says_so(app, analyst):
    a_consultation()

    page = ask(analyst)

    assert page.errors == ["Nobody has sent a response yet, so there is nothing to put in this file."]


def test_the_link_ends_after_an_hour_and_the_file_is_gone(app, consultation, analyst):
    job = made(consultation, find_active("analyst@example.org"))
    address = f"{ADDRESS}/files/{job.public_id}"
    app.config["CLOCK"] = lambda: NOW + HOUR - dt.timedelta(minutes=40)
    assert analyst.client.get(f"{address}/data.zip").status_code == 200

    jobs.run_worker(app_at(app, NOW + HOUR), once=True)
    app.config["CLOCK"] = lambda: NOW + dt.timedelta(minutes=25)  # the visit goes on; the file is gone all the same

    assert folder(app) == []
    page = analyst.get(f"{address}/data.zip")
    assert (page.status, page.h1) == (410, "This link has ended")
    assert page.link("Ask for the file again").h1 == "Data to take away"
    assert trail()[-1] == "erased_data"


def app_at(app, now):
    app.config["CLOCK"] = lambda: now
    return app


def test_a_link_that_ended_is_refused_before_any_worker_came_by(app, consultation, analyst):
    job = made(consultation, find_active("analyst@example.org"), now=NOW - HOUR)

    assert analyst.get(f"{ADDRESS}/files/{job.public_id}/data.zip").status == 410
    assert trail() == ["made_data"]


def test_the_link_of_somebody_else_opens_nothing(app, consultation, analyst, staff):
    job = made(consultation, find_active("analyst@example.org"))
    other = staff(Role.ANALYST, "other@example.org")
    address = f"{ADDRESS}/files/{job.public_id}"

    for path in (address, f"{address}.json", f"{address}/data.zip"):
        page = other.get(path)
        assert (page.status, page.h1) == (403, "This file was made for somebody else")
    token = typed(other.get(ADDRESS), "csrf_token")
    assert other.post(f"{address}/cancel", {"csrf_token": token}).status == 403

    assert "took_data" not in trail()
    assert count(DataFile, erased_at=None) == 1


def test_a_file_is_found_under_its_own_consultation_only(app, consultation, analyst):
    job = made(consultation, find_active("analyst@example.org"))
    a_consultation("other-place")

    assert analyst.get(f"/staff/consultations/other-place/data/files/{job.public_id}").status == 404
    assert analyst.get(f"{ADDRESS}/files/unknown").status == 404


def test_what_somebody_takes_back_leaves_no_more(app, consultation, analyst):
    gone = a_response(consultation, comments={"streets": "I take this back"})
    job = made(consultation, find_active("analyst@example.org"))
    withdraw(gone, NOW)

    page = analyst.get(f"{ADDRESS}/files/{job.public_id}/data.zip")
    making.erase_expired(NOW)

    assert page.status == 410
    assert "somebody takes a response back" in page.text
    assert folder(app) == []


def test_a_response_that_is_taken_back_while_the_file_is_made_ends_the_work_in_words(app, consultation, monkeypatch):
    gone = a_response(consultation, comments={"streets": "I take this back"})
    written = writing.write_data

    def write(*arguments):
        rows = written(*arguments)
        with app.app_context():
            withdraw(db.session.get(Response, gone.id), NOW)
        return rows

    monkeypatch.setattr(writing, "write_data", write)

    job = made(consultation, a_staff_user())

    assert job.failure == "Somebody took a response back while the file was made. Ask for it again."
    assert folder(app) == []


def test_work_that_is_cancelled_leaves_no_file(app, consultation, analyst):
    ask(analyst)
    page = analyst.get(f"{ADDRESS}/files/{newest_job().public_id}").submit({}, button="Cancel the work")
    jobs.run_worker(app, once=True)

    assert page.h1 == "The work was cancelled"
    assert folder(app) == []
    assert count(DataFile) == 0


def test_a_file_that_is_ready_can_be_erased_at_once(app, consultation, analyst):
    job = made(consultation, find_active("analyst@example.org"))

    analyst.get(f"{ADDRESS}/files/{job.public_id}").submit({}, button="Erase it from the server now")

    assert folder(app) == []
    assert analyst.get(f"{ADDRESS}/files/{job.public_id}/data.zip").status == 410


def test_cancelling_in_the_middle_leaves_nothing_on_the_disk(app, consultation):
    job, reached = asked(consultation, a_staff_user()), []

    def report(share, stage):
        reached.append(folder(app))
        if share > 0:
            raise JobTaken(job.public_id)

    with pytest.raises(JobTaken):
        making.run_job(job, report, lambda: NOW)

    assert [f"{job.public_id}.part"] in reached
    assert folder(app) == []


def test_a_worker_that_is_killed_leaves_a_part_that_the_next_one_takes_away(app, consultation):
    """What kill -9 leaves: a lease that runs out, and a file that is not whole."""
    job = asked(consultation, a_staff_user())
    jobs.lease(NOW)
    store = data_store.of(app)
    store.folder.mkdir(parents=True)
    (store.folder / f"{job.public_id}.part").write_bytes(b"half of it")
    making.erase_expired(NOW)
    assert folder(app) == [f"{job.public_id}.part"]  # somebody may still be writing it

    later = NOW + 2 * jobs.LEASE
    making.erase_expired(later)
    assert folder(app) == []
    jobs.run_worker(app_at(app, later), once=True)

    assert folder(app) == [f"{job.public_id}.sealed"]
    assert trail() == ["made_data"]


def test_a_worker_that_dies_after_the_file_was_written_down_makes_no_second_one(app, consultation):
    job = asked(consultation, a_staff_user())
    making.run_job(job, lambda share, stage: None, lambda: NOW)
    jobs.lease(NOW)

    jobs.run_worker(app_at(app, NOW + 2 * jobs.LEASE), once=True)

    assert count(DataFile) == 1
    db.session.refresh(job)
    assert job.finished_at is not None
    assert trail() == ["made_data"]


def test_a_worker_that_lost_its_job_keeps_no_file(app, consultation):
    job = asked(consultation, a_staff_user())
    jobs.lease(NOW)

    def report(share, stage):
        if share == 0:
            jobs.lease(NOW + 2 * jobs.LEASE)

    with pytest.raises(JobTaken):
        making.run_job(job, report, lambda: NOW)

    assert folder(app) == []
    assert count(DataFile) == 0


def test_answers_that_arrive_meanwhile_are_in_every_table_or_in_none(app, consultation):
    job = asked(consultation, a_staff_user())

    def report(share, stage):
        if share > 0:
            a_response(db.session.get(Consultation, consultation.id), {"shops": ["banks"]})

    making.run_job(job, report, lambda: NOW)

    file = db.session.query(DataFile).one()
    pieces = data_store.of(app).pieces("market-place", job.public_id)
    archive = zipfile.ZipFile(io.BytesIO(b"".join(pieces)))
    assert (file.n_responses, file.rows["responses"], file.rows["wide"]) == (1, 1, 1)
    assert len(rows(archive, "responses")) == len(rows(archive, "wide")) == 1


def test_codebooks_are_offered_on_the_same_page_and_need_no_password(consultation, analyst):
    a_codeframe(consultation, find_active("analyst@example.org"), "Trees")

    page = analyst.get(ADDRESS)
    reply = analyst.client.get(address_of(page, "REFI-QDA codebook"))

    assert b"<CodeBook" in reply.data
    assert page.link("Bring a codebook in, or agree one").status == 200
