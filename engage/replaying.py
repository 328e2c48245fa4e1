"""What a member of staff sent while signed out: it is kept on the page that says so, to be sent again after signing in.

Only what our own pages sent: another site must not lay words before somebody who would send them on.
"""

from flask import request

#: a password or a code is typed anew
SECRET_PLACES = ("people.", "staff.sign_in")
SECRET_FIELDS = {"csrf_token", "password", "old", "new", "again", "code", "token"}


def sent_fields():
    """(name, value) of what was typed and can be sent again; [] where there is nothing, or files were sent."""
    is_ours = request.headers.get("Sec-Fetch-Site") == "same-origin" and request.path.startswith("/staff/")
    is_secret = (request.endpoint or "").startswith(SECRET_PLACES)
    if request.method != "POST" or not is_ours or is_secret or request.files:
        return []
    return [(name, value) for name, value in request.form.items(multi=True) if name not in SECRET_FIELDS]
