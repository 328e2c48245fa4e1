"""Themes nest: coarser ones are joined from them, finer ones cut out of them, and every comment is in one of each."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.themes.clusters import SMALLEST
from analysis.themes.levels import nest


def blobs(sizes, seed=0):
    """Unit vectors around one direction for each size; odd ones lie near the even one before."""
    rng = np.random.default_rng(seed)
    rows = []
    for place, size in enumerate(sizes):
        centre = np.zeros(2 * len(sizes))
        centre[place - place % 2] = 1.0
        centre[len(sizes) + place] = 0.5
        rows.append(centre + rng.normal(0, 0.02, (size, len(centre))))
    vectors = np.concatenate(rows)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_coarser_joins_the_two_that_are_most_alike():
    """Of three themes the first two are near each other."""
    labels = np.repeat([0, 1, 2], [20, 20, 20])

    tree = nest(blobs([20, 20, 20]), labels, 0)

    coarse = [set(np.flatnonzero(tree.members()[place]) // 20) for place in tree.on(2)]
    assert sorted(coarse, key=len) == [{2}, {0, 1}]


def test_finer_cuts_what_is_two_in_one():
    labels = np.repeat([0, 1], [20, 20])
    vectors = blobs([20, 10, 10])

    tree = nest(vectors, labels, 0)

    sizes = sorted(int(tree.members()[place].sum()) for place in tree.on(3))
    assert sizes == [10, 10, 20]


def test_the_proposed_themes_come_first_and_in_their_order():
    labels = np.repeat([0, 1, 2], [30, 20, 10])

    tree = nest(blobs([30, 20, 10]), labels, 0)

    assert tree.on(3)[:3] == [0, 1, 2]
    assert tree.members()[:3].argmax(axis=0).tolist() == labels.tolist()


@pytest.mark.parametrize("n", [0, 1, 2])
def test_next_to_nothing_has_next_to_no_levels(n):
    tree = nest(np.eye(3)[:n], np.arange(n), 0)

    assert (len(tree.nodes), tree.n_proposed, tree.finest) == (n, n, n)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=8), st.integers(0, 5))
def test_every_row_is_in_exactly_one_theme_of_every_level(sizes, seed):
    labels = np.repeat(np.arange(len(sizes)), sizes)

    tree = nest(blobs(sizes, seed), labels, seed)

    assert tree.coarsest == min(2, len(sizes)) and tree.n_proposed == len(sizes) <= tree.finest
    for n_themes in range(tree.coarsest, tree.finest + 1):
        places = tree.on(n_themes)
        assert len(places) == n_themes
        assert (tree.members()[places].sum(axis=0) == 1).all()
    found = np.bincount(tree.leaves)
    assert len(found) == tree.finest
    assert found.min() >= min(SMALLEST, *sizes)
