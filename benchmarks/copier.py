"""An office copier, drawn with a seed: turned, shifted, blurred and noisy pages, dust, streaks, torn corners, JPEG."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from benchmarks.handwriting import DOTS_PER_INCH


@dataclass(frozen=True)
class Profile:
    """Ranges are drawn evenly; shares are of pages."""

    degrees: float
    scale: float
    shift_mm: float
    blur: tuple[float, float]
    noise: tuple[float, float]
    jpeg: tuple[int, int]
    n_dust: int
    contrast: tuple[float, float]
    perspective: float
    share_streaked: float
    share_torn: float
    share_upside_down: float


PROFILES = {
    "clean": Profile(1, 0.005, 1.5, (0.3, 0.6), (1, 3), (85, 95), 20, (0.95, 1.02), 0, 0, 0, 0),
    "normal": Profile(3, 0.02, 4, (0.4, 1.1), (2, 8), (55, 92), 150, (0.8, 1.05), 0.0006, 0.05, 0.02, 0.05),
    "harsh": Profile(3, 0.03, 5, (0.8, 1.7), (6, 16), (30, 60), 500, (0.6, 1.0), 0.002, 0.2, 0.05, 0.1),
}


def scan(page, dots_per_inch, profile, rng):
    """The page as it comes off the glass."""
    ratio = dots_per_inch / DOTS_PER_INCH
    if ratio < 1:
        page = cv2.GaussianBlur(page, (0, 0), 0.45 / ratio)
    width, height = (int(side / 25.4 * dots_per_inch) + 24 for side in (210, 297))
    glass = float(rng.choice([250, 235, 60]))
    warp = _laid(page, width, height, ratio, profile, dots_per_inch, rng)
    seen = cv2.warpPerspective(page, warp, (width, height), flags=cv2.INTER_LINEAR, borderValue=glass)
    seen = cv2.GaussianBlur(seen.astype(np.float32), (0, 0), rng.uniform(*profile.blur) * dots_per_inch / 200)
    seen = 255 - (255 - seen) * rng.uniform(*profile.contrast) - rng.uniform(0, 14)
    seen += np.linspace(-1, 1, width, dtype=np.float32) * rng.uniform(-8, 8)
    seen += rng.standard_normal(seen.shape, np.float32) * np.float32(rng.uniform(*profile.noise))
    for _speck in range(rng.poisson(profile.n_dust)):
        place = int(rng.integers(0, width)), int(rng.integers(0, height))
        cv2.circle(seen, place, int(rng.integers(0, 2 + dots_per_inch // 250)), float(rng.uniform(20, 190)), -1)
    if rng.random() < profile.share_streaked:
        x = int(rng.integers(0, width))
        seen[:, x : x + int(rng.integers(1, 3))] -= rng.uniform(40, 140)
    if rng.random() < profile.share_torn:
        _tear(seen, glass, rng.uniform(14, 26) / 25.4 * dots_per_inch, rng)
    picture = np.clip(seen, 0, 255).astype(np.uint8)
    if rng.random() < profile.share_upside_down:
        picture = cv2.rotate(picture, cv2.ROTATE_180)
    _done, packed = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(*profile.jpeg))])
    return cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE)


def _laid(page, width, height, ratio, profile, dots_per_inch, rng):
    """Where the sheet lies on the glass."""
    angle = math.radians(rng.uniform(-profile.degrees, profile.degrees))
    across = ratio * (1 + rng.uniform(-profile.scale, profile.scale))
    down = across * (1 + rng.uniform(-0.003, 0.003))
    cos, sin = math.cos(angle), math.sin(angle)
    warp = np.array([[cos * across, -sin * down, 0], [sin * across, cos * down, 0], [0, 0, 1]])
    centre = warp @ np.array([page.shape[1] / 2, page.shape[0] / 2, 1])
    shift = rng.uniform(-profile.shift_mm, profile.shift_mm, 2) / 25.4 * dots_per_inch
    warp[:2, 2] = np.array([width / 2, height / 2]) - centre[:2] + shift
    tilt = np.eye(3)
    tilt[2, :2] = rng.normal(0, 1, 2) * profile.perspective / width
    return tilt @ warp


def _tear(seen, glass, reach, rng):
    height, width = seen.shape
    x, y = int(rng.choice([0, width])), int(rng.choice([0, height]))
    along, down = int(reach if x == 0 else -reach), int(reach if y == 0 else -reach)
    cv2.fillPoly(seen, [np.array([(x, y), (x + along, y), (x, y + down)], np.int32)], glass)
