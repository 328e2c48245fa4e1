"""Themes and codes: what the machine finds and proposes, what people decide, and how far they agree."""

from engage.operations.coding.discovery import run_themes, run_themes_job

__all__ = ["run_themes", "run_themes_job"]
