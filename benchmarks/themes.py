"""Measure how well themes agree with people's codes, and the time, on the coded sets; print a Markdown table.

Run from the repository: OMP_NUM_THREADS=1 python benchmarks/themes.py [--embeddings]
The coded sets are not ours to ship; without them (../shared/data/themes) this says so and stops.
"""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from sklearn.cluster import KMeans  # noqa: E402
from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: E402
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score  # noqa: E402

from analysis.themes import Settings, find_themes_in  # noqa: E402

CODED = ROOT.parent / "shared" / "data" / "themes"
SETS = ("nhs_fft", "dc_street_safety", "transport_grievances", "counsel_chat", "banking77")
SEEDS = (0, 1, 2)
HEADINGS = (
    "set", "comments", "people's themes", "AMI, word counts", "AMI, ours", "ARI, word counts", "ARI, ours",
    "CPU s, word counts", "CPU s, ours", "themes if we choose", "AMI if we choose",
)  # fmt: skip


def word_counts(texts: pd.Series, n_themes: int, seed: int) -> np.ndarray:
    """Return themes by TF-IDF and k-means: the usual first answer, and the one to beat."""
    words = TfidfVectorizer(stop_words="english", sublinear_tf=True, min_df=2).fit_transform(texts)
    return KMeans(n_themes, n_init=10, random_state=seed).fit_predict(words)


def ours(coded: pd.DataFrame, n_themes: int | None, embeddings: bool, seed: int) -> np.ndarray:
    """Return our theme of each comment, -1 for those that could not be used (they stay in the score)."""
    settings = Settings(n_themes, seed, embeddings=embeddings)
    assignments = find_themes_in(lambda: [coded[["id", "text"]]], len(coded), settings).assignments
    return coded["id"].map(assignments.set_index("id")["theme"]).fillna(-1).to_numpy()


def measure(people: pd.Series, method, *arguments) -> list[float]:
    """Return AMI, ARI and CPU seconds, means over the seeds."""
    scores = []
    for seed in SEEDS:
        start = time.process_time()
        themes = method(*arguments, seed)
        seconds = time.process_time() - start
        scores.append((adjusted_mutual_info_score(people, themes), adjusted_rand_score(people, themes), seconds))
    return np.mean(scores, axis=0).tolist()


def row(name: str, embeddings: bool) -> list[str]:
    """Return the cells of one set."""
    coded = pd.read_csv(CODED / f"{name}.csv", dtype=str, keep_default_na=False)
    people = coded["label"].str.split("|").str[0]
    n_themes = people.nunique()
    plain = measure(people, word_counts, coded["text"], n_themes)
    given = measure(people, ours, coded, n_themes, embeddings)
    chosen = [ours(coded, None, embeddings, seed) for seed in SEEDS]
    numbers = "/".join(str(len(set(themes) - {-1})) for themes in chosen)
    ami = np.mean([adjusted_mutual_info_score(people, themes) for themes in chosen])
    pairs = [f"{value:.3f}" for pair in zip(plain[:2], given[:2], strict=True) for value in pair]
    return [name, f"{len(coded):,}", str(n_themes), *pairs, f"{plain[2]:.1f}", f"{given[2]:.1f}", numbers, f"{ami:.3f}"]


def main(arguments: Sequence[str] = ()) -> int:
    """Write the table; return 1 where the sets are not there."""
    if not CODED.is_dir():
        sys.stderr.write(f"the coded comments are not on this machine: {CODED}\n")
        return 1
    embeddings = "--embeddings" in arguments
    small = pd.DataFrame({"id": [1, 2], "text": ["more buses", "fewer cars"]})
    ours(small, 2, embeddings, 0)  # imports and data files, untimed
    sys.stdout.write(f"| {' | '.join(HEADINGS)} |\n|{' --- |' * len(HEADINGS)}\n")
    for name in SETS:
        sys.stdout.write(f"| {' | '.join(row(name, embeddings))} |\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
