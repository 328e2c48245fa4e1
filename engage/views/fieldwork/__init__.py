"""Fieldwork: planning, the record of a session with or without a connection, and what follows from it."""

from engage.views.fieldwork import (
    device,
    erasing,
    finishing,
    guarding,
    importing,
    keeping,
    planning,
    preparing,
    reaching,
    recording,
    sending,
    taking,
)
from engage.views.fieldwork.address import bp

__all__ = [
    "bp", "device", "erasing", "finishing", "guarding", "importing", "keeping", "planning", "preparing", "reaching",
    "recording", "sending", "taking",
]  # fmt: skip
