"""Read files, run an analysis and write files: what `python -m analysis` does."""

import argparse
import csv
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from analysis.frames import COMMENTS, PICKS, SHOWN, FrameError, FrameSpec
from analysis.ranking import rank
from analysis.themes import find_themes

RANK_COLUMNS = [
    "section", "option", "count", "share", "low", "high", "rank", "rank_label", "answered", "shown", "blank",
]  # fmt: skip
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 2 the input or a setting cannot be used.

    arguments : words after `python -m analysis`; None takes them from the command line
    Problems are one line each on standard error.
    """
    options = _parser().parse_args(arguments)
    try:
        for line in options.run(options):
            sys.stderr.write(f"{line}\n")
    except FrameError as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m analysis", description="Analyse consultation answers kept in CSV.")
    commands = parser.add_subparsers(required=True, metavar="command")
    themes = commands.add_parser("themes", help="find candidate themes in comments (columns id,text)")
    themes.add_argument("--input", type=Path, required=True, help="CSV with columns id,text")
    themes.add_argument("--output", type=Path, required=True, help="CSV to write: id,theme; theme empty if unusable")
    themes.add_argument("--labels", type=Path, required=True, help="CSV to write: theme,label,size,terms")
    themes.add_argument("--themes", help="how many themes (a positive whole number); without it the method chooses")
    themes.add_argument("--seed", default="0", help="whole number; the same seed gives the same themes (0)")
    themes.set_defaults(run=_run_themes)
    ranks = commands.add_parser("rank", help="rank options by the share that picked them")
    ranks.add_argument("--input", type=Path, required=True, help="CSV with columns response_id,section,option")
    ranks.add_argument("--output", type=Path, required=True, help="CSV to write")
    ranks.add_argument("--shown", type=Path, help="CSV with columns response_id,section: who was shown what")
    ranks.set_defaults(run=_run_rank)
    return parser


def _run_themes(options: argparse.Namespace) -> list[str]:
    n_themes = None if options.themes is None else _whole_number(options.themes, "--themes", 1)
    seed = _whole_number(options.seed, "--seed", 0)
    _check_folders(options.output, options.labels)
    comments = read_table(options.input, COMMENTS)
    if (comments["id"] == "").any():
        raise FrameError(f"{options.input} has no id in row {int((comments['id'] == '').to_numpy().argmax()) + 1}")
    found = find_themes(comments, n_themes, seed)
    themes = comments["id"].map(found.assignments.set_index("id")["theme"]).astype("Int64")
    _write(pd.DataFrame({"id": comments["id"], "theme": themes}), options.output)
    summary = found.summary.assign(terms=found.summary["terms"].map("; ".join))
    _write(escape(summary[["theme", "label", "size", "terms"]], ["label", "terms"]), options.labels)
    parameters = found.parameters
    lines = [f"{parameters['n_themes']} themes: {parameters['n_themes_reason']}"]
    return lines + _count_reasons(found.unusable, f"comments of {len(comments)}")


def _run_rank(options: argparse.Namespace) -> list[str]:
    _check_folders(options.output)
    picks = _missing_for_empty(read_table(options.input, PICKS))
    shown = None if options.shown is None else _missing_for_empty(read_table(options.shown, SHOWN))
    ranking = rank(picks, _options_in(picks), shown)
    _write(escape(ranking.ranks[RANK_COLUMNS], ["section", "option"]), options.output)
    lines = _count_reasons(ranking.unusable, "rows")
    n_over = int(ranking.sections["over_ticked"].sum())
    if n_over:
        lines.append(f"left out of the shares: {n_over} answers with more than 3 picks in a section")
    return lines


def _options_in(picks: pd.DataFrame) -> pd.DataFrame:
    """Return the options of a file of picks in the order they first appear; nothing else says what the options are."""
    named = picks[["section", "option"]].dropna().drop_duplicates()
    if named.empty:
        raise FrameError("no row has both a section and an option")
    return named.assign(position=range(len(named)))


def read_table(path: Path, spec: FrameSpec) -> pd.DataFrame:
    """Return the columns of a spec from a UTF-8 CSV file, every value as written (text, empty where empty).

    Raises FrameError in words if the file is missing, empty, not UTF-8, not CSV, or lacks a column.
    """
    frame = _read_csv(path)
    missing = [name for name in spec.names if name not in frame.columns]
    if missing:
        raise FrameError(f"{path} lacks the column {', '.join(missing)}; columns found: {', '.join(frame.columns)}")
    if frame.empty:
        raise FrameError(f"{path} is empty: it has column names but no rows")
    return frame[spec.names]


def _read_csv(path: Path) -> pd.DataFrame:
    try:
        # Without index_col=False a file whose rows all have one value too many would lose its first column in silence.
        with warnings.catch_warnings(category=pd.errors.ParserWarning, action="error"):
            return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig", index_col=False)
    except FileNotFoundError as error:
        raise FrameError(f"there is no file {path}") from error
    except OSError as error:
        raise FrameError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise FrameError(f"{path} is not UTF-8 text; in the spreadsheet choose 'Save as', 'CSV UTF-8'") from error
    except pd.errors.EmptyDataError as error:
        raise FrameError(f"{path} is empty") from error
    except (pd.errors.ParserError, pd.errors.ParserWarning) as error:
        raise FrameError(
            f"{path} is not a table of comma-separated values (texts with commas need double quotes around them): "
            f"{_first_line(error)}"
        ) from error


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]


def _missing_for_empty(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.where(frame != "")


def _whole_number(value: str, name: str, least: int) -> int:
    if not value.strip().isdecimal() or int(value) < least:
        kind = "positive whole number" if least else "whole number, 0 or more"
        raise FrameError(f"{name} must be a {kind}, not {value!r}")
    return int(value)


def _check_folders(*paths: Path) -> None:
    for path in paths:
        if not path.parent.is_dir():
            raise FrameError(f"there is no folder {path.parent} to write {path.name} in")


def escape(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Put an apostrophe before text that a spreadsheet would run as a formula.

    frame : any frame; columns : names of its text columns that hold words people wrote
    Returns a new frame. Source: OWASP, CSV injection: the starts are = + - @, tab and carriage return.
    """
    return frame.assign(**{column: _escape_values(frame[column].astype(object)) for column in columns})


def _escape_values(values: pd.Series) -> pd.Series:
    return values.mask(values.str.startswith(FORMULA_STARTS), "'" + values)


def _write(frame: pd.DataFrame, path: Path) -> None:
    try:
        frame.to_csv(path, index=False, encoding="utf-8", lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    except OSError as error:
        raise FrameError(f"{path} cannot be written: {error.strerror}") from error


def _count_reasons(unusable: pd.DataFrame, what: str) -> list[str]:
    if unusable.empty:
        return []
    counts = unusable["reason"].value_counts(sort=False)
    reasons = ", ".join(f"{reason} {n}" for reason, n in counts.items())
    return [f"could not be used: {len(unusable)} {what} ({reasons})"]
