"""What stands in and around each box that the printer did not put there."""

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from forms.paper.geometry import Box
from forms.paper.marks.sheet import PIXELS_PER_MM, Grey, level

#: trimmed from each side of a box before its ink is measured: this share of its side, or the printed line and the
#: width to which a poor scan smears it. The line is thicker on a larger box, so a fixed width let it in
MARGIN, SMEAR_MM = 0.15, 0.5
#: how far a box may lie from where the straightened page says, in mm
SLACK_MM = 1.6
#: width of the surroundings that are looked at for ink, as a share of the side: circles are drawn around a box
RING = 0.55
#: a large circle shows on the side where no box is: from so far to so far from the box, as shares of the side
BESIDE_FROM, BESIDE_TO = 0.1, 0.8
#: a line through the box comes out on both sides, this far and this near to half-way down, as shares of the side
PAST, UP_TO, NEAR_MIDDLE = 0.12, 0.40, 0.40
#: and covers this many mm of the height there
LEAST_LINE_MM = 0.15
#: below this likeness the box on the page is not the printed one (torn, covered): it is taken where it should be
LEAST_LIKENESS = 0.45
#: a speck is smaller than this in area (mm2) and in length (mm)
SPECK_MM2, SPECK_MM = 0.2, 0.9
EDGE = 4


@dataclass(frozen=True)
class Ink:
    """What was measured of one box. Lengths are shares of the box's inner side, so that every layout reads alike."""

    #: share of the inside that is inked, without specks
    ratio: float
    #: the longest stroke
    length: float
    #: share of the middle that is inked: an arc of a neighbour's circle does not reach it
    middle: float
    #: radius of the largest white spot, as a share of the printed side: none is left in a box that was filled in
    gap: float
    #: ink around the box that is not printed there, as a share of the surroundings
    outside: float
    #: ink further out, on the sides where nothing is printed, as a share of what is looked at there
    beside: float
    #: a line goes through it from side to side
    is_crossed: bool
    #: how like the printed box it looks, 1 is alike
    likeness: float
    #: where it was found: left, top and side in pixels of the straightened page
    place: tuple[int, int, int]


def measure(page: Grey, master: Grey, boxes: tuple[Box, ...]) -> Mapping[Box, Ink]:
    """Return what is in each box.

    page, master : straightened, the same size; the master as printed, with nothing written on it
    """
    paper = level(page)
    grain = paper[::3, ::2]
    noise = 1.4826 * float(np.median(cv2.absdiff(grain, cv2.blur(grain, (5, 5))))) / 255
    paper = cv2.GaussianBlur(paper, (5, 5), 0.7)
    # darker than the noise of this scan explains: pencil on a clean scan counts, grain on a rough one does not
    threshold = 1 - float(np.clip(4.5 * noise, 0.11, 0.22))
    return {box: _measure(paper, master, box, threshold) for box in boxes}


def _measure(paper: Grey, master: Grey, box: Box, threshold: float) -> Ink:
    x, y, side = (value * PIXELS_PER_MM for value in (box.area.x, box.area.y, box.area.width))
    shift_x, shift_y, likeness = _shift(paper, master, x, y, side)
    left, top = x + shift_x, y + shift_y
    margin = max(MARGIN * side, _line(master, x, y, side) + SMEAR_MM * PIXELS_PER_MM)
    core = paper[int(top + margin) : int(top + side - margin), int(left + margin) : int(left + side - margin)]
    if not core.size:
        return Ink(0, 0, 0, 0.5, 0, 0, False, 0, (int(left), int(top), int(side)))
    inked, longest = _without_specks(core < int(threshold * 255))
    trimmed = inked.shape[0] // 5
    white = (core >= int(min(threshold, 0.8) * 255)).astype(np.uint8)
    gap = min(float(cv2.distanceTransform(white, cv2.DIST_L2, 3).max()), side / 2)
    outside, is_crossed = _around(paper, master, (left, top, side), (shift_x, shift_y))
    return Ink(
        ratio=float(inked.mean()),
        length=longest / core.shape[0],
        middle=float(inked[trimmed:-trimmed, trimmed:-trimmed].mean()),
        gap=gap / side,
        outside=outside,
        beside=_beside(paper, master, (left, top, side), (shift_x, shift_y)),
        is_crossed=is_crossed,
        likeness=likeness,
        place=(int(left), int(top), int(side)),
    )


def _line(master: Grey, x: float, y: float, side: float) -> float:
    """How thick the printed line is, in pixels, where the left side of the box is crossed half-way down."""
    across = master[int(y + side / 2), int(x) : int(x + side / 2)].astype(float)
    return float((255 - across).sum() / 255)


def _shift(paper: Grey, master: Grey, x: float, y: float, side: float) -> tuple[int, int, float]:
    """How far the printed box lies from where it should, in pixels, and how alike it is there."""
    slack = int(SLACK_MM * PIXELS_PER_MM)
    left, top, end = max(int(x) - slack, 0), max(int(y) - slack, 0), int(side) + 1 + slack
    around = paper[top : int(y) + end, left : int(x) + end]
    printed = master[int(y) - EDGE : int(y + side) + EDGE + 1, int(x) - EDGE : int(x + side) + EDGE + 1]
    if around.shape[0] < printed.shape[0] or around.shape[1] < printed.shape[1]:
        return 0, 0, 0.0
    scores = cv2.matchTemplate(around, printed, cv2.TM_CCOEFF_NORMED)
    _low, likeness, _at, best = cv2.minMaxLoc(scores)
    across, down = best[0] - (int(x) - EDGE - left), best[1] - (int(y) - EDGE - top)
    if likeness < LEAST_LIKENESS or max(abs(across), abs(down)) > 1.2 * PIXELS_PER_MM:
        return 0, 0, float(likeness)
    return across, down, float(likeness)


def _without_specks(dark: np.ndarray) -> tuple[np.ndarray, float]:
    """The ink without dust, which is small and stands alone, and the length of its longest stroke in pixels."""
    n_found, labels, shapes, _centres = cv2.connectedComponentsWithStats(dark.astype(np.uint8), connectivity=8)
    lengths = np.maximum(shapes[:, cv2.CC_STAT_WIDTH], shapes[:, cv2.CC_STAT_HEIGHT])
    kept = (shapes[:, cv2.CC_STAT_AREA] >= SPECK_MM2 * PIXELS_PER_MM**2) | (lengths >= SPECK_MM * PIXELS_PER_MM)
    kept[0] = False
    return kept[labels], float(lengths[kept].max()) if n_found > 1 and kept.any() else 0.0


def _around(
    paper: Grey, master: Grey, found: tuple[float, float, float], shift: tuple[int, int]
) -> tuple[float, bool]:
    """Share of the surroundings that is dark though the printer left it white, and whether a line crosses the box."""
    left, top, side = found
    ring = int(RING * side)
    rows, columns = slice(int(top) - ring, int(top + side) + ring), slice(int(left) - ring, int(left + side) + ring)
    if rows.start - max(shift[1], 0) < 0 or columns.start - max(shift[0], 0) < 0:
        return 0.0, False
    dark = (paper[rows, columns] < int(0.72 * 255)).astype(np.uint8)
    printed = master[rows.start - shift[1] : rows.stop - shift[1], columns.start - shift[0] : columns.stop - shift[0]]
    if printed.shape != dark.shape:
        return 0.0, False
    known = cv2.dilate((printed < 200).astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    dark[known] = 0
    inner = ring - 3
    dark[inner:-inner, inner:-inner] = 0
    return float(dark.sum()) / (4 * side * ring), _is_crossed(dark, known, ring, side)


def _beside(paper: Grey, master: Grey, found: tuple[float, float, float], shift: tuple[int, int]) -> float:
    """Share of the free paper on the left and on the right of the box that is dark, the larger of the two."""
    left, top, side = found
    rows, shares = slice(int(top), int(top + side)), [0.0]
    for start in (left - BESIDE_TO * side, left + side + BESIDE_FROM * side):
        columns = slice(max(int(start), 0), int(start + (BESIDE_TO - BESIDE_FROM) * side))
        dark = paper[rows, columns] < int(0.72 * 255)
        printed = master[rows.start - shift[1] : rows.stop - shift[1], max(columns.start - shift[0], 0) :]
        known = cv2.dilate((printed[:, : dark.shape[1]] < 200).astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
        if known.shape == dark.shape and not known.any():
            shares.append(float(dark.mean()))
    return max(shares)


def _is_crossed(dark: Grey, known: np.ndarray, ring: int, side: float) -> bool:
    """Does ink come out on the left and on the right? A side that is full of print cannot tell."""
    middle, width = dark.shape[0] / 2, dark.shape[1]
    band = slice(int(middle - NEAR_MIDDLE * side), int(middle + NEAR_MIDDLE * side))
    near, far = int(PAST * side), int(UP_TO * side)
    sides = (slice(ring - far, ring - near), slice(width - ring + near, width - ring + far))
    free = [columns for columns in sides if known[band, columns].mean() < 0.5]
    least = LEAST_LINE_MM * PIXELS_PER_MM * (far - near)
    return bool(free) and all(float(dark[band, columns].sum()) >= least for columns in free)
