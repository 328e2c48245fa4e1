"""Photographs of flip charts: judged by their content, and drawn anew, so that nothing a camera hid in them is kept."""

import io

from PIL import Image, ImageOps

from engage.errors import PictureRefused

MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 2400
KINDS = ("JPEG", "PNG", "WEBP")
STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")
MEDIA_TYPE = "image/jpeg"


def read(content):
    """The picture as a JPEG of at most LONGEST_SIDE, upright, without place, date or camera; PictureRefused if none."""
    if not content:
        raise PictureRefused("file", "Choose a photograph")
    if len(content) > MOST_BYTES:
        raise PictureRefused("file", "The photograph must be 12 MB or smaller. Make it smaller and choose it again")
    if not content.startswith(STARTS):
        raise PictureRefused("file", "This is not a photograph that we can read. Save it as JPEG, PNG or WebP")
    try:
        with Image.open(io.BytesIO(content), formats=KINDS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise PictureRefused("file", "The photograph has too many pixels. Make it smaller and choose it again")
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureRefused("file", "The photograph is damaged. Save it again and choose it again") from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    plain = Image.new("RGB", upright.size)
    plain.paste(upright)
    file = io.BytesIO()
    plain.save(file, "JPEG", quality=85, optimize=True)
    return file.getvalue()
