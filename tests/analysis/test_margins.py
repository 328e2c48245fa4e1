"""Margins from a long table of the census."""

import pandas as pd
import pytest

from analysis.frames import MARGINS, FrameError, check
from analysis.margins import census_headings, margins_from_census

WARD, AGE = "Electoral wards and divisions", "Age (3 categories)"
ROWS = pd.DataFrame(
    [("E05000001", "Park", 1, "Aged 15 years and under", 300), ("E05000001", "Park", 2, "Aged 16 to 64 years", 900),
     ("E05000001", "Park", 3, "Aged 65 years and over", 200), ("E05000002", "Mill", 1, "Aged 15 years and under", 100),
     ("E05000002", "Mill", 2, "Aged 16 to 64 years", 500), ("E05000002", "Mill", 3, "Aged 65 years and over", 100)],
    columns=[f"{WARD} Code", WARD, f"{AGE} Code", AGE, "Observation"],
)  # fmt: skip
AGES = {"Aged 15 years and under": None, "Aged 16 to 64 years": "16 to 64", "Aged 65 years and over": "65 and over"}
BOTH = {"Park": "park", "Mill": "mill"}


def read(rows=ROWS, heading=AGE, groups=AGES, variable="age"):
    return margins_from_census(rows, heading, variable, groups, "Census 2021 TS007", "2021-03-21")


def test_headings_are_those_with_a_code():
    assert census_headings(ROWS) == [WARD, AGE]
    assert census_headings(ROWS.drop(columns="Observation")) == []


def test_categories_are_added_up_over_wards():
    """900 + 500 and 200 + 100; the young are not asked."""
    found = read()

    check(found, MARGINS)
    assert found.set_index("category")["population"].to_dict() == {"16 to 64": 1400, "65 and over": 300}
    assert set(found["variable"]) == {"age"}
    assert set(found["source"]) == {"Census 2021 TS007"}


def test_a_group_of_one_category_keeps_its_code():
    found = read(heading=WARD, groups=BOTH, variable="ward").set_index("category")

    assert found["code"].to_dict() == {"park": "E05000001", "mill": "E05000002"}
    assert found["population"].to_dict() == {"park": 1400, "mill": 700}


def test_several_categories_go_to_one_group():
    found = read(groups=AGES | {"Aged 65 years and over": "16 to 64"})

    assert found[["category", "population"]].to_dict("records") == [{"category": "16 to 64", "population": 1700}]
    assert found["code"].isna().all()


def test_a_category_without_a_group_is_named():
    with pytest.raises(FrameError, match="or that nobody there is asked: Mill"):
        read(heading=WARD, groups={"Park": "park"})


def test_a_heading_that_is_not_there_is_named():
    with pytest.raises(FrameError, match="not cut by Sex; headings with a code beside them: Electoral wards"):
        read(heading="Sex")


@pytest.mark.parametrize("count", ["many", -1, 2.5, None])
def test_what_is_no_count_is_named_with_its_row(count):
    rows = ROWS.astype({"Observation": object})
    rows.loc[2, "Observation"] = count

    with pytest.raises(FrameError, match="row 3 has .* a count is a whole number from 0"):
        read(rows)


def test_the_order_of_rows_changes_nothing():
    turned = read(ROWS.iloc[::-1]).sort_values("category", ignore_index=True)

    pd.testing.assert_frame_equal(turned, read())
