"""Jobs: at least once, by one worker at a time, seen from outside, and never lost."""

import datetime as dt

import pytest

from engage import jobs, text_jobs
from engage.errors import JobTaken
from engage.extensions import db
from engage.models import Job
from tests.builders import NOW, a_consultation, count

SOON = NOW + dt.timedelta(seconds=10)
LATER = NOW + dt.timedelta(seconds=31)


@pytest.fixture
def done(monkeypatch):
    """A kind of job that notes each time it is done."""
    notes = []
    monkeypatch.setitem(jobs.HANDLERS, "note", lambda job, report, clock: notes.append(job.arguments["n"]))
    return notes


def a_job(n=1, kind="note"):
    return jobs.enqueue(kind, {"n": n}, None, NOW)


def fresh(job):
    db.session.rollback()
    db.session.refresh(job)
    return job


def test_jobs_are_done_in_the_order_they_were_asked_for(app, done):
    for n in (1, 2, 3):
        a_job(n)

    jobs.run_worker(app, once=True)

    assert done == [1, 2, 3]
    assert all(job.finished_at == NOW and job.progress == 1 for job in db.session.query(Job))


def test_the_same_work_is_not_asked_for_twice_while_it_waits(app, done):
    assert a_job() is a_job()

    jobs.run_worker(app, once=True)
    a_job()

    assert count(Job) == 2


def test_two_workers_never_hold_the_same_job(app):
    a_job(1)
    a_job(2)

    held = [jobs.lease(NOW), jobs.lease(NOW)]

    assert {job.arguments["n"] for job in held} == {1, 2}
    assert jobs.lease(SOON) is None


def test_the_job_of_a_killed_worker_is_taken_again_when_its_lease_runs_out(app, done):
    a_job()
    jobs.lease(NOW)
    assert not jobs.run_next(lambda: SOON)

    assert jobs.run_next(lambda: LATER)

    assert done == [1]


def test_a_worker_that_lost_its_lease_can_no_longer_write(app):
    job = a_job()
    jobs.lease(NOW)
    first = job.lease
    jobs.lease(LATER)

    with pytest.raises(JobTaken):
        jobs.renew(job.id, first, LATER, progress=0.9)
    with pytest.raises(JobTaken):
        jobs.finish(job.id, first, LATER)

    assert fresh(job).progress == 0
    assert job.finished_at is None


def test_showing_progress_keeps_the_lease(app):
    job = a_job()
    jobs.lease(NOW)

    jobs.renew(job.id, job.lease, SOON, progress=0.4, stage="Comparing the comments")

    assert jobs.lease(LATER) is None
    assert (fresh(job).progress, job.stage) == (0.4, "Comparing the comments")


def test_a_job_that_keeps_failing_is_given_up_in_words(app, monkeypatch):
    tries = []

    def fail(job, report, clock):
        tries.append(job.attempts)
        raise RuntimeError("secret detail")

    monkeypatch.setitem(jobs.HANDLERS, "fail", fail)
    job = a_job(kind="fail")

    jobs.run_worker(app, once=True)

    assert tries == [1, 2, 3]
    assert fresh(job).failure.startswith("This was tried 3 times and did not finish.")
    assert "secret detail" not in job.failure
    assert job.finished_at == NOW


def test_a_job_that_kills_its_workers_is_given_up_too(app, done):
    job = a_job()
    for n in range(jobs.MOST_ATTEMPTS):
        jobs.lease(NOW + n * jobs.LEASE)

    assert not jobs.run_next(lambda: NOW + jobs.MOST_ATTEMPTS * jobs.LEASE)

    assert fresh(job).failure
    assert done == []


def test_a_cancelled_job_stops_at_its_next_stage(app, monkeypatch):
    reached = []

    def work(job, report, clock):
        report(0.1, "First")
        jobs.cancel(job, None, clock())
        reached.append("first")
        report(0.2, "Second")
        reached.append("second")

    monkeypatch.setitem(jobs.HANDLERS, "work", work)
    job = a_job(kind="work")

    jobs.run_worker(app, once=True)

    assert reached == ["first"]
    assert fresh(job).cancelled_at == NOW
    assert job.finished_at is None


def test_a_waiting_job_that_was_cancelled_is_never_begun(app, done):
    jobs.cancel(a_job(), None, NOW)

    jobs.run_worker(app, once=True)

    assert done == []


def test_a_job_that_is_done_cannot_be_cancelled(app, done):
    job = a_job()
    jobs.run_worker(app, once=True)
    job = db.session.merge(job)

    jobs.cancel(job, None, NOW)

    assert job.cancelled_at is None


@pytest.mark.parametrize("setting", ["CAMPAIGN_TEXTS", "ORIGINAL_TEXT_DAYS"])
def test_a_fault_in_the_work_beside_jobs_stops_no_job(app, done, caplog, setting):
    a_consultation()
    job = a_job()
    app.config[setting] = "many"

    jobs.run_worker(app, once=True)

    assert fresh(job).finished_at is not None
    assert "failed and is tried again later" in caplog.text


def test_what_failed_beside_jobs_is_tried_again_at_its_next_time(app, caplog):
    app.config["CAMPAIGN_TEXTS"] = "many"
    rounds = text_jobs.Rounds()

    for minutes in (0, 1, 4, 5, 6):
        rounds.run_due(NOW + dt.timedelta(minutes=minutes))

    assert caplog.text.count("read_new failed") == 2
