"""Themes and codes: what the machine finds and proposes, what people decide, and how far they agree."""

from engage.operations.coding.discovery import run_themes

__all__ = ["run_themes"]
