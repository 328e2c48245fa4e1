"""Measure what a number of coded texts is worth to the machine, how sure the figure is, and the time for many texts.

Run from the repository: OMP_NUM_THREADS=1 python -m benchmarks.coding
The coded sets are not ours to ship; without them (../shared/data/themes) this says so and stops.
"""

import resource
import sys
import time

import numpy as np
import pandas as pd
from sklearn.metrics import f1_score

from analysis.agreement import macro_f1
from analysis.coding import ThemeCoder, propose
from analysis.coding_order import BATCH
from analysis.text import prepare
from analysis.themes import CommentVectorizer
from benchmarks.themes import CODED

SETS = ("transport_grievances", "counsel_chat", "nhs_fft", "dc_street_safety")
SEEDS = (0, 1, 2)
CODED_TEXTS = (0, 25, 50, 100, 200)
SIZES = (10_000, 100_000)
MANY_THEMES = 20
HEADINGS = (
    "set", "themes", "words", "coded", "main theme, macro-F1", "all themes, macro-F1", "95% interval", "micro-F1",
)  # fmt: skip


class Once:
    """Vectors of the same texts, learned once: a curve asks for them a dozen times."""

    def __init__(self):
        self.vectors = None

    def fit_transform(self, texts):
        if self.vectors is None:
            self.vectors = CommentVectorizer(n_rounds=0).fit_transform(texts)
        return self.vectors


def read(name):
    """Return the usable texts of a set, their main theme, all themes as a table of 0 and 1, and the names."""
    coded = pd.read_csv(CODED / f"{name}.csv", dtype=str, keep_default_na=False)
    usable, _ = prepare(coded[["id", "text"]])
    given = coded.set_index("id").loc[usable["id"], "label"].str.split("|").tolist()
    main = np.array([labels[0] for labels in given])
    themes = np.unique(main)
    table = np.array([[float(theme in labels) for theme in themes] for labels in given])
    return usable["text"].tolist(), main, table, themes


def curve(texts, main, table, themes, words, seed, vectorizer):
    """Return one row per number of coded texts: F1 on all the rest, as a table of figures."""
    codes, rows = np.full_like(table, np.nan), []
    while True:
        coder = ThemeCoder(seed, vectorizer).fit(texts, codes, words)
        coded = ~np.isnan(codes).any(axis=1)
        n = int(coded.sum())
        if n in CODED_TEXTS:
            rest = ~coded
            guess = themes[coder.scores_[rest].argmax(axis=1)]
            all_themes = macro_f1(pd.DataFrame(table[rest]), pd.DataFrame(coder.proposed_[rest].astype(float)))
            micro = f1_score(table[rest], coder.proposed_[rest], average="micro", zero_division=0)
            main_f1 = f1_score(main[rest], guess, average="macro", labels=themes, zero_division=0)
            rows.append((n, main_f1, all_themes.value, all_themes.low, all_themes.high, micro))
        following = [count for count in CODED_TEXTS if count > n]
        if not following:
            return rows
        new = coder.order_[: min(BATCH, following[0] - n)]
        codes[new] = table[new]


def quality():
    """Write the learning curves, without and with the names of the themes as their words."""
    sys.stdout.write(f"| {' | '.join(HEADINGS)} |\n|{' --- |' * len(HEADINGS)}\n")
    for name in SETS:
        texts, main, table, themes = read(name)
        named = [theme.replace("_", " ").replace("-", " ") for theme in themes]
        for label, words in (("none", [""] * len(themes)), ("names", named)):
            vectorizer = Once()
            curves = np.array([curve(texts, main, table, themes, words, seed, vectorizer) for seed in SEEDS])
            for n, main_f1, value, low, high, micro in curves.mean(axis=0):
                cells = (name, len(themes), label, int(n), f"{main_f1:.3f}", f"{value:.3f}",
                         f"{low:.3f} to {high:.3f}", f"{micro:.3f}")  # fmt: skip
                sys.stdout.write(f"| {' | '.join(map(str, cells))} |\n")
            sys.stdout.flush()


def made_up(n, seed=0):
    """Return n different comments of 15 words made from real ones, and codes of the first 200 of them."""
    texts, main, _table, _themes = read("nhs_fft")
    beginnings = [" ".join(text.split()[:14]) for text in texts]
    draw = np.random.default_rng(seed)
    rows, words = draw.integers(0, len(texts), n), draw.choice(np.array(" ".join(beginnings).split()), n)
    made = [f"{beginnings[row]} {word}" for row, word in zip(rows, words, strict=True)]
    comments = pd.DataFrame({"id": np.arange(n), "text": made})
    top = pd.Series(main).value_counts().index[:MANY_THEMES]
    codes = [(row, theme, int(main[rows[row]] == theme)) for row in range(200) for theme in top]
    return comments, pd.DataFrame(codes, columns=["id", "theme", "applies"]), pd.DataFrame({"theme": top, "words": top})


def size():
    """Write the time to propose codes for many texts, smallest first so that the memory is of each size."""
    sys.stdout.write("\n| texts | themes | s | CPU s | peak MB | proposals |\n| --- | --- | --- | --- | --- | --- |\n")
    for n in SIZES:
        comments, codes, themes = made_up(n)
        start, cpu = time.perf_counter(), time.process_time()
        found = propose(comments, codes, themes)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - cpu
        cells = (f"{n:,}", len(themes), f"{seconds:.1f}", f"{cpu_seconds:.1f}", f"{peak:,}", f"{len(found.codes):,}")
        sys.stdout.write(f"| {' | '.join(map(str, cells))} |\n")
        sys.stdout.flush()


def main():
    """Write both tables; return 1 where the sets are not there."""
    if not CODED.is_dir():
        sys.stderr.write(f"the coded comments are not on this machine: {CODED}\n")
        return 1
    quality()
    size()
    return 0


if __name__ == "__main__":
    sys.exit(main())
