"""One page read whole: its questions, what is written where nothing is asked, and the pieces a person looks at."""

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from forms.paper.geometry import PAGE_HEIGHT_MM, PAGE_WIDTH_MM, Area, Geometry
from forms.paper.marks import ink, rules, sheet
from forms.paper.marks.sheet import PIXELS_PER_MM, Grey

#: a writing box is cut out with this much around it: people write on below the line, less so beside it
BESIDE_MM, BELOW_MM = 3.0, 8.0
#: ticks and circles reach this far out of a box
AROUND_BOX_MM = 6.0
#: print is looked for this far from where it should lie
AROUND_PRINT_MM = 1.5
#: the edge of the sheet, its shadow and torn corners
EDGE_MM = 6.0
#: a stroke of at least this length and area is writing
STROKE_MM, STROKE_MM2 = 5.0, 1.5
WEBP_QUALITY = 60


@dataclass(frozen=True)
class Template:
    """What one page of a layout looks like when nobody has written on it."""

    page: int
    geometry: Geometry
    #: the page as printed, 8 pixels a millimetre
    master: Grey
    #: field -> how many answers it asks for; None for as many as one likes
    most: Mapping[str, int | None]


@dataclass(frozen=True)
class PageReading:
    straight: sheet.Straight
    readings: list[rules.Reading]
    #: ink outside every box
    writes_elsewhere: bool


def read(found: sheet.Sheet, template: Template, *, look_at_blanks: bool = True) -> PageReading:
    """Return what is on the page; PageRefused when it cannot be straightened."""
    straight = sheet.straighten(found, template.geometry)
    ticked, written = (
        ink.measure(straight.picture, template.master, tuple(box for box in boxes if box.area.page == template.page))
        for boxes in (template.geometry.boxes, template.geometry.digits)
    )
    readings = rules.decide(
        ticked, template.most, look_at_blanks=look_at_blanks, is_photograph=straight.is_photograph
    )
    readings += rules.notice(written, look_at_blanks=look_at_blanks, is_photograph=straight.is_photograph)
    down = {box.field: box.area.y for box in reversed([*ticked, *written])}
    readings.sort(key=lambda reading: down[reading.field])
    return PageReading(straight, readings, writes_elsewhere(straight.picture, template))


def writes_elsewhere(page: Grey, template: Template) -> bool:
    """Is there writing outside every box, in a margin or between the lines?"""
    half = PIXELS_PER_MM // 2
    paper = cv2.resize(sheet.level(page), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    printed = cv2.resize(template.master, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA) < 215
    reach = int(AROUND_PRINT_MM * half) * 2 + 1
    known = cv2.dilate(printed.astype(np.uint8), np.ones((reach, reach), np.uint8))
    geometry = template.geometry
    # the serial is stamped beside the code, on every form another
    _fill(known, Area(template.page, 0, 0, PAGE_WIDTH_MM, geometry.code.y + geometry.code.height + 2), half)
    _fill(known, Area(template.page, 0, geometry.marks[2].y - 2, PAGE_WIDTH_MM, PAGE_HEIGHT_MM), half)
    for box in (*geometry.boxes, *geometry.digits):
        if box.area.page == template.page:
            _fill(known, grown(box.area, AROUND_BOX_MM, AROUND_BOX_MM, AROUND_BOX_MM), half)
    for part in geometry.writing:
        if part.area.page == template.page:
            _fill(known, grown(part.area, BESIDE_MM, BESIDE_MM, BELOW_MM), half)
    written = ((paper < int(0.7 * 255)) & (known == 0)).astype(np.uint8)
    edge = int(EDGE_MM * half)
    written[:edge] = written[-edge:] = 0
    written[:, :edge] = written[:, -edge:] = 0
    _n, _labels, shapes, _centres = cv2.connectedComponentsWithStats(written, connectivity=8)
    shapes = shapes[1:]
    lengths = np.maximum(shapes[:, cv2.CC_STAT_WIDTH], shapes[:, cv2.CC_STAT_HEIGHT])
    touches = (shapes[:, cv2.CC_STAT_LEFT] <= edge) | (shapes[:, cv2.CC_STAT_TOP] <= edge)
    right = shapes[:, cv2.CC_STAT_LEFT] + shapes[:, cv2.CC_STAT_WIDTH]
    touches |= right >= written.shape[1] - edge
    areas = shapes[:, cv2.CC_STAT_AREA]
    return bool(((lengths >= STROKE_MM * half) & (areas >= STROKE_MM2 * half**2) & ~touches).any())


def clip(page: Grey, area: Area) -> Grey:
    """Return the piece of the straightened page inside this area."""
    rows, columns = _slices(area, PIXELS_PER_MM)
    return page[rows, columns]


def grown(area: Area, beside: float, above: float, below: float) -> Area:
    """Return the area with so many mm more on each side."""
    return Area(area.page, area.x - beside, area.y - above, area.width + 2 * beside, area.height + above + below)


def to_webp(picture: Grey, quality: int = WEBP_QUALITY) -> bytes:
    """Return the picture as a small grey WebP file."""
    done, content = cv2.imencode(".webp", picture, [cv2.IMWRITE_WEBP_QUALITY, quality])
    if not done:
        raise ValueError(f"a picture of {picture.shape} cannot be written as WebP")
    return content.tobytes()


def from_webp(content: bytes) -> Grey:
    """Return the picture that `to_webp` wrote."""
    return np.asarray(cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_GRAYSCALE), np.uint8)


def _fill(known: np.ndarray, area: Area, per_mm: int) -> None:
    known[_slices(area, per_mm)] = 1


def _slices(area: Area, per_mm: int) -> tuple[slice, slice]:
    top, left = max(area.y, 0) * per_mm, max(area.x, 0) * per_mm
    bottom, right = (area.y + area.height) * per_mm, (area.x + area.width) * per_mm
    return slice(int(top), int(bottom)), slice(int(left), int(right))
