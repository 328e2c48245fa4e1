"""What a draft may begin with: an agreed codeframe, candidate themes of a run, or the lines of a file."""

from sqlalchemy import select

from engage.extensions import db
from engage.models import LONGEST_LABEL, CandidateQuote
from engage.operations.codeframes.changing import states
from engage.operations.codeframes.drafting import Start
from forms.codeframes.lines import Line, key_of


def from_codeframe(codeframe):
    """Every theme of an agreed codeframe, each with its own as origin."""
    parents = {code: state["parent"] or "" for code, state in states(codeframe).items()}
    return [
        Start(
            _line(theme, parents[theme.code]),
            candidate_id=theme.candidate_id,
            origin_ids=(theme.id,),
            answer_ids=tuple(row.answer_id for row in theme.examples if row.answer_id is not None),
            contribution_ids=tuple(row.contribution_id for row in theme.examples if row.contribution_id is not None),
        )
        for theme in codeframe.themes
    ]


def from_run(run):
    """Every candidate theme of a run: its label, its terms as key words, its typical texts as examples."""
    quoted = select(CandidateQuote.answer_id).filter_by(kind="nearest")
    labels = set()
    starts = []
    for candidate in run.candidates:
        label = _own_label(candidate.label.strip() or f"Theme {candidate.position}", labels)
        labels.add(key_of(label))
        quotes = db.session.scalars(quoted.filter_by(candidate_id=candidate.id).order_by(CandidateQuote.place)).all()
        line = Line(label, key_words=tuple(dict.fromkeys(map(str, candidate.terms))))
        starts.append(Start(line, candidate_id=candidate.id, answer_ids=tuple(quotes)))
    return starts


def from_lines(lines, last):
    """The lines of a file. A line goes on from the theme of the last agreed codeframe that has its code."""
    origins = {theme.code: (theme.id,) for theme in last.themes} if last is not None else {}
    return [Start(line, origin_ids=origins.get(line.code, ())) for line in lines]


def lines_of(codeframe):
    """The themes of a codeframe as they are written into a file."""
    parents = {code: state["parent"] or "" for code, state in states(codeframe).items()}
    return [_line(theme, parents[theme.code]) for theme in codeframe.themes]


def _line(theme, parent):
    return Line(
        theme.label, theme.code, theme.definition, theme.includes, theme.excludes, tuple(theme.key_words), parent
    )


def _own_label(label, taken):
    """Two candidates may be called alike; in a codeframe the second is numbered."""
    own, number = label, 1
    while key_of(own) in taken:
        number += 1
        own = f"{label[: LONGEST_LABEL - 6]} ({number})"
    return own
