"""Measure ranking as ratios to one pass over the codes and to pandas groupby; print Markdown tables.

Run from the repository: OMP_NUM_THREADS=1 python -m benchmarks.ranking [responses]
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

from analysis.group_differences import find_differences  # noqa: E402
from analysis.patterns import Characteristic, PatternTable, SectionMasks, tables_of_sections  # noqa: E402
from analysis.rank_ranges import rank_ranges  # noqa: E402
from analysis.ranking import rank, wilson  # noqa: E402
from analysis.weighted_shares import weighted_ranges, weighted_shares  # noqa: E402
from analysis.weighting import weigh  # noqa: E402

SECTIONS = ["start", "live", "age", "all"]
N_OPTIONS, N_PICKS = 10, 3
#: six characteristics, 40 groups
GROUPS = {"ward": 20, "age": 7, "sex": 3, "disability": 3, "carer": 3, "channel": 4}
WEIGHTED_ON = ("ward", "age", "sex")
REPEATS = 5
#: times one pass over the codes, and times faster than pandas
MOST_PASSES, LEAST_FASTER = 250, 50


def made_up_codes(n_responses: int) -> tuple[list[np.ndarray], list[Characteristic]]:
    """Return a bit mask a section (three of ten, unequally liked) and six characteristics, in their smallest types."""
    draw = np.random.default_rng(0)
    liking = np.linspace(0.5, 0, N_OPTIONS)
    masks = [
        (1 << np.argsort(draw.random((n_responses, N_OPTIONS)) - liking, axis=1)[:, :N_PICKS]).sum(axis=1)
        for _ in SECTIONS
    ]
    characteristics = [
        Characteristic(name, tuple(range(n)), draw.integers(0, n, n_responses).astype(np.int8))
        for name, n in GROUPS.items()
    ]
    return [mask.astype(np.uint16) for mask in masks], characteristics


def made_up(n_responses: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return picks, options and shown: every response picks three of ten in each of four sections."""
    names = [f"option {number}" for number in range(N_OPTIONS)]
    cells = n_responses * len(SECTIONS)
    chosen = np.argsort(np.random.default_rng(0).random((cells, N_OPTIONS)), axis=1)[:, :N_PICKS].ravel()
    section = np.tile(np.arange(len(SECTIONS)), n_responses)
    response = np.repeat(np.arange(1, n_responses + 1), len(SECTIONS))
    picks = pd.DataFrame(
        {
            "response_id": np.repeat(response, N_PICKS),
            "section": pd.Categorical.from_codes(np.repeat(section, N_PICKS), SECTIONS),
            "option": pd.Categorical.from_codes(chosen, names),
        }
    )
    shown = pd.DataFrame({"response_id": response, "section": pd.Categorical.from_codes(section, SECTIONS)})
    rows = [(key, name, position) for key in SECTIONS for position, name in enumerate(names)]
    return picks, pd.DataFrame(rows, columns=["section", "option", "position"]), shown


def by_groupby(picks: pd.DataFrame, shown: pd.DataFrame) -> pd.DataFrame:
    """Return the same counts, bases and repeated or over-ticked picks the way pandas is usually asked for them."""
    once = picks.drop_duplicates()
    per_cell = once.groupby(["response_id", "section"], observed=True)["option"].transform("size")
    good = once[per_cell <= N_PICKS]
    answered = good.groupby("section", observed=True)["response_id"].nunique()
    n_shown = shown.drop_duplicates().groupby("section", observed=True).size()
    counts = good.groupby(["section", "option"], observed=True).size().rename("count").reset_index()
    return counts.assign(
        share=counts["count"] / counts["section"].map(answered).astype(float),
        shown=counts["section"].map(n_shown),
        rank=counts.groupby("section", observed=True)["count"].rank(method="min", ascending=False),
    )


def as_columns(masks: list[np.ndarray], characteristics: list[Characteristic]) -> pd.DataFrame:
    """Return the same answers as pandas is usually given them: 40 columns of 0 and 1, and six categorical ones."""
    picked = {f"{key} {bit}": (mask >> bit & 1).astype(np.uint8) for key, mask in zip(SECTIONS, masks, strict=True)
              for bit in range(N_OPTIONS)}  # fmt: skip
    groups = {found.name: pd.Categorical.from_codes(found.codes, found.groups) for found in characteristics}
    return pd.DataFrame(picked | groups)


def with_pairs(columns: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with a column for every pair of options of a section: ranges and tests need them."""
    pairs = {
        f"{key} {first} and {second}": columns[f"{key} {first}"] & columns[f"{key} {second}"]
        for key in SECTIONS
        for first, second in combinations(range(N_OPTIONS), 2)
    }
    return pd.concat([columns, pd.DataFrame(pairs)], axis=1)


def shares_by_groupby(columns: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the shares of everybody and of 40 groups in every column of 0 and 1: no ranges, no tests."""
    options = [name for name in columns.columns if name not in GROUPS]
    grouped = [columns.groupby(name, observed=True)[options].mean() for name in GROUPS]
    return [columns[options].mean().to_frame(), *grouped]


def one_pass(packed: list[np.ndarray]) -> list[int]:
    """Read every byte of the codes once, eight at a time."""
    return [int(codes[: len(codes) // 8 * 8].view(np.uint64).sum()) for codes in packed]


def fastest(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Return the CPU seconds of the fastest of a few runs: the others had company on the machine."""
    seconds = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return min(seconds)


@dataclass(frozen=True)
class Report:
    """Hold the codes of a made-up consultation, and the tables a report is made from."""

    sections: list[SectionMasks]
    characteristics: list[Characteristic]
    tables: list[list[PatternTable]]
    margins: pd.DataFrame
    columns: pd.DataFrame

    @property
    def packed(self) -> list[np.ndarray]:
        return [*(found.masks for found in self.sections), *(found.codes for found in self.characteristics)]

    @property
    def weighted_on(self) -> list[Characteristic]:
        return [found for found in self.characteristics if found.name in WEIGHTED_ON]

    def everybody(self) -> list:
        found = [table for (table,) in tables_of_sections(self.sections)]
        return [(table.shares, wilson(table.picks, table.bases)) for table in found]

    def group_tables(self) -> list:
        grouped = tables_of_sections(self.sections, self.characteristics)
        return [table.shares for found in grouped for table in found]

    def ranges(self) -> list:
        return [rank_ranges(table) for found in self.tables for table in found]

    def all_of_it(self) -> list:
        grouped = tables_of_sections(self.sections, self.characteristics)
        found = [table for tables in grouped for table in tables]
        return [(table.shares, wilson(table.picks, table.bases), rank_ranges(table)) for table in found]

    def differences(self) -> object:
        return find_differences({name: [found[place] for found in self.tables] for place, name in enumerate(GROUPS, 1)})


def a_report(n_responses: int) -> Report:
    masks, characteristics = made_up_codes(n_responses)
    sections = [SectionMasks(key, range(N_OPTIONS), mask) for key, mask in zip(SECTIONS, masks, strict=True)]
    rows = [
        (name, group, None, 100_000 // GROUPS[name], "made up", "2021-03-21")
        for name in WEIGHTED_ON
        for group in range(GROUPS[name])
    ]
    return Report(
        sections,
        characteristics,
        tables_of_sections(sections, characteristics),
        pd.DataFrame(rows, columns=["variable", "category", "code", "population", "source", "date"]),
        as_columns(masks, characteristics),
    )


def from_codes(n_responses: int) -> None:
    """Write the table of what a report needs, from packed codes."""
    report = a_report(n_responses)
    packed, columns_and_pairs = report.packed, with_pairs(report.columns)
    floor = fastest(lambda: one_pass(packed))
    plain = fastest(lambda: shares_by_groupby(report.columns), repeats=2)
    pandas = fastest(lambda: shares_by_groupby(columns_and_pairs), repeats=1)
    groups, whole = fastest(report.group_tables), fastest(report.all_of_it)
    rows = [
        (f"one pass over the codes, {sum(codes.nbytes for codes in packed) / 1e6:.0f} MB (the floor)", floor),
        ("the same, copied", fastest(lambda: [codes.copy() for codes in packed])),
        ("everybody: 4 pattern tables, shares, intervals", fastest(report.everybody)),
        ("all 24 group tables and their shares", groups),
        ("rank ranges of 164 tables", fastest(report.ranges)),
        ("**shares, all group tables and all rank ranges together**", whole),
        ("tests of groups: 24 tables, 960 marks", fastest(report.differences)),
        *_weighted_steps(report),
        ("pandas groupby of 40 columns: shares of groups, no pairs", plain),
        ("pandas groupby with the pairs that ranges and tests need", pandas),
    ]
    title = f"{n_responses:,} responses, 4 sections of 10 options, 6 characteristics, 40 groups"
    _write_table(title, rows, floor, pandas)
    met = {True: "met", False: "MISSED"}
    sys.stdout.write(
        f"\nTargets: {whole / floor:.0f} passes of at most {MOST_PASSES}: {met[whole <= MOST_PASSES * floor]}; "
        f"{pandas / whole:.0f} times faster than pandas with pairs of at least {LEAST_FASTER}: "
        f"{met[pandas >= LEAST_FASTER * whole]} "
        f"(group tables against its shares alone, without pairs: {plain / groups:.0f}).\n\n"
    )


def _weighted_steps(report: Report) -> list[tuple[str, float]]:
    weighting = weigh(report.weighted_on, report.margins)
    cells = [found[1] for found in tables_of_sections(report.sections, [weighting.cell])]
    shares = [weighted_shares(table, weighting.cell_weights) for table in cells]
    return [
        ("raking on three margins, from codes", fastest(lambda: weigh(report.weighted_on, report.margins))),
        ("weighted shares, 4 sections, from tables of cells",
         fastest(lambda: [weighted_shares(table, weighting.cell_weights) for table in cells])),
        ("weighted rank ranges, 4 sections, 50,000 draws",
         fastest(lambda: [weighted_ranges(found.share, found.covariance) for found in shares], repeats=1)),
    ]  # fmt: skip


def from_frames(n_responses: int) -> None:
    """Write the table of ranking from rows, as they come out of the database."""
    picks, options, shown = made_up(n_responses)
    codes = [picks[name].cat.codes.to_numpy() for name in ("section", "option")]
    columns = [picks["response_id"].to_numpy(), *codes]
    floor = fastest(lambda: [column.sum() for column in columns])
    pandas = fastest(lambda: by_groupby(picks, shown), repeats=1)
    rows = [
        ("one pass over the columns (the floor)", floor),
        ("rank: checks, masks, shares, intervals, ranks, ranges, four bases",
         fastest(lambda: rank(picks, options, shown, n_responses))),
        ("pandas groupby: counts, bases, shares, ranks", pandas),
    ]  # fmt: skip
    _write_table(f"The same from frames: {len(picks):,} picks", rows, floor, pandas)


def _write_table(title: str, rows: list[tuple[str, float]], floor: float, pandas: float) -> None:
    sys.stdout.write(f"{title}.\n\n| step | CPU ms | times the floor | times faster than pandas |\n")
    sys.stdout.write("| --- | ---: | ---: | ---: |\n")
    for name, seconds in rows:
        sys.stdout.write(f"| {name} | {1000 * seconds:,.1f} | {seconds / floor:,.0f} | {pandas / seconds:,.0f} |\n")


def main(arguments: list[str]) -> int:
    """Write the tables."""
    n_responses = int(arguments[0]) if arguments else 1_000_000
    from_codes(n_responses)
    from_frames(n_responses)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
