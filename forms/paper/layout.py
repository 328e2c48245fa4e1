"""A questionnaire as printed pages: a tagged PDF (PDF/UA) without numbers, and where every box on it lies."""

import io
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pikepdf
import typst

from forms.paper import geometry, routes, worded
from forms.paper.geometry import Area, Box, Geometry, Place, Writing
from forms.paper.questions import (
    CAPACITY,
    CONSENTS,
    HELPER,
    ORGANISATION,
    ORGANISATION_AREA,
    ORGANISATION_SIZE,
    PaperQuestion,
    asked,
)
from forms.questionnaire import Question, Questionnaire, Section

SOURCE = Path(__file__).with_name("form.typ")
FAMILIES = ("Noto Sans", "Noto Sans Arabic")
LAYOUTS = ("standard", "large_print", "easy_read")
#: a square of 6 mm in each corner; its outer edge is as far from the edge of the paper as printers reach
MARK_MM, MARK_MARGIN_MM = 6.0, 10.0
#: the QR code stands beside the top right mark, with 4 mm of white on each side, in every language
CODE_MM = 18.0
CODE = Area(0, 210 - MARK_MARGIN_MM - MARK_MM - 4 - CODE_MM, MARK_MARGIN_MM, CODE_MM, CODE_MM)
#: points of text; millimetres of box, pitch, picture, line to write on, box to write in, and of the head of each page.
#: Sources: UKAAF G003 (2019) and MS03 (2012), "Am I making myself clear?" (Mencap, 2002); the boxes are our own choice
SIZES: dict[str, dict[str, float]] = {
    "standard": {"text": 14, "box": 7, "pitch": 10, "picture": 0, "line": 12, "writing": 60.5, "top": 34},
    "large_print": {"text": 18, "box": 10, "pitch": 12, "picture": 0, "line": 14, "writing": 90, "top": 40},
    "easy_read": {"text": 16, "box": 10, "pitch": 14, "picture": 13.5, "line": 14, "writing": 90, "top": 38},
}
#: millimetres of a box for one digit
DIGIT_MM = {"standard": 9.0, "large_print": 12.0, "easy_read": 12.0}
#: how wide a capital of the code is at most, in ems
WIDEST_EM, POINTS_PER_MM = 0.75, 72 / 25.4
#: how a file begins -> what Typst takes it for; anything else is SVG
PICTURE_KINDS = {b"\x89PNG": "png", b"\xff\xd8": "jpg", b"RIFF": "webp"}
STAMP_FONT = "/Stamp"
#: digits of serials, letters of return codes, and the space between their groups
STAMPED = "0123456789 ABCDEFGHJKMNPQRSTVWXYZ"
CONTACT_FIELDS = ("contact.name", "contact.email", "contact.phone")


class NotPrintable(ValueError):
    """The pages cannot be made: a font is not there, or a text has a character that no font has."""


@dataclass(frozen=True)
class Statement:
    """One sentence or paragraph; ** stands around hard words. The picture is for Easy Read."""

    picture: str | None
    text: str


@dataclass(frozen=True)
class Asking:
    """The words of a question that the questionnaire does not ask: who is answering, the consents, contact details."""

    text: str
    picture: str
    hint: str = ""
    #: option key -> words and picture
    options: Mapping[str, Statement] | None = None


@dataclass(frozen=True)
class Part:
    title: str
    statements: Sequence[Statement]


@dataclass(frozen=True)
class Furniture:
    """Everything on the pages that the questionnaire does not say, in one wording and language."""

    #: forms.paper.identity.Identity.form
    code: str
    council: str
    #: where the return code is entered, as example.org/living-well
    address: str
    #: "ltr" or "rtl"
    direction: str
    #: form_number, page (with {page} and {pages}), continued, over_page, empty_page,
    #: choose_one, choose_three, choose_any, and those of forms.paper.routes
    words: Mapping[str, str]
    #: closing date, how to fill it in, how to send it, who helps, privacy
    front: Sequence[Part]
    #: (language, direction, where to get help and other formats) in every language on offer
    help: Sequence[tuple[str, str, str]]
    #: telephone number and e-mail address
    ways: Sequence[str]
    fields: Mapping[str, Asking]
    who: Part
    organisation: Part
    consents: Part
    contact: Part
    receipt: Part
    #: stands for the return code where a form has none
    no_code: str
    last: Part


@dataclass(frozen=True)
class Printed:
    """The master of one layout: every form is stamped from it (forms.paper.stamping)."""

    pdf: bytes
    geometry: Geometry


def make(
    questionnaire: Questionnaire,
    layout: str,
    locale: str,
    furniture: Furniture,
    pictures: Mapping[str, bytes],
    fonts: Path,
) -> Printed:
    """Return the printed pages of one layout in one language.

    pictures : name -> SVG or PNG of every picture that is used; only Easy Read needs any
    fonts    : folder with the TrueType files of FAMILIES
    Raises NotPrintable. Typst refuses what is not PDF/UA.
    """
    document = _document(questionnaire, layout, locale, furniture)
    with tempfile.TemporaryDirectory() as folder:
        document["pictures"] = _write_pictures(Path(folder), pictures) if layout == "easy_read" else {}
        source = Path(folder) / "form.typ"
        source.write_bytes(SOURCE.read_bytes())
        compiler = typst.Compiler(str(source), root=folder, font_paths=_fonts(fonts), ignore_system_fonts=True)
        try:
            pdf, spots = _padded(compiler, document)
        except typst.TypstError as error:
            raise NotPrintable(f"The pages cannot be made. {error.message}") from error
    return Printed(_with_stamp_font(pdf, fonts), _geometry(spots))


def _padded(compiler: typst.Compiler, document: dict[str, Any]) -> tuple[bytes, list[dict[str, Any]]]:
    """Return the pages and their places. The sheet that is kept apart begins on a right-hand page and has two sides."""
    spots = _composed(compiler, document)
    for flag, kind in (("is_padded", "answers"), ("is_padded_at_end", "end")):
        if _pages(spots, kind) % 2 == 1:
            document[flag] = True
            spots = _composed(compiler, document)
    pdf = compiler.compile(format="pdf", pdf_standards=["ua-1"])
    return cast(bytes, pdf), spots


def _composed(compiler: typst.Compiler, document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Lay the pages out and return what they say of places."""
    inputs = {"form": json.dumps(document, ensure_ascii=False)}
    compiler.compile(format="svg", sys_inputs=inputs)
    spots: list[dict[str, Any]] = json.loads(compiler.query("<spot>", field="value"))
    return spots


def _with_stamp_font(master: bytes, fonts: Path) -> bytes:
    """Give every page a font that has each character of serials and return codes, by the name STAMP_FONT."""
    source = f'#set document(title: "x")\n#set text(font: "{FAMILIES[0]}", fallback: false)\n{STAMPED}'
    sample = typst.compile(
        source.encode(), font_paths=_fonts(fonts), ignore_system_fonts=True, format="pdf", pdf_standards=["ua-1"]
    )
    with pikepdf.open(io.BytesIO(master)) as pdf, pikepdf.open(io.BytesIO(sample)) as shapes:
        font = next(iter(shapes.pages[0].obj.Resources.Font.values()))
        copied = pdf.copy_foreign(shapes.make_indirect(font))
        for page in pdf.pages:
            page.obj.Resources.Font[STAMP_FONT] = copied
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _pages(spots: Sequence[Mapping[str, Any]], kind: str) -> int:
    pages: int = next(spot["pages"] for spot in spots if spot["kind"] == kind)
    return pages


def variant_of(layout: str) -> str:
    """Return the wording that a layout is written in: large print says what the standard form says."""
    return "easy_read" if layout == "easy_read" else "standard"


def _document(questionnaire: Questionnaire, layout: str, locale: str, furniture: Furniture) -> dict[str, Any]:
    variant = variant_of(layout)
    fields = furniture.fields
    questions = asked(
        questionnaire,
        variant,
        *(list(fields[field].options or ()) for field in (CAPACITY, HELPER, ORGANISATION_SIZE)),
    )
    return {
        "layout": layout,
        "language": locale.split("_")[0],
        "direction": furniture.direction,
        "is_padded": False,
        "is_padded_at_end": False,
        "sizes": _sizes(layout, furniture.code),
        "mark": MARK_MM,
        "marks": [{"x": mark.x, "y": mark.y} for mark in marks()],
        "title": questionnaire.title.get(variant, locale),
        "council": furniture.council,
        "code": furniture.code,
        "address": furniture.address,
        "words": dict(furniture.words),
        "front": worded.rows(questionnaire.introduction.get(variant, ()), locale),
        "front_parts": [_part(part) for part in furniture.front],
        "help": [
            {"language": language.split("_")[0], "direction": direction, "text": text, "ways": list(furniture.ways)}
            for language, direction, text in furniture.help
        ],
        "parts": list(_parts(questionnaire, questions, variant, locale, furniture)),
        "contact": _part(furniture.contact)
        | {
            "lines": [
                {"field": field, "text": worded.pieces(fields[field].text), "picture": fields[field].picture}
                for field in CONTACT_FIELDS
            ]
        },
        "receipt": _part(furniture.receipt) | {"no_code": furniture.no_code},
        "last": _part(furniture.last),
    }


def _sizes(layout: str, code: str) -> dict[str, float]:
    """Return the sizes of the layout, with a higher head where the code of the form takes two lines."""
    sizes: dict[str, float] = SIZES[layout] | {"digit": DIGIT_MM[layout]}
    is_long = len(code) * sizes["text"] * WIDEST_EM / POINTS_PER_MM > CODE.x - MARK_MARGIN_MM * 2 - MARK_MM
    sizes["top"] += 1.5 * sizes["text"] / POINTS_PER_MM if is_long else 0
    return sizes


def _parts(
    questionnaire: Questionnaire,
    questions: Sequence[PaperQuestion],
    variant: str,
    locale: str,
    furniture: Furniture,
) -> list[dict[str, Any]]:
    """Return the parts of the form in the order of `asked`."""
    by_field = {question.field: question for question in questions}

    def of_section(section: Section) -> dict[str, Any]:
        words = [_worded(by_field.get(one.key), one, variant, locale, furniture) for one in section.questions]
        route = routes.told(questionnaire, section, by_field, variant, locale, furniture.words)
        rows = [{"picture": picture, "text": worded.pieces(text)} for picture, text in route]
        rows += worded.rows(section.introduction.get(variant, ()), locale)
        title = worded.pieces(section.title.marked(variant, locale))
        return {"title": title, "picture": section.picture, "rows": rows, "questions": words}

    def of_person(part: Part, *fields: str) -> dict[str, Any]:
        words = [_own_words(by_field[field], furniture) for field in fields]
        return _part(part) | {"picture": None, "questions": words}

    return [
        *(of_section(section) for section in questionnaire.of_purpose("views")),
        of_person(furniture.who, CAPACITY, HELPER),
        of_person(furniture.organisation, ORGANISATION, ORGANISATION_SIZE, ORGANISATION_AREA),
        of_person(furniture.consents, CONSENTS),
        *(of_section(section) for section in questionnaire.of_purpose("profile")),
    ]


def _worded(
    asking: PaperQuestion | None, question: Question, variant: str, locale: str, furniture: Furniture
) -> dict[str, Any]:
    if asking is None:
        return worded.statement(question, variant, locale)
    options = [
        {
            "key": option.key,
            "code": asking.codes[option.key],
            "text": worded.pieces(option.text.marked(variant, locale)),
            "picture": option.picture or question.picture,
            "is_exclusive": option.exclusive,
        }
        for option in question.offered(variant)
    ]
    both = (question.text, question.hint)
    text, hint = (worded.pieces(one.marked(variant, locale)) if one else [] for one in both)
    # as on the web: the hint of a question says how many may be chosen, if it has one
    says_how_many: dict[str, Any] = {"instruction": []} if hint and question.type == "top_three" else {}
    return (
        _question(asking, furniture, text, question.picture, options)
        | {
            "rows": worded.rows(question.introduction.get(variant, ()), locale),
            "hint": hint,
            "hint_picture": question.hint_picture or "question_mark",
            "digits": worded.digits(question, variant, locale, furniture.words),
        }
        | says_how_many
    )


def _own_words(asking: PaperQuestion, furniture: Furniture) -> dict[str, Any]:
    words = furniture.fields[asking.field]
    options = [
        {"key": key, "code": asking.codes[key], "text": worded.pieces(option.text), "picture": option.picture}
        for key, option in (words.options or {}).items()
    ]
    return _question(asking, furniture, worded.pieces(words.text), words.picture, options) | {
        "rows": [],
        "hint": worded.pieces(words.hint) if words.hint else [],
        "hint_picture": "question_mark",
    }


def _question(
    asking: PaperQuestion,
    furniture: Furniture,
    text: list[tuple[str, bool]],
    picture: str | None,
    options: list[dict[str, Any]],
) -> dict[str, Any]:
    instruction = worded.instruction(asking, options)
    said = furniture.words[instruction].replace("{n}", str(asking.most)) if instruction else ""
    return {
        "field": asking.field,
        "number": asking.number,
        "kind": asking.kind,
        "most": asking.most,
        "text": text,
        "picture": picture,
        "options": options,
        "instruction": worded.pieces(said) if said else [],
        "instruction_picture": worded.PICTURES.get(instruction, "tick"),
        "digits": [],
    }


def _part(part: Part) -> dict[str, Any]:
    rows = [{"picture": row.picture, "text": worded.pieces(row.text)} for row in part.statements]
    return {"title": worded.pieces(part.title), "rows": rows}


def marks() -> tuple[Area, ...]:
    """Return the registration marks: top left, top right, bottom left, bottom right. Page 0: they are on each."""
    left, right = MARK_MARGIN_MM, geometry.PAGE_WIDTH_MM - MARK_MARGIN_MM - MARK_MM
    top, bottom = MARK_MARGIN_MM, geometry.PAGE_HEIGHT_MM - MARK_MARGIN_MM - MARK_MM
    return tuple(Area(0, x, y, MARK_MM, MARK_MM) for y in (top, bottom) for x in (left, right))


def _geometry(spots: Sequence[Mapping[str, Any]]) -> Geometry:
    def of(kind: str) -> list[tuple[Mapping[str, Any], Area]]:
        found = [spot for spot in spots if spot["kind"] == kind]
        return [(s, Area(s["page"], s["x"], s["y"], s["width"], s["height"])) for s in found]

    return Geometry(
        n_pages=_pages(spots, "end"),
        marks=marks(),
        code=CODE,
        boxes=tuple(Box(spot["field"], spot["option"], area) for spot, area in of("box")),
        digits=tuple(Box(spot["field"], spot["option"], area) for spot, area in of("digit")),
        writing=tuple(Writing(spot["field"], area) for spot, area in of("writing")),
        places=tuple(Place(spot["field"], area) for spot, area in of("place") if spot["field"] != "receipt"),
        serials=tuple(area for _, area in of("serial")),
        receipt=next((area for _, area in of("receipt")), None),
    )


def _write_pictures(folder: Path, pictures: Mapping[str, bytes]) -> dict[str, str]:
    """Put the pictures where Typst may read them; return name -> file."""
    files = {}
    for number, (name, content) in enumerate(sorted(pictures.items())):
        ending = next((ending for start, ending in PICTURE_KINDS.items() if content.startswith(start)), "svg")
        files[name] = f"{number}.{ending}"
        (folder / files[name]).write_bytes(content)
    return files


def has_fonts(folder: Path) -> bool:
    """Return whether this folder has every family that printing needs."""
    return not _missing_families(_found(folder))


def _missing_families(fonts: typst.Fonts) -> set[str]:
    return set(FAMILIES) - set(fonts.families())


def _found(folder: Path) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])


def _fonts(folder: Path) -> typst.Fonts:
    fonts = _found(folder)
    missing = _missing_families(fonts)
    if missing:
        raise NotPrintable(f"The fonts for printing are not built: {', '.join(sorted(missing))}. Run: make setup")
    return fonts
