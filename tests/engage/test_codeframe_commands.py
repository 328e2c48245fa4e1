"""flask engage codeframe: in and out of files from a terminal."""

import pytest
from sqlalchemy import select

from engage.extensions import db
from engage.models import Codeframe, Role
from engage.operations.consultations import find_consultation
from tests.builders import a_codeframe, a_consultation, a_staff_user


@pytest.fixture
def run(app):
    a_consultation()
    a_staff_user("administrator@example.org", Role.ADMINISTRATOR)
    runner = app.test_cli_runner()

    def run(*arguments):
        reply = runner.invoke(args=["engage", "codeframe", "market-place", *map(str, arguments)])
        db.session.expire_all()
        return reply

    return run


def test_a_file_becomes_a_draft_and_a_draft_a_file(run, tmp_path):
    file = tmp_path / "frame.csv"
    file.write_text("theme,parent\nBuses,\nStops,Buses\n", encoding="utf-8")

    reply = run("--question", "streets_comment", "--import", file)
    written = run("--question", "streets_comment", "--export", tmp_path / "frame.qdc")

    assert reply.output == "market-place: codeframe 1 of streets_comment drafted with 2 themes\n"
    assert written.output == f"{tmp_path / 'frame.qdc'}: codeframe 1, a draft\n"
    assert b'name="Stops"' in (tmp_path / "frame.qdc").read_bytes()


def test_a_wrong_row_stops_the_whole_file(run, tmp_path):
    file = tmp_path / "frame.csv"
    file.write_text("theme\nBuses\nBUSES\n", encoding="utf-8")

    reply = run("--import", file)

    assert reply.exit_code == 1
    assert f"{file}: row 3: Two themes have this name. The other is in row 2" in reply.output
    assert "Nothing was brought in." in reply.output
    assert db.session.scalars(select(Codeframe)).all() == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Say one of --import FILE and --export FILE"),
        (("--question", "parks", "--export", "x.csv"), "It has: streets_comment, shops_comment, every-question"),
        (("--export", "x.csv"), "no such codeframe"),
        (("--export", "x.docx"), "must end in .csv or .qdc"),
        (("--import", "nowhere.csv"), "nowhere.csv: No such file"),
        (("--import", "x.csv", "--by", "nobody@example.org"), "Nobody can sign in as nobody@example.org"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(run, arguments, words):
    reply = run(*arguments)

    assert reply.exit_code == 1
    assert words in reply.output


def test_an_agreed_number_is_written_as_it_was(run, tmp_path):
    person, consultation = a_staff_user(), find_consultation("market-place")
    a_codeframe(consultation, person, "Trees")
    a_codeframe(consultation, person, "Buses", agreed=False)

    run("--question", "streets_comment", "--number", 1, "--export", tmp_path / "old.csv")

    assert "Trees" in (tmp_path / "old.csv").read_text(encoding="utf-8-sig")
