"""A scanned page: which one it is, how it lies, and the same page straightened to 8 pixels a millimetre."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from forms.paper.geometry import PAGE_HEIGHT_MM, PAGE_WIDTH_MM, Area, Geometry
from forms.paper.reasons import PAGES

QR_CODES = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
#: bytes, rows first
Grey = NDArray[Any]
#: x and y of each
Points = NDArray[Any]

PIXELS_PER_MM = 8
WIDTH, HEIGHT = round(PAGE_WIDTH_MM * PIXELS_PER_MM), round(PAGE_HEIGHT_MM * PIXELS_PER_MM)
MM_PER_INCH = 25.4
#: fine detail of pencil is lost below; copiers round, so a few less still count as 150
FEWEST_DOTS = 146
#: share of pixels that are neither ink nor paper. A grey scan has soft edges on every letter, a 1-bit one has none
FEWEST_GREYS = 0.004
#: sides of the straightened page that differ by more than this in the picture are perspective: a camera, not a copier
MOST_PERSPECTIVE = 0.02
#: how far from where it was expected a mark may lie, in mm: nearer for the one beside the code
NEAR_MM, FAR_MM = 9.0, 14.0
#: and on a photograph, where all four must then agree with the code to within so many mm
SLANTED_MM, AGREES_MM = 32.0, 2.0


class PageRefused(ValueError):
    """This page cannot be read; `reason` is one of forms.paper.reasons.PAGES."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(PAGES[reason])


@dataclass(frozen=True)
class Sheet:
    """A page as it was scanned. `corners` of its code: top left, top right, bottom right, bottom left of the symbol."""

    picture: Grey
    code: str
    corners: Points


@dataclass(frozen=True)
class Straight:
    """The page upright and flat, without streaks."""

    picture: Grey
    n_marks: int
    dots_per_inch: float
    is_upside_down: bool
    #: taken with a camera: the light is uneven, so a person looks at every answer
    is_photograph: bool


def look(picture: Grey, is_ours: Callable[[str], Any]) -> Sheet:
    """Return the sheet with the code that `is_ours` accepts; PageRefused when it is black and white or has none."""
    if _share_of_greys(picture) < FEWEST_GREYS:
        raise PageRefused("black_and_white")
    half = cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    tries = ((lambda: picture, 1.0), (lambda: cv2.GaussianBlur(picture, (0, 0), 1.0), 1.0), (lambda: half, 2.0))
    for prepare, scale in tries:
        for code in zxingcpp.read_barcodes(prepare(), formats=QR_CODES, try_invert=False):
            if is_ours(code.text):
                place = code.position
                corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
                points = np.array([[corner.x, corner.y] for corner in corners], np.float32) * scale
                return Sheet(picture, code.text, points)
    raise PageRefused("no_code")


def straighten(sheet: Sheet, geometry: Geometry) -> Straight:
    """Return the page on its marks: all four, three, or two with the code. PageRefused when that is not enough."""
    picture = without_streaks(sheet.picture)
    warp, n_marks = _warp(sheet, picture, geometry)
    if warp is None:
        raise PageRefused("no_marks")
    dots = _dots_per_inch(warp)
    if dots < FEWEST_DOTS:
        raise PageRefused("coarse")
    flat = cv2.warpPerspective(picture, warp, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR, borderValue=255)
    across = sheet.corners[1] - sheet.corners[0]
    return Straight(flat, n_marks, dots, bool(across[0] < 0), _perspective(warp) > MOST_PERSPECTIVE)


def _warp(sheet: Sheet, picture: Grey, geometry: Geometry) -> tuple[Any, int]:
    """How the scan is laid flat, or None, and on how many marks."""
    marks = _find_marks(picture, sheet.corners, geometry, FAR_MM)
    if len(marks) < 4:
        slanted = _find_marks(picture, sheet.corners, geometry, SLANTED_MM)
        warp = _from_four(slanted, geometry) if len(slanted) == 4 else None
        if warp is not None and _disagreement(warp, sheet.corners, geometry) < AGREES_MM:
            return warp, 4
    wanted = {place: _centre(geometry.marks[place]) for place in marks}
    if len(marks) == 4:
        return _from_four(marks, geometry), 4
    if len(marks) == 3:
        seen = np.array([marks[place] for place in sorted(marks)], np.float32)
        target = np.array([wanted[place] for place in sorted(marks)], np.float32)
        return _square(cv2.getAffineTransform(seen, target * PIXELS_PER_MM)), 3
    if len(marks) == 2 and any(place >= 2 for place in marks):
        # a mark at the foot of the page and the code at its head hold it; marks weigh as much as the code's corners
        seen = np.vstack([sheet.corners, *[[marks[place]] * 3 for place in sorted(marks)]]).astype(np.float32)
        code = corners_of(geometry.code)
        target = np.vstack([code, *[[wanted[place]] * 3 for place in sorted(marks)]]).astype(np.float32)
        found, _ = cv2.estimateAffine2D(seen, target * PIXELS_PER_MM, ransacReprojThreshold=8)
        return None if found is None else _square(found), 2
    return None, len(marks)


def _from_four(marks: dict[int, Points], geometry: Geometry) -> Any:
    seen = np.array([marks[place] for place in range(4)], np.float32)
    target = np.array([_centre(mark) for mark in geometry.marks], np.float32)
    return cv2.findHomography(seen, target * PIXELS_PER_MM)[0]


def _disagreement(warp: Any, corners: Points, geometry: Geometry) -> float:
    """How far the code lies from where the marks say, in mm."""
    laid = cv2.perspectiveTransform(corners[None].astype(np.float64), warp)[0] / PIXELS_PER_MM
    return float(np.hypot(*(laid - corners_of(geometry.code)).T).max())


def without_streaks(picture: Grey) -> Grey:
    """Return the page without the thin dark lines that dust on a copier's glass draws from edge to edge."""
    rows = cv2.blur(picture, (1, 9))[::8].astype(np.int16)
    darker = np.minimum(np.roll(rows, 4, 1), np.roll(rows, -4, 1)) - rows
    streaks = (darker > 22).mean(0) > 0.55
    streaks[:6] = streaks[-6:] = False
    if not 0 < streaks.sum() < 40:
        return picture
    streaks = cv2.dilate(streaks.astype(np.uint8)[None], np.ones((1, 3), np.uint8))[0] > 0
    clean, dirty = np.flatnonzero(~streaks), np.flatnonzero(streaks)
    left = clean[np.clip(np.searchsorted(clean, dirty) - 1, 0, len(clean) - 1)]
    right = clean[np.clip(np.searchsorted(clean, dirty), 0, len(clean) - 1)]
    mended = picture.copy()
    mended[:, dirty] = (picture[:, left].astype(np.uint16) + picture[:, right]) // 2
    return mended


def level(picture: Grey) -> Grey:
    """Return the picture with the paper white everywhere: uneven light and pale stains divided away."""
    small = cv2.resize(picture, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((13, 13), np.uint8))
    return np.asarray(cv2.divide(picture, cv2.resize(paper, picture.shape[::-1]), scale=255), np.uint8)


def corners_of(area: Area) -> Points:
    """Return the corners in mm: top left, top right, bottom right, bottom left."""
    right, bottom = area.x + area.width, area.y + area.height
    return np.array([(area.x, area.y), (right, area.y), (right, bottom), (area.x, bottom)], np.float32)


def _find_marks(picture: Grey, corners: Points, geometry: Geometry, far_mm: float) -> dict[int, Points]:
    """The centres of the corner squares that are seen whole, each looked for where those before it say it must lie."""
    factor = 2 if picture.shape[1] > 1300 else 1
    if factor == 2:
        picture = cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        corners = (corners + 0.5) / 2 - 0.5
    code = corners_of(geometry.code)
    first, _ = cv2.estimateAffinePartial2D(code, corners)
    if first is None:
        return {}
    scale = math.hypot(*first[:, 0])
    squares = _squares(picture, geometry.marks[0].width * scale, scale)
    known_mm, known_px, found = list(code), list(corners), {}
    middle = _centre(geometry.code)
    order = sorted(range(4), key=lambda place: float(np.hypot(*(_centre(geometry.marks[place]) - middle))))
    for turn, place in enumerate(order):
        fit, _ = cv2.estimateAffinePartial2D(np.array(known_mm), np.array(known_px))
        if fit is None or not len(squares):
            break
        centre = _centre(geometry.marks[place])
        distances = np.hypot(*(squares - fit @ np.array([*centre, 1.0])).T)
        nearest = int(distances.argmin())
        if distances[nearest] < (NEAR_MM if turn == 0 else far_mm) * scale:
            found[place] = squares[nearest]
            known_mm.append(centre)
            known_px.append(squares[nearest])
    return {place: ((point + 0.5) * factor - 0.5).astype(np.float32) for place, point in found.items()}


def _squares(picture: Grey, side: float, scale: float) -> Points:
    """The centres of the solid dark squares of about this side; one that the edge cuts has its centre elsewhere."""
    height, width = picture.shape
    dark = (level(cv2.GaussianBlur(picture, (0, 0), 0.12 * scale)) < 140).astype(np.uint8)
    n_found, _labels, shapes, centres = cv2.connectedComponentsWithStats(dark)
    kept = []
    for number in range(1, n_found):
        x, y, across, down, area = (int(value) for value in shapes[number])
        is_whole = x > 0 and y > 0 and x + across < width and y + down < height
        is_square = 0.7 < across / down < 1.43 and area > 0.62 * across * down
        if is_whole and is_square and 0.6 * side**2 < area < 1.5 * side**2:
            kept.append(centres[number])
    return np.array(kept, np.float32).reshape(-1, 2)


def _share_of_greys(picture: Grey) -> float:
    counts = np.bincount(picture[::2, ::2].ravel(), minlength=256)
    darkest, lightest = np.flatnonzero(counts)[[0, -1]]
    margin = (lightest - darkest) // 8
    return float(counts[darkest + margin + 1 : lightest - margin].sum() / counts.sum())


def _centre(area: Area) -> Points:
    return np.array([area.x + area.width / 2, area.y + area.height / 2], np.float32)


def _square(affine: Any) -> NDArray[np.float64]:
    return np.vstack([affine, [0.0, 0.0, 1.0]])


def _sides(warp: Any) -> NDArray[np.float64]:
    """Lengths in the scan of the top, right, bottom and left side of the page."""
    page = np.array([[(0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT)]], np.float64)
    seen = cv2.perspectiveTransform(page, np.linalg.inv(warp))[0]
    return np.hypot(*(np.roll(seen, -1, 0) - seen).T)


def _dots_per_inch(warp: Any) -> float:
    top, right, bottom, left = _sides(warp)
    per_mm = ((top + bottom) / PAGE_WIDTH_MM + (left + right) / PAGE_HEIGHT_MM) / 4
    return float(per_mm * MM_PER_INCH)


def _perspective(warp: Any) -> float:
    """How much opposite sides differ, as a share: 0 for a copier."""
    top, right, bottom, left = _sides(warp)
    return float(max(abs(top - bottom) / max(top, bottom), abs(left - right) / max(left, right)))
