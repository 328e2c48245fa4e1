"""Numbers from frames: ranked options and themes in comments; no web framework, no database."""

from pathlib import Path

DATA = Path(__file__).parent / "data"
