"""The page that is open, to be read otherwise: in bigger text, in other words, in another language."""

from urllib.parse import urlencode

from flask import current_app, g, request, url_for

#: addresses that are no pages, and so carry no size of text
FILES = {"static", "responses.show_own_picture", "responses.show_video", "responses.show_captions"}


def init_app(app):
    app.url_value_preprocessor(read_size)
    app.url_defaults(carry_size)
    app.jinja_env.globals.update(in_size=in_size, in_words=in_words, in_language=in_language)
    app.context_processor(lambda: {"switch_values": request.view_args or {}})


def read_size(_endpoint, _values):
    g.large_text = request.args.get("text") == "large"


def carry_size(endpoint, values):
    if g.get("large_text") and endpoint not in FILES:
        values.setdefault("text", "large")


def in_size(size):
    """The address of this page in `normal` or `large` text."""
    return _query(text=size)


def in_words(variant, values):
    """The address of this page in this wording; `values` is what it was asked with beside its address."""
    if _says("variant"):
        return url_for(request.endpoint, **{**values, "variant": variant})
    return _query(wording=variant.replace("_", "-"))


def in_language(code, values):
    if _says("locale"):
        return url_for(request.endpoint, **{**values, "locale": code})
    return _query(language=code)


def _says(name):
    """Whether the address of this page says it; that of a page which is not there says nothing."""
    return request.endpoint is not None and current_app.url_map.is_endpoint_expecting(request.endpoint, name)


def _query(**changes):
    """This very address, whatever it is, asked differently. Relative, so that no odd path can lead elsewhere."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in changes]
    return "?" + urlencode([*kept, *changes.items()])
