"""Pages on who works here, one blueprint: administrators' pages, one's own account, and the ways in."""

from engage.views.people import administering, founding, identity, joining, own, proving
from engage.views.people.address import bp

__all__ = ["administering", "bp", "founding", "identity", "joining", "own", "proving"]
