"""What becomes of scan files: sealed, named by us, refused by their content, erased on their day."""

import pytest

from engage.errors import PaperRefused, ScanMissing
from engage.extensions import db
from engage.models import AuditEvent, Response, ScannedAnswer, ScannedFile
from engage.operations.returning import withdraw
from tests.builders import NOW, count
from tests.engage.retention.runs import erase_due
from tests.engage.test_scanning import MEGABYTE, TICKS, Desk
from tests.scans import a_scan, a_whole_form, as_pdf


@pytest.fixture
def desk(app):
    return Desk(app)


def test_neither_the_file_nor_its_pages_lie_readable_on_the_disk(desk):
    content = as_pdf(a_whole_form(desk.printed))
    file = desk.add(content)
    kept = [path.read_bytes() for path in desk.store.folder.rglob("*") if path.is_file()]
    assert len(kept) == 1
    assert b"%PDF" not in kept[0]

    desk.read(file)

    pages = [path for path in desk.store.folder.rglob("*") if path.is_file()]
    assert len(pages) == 3  # the file itself is gone
    assert not any(b"WEBP" in path.read_bytes() for path in pages)
    assert not any("scan" in path.name or desk.printed.serial in path.name for path in pages)


def test_pictures_are_erased_on_their_day_and_not_before(desk):
    file = desk.scan(*a_whole_form(desk.printed))

    assert erase_due(NOW.replace(month=12), "scans", store=desk.store) == {}
    assert erase_due(NOW.replace(year=2027), "scans", store=desk.store) == {"scans": 3}

    assert [path for path in desk.store.folder.rglob("*") if path.is_file()] == []
    with pytest.raises(ScanMissing):
        desk.store.read_bytes("market-place", desk.pages(file)[0].public_id)


def test_who_withdraws_leaves_no_picture_and_nothing_that_was_read(desk):
    desk.scan(*a_whole_form(desk.printed, TICKS))
    desk.verify_all()

    withdraw(db.session.query(Response).one(), NOW)
    erase_due(NOW, "scans", store=desk.store)

    assert count(ScannedAnswer) == 0
    assert [path for path in desk.store.folder.rglob("*") if path.is_file()] == []


def test_the_same_file_twice_is_refused_and_nothing_is_added(desk):
    content = as_pdf(a_whole_form(desk.printed))
    desk.add(content, "monday.pdf")

    with pytest.raises(PaperRefused, match=r"in this batch already, as monday\.pdf"):
        desk.add(content, "tuesday.pdf")

    assert count(ScannedFile) == 1
    assert len([path for path in desk.store.folder.rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "empty"), (b"MZ\x90\0 a program", "not a PDF"), (b"\x7fELF", "not a PDF"), (b"<html>", "not a PDF")],
)
def test_what_is_no_scan_is_refused_by_its_content_and_not_kept(desk, content, words):
    with pytest.raises(PaperRefused, match=words):
        desk.add(content, "forms.pdf")

    assert count(ScannedFile) == 0
    assert not desk.store.folder.exists()


def test_a_file_that_is_too_large_is_refused_and_not_kept(desk):
    with pytest.raises(PaperRefused, match="larger than 1 MB"):
        desk.add(b"%PDF-1.7" + bytes(MEGABYTE), most=MEGABYTE)

    assert not desk.store.folder.exists()


def test_a_file_that_cannot_be_read_is_kept_in_the_list_with_the_reason(desk):
    file = desk.add(b"%PDF-1.7 and then nothing")

    desk.read(file)

    assert (file.refused, file.n_pages) == ("damaged", None)
    assert desk.problems() == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\scans\\a.pdf", "a\0\r\nb.pdf", "x" * 300, ""])
def test_a_file_name_is_shown_and_used_for_nothing(desk, name):
    file = desk.add(as_pdf([a_scan(desk.printed, 1)]), name)

    assert "/" not in file.name
    assert file.name.isprintable()
    assert 0 < len(file.name) <= 200
    assert [path.stem for path in desk.store.folder.rglob("*.sealed")] == [file.public_id]


def test_what_was_done_with_scans_is_written_down(desk):
    desk.scan(*a_whole_form(desk.printed))

    verbs = {event.verb for event in db.session.query(AuditEvent)}

    assert {"uploaded_scan", "read_scan", "added_form"} <= verbs
