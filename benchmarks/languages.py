"""How often the language of a text is told rightly: the product's own texts in four languages, by their length."""

import json
import sys
import time

from babel.messages.pofile import read_po

from analysis.languages import UNKNOWN, language_of
from analysis.text import tokenise
from engage.config import ROOT

LENGTHS = ((1, 3), (4, 8), (9, 10_000))


def texts_by_language():
    """{locale: texts}: the catalogues, with English from their keys; made-up comments for languages beside them."""
    found = {"en": []}
    for locale in ("cy", "pl", "ar"):
        with (ROOT / "engage" / "translations" / locale / "LC_MESSAGES" / "messages.po").open("rb") as file:
            messages = [message for message in read_po(file) if isinstance(message.id, str) and message.id]
        found[locale] = [message.string for message in messages if message.string]
        found["en"] = [message.id for message in messages]
    others = ROOT / "tests" / "data" / "comments_in_languages.json"
    for locale, texts in json.loads(others.read_text(encoding="utf-8")).items():
        found[f"{locale} (comments)"] = texts
    return found


def measure(texts, locale):
    """[(words from, to, texts, right, unknown, wrong)], every text as if typed on the English page."""
    rows = []
    for least, most in LENGTHS:
        told = [language_of(text, "en") for text in texts if least <= len(tokenise(text)) <= most]
        right, unknown = told.count(locale), told.count(UNKNOWN)
        rows.append((least, most, len(told), right, unknown, len(told) - right - unknown))
    return rows


def main():
    language_of("so that the model is loaded before the clock starts")
    started, n_texts = time.process_time(), 0
    lines = ["| language | words | texts | right | unknown | wrong |", "| --- | --- | ---: | ---: | ---: | ---: |"]
    for name, texts in texts_by_language().items():
        n_texts += len(texts)
        for least, most, total, right, unknown, wrong in measure(texts, name[:2]):
            if total:
                length = f"{least} to {most}" if most < 100 else f"{least} and more"
                lines.append(f"| {name} | {length} | {total} | {right} | {unknown} | {wrong} |")
    seconds = time.process_time() - started
    sys.stdout.write("\n".join(lines) + f"\n\n{1e6 * seconds / n_texts:.0f} microseconds a text.\n")


if __name__ == "__main__":
    main()
