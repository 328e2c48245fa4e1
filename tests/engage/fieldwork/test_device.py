"""What a device keeps of the field log: an empty page, small scripts of our own, and a form that names nobody."""

import gzip
import re

import pytest

from engage.assets import DIST
from engage.models import Role
from forms.fieldwork.document import Count, Promised, Said, TopicNotes
from tests.builders import a_consultation, a_staff_user, an_activity

SCRIPTS = ("field", "field-form", "field-outbox", "field-transfer", "field-vault")
MOST_BYTES_SENT = 10_000


@pytest.fixture
def activity(app):
    return an_activity(a_consultation(), a_staff_user("planner@example.org", Role.ENGAGEMENT_OFFICER))


def test_everybody_gets_the_same_empty_page(client, staff, activity):
    officer = staff(Role.ENGAGEMENT_OFFICER).client

    pages = [one.get("/staff/fieldwork/device").get_data(as_text=True) for one in (client, officer)]

    assert pages[0] == pages[1]
    assert activity.title not in pages[0] and "csrf" not in pages[0]


def test_the_worker_stands_above_the_addresses_that_it_answers_for(client):
    reply = client.get("/staff/fieldwork/worker.js", buffered=True)

    assert reply.mimetype == "text/javascript"
    assert "script-src 'self'" in reply.headers["Content-Security-Policy"]
    assert reply.headers["Cache-Control"] == "no-store"  # a new worker is noticed at once


def test_the_scripts_are_our_own_and_small():
    texts = [(DIST / f"{name}.mjs").read_bytes() for name in SCRIPTS]
    ours = {f"./{name}.mjs" for name in SCRIPTS}

    assert len(gzip.compress(b"".join(texts))) <= MOST_BYTES_SENT
    named = re.findall(r"from '([^'?]+)", b"".join(texts).decode())
    assert named and set(named) <= ours


def test_each_script_names_the_next_with_the_mark_of_what_it_holds_now(client, activity):
    page = client.get("/staff/fieldwork/device").get_data(as_text=True)
    address = re.search(r"/static/dist/field[.]mjs[?]v=\w+", page)[0]

    named = re.findall(
        r"from '[.]/([\w-]+)[.]mjs[?]v=(\w{10})'", client.get(address, buffered=True).get_data(as_text=True)
    )

    assert {name for name, _mark in named} == {"field-form", "field-outbox", "field-transfer", "field-vault"}


def test_the_form_of_a_device_has_a_field_for_each_part_of_the_document(staff, activity):
    told = staff(Role.ENGAGEMENT_OFFICER).client.get("/staff/fieldwork/activities.json").json
    form = told["forms"]["market-place"]

    for kind, parts in {"topics": TopicNotes, "contributions": Said, "tallies": Count, "promises": Promised}.items():
        template = form.split(f'<template data-for="{kind}">')[1].split("</template>")[0]
        assert set(re.findall(r'name="(\w+)"', template)) == set(parts.__dataclass_fields__)
    assert 'value="prefer_not_to_say"' in form and 'value="not_asked"' in form
    assert "planner@example.org" not in form


def test_signing_out_leaves_what_lies_on_the_device(staff):
    """Clear-Site-Data would delete records that were not sent yet."""
    client = staff(Role.ENGAGEMENT_OFFICER).client
    token = client.get("/staff/fieldwork/token").json["csrf_token"]

    reply = client.post("/staff/sign-out", data={"csrf_token": token})

    assert reply.status_code == 303
    assert "Clear-Site-Data" not in reply.headers
