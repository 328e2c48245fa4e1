"""Shares standardised by age, worked by hand."""

import numpy as np
import pytest

from analysis.frames import FrameError, check
from analysis.patterns import Characteristic, tables_by_group
from analysis.standardised_shares import STANDARDISED, crossed, standardised_shares
from tests.analysis.test_patterns import masks_of

NAMES = ("young", "old")


def cut(rows, groups=("disabled", "not disabled")):
    """The table of rows (group, age, answer, responses)."""
    each = [(group, age, answer) for group, age, answer, n in rows for _ in range(n)]
    group = Characteristic("disability", groups, np.array([groups.index(row[0]) for row in each]))
    age = Characteristic("age", NAMES, np.array([NAMES.index(row[1]) if row[1] else -1 for row in each]))
    return tables_by_group("s", "AB", masks_of([row[2] for row in each], "AB"), [crossed(group, age)])[1]


#: inside an age both groups pick A alike, 80% of the old and 20% of the young; disabled people are older
OLDER = [
    ("disabled", "old", "A", 64), ("disabled", "old", "B", 16), ("disabled", "young", "A", 4),
    ("disabled", "young", "B", 16), ("not disabled", "old", "A", 16), ("not disabled", "old", "B", 4),
    ("not disabled", "young", "A", 16), ("not disabled", "young", "B", 64),
]  # fmt: skip


def test_a_difference_that_is_one_of_age_goes():
    """Disabled: 68 of 100; others: 32 of 100. Half of all 200 are old, so both are 0.5 * 80% + 0.5 * 20% = 50%."""
    found = standardised_shares(cut(OLDER))

    check(found, STANDARDISED)
    of_a = found[found["option"] == "A"].set_index("group")
    assert of_a["share"].to_dict() == pytest.approx({"disabled": 0.68, "not disabled": 0.32})
    assert of_a["standardised_share"].to_dict() == pytest.approx({"disabled": 0.5, "not disabled": 0.5})


def test_who_gives_no_age_is_left_out():
    with_more = standardised_shares(cut([*OLDER, ("disabled", "", "B", 50)]))

    assert with_more.equals(standardised_shares(cut(OLDER)))


def test_a_few_people_do_not_speak_for_an_age():
    """9 young disabled people are too few to stand for half of everybody; the others keep their figure."""
    found = standardised_shares(cut([row for row in OLDER if row[:2] != ("disabled", "young")]
                                    + [("disabled", "young", "A", 9)])).set_index(["group", "option"])  # fmt: skip

    assert np.isnan(found.loc[("disabled", "A"), "standardised_share"])
    assert found.loc[("disabled", "A"), "share"] == pytest.approx(73 / 89)
    assert not np.isnan(found.loc[("not disabled", "A"), "standardised_share"])


def test_small_groups_have_no_shares():
    found = standardised_shares(cut([("disabled", "old", "A", 29), *OLDER[4:]])).set_index(["group", "option"])

    assert found.loc["disabled"].isna()[["share", "standardised_share"]].all(axis=None)


def test_nobody_answered():
    assert standardised_shares(cut([("disabled", "old", "", 5)]))["share"].isna().all()


def test_the_order_of_rows_changes_nothing():
    first, second = (standardised_shares(cut(rows)) for rows in (OLDER, OLDER[::-1]))

    assert first.equals(second)


def test_groups_that_are_no_pairs_are_refused():
    age = Characteristic("age", NAMES, np.array([0]))

    with pytest.raises(FrameError, match="pairs of a group and a stratum"):
        standardised_shares(tables_by_group("s", "AB", np.array([1]), [age])[1])


def test_other_responses_are_refused():
    with pytest.raises(FrameError, match="not of the same responses"):
        crossed(Characteristic("a", NAMES, np.array([0])), Characteristic("b", NAMES, np.array([0, 1])))
