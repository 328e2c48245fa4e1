"""Texts that say the same in the same words: exact copies, near-copies and campaigns. Nothing is taken out."""

from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.frames import COMMENTS, FrameError, check
from analysis.text import clean, tokenise

MIN_WORDS = 8
"""Two people can well write "More buses in the evening" by themselves. Eight words alike and in order are a copy;
shorter texts are each counted as a text of its own, however often they come."""

LEAST_ALIKE = 0.7
"""Of all runs of RUN words that stand in either of two texts, the share that stands in both. A name or a sentence put
into a letter of some length leaves it above this; half a letter of one's own takes it below."""

RUN = 3
CAMPAIGN_TEXTS = 5
"""A household can send one text two or three times; five come from a leaflet or a web page."""

_BANDS, _ROWS = 24, 4
_LONGEST_RUN_OF_LETTERS = 30
_MOST_LEADERS = 50
_SEED = 20261123


@dataclass(frozen=True)
class Copies:
    """What is alike.

    groups : frame `frames.COPIES`, one row per comment in the order of the input
    n_texts : comments with at least one word
    n_distinct : those that are left when each group is counted once
    rule : the rule as a sentence, to stand beside the figures
    """

    groups: pd.DataFrame
    n_texts: int
    n_distinct: int
    rule: str

    @property
    def n_campaigns(self) -> int:
        """Return how many groups are campaigns."""
        return int(self.groups.loc[self.groups["is_campaign"], "group"].nunique())


def rule_of(campaign_texts: int = CAMPAIGN_TEXTS) -> str:
    """Return the rule as a sentence."""
    return (
        f"Two texts of {MIN_WORDS} words or more are taken for copies when they share at least "
        f"{round(100 * LEAST_ALIKE)}% of their runs of {RUN} words; {campaign_texts} or more copies are a campaign. "
        "Every copy stays and counts as a response; among the distinct texts a group counts once."
    )


def find_copies(frame: pd.DataFrame, campaign_texts: int = CAMPAIGN_TEXTS) -> Copies:
    """Group comments that are copies of one another.

    frame : frame `frames.COMMENTS`, columns id and text
    campaign_texts : from how many on a group is a campaign, at least 2
    A group is named by the lowest id among its commonest version, so that the order of rows changes nothing.
    Time grows with the number of different texts: runs of words are drawn by lot into signatures (MinHash) and only
    texts with a part of the signature in common are compared. Source: Broder 1997; bands as Leskovec et al., chapter 3.
    Raises FrameError if the frame is not as specified.
    """
    check(frame, COMMENTS)
    if campaign_texts < 2:
        raise FrameError(f"a campaign has at least 2 texts, not {campaign_texts}")
    words = [_words(text) for text in frame["text"]]
    versions: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for row, said in enumerate(words):
        if len(said) >= MIN_WORDS:
            versions[tuple(said)].append(row)
    ids = frame["id"].tolist()
    order = sorted(
        versions, key=lambda said: (-len(versions[said]), min(map(_sortable, (ids[r] for r in versions[said]))))
    )
    leader_of = _leaders(order)
    group = list(ids)
    for version, leader in zip(order, leader_of, strict=True):
        name = min((ids[row] for row in versions[order[leader]]), key=_sortable)
        for row in versions[version]:
            group[row] = name
    sizes = Counter(group)
    n_alike = [sizes[name] for name in group]
    groups = pd.DataFrame({"id": frame["id"].to_numpy(), "group": group, "n_alike": n_alike})
    groups["is_campaign"] = groups["n_alike"] >= campaign_texts
    has_words = [bool(said) for said in words]
    n_distinct = len({name for name, is_text in zip(group, has_words, strict=True) if is_text})
    return Copies(groups, sum(has_words), n_distinct, rule_of(campaign_texts))


def _words(text: object) -> list[str]:
    """Return the words in small letters; a script without spaces between words is cut into its letters."""
    if not isinstance(text, str):
        return []
    words = tokenise(clean(text))
    if all(len(word) <= _LONGEST_RUN_OF_LETTERS for word in words):
        return words
    return [part for word in words for part in (word if len(word) > _LONGEST_RUN_OF_LETTERS else (word,))]


def _sortable(value: object) -> tuple[bool, object]:
    return (isinstance(value, str), value)


def _leaders(texts: list[tuple[str, ...]]) -> list[int]:
    """Return for each text which earlier text it is a copy of, itself if of none: the most alike, then the first."""
    if not texts:
        return []
    runs, starts = _hashed_runs(texts)
    bands = _bands(runs, starts)
    sets = [frozenset(part.tolist()) for part in np.split(runs, starts[1:])]
    buckets: dict[tuple[int, int], list[int]] = defaultdict(list)
    leaders: list[int] = []
    for number in range(len(texts)):
        keys = [(band, int(bands[number, band])) for band in range(_BANDS)]
        near = {leader for key in keys for leader in buckets.get(key, ())}
        best = max(near, key=lambda leader: (_alike(sets[leader], sets[number]), -leader), default=None)
        if best is not None and _alike(sets[best], sets[number]) >= LEAST_ALIKE:
            leaders.append(best)
            continue
        leaders.append(number)
        for key in keys:
            if len(buckets[key]) < _MOST_LEADERS:
                buckets[key].append(number)
    return leaders


def _alike(first: frozenset[int], second: frozenset[int]) -> float:
    shared = len(first & second)
    return shared / (len(first) + len(second) - shared)


def _hashed_runs(texts: list[tuple[str, ...]]) -> tuple[np.ndarray, np.ndarray]:
    """Return the runs of RUN words of all texts as numbers, one text behind the other, and where each text starts."""
    numbers: dict[str, int] = {}
    flat = np.array([numbers.setdefault(word, len(numbers) + 1) for said in texts for word in said], dtype=np.uint64)
    lengths = np.array([len(said) for said in texts])
    ends = np.cumsum(lengths)
    joined = np.zeros(len(flat), dtype=np.uint64)
    for step in range(RUN):
        joined = _mixed(joined + np.roll(flat, -step))
    position = np.arange(len(flat)) - np.repeat(ends - lengths, lengths)
    is_run = position <= np.repeat(lengths, lengths) - RUN
    counts = lengths - RUN + 1
    return joined[is_run], np.cumsum(counts) - counts


def _bands(runs: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Return one number for each text and band; two texts have it in common with a chance that grows as they do."""
    seeds = np.random.default_rng(_SEED).integers(1, 2**63, size=_BANDS * _ROWS, dtype=np.uint64)
    bands = np.zeros((len(starts), _BANDS), dtype=np.uint64)
    for number, seed in enumerate(seeds):
        least = np.minimum.reduceat(_mixed(runs ^ seed), starts)
        band = number // _ROWS
        bands[:, band] = _mixed(bands[:, band] + least)
    return bands


def _mixed(values: np.ndarray) -> np.ndarray:
    """Return 64 bits that look like chance, the same for the same number. Source: SplitMix64 (Steele et al. 2014)."""
    mixed = values + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
