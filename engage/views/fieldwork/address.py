"""Where the pages of fieldwork live, and finding the activity that an address names."""

from flask import Blueprint, abort, g

from engage.auth import describe_staff
from engage.fieldwork import find_activity

bp = Blueprint("fieldwork", __name__, url_prefix="/staff/fieldwork")
bp.context_processor(describe_staff)


def load(public_id):
    """The Activity of this address; 404 if there is none, 403 if this person was not invited to it."""
    return find_activity(public_id, g.staff) or abort(404)
