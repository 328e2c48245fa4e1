"""Picture files a council brings: judged by their content, and kept without what a camera hid in them."""

import re
import struct
import zlib
from dataclasses import dataclass

from engage.errors import PictureRefused

MOST_BYTES = 1_000_000
MOST_PIXELS_A_SIDE = 4000
KINDS = "PNG, JPEG or WebP"
#: of a PNG: what is needed to show it in its colours
PNG_KEPT = {b"IHDR", b"PLTE", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sRGB", b"sBIT", b"bKGD", b"pHYs", b"IDAT", b"IEND"}
WEBP_KEPT = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP"}
WEBP_ANIMATION, WEBP_HIDDEN = 0x02, 0x0C

NON_COMMERCIAL = re.compile(r"\bnc\b|non ?commercial|personal use|educational? use|editorial")
#: as they may be written, in small letters, with spaces for hyphens
LICENCES = {
    "CC0": r"cc ?0( 1\.0)?|public domain",
    "CC BY": r"(cc|creative commons) by( [1-4]\.[05])?",
    "CC BY-SA": r"(cc|creative commons) by sa( [1-4]\.[05])?",
    "Open Government Licence": r"(open government licence|ogl)( v?[123](\.0)?)?",
    "MIT": r"mit( licen[cs]e)?",
    "Our own work": r"(our )?own work",
    "Written permission": r"(with )?written permission",
}


@dataclass(frozen=True)
class PictureFile:
    media_type: str
    width: int
    height: int
    #: without place, date, camera or comment
    content: bytes


def refuse_licence(text):
    """PictureRefused unless a council may put a picture under this licence before everybody."""
    plain = " ".join(re.sub(r"[-_]", " ", text).casefold().split())
    if NON_COMMERCIAL.search(plain):
        raise PictureRefused("licence", "This licence is for non-commercial use only. Choose another picture")
    if not any(re.fullmatch(pattern, plain) for pattern in LICENCES.values()):
        raise PictureRefused("licence", f"We do not know this licence. Use one of: {', '.join(LICENCES)}")


def read(content):
    """The PictureFile in these bytes, or PictureRefused with the reason."""
    if not content:
        raise PictureRefused("file", "Choose a picture file")
    if len(content) > MOST_BYTES:
        raise PictureRefused("file", "The picture must be 1 MB or smaller")
    for start, reader in ((b"\x89PNG\r\n\x1a\n", _png), (b"\xff\xd8\xff", _jpeg), (b"RIFF", _webp)):
        if content.startswith(start):
            try:
                found = reader(content)
            except (IndexError, struct.error, zlib.error) as error:
                raise PictureRefused("file", "The picture is damaged. Save it again") from error
            if not (0 < found.width <= MOST_PIXELS_A_SIDE and 0 < found.height <= MOST_PIXELS_A_SIDE):
                raise PictureRefused("file", f"The picture must be {MOST_PIXELS_A_SIDE} pixels or fewer on each side")
            return found
    raise PictureRefused("file", f"The picture must be {KINDS}")


def _png(content):
    place, parts, size = 8, [content[:8]], None
    while True:
        (length,) = struct.unpack(">I", content[place : place + 4])
        kind, end = content[place + 4 : place + 8], place + 12 + length
        (checksum,) = struct.unpack(">I", content[end - 4 : end])
        if zlib.crc32(content[place + 4 : end - 4]) != checksum:
            raise PictureRefused("file", "The picture is damaged. Save it again")
        if kind == b"IHDR":
            size = struct.unpack(">II", content[place + 8 : place + 16])
        if kind in PNG_KEPT:
            parts.append(content[place:end])
        place = end
        if kind == b"IEND":
            return PictureFile("image/png", *(size or (0, 0)), b"".join(parts))


def _jpeg(content):
    place, parts, size = 2, [content[:2]], (0, 0)
    while True:
        if content[place] != 0xFF:
            raise PictureRefused("file", "The picture is damaged. Save it again")
        marker = content[place + 1]
        if marker == 0xD9:
            return PictureFile("image/jpeg", *size, b"".join([*parts, b"\xff\xd9"]))
        (length,) = struct.unpack(">H", content[place + 2 : place + 4])
        end = place + 2 + length
        segment = content[place:end]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            size = struct.unpack(">HH", segment[5:9])[::-1]
        if marker == 0xE1:
            _refuse_turned(segment)
        if marker == 0xDA:
            end = _end_of_scan(content, end)
            segment = content[place:end]
        if _is_kept_in_jpeg(marker, segment):
            parts.append(segment)
        place = end


def _is_kept_in_jpeg(marker, segment):
    is_colour_profile = marker == 0xE2 and segment[4:].startswith(b"ICC_PROFILE")
    return not (0xE0 <= marker <= 0xEF or marker == 0xFE) or marker in (0xE0, 0xEE) or is_colour_profile


def _end_of_scan(content, place):
    """Where the next marker begins: FF that no 00 follows and that does not restart the scan."""
    found = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]").search(content, place)
    if found is None:
        raise IndexError
    return found.start()


def _refuse_turned(segment):
    """A camera may write "show it turned" beside the picture; that note goes with the rest, and must not be needed."""
    if not segment[4:].startswith(b"Exif\0\0"):
        return
    tiff = segment[10:]
    order = "<" if tiff[:2] == b"II" else ">"
    (start,) = struct.unpack(f"{order}I", tiff[4:8])
    (n_entries,) = struct.unpack(f"{order}H", tiff[start : start + 2])
    for number in range(n_entries):
        entry = tiff[start + 2 + 12 * number :][:12]
        tag, value = struct.unpack(f"{order}H6xH2x", entry)
        if tag == 0x0112 and value > 1:
            raise PictureRefused("file", "The camera held this picture sideways. Turn it, save it and choose it again")


def _webp(content):
    if content[8:12] != b"WEBP":
        raise PictureRefused("file", f"The picture must be {KINDS}")
    place, parts, size = 12, [], (0, 0)
    while place + 8 <= len(content):
        kind = content[place : place + 4]
        (length,) = struct.unpack("<I", content[place + 4 : place + 8])
        body = content[place + 8 : place + 8 + length]
        if len(body) != length:
            raise IndexError
        if kind == b"VP8X":
            if body[0] & WEBP_ANIMATION:
                raise PictureRefused("file", "The picture must not move")
            body = bytes([body[0] & ~WEBP_HIDDEN]) + body[1:]
            size = tuple(1 + int.from_bytes(body[at : at + 3], "little") for at in (4, 7))
        elif kind == b"VP8L" and size == (0, 0):
            (bits,) = struct.unpack("<I", body[1:5])
            size = (1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
        elif kind == b"VP8 " and size == (0, 0):
            size = tuple(side & 0x3FFF for side in struct.unpack("<HH", body[6:10]))
        if kind in WEBP_KEPT:
            parts.append(kind + struct.pack("<I", length) + body + b"\0" * (length % 2))
        place += 8 + length + length % 2
    inside = b"WEBP" + b"".join(parts)
    return PictureFile("image/webp", *size, b"RIFF" + struct.pack("<I", len(inside)) + inside)
