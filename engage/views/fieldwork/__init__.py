"""Fieldwork: planning, the record of a session with or without a connection, and what follows from it."""

from engage.views.fieldwork import device, finishing, guarding, importing, planning, reaching, recording, sending
from engage.views.fieldwork.address import bp

__all__ = ["bp", "device", "finishing", "guarding", "importing", "planning", "reaching", "recording", "sending"]
