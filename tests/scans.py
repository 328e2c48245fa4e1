"""Printed forms of the market place, filled in and scanned, for tests of scanning."""

import io
import secrets

import numpy as np
import pypdfium2
from PIL import Image

from benchmarks import copier, handwriting
from engage import printed_forms
from engage.extensions import db
from engage.models import PaperLayout, PrintedForm
from engage.models.respondents import CAPACITIES, HELPERS, SIZES
from engage.publishing import newest_version
from forms.paper import geometry, identity, questions, serials
from tests import sheets
from tests.builders import NOW

PEN = handwriting.Pen(0.5, 40, 0.0)
STREETS, SHOPS = ["buses", "lights", "trees", "benches"], ["bakers", "markets", "banks"]
PAGES = [
    ([("streets_priorities", STREETS), ("shops_priorities", SHOPS)], "streets_comment"),
    ([(questions.CAPACITY, CAPACITIES), (questions.HELPER, HELPERS), (questions.ORGANISATION_SIZE, SIZES)], None),
    (
        [(questions.CONSENTS, ["quote", "contact", "outcome"]), ("age_band", ["young", "old", "prefer_not_to_say"])],
        "shops_comment",
    ),
]
SHEETS = sheets.a_form(PAGES)


def a_layout(consultation):
    """The standard layout of its newest version, with its master drawn."""
    pictures = [Image.fromarray(sheets.printed(SHEETS, dots_per_inch=200, number=number)) for number in (1, 2, 3)]
    master = io.BytesIO()
    pictures[0].save(master, "PDF", resolution=200, save_all=True, append_images=pictures[1:])
    row = PaperLayout(
        version_id=newest_version(consultation).id, layout="standard", locale="en", n_pages=3,
        geometry=geometry.to_document(SHEETS), master=master.getvalue(), sha256="0" * 64, made_at=NOW,
    )  # fmt: skip
    db.session.add(row)
    db.session.commit()
    return row


def a_printed_form(layout, digits="12345678"):
    row = PrintedForm(
        public_id=secrets.token_urlsafe(9), serial=serials.with_check(digits), paper_layout_id=layout.id, printed_at=NOW
    )
    db.session.add(row)
    db.session.commit()
    return row


def a_scan(printed_form, number, ticks=(), seed=1, code=None, kind="cross", dots=200):
    """One page of this form as it comes off the copier; ticks: (field, option)."""
    layout = printed_form.paper_layout
    consultation = layout.version.questionnaire.consultation
    named = identity.Identity(
        consultation.code, layout.version.number, layout.layout, layout.locale, printed_form.serial, number
    )
    page = sheets.printed(SHEETS, code or identity.write(named), number=number)
    rng = np.random.default_rng(seed)
    for box in SHEETS.boxes:
        if box.area.page == number and (box.field, box.option) in ticks:
            handwriting.draw_mark(page, box.area, kind, PEN, rng)
    return copier.scan(page, dots, copier.PROFILES["clean"], rng)


def a_whole_form(printed_form, ticks=(), **options):
    return [a_scan(printed_form, number, ticks, **options) for number in (1, 2, 3)]


def as_pdf(scans, quality=85):
    """The file that an office copier makes of these pages."""
    pictures = [Image.fromarray(scan) for scan in scans]
    content = io.BytesIO()
    pictures[0].save(content, "PDF", resolution=200, quality=quality, save_all=True, append_images=pictures[1:])
    return content.getvalue()


def as_tiff(scans):
    pictures = [Image.fromarray(scan) for scan in scans]
    content = io.BytesIO()
    pictures[0].save(content, "TIFF", compression="tiff_deflate", save_all=True, append_images=pictures[1:])
    return content.getvalue()


def a_form_of_ours(layout, printed_form, ticks=(), seed=1, dots=200):
    """Every page of a form as Engage prints it, filled in and scanned; ticks: (field, option) -> how it is marked."""
    asked, rng, scans = geometry.from_document(layout.geometry), np.random.default_rng(seed), []
    for number, page in enumerate(pypdfium2.PdfDocument(printed_forms.numbered(layout, [printed_form])), 1):
        picture = page.render(scale=handwriting.DOTS_PER_INCH / 72, grayscale=True).to_numpy()
        picture = picture.reshape(picture.shape[0], -1).copy()
        for box in asked.boxes:
            if box.area.page == number and (box.field, box.option) in ticks:
                handwriting.draw_mark(picture, box.area, ticks[box.field, box.option], PEN, rng)
        writing = [part for part in asked.writing if part.area.page == number]
        picture, _marked = handwriting.fill_in(picture, [], writing, {}, rng)
        scans.append(copier.scan(picture, dots, copier.PROFILES["clean"], rng))
    return scans
