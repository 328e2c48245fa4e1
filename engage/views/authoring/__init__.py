"""Pages on which a questionnaire is written: one module for each part of the work."""

from engage.views.authoring import arranging, collecting, exchanging, previewing, settling, writing
from engage.views.authoring.address import bp

__all__ = ["arranging", "bp", "collecting", "exchanging", "previewing", "settling", "writing"]
