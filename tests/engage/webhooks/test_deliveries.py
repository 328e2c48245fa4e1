"""What programs are told: once for each event, signed, again until it is taken, and never into the own network."""

import datetime as dt
import json
import threading

import pytest
from sqlalchemy import select, update

from engage import jobs
from engage.extensions import db
from engage.models import AuditEvent, ResultsRelease, Webhook, WebhookDelivery, WebhookEvent
from engage.operations import outreach, webhooks
from engage.operations.plans import dates
from engage.webhooks import addresses, rounds, sending
from tests import receiver as receivers
from tests.builders import NOW, a_consultation, a_questionnaire, a_staff_user, count
from tests.engage.releases.prepared import a_published_row
from tests.engage.webhooks.prepared import SITE, a_webhook

on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
TOMORROW = NOW + DAY
REASON = {"en": {"standard": "People asked for more time.", "easy_read": "People want more time."}}


@pytest.fixture
def receiver(app, tmp_path, monkeypatch):
    """A program in the own network, which the setting names."""
    app.config["WEBHOOK_HOSTS"] = f"127.0.0.1, {receivers.NAME}"
    with receivers.serving(tmp_path) as found:
        monkeypatch.setenv("SSL_CERT_FILE", str(found.certificate))
        yield found


@pytest.fixture
def work(app):
    """work(now) is a worker that does what is due then, and goes home."""

    def run(now):
        app.config["CLOCK"] = lambda: now
        jobs.run_worker(app, once=True)

    return run


@pytest.fixture
def administrator(app):
    return a_staff_user("administrator@example.org")


def opens_tomorrow(code="market-place"):
    midnight = TOMORROW.replace(hour=0, minute=0)
    return a_consultation(code, a_questionnaire(key=code.replace("-", "_")), midnight, midnight + 10 * DAY)


def registered(administrator, receiver, now=NOW):
    return webhooks.register(receiver.address, SITE, administrator, now)


def test_opening_closing_and_results_are_told_once_each_and_signed(receiver, work, administrator):
    consultation = opens_tomorrow()
    closes_at = consultation.closes_at
    _webhook, secret = registered(administrator, receiver)
    work(NOW)
    before = receiver.told()
    work(TOMORROW)
    work(TOMORROW + HOUR)
    work(closes_at)
    a_published_row(consultation, administrator, a_staff_user("approver@example.org"))
    db.session.execute(update(ResultsRelease).values(published_at=closes_at + HOUR))
    db.session.commit()
    work(closes_at + DAY)
    work(closes_at + DAY)

    place = f"{SITE}market-place"
    facts = {
        "consultation": "market-place", "title": receiver.told()[0]["data"]["title"],
        "opens_at": "2026-10-08T00:00:00Z", "closes_at": "2026-10-18T00:00:00Z", "address": place,
    }  # fmt: skip
    results = facts | {"release": 1, "results": f"{place}/results"}
    assert before == []
    assert receiver.told() == [
        {"type": "consultation.opened", "timestamp": "2026-10-08T00:00:00Z", "data": facts},
        {"type": "consultation.closed", "timestamp": "2026-10-18T00:00:00Z", "data": facts},
        {"type": "results.published", "timestamp": "2026-10-18T01:00:00Z", "data": results},
    ]
    for headers, body in receiver.came:
        assert receivers.is_signed(secret, headers, body)
        assert not receivers.is_signed(secret, headers, body + b" ")
        assert headers["Content-Type"] == "application/json"
    assert len({headers["webhook-id"] for headers, _body in receiver.came}) == 3


@on_one_database
def test_what_was_before_the_registration_is_not_told(receiver, work, administrator):
    a_consultation()
    registered(administrator, receiver, NOW + HOUR)

    work(NOW + HOUR)

    assert receiver.came == []
    assert count(WebhookEvent) == 0


@on_one_database
def test_an_extension_after_closing_is_a_new_opening_and_a_new_closing(receiver, work, administrator):
    consultation = opens_tomorrow()
    registered(administrator, receiver)
    work(TOMORROW)
    outreach.extend(consultation, consultation.closes_at + DAY, REASON, ["en"], administrator, TOMORROW)
    closes_at = consultation.closes_at
    work(closes_at)
    outreach.extend(consultation, closes_at + 3 * DAY, REASON, ["en"], administrator, closes_at + DAY)
    work(closes_at + DAY)
    work(closes_at + 3 * DAY)

    assert [(one["type"], one["timestamp"][:10]) for one in receiver.told()] == [
        ("consultation.opened", "2026-10-08"), ("consultation.closed", "2026-10-19"),
        ("consultation.opened", "2026-10-20"), ("consultation.closed", "2026-10-22"),
    ]  # fmt: skip


@on_one_database
def test_a_suspension_is_no_closing(receiver, work, administrator):
    consultation = opens_tomorrow()
    registered(administrator, receiver)
    work(TOMORROW)
    dates.suspend(consultation, None, REASON, ["en"], administrator, TOMORROW)
    work(TOMORROW + HOUR)
    dates.resume(consultation, administrator, TOMORROW + DAY)
    work(TOMORROW + DAY)

    assert [one["type"] for one in receiver.told()] == ["consultation.opened"]


def test_two_workers_find_an_event_once(app, administrator):
    consultation = opens_tomorrow()
    a_webhook(administrator)
    found, start = rounds.happened(NOW, TOMORROW), threading.Barrier(2)
    assert list(found) == [(consultation.id, "opened", consultation.opens_at)]
    db.session.commit()

    def look():
        with app.app_context():
            start.wait()
            webhooks.keep_events(found)
            db.session.remove()

    workers = [threading.Thread(target=look) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert (count(WebhookEvent), count(WebhookDelivery)) == (1, 1)


def test_what_is_not_taken_is_sent_again_later_and_later_with_the_same_number(receiver, work, administrator):
    opens_tomorrow()
    webhook, secret = registered(administrator, receiver)
    receiver.statuses += [500, 302]
    now, tried = TOMORROW, []
    for wait in (dt.timedelta(), dt.timedelta(seconds=59), dt.timedelta(seconds=1), dt.timedelta(minutes=5), HOUR):
        now += wait
        work(now)
        tried.append(len(receiver.came))

    (first, _), (_, second), (last, body) = receiver.came
    assert tried == [1, 1, 2, 3, 3]
    assert first["webhook-id"] == last["webhook-id"]
    assert first["webhook-timestamp"] < last["webhook-timestamp"]
    assert second == body
    assert receivers.is_signed(secret, last, body)
    db.session.refresh(webhook)
    assert (webhook.n_failures, webhook.next_try_at, webhook.off_at) == (0, None, None)


@on_one_database
def test_after_too_many_failures_it_is_switched_off_and_nothing_is_lost(app, receiver, work, administrator, staff):
    opens_tomorrow()
    webhook, _secret = registered(administrator, receiver)
    receiver.statuses += [500] * webhooks.MOST_FAILURES
    now = TOMORROW
    for wait in (dt.timedelta(), *webhooks.WAITS, 30 * DAY):
        now += wait
        work(now)
    opened_and_closed = count(WebhookDelivery)
    n_tried = len(receiver.came)
    webhooks.switch_on(webhook, administrator, now)
    work(now)

    assert n_tried == webhooks.MOST_FAILURES
    assert opened_and_closed == 2
    assert [one["type"] for one in receiver.told()[n_tried:]] == ["consultation.opened", "consultation.closed"]
    verbs = db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)).all()
    assert [verb for verb in verbs if "webhook" in verb] == [
        "registered_webhook", "switched_off_webhook", "switched_on_webhook"
    ]  # fmt: skip


@on_one_database
def test_a_program_that_says_it_is_gone_is_asked_no_more(receiver, work, administrator):
    opens_tomorrow()
    webhook, _secret = registered(administrator, receiver)
    receiver.statuses += [410]
    work(TOMORROW)
    work(TOMORROW + DAY)

    db.session.refresh(webhook)
    assert (len(receiver.came), webhook.off_at) == (1, TOMORROW)


@on_one_database
def test_what_is_removed_is_told_nothing_and_its_secret_is_gone(receiver, work, administrator):
    opens_tomorrow()
    webhook, _secret = registered(administrator, receiver)
    webhooks.end(webhook, administrator, NOW)
    work(TOMORROW)

    assert receiver.came == []
    assert db.session.scalars(select(Webhook.sealed_secret)).all() == [b""]


@on_one_database
def test_a_name_that_leads_into_the_own_network_by_now_is_not_followed(app, receiver, work, administrator):
    """It was open when it was registered, and leads elsewhere now (DNS rebinding)."""
    app.config["WEBHOOK_HOSTS"] = ""
    opens_tomorrow()
    registered(administrator, receiver)
    work(TOMORROW)

    assert receiver.came == []
    assert "private network" in db.session.scalars(select(WebhookDelivery.fault)).one()


def lead(monkeypatch, *numbers):
    """Every name leads there. Returns the names that were asked for."""
    asked = []

    def getaddrinfo(host, port, *_what, **_how):
        asked.append(host)
        return [(2, 1, 6, "", (number, port)) for number in numbers]

    monkeypatch.setattr(addresses.socket, "getaddrinfo", getaddrinfo)
    return asked


@on_one_database
def test_the_connection_goes_to_what_was_looked_up_and_the_certificate_is_for_the_name(app, receiver):
    port, allowed = receiver.port, {receivers.NAME, "other.example.org"}
    with pytest.MonkeyPatch.context() as patch:
        asked = lead(patch, "127.0.0.1")
        right = sending.send(f"https://{receivers.NAME}:{port}/", "whsec_a2V5", "msg_1", b"{}", NOW, allowed)
        n_asked = list(asked)
        wrong = sending.send(f"https://other.example.org:{port}/", "whsec_a2V5", "msg_2", b"{}", NOW, allowed)

    # the second time is the connection itself, which asks for the number that was found
    assert n_asked == [receivers.NAME, "127.0.0.1"]
    assert right.fault == ""
    assert "certificate could not be checked" in wrong.fault
    assert [headers["Host"] for headers, _body in receiver.came] == [f"{receivers.NAME}:{port}"]


@on_one_database
def test_a_certificate_that_nobody_vouches_for_is_refused(receiver, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")

    outcome = sending.send(receiver.address, "whsec_a2V5", "msg_1", b"{}", NOW, {"127.0.0.1"})

    assert "certificate could not be checked" in outcome.fault
    assert receiver.came == []


@on_one_database
def test_a_program_that_never_answers_holds_no_worker(receiver, monkeypatch):
    monkeypatch.setattr(sending, "SECONDS_IN_ALL", 0.3)
    receiver.may_answer.clear()

    outcome = sending.send(receiver.address, "whsec_a2V5", "msg_1", b"{}", NOW, {"127.0.0.1"})

    assert outcome.fault == "It did not answer in time"


@on_one_database
def test_a_test_goes_first_is_tried_once_and_counts_as_no_failure(receiver, work, administrator):
    opens_tomorrow()
    webhook, _secret = registered(administrator, receiver)
    receiver.statuses += [500, 500]
    work(TOMORROW)
    webhooks.ask_test(webhook, administrator, TOMORROW)
    work(TOMORROW)
    db.session.refresh(webhook)
    failures = webhook.n_failures
    webhooks.ask_test(webhook, administrator, TOMORROW)
    work(TOMORROW)

    assert failures == 1
    types = [json.loads(body)["type"] for _headers, body in receiver.came]
    assert types == ["consultation.opened", "test", "test", "consultation.opened"]


@on_one_database
def test_another_key_of_the_installation_is_told_in_words(app, receiver, work, administrator):
    opens_tomorrow()
    registered(administrator, receiver)
    app.config["CONTACT_KEY"] = "another key of this installation"
    work(TOMORROW)

    assert receiver.came == []
    assert "sealed with another key" in db.session.scalars(select(WebhookDelivery.fault)).one()
