"""Who took part against who lives here: shares, differences, ratios, and which groups are under-heard."""

import pandas as pd

from analysis.frames import Column, FrameSpec, check

_QUESTION = Column("question", "identifier", "key of the question about people")
_OPTION = Column("option", "identifier", "key of its option: the group")
GROUPS = FrameSpec(
    "groups",
    (
        _QUESTION,
        _OPTION,
        Column("respondents", "integer", "people who took part and said so"),
        Column("people", "integer", "residents, by the census or another source"),
    ),
    unique=("question", "option"),
)
#: below this ratio a group is under-heard, above that one over-heard
UNDER, OVER = 0.8, 1.25
#: from so many people a count may be shown; 1 to 4 are [c]
SMALLEST = 5


def reach(groups: pd.DataFrame, smallest: int = SMALLEST) -> pd.DataFrame:
    """Return one row per group of one question, in the order given.

    groups   : frame GROUPS, of one question
    smallest : counts from 1 to one fewer are hidden, and so is the next smallest if only one would be
    Returns the columns of GROUPS and
        share_respondents, share_people : 0 to 1, of those who said so and of the residents of these groups
        points   : difference of the shares in percentage points; below 0 the group is missing
        ratio    : share_respondents / share_people
        per_1000 : respondents for each 1,000 residents
        is_small : [c]: the figures of this row are missing, and it is never flagged
        heard    : "under", "over" or ""
    Figures are missing where nobody lives or nobody answered.
    """
    check(groups, GROUPS)
    n, n_people = groups["respondents"].sum(), groups["people"].sum()
    found = groups.reset_index(drop=True)
    found["is_small"] = _small(found["respondents"], smallest)
    counted = found["respondents"].astype("Float64").mask(found["is_small"])
    people = found["people"].astype("Float64")
    found["share_respondents"] = counted / n if n else pd.NA
    found["share_people"] = people / n_people if n_people else pd.NA
    found["points"] = 100 * (found["share_respondents"] - found["share_people"])
    found["ratio"] = (found["share_respondents"] / found["share_people"]).mask(people == 0)
    found["per_1000"] = (1000 * counted / people).mask(people == 0)
    found["heard"] = ""
    found.loc[(found["ratio"] < UNDER).fillna(False), "heard"] = "under"
    found.loc[(found["ratio"] > OVER).fillna(False), "heard"] = "over"
    return found.assign(respondents=found["respondents"].astype("Int64").mask(found["is_small"]))


def dissimilarity(groups: pd.DataFrame) -> float | None:
    """Return the index of dissimilarity, 0 to 1: the share of respondents who would have to be other people.

    groups : frame GROUPS, of one question. None while nobody answered or nobody lives there.
    Source: Duncan and Duncan, A methodological analysis of segregation indexes, 1955: half the sum of the differences.
    """
    check(groups, GROUPS)
    n, n_people = groups["respondents"].sum(), groups["people"].sum()
    if not n or not n_people:
        return None
    return float((groups["respondents"] / n - groups["people"] / n_people).abs().sum() / 2)


def _small(counts: pd.Series, smallest: int) -> pd.Series:
    """Which counts are hidden. One hidden count alone is what is missing from the total, so a second one hides too."""
    hidden = counts.between(1, smallest - 1)
    if hidden.sum() == 1:
        others = counts[~hidden & (counts > 0)]
        if len(others):
            hidden = hidden | (counts.index == others.idxmin())
    return hidden
