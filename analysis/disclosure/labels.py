"""Labels under quotes: the most detailed words about a person that enough others share."""

from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from analysis.frames import Column, FrameError, FrameSpec, check

RESPONDENTS = FrameSpec(
    "respondents", (Column("response_id", "identifier", "which response"),), unique=("response_id",)
)
#: respondents of this consultation who share a label; 5 where nothing in it is sensitive
SHARED_BY = 10
#: a label: ((column, value), ...) in the order of its combination
Label = tuple[tuple[str, object], ...]


def quote_labels(
    respondents: pd.DataFrame,
    order: Sequence[Sequence[str]],
    shared_by: int = SHARED_BY,
    residents: Mapping[Label, int] | None = None,
    earlier: Mapping[object, Label] | None = None,
    places: Collection[str] = (),
    sensitive: Collection[str] = (),
) -> pd.Series:
    """Return response_id -> the label that may stand under a quote of that person; () is none.

    respondents : frame RESPONDENTS, with one column per thing that is known, missing where a person did not say
    order : combinations of columns, the most detailed first. The first that enough people share is the label
    residents : label -> people who live here, where the census has the number: the smaller of both counts
    earlier : response_id -> label that was published already. It stays: two labels under quotes of one person
        together tell more than either
    places, sensitive : columns that never stand together, as ward with disability
    Raises FrameError if the frame is not as specified or a combination is refused.
    Source: k-anonymity, Sweeney, Int. J. Uncertainty, Fuzziness and Knowledge-Based Systems 10 (2002), 557-570.
    """
    check(respondents, RESPONDENTS)
    for combination in order:
        _check_combination(combination, respondents, places, sensitive)
    labels: dict[object, Label] = {}
    for combination in order:
        if not combination:
            break
        groups = respondents.dropna(subset=list(combination)).groupby(list(combination), sort=True)
        for values, members in groups:
            label = tuple(zip(combination, values, strict=True))
            known = len(members) if residents is None else min(len(members), residents.get(label, len(members)))
            if known >= shared_by:
                labels |= {person: label for person in members["response_id"] if person not in labels}
    kept = dict(earlier or {})
    found = [kept.get(person, labels.get(person, ())) for person in respondents["response_id"]]
    return pd.Series(found, index=respondents["response_id"], dtype=object)


def _check_combination(
    combination: Sequence[str], respondents: pd.DataFrame, places: Collection[str], sensitive: Collection[str]
) -> None:
    missing = [name for name in combination if name not in respondents.columns]
    if missing:
        raise FrameError(f"the respondents lack the column {missing[0]}")
    if set(combination) & set(places) and set(combination) & set(sensitive):
        raise FrameError(f"a label must not tell {' and '.join(combination)} of one person")
