"""Pages on webhooks: registering an address, the secret that is shown once, a test, and what the desk says."""

import datetime as dt

import pytest
from sqlalchemy import select

from engage import jobs
from engage.extensions import db
from engage.models import Role, Webhook
from engage.operations import webhooks
from tests import receiver as receivers
from tests.builders import NOW, a_consultation, count

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NEW, LIST = "/staff/webhooks/new", "/staff/webhooks/"


@pytest.fixture
def receiver(app, tmp_path, monkeypatch):
    app.config["WEBHOOK_HOSTS"] = "127.0.0.1"
    with receivers.serving(tmp_path) as found:
        monkeypatch.setenv("SSL_CERT_FILE", str(found.certificate))
        yield found


def test_an_administrator_registers_an_address_and_sends_a_test(app, staff, receiver):
    browser = staff(Role.ADMINISTRATOR)
    shown = browser.get(NEW).submit({"address": receiver.address})
    secret = shown.tree.find(".//input[@id='secret']").get("value")
    webhook = db.session.scalars(select(Webhook)).one()
    page = browser.get(f"{LIST}{webhook.public_id}")
    waiting = page.submit({}, button="Send a test")
    jobs.run_worker(app, once=True)
    sent = browser.get(f"{LIST}{webhook.public_id}")

    ((headers, body),) = receiver.came
    assert receivers.is_signed(secret, headers, body)
    assert receiver.told() == [{"type": "test", "timestamp": "2026-10-07T10:30:00Z", "data": {}}]
    assert "Waits" in waiting.text
    assert "Taken" in sent.text
    assert secret not in page.html + sent.html + browser.get(LIST).html
    assert secret.encode() not in webhook.sealed_secret
    assert receiver.address in browser.get(LIST).text


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "Enter an address that begins with https://"),
        ("http://example.org/", "Enter an address that begins with https://"),
        ("https://169.254.169.254/latest", "leads into a private network"),
        ("https://localhost/", "leads into a private network"),
        ("https://" + "a" * 600, "The limit is 500"),
    ],
)
def test_an_address_that_cannot_be_is_told_and_stays_typed(staff, address, words):
    page = staff(Role.ADMINISTRATOR).get(NEW).submit({"address": address})

    assert page.status == 422
    assert words in page.text
    assert page.tree.find(".//input[@id='address']").get("value") == address
    assert count(Webhook) == 0


def test_the_desk_says_that_one_is_off_and_it_is_switched_on_and_removed(app, staff, receiver):
    browser = staff(Role.ADMINISTRATOR)
    browser.get(NEW).submit({"address": receiver.address})
    webhook = db.session.scalars(select(Webhook)).one()
    receiver.statuses += [410]
    midnight = NOW.replace(hour=0, minute=0) + dt.timedelta(days=1)
    a_consultation(opens_at=midnight, closes_at=midnight + dt.timedelta(days=2))
    page = browser.get(f"{LIST}{webhook.public_id}")
    app.config["CLOCK"] = lambda: NOW + dt.timedelta(minutes=1)
    before = browser.get("/staff/").text
    tell_at(app, midnight)

    off = browser.get("/staff/").text
    told = browser.get(f"{LIST}{webhook.public_id}")
    refused = page.submit({}, button="Send a test")
    on = told.submit({}, button="Switch it on")
    ended = on.submit({}, button="Remove this webhook")

    assert "switched off" not in before
    assert "1 switched off" in off
    assert "It answered 410" in told.text
    assert "It was switched off on" in refused.text
    assert "Test" not in refused.text
    assert "Switched off" not in on.text
    assert "Removed" in ended.text
    assert webhooks.n_off() == 0


def tell_at(app, now):
    """A worker looks at this moment; the sign-in of the browser goes on at the one before."""
    clock = app.config["CLOCK"]
    app.config["CLOCK"] = lambda: now
    jobs.run_worker(app, once=True)
    app.config["CLOCK"] = clock
