"""Themes and codes: what the machine finds and proposes, what people decide, and how far they agree."""

from engage.operations.coding.discovery import run_themes
from engage.operations.coding.replaying import replay

__all__ = ["replay", "run_themes"]
