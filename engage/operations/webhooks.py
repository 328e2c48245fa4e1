"""Webhooks: registering and ending one, what is to be told, and how each try went."""

import base64
import datetime as dt
import logging
import secrets

from sqlalchemy import exists, func, select

from engage.data_keys import own_secret
from engage.extensions import db
from engage.models import Consultation, Webhook, WebhookDelivery, WebhookEvent
from engage.operations import transaction
from engage.operations.staff import note
from engage.sealing import seal, unseal

log = logging.getLogger(__name__)

PURPOSE = "webhooks"
#: after each failure in a row: 4 days in all, so that a long weekend switches nothing off
WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720, 1440, 1440, 1440))
MOST_FAILURES = len(WAITS) + 1


def register(address, site, actor, now):
    """(Webhook, its secret). The secret is shown once, and kept sealed."""
    secret = f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"
    public_id = secrets.token_urlsafe(9)
    with transaction():
        webhook = Webhook(
            public_id=public_id, address=address, site=site, made_by_id=actor.id, made_at=now, n_failures=0,
            sealed_secret=seal(own_secret(), PURPOSE, public_id, {"secret": secret}),
        )  # fmt: skip
        db.session.add(webhook)
        note(actor, "registered_webhook", "webhook", public_id, now, address=address)
    return webhook, secret


def secret_of(webhook):
    """CannotUnseal if the key of this installation is another by now."""
    return unseal(own_secret(), PURPOSE, webhook.public_id, webhook.sealed_secret)["secret"]


def end(webhook, actor, now):
    """Nothing more is sent there, and its secret is gone."""
    with transaction():
        db.session.refresh(webhook, with_for_update=True)
        if webhook.ended_at is None:
            webhook.ended_at, webhook.sealed_secret = now, b""
            note(actor, "ended_webhook", "webhook", webhook.public_id, now)


def switch_on(webhook, actor, now):
    """Send what waits, and what comes."""
    with transaction():
        db.session.refresh(webhook, with_for_update=True)
        if webhook.off_at is not None and webhook.ended_at is None:
            webhook.off_at, webhook.next_try_at, webhook.n_failures = None, None, 0
            note(actor, "switched_on_webhook", "webhook", webhook.public_id, now)


def ask_test(webhook, actor, now):
    """Let a test be sent before anything else, once; not while it is off: nothing is sent then."""
    with transaction():
        db.session.refresh(webhook, with_for_update=True)
        if webhook.off_at is not None or webhook.ended_at is not None:
            return
        event = WebhookEvent(public_id=secrets.token_urlsafe(9), kind="test", happened_at=now, facts={})
        db.session.add(WebhookDelivery(webhook=webhook, event=event, n_tries=0, fault=""))
        note(actor, "tested_webhook", "webhook", webhook.public_id, now)


def earliest():
    """The moment from which events are told: when the oldest webhook was registered. None while there is none."""
    return db.session.scalar(select(func.min(Webhook.made_at)).where(Webhook.ended_at.is_(None)))


def keep_events(found):
    """Write down what is to be told, each once, and to whom.

    found : (consultation id, kind, moment) -> facts
    """
    if not any(_is_new(key) for key in found) and not db.session.execute(_untold().limit(1)).first():
        return
    with transaction():
        # whichever worker comes second waits here, and then sees what the first one wrote
        db.session.scalars(select(Webhook.id).order_by(Webhook.id).with_for_update()).all()
        for (consultation_id, kind, happened_at), facts in found.items():
            if _is_new((consultation_id, kind, happened_at)):
                db.session.add(
                    WebhookEvent(
                        public_id=secrets.token_urlsafe(9),
                        consultation_id=consultation_id,
                        kind=kind,
                        happened_at=happened_at,
                        facts=facts,
                    )  # fmt: skip
                )
        db.session.flush()
        for webhook_id, event_id in db.session.execute(_untold()).all():
            db.session.add(WebhookDelivery(webhook_id=webhook_id, event_id=event_id, n_tries=0, fault=""))


def due(now):
    """The public ids of the webhooks to which something is to be sent now."""
    query = select(Webhook).where(Webhook.off_at.is_(None), Webhook.ended_at.is_(None)).order_by(Webhook.id)
    return [webhook.public_id for webhook in db.session.scalars(query) if next_delivery(webhook, now)]


def next_delivery(webhook, now):
    """What is to be sent there now, or None. A test goes first, and does not wait."""
    if webhook.off_at is not None or webhook.ended_at is not None:
        return None
    query = select(WebhookDelivery).join(WebhookDelivery.event)
    query = query.where(WebhookDelivery.webhook_id == webhook.id, WebhookDelivery.over_at.is_(None))
    # none waits longer than WAITS[-1]: what is further ahead was set while the clock was wrong
    if webhook.next_try_at is not None and now < webhook.next_try_at <= now + WAITS[-1]:
        query = query.where(WebhookEvent.kind == "test")
    order = (WebhookEvent.kind != "test", WebhookEvent.happened_at, WebhookDelivery.id)
    return db.session.scalars(query.order_by(*order).limit(1)).first()


def keep_outcome(delivery, fault, is_gone, now):
    """Write down how a try went. fault: in words, "" when it was taken; is_gone: there is nobody to tell any more."""
    with transaction():
        webhook = db.session.get_one(Webhook, delivery.webhook_id, with_for_update=True, populate_existing=True)
        db.session.refresh(delivery)
        is_test = delivery.event.kind == "test"
        delivery.n_tries += 1
        delivery.tried_at, delivery.fault = now, fault
        if not fault:
            delivery.over_at, webhook.n_failures, webhook.next_try_at = now, 0, None
            return
        log.warning("webhook %s: %s", webhook.public_id, fault)
        if is_test:
            delivery.over_at = now
            return
        webhook.n_failures += 1
        if is_gone or webhook.n_failures >= MOST_FAILURES:
            webhook.off_at, webhook.next_try_at = now, None
            note(None, "switched_off_webhook", "webhook", webhook.public_id, now, failures=webhook.n_failures)
        else:
            webhook.next_try_at = now + WAITS[webhook.n_failures - 1]


def n_off():
    """How many were switched off because nobody took what was sent."""
    return db.session.scalar(
        select(func.count(Webhook.id)).where(Webhook.off_at.is_not(None), Webhook.ended_at.is_(None))
    )


def _is_new(key):
    consultation_id, kind, happened_at = key
    known = exists().where(
        WebhookEvent.consultation_id == consultation_id, WebhookEvent.kind == kind,
        WebhookEvent.happened_at == happened_at,
    )  # fmt: skip
    return not db.session.scalar(select(known))


def _untold():
    """(webhook, event) of what happened since that webhook was registered, and does not wait for it yet."""
    kept = exists().where(WebhookDelivery.webhook_id == Webhook.id, WebhookDelivery.event_id == WebhookEvent.id)
    return (
        select(Webhook.id, WebhookEvent.id)
        .join(Consultation, WebhookEvent.consultation_id == Consultation.id)
        .where(Webhook.ended_at.is_(None), WebhookEvent.happened_at >= Webhook.made_at, ~kept)
        .order_by(Webhook.id, WebhookEvent.id)
    )
