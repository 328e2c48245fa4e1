"""Whether the top three holds by channel, without a ward, early or late: worked by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.frames import FrameError
from analysis.patterns import Characteristic, tables_by_group
from analysis.steadiness import check_alone, check_left_out, check_steadiness, compare_tops, halves, top_of
from tests.analysis.test_patterns import masks_of


def tables(groups, options="ABCDE"):
    """Everybody and the groups, from a dict of group -> {answer: responses}; the group "" did not say."""
    names = tuple(name for name in groups if name)
    rows = [(answer, name) for name, counts in groups.items() for answer, n in counts.items() for _ in range(n)]
    codes = np.array([names.index(name) if name else -1 for _answer, name in rows])
    masks = masks_of([answer for answer, _name in rows], options)
    return tables_by_group("s", tuple(options), masks, [Characteristic("channel", names, codes)])


#: A B C lead by 300 to 200 over D E among all; on paper D E do
WAYS = {"online": {"ABC": 300, "DE": 50}, "paper": {"DE": 150, "ABC": 20}, "": {"ABC": 5}}


class TestTop:
    def test_by_hand(self):
        assert top_of([0.2, 0.9, 0.4, 0.3], "ABCD") == ("B", "C", "D")

    def test_all_that_share_the_last_place_are_in(self):
        assert top_of([0.4, 0.9, 0.4, 0.4, 0.1], "ABCDE") == ("B", "A", "C", "D")

    def test_what_nobody_picked_is_in_no_top_three(self):
        assert top_of([0.4, 0, np.nan], "ABC") == ("A",)
        assert top_of([0, 0], "AB") == ()


class TestCompare:
    def test_the_same_three_in_another_order(self):
        found = compare_tops("3-2-1", [3, 2, 1, 0.5], [2, 3, 1, 0.5], "ABCD", 10)

        assert (found.holds, found.same_order) == (True, False)
        assert (found.enters, found.leaves) == ((), ())

    def test_who_enters_and_who_leaves(self):
        found = compare_tops("3-2-1", [3, 2, 1, 0.5], [3, 2, 0.5, 1], "ABCD", 10)

        assert (found.holds, found.same_order) == (False, False)
        assert (found.enters, found.leaves) == (("D",), ("C",))

    @pytest.mark.parametrize(("before", "after"), [([0, 0], [1, 0]), ([1, 0], [0, 0])])
    def test_nobody_says_nothing(self, before, after):
        found = compare_tops("3-2-1", before, after, "AB", 0)

        assert (found.holds, found.same_order, found.enters, found.leaves) == (None, None, (), ())


class TestChecks:
    def test_each_channel_alone(self):
        everybody, by_channel = tables(WAYS)

        online, paper = check_alone("channel", everybody, by_channel)

        assert (online.group, online.n, online.holds, online.top) == ("online", 350, True, ("A", "B", "C"))
        assert (paper.group, paper.n, paper.holds) == ("paper", 170, False)
        assert paper.top == ("D", "E", "A", "B", "C")
        assert (paper.enters, paper.leaves) == (("D", "E"), ())

    def test_a_small_channel_says_nothing(self):
        everybody, by_channel = tables(WAYS | {"telephone": {"DE": 99}})

        telephone = check_alone("channel", everybody, by_channel)[2]

        assert (telephone.n, telephone.top, telephone.holds) == (99, (), None)

    def test_options_that_a_wording_lacks_do_not_go_out(self):
        """Standard words offer A to E, Easy Read C, D and E. Of those three, everybody picked C (150), D (99) and
        E (50) in this order, and so did Easy Read; one person there kept A from the standard page, and it is not first.
        """
        masks = np.repeat([1, 2 + 4, 4, 8, 16, 1], [60, 50, 100, 99, 50, 1])
        wordings = np.repeat([0, 0, 1, 1, 1, 1], [60, 50, 100, 99, 50, 1])
        offered = np.array([[True] * 5, [False, False, True, True, True]])
        wording = Characteristic("wording", ("standard", "easy"), wordings)
        everybody, by_wording = tables_by_group("s", "ABCDE", masks, [wording], wordings, offered)

        standard, easy = check_alone("wording", everybody, by_wording)

        assert (easy.top, easy.holds, easy.leaves) == (("C", "D", "E"), True, ())
        assert standard.top == ("A", "B", "C")

    def test_each_channel_left_out_keeps_who_did_not_say(self):
        """Without online: 150 DE against 20 + 5 ABC. Without paper: 305 ABC against 50 DE."""
        everybody, by_channel = tables(WAYS)

        without_online, without_paper = check_left_out("channel", everybody, by_channel)

        assert (without_online.n, without_online.holds, without_online.left_out) == (175, False, True)
        assert without_online.top == ("D", "E", "A", "B", "C")
        assert (without_paper.n, without_paper.holds, without_paper.same_order) == (355, True, True)

    def test_where_too_few_are_left_nothing_is_said(self):
        """Without online 99 are left: too few for ranks; with one more there are enough, and D E lead."""
        groups = {"online": {"ABC": 300}, "paper": {"DE": 98}, "": {"ABC": 1}}
        few = check_left_out("ward", *tables(groups))[0]
        enough = check_left_out("ward", *tables(groups | {"": {"ABC": 2}}))[0]

        assert (few.n, few.holds, few.top, few.enters) == (99, None, (), ())
        assert (enough.n, enough.holds, enough.enters) == (100, False, ("D", "E"))
        assert check_left_out("ward", *tables(groups), least=99)[0].holds is False

    def test_all_checks_in_one_list(self):
        everybody, by_channel = tables(WAYS)

        found = check_steadiness(
            everybody, {"channel": by_channel}, {"ward": by_channel}, weighted=[0.1, 0.2, 0.3, 0.4, 0.5]
        )

        assert [(change.check, change.group, change.left_out) for change in found] == [
            ("channel", "online", False), ("channel", "paper", False),
            ("ward", "online", True), ("ward", "paper", True), ("weighted", "", False),
        ]  # fmt: skip
        assert (found[-1].holds, found[-1].top) == (False, ("E", "D", "C"))

    def test_without_weights_nothing_is_said_of_them(self):
        assert check_steadiness(tables(WAYS)[0]) == []

    def test_tables_of_other_sections_are_refused(self):
        everybody = tables(WAYS)[0]

        with pytest.raises(FrameError, match="same section and options"):
            check_alone("channel", everybody, tables(WAYS, "EDCBA")[1])

    def test_tables_of_other_patterns_are_refused(self):
        with pytest.raises(FrameError, match="a table of the same patterns"):
            check_left_out("channel", tables(WAYS)[0], tables({"online": {"A": 5}})[1])


class TestHalves:
    def test_early_and_late(self):
        times = pd.Series(pd.to_datetime(["2026-03-04", "2026-03-01", None, "2026-03-02", "2026-03-09"]))

        assert halves(times).tolist() == [1, 0, -1, 0, 1]

    def test_equal_times_stay_together(self):
        assert halves(pd.Series([1, 1, 1, 2])).tolist() == [0, 0, 0, 1]
        assert halves(pd.Series([1, 2, 2, 2])).tolist() == [0, 1, 1, 1]
        assert halves(pd.Series([1, 1, 2, 2])).tolist() == [0, 0, 1, 1]

    def test_nobody(self):
        assert halves(pd.Series([], dtype="datetime64[ns]")).tolist() == []


ANSWERS = st.dictionaries(st.sampled_from(["A", "AB", "BCD", "DE", "ACE"]), st.integers(1, 9), min_size=1)


@settings(deadline=None, max_examples=40)
@given(st.fixed_dictionaries({"x": ANSWERS, "y": ANSWERS, "": ANSWERS}), st.permutations(["x", "y", ""]))
def test_the_order_of_groups_changes_nothing(groups, order):
    first, second = (
        {(c.group, c.left_out): c for c in check_steadiness(everybody, {"c": by}, {"c": by}, least=1)}
        for everybody, by in (tables(groups), tables({name: groups[name] for name in order}))
    )

    assert first == second
