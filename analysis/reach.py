"""Who took part against who lives here: shares, differences, ratios, which groups are under-heard, and by how many."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.frames import Column, FrameError, FrameSpec, check
from analysis.ranking import wilson

_QUESTION = Column("question", "identifier", "key of the question about people")
_OPTION = Column("option", "identifier", "key of its option: the group")
GROUPS = FrameSpec(
    "groups",
    (
        _QUESTION,
        _OPTION,
        Column("respondents", "integer", "people who took part and said so"),
        Column(
            "people",
            "integer",
            "residents, by the census or another source; missing where nobody counts them, as those who did not say",
            may_be_missing=True,
        ),
    ),
    unique=("question", "option"),
)
#: below this ratio a group is under-heard, above that one over-heard
UNDER, OVER = 0.8, 1.25
#: from so many people a count may be shown; 1 to 4 are [c]
SMALLEST = 5


def reach(groups: pd.DataFrame, smallest: int = SMALLEST, confidence: float = 0.95) -> pd.DataFrame:
    """Return one row per group of one question, in the order given.

    groups   : frame GROUPS, of one question
    smallest : counts from 1 to one fewer are hidden, and so are the next smallest where the others would tell them
    confidence : of the interval behind `is_clear`
    Returns the columns of GROUPS and
        share_respondents, share_people : 0 to 1, of those who said so and of the residents of these groups
        points   : difference of the shares in percentage points; below 0 the group is missing
        ratio    : share_respondents / share_people
        per_1000 : respondents for each 1,000 residents
        is_small : [c]: the figures of this row are missing, and it is never flagged
        heard    : "under", "over" or ""
        is_clear : of a flag: the interval of share_respondents lies wholly on that side of share_people. A flag that
            is not clear may be chance: with 40 respondents, 3 where 5 would be even
        short    : how many more respondents of a group that is under-heard would bring it to its share of all who
            have answered so far; 0 for others
    Figures are missing where nobody lives or nobody answered. A group without a number of residents has its count
    alone, and is in no share.
    Raises FrameError if the frame is not as specified, or a number is below 0.
    """
    _check(groups)
    found = groups.reset_index(drop=True)
    people = found["people"].astype("Float64")
    compared = people.notna()
    n, n_people = int(found.loc[compared, "respondents"].sum()), float(people.fillna(0).sum())
    found["is_small"] = _small(found, smallest)
    everyone = found["respondents"].astype("Float64")
    counted = everyone.mask(found["is_small"])
    found["share_respondents"] = (counted / n if n else counted * pd.NA).where(compared)
    found["share_people"] = people / n_people if n_people else people * pd.NA
    found["points"] = 100 * (found["share_respondents"] - found["share_people"])
    found["ratio"] = (found["share_respondents"] / found["share_people"]).mask(people == 0)
    found["per_1000"] = (1000 * counted / people).mask(people == 0)
    under, over = (found["ratio"] < UNDER).fillna(False), (found["ratio"] > OVER).fillna(False)
    low, high = wilson(everyone.where(compared, 0).to_numpy(dtype=float), n, confidence)
    found["heard"] = np.select([under, over], ["under", "over"], "")
    found["is_clear"] = (under & (high < found["share_people"])) | (over & (low > found["share_people"]))
    found["is_clear"] = found["is_clear"].fillna(False).astype(bool)
    lacking = (found["share_people"] * n - counted).where(under, 0).fillna(0).to_numpy(dtype=float)
    found["short"] = np.ceil(np.round(lacking, 9)).astype(np.int64)  # a product of 51 must not be 52
    return found.assign(respondents=found["respondents"].astype("Int64").mask(found["is_small"]))


def dissimilarity(groups: pd.DataFrame, smallest: int = SMALLEST) -> float | None:
    """Return the index of dissimilarity, 0 to 1: the share of respondents who would have to be other people.

    groups : frame GROUPS, of one question. None while nobody answered or nobody lives there, or
        every group is hidden.
    smallest : groups that `reach` hides by it count as one group, because the index would tell their numbers
    Source: Duncan and Duncan, A methodological analysis of segregation indexes, 1955: half the sum of the differences.
    """
    _check(groups)
    compared = groups[groups["people"].notna()]
    n, n_people = compared["respondents"].sum(), compared["people"].sum()
    if not n or not n_people:
        return None
    apart = compared["respondents"] / n - compared["people"] / n_people
    hidden = _small(groups, smallest)[compared.index]
    if hidden.all():
        return None
    return float((apart[~hidden].abs().sum() + abs(apart[hidden].sum())) / 2)


def worth(share_of_residents: ArrayLike, correlation: ArrayLike) -> NDArray[np.float64]:
    """Return how many people drawn at random would be as good as answers people chose to give: at most so many.

    share_of_residents : residents who answered, over 0 and below 1
    correlation : between answering and the answer, between -1 and 1 and not 0; nobody knows it, so show a few
    f / (1 - f) / rho^2: why there is no margin of error. 1% of residents at 0.005 are worth about 400 people.
    Raises FrameError if a number is outside its range.
    Source: Meng X.-L., Annals of Applied Statistics 12 (2018), 685-726, equation 3.5 (an upper limit).
    """
    share, rho = np.asarray(share_of_residents, dtype=float), np.asarray(correlation, dtype=float)
    if not ((share > 0) & (share < 1)).all():
        raise FrameError("the share of residents who answered must be over 0 and below 1")
    if not ((np.abs(rho) <= 1) & (rho != 0)).all():
        raise FrameError("the correlation must be between -1 and 1, and not 0")
    return np.asarray(share / (1 - share) / rho**2)


def _check(groups: pd.DataFrame) -> None:
    check(groups, GROUPS)
    if (groups[["respondents", "people"]] < 0).any(axis=None):
        raise FrameError("numbers of people cannot be below 0")


def _small(groups: pd.DataFrame, smallest: int) -> pd.Series:
    """Return which counts are hidden: the small ones, and others that would give one of them away.

    Shares tell the number of respondents they are of, so what the shown groups leave of it is known: the sum of those
    hidden. Groups with a number of residents are therefore guarded by others of their kind, and those without alike.
    """
    compared = groups["people"].notna()
    hidden = pd.Series(False, index=groups.index)
    for block in (groups.loc[compared, "respondents"], groups.loc[~compared, "respondents"]):
        hidden[block.index] = _guarded(block, smallest)
    return hidden


def _guarded(counts: pd.Series, smallest: int) -> pd.Series:
    """Return which counts of a known sum are hidden: from the smallest on, until more than one answer is possible.

    One hidden count is the sum less the others; two that add up to 2 are 1 each, and two of 1 to 4 that add up to 8
    are 4 each. Where all are hidden the sum must be hidden too.
    """
    hidden = counts.between(1, smallest - 1)
    # equal ones hide together, or their place would tell; nobody comes last
    for number in [*sorted(set(counts[~hidden & (counts > 0)])), 0]:
        n_hidden, total = int(hidden.sum()), counts[hidden].sum()
        if not n_hidden or (n_hidden > 1 and total not in (n_hidden, n_hidden * (smallest - 1))):
            break
        hidden |= counts == number
    return hidden
