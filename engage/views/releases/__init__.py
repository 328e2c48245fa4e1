"""Pages on which results are prepared, checked, approved and published, one blueprint: `address` finds the release."""

from engage.views.releases import deciding, preparing
from engage.views.releases.address import bp

__all__ = ["bp", "deciding", "preparing"]
