"""The search for themes as a job or a command: the settings of the application around it."""

from contextlib import contextmanager

from flask import current_app

from analysis import chunks, frames
from engage.errors import EngageError
from engage.extensions import db
from engage.models import Question
from engage.operations import coding

KIND = "themes"


class ThemesRefused(EngageError):
    """The search cannot be done as it was asked for; the message says what to change."""


def run_job(job, report, clock):
    """The handler. A job that is done twice leaves one run."""
    question = db.session.get_one(Question, job.arguments["question_id"])
    asked = {name: job.arguments[name] for name in ("seed", "n_themes", "dictionary") if name in job.arguments}
    return find(question, report, clock(), job_id=job.id, **asked)


def find(question, report, now, **asked):
    """Find themes in the comments on a question and keep them, as coding.run_themes does. Raises ThemesRefused."""
    asked["embeddings"] = current_app.config["EMBEDDINGS"]
    with executor() as where, refused_in_words():
        return coding.run_themes(question, progress=report, now=now, executor=where, **asked)


def replay(run, report):
    """Find the themes of a run again, as coding.replay does. Raises ThemesRefused."""
    with executor() as where, refused_in_words():
        return coding.replay(run, report, where)


@contextmanager
def refused_in_words():
    try:
        yield
    except frames.FrameError as error:
        raise ThemesRefused(str(error)) from error


@contextmanager
def executor():
    """Where chunks are worked on: the Dask cluster that is set, or here."""
    from analysis.themes import code_sha256

    address = current_app.config["DASK_SCHEDULER"]
    if not address:
        yield None
        return
    with refused_in_words():
        cluster = chunks.Cluster(address, code_sha256)
    try:
        yield cluster
    finally:
        cluster.close()
