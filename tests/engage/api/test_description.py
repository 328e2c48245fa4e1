"""The description for programs tells every route, and what it says of them is true."""

import json
from contextvars import Context

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from engage.api.tables import TABLES
from engage.operations import api_clients
from tests.builders import a_consultation, a_response, a_staff_user
from tests.engage.api.tokens import a_token, bearing
from tests.engage.releases.prepared import a_published_row

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DESCRIBED = "/api/v1/openapi.json"
SEVERAL = settings(
    max_examples=4, derandomize=True, database=None, deadline=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture
def token(app):
    """Of an analyst, on a consultation with responses and a release."""
    person, approver = a_staff_user("analyst@example.org"), a_staff_user("approver@example.org")
    consultation = a_consultation()
    for _ in range(12):
        a_response(consultation, {"streets": ["buses", "benches"]}, {"streets": "=More buses"})
    a_published_row(consultation, person, approver)
    app.config["CLOCK"] = lambda: consultation.closes_at
    return a_token(person)[1]


def test_every_route_is_described_and_no_other(app, client):
    described = client.get(DESCRIBED).json["paths"]
    routes = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("api.")}

    assert {f"/api/v1{path}" for path in described} == {
        rule.replace("int:", "").replace("<", "{").replace(">", "}") for rule in routes - {DESCRIBED}
    }
    assert len(described) == 2 * len(TABLES)


def test_every_answer_is_what_the_description_says(app, token, monkeypatch):
    """Generated requests, the same in every run; a table that is there is read beside them."""
    monkeypatch.setattr(api_clients, "MOST_IN_MINUTE", 10_000)
    schema = Context().run(schemathesis.openapi.from_wsgi, DESCRIBED, app)
    seen = set()

    for found in schema.get_all_operations():
        operation = found.ok()

        @SEVERAL
        @given(case=operation.as_strategy())
        def ask(case):
            reply = Context().run(case.call_and_validate, **bearing(token), checks=CHECKS)
            seen.add(reply.status_code)

        ask()
        case = operation.Case(path_parameters={"code": "market-place", "number": 1})
        reply = Context().run(case.call_and_validate, **bearing(token), checks=CHECKS)
        assert reply.status_code == 200, operation.label

    assert seen <= {200, 404}


def test_figures_hold_rounded_numbers_and_no_formula(client, token):
    place = "/api/v1/consultations/market-place/figures"

    people = {row["group"]: row["count"] for row in client.get(f"{place}/people", **bearing(token)).json["rows"]}
    rankings = client.get(f"{place}/rankings.csv", **bearing(token)).get_data(as_text=True)

    assert people["people"] == 10
    assert "=More buses" not in json.dumps(people) + rankings


def test_a_table_that_did_not_change_is_not_sent_again(client, token):
    place, sent = "/api/v1/consultations/market-place/releases/1/rankings.csv", bearing(token)
    tag = client.get(place, **sent).headers["ETag"]

    again = client.get(place, headers=sent["headers"] | {"If-None-Match": tag})

    assert (again.status_code, again.get_data()) == (304, b"")


@pytest.mark.parametrize(("path", "method", "status"), [
    ("/api/v1/nothing", "GET", 404),
    ("/api/v1/consultations", "POST", 405),
    ("/api/v1/consultations/nowhere/releases/1/people", "GET", 404),
    ("/api/v1/consultations/market-place/releases/2/people", "GET", 404),
])  # fmt: skip
def test_a_refusal_is_told_as_a_program_reads_it(client, token, path, method, status):
    reply = client.open(path, method=method, **bearing(token))

    assert (reply.status_code, reply.content_type) == (status, "application/problem+json")
    assert reply.json["status"] == status
