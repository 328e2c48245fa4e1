"""Photographs and names: drawn anew, encrypted, apart from what was said, erased on their day."""

import datetime as dt
import io

import pytest
from PIL import Image
from sqlalchemy import select

from engage import photograph_files
from engage.errors import PictureRefused
from engage.extensions import db
from engage.models import AuditEvent, Participant, Photograph, Role
from engage.operations.fieldwork import records
from forms.fieldwork.document import Document
from tests.builders import NOW, a_consultation, a_staff_user, an_activity, count
from tests.engage.retention.runs import erase_due

OFFICER = Role.ENGAGEMENT_OFFICER


@pytest.fixture
def activity(app):
    planner = a_staff_user("planner@example.org", OFFICER)
    activity = an_activity(a_consultation(), planner)
    records.receive(activity, "a", 0, Document(), planner, NOW)
    return activity


@pytest.fixture
def browser(staff, activity):
    return staff(OFFICER)


def a_photograph(size=(60, 40), kind="JPEG"):
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "A camera maker", 6  # held sideways
    file = io.BytesIO()
    Image.new("RGB", size, "white").save(file, kind, exif=exif)
    return file.getvalue()


def send(browser, activity, content, **fields):
    address = f"/staff/fieldwork/{activity.public_id}/photographs"
    page = browser.get(address)
    token = next(field.get("value") for field in page.tree.iter("input") if field.get("name") == "csrf_token")
    plain = {"csrf_token": token, "description": "Flip chart on buses", "consented": "yes"}
    return browser.post(address, plain | fields | {"file": (io.BytesIO(content), "IMG_1.jpg")})


def test_a_photograph_is_kept_upright_without_what_the_camera_hid(browser, activity):
    content = a_photograph()
    assert b"A camera maker" in content

    page = send(browser, activity, content)

    row = db.session.scalars(select(Photograph)).one()
    assert b"JFIF" not in row.sealed
    shown = browser.client.get(f"/staff/fieldwork/{activity.public_id}/photographs/{row.public_id}")
    assert b"A camera maker" not in shown.data
    with Image.open(io.BytesIO(shown.data)) as picture:
        assert (picture.size, dict(picture.getexif())) == ((40, 60), {})
    assert "Flip chart on buses" in page.text
    assert count(AuditEvent, verb="read_photograph") == 1


@pytest.mark.parametrize(("content", "words"), [
    (b"", "Choose a photograph"),
    (b"MZ\x90\0 a program", "not a photograph"),
    (b"\xff\xd8\xff damaged", "damaged"),
    (b"<svg onload='x'/>", "not a photograph"),
])  # fmt: skip
def test_what_is_no_photograph_is_told_in_words(browser, activity, content, words):
    page = send(browser, activity, content)

    assert page.status == 422
    assert words in page.errors[0]
    assert count(Photograph) == 0


def test_a_photograph_above_12_mb_is_refused_in_words():
    with pytest.raises(PictureRefused, match="12 MB or smaller"):
        photograph_files.read(b"\xff\xd8\xff" + b"\0" * (12 * 1024 * 1024))


def test_a_photograph_of_30_mb_is_refused_on_a_page(browser, activity):
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n' + b"\0" * (30 * 1024 * 1024)

    page = browser.post(
        f"/staff/fieldwork/{activity.public_id}/photographs", body, content_type="multipart/form-data; boundary=x"
    )

    assert page.status == 413
    assert count(Photograph) == 0


def test_faces_and_consent_are_asked_for(browser, activity):
    page = send(browser, activity, a_photograph(), consented=[], description="")

    assert page.status == 422
    assert len(page.errors) == 3
    assert count(Photograph) == 0


def test_who_wants_to_hear_back_is_kept_unreadable_and_erased_by_hand_or_on_its_day(browser, activity):
    page = browser.get(f"/staff/fieldwork/{activity.public_id}").link("Who wants to hear back")
    assert len(page.submit({"name": "Ann Example"}, button="Keep").errors) == 2
    for name in ("Ann Example", "Bea Example"):
        page = page.submit({"name": name, "reach": "01632 960 123", "agreed": "yes"}, button="Keep")
    assert "Ann Example" in page.text
    assert b"Ann" not in db.session.scalars(select(Participant)).first().sealed
    page = page.submit(button="Erase 1")
    assert "Ann Example" not in page.text
    send(browser, activity, a_photograph())

    erase_due(NOW + dt.timedelta(days=366))

    assert (count(Participant), count(Photograph)) == (0, 0)
