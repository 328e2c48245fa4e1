"""Webhooks for tests, the addresses of their pages, and the rules of their tables."""

import pytest

from engage.extensions import db
from engage.models import Role, Webhook, WebhookDelivery, WebhookEvent
from engage.operations import webhooks
from tests.builders import NOW

ADDRESS, SITE = "https://hooks.example.org/engage", "https://have-your-say.example.org/"
_ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
#: endpoint -> (method, address, roles that may)
WEBHOOKS = {
    "webhooks.list_webhooks": ("get", "/staff/webhooks/", _ADMINISTRATORS),
    "webhooks.register": ("get", "/staff/webhooks/new", _ADMINISTRATORS),
    "webhooks.show_webhook": ("get", "/staff/webhooks/{webhook}", _ADMINISTRATORS),
    "webhooks.send_test": ("post", "/staff/webhooks/{webhook}/test", _ADMINISTRATORS),
    "webhooks.switch_on": ("post", "/staff/webhooks/{webhook}/switch-on", _ADMINISTRATORS),
    "webhooks.remove": ("post", "/staff/webhooks/{webhook}/remove", _ADMINISTRATORS),
}
RULES_OF_WEBHOOKS = [
    ("ck_webhook_address_is_https", Webhook, {"address": "http://hooks.example.org"}),
    ("ck_webhook_failures_not_negative", Webhook, {"n_failures": -1}),
    ("ck_webhook_ended_without_secret", Webhook, {"ended_at": NOW}),
    ("ck_webhook_event_kind_is_known", WebhookEvent, {"kind": "moved"}),
    ("ck_webhook_event_tests_are_of_none", WebhookEvent, {"kind": "test"}),
    ("ck_webhook_delivery_tries_not_negative", WebhookDelivery, {"n_tries": -1}),
    ("ck_webhook_delivery_over_was_tried", WebhookDelivery, {"over_at": NOW}),
]

ONCE_IN_WEBHOOKS = [
    pytest.param(WebhookEvent, {"public_id": "another"}, id="one event of one moment twice"),
    pytest.param(WebhookDelivery, {}, id="one event for one webhook twice"),
]


def a_webhook(actor, address=ADDRESS, now=NOW):
    return webhooks.register(address, SITE, actor, now)[0]


def rows_of_webhooks(consultation, staff):
    a_webhook(staff)
    webhooks.keep_events({(consultation.id, "opened", NOW): {"title": "Market Place"}})
    assert db.session.query(WebhookDelivery).count() == 1
