"""Single responses for programs: once it is over, by lot, without words unless the token says so, and in the trail."""

import json

import pytest
from sqlalchemy import select, update

from engage.api import responses
from engage.api.shape import RESPONSES, WORDS
from engage.extensions import db
from engage.models import Answer, AuditEvent, Response, Role
from engage.operations.returning import withdraw
from tests.builders import NOW, PASSWORD, a_consultation, a_response, a_staff_user
from tests.engage.api.tokens import a_token, bearing

PLACE = "/api/v1/consultations/market-place"
CHOSEN = ["buses", "buses", "lights", "trees"]
on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def consultation(app):
    found = a_consultation()
    for options in (["buses"], ["trees", "buses"], ["lights"]):
        a_response(found, {"streets": options}, {"streets": f"More {options[0]}, =1+1"}, {"age_band": "old"})
    app.config["CLOCK"] = lambda: found.closes_at
    return found


@pytest.fixture
def analyst(consultation):
    return a_staff_user("analyst@example.org")


def read(client, token, table="answers", after=""):
    return client.get(f"{PLACE}/{table}", query_string={"after": after} if after else {}, **bearing(token))


def chosen(rows):
    return sorted(row["option"] for row in rows if row["option"])


def test_answers_hold_what_was_chosen_no_words_and_nothing_about_people(client, analyst, consultation):
    made, token = a_token(analyst, consultation, [RESPONSES])

    reply = read(client, token)

    assert chosen(reply.json["rows"]) == CHOSEN
    assert len({row["response"] for row in reply.json["rows"]}) == 3
    assert "More" not in reply.text
    assert "age_band" not in reply.text
    assert reply.json["next"] is None
    event = db.session.scalars(select(AuditEvent).filter_by(verb="read_by_program")).one()
    assert event.detail == {"client": made.public_id, "table": "answers", "responses": 3}
    assert read(client, token, "words").status_code == 403


@on_one_database
def test_words_come_with_their_own_scope_and_no_formula(client, analyst, consultation):
    _made, token = a_token(analyst, consultation, [WORDS])

    rows = read(client, token, "words").json["rows"]
    table = client.get(f"{PLACE}/words.csv", **bearing(token)).text

    assert sorted(row["text"] for row in rows) == ["More buses, =1+1", "More lights, =1+1", "More trees, =1+1"]
    assert table.startswith("\ufeffresponse,section,question,language,text")
    assert read(client, token).status_code == 403


@on_one_database
def test_pages_follow_each_other_until_each_response_came_once(client, analyst, consultation, monkeypatch):
    monkeypatch.setattr(responses, "PAGE", 2)
    _made, token = a_token(analyst, consultation, [RESPONSES])
    whole = []

    reply = read(client, token)
    while True:
        whole += reply.json["rows"]
        if reply.json["next"] is None:
            break
        reply = client.get(reply.headers["Link"].split(">")[0][1:], **bearing(token))

    assert "Link" not in reply.headers
    assert len({row["response"] for row in whole}) == 3
    assert chosen(whole) == CHOSEN


@on_one_database
def test_a_response_has_another_name_for_each_token(client, analyst, consultation):
    names = [
        {row["response"] for row in read(client, a_token(analyst, consultation, [RESPONSES])[1]).json["rows"]}
        for _ in range(2)
    ]

    assert not names[0] & names[1]
    assert not {response.public_id for response in db.session.scalars(select(Response))} & (names[0] | names[1])


def test_testers_drafts_what_was_taken_back_and_what_was_not_asked_are_in_no_page(client, analyst, consultation):
    sent = db.session.scalars(select(Response).order_by(Response.id)).all()
    withdraw(sent[0], NOW)
    sent[1].is_test = True
    a_response(consultation, {"streets": ["trees"]}, submitted=False)
    db.session.execute(update(Answer).where(Answer.response_id == sent[2].id).values(problem="off_route"))
    db.session.commit()
    _made, token = a_token(analyst, consultation, [RESPONSES, WORDS])

    assert read(client, token).json["rows"] == []
    assert read(client, token, "words").json["rows"] == []


@on_one_database
def test_while_people_answer_and_for_officers_nothing_opens(app, client, analyst, consultation):
    _made, token = a_token(analyst, consultation, [RESPONSES])
    _made, of_officer = a_token(a_staff_user("o@example.org", Role.ENGAGEMENT_OFFICER), consultation, [RESPONSES])

    assert read(client, of_officer).status_code == 404
    app.config["CLOCK"] = lambda: NOW
    early = read(client, token)
    assert (early.status_code, early.content_type) == (409, "application/problem+json")
    assert "once the consultation has closed" in early.json["detail"]


@on_one_database
@pytest.mark.parametrize("after", ["1", "x" * 16, "0" * 17, "\x00"])
def test_a_page_that_nobody_named_is_refused_in_words(client, analyst, consultation, after):
    reply = read(client, a_token(analyst, consultation, [RESPONSES])[1], after=after)

    assert reply.status_code == 400
    assert "leave it out" in json.loads(reply.text)["detail"]


@on_one_database
def test_a_token_for_single_responses_needs_one_consultation_an_analyst_and_the_password(staff, consultation):
    typed = {"name": "Power BI", "scopes": [RESPONSES], "consultation": ""}
    page = staff(Role.ANALYST).get("/staff/programs/new").submit(typed)
    assert page.errors[0].startswith("Single responses are for analysts, of one consultation")
    page = page.submit(typed | {"consultation": "market-place", "password": "wrong"})
    assert page.errors == ["This is not your password. Type it again."]
    officer = staff(Role.ENGAGEMENT_OFFICER).get("/staff/programs/new")
    refused = officer.submit(typed | {"consultation": "market-place", "password": PASSWORD})

    assert refused.errors[0].startswith("Single responses are for analysts")
    assert page.submit({"password": PASSWORD}).status == 200
