"""Differencing: safe figures that together tell of a small group."""

import pytest

from analysis.disclosure import Figure, derive
from analysis.frames import FrameError


def figure(name, parts, low, high=None):
    return Figure(name, frozenset(parts.split()), low, low if high is None else high)


ALL = figure("all", "online paper easy_read", 186)
NOT_EASY = figure("online or paper", "online paper", 180)


def test_two_safe_figures_reveal_a_third():
    """186 answered; 180 did online or on paper: 6 did in Easy Read, and nobody printed that."""
    found = derive([ALL, NOT_EASY], threshold=10)

    assert [(one.parts, one.low, one.high, one.because) for one in found] == [
        (frozenset({"easy_read"}), 6, 6, ("all", "online or paper"))
    ]


def test_an_earlier_release_counts():
    assert derive([NOT_EASY], threshold=10) == []
    assert [one.low for one in derive([NOT_EASY], [ALL], threshold=10)] == [6]


def test_groups_that_are_all_large_enough_may_be_published():
    assert derive([ALL, figure("online", "online", 120), figure("paper", "paper", 46)], threshold=10) == []


def test_the_last_group_follows_from_the_total_and_the_others():
    """186 - 120 - 60 = 6: no two figures alone give it away, the three do."""
    found = derive([ALL, figure("online", "online", 120), figure("paper", "paper", 60)], threshold=10)

    assert [(one.parts, one.low, one.because) for one in found] == [(frozenset({"easy_read"}), 6, ())]


def test_a_count_that_shrinks_by_two_tells_of_those_who_were_erased():
    found = derive([figure("all", "a b", 184)], [figure("all", "a b", 186)])

    assert [(one.high, one.because) for one in found] == [(2, ("all", "all"))]


def test_other_bands_of_one_cut_reveal_what_lies_between():
    """Under 25: 40. Under 26: 43. Three people are 25."""
    found = derive([figure("under 26", "young 25", 43)], [figure("under 25", "young", 40)])

    assert [(sorted(one.parts), one.low, one.high) for one in found] == [(["25"], 3, 3)]


def test_rounded_figures_leave_no_count_known_exactly():
    """188 and 180 are printed as 190 and 180, 8 is printed as 10: Easy Read is 8 to 12."""
    figures = [
        figure("all", "online paper easy_read", 188, 192),
        figure("online or paper", "online paper", 178, 182),
        figure("easy read", "easy_read", 8, 12),
    ]

    assert derive(figures, threshold=1) == []


def test_a_group_that_nobody_is_in_is_told_of_nobody():
    assert derive([figure("all", "a b", 40), figure("a", "a", 40)]) == []


def test_a_release_without_a_figure_is_not_judged():
    with pytest.raises(FrameError, match="no figure"):
        derive([])


def test_figures_that_contradict_one_another_are_refused():
    with pytest.raises(FrameError, match="contradict"):
        derive([figure("all", "a b", 40), figure("a", "a", 45)])
