"""A council's own pictures, and the credits of all pictures."""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from engage.errors import PictureRefused
from engage.extensions import db
from engage.models import AuditEvent, OwnPicture, Role
from engage.operations import consultations, pictures
from tests.builders import NOW, a_consultation, a_questionnaire, count

ADDRESS = "/staff/pictures/"


def a_picture(kind="PNG", size=(8, 6), **options):
    file = io.BytesIO()
    Image.new("RGB", size, "green").save(file, kind, **options)
    return file.getvalue()


def add(name="our_park", content=None, source="Ann Author", licence="CC BY 4.0"):
    return pictures.add_picture(name, content if content is not None else a_picture(), source, licence, None, NOW)


@pytest.mark.parametrize(("kind", "media_type"), [
    ("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp"),
])  # fmt: skip
def test_a_picture_is_kept_and_shown_without_what_the_camera_hid(app, client, kind, media_type):
    exif = Image.Exif()
    exif[0x010E] = "Taken at 12 High Street"
    picture = add(content=a_picture(kind, exif=exif))

    reply = client.get(f"/own-pictures/{picture.public_id}")

    assert (reply.status_code, reply.headers["Content-Type"]) == (200, media_type)
    assert b"High Street" in a_picture(kind, exif=exif)
    assert b"High Street" not in reply.data
    assert Image.open(io.BytesIO(reply.data)).size == (8, 6)
    assert (picture.width, picture.height) == (8, 6)


def test_a_progressive_photograph_stays_whole(app):
    content = a_picture("JPEG", (300, 200), progressive=True, comment=b"secret")

    kept = add(content=content).content

    assert b"secret" not in kept
    assert list(Image.open(io.BytesIO(kept)).tobytes()) == list(Image.open(io.BytesIO(content)).tobytes())


@pytest.mark.parametrize(("changes", "field", "words"), [
    ({"licence": "CC BY-NC 4.0"}, "licence", "non-commercial"),
    ({"licence": "Free for non-commercial use"}, "licence", "non-commercial"),
    ({"licence": "Found on the internet"}, "licence", "do not know"),
    ({"licence": " "}, "licence", "Enter the licence"),
    ({"source": " "}, "source", "Enter who made"),
    ({"name": "Our Park"}, "name", "small letters"),
    ({"content": b""}, "file", "Choose a picture file"),
    ({"content": b"<svg xmlns='http://www.w3.org/2000/svg'/>"}, "file", "must be PNG, JPEG or WebP"),
    ({"content": b"GIF89a" + bytes(50)}, "file", "must be PNG, JPEG or WebP"),
    ({"content": bytes(1_000_001)}, "file", "1 MB"),
    ({"content": a_picture()[:40]}, "file", "damaged"),
    ({"content": a_picture("JPEG")[:60]}, "file", "damaged"),
    ({"content": a_picture(size=(4001, 1))}, "file", "4000 pixels"),
])  # fmt: skip
def test_what_cannot_be_taken_is_refused_with_the_reason(app, changes, field, words):
    with pytest.raises(PictureRefused, match=words) as caught:
        add(**changes)

    assert caught.value.field == field
    assert count(OwnPicture) == 0


def test_a_sideways_photograph_is_refused(app):
    exif = Image.Exif()
    exif[0x0112] = 6

    with pytest.raises(PictureRefused, match="sideways"):
        add(content=a_picture("JPEG", exif=exif))


def test_a_questionnaire_uses_the_picture_by_its_name(app, browser):
    introduction = {
        "standard": [{"text": {"en": "About the market."}}],
        "easy_read": [{"picture": "own:our_park", "text": {"en": "About the market."}}],
    }
    document = a_questionnaire(introduction=introduction)
    with pytest.raises(PictureRefused, match="Add these pictures first: our_park"):
        a_consultation(document=document)
    picture = add()
    consultations.publish(consultations.find_consultation("market-place"), document, NOW)

    page = browser.get("/market-place/en/easy-read")

    assert f"/own-pictures/{picture.public_id}" in page.html


def test_an_officer_adds_a_picture(staff):
    page = staff(Role.ENGAGEMENT_OFFICER).get("/staff/").link("Your own pictures")
    words = {"name": "our_park", "source": "Ann Author", "licence": "CC BY-NC 4.0"}

    refused = page.submit(words | {"file": (io.BytesIO(a_picture()), "p.png")})
    added = refused.submit(words | {"licence": "CC0", "file": (io.BytesIO(a_picture()), "p.png")})

    assert refused.errors == ["This licence is for non-commercial use only. Choose another picture"]
    assert "own:our_park" in added.text
    assert db.session.scalars(select(AuditEvent).filter_by(verb="added_picture")).one().detail["name"] == "our_park"


def test_an_officer_removes_a_picture_after_a_question(staff, browser):
    add()
    page = staff(Role.ENGAGEMENT_OFFICER).get(ADDRESS).link("Remove own:our_park")
    assert count(OwnPicture) == 1

    gone = page.submit()

    assert "No picture has been added yet" in gone.text
    assert "Ann Author" not in browser.get("/pictures").text
    assert db.session.scalars(select(AuditEvent).filter_by(verb="removed_picture")).one().detail["name"] == "our_park"


def test_a_picture_that_a_questionnaire_shows_stays_and_the_page_says_which(staff):
    introduction = {
        "standard": [{"text": {"en": "About the market."}}],
        "easy_read": [{"picture": "own:our_park", "text": {"en": "About the market."}}],
    }
    picture = add()
    officer = staff(Role.ENGAGEMENT_OFFICER)
    page = officer.get(f"{ADDRESS}{picture.public_id}/remove")
    a_consultation(document=a_questionnaire(introduction=introduction))

    refused = page.submit()

    assert refused.errors == ["Questionnaires show this picture: market_place version 1. It has to stay"]
    assert "Shown in: market_place version 1" in officer.get(ADDRESS).text
    assert count(OwnPicture) == 1


def test_the_terminal_adds_a_picture(app, tmp_path):
    (tmp_path / "park.png").write_bytes(a_picture())
    arguments = ["engage", "add-picture", "our_park", str(tmp_path / "park.png"), "--source", "Us", "--licence"]

    refused = app.test_cli_runner().invoke(args=[*arguments, "CC BY-NC"])
    done = app.test_cli_runner().invoke(args=[*arguments, "CC BY"])

    assert (refused.exit_code, done.exit_code, count(OwnPicture)) == (1, 0, 1)
    assert "non-commercial" in refused.output


@pytest.mark.parametrize("variant", ["standard", "easy-read"])
def test_the_credits_name_the_maker_and_licence_of_every_picture(app, browser, variant):
    add()

    page = browser.get(f"/pictures/en/{variant}" if variant == "easy-read" else "/pictures")

    assert "Ann Author" in page.text
    assert "CC BY-SA 4.0" in page.text
    assert page.link("Picture credits").h1 == "Picture credits"
