"""Scans of the forms that this product prints: drawn pens on the real pages, a drawn copier, the real reader.

Thresholds were set on seeds 7 and 101; what is reported comes from others. A simulator shares assumptions with the
reader: real paper comes out worse, and the pilot of each council is what counts.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
from flask_migrate import upgrade

from benchmarks import copier, handwriting
from engage import create_app
from engage.config import ROOT
from engage.operations import consultations
from engage.printed_forms import layout_of
from engage.scanning import POINTS_PER_MM, PrintedLayout
from forms.paper import serials, stamping
from forms.paper.identity import Identity, parse
from forms.paper.marks import pages, sheet

LAYOUTS = ("standard", "large_print", "easy_read")
CODE = "living-well"
SERIAL = serials.with_check("12345678")


@dataclass
class Tally:
    n_pages: int = 0
    n_questions: int = 0
    n_sure: int = 0
    n_wrong: int = 0
    n_foreign: int = 0
    ticks: Counter = field(default_factory=Counter)
    refused: Counter = field(default_factory=Counter)
    reasons: Counter = field(default_factory=Counter)
    seconds: list = field(default_factory=list)

    @property
    def row(self):
        right, false, missed = (self.ticks[name] for name in ("right", "false", "missed"))
        return (
            f"{right / max(right + false, 1):.4f} | {right / max(right + missed, 1):.4f} | "
            f"{self.n_wrong} of {self.n_sure} | {1 - self.n_sure / max(self.n_questions, 1):.1%} | {self.n_foreign} | "
            f"{sum(self.refused.values())} | {np.mean(self.seconds):.3f}"
        )


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--seed", type=int, default=2027)
    parser.add_argument("--dots", type=int, default=200)
    parser.add_argument("--layouts", nargs="+", default=LAYOUTS, choices=LAYOUTS)
    parser.add_argument("--profiles", nargs="+", default=["normal", "harsh"], choices=list(copier.PROFILES))
    parser.add_argument("--look-at-blanks", action="store_true")
    options = parser.parse_args(argv)
    cv2.setNumThreads(1)
    write = sys.stdout.write
    write("| layout | profile | precision | recall | questions wrong | queue | wrong page | refused | CPU s a page |\n")
    write("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n")
    with tempfile.TemporaryDirectory() as folder:
        for layout in options.layouts:
            printed = _printed(Path(folder), layout)
            for profile in options.profiles:
                tally = measure(printed, layout, copier.PROFILES[profile], options)
                write(f"| {layout} | {profile} | {tally.row} |\n")
                sys.stdout.flush()
                sys.stderr.write(f"{layout} {profile}: {dict(tally.reasons)} {dict(tally.refused)}\n")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    write(f"\nMost memory, pages at 300 dots per inch and simulator included: {peak:.0f} MiB.\n")
    return 0


def measure(printed, layout, profile, options):
    """Fill in, scan and read so many pages that have boxes, one after another; returns the Tally."""
    template_of, drawn = printed
    rng, tally = np.random.default_rng([options.seed, LAYOUTS.index(layout)]), Tally()
    for turn in range(options.pages):
        number = list(drawn)[turn % len(drawn)]
        template = template_of(number)
        boxes = [box for box in template.geometry.boxes if box.area.page == number]
        writing = [part for part in template.geometry.writing if part.area.page == number]
        page, marked = handwriting.fill_in(drawn[number], boxes, writing, template.most, rng)
        scan = copier.scan(page, options.dots, profile, rng)
        _read(scan, template, marked, options.look_at_blanks, tally)
    return tally


def _read(scan, template, marked, look_at_blanks, tally):
    tally.n_pages += 1
    start = time.process_time()
    try:
        found = sheet.look(scan, parse)
        reading = pages.read(found, template, look_at_blanks=look_at_blanks)
    except sheet.PageRefused as refused:
        tally.refused[refused.reason] += 1
        return
    finally:
        tally.seconds.append(time.process_time() - start)
    named = parse(found.code)
    tally.n_foreign += (named.serial, named.page) != (SERIAL, template.page)
    for question in reading.readings:
        own = {box.option: kind for box, kind in marked.items() if box.field == question.field}
        meant = {option for option, kind in own.items() if handwriting.is_meant(kind)}
        tally.n_questions += 1
        if not question.is_sure:
            tally.reasons[question.reason] += 1
            continue
        said = set(question.choices)
        tally.n_sure += 1
        tally.n_wrong += said != meant
        tally.ticks += Counter(right=len(said & meant), false=len(said - meant), missed=len(meant - said))


def _printed(folder, layout):
    """(number -> Template, number -> the page of a numbered form at 300 dots per inch), of the pages with boxes."""
    app = create_app({
        "DATABASE_URL": f"sqlite:///{folder / layout}.sqlite3", "SECRET_KEY": "of a benchmark, and of nothing else",
        "HTTPS": False, "FREEPOST_ADDRESS": "FREEPOST HAVE YOUR SAY", "CONTACT_PHONE": "0151 496 0000",
    })  # fmt: skip
    with app.test_request_context():
        upgrade()
        now = app.config["CLOCK"]()
        closes_at = now.replace(year=now.year + 1, minute=0, second=0, microsecond=0)
        consultation = consultations.open_consultation(CODE, now, closes_at)
        document = (ROOT / "forms" / "questionnaires" / "living_well.json").read_text(encoding="utf-8")
        version = consultations.publish(consultation, document, now)
        row = layout_of(version, layout, "en", now)
        kept = PrintedLayout.of(row)
        named = Identity(CODE, version.number, layout, "en", None, 1)
        form = stamping.stamp(row.master, kept.geometry, named, [stamping.Numbered(SERIAL, "0000 0000 0000")])
    document = pypdfium2.PdfDocument(form)
    numbers = sorted({box.area.page for box in kept.geometry.boxes})
    return kept.template, {number: _drawn(document[number - 1]) for number in numbers}


def _drawn(page):
    picture = page.render(scale=handwriting.PER_MM / POINTS_PER_MM, grayscale=True).to_numpy()
    return picture.reshape(picture.shape[0], -1).copy()


if __name__ == "__main__":
    sys.exit(main())
