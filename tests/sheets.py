"""Small printed pages for tests of scanning, drawn from their geometry: corner squares, code, boxes, lines of print."""

import cv2
import numpy as np
import segno

from forms.paper.geometry import Area, Box, Geometry, Place, Writing

SIDES = {"standard": 7.0, "large_print": 10.0, "easy_read": 10.0}
MARKS = tuple(Area(1, x, y, 6, 6) for x, y in ((10, 10), (194, 10), (10, 281), (194, 281)))
CODE = Area(1, 172, 10, 18, 18)


def a_sheet(layout="standard", questions=(("one", 4), ("two", 5), ("three", 4), ("four", 3)), comment="comment"):
    """Geometry of one page with these questions and a writing box below: (field, how many options, or their keys)."""
    return a_form([(questions, comment)], layout)


def a_form(pages, layout="standard"):
    """Geometry of several pages: (questions, field of a writing box or None) of each."""
    side, boxes, places, writing = SIDES[layout], [], [], []
    for page, (questions, comment) in enumerate(pages, 1):
        y = 40.0
        for field, options in questions:
            top = y
            keys = [f"option_{n}" for n in range(1, options + 1)] if isinstance(options, int) else options
            for key in keys:
                boxes.append(Box(field, key, Area(page, 20, y, side, side)))
                y += side * 1.45
            places.append(Place(field, Area(page, 15, top - 8, 180, y - top + 6)))
            y += 10
        if comment:
            writing.append(Writing(comment, Area(page, 20, y, 165, max(min(262 - y, 40), 10))))
    return Geometry(len(pages), MARKS, CODE, tuple(boxes), tuple(writing), tuple(places))


def printed(geometry, code=None, dots_per_inch=300, number=1):
    """One page as it comes off the printer, in grey; without a code it is the master that forms are stamped from."""
    scale = dots_per_inch / 25.4
    page = np.full((round(297 * scale), round(210 * scale)), 255, np.uint8)

    def at(x, y):
        return round(x * scale), round(y * scale)

    for mark in geometry.marks:
        cv2.rectangle(page, at(mark.x, mark.y), at(mark.x + mark.width, mark.y + mark.height), 0, -1)
    if code is not None:
        left, top = at(geometry.code.x, geometry.code.y)
        side = round(geometry.code.width * scale)
        modules = np.array([list(row) for row in segno.make(code, error="m").matrix], np.uint8)
        symbol = cv2.resize((1 - modules) * 255, (side, side), interpolation=cv2.INTER_NEAREST)
        page[top : top + side, left : left + side] = symbol
    line = max(1, round(0.4 * scale))
    for box in (box for box in geometry.boxes if box.area.page == number):
        area, inset = box.area, 0.2
        corner = at(area.x + area.width - inset, area.y + area.height - inset)
        cv2.rectangle(page, at(area.x + inset, area.y + inset), corner, 0, line)
        words = f"{box.option.removeprefix('option_')}  An answer that people may choose"
        cv2.putText(page, words, at(area.x + area.width + 4, area.y + area.width - 1), cv2.FONT_HERSHEY_SIMPLEX,
                    scale * 0.13, 0, max(1, round(scale / 5)), cv2.LINE_AA)  # fmt: skip
    for part in (part for part in geometry.writing if part.area.page == number):
        area = part.area
        cv2.rectangle(page, at(area.x, area.y), at(area.x + area.width, area.y + area.height), 0, line)
    return page
