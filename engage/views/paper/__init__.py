"""Pages for clerks and their supervisors: batches of paper, keying, settling what differs, conversations."""

from engage.views.paper import batches, contacts, conversations, forms, keying, scanning, settling
from engage.views.paper.address import bp

__all__ = ["batches", "bp", "contacts", "conversations", "forms", "keying", "scanning", "settling"]
