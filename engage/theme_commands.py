"""flask engage themes: look for themes from a terminal, and find those of a run again."""

import sys

import click
from flask import current_app

from analysis import dictionaries, frames
from engage import results, theme_jobs
from engage.errors import EngageError
from engage.extensions import db
from engage.models import AnalysisRun, Question
from engage.operations import consultations


@click.command()
@click.argument("code", metavar="CONSULTATION", required=False)
@click.option("--question", "key", help="Key of one free-text question; all of them when left out.")
@click.option("--themes", "n_themes", type=click.IntRange(1), help="How many; the method chooses when left out.")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--dictionary", type=click.File(encoding="utf-8-sig"), help="CSV: language, word, english.")
@click.option("--replay", "run_id", type=int, metavar="RUN", help="Find those of this run again, keep nothing.")
def themes(code, key, n_themes, seed, dictionary, run_id):
    """Look for candidate themes in the comments of CONSULTATION, now and here, and keep them.

    With --replay nothing is kept: it says whether the same themes are found again (exit status 0) or what differs (1).
    """
    if run_id is not None:
        _replay(run_id)
        return
    if code is None:
        _refuse("Name a consultation, or a run: --replay RUN")
    consultation = consultations.find_consultation(code) or _refuse(f"There is no consultation {code}.")
    keys = results.question_keys(consultation)
    if key is not None and key not in keys:
        _refuse(f"{code} has no free-text question {key}. It has: {', '.join(keys)}")
    try:
        words = dictionaries.read_dictionary(dictionary) if dictionary else {}
        asked = {"seed": seed, "n_themes": n_themes, "dictionary": words}
        for question_key in [key] if key else keys:
            question = db.session.get_one(Question, keys[question_key])
            run = theme_jobs.find(question, _say_progress, current_app.config["CLOCK"](), **asked)
            click.echo(f"{question_key}: {len(run.candidates)} themes in {run.n_texts} comments")
            click.echo(f"run {run.id}; to find them again: flask engage themes --replay {run.id}", err=True)
    except (EngageError, frames.FrameError, UnicodeDecodeError) as error:
        _refuse(str(error))


def _replay(run_id):
    run = db.session.get(AnalysisRun, run_id) or _refuse(f"There is no run {run_id}.")
    try:
        found = theme_jobs.replay(run, _say_progress)
    except EngageError as error:
        _refuse(str(error))
    for line in found.lines:
        click.echo(f"run {run_id}: {line}")
    sys.exit(0 if found.is_same else 1)


def _say_progress(share, stage):
    click.echo(f"{share:4.0%} {stage}", err=True)


def _refuse(message):
    click.echo(message, err=True)
    sys.exit(1)
