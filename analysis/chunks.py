"""Run one function over chunks of rows: here, or on a Dask cluster, with the same answer in the same order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol, TypeVar

from analysis.frames import FrameError

Result = TypeVar("Result")

AHEAD = 2
"""Chunks under way for each worker: one in work and one that waits, so that memory stays small and no worker idle."""


class Executor(Protocol):
    """Whatever maps a function over chunks in order."""

    def map(self, function: Callable[..., Result], chunks: Iterable[Any], *shared: Any) -> Iterator[Result]:
        """Yield function(chunk, *shared) of each chunk, in order."""


class Local:
    """Work in this process, one chunk after the other."""

    def map(self, function: Callable[..., Result], chunks: Iterable[Any], *shared: Any) -> Iterator[Result]:
        """Yield function(chunk, *shared) of each chunk, in order."""
        for chunk in chunks:
            yield function(chunk, *shared)


class Cluster:
    """Work on a Dask cluster.

    address : of the scheduler, as tcp://127.0.0.1:8786
    fingerprint : of the code that the workers must have; called there and here
    seconds : to wait for the scheduler
    Raises FrameError if dask is not installed, the scheduler does not answer, has no workers, or their code differs.
    """

    def __init__(self, address: str, fingerprint: Callable[[], str], seconds: float = 10) -> None:
        """Connect."""
        try:
            from distributed import Client
        except ImportError as error:
            raise FrameError(
                "a Dask scheduler is set, but Dask is not installed here; install it with: pip install 'engage[dask]'"
            ) from error
        try:
            self._client = Client(address, timeout=seconds, set_as_default=False)
        except (OSError, ValueError) as error:
            raise FrameError(f"the Dask scheduler at {address} does not answer: {error}") from error
        codes = self._client.run(fingerprint)
        if not codes:
            self.close()
            raise FrameError(f"the Dask scheduler at {address} has no workers")
        if set(codes.values()) != {fingerprint()}:
            self.close()
            raise FrameError("the Dask workers run another version of Engage; install this one there")
        self._n_ahead = AHEAD * len(codes)

    def map(self, function: Callable[..., Result], chunks: Iterable[Any], *shared: Any) -> Iterator[Result]:
        """Yield function(chunk, *shared) of each chunk, in order; what is shared travels to each worker once."""
        sent = [self._client.scatter(value, broadcast=True, hash=False) for value in shared]
        under_way: deque[Any] = deque()
        for chunk in chunks:
            under_way.append(self._client.submit(function, chunk, *sent, pure=False))
            if len(under_way) >= self._n_ahead:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()

    def close(self) -> None:
        """Leave the cluster; it goes on."""
        self._client.close()
