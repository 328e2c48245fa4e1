"""Labels under quotes: the most detailed one that enough people share."""

import pandas as pd
import pytest

from analysis.disclosure import quote_labels
from analysis.frames import FrameError

PEOPLE = pd.DataFrame(
    [
        ("W1", "75+", "F"), ("W1", "75+", "F"), ("W1", "75+", "M"), ("W1", "65-74", "F"),
        ("W2", "75+", "F"), ("W2", "75+", "M"), ("W2", "75+", "M"),
    ],
    columns=["ward", "age", "sex"],
).assign(response_id=range(7))  # fmt: skip
ORDER = [["ward", "age", "sex"], ["age", "sex"], ["ward", "age"], ["age"], ["ward"], []]


def names(label):
    return [column for column, _value in label]


def test_the_most_detailed_label_that_three_share():
    """Nobody shares ward, age and sex with two others. Three are 75+ and F, three are 75+ and M; one is 65-74 alone,
    and of her only the ward, which four share, is told."""
    found = quote_labels(PEOPLE, ORDER, shared_by=3)

    assert [names(label) for label in found] == [["age", "sex"]] * 3 + [["ward"]] + [["age", "sex"]] * 3
    assert found[0] == (("age", "75+"), ("sex", "F"))
    assert found[3] == (("ward", "W1"),)


def test_ten_have_to_share_a_label_unless_told_otherwise():
    assert set(quote_labels(PEOPLE, ORDER)) == {()}


def test_what_somebody_did_not_say_is_not_told():
    people = PEOPLE.assign(sex=PEOPLE["sex"].where(PEOPLE.index != 0))

    assert names(quote_labels(people, ORDER, shared_by=3)[0]) == ["ward", "age"]


def test_a_label_that_was_published_stays():
    """Two labels under quotes of one person tell more than either."""
    earlier = {0: (("ward", "W1"),)}

    assert quote_labels(PEOPLE, ORDER, shared_by=3, earlier=earlier)[0] == (("ward", "W1"),)


def test_the_census_counts_where_it_is_smaller():
    residents = {(("age", "75+"), ("sex", "F")): 2}

    found = quote_labels(PEOPLE, ORDER, shared_by=3, residents=residents)

    assert names(found[0]) == ["ward", "age"]
    assert names(found[5]) == ["age", "sex"]


def test_one_person_has_one_label():
    twice = pd.concat([PEOPLE, PEOPLE.iloc[:1]], ignore_index=True)

    with pytest.raises(FrameError, match="response_id"):
        quote_labels(twice, ORDER)


def test_an_illness_never_stands_beside_a_ward():
    people = PEOPLE.assign(disability="yes")

    with pytest.raises(FrameError, match="must not tell ward and disability"):
        quote_labels(people, [["ward", "disability"]], places=["ward"], sensitive=["disability"])


def test_an_unknown_column_is_named():
    with pytest.raises(FrameError, match="lack the column faith"):
        quote_labels(PEOPLE, [["faith"]])


def test_the_order_of_people_changes_nothing():
    turned = quote_labels(PEOPLE.iloc[::-1], ORDER, shared_by=3).sort_index()

    pd.testing.assert_series_equal(turned, quote_labels(PEOPLE, ORDER, shared_by=3))
