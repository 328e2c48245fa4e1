"""Chunks are worked on here or on a Dask cluster, with the same result in the same order."""

import os

import numpy as np
import pandas as pd
import pytest
from distributed import LocalCluster

from analysis.chunks import Cluster, Local
from analysis.frames import FrameError
from analysis.themes import Settings, code_sha256, find_themes_in
from tests.analysis.test_theme_chunks import town


@pytest.fixture(scope="module")
def scheduler():
    """The address of a cluster of two workers, each a process of its own."""
    with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster:
        yield cluster.scheduler_address


@pytest.fixture
def cluster(scheduler):
    found = Cluster(scheduler, code_sha256)
    yield found
    found.close()


def test_a_cluster_gives_the_same_themes_as_this_process(cluster):
    frame = town(360)

    def read():
        return (frame.iloc[first : first + 40] for first in range(0, len(frame), 40))

    here, there = (find_themes_in(read, len(frame), Settings(sample=180), None, where) for where in (Local(), cluster))

    for name in ("assignments", "summary", "others", "unusable"):
        pd.testing.assert_frame_equal(getattr(here, name), getattr(there, name))
    assert here.parameters == there.parameters


def test_results_come_in_the_order_of_the_chunks(cluster):
    assert list(cluster.map(np.add, range(20), 1)) == list(range(1, 21)) == list(Local().map(np.add, range(20), 1))


def test_workers_with_other_code_are_refused(scheduler):
    with pytest.raises(FrameError, match="the Dask workers run another version of Engage; install this one there"):
        Cluster(scheduler, lambda: str(os.getpid()))


def test_a_scheduler_that_does_not_answer_is_named():
    with pytest.raises(FrameError, match="the Dask scheduler at tcp://127.0.0.1:9 does not answer"):
        Cluster("tcp://127.0.0.1:9", code_sha256, seconds=1)
