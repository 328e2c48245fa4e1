"""What the QR code of a printed page says: which consultation, version, layout and language, which form, which page."""

import re
from dataclasses import dataclass

from forms.paper import serials

#: layout -> its letter in the code
LETTERS = {"standard": "S", "large_print": "L", "easy_read": "E"}
#: stands for the serial on a form that has none
NO_SERIAL = "0"


@dataclass(frozen=True)
class Identity:
    """One page of one form. `code` is the address word of the consultation, in small letters."""

    code: str
    version: int
    layout: str
    locale: str
    #: nine digits; None on a form that was printed without a number
    serial: str | None
    #: counts from 1
    page: int

    @property
    def form(self) -> str:
        """Return what names the form in print, without serial and page, as `LIVING-WELL.1.S-EN`."""
        locale = self.locale.replace("_", "-")
        return f"{self.code}.{self.version}.{LETTERS[self.layout]}-{locale}".upper()


def write(identity: Identity) -> str:
    """Return the text of the QR code: capitals, digits, full stops and hyphens, which make the smallest code."""
    return f"{identity.form}.{identity.serial or NO_SERIAL}.{identity.page}"


def parse(text: str) -> Identity | None:
    """Return the page that a QR code names; None if the code is not one of ours, or its serial fails its check."""
    found = re.fullmatch(r"([A-Z0-9-]+)\.([0-9]{1,6})\.([SLE])-([A-Z0-9-]+)\.([0-9]{1,9})\.([0-9]{1,3})", text)
    if not found:
        return None
    code, version, letter, locale, serial, page = found.groups()
    if serial != NO_SERIAL and serials.read(serial) is None:
        return None
    layout = next(name for name, own in LETTERS.items() if own == letter)
    numbered = None if serial == NO_SERIAL else serial
    return Identity(code.lower(), int(version), layout, _locale(locale), numbered, int(page))


def _locale(text: str) -> str:
    """Return the language as it is written elsewhere: `cy`, `pa_Arab`, `pt_BR`."""
    language, *rest = text.split("-")
    return "_".join([language.lower(), *(part.title() if len(part) == 4 else part for part in rest)])
