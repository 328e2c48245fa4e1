"""Pages on which people agree what the themes are: one module for each part of the work."""

from engage.views.codeframes import agreeing, arranging, describing, listing
from engage.views.codeframes.address import bp

__all__ = ["agreeing", "arranging", "bp", "describing", "listing"]
