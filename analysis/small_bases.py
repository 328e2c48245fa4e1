"""What may be said of a group by how many of it answered."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

HIDE_BELOW = 10
"""A smaller group is hidden: a figure about so few people is a figure about persons."""
SHARES_FROM = 30
"""A smaller group has counts and no percentages: one person more or less would move a share by 3 points or more."""
FULL_BASE = 100
"""A smaller group has shares marked as of low reliability ([u]) and no ranks."""


def base_class(base: ArrayLike) -> NDArray[np.str_]:
    """Return what may be shown of groups: "hidden", "counts", "low" (shares, low reliability) or "full".

    base : numbers of people who answered, any shape. Source: the house rule in docs; thresholds are of this module.
    """
    n = np.asarray(base)
    conditions = [n < HIDE_BELOW, n < SHARES_FROM, n < FULL_BASE]
    return np.select(conditions, ["hidden", "counts", "low"], "full")
