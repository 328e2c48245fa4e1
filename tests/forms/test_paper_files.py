"""Opening scan files: by content, in a program that may do nothing else, with clear words for what cannot be read."""

import io
import resource
import subprocess
import sys
import tempfile
import zlib

import numpy as np
import pikepdf
import pytest
from PIL import Image

from forms.paper import files
from forms.paper.reasons import FILES

GREY = np.random.default_rng(1).integers(0, 255, (300, 200), np.uint8)


def opened(content, **options):
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        return list(files.pages_of(file, **options))


def refused(content, **options):
    with pytest.raises(files.FileRefused) as error:
        opened(content, **options)
    assert str(error.value) == FILES[error.value.reason]
    return error.value.reason


def saved(kind, picture=None, **options):
    content = io.BytesIO()
    (picture or Image.fromarray(GREY)).save(content, kind, **options)
    return content.getvalue()


def a_pdf(width, height, content, **more):
    """A PDF of one page with one grey picture, as large as it says it is."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    picture = pdf.make_stream(content)
    picture.update({
        "/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": width, "/Height": height,
        "/ColorSpace": pikepdf.Name.DeviceGray, "/BitsPerComponent": 8,
    } | more)  # fmt: skip
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
    page.Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /Im0 Do Q")
    target = io.BytesIO()
    pdf.save(target, compress_streams=False)
    return target.getvalue()


@pytest.mark.parametrize("kind", ["PDF", "TIFF", "PNG", "JPEG"])
def test_each_kind_of_scan_is_read(kind):
    (page,) = opened(saved(kind))

    assert (page.position, page.n_pages, page.problem) == (1, 1, None)
    assert page.picture.shape == GREY.shape


@pytest.mark.parametrize("kind", ["PDF", "TIFF"])
def test_pages_come_one_by_one_and_from_the_one_that_is_asked_for(kind):
    content = saved(kind, save_all=True, append_images=[Image.fromarray(GREY)] * 4)

    assert [(page.position, page.n_pages) for page in opened(content, first=3)] == [(3, 5), (4, 5), (5, 5)]


def test_a_page_of_several_layers_is_drawn():
    pdf = pikepdf.open(io.BytesIO(saved("PDF")))
    objects = pdf.pages[0].Resources.XObject
    objects.Second = pdf.make_indirect(objects[next(iter(objects.keys()))])
    target = io.BytesIO()
    pdf.save(target)

    (page,) = opened(target.getvalue())

    assert page.problem is None
    assert min(page.picture.shape) > 400


@pytest.mark.parametrize("kind", ["PDF", "TIFF", "PNG"])
def test_a_black_and_white_page_says_so(kind):
    (page,) = opened(saved(kind, Image.fromarray(GREY).convert("1")))

    assert (page.picture, page.problem) == (None, "black_and_white")


def test_a_colour_photograph_becomes_grey():
    (page,) = opened(saved("JPEG", Image.fromarray(GREY).convert("RGB")))

    assert page.picture.dtype == np.uint8
    assert page.picture.ndim == 2


@pytest.mark.parametrize("content", [b"MZ\x90\0" + bytes(500), b"\x7fELF", b"<svg/>", b"PK\x03\x04", b"GIF89a"])
def test_what_is_no_scan_is_known_by_its_content(content):
    assert refused(content) == "unknown_kind"


def test_an_empty_file_a_damaged_one_and_a_locked_one_say_so():
    locked = io.BytesIO()
    pikepdf.open(io.BytesIO(saved("PDF"))).save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))

    assert refused(b"") == "empty"
    assert refused(b"%PDF-1.7 and then nothing") == "damaged"
    assert refused(b"\x89PNG\r\n\x1a\nnothing") == "damaged"
    assert refused(locked.getvalue()) == "locked"


def test_a_picture_that_says_it_is_huge_is_not_decoded():
    (page,) = opened(a_pdf(60_000, 60_000, zlib.compress(bytes(1000)), **{"/Filter": pikepdf.Name.FlateDecode}))

    assert page.problem == "too_large"


def test_a_bomb_takes_no_memory_but_that_of_its_own_program():
    layer = zlib.compress(bytes(400 * 2**20), 9)
    bomb = zlib.compress(layer * 8, 9)
    filters = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
    many = a_pdf(1000, 1000, bomb, **{"/Filter": filters})
    assert len(many) < 2**20

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    (page,) = opened(many)

    assert page.problem is not None or page.picture.shape[0] < 4000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024


def test_a_file_that_takes_too_long_is_stopped():
    content = saved("TIFF", save_all=True, append_images=[Image.fromarray(GREY)] * 50)

    assert refused(content, wall_seconds=0.05) == "too_slow"


def test_the_program_that_opens_files_reaches_no_network_starts_nothing_and_writes_nothing(tmp_path):
    code = f"""
import os, socket, subprocess, sys
sys.path.insert(0, {str(files.ROOT)!r})
from forms.paper.confinement import confine
assert confine(2**30, 10)
for attempt in (
    lambda: socket.socket(),
    lambda: subprocess.run(["/bin/true"]),
    lambda: open({str(tmp_path / 'left')!r}, "wb", buffering=0).write(b"x" * 10),
):
    try:
        attempt()
    except OSError:
        continue
    sys.exit(1)
"""
    run = subprocess.run([sys.executable, "-c", code], stderr=subprocess.PIPE, check=False)  # noqa: S603

    assert run.returncode in (0, -25), run.stderr  # 25: a signal of the kernel for a file that grows
