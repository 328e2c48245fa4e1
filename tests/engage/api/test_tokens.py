"""Tokens of programs: what each opens, that it ends, that its requests are counted, and what the trail says."""

import base64
import datetime as dt

import pytest
from sqlalchemy import select

from engage.api.shape import FIGURES, PUBLISHED, RESPONSES, SCOPES, WORDS
from engage.api.tables import TABLES
from engage.extensions import db
from engage.models import ApiClient, AuditEvent, Role
from engage.operations import api_clients
from engage.operations.consultations import find_consultation
from engage.operations.people import inviting, roles
from tests.builders import NOW, a_consultation, a_questionnaire, a_staff_user
from tests.engage.api.tokens import a_token, bearing
from tests.engage.releases.prepared import a_published_row

on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
OWN, OTHER = "market-place", "other-place"
ALL = "/api/v1/consultations"


@pytest.fixture
def analyst(app):
    """An analyst of every consultation, of which there are two, each with a release."""
    person, approver = a_staff_user("analyst@example.org"), a_staff_user("approver@example.org")
    for code in (OWN, OTHER):
        consultation = a_consultation(code, a_questionnaire(key=code.replace("-", "_")))
        a_published_row(consultation, person, approver)
    return person


@pytest.fixture
def own(analyst):
    return find_consultation(OWN)


def address(table, code, suffix=""):
    return "/api/v1" + table.path.replace("<code>", code).replace("<int:number>", "1") + suffix


@on_one_database
def test_every_table_asks_for_a_token_with_its_scope(app):
    views = {name: view for name, view in app.view_functions.items() if name.startswith("api.")}
    public = {name for name, view in views.items() if not getattr(view, "scope", None)}

    assert public == {"api.tell_openapi"}
    assert {views[f"api.{table.name}{kind}"].scope for table in TABLES for kind in ("", "_csv")} == set(SCOPES)


@on_one_database
@pytest.mark.parametrize("scopes", [(PUBLISHED,), (FIGURES,), (RESPONSES,), (WORDS,), tuple(SCOPES)])
@pytest.mark.parametrize("held", [None, OWN])
def test_a_token_opens_the_tables_of_its_scopes_on_its_consultations(app, client, analyst, own, scopes, held):
    """Tokens by scope, on all consultations or on one, at every table of the own and of a foreign consultation."""
    _client, token = a_token(analyst, own if held else None, scopes)
    app.config["CLOCK"] = lambda: own.closes_at

    for table in TABLES:
        for code in (OWN, OTHER):
            is_foreign = held is not None and code == OTHER and "<code>" in table.path
            wanted = 403 if table.scope not in scopes else 404 if is_foreign else 200
            for suffix in ("", ".csv"):
                reply = client.get(address(table, code, suffix), **bearing(token))
                assert reply.status_code == wanted, f"{table.name} of {code}: {reply.status_code}"
                assert "Set-Cookie" not in reply.headers
                assert "Access-Control-Allow-Origin" not in reply.headers


@on_one_database
def test_a_list_names_no_foreign_consultation(client, analyst, own):
    _client, token = a_token(analyst, own)

    assert [row["code"] for row in client.get(ALL, **bearing(token)).json["rows"]] == [OWN]


@on_one_database
def test_excel_sends_the_token_as_a_password(client, analyst):
    _client, token = a_token(analyst)
    pair = base64.b64encode(f"anybody:{token}".encode()).decode()

    refused = client.get(f"{ALL}.csv")
    taken = client.get(f"{ALL}.csv", headers={"Authorization": f"Basic {pair}"})

    assert 'Basic realm="Engage"' in refused.headers.getlist("WWW-Authenticate")[0]
    assert taken.status_code == 200
    assert taken.get_data().startswith(b"\xef\xbb\xbfcode,title,")


@on_one_database
@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer unknown", "Basic ???", "Digest x", "Bearer \x80", "Basic Og=="])
def test_without_a_known_token_nothing_opens(client, analyst, sent):
    reply = client.get(ALL, headers={"Authorization": sent} if sent else {})

    assert (reply.status_code, reply.content_type) == (401, "application/problem+json")
    assert reply.json["detail"]


@on_one_database
def test_a_token_in_the_address_is_not_read(client, analyst):
    _client, token = a_token(analyst)

    assert client.get(f"{ALL}?token={token}&access_token={token}").status_code == 401


@pytest.mark.parametrize("over", ["ended", "expired", "closed account", "role taken"])
def test_a_token_that_is_over_is_refused_at_the_next_request_in_words(app, client, analyst, over):
    made, token = a_token(analyst)
    assert client.get(ALL, **bearing(token)).status_code == 200
    if over == "ended":
        api_clients.end(made, analyst, NOW)
    elif over == "expired":
        app.config["CLOCK"] = lambda: NOW + dt.timedelta(days=90)
    elif over == "closed account":
        inviting.disable(analyst, None, NOW)
    else:
        roles.take(analyst, analyst.roles[0].id, None, NOW)

    reply = client.get(ALL, **bearing(token))

    assert reply.status_code == 401
    assert "Ask for a new one" in reply.json["detail"]


@on_one_database
def test_a_token_of_an_administrator_reads_no_figures(client, analyst):
    _client, token = a_token(a_staff_user("chief@example.org", Role.ADMINISTRATOR))

    assert client.get(f"{ALL}/{OWN}/figures/rankings", **bearing(token)).status_code == 404
    assert client.get(f"{ALL}/{OWN}/releases", **bearing(token)).status_code == 200


def test_requests_are_counted_in_the_database_and_too_many_wait(app, client, analyst):
    made, token = a_token(analyst)
    made.minute_at, made.n_in_minute = NOW.replace(second=0, microsecond=0), api_clients.MOST_IN_MINUTE - 1
    db.session.commit()

    assert client.get(ALL, **bearing(token)).status_code == 200
    refused = client.get(ALL, **bearing(token))
    app.config["CLOCK"] = lambda: NOW + dt.timedelta(minutes=1)
    later = client.get(ALL, **bearing(token))

    assert (refused.status_code, later.status_code) == (429, 200)
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert made.used_at.minute == made.used_at.second == 0


def test_reading_figures_stands_in_the_trail_and_reading_what_is_public_does_not(client, analyst):
    made, token = a_token(analyst)
    client.get(ALL, **bearing(token))
    client.get(f"{ALL}/{OWN}/figures/people", **bearing(token))

    events = db.session.scalars(select(AuditEvent).filter_by(verb="read_by_program")).all()

    assert [(event.actor_id, event.object_id) for event in events] == [(analyst.id, OWN)]
    assert events[0].detail == {"client": made.public_id, "table": "figures_people"}


def test_a_token_is_made_on_a_page_shown_once_and_ended_there(app, staff, own):
    browser = staff(Role.ENGAGEMENT_OFFICER)
    page = browser.get("/staff/").link("Programs that read results").link("Make a token")
    wrong = page.submit({"name": "", "days": "400"})
    assert wrong.errors == [
        "Enter a name, as “Power BI of the analysts”", "Enter a number of days from 1 to 365", "Choose what it reads",
    ]  # fmt: skip

    shown = wrong.submit({"name": "Power BI", "days": "30", "scopes": [PUBLISHED, FIGURES], "consultation": OWN})
    token = next(field.get("value") for field in shown.tree.iter("input") if field.get("id") == "token")
    listed = browser.get("/staff/programs/")

    assert app.test_client().get(ALL, **bearing(token)).status_code == 200
    assert token not in listed.html
    assert token[:15] in listed.html
    assert token not in str([vars(row) for row in db.session.scalars(select(ApiClient))])
    assert "Ended" in listed.submit(button="End: Power BI").text
    assert app.test_client().get(ALL, **bearing(token)).status_code == 401


@on_one_database
def test_an_administrator_makes_no_token_for_figures(staff, own):
    page = staff(Role.ADMINISTRATOR).get("/staff/programs/new")

    refused = page.submit({"name": "Power BI", "scopes": [FIGURES], "consultation": ""})

    assert refused.status == 422
    assert refused.errors[0].startswith("Figures are for analysts and engagement officers")


@on_one_database
def test_people_read_what_programs_read(staff):
    page = staff(Role.ANALYST).get("/staff/programs/").link("What they can read")

    assert page.h1 == "Tables for Power BI, Excel and other programs"
    for table in TABLES:
        assert table.title in page.text
