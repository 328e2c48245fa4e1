"""Measure ranking as ratios to one pass over the codes and to pandas groupby; print a Markdown table.

Run from the repository: OMP_NUM_THREADS=1 python benchmarks/ranking.py [responses]
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

from analysis.ranking import rank  # noqa: E402

SECTIONS = ["start", "live", "age", "all"]
N_OPTIONS, N_PICKS = 10, 3
REPEATS = 3


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


def fastest(work: Callable[[], object]) -> float:
    """Return the CPU seconds of the fastest of a few runs: the others had company on the machine."""
    seconds = []
    for _ in range(REPEATS):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return min(seconds)


def main(arguments: list[str]) -> int:
    """Write the table."""
    n_responses = int(arguments[0]) if arguments else 1_000_000
    picks, options, shown = made_up(n_responses)
    columns = [
        picks["response_id"].to_numpy(),
        picks["section"].cat.codes.to_numpy(),
        picks["option"].cat.codes.to_numpy(),
    ]
    one_pass = fastest(lambda: [column.sum() for column in columns])
    ours = fastest(lambda: rank(picks, options, shown, n_responses))
    pandas = fastest(lambda: by_groupby(picks, shown))
    rows = [
        ("one pass over the codes (the floor)", one_pass),
        ("rank: checks, counts, shares, intervals, ranks, four bases", ours),
        ("pandas groupby: counts, bases, shares, ranks", pandas),
    ]
    sys.stdout.write(f"{n_responses:,} responses, {len(SECTIONS)} sections, {len(picks):,} picks\n\n")
    sys.stdout.write("| step | CPU s | times the floor | of pandas |\n| --- | ---: | ---: | ---: |\n")
    for name, seconds in rows:
        sys.stdout.write(f"| {name} | {seconds:.3f} | {seconds / one_pass:.0f} | {seconds / pandas:.3f} |\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
