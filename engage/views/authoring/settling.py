"""Two authors wrote the same thing: the one who saved second sees both texts, and chooses."""

import json

from flask import abort, request

from engage.auth import role_required, safe_next
from engage.views.authoring.address import AUTHORS, bp, load, page_of, save, seen
from forms.authoring.merge import with_value

MOST = 500


@bp.post("/settle")
@role_required(*AUTHORS)
def settle(code):
    """Write the chosen ones into the draft as it was when both were shown."""
    draft, document = load(code)
    for number in range(1, MOST):
        path = request.form.get(f"path-{number}")
        if path is None:
            break
        if request.form.get(f"choice-{number}") == "mine":
            try:
                document = with_value(document, json.loads(path), json.loads(request.form[f"mine-{number}"]))
            except (ValueError, KeyError, TypeError, IndexError):
                abort(400)
    onward = safe_next(request.form.get("onward")) or page_of(draft)
    return save(draft, document, (), onward, base=seen())
