"""How long a thousand numbered forms take, in processor time: a table for each layout."""

import datetime as dt
import sys
import time
from types import SimpleNamespace

from engage.printed_words import furniture

from engage import create_app
from engage.assets import DIST
from engage.config import ROOT
from forms import definition
from forms.paper import layout, serials, stamping
from forms.paper.identity import Identity

N_FORMS, IN_ONE_FILE = 1000, 100
LOCALE = "en"
CODE = "0000 0000 0000 0000 0000 0000"


def main():
    questionnaire = definition.load(ROOT / "forms" / "questionnaires" / "living_well.json")
    app = create_app({"DEMONSTRATION": True, "DATABASE_URL": "sqlite://", "SECRET_KEY": "a key for measuring " * 2})
    consultation = SimpleNamespace(code="living-well", closes_at=dt.datetime(2027, 2, 1, tzinfo=dt.UTC))
    pictures = {path.stem: path.read_bytes() for path in (DIST / "pictures").glob("*.svg")}
    write = sys.stdout.write
    write(
        "| layout | pages | CPU s, the master | CPU s, 1,000 forms | MB, 1,000 forms |\n"
        "| --- | ---: | ---: | ---: | ---: |\n"
    )
    for kind in layout.LAYOUTS:
        with app.app_context():
            words = furniture(consultation, 1, kind, LOCALE, questionnaire.locales)
        began = time.process_time()
        made = layout.make(questionnaire, kind, LOCALE, words, pictures, DIST / "fonts")
        for_master = time.process_time() - began
        n_bytes, began = 0, time.process_time()
        for first in range(0, N_FORMS, IN_ONE_FILE):
            numbers = range(first, first + IN_ONE_FILE)
            forms = [stamping.Numbered(serials.with_check(f"{number:08}"), CODE) for number in numbers]
            identity = Identity("living-well", 1, kind, LOCALE, None, 1)
            n_bytes += len(stamping.stamp(made.pdf, made.geometry, identity, forms))
        for_forms = time.process_time() - began
        pages = made.geometry.n_pages
        write(f"| {kind} | {pages} | {for_master:.1f} | {for_forms:.1f} | {n_bytes / 1e6:.0f} |\n")


if __name__ == "__main__":
    main()
