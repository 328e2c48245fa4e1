"""Measure the search for themes at 10,000 to 1,000,000 comments: CPU, memory, and what learning from a sample costs.

Run from the repository: OMP_NUM_THREADS=1 python -m benchmarks.theme_sizes [100000 1000000]
Comments of 14 words are made from the coded ones: half of one and half of another of the same category.
"""

import resource
import sys
import time

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_mutual_info_score

from analysis.themes import Settings, find_themes_in
from benchmarks.themes import CODED

SET, WORDS, ROWS = "nhs_fft", 7, 10_000
COMPARED = 20_000


def comments(n: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Return so many comments of two times WORDS words, and the category that each was made from."""
    coded = pd.read_csv(CODED / f"{SET}.csv", dtype=str, keep_default_na=False)
    people = coded["label"].str.split("|").str[0]
    words = {label: own.str.split().tolist() for label, own in coded["text"].groupby(people)}
    random = np.random.default_rng(1)
    labels = people.to_numpy()[random.integers(len(coded), size=n)]
    texts = [" ".join(_part(words[label], random) + _part(words[label], random)) for label in labels]
    return pd.DataFrame({"id": range(n), "text": texts}), labels


def _part(texts: list[list[str]], random: np.random.Generator) -> list[str]:
    own = texts[random.integers(len(texts))]
    first = random.integers(max(1, len(own) - WORDS + 1))
    return own[first : first + WORDS]


def measure(frame: pd.DataFrame, labels: np.ndarray, **asked: int) -> tuple[float, float]:
    """Return CPU seconds and AMI with the categories."""

    def read():
        return (frame.iloc[first : first + ROWS] for first in range(0, len(frame), ROWS))

    start = time.process_time()
    found = find_themes_in(read, len(frame), Settings(**asked)).assignments
    seconds = time.process_time() - start
    placed = frame["id"].map(found.set_index("id")["theme"]).fillna(-1)
    return seconds, adjusted_mutual_info_score(labels, placed)


def main() -> int:
    """Write the table."""
    if not CODED.is_dir():
        sys.stderr.write(f"the coded comments are not on this machine: {CODED}\n")
        return 1
    for n in map(int, sys.argv[1:] or ("10000", "100000", "1000000")):
        seconds, ami = measure(*comments(n))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        sys.stdout.write(f"| {n:,} | {seconds:.1f} | {peak} | {ami:.3f} |\n")
        sys.stdout.flush()
    frame, labels = comments(COMPARED)
    (_, some), (_, every) = (measure(frame, labels, n_themes=40, sample=size) for size in (COMPARED // 2, COMPARED))
    sys.stdout.write(f"of {COMPARED:,}: AMI {some:.3f} learned from half, {every:.3f} from all\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
