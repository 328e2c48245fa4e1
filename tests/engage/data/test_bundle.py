"""Papers for a request: with an index and hashes, without the name of anybody, and it says what is withheld and why."""

import hashlib
import json

import pytest

from engage.data import making
from engage.data.nameless import nameless
from engage.extensions import db
from engage.models import LoggedComment, ReleaseFile, ReleaseQuote, ResultsRelease, Role
from engage.operations import data as operations
from engage.operations.staff import record
from tests.builders import NOW, a_codeframe, a_consultation, a_response, a_staff_user, many_responses
from tests.engage.data.files import a_file, made, rows
from tests.engage.delivery.plans import a_plan
from tests.snapshots import a_snapshot


@pytest.fixture
def consultation(app):
    found = a_consultation()
    many_responses(found, 20, {"streets": ["buses"]}, {"age_band": "old"})
    a_response(found, comments={"streets": "The words of one resident"})
    return found


def a_bundle(consultation):
    return a_file(consultation, kind=making.BUNDLE)


def released(consultation, data=None, **changes):
    content = json.dumps(data or a_snapshot()).encode()
    people = [a_staff_user(f"{name}@example.org") for name in ("writer", "approver")]
    sha256 = hashlib.sha256(content).hexdigest()
    release = ResultsRelease(
        consultation=consultation, number=1, content=content, sha256=sha256, prepared_at=NOW,
        prepared_by_id=people[0].id, approved_at=NOW, approved_by_id=people[1].id, approved_sha256=sha256,
        published_at=NOW, published_by_id=people[1].id, **changes,
    )  # fmt: skip
    file = b"a report as it was released"
    hashed = hashlib.sha256(file).hexdigest()
    release.files = [ReleaseFile(kind="docx", name="report.docx", content=file, sha256=hashed)]
    db.session.add(release)
    db.session.commit()
    return release


def test_every_paper_is_in_the_index_with_its_hash(consultation):
    released(consultation)

    archive = a_bundle(consultation)

    index = {row["file"]: row for row in rows(archive, "index")}
    assert set(index) == set(archive.namelist()) - {"index.csv", "withheld.csv", "README.txt"}
    assert all(hashlib.sha256(archive.read(name)).hexdigest() == row["sha256"] for name, row in index.items())
    assert hashlib.sha256(archive.read("index.csv")).hexdigest() in archive.read("README.txt").decode()


def test_it_holds_what_was_released_as_it_was_frozen(consultation):
    release = released(consultation)

    archive = a_bundle(consultation)

    assert archive.read("releases/1/data.json") == release.content
    assert archive.read("releases/1/report.docx") == b"a report as it was released"
    assert b"Krippendorff" in archive.read("releases/1/method-note.html")
    assert "releases/1/method-note.docx" in archive.namelist()


def test_a_quote_that_was_taken_off_is_not_handed_out_again(consultation):
    quote = a_snapshot()["themes"][0]["lines"][0]["quotes"][0]
    release = released(consultation)
    person = a_staff_user("other@example.org")
    theme_id = a_codeframe(consultation, person).themes[0].id
    release.quotes = [ReleaseQuote(theme_id=theme_id, text_key="a1", quote_id=quote["id"], hidden_at=NOW,
                                   hidden_by_id=person.id, hidden_why="consent was taken back")]  # fmt: skip
    db.session.commit()

    archive = a_bundle(consultation)

    assert quote["text"] not in everything_readable(archive)
    assert "releases/1/report.docx" not in archive.namelist()
    assert any("Files of release 1" in row["what"] for row in rows(archive, "withheld"))


def everything_readable(archive):
    return "\n".join(
        archive.read(name).decode("utf-8-sig") for name in archive.namelist() if not name.endswith((".docx", ".pdf"))
    )


def test_a_release_that_was_taken_back_is_withheld_and_the_reader_is_told(consultation):
    released(consultation, taken_back_at=NOW, taken_back_why="A small group could be told")

    archive = a_bundle(consultation)

    assert not [name for name in archive.namelist() if name.startswith("releases/")]
    assert any("taken back on 2026-10-07" in row["why"] for row in rows(archive, "withheld"))


def test_before_anything_is_released_it_holds_counts_that_are_rounded(consultation):
    archive = a_bundle(consultation)

    counts = {(row["what"], row["of"]): row["number"] for row in rows(archive, "counts")}
    assert counts["people", ""] == "20"
    assert any("Section 22" in row["section"] for row in rows(archive, "withheld"))


def test_questionnaires_are_in_it_as_they_were_read_in_both_wordings(consultation):
    archive = a_bundle(consultation)

    standard = archive.read("questionnaires/version-1-standard-en.html").decode()
    easy = archive.read("questionnaires/version-1-easy-read-en.html").decode()
    assert "Which matter most in your streets?" in standard
    assert "Street lights" in standard
    assert "Pick 3 things for your streets." in easy
    assert json.loads(archive.read("questionnaires/version-1.json"))["key"] == "market_place"


def test_no_name_of_staff_or_of_a_resident_is_in_it(consultation):
    officer = a_staff_user("vera.violet@example.org", Role.ENGAGEMENT_OFFICER)
    a_plan(officer, consultation)
    record(officer, "viewed_results", "consultation", consultation.code, NOW, note="Mrs Violet looked", n=3)
    comment = db.session.query(LoggedComment).filter_by(consultation_id=consultation.id).first()
    comment.text, comment.reply = "Mr Plum of 07700 900123 wants benches", "Mrs Damson will see to it"
    db.session.commit()

    archive = a_bundle(consultation)

    read = everything_readable(archive)
    found = [word for word in ("vera", "Violet", "Plum", "900123", "Damson", "words of one resident") if word in read]
    assert found == []
    trail = rows(archive, "trail")
    assert any(row["by"] == "engagement officer 1" and "n: 3" in row["detail"] for row in trail)
    assert any("benches" in row["comment"] for row in rows(archive, "decisions/comments"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ""),
        (None, ""),
        ("More benches", "More benches"),
        ("Write to ann@example.org", "Write to [e-mail address]"),
        ("Ask Mr Plum", "Ask Mr [name?]"),
    ],
)
def test_words_of_officers_are_read_for_names(text, told):
    assert nameless(text) == told


def test_the_bundle_is_made_as_a_job_and_written_down_like_any_file(app, consultation):
    job = made(consultation, a_staff_user(), kind=making.BUNDLE)

    assert job.failure is None
    file = operations.find(job)
    assert file.rows["papers"] > 5
    assert file.rows["withheld"] >= 8
