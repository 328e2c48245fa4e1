"""What the machine offers: candidate themes of the comments on one question."""

import logging

from sqlalchemy import insert, select

from engage.config import VERSION
from engage.extensions import db
from engage.extracts.responses import COMMENTS, answers, sha256_of
from engage.models import AnalysisRun, CandidateMember, CandidateTheme, Question, UnusableAnswer
from engage.operations import transaction
from engage.operations.staff import note

log = logging.getLogger(__name__)


def run_themes_job(job, report, now):
    """The handler of jobs of kind "themes". A job that is done twice leaves one run."""
    question = db.session.get_one(Question, job.arguments["question_id"])
    return run_themes(question, job.arguments["seed"], job.arguments["n_themes"], report, now=now, job_id=job.id)


def run_themes(question, seed=0, n_themes=None, progress=None, *, now, job_id=None):
    """Find candidate themes in the comments on this question and keep them with all that is needed to find them again.

    progress : called as progress(share_done, stage); what it raises stops the work before anything is written
    """
    # Imported here and not above: scikit-learn takes 1.5 seconds and 80 MB, and only a worker ever looks for themes.
    from analysis.themes import find_themes

    done = job_id and db.session.scalar(select(AnalysisRun).filter_by(job_id=job_id))
    if done:
        return done
    frame = answers(question)
    comments = frame.rename(columns={"answer_id": "id"})[["id", "text"]]
    themes = find_themes(comments, n_themes=n_themes, seed=seed, progress=progress)
    with transaction():
        run = AnalysisRun(
            question_id=question.id,
            job_id=job_id,
            method=str(themes.parameters["method"]),
            parameters={name: _plain(value) for name, value in themes.parameters.items()},
            seed=seed,
            code_version=VERSION,
            input_sha256=sha256_of(frame[list(COMMENTS)]),
            n_texts=len(frame),
            finished_at=now,
        )
        db.session.add(run)
        db.session.flush()
        _add_candidates(run, themes)
        found = {"question": question.key, "n_themes": len(themes.summary)}
        note(None, "found_themes", "analysis_run", str(run.id), now, **found)
    log.info("run %s found %s themes in %s comments", run.id, len(themes.summary), len(frame))
    return run


def _add_candidates(run, themes):
    for theme in themes.summary.to_dict("records"):
        ids = themes.assignments.loc[themes.assignments["theme"] == theme["theme"], "id"].tolist()
        quotes = {int(answer_id): place for place, answer_id in enumerate(theme["quotes"], 1)}
        candidate = CandidateTheme(
            run_id=run.id,
            position=int(theme["theme"]) + 1,
            label=theme["label"],
            terms=list(theme["terms"]),
            size=int(theme["size"]),
        )
        db.session.add(candidate)
        db.session.flush()
        db.session.execute(
            insert(CandidateMember),
            [{"candidate_id": candidate.id, "answer_id": int(id_), "quote": quotes.get(int(id_))} for id_ in ids],
        )
    rows = themes.unusable.to_dict("records")
    if rows:
        db.session.execute(
            insert(UnusableAnswer),
            [{"run_id": run.id, "answer_id": int(row["id"]), "reason": row["reason"]} for row in rows],
        )


def _plain(value):
    """A numpy number as a Python one: JSON knows no others."""
    return value.item() if hasattr(value, "item") else value
