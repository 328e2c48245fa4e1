"""Would a difference between groups remain if they had the same ages: shares standardised by another characteristic."""

import numpy as np
import pandas as pd

from analysis.frames import OPTION, SECTION, Column, FrameError, FrameSpec
from analysis.patterns import Characteristic, PatternTable
from analysis.small_bases import HIDE_BELOW, SHARES_FROM

STANDARDISED = FrameSpec(
    "options by group, standardised",
    (
        SECTION,
        Column("group", "identifier", "name of the group"),
        OPTION,
        Column("share", "number", "share of those of the group whose stratum is known, 0 to 1", may_be_missing=True),
        Column("standardised_share", "number", "with the strata of everybody, 0 to 1", may_be_missing=True),
    ),
    unique=("section", "group", "option"),
)


def crossed(characteristic: Characteristic, by: Characteristic) -> Characteristic:
    """Return the characteristic whose groups are pairs (group, stratum); who misses one of the two is in none.

    characteristic, by : of the same responses, as disability and age. Raises FrameError if lengths differ.
    """
    if len(characteristic.codes) != len(by.codes):
        raise FrameError(f"{characteristic.name} and {by.name} are not of the same responses")
    pairs = tuple((group, stratum) for group in characteristic.groups for stratum in by.groups)
    known = (characteristic.codes >= 0) & (by.codes >= 0)
    codes = np.where(known, characteristic.codes.astype(np.int64) * len(by.groups) + by.codes, -1)
    return Characteristic((characteristic.name, by.name), pairs, codes)


def standardised_shares(table: PatternTable) -> pd.DataFrame:
    """Return each group's shares as they are, and as they would be if all groups had the strata of everybody.

    table : of one section, groups are pairs (group, stratum), see `crossed`
    Returns frame STANDARDISED, groups and options in the order of the table. The standard is everybody in the
    table. A standardised share is missing where the group has fewer than 30 people, or fewer than 10 who could pick
    the option in a stratum in which others stand: one or two people would then speak for a whole age.
    A check of one other characteristic, not a model: the groups may differ in other ways too.
    Raises FrameError if the groups are not pairs.
    Source: direct standardisation, as in Breslow and Day, Statistical Methods in Cancer Research II (1987), section 2.
    """
    pairs = [pair for pair in table.groups if isinstance(pair, tuple) and len(pair) == 2]
    if len(pairs) < len(table.groups):
        raise FrameError("shares can only be standardised over groups that are pairs of a group and a stratum")
    groups, strata = (list(dict.fromkeys(pair[part] for pair in pairs)) for part in (0, 1))
    place = [(groups.index(group), strata.index(stratum)) for group, stratum in pairs]
    shape = (len(groups), len(strata), len(table.options))
    picks, bases = np.zeros(shape), np.zeros(shape)
    for (group, stratum), counted, base in zip(place, table.picks, table.bases, strict=True):
        picks[group, stratum], bases[group, stratum] = counted, base
    standard = bases.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        weights = standard / standard.sum(axis=0)
        plain = picks.sum(axis=1) / bases.sum(axis=1)
        level = np.where(weights > 0, weights * picks / bases, 0).sum(axis=1)
    is_thin = ((bases < HIDE_BELOW) & (weights > 0)).any(axis=1) | (bases.sum(axis=1) < SHARES_FROM)
    shown = bases.sum(axis=1) >= SHARES_FROM
    frame = pd.DataFrame(
        {
            "section": [table.section] * len(groups) * len(table.options),
            "group": [group for group in groups for _ in table.options],
            "option": list(table.options) * len(groups),
            "share": np.where(shown, plain, np.nan).ravel(),
            "standardised_share": np.where(is_thin, np.nan, level).ravel(),
        }
    )
    return frame[STANDARDISED.names]
