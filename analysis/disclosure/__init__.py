"""What may be told of small groups: rounding (the rule), suppression (the alternative), and the attacks on both."""

from analysis.disclosure.attack import Bounds, attack_rounded, attack_table
from analysis.disclosure.differencing import Derived, Figure, derive
from analysis.disclosure.labels import quote_labels
from analysis.disclosure.magnitudes import Group, Middle, grouped, middle, nice_steps
from analysis.disclosure.rounding import (
    CONFIDENTIAL,
    LOW_RELIABILITY,
    NOT_APPLICABLE,
    RoundedTable,
    headline_share,
    marker,
    round_count,
    round_table,
)
from analysis.disclosure.suppression import Suppressed, SuppressedColumn, suppress, suppress_column

__all__ = [
    "CONFIDENTIAL", "LOW_RELIABILITY", "NOT_APPLICABLE", "Bounds", "Derived", "Figure", "Group", "Middle",
    "RoundedTable", "Suppressed", "SuppressedColumn", "attack_rounded", "attack_table", "derive", "grouped",
    "headline_share", "marker", "middle", "nice_steps", "quote_labels", "round_count", "round_table", "suppress",
    "suppress_column",
]  # fmt: skip
