"""A frame that lacks something is refused in words that say what."""

import numpy as np
import pandas as pd
import pytest

from analysis import frames
from analysis.frames import COMMENTS, OPTIONS, PICKS, RANKS, FrameError, check


def comments(**columns):
    return pd.DataFrame({"id": [1, 2], "text": ["more buses", "fewer cars"]} | columns)


def test_a_frame_as_specified_passes_and_is_not_changed():
    frame = comments(channel=["online", "paper"])
    before = frame.copy()

    check(frame, COMMENTS)

    pd.testing.assert_frame_equal(frame, before)


def test_a_missing_column_is_named_with_the_columns_found():
    with pytest.raises(FrameError, match="comments lack the column text; columns found: id, comment"):
        check(comments().rename(columns={"text": "comment"}), COMMENTS)


def test_text_that_is_a_number_is_refused():
    with pytest.raises(FrameError, match="column text of the comments must hold text"):
        check(comments(text=[1.5, 2.5]), COMMENTS)


def test_a_mixture_of_text_and_numbers_is_refused():
    with pytest.raises(FrameError, match="column text"):
        check(comments(text=["more buses", 3]), COMMENTS)


def test_a_missing_text_is_allowed_because_it_comes_back_as_unusable():
    check(comments(text=["more buses", None]), COMMENTS)


def test_a_missing_id_is_refused_with_its_row():
    with pytest.raises(FrameError, match="column id of the comments has no value in row 2"):
        check(comments(id=["a", None]), COMMENTS)


def test_a_duplicate_id_is_refused_with_its_value():
    with pytest.raises(FrameError, match="duplicate id in the comments: 7"):
        check(comments(id=[7, 7]), COMMENTS)


def test_the_same_option_twice_in_a_section_is_refused():
    options = pd.DataFrame({"section": ["a", "b", "a"], "option": ["x", "x", "x"], "position": [1, 2, 3]})

    with pytest.raises(FrameError, match="duplicate section and option in the options: a, x"):
        check(options, OPTIONS)


@pytest.mark.parametrize("ids", [[1, 2], ["a", "b"], [1.0, np.nan], pd.Categorical(["a", "b"])])
def test_whole_numbers_and_text_are_identifiers(ids):
    check(pd.DataFrame({"response_id": ids, "section": ["s", "s"], "option": ["x", "y"]}), PICKS)


def test_fractions_are_not_identifiers():
    with pytest.raises(FrameError, match="column response_id of the picks must hold whole numbers or text"):
        check(pd.DataFrame({"response_id": [1.5], "section": ["s"], "option": ["x"]}), PICKS)


def test_something_that_is_not_a_table_is_refused():
    with pytest.raises(FrameError, match="must be a table with columns id, text, not list"):
        check([1, 2], COMMENTS)


def test_two_columns_of_one_name_are_refused():
    frame = comments()

    with pytest.raises(FrameError, match="more than one column called text"):
        check(pd.concat([frame, frame[["text"]]], axis=1), COMMENTS)


def test_a_frame_without_rows_passes():
    check(comments().iloc[:0], COMMENTS)


def test_every_column_of_every_spec_says_what_it_means():
    specs = [value for value in vars(frames).values() if isinstance(value, frames.FrameSpec)]

    assert len(specs) >= 8
    assert all(column.meaning and column.kind in frames._CHECKS for spec in specs for column in spec.columns)
    assert RANKS.names[:2] == ["section", "option"]
