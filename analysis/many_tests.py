"""P-values of many tests at once: what is left of each when so many were tried."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def holm(p_values: ArrayLike) -> NDArray[np.float64]:
    """Return p-values adjusted by Holm's procedure: reject where they are at most the level.

    p_values : ... x M, 0 to 1; the last axis is one family of tests. NaN is no test: it stays NaN and is not counted
    Returns the same shape. The chance of one false rejection or more in the family is at most the level.
    Source: Holm S., Scandinavian Journal of Statistics 6 (1979), 65-70.
    """
    values = np.asarray(p_values, dtype=float)
    order, ascending, n_tests, place = _ascending(values)
    adjusted = np.maximum.accumulate((n_tests - place + 1) * ascending, axis=-1)
    return _back(np.minimum(adjusted, 1), order)


def benjamini_hochberg(p_values: ArrayLike) -> NDArray[np.float64]:
    """Return p-values adjusted for the false discovery rate; for officers' own looking round, never for a report.

    p_values : as for `holm`. Of what is called different, a share of at most the level is so by chance.
    Source: Benjamini Y. and Hochberg Y., Journal of the Royal Statistical Society B 57 (1995), 289-300.
    """
    values = np.asarray(p_values, dtype=float)
    order, ascending, n_tests, place = _ascending(values)
    scaled = np.where(np.isnan(ascending), np.inf, ascending * n_tests / place)
    adjusted = np.minimum.accumulate(scaled[..., ::-1], axis=-1)[..., ::-1]
    return _back(np.where(np.isnan(ascending), np.nan, np.minimum(adjusted, 1)), order)


def _ascending(
    values: NDArray[np.float64],
) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the order of each family, its values in that order (NaN last), how many tests it has, and the places."""
    order = np.argsort(values, axis=-1, kind="stable")
    n_tests = (~np.isnan(values)).sum(axis=-1, keepdims=True)
    return order, np.take_along_axis(values, order, axis=-1), n_tests, np.arange(1, values.shape[-1] + 1)


def _back(adjusted: NDArray[np.float64], order: NDArray[np.intp]) -> NDArray[np.float64]:
    found = np.empty(adjusted.shape)
    np.put_along_axis(found, order, adjusted, axis=-1)
    return found
