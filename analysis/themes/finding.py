"""Find themes in any number of comments: learn them from a sample, put every comment into one, chunk by chunk."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import nltk
import numpy as np
import pandas as pd
import scipy
import sklearn
from numpy.typing import NDArray

from analysis.chunks import Executor, Local
from analysis.dictionaries import Dictionary
from analysis.frames import ASSIGNMENTS, COMMENTS, SUMMARY, UNUSABLE, check
from analysis.text import prepare
from analysis.themes.classifier import ThemeClassifier
from analysis.themes.embeddings import PACKAGE, EmbeddingVectorizer, find_model, package_version
from analysis.themes.model import METHOD, Progress, ThemeModel, check_settings
from analysis.themes.reading import SAMPLE, Keys, Samples, join_samples, read_lines, survey

ROWS_IN_CHUNK = 10_000
NO_KNOWN_WORD = "no word that a theme has"
FOLDER = Path(__file__).resolve().parents[1]
LIBRARIES = {module.__name__: module.__version__ for module in (np, scipy, sklearn, nltk, pd)}


@lru_cache(maxsize=1)
def code_sha256() -> str:
    """Return the hash of the code and the word files that find themes: the same code gives the same themes."""
    digest = hashlib.sha256()
    files = [*FOLDER.glob("themes/*.py"), *FOLDER.glob("data/*"), FOLDER / "text.py"]
    for path in sorted(path for path in files if path.is_file()):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


@dataclass(frozen=True)
class Themes:
    """Hold the answer of `find_themes`.

    assignments : frame `frames.ASSIGNMENTS`, one row per usable comment, in the order of the input
    summary : frame `frames.SUMMARY` of the themes that are proposed, largest theme first; quotes are comment ids
    others : frame `frames.SUMMARY` of the themes of coarser and finer levels, numbered on
    unusable : frame `frames.UNUSABLE`, every other comment, with the reason
    parameters : method, seed, themes asked for and used with the reason, counts; what a record of the run needs
    """

    assignments: pd.DataFrame
    summary: pd.DataFrame
    others: pd.DataFrame
    unusable: pd.DataFrame
    parameters: dict[str, object]


@dataclass(frozen=True)
class _Group:
    """The themes of one language: the finest theme of each text they were learned from, by key, and of any other.

    first : the number of its first finest theme among those of all languages
    """

    keys: Keys
    leaves: NDArray[np.int64]
    classifier: ThemeClassifier
    first: int


@dataclass(frozen=True)
class _Found:
    """All that a worker needs to put comments into themes."""

    groups: dict[str, _Group]
    dictionary: Dictionary
    seed: int


@dataclass(frozen=True)
class _Assigned:
    """The comments of one chunk: finest theme and key of each that has one, and the others with a reason."""

    ids: list[object]
    leaves: NDArray[np.int64]
    keys: Keys
    unusable: list[tuple[object, str]]
    n_mapped: int


@dataclass(frozen=True)
class Settings:
    """Hold what can be asked of a search for themes; the same settings and comments give the same themes.

    n_themes : in the language most comments are in, or None to let the method choose; other languages always choose
    embeddings : join sentence embeddings to our own vectors; needs the package that has them (`embeddings`)
    sample : texts of a language that themes are learned from
    """

    n_themes: int | None = None
    seed: int = 0
    dictionary: Dictionary = field(default_factory=Dictionary)
    sample: int = SAMPLE
    embeddings: bool = False


def find_themes(
    frame: pd.DataFrame, n_themes: int | None = None, seed: int = 0, progress: Progress | None = None
) -> Themes:
    """Find candidate themes in a frame of comments.

    frame : frame `frames.COMMENTS`; with a column language, each language is themed apart
    n_themes, seed, progress : see ThemeModel (seed is its random_state)
    Returns Themes; every id of the input is in assignments or in unusable. Raises FrameError if the frame is not as
    specified or n_themes is not a positive whole number.
    Source: each stage names its own.
    """
    check(frame, COMMENTS)

    def read() -> Iterator[pd.DataFrame]:
        for first in range(0, len(frame), ROWS_IN_CHUNK):
            yield frame.iloc[first : first + ROWS_IN_CHUNK]

    return find_themes_in(read, len(frame), Settings(n_themes, seed), progress)


def find_themes_in(
    read: Callable[[], Iterable[pd.DataFrame]],
    n_rows: int,
    settings: Settings,
    progress: Progress | None = None,
    executor: Executor | None = None,
) -> Themes:
    """Find candidate themes in comments that are read chunk by chunk, twice.

    read : called twice, yields frames `frames.COMMENTS`; n_rows : about how many rows that is, for the progress
    progress : as in ThemeModel, called after each chunk too; executor : where chunks are worked on
    Returns Themes, the same for any size of chunks, order of rows and executor. Raises FrameError, before anything is
    read, if the settings cannot be used.
    """
    check_settings(settings.n_themes, settings.seed)
    if settings.embeddings:
        find_model()
    report = progress or (lambda share_done, stage: None)
    executor = executor or Local()
    report(0.0, "Reading the comments")
    samples: Samples = {}
    asked = (settings.dictionary, settings.seed, settings.sample)
    for number, part in enumerate(executor.map(survey, read(), *asked), 1):
        samples = join_samples(samples, part, settings.sample)
        report(0.3 * _done(number, n_rows), "Reading the comments")
    models = _learn(samples, settings, report)
    groups, n_leaves = {}, 0
    for language, learned in models.items():
        order = np.argsort(learned.keys)
        leaves = learned.model.leaves_[order] + n_leaves
        groups[language] = _Group(learned.keys[order], leaves, learned.model.classifier_, n_leaves)
        n_leaves += learned.model.tree_.finest
    found = _Found(groups, settings.dictionary, settings.seed)
    assigned = []
    for number, chunk in enumerate(executor.map(_assign, read(), found), 1):
        assigned.append(chunk)
        report(0.6 + 0.35 * _done(number, n_rows), "Putting comments into themes")
    themes = _themes(models, found, assigned, settings)
    report(1.0, "Done")
    return themes


def _done(number: int, n_rows: int) -> float:
    """Return the share of the chunks done; it only rises, even when there are more than was said."""
    return number / (number + max(0.01, n_rows / ROWS_IN_CHUNK - number))


@dataclass(frozen=True)
class _Learned:
    """The model of one language, the key of each usable text, and for each text the id of a comment that says it."""

    model: ThemeModel
    keys: Keys
    ids: list[object]


def _learn(samples: Samples, settings: Settings, report: Progress) -> dict[str, _Learned]:
    """Return what was learned of each language, the one with most texts first."""
    languages = sorted(samples, key=lambda language: (-len(samples[language]), language))
    models = {}
    for place, language in enumerate(languages):
        said = sorted(samples[language].items(), key=lambda item: (item[1], item[0]))

        def of_language(share_done: float, stage: str, place: int = place) -> object:
            return report(0.3 + 0.3 * (place + 0.01 + 0.98 * share_done) / len(languages), stage)

        vectorizer = EmbeddingVectorizer(random_state=settings.seed) if settings.embeddings else None
        asked = settings.n_themes if place == 0 else None
        model = ThemeModel(asked, settings.seed, of_language, vectorizer).fit([text for _key, (text, _id) in said])
        if len(model.usable_):
            keys = np.array([said[row][0] for row in model.usable_], dtype=np.uint64)
            models[language] = _Learned(model, keys, [id_ for _key, (_text, id_) in said])
    return models


def _assign(chunk: pd.DataFrame, found: _Found) -> _Assigned:
    """Put the comments of a chunk into themes."""
    lines = read_lines(chunk, found.dictionary, found.seed)
    frame = pd.DataFrame({"id": range(len(lines.ids)), "text": pd.Series(lines.texts, dtype=object)})
    prepared, unusable = prepare(frame)
    rows = prepared["id"].to_numpy(dtype=np.int64)
    tokens = prepared["tokens"].tolist()
    leaves = np.full(len(rows), -1, dtype=np.int64)
    languages = np.array([lines.languages[row] for row in rows], dtype=object)
    for language, group in found.groups.items():
        own = np.flatnonzero(languages == language)
        if len(own):
            leaves[own] = _leaves_of(group, lines.keys[rows[own]], [tokens[place] for place in own])
    refused = [(int(row), str(reason)) for row, reason in unusable.itertuples(index=False, name=None)]
    refused += [(int(row), NO_KNOWN_WORD) for row in rows[leaves < 0]]
    kept = leaves >= 0
    ids = [lines.ids[row] for row in rows[kept]]
    others = [(lines.ids[row], reason) for row, reason in sorted(refused)]
    return _Assigned(ids, leaves[kept], lines.keys[rows[kept]], others, lines.n_mapped)


def _leaves_of(group: _Group, keys: Keys, tokens: list[list[str]]) -> NDArray[np.int64]:
    """Return the finest theme of each comment: of its text where that was learned from, else of its words."""
    place = np.minimum(np.searchsorted(group.keys, keys), len(group.keys) - 1)
    leaves = group.leaves[place]
    others = np.flatnonzero(group.keys[place] != keys)
    if len(others):
        found = group.classifier.predict([tokens[row] for row in others])
        leaves[others] = np.where(found >= 0, found + group.first, -1)
    return leaves


def _themes(models: dict[str, _Learned], found: _Found, assigned: list[_Assigned], settings: Settings) -> Themes:
    """Put together what was learned and what was assigned."""
    ids = [id_ for chunk in assigned for id_ in chunk.ids]
    leaves = np.concatenate([np.empty(0, dtype=np.int64), *(chunk.leaves for chunk in assigned)])
    keys = np.concatenate([np.empty(0, dtype=np.uint64), *(chunk.keys for chunk in assigned)])
    n_leaves = sum(learned.model.tree_.finest for learned in models.values())
    distinct = leaves[np.unique(keys, return_index=True)[1]]
    counts = [np.bincount(values, minlength=n_leaves) for values in (leaves, distinct)]
    rows: list[dict[str, Any]] = []
    for language, learned in models.items():
        rows += _rows_of(language, learned, found.groups[language], counts)
    proposed = sorted((row for row in rows if row["is_proposed"]), key=lambda row: -row["size"])
    others = [row for row in rows if not row["is_proposed"]]
    theme_of = np.zeros(n_leaves, dtype=np.int64)
    for theme, row in enumerate(proposed):
        theme_of[row["first"] : row["last"] + 1] = theme
    refused = [row for chunk in assigned for row in chunk.unusable]
    return Themes(
        pd.DataFrame({"id": ids, "theme": theme_of[leaves], "leaf": leaves})[ASSIGNMENTS.names],
        _summary(proposed, 0),
        _summary(others, len(proposed)),
        pd.DataFrame(refused, columns=UNUSABLE.names),
        _parameters(models, found, assigned, settings)
        | {
            "n_comments": len(ids) + len(refused),
            "n_unusable": len(refused),
            "n_distinct": len(distinct),
        },
    )


def _rows_of(
    language: str, learned: _Learned, group: _Group, counts: list[NDArray[np.int64]]
) -> Iterator[dict[str, Any]]:
    """Yield one row of `frames.SUMMARY`, but for its number, for each node of the tree of a language."""
    tree = learned.model.tree_
    for place, (node, said) in enumerate(zip(tree.nodes, learned.model.nodes_.to_dict("records"), strict=True)):
        first, last = node.first + group.first, node.last + group.first
        size, distinct = (int(of_leaves[first : last + 1].sum()) for of_leaves in counts)
        quoted = {name: [learned.ids[row] for row in said[name]] for name in ("quotes", "farthest")}
        where = {"language": language, "first": first, "last": last, "from_n": node.from_n, "to_n": node.to_n}
        shown = {"label": said["label"], "terms": said["terms"], "size": size, "distinct": distinct}
        yield {"is_proposed": place < tree.n_proposed} | shown | quoted | where


def _summary(rows: list[dict[str, Any]], first: int) -> pd.DataFrame:
    kinds = {"theme": "int64", "size": "int64", "distinct": "int64", "first": "int64", "last": "int64",
             "from_n": "int64", "to_n": "int64"}  # fmt: skip
    frame = pd.DataFrame(rows, columns=[*SUMMARY.names[1:]])
    return frame.assign(theme=range(first, first + len(rows)))[SUMMARY.names].astype(kinds)


def _parameters(
    models: dict[str, _Learned], found: _Found, assigned: list[_Assigned], settings: Settings
) -> dict[str, object]:
    """Return what a record of the run needs to be read, and to be run again."""
    languages = [
        {
            "language": language,
            "n_themes": learned.model.n_themes_,
            "reason": learned.model.n_themes_reason_,
            "tried": [[n, score] for n, score in learned.model.tried_.items()],
            "coarsest": learned.model.tree_.coarsest,
            "finest": learned.model.tree_.finest,
            "n_learned": len(learned.keys),
            "overlaps": _overlaps(learned.model.overlaps_, found.groups[language].first),
        }
        for language, learned in models.items()
    ]
    return {
        "method": f"sentence embeddings ({PACKAGE}) beside {METHOD}" if settings.embeddings else METHOD,
        "embeddings": settings.embeddings,
        "seed": settings.seed,
        "sample": settings.sample,
        "n_themes_asked": settings.n_themes,
        "n_themes": sum(learned.model.n_themes_ for learned in models.values()),
        "n_themes_reason": languages[0]["reason"] if languages else "there is no usable comment",
        "languages": languages,
        "dictionary": {language: dict(words) for language, words in settings.dictionary.words.items()},
        "n_mapped": sum(chunk.n_mapped for chunk in assigned),
        "libraries": LIBRARIES | ({PACKAGE: package_version()} if settings.embeddings else {}),
        "code_sha256": code_sha256(),
    }


def _overlaps(counts: NDArray[np.int64], first: int) -> list[list[int]]:
    """Return (finest theme, finest theme, texts of the one nearest to the other), numbered over all languages."""
    one, other = np.nonzero(counts)
    return [[int(a) + first, int(b) + first, int(counts[a, b])] for a, b in zip(one, other, strict=True)]
