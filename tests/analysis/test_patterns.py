"""Pattern tables hold the same numbers as counting responses one by one."""

from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import patterns
from analysis.frames import FrameError
from analysis.patterns import Characteristic, pattern_table, tables_by_group
from tests.vectors import vector

OPTIONS = "ABCDE"


def masks_of(answers, options=OPTIONS, dtype=np.uint16):
    """Bit masks of answers written as letters; an empty text is no answer."""
    return np.array([sum(1 << options.index(letter) for letter in answer) for answer in answers], dtype=dtype)


def table_of(answers, options=OPTIONS, **others):
    return pattern_table("s", options, masks_of(answers, options), **others)


def counted(counts, options=OPTIONS):
    """The table of a dict of answer -> number of responses."""
    return table_of([answer for answer, n in counts.items() for _ in range(n)], options)


def test_hand_worked():
    """AB, AB, C, one without an answer: answered 3; A 2, B 2, C 1; A and B together 2, apart never.

    d[A, C] = 2 (picked A, not C), d[C, A] = 1, d[A, B] = 0.
    """
    table = table_of(["AB", "C", "", "AB"], "ABC")

    assert table.answered.tolist() == [3]
    assert table.picks.tolist() == [[2, 2, 1]]
    assert table.shares[0] == pytest.approx([2 / 3, 2 / 3, 1 / 3])
    assert table.joint()[0].tolist() == [[2, 2, 0], [2, 2, 0], [0, 0, 1]]
    assert table.discordant()[0].tolist() == [[0, 0, 2], [0, 0, 2], [1, 1, 0]]


def test_counts_of_pairs_agree_with_the_vector():
    given_, expected, _tolerance = vector("V05_rank_sets_pick3")

    table = counted(given_["pattern_counts"])

    assert table.answered.tolist() == [expected["n"]]
    assert dict(zip(OPTIONS, table.picks[0].tolist(), strict=True)) == expected["count"]
    d = table.discordant()[0]
    assert {f"{a}>{b}": d[i, j] for i, a in enumerate(OPTIONS) for j, b in enumerate(OPTIONS) if i != j} == expected[
        "discordant"
    ]


def test_every_possible_answer_is_one_pattern():
    given_, expected, _tolerance = vector("V24_patterns")

    for n_options in given_["K"]:
        every = [sum(1 << bit for bit in bits) for size in (1, 2, 3) for bits in combinations(range(n_options), size)]
        table = pattern_table("s", range(n_options), np.array([0, *every, *every]))

        assert table.counts.shape == (1, expected["unordered"][str(n_options)] - 1)  # the vector counts no pick too
        assert table.answered.tolist() == [2 * (comb(n_options, 1) + comb(n_options, 2) + comb(n_options, 3))]


def test_own_bases_by_hand():
    """a and b in standard words, c in both, ab in Easy Read alone. Standard: ac, a, b; Easy Read: ab, and "a" kept
    from the standard page.

    Bases: a 3 + the one that kept it = 4, b 3, c 5, ab 2. d[a, c]: a without c, offered c: "a" and the kept "a" = 2.
    d[c, a]: nobody picked c without a. d[b, ab]: nobody could pick both: 0. d[a, ab]: the kept one could: 1.
    """
    offered = np.array([[1, 1, 1, 0], [0, 0, 1, 1]], dtype=bool)
    masks = np.array([0b0101, 0b0001, 0b0010, 0b1000, 0b0001], dtype=np.uint16)

    table = pattern_table("s", ("a", "b", "c", "ab"), masks, np.array([0, 0, 0, 1, 1]), offered)

    d = table.discordant()[0]
    assert table.bases.tolist() == [[4, 3, 5, 2]]
    assert table.picks.tolist() == [[3, 1, 1, 1]]
    assert (d[0, 2], d[2, 0], d[1, 3], d[3, 1], d[0, 3], d[3, 0]) == (2, 0, 0, 0, 1, 0)


def test_groups_by_hand():
    """Young: AB, A. Old: B. One did not say, and one of the young has no answer."""
    age = Characteristic("age", ("young", "old", "oldest"), np.array([0, 0, 1, -1, 0]))

    everybody, table = tables_by_group("s", "AB", masks_of(["AB", "A", "B", "B", ""]), [age])

    assert everybody.picks.tolist() == [[2, 3]]
    assert table.groups == ("young", "old", "oldest")
    assert table.answered.tolist() == [2, 1, 0]
    assert table.picks.tolist() == [[2, 1], [0, 1], [0, 0]]
    assert np.isnan(table.shares[2]).all()
    assert table.together().picks.tolist() == [[2, 2]]
    assert table.group("old").picks.tolist() == [[0, 1]]
    assert table.without("old").picks.tolist() == [[2, 1]]


def test_some_options_alone_keep_the_bases():
    table = table_of(["AB", "C", "A"], "ABC").only([True, False, True])

    assert table.options == ("A", "C")
    assert table.bases.tolist() == [[3, 3]]
    assert table.picks.tolist() == [[2, 1]]


def test_nobody_answered():
    table = table_of(["", ""], "AB")

    assert table.counts.shape == (1, 0)
    assert table.picks.tolist() == [[0, 0]]
    assert np.isnan(table.shares).all()
    assert table.discordant().tolist() == [[[0, 0], [0, 0]]]


def test_answers_of_more_than_three_picks_are_counted_too():
    age = Characteristic("age", ("young", "old"), np.array([0, 1, 1]))

    everybody, by_age = tables_by_group("s", tuple(OPTIONS), masks_of(["ABCDE", "ABCD", "E"]), [age])

    assert everybody.picks.tolist() == [[2, 2, 2, 2, 2]]
    assert by_age.picks.tolist() == [[1, 1, 1, 1, 1], [1, 1, 1, 1, 1]]


def test_many_options_are_counted_too():
    """Beyond a flat table of codes: bit 40 is picked by both, bit 0 by one."""
    masks = np.array([1 << 40, 1 << 40 | 1, 0], dtype=np.int64)

    table = pattern_table("s", range(41), masks)

    assert table.picks[0][[0, 40]].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("options", "masks", "words"),
    [
        (range(53), np.array([1]), "at most 52 options, not 53"),
        ("AB", np.array([4]), "an option that the section does not have"),
        ("AB", np.array([-1]), "an option that the section does not have"),
        ("AB", np.array([1.5]), "masks must be whole numbers, not float64"),
    ],
)
def test_what_is_no_mask_is_refused(options, masks, words):
    with pytest.raises(FrameError, match=words):
        pattern_table("s", options, masks)


@pytest.mark.parametrize(
    ("codes", "words"),
    [([0], "known of 1 responses, but there are 2"), ([0, 2], "a group of age that has no name"),
     ([0, -2], "a group of age that has no name")],
)  # fmt: skip
def test_what_is_no_group_is_refused(codes, words):
    with pytest.raises(FrameError, match=words):
        tables_by_group("s", "AB", np.array([1, 2]), [Characteristic("age", ("x", "y"), np.array(codes))])


def test_a_group_that_is_not_there_is_refused():
    with pytest.raises(FrameError, match="there is no group 'old'"):
        table_of(["A"]).group("old")


ANSWERS = st.lists(
    st.tuples(st.sets(st.sampled_from(OPTIONS), max_size=5).map(sorted), st.integers(-1, 2), st.integers(-1, 1)),
    max_size=40,
)


class TestCountingOneByOne:
    @settings(deadline=None, max_examples=30)
    @given(ANSWERS, st.sampled_from([patterns.CUBE_CELLS, 1]))
    def test_groups_agree(self, rows, cells):
        """Whether the characteristics fit into one cube, or each needs its own."""
        age, sex = np.array([row[1] for row in rows], dtype=int), np.array([row[2] for row in rows], dtype=int)
        characteristics = [Characteristic("age", (0, 1, 2), age), Characteristic("sex", (0, 1), sex)]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(patterns, "CUBE_CELLS", cells)
            _everybody, *tables = tables_by_group("s", OPTIONS, masks_of(row[0] for row in rows), characteristics)

        for place, table in enumerate(tables, 1):
            for group, picks, d in zip(table.groups, table.picks, table.discordant(), strict=True):
                own = [row[0] for row in rows if row[place] == group]
                assert picks.tolist() == [sum(a in row for row in own) for a in OPTIONS]
                assert d.tolist() == [[sum(a in row and b not in row for row in own) for b in OPTIONS] for a in OPTIONS]

    @settings(deadline=None, max_examples=30)
    @given(ANSWERS, st.randoms(use_true_random=False), st.permutations(OPTIONS))
    def test_order_and_names_change_nothing(self, rows, random, order):
        answers = [row[0] for row in rows]
        mixed = random.sample(answers, len(answers))
        order = "".join(order)

        first, second = table_of(answers), table_of(mixed, order)

        moved = [order.index(option) for option in OPTIONS]
        assert first.picks.tolist() == second.picks[:, moved].tolist()
        assert first.discordant().tolist() == second.discordant()[:, moved][:, :, moved].tolist()


OFFERED = np.array([[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [1, 1, 1, 1, 1]], dtype=bool)
WORDED = st.lists(st.tuples(st.sets(st.sampled_from(OPTIONS), max_size=4).map(sorted), st.integers(0, 2)), max_size=30)


@settings(deadline=None, max_examples=30)
@given(WORDED)
def test_own_bases_agree_with_counting_one_by_one(rows):
    """Who picked an option was offered it, whatever the wording they ended with."""
    wordings = np.array([row[1] for row in rows], dtype=int)
    table = pattern_table("s", OPTIONS, masks_of(row[0] for row in rows), wordings, OFFERED)

    answered = [(row[0], {*row[0], *(OPTIONS[j] for j in np.flatnonzero(OFFERED[row[1]]))}) for row in rows if row[0]]
    assert table.answered.tolist() == [len(answered)]
    assert table.bases[0].tolist() == [sum(a in could for _picked, could in answered) for a in OPTIONS]
    assert table.discordant()[0].tolist() == [
        [sum(a in picked and b in could and b not in picked for picked, could in answered) for b in OPTIONS]
        for a in OPTIONS
    ]
