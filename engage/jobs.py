"""Long work, done outside the request: a table of jobs that a worker holds by lease, the same on both databases.

At least once: a worker that dies loses its lease, and the job is taken again. So every handler is idempotent.
A worker shows that it is alive twice over: at each stage of the work, and by a heartbeat between stages.
"""

import datetime as dt
import logging
import secrets
import threading
import time
from contextlib import contextmanager

from flask import current_app
from sqlalchemy import or_, select, update

from engage import (
    erasing_jobs,
    import_jobs,
    import_store,
    printed_forms,
    reminders,
    scan_jobs,
    scan_store,
    text_jobs,
    theme_jobs,
)
from engage.backups import apart
from engage.data import making
from engage.errors import EngageError, JobTaken
from engage.extensions import db
from engage.models import Job
from engage.operations import audit, transaction
from engage.operations.coding import learning
from engage.operations.importing import keeping as import_keeping
from engage.operations.retention import running
from engage.operations.staff import note
from engage.webhooks import rounds as webhook_rounds

log = logging.getLogger(__name__)

LEASE = dt.timedelta(seconds=30)
MOST_ATTEMPTS = 3
POLL_SECONDS = 1.0
REMIND_EVERY = dt.timedelta(hours=1)
FAILED = "This was tried 3 times and did not finish. Start it again, and tell us if it fails again."

#: kind -> handler(job, report, clock); report(share_done, stage) raises JobTaken when the work is no longer wanted
HANDLERS = {
    theme_jobs.KIND: theme_jobs.run_job,
    learning.KIND: learning.run_job,
    printed_forms.KIND: printed_forms.run_job,
    scan_jobs.KIND: scan_jobs.run_job,
    making.KIND: making.run_job,
    import_jobs.KIND: import_jobs.run_job,
    webhook_rounds.KIND: webhook_rounds.run_job,
    erasing_jobs.KIND: erasing_jobs.run_job,
}


def enqueue(kind, arguments, asked_by, now):
    """Ask for long work. The same work that is still waiting or running is not asked for twice."""
    with transaction():
        waiting = db.session.scalars(select(Job).where(Job.kind == kind, _unfinished()).order_by(Job.id))
        for job in waiting:
            if job.arguments == arguments:
                return job
        job = Job(
            public_id=secrets.token_urlsafe(9),
            kind=kind,
            arguments=arguments,
            asked_by_id=asked_by and asked_by.id,
            asked_at=now,
            stage="Waiting to start",
        )
        db.session.add(job)
        note(asked_by, "asked_for_job", "job", job.public_id, now, kind=kind)
    return job


def lease(now):
    """Take the oldest job that nobody holds, or None. A job that was taken too often fails instead."""
    with transaction():
        # no lease lasts so long: it was given while the clock was ahead
        is_ahead = Job.leased_until > now + 2 * LEASE
        free = or_(Job.leased_until.is_(None), Job.leased_until <= now, is_ahead)
        job = db.session.scalars(
            select(Job).where(_unfinished(), free).order_by(Job.id).limit(1).with_for_update(skip_locked=True)
        ).first()
        if job is None:
            return None
        if job.attempts >= MOST_ATTEMPTS:
            job.finished_at, job.failure, job.lease = now, FAILED, None
            log.error("job %s was given up after %s attempts", job.public_id, job.attempts)
            return None
        job.attempts += 1
        job.lease = secrets.token_urlsafe(12)
        job.leased_until = now + LEASE
    return job


def renew(job_id, token, now, **changes):
    """Keep the lease, and write down how far the work is. JobTaken if it was cancelled or another worker has it."""
    with transaction():
        kept = db.session.execute(
            update(Job)
            .where(Job.id == job_id, Job.lease == token, _unfinished())
            .values({"leased_until": now + LEASE} | changes)
            .execution_options(synchronize_session=False)
        ).rowcount
    if not kept:
        raise JobTaken(str(job_id))


def finish(job_id, token, now, failure=None):
    """Close the job, unless it was taken away meanwhile."""
    progress = {} if failure else {"progress": 1.0, "stage": "Done"}
    renew(job_id, token, now, finished_at=now, failure=failure, **progress)


def cancel(job, actor, now):
    """Stop the work at its next stage. What is finished stays finished."""
    with transaction():
        db.session.refresh(job, with_for_update=True)
        if job.finished_at is None and job.cancelled_at is None:
            job.cancelled_at = now
            note(actor, "cancelled_job", "job", job.public_id, now)


def run_next(clock):
    """Take one job and do it. True if there was one."""
    job = lease(clock())
    if job is None:
        return False
    job_id, token = job.id, job.lease

    def report(share_done, stage):
        renew(job_id, token, clock(), progress=min(max(float(share_done), 0.0), 1.0), stage=stage[:60])

    try:
        with _heartbeat(job_id, token, clock):
            HANDLERS[job.kind](job, report, clock)
        finish(job_id, token, clock())
    except JobTaken:
        log.warning("job %s was cancelled, or another worker has it", job.public_id)
    except EngageError as error:
        _close_failed(job_id, token, clock, str(error))
    except Exception:
        log.exception("job %s failed at attempt %s", job.public_id, job.attempts)
        _close_failed(job_id, token, clock, FAILED if job.attempts >= MOST_ATTEMPTS else None)
    return True


def run_worker(app, once=False, stopped=lambda: False):
    """Do jobs until `stopped()`; with `once`, only those that wait now. What is due once a day is done beside them."""
    with app.app_context():
        clock, rounds = app.config["CLOCK"], text_jobs.Rounds()
        while not stopped():
            try:
                _do_daily(rounds, clock(), app)
                rounds.run_due(clock())
                rounds.run(reminders.send_due, (clock(),), clock(), clock() + REMIND_EVERY)
                rounds.run(apart.write_hourly, (clock(),), clock(), clock() + REMIND_EVERY)
                rounds.run(making.erase_expired, (clock(),), clock(), clock() + dt.timedelta(minutes=1))
                rounds.run(_tell_programs, (clock(),), clock(), clock() + webhook_rounds.EVERY)
                worked = run_next(clock)
            except Exception:  # the database is away: the worker outlives it
                if once:
                    raise
                log.exception("the worker could not take a job")
                worked = False
            db.session.remove()
            if worked:
                continue
            if once:
                return
            time.sleep(POLL_SECONDS)


def _do_daily(rounds, now, app):
    """Once a day: erase what has had its time, and tell the newest entry of the trail."""
    tomorrow = dt.datetime.combine(now.date() + dt.timedelta(days=1), dt.time(), now.tzinfo)
    rounds.run(running.run_daily, (now, app.config, scan_store.of(app)), now, tomorrow)
    rounds.run(audit.tell_anchor, (), now, tomorrow)
    rounds.run(import_keeping.erase_old, (import_store.of(app), now), now, tomorrow)


def _tell_programs(now):
    """Find what happened, and ask for what waits to be sent."""
    for public_id in webhook_rounds.look(now):
        enqueue(webhook_rounds.KIND, {"webhook": public_id}, None, now)


def _unfinished():
    return Job.finished_at.is_(None) & Job.cancelled_at.is_(None)


def _close_failed(job_id, token, clock, failure):
    """Close the job with this failure; without one, give it back to be tried again."""
    db.session.rollback()
    try:
        if failure is None:
            renew(job_id, token, clock(), leased_until=clock())
        else:
            finish(job_id, token, clock(), failure=failure)
    except JobTaken:
        log.warning("job %s failed after it was taken away", job_id)


@contextmanager
def _heartbeat(job_id, token, clock):
    """Renew the lease while one stage takes longer than the lease lasts."""
    over = threading.Event()
    app = current_app._get_current_object()

    def beat():
        while not over.wait(LEASE.total_seconds() / 3):
            with app.app_context():
                try:
                    renew(job_id, token, clock())
                except JobTaken:
                    return
                except Exception:  # one missed beat is no harm: the next one, or the next stage, renews
                    log.exception("a heartbeat of job %s was missed", job_id)

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
