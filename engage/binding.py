"""Between a request and a form: what cannot be read is refused, the rest is bound with its translations."""

from urllib.parse import parse_qsl, unquote_to_bytes

import flask
from flask import abort, current_app, g, request
from flask_babel import format_decimal, gettext, ngettext
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, RequestHeaderFieldsTooLarge, UnsupportedMediaType
from werkzeug.formparser import FormDataParser

FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
#: the last field of a page that carries answers; without it the body was cut on its way
END_MARKER = "end"
MAX_FIELDS = 1000
#: the record of a session has a field for each count and ten for each thing said
FIELDWORK, MAX_RECORD_FIELDS = "/staff/fieldwork/", 10_000
#: 12 MB, and what stands round it in the form
MAX_PHOTOGRAPH_BYTES = 13 * 1024 * 1024
#: of a form that carries large files: its other fields, and what stands between the files
FORM_BYTES = 1024 * 1024


class FormParser(FormDataParser):
    """Shows bytes that are not UTF-8 as U+FFFD, where Werkzeug keeps them as "%FF" or drops the whole form."""

    def _parse_urlencoded(self, stream, mimetype, content_length, options):
        pairs = parse_qsl(stream.read().decode("utf-8", "replace"), keep_blank_values=True)
        return stream, self.cls(pairs), self.cls()


class Request(flask.Request):
    form_data_parser_class = FormParser

    @property
    def max_content_length(self):
        """A photograph may be larger than anything else that is sent."""
        is_photograph = self.path.startswith(FIELDWORK) and self.path.endswith("/photographs")
        return MAX_PHOTOGRAPH_BYTES if is_photograph else super().max_content_length

    @max_content_length.setter
    def max_content_length(self, n_bytes):
        flask.Request.max_content_length.fset(self, n_bytes)


class Translations:
    """What WTForms asks for; `forms` needs no Flask."""

    gettext = staticmethod(gettext)
    ngettext = staticmethod(ngettext)


def bind(form_class, **values):
    """A form of this class with the posted data, or with `values` when nothing was posted."""
    data = request.form if request.method == "POST" else None
    meta = {
        "undecodable": request.method == "POST" and not _is_utf8(),
        "get_translations": lambda form: Translations(),
        "number": format_decimal,
        "today": current_app.config["CLOCK"]().date(),
    }
    return form_class(formdata=data, data=values, meta=meta)


def read_form(form_class, first, **values):
    """The bound form and the status of its page: 200 when it is shown or may be saved. `first` is the field of faults
    that are nobody's: a body that was cut on its way."""
    form = bind(form_class, **values)
    if not is_posted():
        return form, 200
    form.validate()
    if not arrived_whole():
        form[first].errors = [gettext("Your answers did not arrive complete. Nothing has been sent. Send again.")]
        return form, 400
    return form, 422 if form.errors else 200


def is_posted():
    """Whether the page was sent to be taken in. One that is only to be read otherwise is shown with what it holds."""
    return request.method == "POST" and not g.get("switched")


def arrived_whole():
    return END_MARKER in request.form


def takes_files(view):
    """Mark a view that takes large files: its body is not read before it runs."""
    view.takes_files = True
    return view


def refuse_unreadable():
    """Stop a request that would be misread: too long, of another type, or in parts that cannot be told apart."""
    if len(request.full_path) > current_app.config["MAX_ADDRESS_BYTES"]:
        abort(414)
    if len(request.headers) > current_app.config["MAX_HEADERS"]:
        raise RequestHeaderFieldsTooLarge
    if "\0" in request.path:
        abort(404)
    if request.method != "POST":
        return
    if request.mimetype not in FORM_TYPES and (request.mimetype or request.content_length):
        raise UnsupportedMediaType
    if request.mimetype_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise UnsupportedMediaType
    if request.mimetype == FORM_TYPES[1] and not request.mimetype_params.get("boundary"):
        raise BadRequest
    if getattr(current_app.view_functions.get(request.endpoint), "takes_files", False):
        # read by the view once it knows who asks, and put on disk as it comes
        request.max_content_length = current_app.config["SCAN_MEGABYTES"] * 2**20 + FORM_BYTES
    else:
        _refuse_unreadable_body()


def _refuse_unreadable_body():
    body = request.get_data(cache=True)
    most = MAX_RECORD_FIELDS if request.path.startswith(FIELDWORK) else MAX_FIELDS
    if request.mimetype == FORM_TYPES[0] and body.count(b"&") >= most:
        raise RequestEntityTooLarge
    if request.mimetype == FORM_TYPES[1] and body and not request.form:
        raise BadRequest


def refuse_other_sites():
    """A resident's post needs no cookie and no token, so it must come from a page of ours (Fetch Metadata, Origin)."""
    if request.method != "POST":
        return
    origin = request.headers.get("Origin")
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        abort(403)
    if origin not in (None, "null") and origin.split("://")[-1] != request.host:
        abort(403)


def _is_utf8():
    body = request.get_data(cache=True)
    if request.mimetype == FORM_TYPES[0]:
        body = unquote_to_bytes(body)
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
