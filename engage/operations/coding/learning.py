"""The machine learns from what people coded and proposes codes for every text. It never touches what a person said."""

import logging

from sqlalchemy import func, insert, select, update

from engage.config import VERSION
from engage.extensions import db
from engage.extracts import coding as extracts
from engage.extracts import responses
from engage.models import AnalysisRun, CodeAssignment, CodedText, Codeframe, Contribution, Question, UnusableAnswer
from engage.operations import transaction
from engage.operations.staff import note

log = logging.getLogger(__name__)

KIND = "propose"
SEED = 0
#: texts that people code between two lessons
BATCH = 20
ROWS_AT_ONCE = 5_000


def arguments_of(codeframe):
    """Of a job; a lesson that is waiting or running is not asked for twice."""
    return {"codeframe_id": codeframe.id, "seed": SEED}


def is_due(codeframe, run):
    """Whether people have coded enough since the machine learned last."""
    return run is None or n_coded(codeframe) - run.parameters["n_coded"] >= BATCH


def run_job(job, report, clock):
    """The handler of jobs of kind "propose". A job that is done twice leaves one run."""
    codeframe = db.session.get_one(Codeframe, job.arguments["codeframe_id"])
    return propose(codeframe, job.arguments["seed"], report, clock=clock, job_id=job.id)


def propose(codeframe, seed=SEED, progress=None, *, clock, job_id=None):
    """Let the machine learn and keep what it proposes, with all that is needed to do it again."""
    # Imported here and not above: scikit-learn takes 1.5 seconds and 80 MB, and only a worker ever learns.
    from analysis.coding import propose as learn

    done = job_id and db.session.scalar(select(AnalysisRun).filter_by(job_id=job_id))
    if done:
        return done
    texts, codes, themes = extracts.what_is_known(codeframe)
    comments = texts.rename(columns={"key": "id"})[["id", "text"]]
    found = learn(comments, codes, themes, seed, progress)
    with transaction():
        # what came, went or was coded while the machine learned stands as it is now
        db.session.scalars(select(Codeframe).filter_by(id=codeframe.id).with_for_update()).one()
        # and stood before the machine spoke: a text that was coded meanwhile was coded without its help
        now = clock()
        now_there = set(extracts.texts(codeframe)["key"])
        there = now_there & set(texts["key"])
        _replace_older(codeframe, now)
        limits = _limits(texts, found, there)
        # an answer is numbered when it is begun: what was sent while the machine learned, or is not sent yet
        limits["unsent"] = extracts.unsent(codeframe, limits["last_answer_id"]) + sorted(now_there - there)
        run = AnalysisRun(
            question_id=_question_id(codeframe),
            codeframe_id=codeframe.id,
            job_id=job_id,
            method=str(found.parameters["method"]),
            parameters=found.parameters | limits,
            seed=seed,
            code_version=VERSION,
            input_sha256=responses.sha256_of(texts[["key", "text"]], codes, themes),
            n_texts=len(texts),
            finished_at=now,
        )
        db.session.add(run)
        db.session.flush()
        _add_codes(run, found.codes[found.codes["id"].isin(there)], now)
        _add_unread(run, found.unusable[found.unusable["id"].isin(there)])
        detail = {"number": codeframe.number, "n_coded": found.parameters["n_coded"], "n_codes": len(found.codes)}
        note(None, "proposed_codes", "analysis_run", str(run.id), now, **detail)
    log.info("run %s proposed %s codes for %s texts", run.id, len(found.codes), len(texts))
    return run


def n_coded(codeframe):
    """Texts outside samples that people have finished with."""
    rows = select(CodedText.answer_id, CodedText.contribution_id).filter_by(codeframe_id=codeframe.id, sample_id=None)
    return db.session.scalar(select(func.count()).select_from(rows.distinct().subquery()))


def newest_run(codeframe):
    return db.session.scalars(
        select(AnalysisRun).filter_by(codeframe_id=codeframe.id).order_by(AnalysisRun.id.desc()).limit(1)
    ).first()


def _question_id(codeframe):
    """The question in its newest version; nothing where every question is coded."""
    ids = extracts.answers_of(codeframe).with_only_columns(func.max(Question.id))
    return db.session.scalar(ids) if codeframe.question_key else None


def _limits(texts, found, there):
    """The texts to show next, the newest texts that were read, and what said nothing to the machine."""
    numbers = texts["key"].str[1:].astype(int)
    is_answer = texts["key"].str.startswith("a")
    return {
        "order": [key for key in found.order if key in there],
        "last_answer_id": int(numbers[is_answer].max()) if is_answer.any() else 0,
        "last_contribution_id": int(numbers[~is_answer].max()) if (~is_answer).any() else 0,
        "unread_contributions": [key for key in found.unusable["id"] if key.startswith("c")],
    }


def _replace_older(codeframe, now):
    """What an older run said is history; but of words that are erased since nothing can be said again: it stays."""
    themes = [theme.id for theme in codeframe.themes]
    erased = select(Contribution.id).where(Contribution.erased_at.is_not(None))
    can_be_read = CodeAssignment.contribution_id.is_(None) | CodeAssignment.contribution_id.not_in(erased)
    db.session.execute(
        update(CodeAssignment)
        .where(CodeAssignment.theme_id.in_(themes), CodeAssignment.run_id.is_not(None), can_be_read)
        .where(CodeAssignment.replaced_at.is_(None))
        .values(replaced_at=now)
        .execution_options(synchronize_session=False)
    )


def _add_codes(run, codes, now):
    rows = [
        {"answer_id": None, "contribution_id": None}
        | extracts.columns_of(key)
        | {"theme_id": int(theme), "run_id": run.id, "score": float(score), "applies": True, "assigned_at": now}
        for key, theme, score in codes.itertuples(index=False, name=None)
    ]
    for start in range(0, len(rows), ROWS_AT_ONCE):
        db.session.execute(insert(CodeAssignment), rows[start : start + ROWS_AT_ONCE])


def _add_unread(run, unusable):
    rows = [
        {"run_id": run.id, "reason": reason} | extracts.columns_of(key)
        for key, reason in unusable.itertuples(index=False, name=None)
        if key.startswith("a")
    ]
    if rows:
        db.session.execute(insert(UnusableAnswer), rows)
