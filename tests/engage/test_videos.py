"""Videos in sign language: taken in with captions and transcript, shown where they belong, and nowhere else."""

from pathlib import Path

import pytest

from engage.extensions import db
from engage.models import AuditEvent, PageVideo
from tests.builders import a_consultation
from tests.journey import COMMENT, PRIORITIES, draft_of, start

MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 8
WEBM = b"\x1a\x45\xdf\xa3" + bytes(range(256)) * 8
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:04.000\nWelcome\n"
TRANSCRIPT = "Welcome. Tell us what <b>matters</b>."


@pytest.fixture
def add(app, tmp_path):
    """add(*options) runs the command on the market place, with good files where the test gives no others."""
    app.config["MEDIA_FOLDER"] = str(tmp_path / "media")
    a_consultation()

    def add(*options, content=MP4, captions=CAPTIONS, transcript=TRANSCRIPT, credit="Signs for All"):
        texts = {"video.bin": content, "captions.vtt": captions.encode(), "words.txt": transcript.encode()}
        for name, text in texts.items():
            (tmp_path / name).write_bytes(text)
        files = ["--captions", str(tmp_path / "captions.vtt"), "--transcript", str(tmp_path / "words.txt")]
        command = ["engage", "add-video", "market-place", str(tmp_path / "video.bin"), *files, "--credit", credit]
        return app.test_cli_runner().invoke(args=[*command, *options])

    return add


def the_video():
    return db.session.query(PageVideo).one()


def player(page):
    return page.tree.find(".//video")


def test_without_a_video_nothing_is_shown_and_none_may_play(browser, add):
    page = browser.get("/market-place")

    assert player(page) is None and "Sign Language" not in page.text
    assert "media-src" not in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("wording", ["standard", "easy-read"])
def test_the_first_page_shows_it_with_captions_transcript_download_and_credit(browser, add, wording):
    done = add()

    page = browser.get(f"/market-place/en/{wording}")

    assert done.exit_code == 0, done.output
    video, track = player(page), page.tree.find(".//track")
    assert "controls" in video.attrib and video.get("preload") == "none" and "autoplay" not in video.attrib
    assert track.get("kind") == "captions"
    assert browser.client.get(track.get("src")).get_data(as_text=True) == CAPTIONS.strip()
    assert TRANSCRIPT in page.text and "Signs for All" in page.text
    (download,) = (a.get("href") for a in page.tree.iter("a") if "download" in a.attrib)
    assert download == page.tree.find(".//source").get("src")
    assert page.headers["Content-Security-Policy"].endswith("; media-src 'self'")


def test_a_section_shows_its_own_at_its_first_question_only(browser, add):
    assert add("--section", "streets").exit_code == 0
    sections = start(browser)
    draft = draft_of(sections)

    first, second = browser.get(f"{draft}/{PRIORITIES}"), browser.get(f"{draft}/{COMMENT}")

    assert player(first) is not None
    assert player(second) is None and player(browser.get("/market-place")) is None
    assert "media-src" not in second.headers["Content-Security-Policy"]


@pytest.mark.parametrize(("content", "media_type"), [(MP4, "video/mp4"), (WEBM, "video/webm")])
def test_a_browser_gets_the_whole_or_the_part_it_asks_for(client, add, content, media_type):
    add(content=content)
    address = f"/videos/{the_video().public_id}"

    whole = client.get(address, buffered=True)
    part = client.get(address, headers={"Range": "bytes=4-7"}, buffered=True)

    assert (whole.status_code, whole.data, whole.mimetype) == (200, content, media_type)
    assert (part.status_code, part.data) == (206, content[4:8])
    assert part.headers["Content-Range"] == f"bytes 4-7/{len(content)}"
    assert whole.headers["X-Content-Type-Options"] == "nosniff"


def test_the_file_has_a_name_of_our_own_and_the_act_is_written_down(app, add):
    add()

    (kept,) = Path(app.config["MEDIA_FOLDER"]).iterdir()
    assert kept.name == f"{the_video().public_id}.mp4"
    assert db.session.query(AuditEvent).filter_by(verb="added_video").count() == 1


def test_another_video_takes_the_place_of_the_first(app, add):
    add()
    old = the_video().public_id
    add(content=WEBM)

    (kept,) = Path(app.config["MEDIA_FOLDER"]).iterdir()
    assert old not in kept.name and kept.suffix == ".webm"
    assert the_video().media_type == "video/webm"


@pytest.mark.parametrize(("wrong", "reason"), [
    ({"content": b"<html>not a video</html>"}, "MP4 or WebM"), ({"content": b""}, "MP4 or WebM"),
    ({"captions": "Welcome"}, "WebVTT"), ({"transcript": "  "}, "transcript is empty"), ({"credit": " "}, "who made"),
    ({"content": MP4 + bytes(1_000_000)}, "1 MB or smaller"),
])  # fmt: skip
def test_what_cannot_be_shown_to_everybody_is_refused_with_the_reason(app, add, wrong, reason):
    app.config["VIDEO_MEGABYTES"] = 1

    done = add(**wrong)

    assert done.exit_code == 1 and reason in done.output
    assert db.session.query(PageVideo).count() == 0
    assert not Path(app.config["MEDIA_FOLDER"]).exists()


def test_a_section_that_is_not_there_is_refused(add):
    done = add("--section", "moon")

    assert done.exit_code == 1 and "streets" in done.output


def test_a_video_that_is_not_there_is_not_found(browser, add):
    assert browser.get("/videos/unknown").status == 404
    assert browser.get("/videos/unknown/captions.vtt").status == 404
