"""Columns that stand encrypted in the database, with the key of their consultation, and are read as plain values.

Reading needs nothing: a select of such a column gives the plain value, and an empty one once the key is destroyed:
that something was written stays counted. Writing through a model seals by itself; an insert or update of rows gives
keyed values instead.
"""

import base64
import json

from sqlalchemy import JSON, Text, TypeDecorator

from engage import data_keys

PREFIX = "sealed1:"


class Keyed(str):
    """A text that knows the key it is sealed with when it is written."""

    __slots__ = ("key",)


class KeyedDocument(dict):
    """The same of a document."""

    __slots__ = ("key",)


def keyed(value, key):
    """A text or a document for an insert or update of rows; None and an empty text are written as they are."""
    if not value:
        return value
    made = (KeyedDocument if isinstance(value, dict) else Keyed)(value)
    made.key = key
    return made


class SealedText(TypeDecorator):
    """place : table and column, to which what is sealed is bound."""

    impl = Text
    cache_ok = True

    def __init__(self, place):
        super().__init__()
        self.place = place

    def process_bind_param(self, value, dialect):
        return value and _seal(self.place, value, value)

    def process_result_value(self, value, dialect):
        return _open(self.place, value) if is_sealed(value) else value


class SealedDocument(TypeDecorator):
    """The same for a dictionary; what is sealed is a string of JSON."""

    impl = JSON
    cache_ok = True

    def __init__(self, place):
        super().__init__()
        self.place = place

    def process_bind_param(self, value, dialect):
        return value and _seal(self.place, value, json.dumps(value, ensure_ascii=False))

    def process_result_value(self, value, dialect):
        if not is_sealed(value):
            return value
        return json.loads(_open(self.place, value) or "{}")


def is_sealed(value):
    return isinstance(value, str) and value.startswith(PREFIX)


def _seal(place, value, text):
    key = getattr(value, "key", None)
    if key is None:
        raise ValueError(f"{place} would be written in clear. Give it a value of engage.sealed_columns.keyed().")
    sealed = key.seal(place, text.encode("utf-8", "surrogatepass"))
    return f"{PREFIX}{key.public_id}:{base64.urlsafe_b64encode(sealed).decode()}"


def _open(place, value):
    public_id, _colon, sealed = value.removeprefix(PREFIX).partition(":")
    key = data_keys.find(public_id)
    if key is None:
        return ""
    return key.open(place, base64.urlsafe_b64decode(sealed)).decode("utf-8", "surrogatepass")
