"""flask engage scan and erase-scans, and what a worker erases by itself."""

import datetime as dt
import json

import pytest

from engage import jobs
from engage.extensions import db
from engage.models import KeyedValue, PaperForm, ScannedAnswer, ScannedFile, ScannedPage
from tests.builders import NOW, count
from tests.engage.test_scanning import TICKS, Desk
from tests.scans import a_scan, a_whole_form, as_pdf


@pytest.fixture
def desk(app):
    return Desk(app)


@pytest.fixture
def run(app, tmp_path):
    """run(*arguments, **files) writes these files and runs the command on them: (result, report)."""
    report = tmp_path / "report.json"

    def run(*arguments, **files):
        paths = []
        for name, content in files.items():
            paths.append(tmp_path / f"{name}.pdf")
            paths[-1].write_bytes(content)
        result = app.test_cli_runner().invoke(
            args=["engage", "scan", "market-place", *map(str, paths), "--report", str(report), *arguments]
        )
        db.session.expire_all()
        return result, json.loads(report.read_text() or "null") if report.exists() else None

    return run


def test_the_report_says_of_every_page_and_question_what_was_read_and_nothing_is_kept(desk, run):
    pages = [*a_whole_form(desk.printed, TICKS), a_scan(desk.printed, 1, code="OTHER-PLACE.1.S-EN.0.1")]

    result, report = run(box=as_pdf(pages))

    assert result.output == "box.pdf: 3 of 4 pages read\n"
    assert (report["consultation"], report["kept"]) == ("market-place", False)
    file = report["files"][0]
    assert (file["file"], file["refused"]) == ("box.pdf", None)
    assert [page["problem"] for page in file["pages"]] == [None, None, None, "foreign"]
    assert file["pages"][0]["identity"]["serial"] == desk.printed.serial
    streets = file["pages"][0]["questions"][0]
    assert streets.pop("confidence") > 0.5
    assert streets == {"field": "streets_priorities", "value": ["buses", "trees"], "queued": False, "why": None}
    blank = next(one for one in file["pages"][1]["questions"] if one["value"] == [])
    assert blank["queued"]
    assert blank["why"]
    assert file["pages"][3]["why"]
    assert count(ScannedFile) == count(PaperForm) == 0


def test_a_file_that_is_no_scan_is_named_in_the_report_and_the_others_are_read(desk, run):
    result, report = run(a=b"MZ a program", b=as_pdf(a_whole_form(desk.printed)))

    assert result.exit_code == 0
    assert [bool(file["refused"]) for file in report["files"]] == [True, False]
    assert [len(file["pages"]) for file in report["files"]] == [0, 3]


def test_with_a_batch_the_pages_are_kept_as_if_they_had_been_uploaded(desk, run):
    result, report = run("--batch", "Box 1", "--by", "clerk@example.org", box=as_pdf(a_whole_form(desk.printed, TICKS)))

    assert result.exit_code == 0, result.output
    assert report["kept"]
    assert db.session.query(ScannedFile).one().finished_at is not None
    assert (count(ScannedPage), count(ScannedAnswer), count(KeyedValue)) == (3, 7, 0)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--batch", "Box 9", "--by", "clerk@example.org"], "There is no batch Box 9."),
        (["--batch", "Box 1"], "Say who scanned it, with --by"),
        (["--batch", "Box 1", "--by", "nobody@example.org"], "Say who scanned it, with --by"),
    ],
)
def test_a_batch_or_person_that_is_not_there_is_refused_in_words(desk, run, arguments, words):
    result, _report = run(*arguments, box=as_pdf([a_scan(desk.printed, 1)]))

    assert result.exit_code == 1
    assert words in result.output
    assert count(ScannedFile) == 0


def test_a_worker_erases_pictures_on_their_day_without_being_told(app, desk):
    desk.scan(*a_whole_form(desk.printed))
    assert len(list(desk.store.folder.rglob("*.sealed"))) == 3

    jobs.run_worker(app, once=True)
    assert len(list(desk.store.folder.rglob("*.sealed"))) == 3
    for days in (30, 60):
        app.config["CLOCK"] = lambda days=days: NOW + dt.timedelta(days)
        jobs.run_worker(app, once=True)
        assert len(list(desk.store.folder.rglob("*.sealed"))) == 3
    app.config["CLOCK"] = lambda: NOW + dt.timedelta(91)
    jobs.run_worker(app, once=True)

    assert list(desk.store.folder.rglob("*.sealed")) == []
    assert all(page.erased_at for page in db.session.query(ScannedPage))


def test_the_command_erases_them_too_and_says_how_many(app, desk):
    desk.scan(*a_whole_form(desk.printed))
    app.config["CLOCK"] = lambda: NOW.replace(year=2027)

    result = app.test_cli_runner().invoke(args=["engage", "erase-scans"])

    assert "market-place: Pictures of scanned pages: 3\n" in result.output
    assert list(desk.store.folder.rglob("*.sealed")) == []
