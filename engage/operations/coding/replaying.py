"""Find the themes of a run again, and say what is the same and what is not."""

from dataclasses import dataclass

from sqlalchemy import select

from analysis.dictionaries import Dictionary
from engage.config import VERSION
from engage.extensions import db
from engage.extracts.comments import Comments
from engage.models import CandidateMember, CandidateTheme, UnusableAnswer


@dataclass(frozen=True)
class Replay:
    """Whether everything is the same, and in words what was found or what differs."""

    is_same: bool
    lines: tuple[str, ...]


def replay(run, progress=None, executor=None):
    """Find themes again in the answers that a run read, with its parameters and seed; nothing is written.

    Answers that came later are left out; those that were withdrawn or changed since cannot be read again. FrameError
    if the run used sentence embeddings and they are not installed here.
    """
    # Imported here and not above: scikit-learn takes 1.5 seconds and 80 MB, and only a worker ever looks for themes.
    from analysis.themes import Settings, find_themes_in

    if run.codeframe_id is not None or run.kept_at is None or "languages" not in run.parameters:
        return Replay(False, ("it did not look for themes, or an older Engage kept too little of it to do it again",))
    members, refused = _placed(run), _refused(run)
    comments = Comments(run.question, {*members, *refused})
    own = run.parameters
    dictionary, embeddings = Dictionary(own["dictionary"]), own.get("embeddings", False)
    settings = Settings(own["n_themes_asked"], run.seed, dictionary, own["sample"], embeddings)
    themes = find_themes_in(comments.pages, run.n_texts, settings, progress, executor)
    found = themes.assignments
    now = dict(zip(found["id"].tolist(), found["leaf"].tolist(), strict=True))
    differing = [
        *_input_differs(run, comments),
        *_result_differs(run, themes, members, now, refused),
    ]
    same = f"the same {len(run.candidates)} themes, and the same coarser and finer ones, in {run.n_texts} comments"
    return Replay(not differing, (*(differing or [same]), *_code_differs(run, themes.parameters)))


def _placed(run):
    """answer id -> finest theme."""
    rows = db.session.execute(
        select(CandidateMember.answer_id, CandidateMember.leaf)
        .join(CandidateTheme, CandidateTheme.id == CandidateMember.candidate_id)
        .where(CandidateTheme.run_id == run.id)
    )
    return dict(rows.all())


def _refused(run):
    rows = select(UnusableAnswer.answer_id, UnusableAnswer.reason).where(UnusableAnswer.run_id == run.id)
    return dict(db.session.execute(rows).all())


def _input_differs(run, comments):
    n_gone = run.n_texts - len(comments.ids)
    if n_gone:
        yield f"{n_gone} of {run.n_texts} comments were withdrawn or changed since, and are not read"
    elif comments.sha256 != run.input_sha256:
        yield "the comments are the same ones, but their words or what is kept beside them changed since"


def _result_differs(run, themes, members, now, refused):
    refused_now = dict(themes.unusable.itertuples(index=False, name=None))
    moved = sum(now.get(id_) != leaf for id_, leaf in members.items())
    if moved:
        yield f"{moved} of {len(members)} comments stand in another theme"
    if refused_now != refused:
        yield "other comments could not be used, or for other reasons"
    kept = {(row.label, tuple(row.terms), row.size, row.from_n, row.to_n) for row in run.every_candidate}
    found = {
        (row.label, tuple(row.terms), row.size, row.from_n, row.to_n)
        for frame in (themes.summary, themes.others)
        for row in frame.itertuples()
    }
    if n_other := len(kept - found):
        yield f"{n_other} of {len(kept)} themes of all levels have another name, size or terms"


def _code_differs(run, now):
    """Not a difference of the result, but where one may come from."""
    if run.code_version != VERSION or run.parameters["code_sha256"] != now["code_sha256"]:
        yield f"the code that finds themes is another one: Engage {run.code_version} then, {VERSION} now"
    for name, version in now["libraries"].items():
        then = run.parameters["libraries"].get(name)
        if then != version:
            yield f"{name} is {version} now and was {then}"
