"""Where everything lies on the printed pages of one layout, in millimetres from the top left corner of each page."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

PAGE_WIDTH_MM, PAGE_HEIGHT_MM = 210.0, 297.0


@dataclass(frozen=True)
class Area:
    """A rectangle on a page. `page` counts from 1."""

    page: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Box:
    """The square that is ticked for one option; the area is the outer edge of its line."""

    field: str
    option: str
    area: Area


@dataclass(frozen=True)
class Writing:
    """The box of a free-text question. A long one has one area on each of its pages."""

    field: str
    area: Area


@dataclass(frozen=True)
class Place:
    """The whole of one question, for showing it to a person: its words, boxes and margin."""

    field: str
    area: Area


@dataclass(frozen=True)
class Geometry:
    n_pages: int
    #: registration marks, the same on every page, in the order top left, top right, bottom left, bottom right
    marks: tuple[Area, ...]
    #: the QR code, the same place on every page
    code: Area
    boxes: tuple[Box, ...]
    writing: tuple[Writing, ...]
    places: tuple[Place, ...]
    #: where the serial is printed, once on each page
    serials: tuple[Area, ...] = ()
    #: the frame on the slip that takes the return code
    receipt: Area | None = None
    #: boxes for one digit each, of numbers, dates and orders by numbers; `option` says which one it is
    digits: tuple[Box, ...] = ()


def to_document(geometry: Geometry) -> dict[str, Any]:
    """Return the geometry as plain data for JSON."""
    return asdict(geometry)


def from_document(document: Mapping[str, Any]) -> Geometry:
    """Return the geometry that `to_document` wrote."""
    return Geometry(
        n_pages=document["n_pages"],
        marks=tuple(Area(**mark) for mark in document["marks"]),
        code=Area(**document["code"]),
        boxes=_boxes(document["boxes"]),
        writing=tuple(Writing(part["field"], Area(**part["area"])) for part in document["writing"]),
        places=tuple(Place(part["field"], Area(**part["area"])) for part in document["places"]),
        serials=tuple(Area(**area) for area in document["serials"]),
        receipt=Area(**document["receipt"]) if document["receipt"] else None,
        digits=_boxes(document.get("digits", ())),  # layouts that were printed earlier have none
    )


def _boxes(document: Iterable[Mapping[str, Any]]) -> tuple[Box, ...]:
    return tuple(Box(box["field"], box["option"], Area(**box["area"])) for box in document)
