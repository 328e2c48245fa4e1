"""Rows that are read as columns of whole numbers stand in the order of their words, the same on every database."""

import numpy as np
from sqlalchemy import select

from engage.extracts.columns import Keys, in_order, numbers
from engage.models import Option


def test_rows_stand_in_the_order_of_their_words_and_not_of_their_ids():
    keys = Keys(np.array([3, 1, 2, 1]), {1: "b_c", 2: "bb", 3: "Z"})
    rows = in_order(keys, np.array([9, 8, 7, 5]))
    assert rows.tolist() == [0, 3, 1, 2]
    assert keys.words(rows).tolist() == ["Z", "b_c", "b_c", "bb"]


def test_two_ids_of_one_key_are_one_word():
    keys = Keys(np.array([1, 7]), {1: "trees", 7: "trees"})
    assert in_order(keys, np.array([2, 1])).tolist() == [1, 0]


def test_nothing_is_read_as_columns_without_rows(app):
    found = numbers(select(Option.id, Option.question_id).where(Option.id == -1))
    assert found.shape == (2, 0)
    assert Keys(found[0], {}).words().tolist() == []
