"""After everything was erased: every page still opens, the frozen figures stay, and nothing new can be released."""

import datetime as dt

import pytest
from sqlalchemy import String, Text, select

from engage.doctor import examine
from engage.extensions import db
from engage.extracts.retention.tables import ERASED_WITH
from engage.models import Role
from engage.operations.consultations import find_consultation
from engage.results import gate
from engage.sealed_columns import SealedText
from tests.builders import NOW
from tests.engage.retention.runs import HERE, erase_due
from tests.objects import email_with, walked_places
from tests.pages import Browser
from tests.snapshots import a_snapshot
from tests.test_access import TABLE

LATE = NOW + dt.timedelta(days=4000)
#: what residents and staff typed in the walked consultation, as it would be found in a column
TYPED = ("More buses", "Mr Plum", "More benches", "A worry", "We said in")


@pytest.fixture
def ids(app):
    app.config["CONTACT_KEY"] = "a secret"
    found = walked_places()["market-place"]
    app.config["CLOCK"] = lambda: LATE
    return found


def words_left():
    """(table, column) in which something that was typed still stands, of the tables that are erased."""
    found = []
    for name in ERASED_WITH:
        table = db.metadata.tables[name]
        for column in table.columns:
            if isinstance(column.type, String | Text | SealedText):
                for value in db.session.scalars(select(column)):
                    found += [(name, column.name) for typed in TYPED if value and typed in value]
    return found


def test_every_page_still_opens_and_says_that_answers_are_gone(app, staff, ids):
    assert words_left() != []

    erase_due(LATE)

    assert words_left() == []
    for role in (Role.ANALYST, Role.ENGAGEMENT_OFFICER, Role.ADMINISTRATOR, Role.DATA_ENTRY_CLERK):
        browser = staff(role, email_with(role))
        for name, (method, address, roles) in TABLE.items():
            if method == "get" and role in roles:
                reply = browser.client.get(address.format(**ids))
                assert reply.status_code < 500, f"{role} at {name}"
        if role == Role.ANALYST:
            told = browser.get("/staff/consultations/market-place/results").html
            assert "Answers to this consultation were erased on" in told


def test_published_figures_stay_and_nothing_new_is_released(app, ids):
    browser = Browser(app.test_client())
    before = browser.get("/market-place/results").text

    erase_due(LATE)

    after = browser.get("/market-place/results").text
    assert "The answers behind these figures were erased on" in after
    assert before.split("Who took part")[1] == after.split("Who took part")[1]
    stops = gate.stops(find_consultation("market-place"), a_snapshot())
    assert [stop.can_override for stop in stops if stop.kind == "erased"] == [False]


def test_the_public_reads_the_periods_that_hold(app, staff, ids):
    app.config["CLOCK"] = lambda: NOW
    page = Browser(app.test_client()).get("/market-place/en/standard").link("How long we keep what you send")
    assert "What you wrote: 730 days after the consultation closes." in page.text

    officer = staff(Role.ENGAGEMENT_OFFICER)
    officer.get(f"{HERE}/periods/texts").submit({"days": "100", "reason": "The report is done"})
    officer.get(f"{HERE}/hold").submit({"reason": "Claim"})

    page = Browser(app.test_client()).get("/market-place/en/standard/kept")
    assert "What you wrote: 100 days after the consultation closes." in page.text
    assert "nothing of this consultation is erased" in page.text


def test_the_doctor_and_the_desk_are_red_until_it_is_erased(app, staff, ids):
    officer = staff(Role.ENGAGEMENT_OFFICER)
    late = [finding.words for finding in examine(app, LATE) if "kept too long" in finding.words]
    assert late and "overdue" in officer.get("/staff/").text

    erase_due(LATE)

    assert [finding.words for finding in examine(app, LATE) if "kept too long" in finding.words] == []
    assert "Data that should have been erased" not in officer.get("/staff/").text
