"""A consultation from an idea to its opening and its dates: pages for those who prepare it, and for the panel."""

from engage.views.plans import beginning, dating, opening, panel, piloting
from engage.views.plans.address import bp

__all__ = ["beginning", "bp", "dating", "opening", "panel", "piloting"]
