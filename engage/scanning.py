"""Reading the scanned pages of one consultation: which form a page is of, and what is ticked. Nothing is written."""

from dataclasses import dataclass, field

import numpy as np
import pypdfium2
from sqlalchemy import select
from sqlalchemy.orm import undefer

from engage.extensions import db
from engage.models import PaperLayout, PrintedForm
from engage.models.respondents import CAPACITIES, HELPERS, SIZES
from engage.publishing import newest_version, published
from forms.paper import geometry, questions
from forms.paper.identity import Identity, parse
from forms.paper.marks import pages, sheet

POINTS_PER_MM = 72 / 25.4
#: pieces are cut out of the kept page and packed again, so it is kept a little better than they are shown
KEPT_QUALITY = 75


@dataclass(frozen=True)
class PageResult:
    """What one page of a file says; with a problem (forms.paper.reasons.PAGES) no more than could be seen."""

    position: int
    problem: str | None
    identity: Identity | None = None
    printed_form: PrintedForm | None = None
    reading: pages.PageReading | None = None
    #: the page as it was scanned, or straightened once that was possible; None if there is no picture
    picture: np.ndarray | None = None

    @property
    def readings(self):
        return self.reading.readings if self.reading else []

    @property
    def webp(self):
        """The picture as a small file that people can look at."""
        return None if self.picture is None else pages.to_webp(self.picture, KEPT_QUALITY)

    @property
    def seen(self):
        """What the page itself shows, by the names of the columns of ScannedPage."""
        if self.reading is None:
            return {}
        straight = self.reading.straight
        return {
            "dots_per_inch": round(straight.dots_per_inch),
            "n_marks": straight.n_marks,
            "is_upside_down": straight.is_upside_down,
            "is_photograph": straight.is_photograph,
            "writes_elsewhere": self.reading.writes_elsewhere,
        }


@dataclass
class Reader:
    consultation: object
    #: does a person look at questions where nothing is ticked?
    look_at_blanks: bool = True
    _layouts: dict = field(default_factory=dict)

    def read(self, page):
        """The PageResult of one forms.paper.files.Page."""
        if page.picture is None:
            return PageResult(page.position, page.problem)
        try:
            found = sheet.look(page.picture, parse)
        except sheet.PageRefused as refused:
            return PageResult(page.position, refused.reason, picture=page.picture)
        named = parse(found.code)
        problem, layout, printed = self._place(named)
        if problem:
            return PageResult(page.position, problem, named, printed, picture=page.picture)
        try:
            template = layout.template(named.page)
            reading = pages.read(found, template, look_at_blanks=self.look_at_blanks)
        except sheet.PageRefused as refused:
            return PageResult(page.position, refused.reason, named, printed, picture=page.picture)
        return PageResult(page.position, None, named, printed, reading, reading.straight.picture)

    def _place(self, named):
        """(problem, layout, PrintedForm) of what a code names."""
        if named.code != self.consultation.code:
            return "foreign", None, None
        newest = newest_version(self.consultation)
        if newest is None or named.version != newest.number:
            return "old_version", None, None
        layout = self._layout(newest.id, named)
        if layout is None:
            return "unknown_layout", None, None
        if not 1 <= named.page <= layout.geometry.n_pages:
            return "unknown_page", None, None
        if named.serial is None:
            return "no_serial", layout, None
        printed = db.session.scalar(select(PrintedForm).filter_by(serial=named.serial))
        if printed is None or printed.paper_layout_id != layout.id:
            return "unknown_serial", layout, None
        return None, layout, printed

    def _layout(self, version_id, named):
        key = (version_id, named.layout, named.locale)
        if key not in self._layouts:
            same = dict(zip(("version_id", "layout", "locale"), key, strict=True))
            row = db.session.scalar(select(PaperLayout).options(undefer(PaperLayout.master)).filter_by(**same))
            self._layouts[key] = row and PrintedLayout.of(row)
        return self._layouts[key]


@dataclass
class PrintedLayout:
    """A stored layout with its pages drawn, each when it is first needed."""

    id: int
    geometry: geometry.Geometry
    master: bytes
    most: dict
    _drawn: dict = field(default_factory=dict)

    @classmethod
    def of(cls, row):
        definition = published(row.version_id).definition
        variant = "easy_read" if row.layout == "easy_read" else "standard"
        asked = questions.asked(definition, variant, CAPACITIES, HELPERS, SIZES)
        most = {question.field: question.most for question in asked}
        return cls(row.id, geometry.from_document(row.geometry), row.master, most)

    def template(self, number):
        if number not in self._drawn:
            page = pypdfium2.PdfDocument(self.master)[number - 1]
            drawn = page.render(scale=sheet.PIXELS_PER_MM / POINTS_PER_MM, grayscale=True).to_numpy()
            self._drawn[number] = drawn.reshape(drawn.shape[0], -1)[: sheet.HEIGHT, : sheet.WIDTH].copy()
        return pages.Template(number, self.geometry, self._drawn[number], self.most)
