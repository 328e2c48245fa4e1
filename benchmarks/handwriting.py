"""People filling in a printed page, drawn with a seed: pens, ticks, shading, corrections, writing, stray lines."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np

DOTS_PER_INCH = 300
PER_MM = DOTS_PER_INCH / 25.4
#: how often people mark so: fractions of the marks on returned forms, as assumed
MARKS = {
    "tick": 0.44, "cross": 0.30, "scribble": 0.08, "slash": 0.05, "pencil": 0.05, "beside": 0.04, "dot": 0.015,
    "circle": 0.015, "shaded": 0.01,
}  # fmt: skip
CORRECTIONS = {"filled": 0.65, "scrawled": 0.25, "struck": 0.10}
SHARE_BLANK, SHARE_CORRECTED, SHARE_PENCIL, SHARE_HABIT = 0.06, 0.04, 0.06, 0.85
SHARE_WRITES, SHARE_OVERFLOWS, SHARE_STRAY = 0.7, 0.08, 0.05


@dataclass(frozen=True)
class Pen:
    width: float  # mm
    grey: float  # 0 black
    grain: float  # share of the line that the paper's grain leaves white

    @classmethod
    def drawn(cls, rng, pencil=False):
        if pencil:
            return cls(rng.uniform(0.35, 0.6), rng.uniform(105, 165), 0.35)
        is_ball = rng.random() < 0.75
        width = rng.uniform(0.30, 0.55) if is_ball else rng.uniform(0.6, 1.0)
        grey = rng.uniform(15, 95) if rng.random() < 0.9 else rng.uniform(60, 120)
        return cls(width, grey, float(rng.choice([0, 0.05, 0.15])))


def fill_in(printed, boxes, writing, most: Mapping[str, int | None], rng):
    """(the page with somebody's answers on it, {box: how it was marked}); "" for not at all. What is in CORRECTIONS
    was inked and then taken back: `is_meant` tells.

    printed : 300 dots per inch, grey
    """
    page, marked = printed.copy(), dict.fromkeys(boxes, "")
    pen, uses_pencil = Pen.drawn(rng), rng.random() < SHARE_PENCIL
    habit = _choose(MARKS, rng) if rng.random() < SHARE_HABIT else None
    questions = {}
    for box in boxes:
        questions.setdefault(box.field, []).append(box)
    for field, offered in questions.items():
        if rng.random() < SHARE_BLANK:
            continue
        wanted = _how_many(most[field], len(offered), rng)
        chosen = [int(place) for place in rng.choice(len(offered), wanted, replace=False)]
        for place in chosen:
            kind = habit if habit and rng.random() < 0.9 else _choose(MARKS, rng)
            with_pen = Pen.drawn(rng, pencil=True) if uses_pencil or kind == "pencil" else pen
            draw_mark(page, offered[place].area, kind, with_pen, rng)
            marked[offered[place]] = kind
        others = [place for place in range(len(offered)) if place not in chosen]
        if others and rng.random() < SHARE_CORRECTED:
            box, kind = offered[int(rng.choice(others))], _choose(CORRECTIONS, rng)
            draw_mark(page, box.area, str(rng.choice(["tick", "cross"])), pen, rng)
            draw_mark(page, box.area, kind, pen, rng)
            marked[box] = kind
    for part in writing:
        if rng.random() < SHARE_WRITES:
            _write(page, part.area, pen, rng, rng.random() < SHARE_OVERFLOWS)
    if rng.random() < SHARE_STRAY:
        start = rng.uniform([20, 40], [190, 270])
        stroke(page, _curve([start, start + rng.normal(0, 14, 2)], 1, rng), pen, rng)
    return page, marked


def is_meant(kind):
    return kind in MARKS


def draw_mark(page, area, kind, pen, rng):
    """Draw one mark of this kind on the box in this area."""
    side = area.width
    middle = np.array([area.x + side / 2, area.y + side / 2])
    off = rng.normal(0, 0.09 * side, 2)
    for points, jitter in _strokes(kind, pen, rng, side, off):
        stroke(page, _curve(np.asarray(points, float) + middle, jitter * side, rng), pen, rng)


def stroke(page, points, pen, rng):
    """Draw a line through these points (mm), darkening the paper as ink does."""
    pixels = np.asarray(points) * PER_MM
    low = np.maximum(np.floor(pixels.min(0) - 14).astype(int), 0)
    high = np.minimum(np.ceil(pixels.max(0) + 14).astype(int), page.shape[::-1])
    if (high <= low).any():
        return
    mask = np.zeros((high[1] - low[1], high[0] - low[0]), np.uint8)
    line = np.round((pixels - low) * 16).astype(np.int32).reshape(-1, 1, 2)
    cv2.polylines(mask, [line], False, 255, max(1, round(pen.width * PER_MM)), cv2.LINE_AA, 4)
    cover = mask.astype(np.float32) / 255
    if pen.grain:
        grain = cv2.GaussianBlur(rng.random(cover.shape).astype(np.float32), (0, 0), 1.2)
        grain = (grain - grain.min()) / (np.ptp(grain) + 1e-6)
        cover *= np.clip(1 - 1.6 * pen.grain * grain, 0, 1)
    under = page[low[1] : high[1], low[0] : high[0]].astype(np.float32)
    page[low[1] : high[1], low[0] : high[0]] = under * (1 - cover) + np.minimum(under, pen.grey) * cover


def _strokes(kind, pen, rng, side, off):
    """(points about the middle of the box in mm, jitter as a share of its side) of each stroke of a mark."""
    if kind in ("tick", "pencil", "beside"):
        if kind == "beside":
            off = rng.normal(0, 0.1 * side, 2) + [rng.choice([-0.44, 0.44]) * side, rng.uniform(-0.4, 0.08) * side]
        shape = np.array([(-0.38, 0.0), (-0.1, 0.38), (0.52, -0.55)])
        return [(shape * side * rng.uniform(0.7, 1.35) + off, 0.05)]
    if kind in ("cross", "slash"):
        reach = rng.uniform(0.6, 1.25) * 0.45 * side
        down, up = [(-reach, -reach), (reach, reach)], [(reach, -reach), (-reach, reach)]
        return [(np.array(line) + off, 0.05) for line in ([down, up] if kind == "cross" else [up])]
    if kind == "scribble":
        across = np.linspace(-0.36, 0.36, rng.integers(5, 9))
        zigzag = [(x, (0.34 if turn % 2 else -0.34) * rng.uniform(0.6, 1.1)) for turn, x in enumerate(across)]
        return [(np.array(zigzag) * side + off / 2, 0.03)]
    if kind in ("shaded", "filled"):
        return [(_hatching(0.5, pen.width * rng.uniform(0.55, 0.95), side, rng), 0.012)]
    if kind == "scrawled":
        reach = rng.uniform(0.42, 0.85)
        across = np.linspace(-reach, reach, max(4, int(reach * side / pen.width)))
        upright = [(x, (reach if turn % 2 else -reach) * rng.uniform(0.8, 1.05)) for turn, x in enumerate(across)]
        level = _hatching(reach, pen.width * rng.uniform(0.55, 1.5), side, rng)
        return [(level, 0.012), (np.array(upright) * side, 0.012)]
    if kind == "struck":
        heights = rng.uniform(-0.2, 0.2, 2) * side
        return [([(-0.9 * side, y), (0.9 * side, y + rng.normal(0, 0.1 * side))], 0.05) for y in heights]
    turns = 7 if kind == "dot" else 2 * math.pi * rng.uniform(0.95, 1.1)
    radii = np.full(2, rng.uniform(0.06, 0.13)) if kind == "dot" else rng.uniform(0.75, 1.15, 2)
    angle = np.linspace(0, turns, 40)
    spread = rng.normal(0, (0.12 if kind == "dot" else 0.06) * side, 2)
    return [(np.c_[np.cos(angle), np.sin(angle)] * radii * side + spread, 0.0)]


def _hatching(reach, step, side, rng):
    heights = np.linspace(-0.96 * reach, 0.96 * reach, max(4, int(2 * reach * side / step)))
    return side * np.array([((reach if turn % 2 else -reach) * rng.uniform(0.86, 1.04), y)
                            for turn, y in enumerate(heights)])  # fmt: skip


def _curve(points, jitter, rng, n=12):
    """The points joined by soft bends, as a hand does."""
    points = np.asarray(points, float) + rng.normal(0, jitter, (len(points), 2))
    along = np.linspace(0, 1, n)[:, None]
    bends = []
    for start, end in zip(points[:-1], points[1:], strict=True):
        bend = (start + end) / 2 + rng.normal(0, jitter * 1.2, 2)
        bends.append((1 - along) ** 2 * start + 2 * (1 - along) * along * bend + along**2 * end)
    return np.vstack(bends)


def _write(page, area, pen, rng, overflows):
    """Lines of something like joined-up writing, perhaps on below the box."""
    y = area.y + 5
    while y < area.y + area.height - 3:
        x = area.x + 2
        end = area.x + area.width * rng.uniform(0.7, 0.96)
        while x < end:
            n = int(rng.integers(3, 9))
            tall = (rng.random(n) < 0.25) * 2.2
            stroke(page, _curve(np.c_[x + 1.1 * np.arange(n), y + rng.normal(0, 1, n) - tall], 0.15, rng, 5), pen, rng)
            x += 1.1 * n + 1.8
        y += rng.uniform(7, 9)
        if rng.random() < 0.12:
            break
    if overflows:
        y = area.y + area.height + rng.uniform(1, 6)
        points = np.c_[area.x + rng.uniform(0, 40) + 1.3 * np.arange(60), y + rng.normal(0, 1.2, 60)]
        stroke(page, _curve(points, 0.2, rng, 5), pen, rng)


def _how_many(most, offered, rng):
    if most == 1:
        return min(offered, 1 if rng.random() > 0.01 else 2)
    return min(offered, int(rng.integers(1, 4)))


def _choose(shares, rng):
    names, weights = list(shares), np.array(list(shares.values()))
    return str(rng.choice(names, p=weights / weights.sum()))
