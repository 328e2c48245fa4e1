"""What the machine offers: candidate themes of the comments on one question."""

import logging

from sqlalchemy import delete, insert, or_, select

from analysis.dictionaries import Dictionary
from engage.config import VERSION
from engage.extensions import db
from engage.extracts.comments import Comments
from engage.extracts.responses import n_comments
from engage.models import (
    AnalysisRun,
    Answer,
    CandidateMember,
    CandidateQuote,
    CandidateTheme,
    Job,
    Question,
    QuestionnaireVersion,
    UnusableAnswer,
)
from engage.operations import transaction
from engage.operations.staff import note

log = logging.getLogger(__name__)

#: of the work, until everything is found; the rest is writing it down
FOUND = 0.9


def run_themes(
    question, seed=0, n_themes=None, progress=None, *, now, job_id=None, dictionary=None, executor=None,
    embeddings=False,
):  # fmt: skip
    """Find candidate themes in the comments on this question and keep them with all that is needed to find them again.

    dictionary : {language: {word: English}}; executor : where chunks are worked on, as in analysis.chunks
    embeddings : with sentence embeddings too; FrameError if they are not installed
    progress : called as progress(share_done, stage); what it raises stops the work, and nothing is left of it
    A worker that dies leaves a run that nobody sees; the next one erases it and finds the same again.
    """
    # Imported here and not above: scikit-learn takes 1.5 seconds and 80 MB, and only a worker ever looks for themes.
    from analysis.themes import Settings, find_themes_in

    done = job_id and db.session.scalar(select(AnalysisRun).filter_by(job_id=job_id))
    if done and done.kept_at:
        return done
    report = progress or (lambda share_done, stage: None)
    _erase_unfinished(question, job_id)
    comments = Comments(question)
    settings = Settings(n_themes, seed, Dictionary(dictionary or {}), embeddings=bool(embeddings))
    n_rows = n_comments(question.version.questionnaire_id, question.key)
    themes = find_themes_in(
        comments.pages, n_rows, settings, lambda share_done, stage: report(FOUND * share_done, stage), executor
    )
    run = _begin(question, job_id, themes, comments, now)
    try:
        _write_down(run, themes, comments, report)
    except BaseException:
        db.session.rollback()
        with transaction():
            _erase(run.id)
        raise
    with transaction():
        run.kept_at = now
        found = {"question": question.key, "n_themes": len(themes.summary)}
        note(None, "found_themes", "analysis_run", str(run.id), now, **found)
    log.info("run %s found %s themes in %s comments", run.id, len(themes.summary), run.n_texts)
    return run


def _begin(question, job_id, themes, comments, now):
    """The run and its themes, which nobody sees before their answers are written down too."""
    quoted = {int(id_) for name in ("quotes", "farthest") for frame in (themes.summary, themes.others)
              for ids in frame[name] for id_ in ids}  # fmt: skip
    with transaction():
        still_said = set(db.session.scalars(select(Answer.id).where(Answer.id.in_(quoted))))
        run = AnalysisRun(
            question_id=question.id,
            job_id=job_id,
            method=str(themes.parameters["method"]),
            parameters={name: _plain(value) for name, value in themes.parameters.items()},
            seed=themes.parameters["seed"],
            code_version=VERSION,
            input_sha256=comments.sha256,
            n_texts=len(comments.ids),
            finished_at=now,
        )
        db.session.add(run)
        db.session.flush()
        for frame, is_proposed in ((themes.summary, True), (themes.others, False)):
            for theme in frame.to_dict("records"):
                _add_candidate(run, theme, is_proposed, still_said)
    return run


def _add_candidate(run, theme, is_proposed, still_said):
    candidate = CandidateTheme(
        run_id=run.id,
        position=int(theme["theme"]) + 1,
        label=theme["label"],
        terms=list(theme["terms"]),
        size=int(theme["size"]),
        n_distinct=int(theme["distinct"]),
        is_proposed=is_proposed,
        language=theme["language"],
        first_leaf=int(theme["first"]),
        last_leaf=int(theme["last"]),
        from_n=int(theme["from_n"]),
        to_n=int(theme["to_n"]),
    )
    db.session.add(candidate)
    db.session.flush()
    rows = [
        {"candidate_id": candidate.id, "kind": kind, "place": place, "answer_id": int(answer_id)}
        for kind, answer_ids in (("nearest", theme["quotes"]), ("farthest", theme["farthest"]))
        for place, answer_id in enumerate((id_ for id_ in answer_ids if id_ in still_said), 1)
    ]
    if rows:
        db.session.execute(insert(CandidateQuote), rows)


def _write_down(run, themes, comments, report):
    """Each answer with its theme, page by page: what was withdrawn or changed meanwhile is in none."""
    candidates = {candidate.position - 1: candidate.id for candidate in run.candidates}
    n_read = 0
    for ids in comments.ids_by_page():
        report(FOUND + (1 - FOUND) * n_read / run.n_texts, "Writing down what was found")
        placed, refused = (
            frame[frame["id"].between(ids[0], ids[-1])].itertuples(index=False, name=None)
            for frame in (themes.assignments, themes.unusable)
        )
        with transaction():
            still_said = comments.unchanged(ids)
            members = [
                {"candidate_id": candidates[theme], "answer_id": id_, "leaf": leaf}
                for id_, theme, leaf in placed
                if id_ in still_said
            ]
            unusable = [
                {"run_id": run.id, "answer_id": id_, "reason": reason} for id_, reason in refused if id_ in still_said
            ]
            _forget_quotes(run, [id_ for id_ in ids if id_ not in still_said])
            for model, rows in ((CandidateMember, members), (UnusableAnswer, unusable)):
                if rows:
                    db.session.execute(insert(model), rows)
        n_read += len(ids)
    report(1.0, "Done")


def _forget_quotes(run, answer_ids):
    if not answer_ids:
        return
    candidates = select(CandidateTheme.id).where(CandidateTheme.run_id == run.id)
    of_run = CandidateQuote.candidate_id.in_(candidates) & CandidateQuote.answer_id.in_(answer_ids)
    db.session.execute(delete(CandidateQuote).where(of_run).execution_options(synchronize_session=False))


def _erase_unfinished(question, job_id):
    """What workers that died left of this question, and of this job."""
    of_question = select(Question.id).join(Question.version).where(
        Question.key == question.key,
        QuestionnaireVersion.questionnaire_id == question.version.questionnaire_id,
    )  # fmt: skip
    is_over = or_(Job.finished_at.is_not(None), Job.cancelled_at.is_not(None), Job.id == job_id)
    left = db.session.scalars(
        select(AnalysisRun.id)
        .join(Job, Job.id == AnalysisRun.job_id)
        .where(AnalysisRun.question_id.in_(of_question), AnalysisRun.kept_at.is_(None), is_over)
        .where(AnalysisRun.codeframe_id.is_(None))
    ).all()
    for run_id in left:
        with transaction():
            _erase(run_id)


def _erase(run_id):
    candidates = select(CandidateTheme.id).where(CandidateTheme.run_id == run_id)
    for rows in (
        delete(CandidateMember).where(CandidateMember.candidate_id.in_(candidates)),
        delete(CandidateQuote).where(CandidateQuote.candidate_id.in_(candidates)),
        delete(UnusableAnswer).where(UnusableAnswer.run_id == run_id),
        delete(CandidateTheme).where(CandidateTheme.run_id == run_id),
        delete(AnalysisRun).where(AnalysisRun.id == run_id),
    ):
        db.session.execute(rows.execution_options(synchronize_session="fetch"))


def _plain(value):
    """A numpy number as a Python one: JSON knows no others."""
    return value.item() if hasattr(value, "item") else value
