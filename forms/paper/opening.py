"""The program that opens one scan file, with hands tied: it reads the file and writes grey pages to its output.

Run by forms.paper.files as `python -m forms.paper.opening FIRST_PAGE`. Each page is a line of JSON and then its bytes.
"""

import io
import json
import sys
import warnings
from collections.abc import Iterator
from typing import Any, BinaryIO

import pikepdf
import pypdfium2
from PIL import Image

from forms.paper.confinement import confine

MEMORY_BYTES = 1_200_000_000
CPU_SECONDS = 900
MOST_PAGES = 2000
#: A4 at 600 dots per inch is 35 million
MOST_PIXELS = 50_000_000
#: larger pictures are made smaller: nothing finer is read, and fine pages cost time
LONGEST_SIDE = 3600
RENDER_DOTS = 200
POINTS_PER_INCH = 72
LONGEST_PAGE_INCHES = 20

#: a page, or the name of what is wrong with it
Opened = Image.Image | str


class Refused(Exception):
    """The file as a whole cannot be read; its first argument is a reason of forms.paper.files."""


def main(first: int, source: BinaryIO, target: BinaryIO) -> None:
    """Write every page from `first` on; at the end, or instead, why the file is refused."""
    try:
        for position, n_pages, opened in _pages(source.read(), first):
            _write_page(target, position, n_pages, opened)
    except Refused as refused:
        _write(target, {"refused": str(refused)})
    except MemoryError:
        _write(target, {"refused": "too_heavy"})


def _pages(content: bytes, first: int) -> Iterator[tuple[int, int, Opened]]:
    if not content:
        raise Refused("empty")
    if b"%PDF-" in content[:1024]:
        return _pdf(content, first)
    if content.startswith((b"II*\0", b"MM\0*", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return _pictures(content, first)
    raise Refused("unknown_kind")


def _pictures(content: bytes, first: int) -> Iterator[tuple[int, int, Opened]]:
    try:
        file = Image.open(io.BytesIO(content), formats=("TIFF", "PNG", "JPEG"))
        # a camera's JPEG may carry a small copy of itself as a second frame
        n_pages = getattr(file, "n_frames", 1) if file.format == "TIFF" else 1
    except Image.DecompressionBombError as error:
        raise Refused("too_heavy") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise Refused("damaged") from error
    _check_count(n_pages)
    for position in range(first, n_pages + 1):
        try:
            file.seek(position - 1)
            opened = _grey(file)
        except (OSError, ValueError, EOFError, SyntaxError):
            opened = "damaged"
        yield position, n_pages, opened


def _pdf(content: bytes, first: int) -> Iterator[tuple[int, int, Opened]]:
    try:
        document = pikepdf.open(io.BytesIO(content))
        n_pages = len(document.pages)
    except pikepdf.PasswordError as error:
        raise Refused("locked") from error
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise Refused("damaged") from error
    _check_count(n_pages)
    renderer = None
    for position in range(first, n_pages + 1):
        opened = _only_picture(document.pages[position - 1])
        if opened is None:
            try:
                renderer = renderer or pypdfium2.PdfDocument(content)
                opened = _rendered(renderer[position - 1])
            except (pypdfium2.PdfiumError, ValueError):
                opened = "damaged"
        yield position, n_pages, opened


def _only_picture(page: Any) -> Opened | None:
    """The picture that a copier put on the page, as it stands in the file; None when the page must be drawn."""
    try:
        found = list(page.get("/Resources", {}).get("/XObject", {}).values())
        pictures = [one for one in found if one.get("/Subtype") == "/Image"]
        if pictures and all(_is_one_bit(one) for one in pictures):
            return "black_and_white"
        if len(found) != 1 or not pictures or "/SMask" in pictures[0] or "/Font" in page.get("/Resources", {}):
            return None
        if int(pictures[0]["/Width"]) * int(pictures[0]["/Height"]) > MOST_PIXELS:
            return "too_large"
        return _grey(pikepdf.PdfImage(pictures[0]).as_pil_image())
    except (pikepdf.PdfError, NotImplementedError, OSError, ValueError, KeyError, TypeError, AttributeError):
        # an uncommon way of packing it: pdfium draws the page instead
        return None


def _is_one_bit(picture: Any) -> bool:
    return int(picture.get("/BitsPerComponent", 8)) == 1 or bool(picture.get("/ImageMask", False))


def _rendered(page: Any) -> Opened:
    """The page drawn at 200 dots per inch, or coarser if it is larger than any sheet."""
    longest = max(page.get_size()) / POINTS_PER_INCH
    dots = RENDER_DOTS * min(1.0, LONGEST_PAGE_INCHES / max(longest, 0.01))
    return _grey(page.render(scale=dots / POINTS_PER_INCH, grayscale=True).to_pil())


def _grey(picture: Image.Image) -> Opened:
    """The picture in 256 greys and no larger than is of use."""
    if picture.width * picture.height > MOST_PIXELS:
        return "too_large"
    if picture.mode == "1":
        return "black_and_white"
    picture.draft("L", (LONGEST_SIDE, LONGEST_SIDE))
    if picture.mode.startswith("I"):
        picture = picture.convert("I").point(lambda value: value / 256)
    elif picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        with_alpha = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), with_alpha)
    grey = picture.convert("L")
    if max(grey.size) > LONGEST_SIDE:
        grey.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.BOX)
    return grey


def _check_count(n_pages: int) -> None:
    if n_pages == 0:
        raise Refused("empty")
    if n_pages > MOST_PAGES:
        raise Refused("too_many_pages")


def _write_page(target: BinaryIO, position: int, n_pages: int, opened: Opened) -> None:
    line = {"position": position, "n_pages": n_pages}
    if isinstance(opened, str):
        _write(target, line | {"problem": opened})
    else:
        _write(target, line | {"width": opened.width, "height": opened.height})
        target.write(opened.tobytes())
        target.flush()


def _write(target: BinaryIO, line: dict[str, Any]) -> None:
    target.write(json.dumps(line).encode() + b"\n")
    target.flush()


if __name__ == "__main__":
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    Image.init()
    confine(MEMORY_BYTES, CPU_SECONDS)
    main(int(sys.argv[1]), sys.stdin.buffer, sys.stdout.buffer)
