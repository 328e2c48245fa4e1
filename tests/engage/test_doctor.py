"""flask engage doctor: a deployment that keeps its promises is well, and every fault is named with what mends it."""

import datetime as dt
import shutil
from collections import namedtuple

import pytest
from sqlalchemy import text

from engage import jobs
from engage.doctor import examine
from engage.extensions import db
from engage.models import Role
from tests.builders import NOW, a_staff_user

Usage = namedtuple("Usage", "total used free")
WELL = {
    "HTTPS": True, "TRUSTED_HOSTS": ["talk.example.org"], "DATA_PROTECTION_OFFICER": "dpo@example.org",
    "CONTACT_KEY": "k" * 32, "SMTP_HOST": "mail.example.org",
}  # fmt: skip


@pytest.fixture
def well(app):
    """A deployment with two administrators, two analysts and every setting."""
    app.config.update(WELL)
    app.config["CLOCK"] = lambda: dt.datetime.now(dt.UTC)
    for number in range(2):
        a_staff_user(f"administrator-{number}@example.org", Role.ADMINISTRATOR)
        a_staff_user(f"analyst-{number}@example.org", Role.ANALYST)
    a_staff_user("guardian@example.org", Role.SAFEGUARDING_OFFICER)
    return app


def words(app, now=None):
    return [finding.words for finding in examine(app, now or app.config["CLOCK"]()) if finding.kind == "mend"]


def test_a_deployment_that_keeps_its_promises_is_well(well):
    assert words(well) == []


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("HTTPS", False, "Pages are served without https."),
        ("TRUSTED_HOSTS", ["127.0.0.1", "localhost", "127.0.0.1"], "Nobody can open a page by the name of the site."),
        ("CONTACT_EMAIL", "", "ENGAGE_CONTACT_EMAIL is not set: pages lack it."),
        ("ACCESSIBILITY_REVIEWED_ON", "2020-01-01", "The accessibility statement was reviewed more than a year ago."),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_setting_that_is_missing_is_named(well, setting, value, said):
    well.config[setting] = value

    assert words(well) == [said]


def test_what_only_advises_does_not_stop_anybody(well):
    well.config.update(CONTACT_KEY="", SMTP_HOST="")

    advice = [finding for finding in examine(well, well.config["CLOCK"]()) if finding.kind == "advice"]

    assert words(well) == []
    assert "No letters are sent." in [finding.words for finding in advice]


def test_one_administrator_is_too_few(app):
    app.config.update(WELL)
    a_staff_user("administrator@example.org", Role.ADMINISTRATOR)

    assert {"There are fewer than two administrators.", "Nobody could approve what another wrote."} <= set(words(app))


def test_work_that_nobody_takes_is_named(well):
    now = well.config["CLOCK"]()
    jobs.enqueue("themes", {"question": "streets"}, None, now - dt.timedelta(minutes=7))

    assert words(well, now) == ["1 jobs wait, the oldest for 7 minutes: no worker takes them."]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_full_disk_is_named(well, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(1, 1, 0))

    assert "The disk with the database has 0 MB left; 256 are wanted." in words(well)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_clocks_that_differ_are_named(well):
    (said,) = words(well, NOW.replace(year=2020))

    assert "The clock of the database is" in said


def test_an_old_schema_is_named_before_anything_else_is_read(well):
    db.session.execute(text("update alembic_version set version_num = '0001'"))
    db.session.commit()
    try:
        (found,) = examine(well, NOW)
    finally:
        newest = found.remedy.split("the program at ")[1].split(".")[0]
        db.session.execute(text("update alembic_version set version_num = :newest"), {"newest": newest})
        db.session.commit()

    assert found.words == "The program does not start."
    assert "Run: make upgrade" in found.remedy


def test_the_command_ends_with_1_until_all_is_well(well):
    runner = well.test_cli_runner()

    assert runner.invoke(args=["engage", "doctor"]).exit_code == 0
    well.config["HTTPS"] = False
    ended = runner.invoke(args=["engage", "doctor"])

    assert ended.exit_code == 1
    assert "mend: Pages are served without https. Put a certificate before it" in ended.output
