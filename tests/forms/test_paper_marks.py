"""Reading ticks: each rule on a small page that is drawn, marked with a pen and scanned."""

import cv2
import numpy as np
import pytest

from benchmarks import copier, handwriting
from forms.paper.geometry import Area
from forms.paper.marks import ink, pages, rules, sheet
from tests import sheets

CODE = "MARKET-PLACE.1.S-EN.123456788.1"
MOST = {"one": 1, "two": 3, "three": None, "four": 1}
PEN = handwriting.Pen(0.45, 40, 0.0)
PENCIL = handwriting.Pen(0.4, 130, 0.35)


class Paper:
    """A printed page of one layout, somebody's marks on it, and what the reader makes of its scan."""

    def __init__(self, layout="standard", seed=1):
        short = (("one", 4), ("two", 5), ("three", 3))
        self.geometry = sheets.a_sheet(layout) if layout == "standard" else sheets.a_sheet(layout, short)
        self.page = sheets.printed(self.geometry, CODE)
        master = cv2.resize(sheets.printed(self.geometry), (sheet.WIDTH, sheet.HEIGHT), interpolation=cv2.INTER_AREA)
        self.template = pages.Template(1, self.geometry, master, MOST)
        self.rng = np.random.default_rng(seed)

    def mark(self, field, number, kind="tick", pen=PEN):
        box = [box for box in self.geometry.boxes if box.field == field][number - 1]
        handwriting.draw_mark(self.page, box.area, kind, pen, self.rng)
        return self

    def scan(self, dots=200, profile="clean"):
        return copier.scan(self.page, dots, copier.PROFILES[profile], self.rng)

    def read(self, scan=None, *, look_at_blanks=False):
        scan = self.scan() if scan is None else scan
        found = sheet.look(scan, lambda text: text == CODE)
        return pages.read(found, self.template, look_at_blanks=look_at_blanks)

    def answers(self, scan=None, **options):
        """field -> (numbers of the ticked boxes, reason)"""
        reading = self.read(scan, **options)
        return {
            one.field: ([int(key.removeprefix("option_")) for key in one.choices], one.reason)
            for one in reading.readings
        }


def squeezed(scan, top):
    """The page seen from below, as a camera held at a slant sees it."""
    height, width = scan.shape
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    seen = corners + np.array([(width * top, 0), (-width * top, 0), (0, 0), (0, 0)], np.float32)
    warp = cv2.getPerspectiveTransform(corners, seen)
    return cv2.warpPerspective(scan, warp, (width, height), borderValue=90)


@pytest.mark.parametrize("layout", ["standard", "large_print", "easy_read"])
@pytest.mark.parametrize("kind", ["tick", "cross", "scribble"])
def test_clear_marks_are_read_on_every_layout(layout, kind):
    paper = Paper(layout).mark("one", 2, kind).mark("two", 1, kind).mark("two", 3, kind).mark("three", 3, kind)

    answers = paper.answers()

    assert answers["one"] == ([2], None)
    assert answers["two"] == ([1, 3], None)
    assert answers["three"] == ([3], None)


@pytest.mark.parametrize("layout", ["standard", "large_print", "easy_read"])
def test_an_empty_page_has_no_ticks(layout):
    """A margin that does not grow with the box reads the printed line of a large one as ink."""
    answers = Paper(layout).answers()

    assert set(map(str, answers.values())) == {"([], None)"}


def test_pencil_is_read_on_a_grey_scan():
    assert Paper().mark("one", 3, "cross", PENCIL).answers()["one"] == ([3], None)


def test_who_looks_at_blanks_sees_every_question_where_nothing_is_ticked():
    answers = Paper().mark("one", 1).answers(look_at_blanks=True)

    assert answers["one"] == ([1], None)
    assert [answers[field] for field in ("two", "three", "four")] == [([], "blank")] * 3


def test_two_answers_where_one_is_asked_for_go_to_a_person():
    assert Paper().mark("one", 1).mark("one", 3).answers()["one"] == ([1, 3], "two_answers")


def test_more_answers_than_asked_for_are_all_kept_and_go_to_a_person():
    paper = Paper()
    for number in (1, 2, 3, 5):
        paper.mark("two", number, "cross")

    assert paper.answers()["two"] == ([1, 2, 3, 5], "too_many")


def test_a_box_filled_in_beside_an_answer_is_no_answer():
    paper = Paper().mark("one", 1, "filled").mark("one", 4)

    choices, _reason = paper.answers()["one"]

    assert choices == [4]


def test_a_box_filled_in_where_several_may_be_ticked_goes_to_a_person():
    assert Paper().mark("three", 1, "filled").mark("three", 4).answers()["three"] == ([4], "corrected")


def test_a_lone_filled_box_goes_to_a_person():
    assert Paper().mark("one", 1, "filled").answers()["one"] == ([], "only_filled")


def test_somebody_who_shades_every_answer_is_understood():
    paper = Paper().mark("one", 1, "shaded").mark("two", 2, "shaded").mark("three", 1, "shaded")

    answers = paper.mark("four", 3, "shaded").answers()

    assert [answers[field] for field in MOST] == [([1], None), ([2], None), ([1], None), ([3], None)]


def test_a_line_through_a_tick_goes_to_a_person():
    _choices, reason = Paper().mark("one", 2).mark("one", 2, "struck").answers()["one"]

    assert reason is not None


def test_a_circle_around_an_option_goes_to_a_person():
    _choices, reason = Paper().mark("one", 2, "circle").answers()["one"]

    assert reason is not None


def test_a_tick_beside_its_box_goes_to_a_person():
    paper = Paper()
    box = paper.geometry.boxes[1].area
    beside = Area(1, box.x - 6.5, box.y, box.width, box.height)
    handwriting.draw_mark(paper.page, beside, "tick", PEN, paper.rng)

    assert paper.answers()["one"][1] is not None


def test_a_page_that_is_upside_down_is_turned():
    paper = Paper().mark("one", 2)

    reading = paper.read(cv2.rotate(paper.scan(), cv2.ROTATE_180))

    assert reading.straight.is_upside_down
    assert reading.readings[0].choices == ("option_2",)


def test_a_page_that_lies_on_its_side_is_turned():
    paper = Paper().mark("one", 2)

    assert paper.answers(cv2.rotate(paper.scan(), cv2.ROTATE_90_CLOCKWISE))["one"] == ([2], None)


@pytest.mark.parametrize("corner", [(0, 0), (0, 1), (1, 1)])
def test_a_torn_corner_costs_no_answer(corner):
    paper = Paper().mark("one", 2).mark("four", 1)
    scan = paper.scan()
    x, y = corner[0] * scan.shape[1], corner[1] * scan.shape[0]
    along, down = (-270 if corner[0] else 270), (-270 if corner[1] else 270)
    cv2.fillPoly(scan, [np.array([(x, y), (x + along, y), (x, y + down)], np.int32)], 60)

    reading = paper.read(scan)

    assert reading.straight.n_marks == 3
    assert [one.choices for one in reading.readings if one.field in ("one", "four")] == [("option_2",), ("option_1",)]


def test_two_marks_at_the_foot_and_the_code_are_enough():
    paper = Paper().mark("one", 2)
    for place in (0, 1):
        mark = paper.geometry.marks[place]
        x, y = round((mark.x - 1) * handwriting.PER_MM), round((mark.y - 1) * handwriting.PER_MM)
        paper.page[y : y + 100, x : x + 95] = 255

    reading = paper.read()

    assert reading.straight.n_marks == 2
    assert reading.readings[0].choices == ("option_2",)


def test_a_square_that_the_edge_cuts_is_no_mark():
    """Its centre lies elsewhere, and would bend the whole page."""
    paper = Paper().mark("four", 3)
    scan = paper.scan()
    cut = scan[:, round(12.5 * 200 / 25.4) :]

    reading = paper.read(cut)

    assert reading.straight.n_marks < 4
    assert reading.readings[3].choices == ("option_3",)


def test_a_streak_of_dust_through_a_column_of_boxes_is_no_tick():
    paper = Paper().mark("one", 2)
    scan = paper.scan()
    x = round(23.5 * scan.shape[1] / 213)
    scan[:, x : x + 2] = np.minimum(scan[:, x : x + 2], 90)

    answers = paper.answers(scan)

    assert answers["one"][0] == [2]
    assert [answers[field][0] for field in ("two", "three", "four")] == [[], [], []]


def test_a_pale_coffee_stain_is_no_tick():
    paper = Paper().mark("one", 2)
    stain = np.full(paper.page.shape, 255, np.uint8)
    cv2.circle(stain, (300, 1000), 380, 190, -1)
    stain = cv2.GaussianBlur(stain, (0, 0), 12)
    paper.page = np.minimum(paper.page, stain)

    answers = paper.answers()

    assert answers["one"][0] == [2]
    assert answers["three"][0] == []


def test_what_covers_the_boxes_goes_to_a_person():
    paper = Paper()
    cv2.circle(paper.page, (270, 560), 130, 40, -1)

    assert paper.answers()["one"][1] is not None


def test_a_photograph_is_straightened_and_a_person_looks_at_every_answer():
    paper = Paper().mark("one", 2)

    reading = paper.read(squeezed(paper.scan(300), 0.03))

    assert reading.straight.is_photograph
    assert reading.readings[0].choices == ("option_2",)
    assert {one.reason for one in reading.readings} == {"photograph"}


def test_a_black_and_white_scan_is_refused():
    scan = np.where(Paper().scan() < 160, 0, 255).astype(np.uint8)

    with pytest.raises(sheet.PageRefused, match="greyscale"):
        sheet.look(scan, lambda text: True)


def test_a_coarse_scan_is_refused():
    paper = Paper()

    with pytest.raises(sheet.PageRefused, match="200 dots"):
        paper.read(paper.scan(130))


@pytest.mark.parametrize("dots", [150, 200, 300])
def test_the_scans_that_are_asked_for_are_read(dots):
    reading = Paper().mark("one", 2).read(Paper().mark("one", 2).scan(dots))

    assert reading.straight.dots_per_inch == pytest.approx(dots, rel=0.02)
    assert reading.readings[0].choices == ("option_2",)


def test_a_page_without_a_code_of_ours_is_refused():
    paper = Paper()

    with pytest.raises(sheet.PageRefused, match="no square code"):
        sheet.look(paper.scan(), lambda text: False)


def test_a_page_of_which_no_corner_is_seen_is_refused():
    paper = Paper()
    for mark in paper.geometry.marks:
        x, y = round((mark.x - 1) * handwriting.PER_MM), round((mark.y - 1) * handwriting.PER_MM)
        paper.page[y : y + 95, x : x + 95] = 255

    with pytest.raises(sheet.PageRefused, match="corner squares"):
        paper.read()


def test_writing_in_the_margin_is_flagged_and_writing_in_its_box_is_not():
    inside, margin = Paper(), Paper()
    area = inside.geometry.writing[0].area
    line = np.c_[np.linspace(0, 50, 40), 3 * np.sin(np.arange(40))]
    handwriting.stroke(inside.page, line + [area.x + 5, area.y + area.height / 2], PEN, inside.rng)
    handwriting.stroke(margin.page, line + [110, 60], PEN, margin.rng)

    assert not inside.read().writes_elsewhere
    assert margin.read().writes_elsewhere


def test_a_piece_of_the_page_is_cut_out_and_packed_small():
    paper = Paper()
    flat = paper.read().straight.picture
    area = paper.geometry.writing[0].area

    piece = pages.clip(flat, pages.grown(area, pages.BESIDE_MM, pages.BESIDE_MM, pages.BELOW_MM))
    packed = pages.to_webp(piece)

    assert piece.shape == (round((area.height + 11) * 8), round((area.width + 6) * 8))
    assert packed[8:12] == b"WEBP"
    assert len(packed) < 20_000
    assert pages.from_webp(packed).shape == piece.shape


def test_confidence_is_a_share_and_less_for_a_faint_mark():
    sure = Paper().mark("one", 2, "cross").read().readings[0]
    faint = Paper().mark("one", 2, "dot", handwriting.Pen(0.3, 170, 0.3)).read().readings[0]

    assert 0 <= faint.confidence < sure.confidence <= 1


def test_ink_is_measured_the_same_wherever_the_box_was_printed():
    """Lengths are shares of the box: a cross in a large one reads like a cross in a small one."""
    found = []
    for layout in ("standard", "easy_read"):
        paper = Paper(layout).mark("one", 2, "cross", handwriting.Pen(0.09 * sheets.SIDES[layout], 40, 0))
        straight = paper.read().straight.picture
        box = paper.geometry.boxes[1]
        found.append(ink.measure(straight, paper.template.master, (box,))[box])

    assert [rules.classify(one) for one in found] == [rules.State.MARKED] * 2
    assert found[0].ratio == pytest.approx(found[1].ratio, rel=0.6)
