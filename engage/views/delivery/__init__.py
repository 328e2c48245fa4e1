"""Pages for staff on what came of a consultation, one blueprint: `address` finds what a page is about."""

from engage.views.delivery import actions, ambitions, changing, importing, lines, recommendations, submissions
from engage.views.delivery.address import bp

__all__ = ["actions", "ambitions", "bp", "changing", "importing", "lines", "recommendations", "submissions"]
