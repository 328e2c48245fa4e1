"""Coding: one text after another, blind samples, how far coders agree, and what the codes come to."""

from engage.views.codes import counting, deciding, sampling
from engage.views.codes.address import bp

__all__ = ["bp", "counting", "deciding", "sampling"]
