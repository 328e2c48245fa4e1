"""The demonstration: made-up people who answer as residents do, the same every time."""

import json
from collections import Counter

import pytest
from sqlalchemy import select

from engage import demonstration, outcomes
from engage.answers import contact_of
from engage.config import ROOT
from engage.demonstration import finished
from engage.extensions import db
from engage.extracts import paper as extracts
from engage.models import (
    Answer,
    Consent,
    ContactDetails,
    Organisation,
    PaperBatch,
    PaperForm,
    Respondent,
    Response,
    ResultsRelease,
    Role,
    StaffUser,
)
from engage.models.keys import SEALED
from engage.models.respondents import CAPACITIES, HELPERS
from engage.operations import consultations, releases
from engage.operations.paper.batches import refuse_stranger
from engage.operations.paper.keying import may_settle
from engage.operations.respondents import WITH_HELPER
from forms import definition
from tests.builders import NOW

N_LOADED = 25
QUESTIONNAIRE = definition.load(ROOT / "forms" / "questionnaires" / "living_well.json")


@pytest.fixture(scope="module")
def crowd():
    return demonstration.people(QUESTIONNAIRE, demonstration.N_RESPONSES)


def test_the_same_people_come_every_time(crowd):
    assert demonstration.people(QUESTIONNAIRE, demonstration.N_RESPONSES) == crowd


def test_people_answer_in_every_role_and_most_of_them_are_residents(crowd):
    roles = Counter(person.capacity for person in crowd)

    assert set(roles) == {*CAPACITIES, None, demonstration.NOT_ASKED}
    assert roles["resident"] > len(crowd) / 2
    assert {person.helper for person in crowd} == {*HELPERS, None}
    assert {person.capacity for person in crowd if person.helper} == set(WITH_HELPER)


def test_an_organisation_has_a_made_up_name_and_no_age(crowd):
    organisations = [person for person in crowd if person.capacity == "organisation"]

    names = [person.organisation["name"] for person in organisations]
    assert len(names) == len(set(names)) > 5
    assert all(name.startswith("Example ") for name in names)
    assert not any(question.key == "age_band" for person in organisations for question, _value in person.answers)


def test_people_choose_only_what_their_wording_offers(crowd):
    chosen = {
        (person.variant, question.key, key)
        for person in crowd
        for question, value in person.answers
        if question.options
        for key in ([value] if isinstance(value, str) else value)
    }

    offered = {
        (variant, question.key, option.key)
        for section in QUESTIONNAIRE.sections
        for question in section.questions
        for variant in definition.VARIANTS
        for option in question.offered(variant)
    }
    assert chosen - offered == set()
    assert {"doing_well_at_school", "help_at_home"} <= {key for _variant, _question, key in chosen}


def test_loading_keeps_who_answered_and_what_they_allow(app):
    said = []

    demonstration.load(NOW, said.append, N_LOADED)

    people = demonstration.people(QUESTIONNAIRE, N_LOADED)
    assert said == [f"Loading {N_LOADED} made-up responses ..."]
    loaded = [response.id for response in db.session.query(Response) if not is_keyed(response)]
    assert len(loaded) == N_LOADED
    asked = [person.capacity for person in people if person.capacity != demonstration.NOT_ASKED]
    assert Counter(
        row.capacity for row in db.session.query(Respondent).where(Respondent.response_id.in_(loaded))
    ) == Counter(asked)
    assert db.session.query(Organisation).count() == asked.count("organisation")
    consents = db.session.query(Consent).where(Consent.response_id.in_(loaded)).order_by(Consent.response_id)
    assert [row.quote for row in consents] == [person.consents["quote"] for person in people]


def test_the_only_addresses_are_of_nobody_and_go_with_a_permission(app):
    demonstration.load(NOW, lambda words: None, N_LOADED)

    secret = app.config["CONTACT_KEY"] or app.config["SECRET_KEY"]
    kept = [db.session.get(Response, row.response_id) for row in db.session.query(ContactDetails)]
    found = [(db.session.get(Consent, response.id), contact_of(response, secret)) for response in kept]
    assert found
    assert all(consent.contact or consent.outcome for consent, _details in found)
    assert all(details["email"].endswith("@example.org") and not details["name"] for _consent, details in found)


def is_keyed(response):
    """From the batch of paper, not one of the people."""
    return db.session.query(PaperForm).filter_by(response_id=response.id).count() > 0


def test_a_batch_of_paper_waits_to_be_keyed_again_settled_and_released(app):
    demonstration.load(NOW, lambda words: None, 1)

    batch = db.session.query(PaperBatch).one()
    assert batch.closed_at is None
    assert sorted(form.response_id is not None for form in batch.forms) == [False] * 4 + [True] * 20
    assert [form.held_reason for form in batch.forms if form.held_reason] == ["duplicate"]
    assert len(extracts.to_key(batch, "first")) == 3
    waiting = extracts.comparison(batch).waiting
    assert [found.field for found in waiting] == ["age_band"]
    is_officer = StaffUser.having([Role.ENGAGEMENT_OFFICER])
    officer = db.session.query(StaffUser).where(is_officer).filter_by(demonstration=True).one()
    assert may_settle(waiting[0].form, officer)
    ticks = Counter(
        form.id
        for form in batch.forms
        for value in extracts.newest(form.id, "first").values()
        if value.field.endswith("_priorities") and len(value.choices) > 3
    )
    assert len(ticks) == 1
    second = db.session.query(StaffUser).filter_by(email=demonstration.SECOND_CLERK).one()
    refuse_stranger(batch, second)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_words_of_a_form_or_a_session_stand_in_clear(app, sqlite_path):
    demonstration.load(NOW, lambda words: None, 3)
    columns = [(model, name) for model, names in SEALED.items() for name in names]
    said = [value for model, name in columns for value in db.session.scalars(select(getattr(model, name)))]
    db.session.commit()
    content = b"".join(path.read_bytes() for path in sqlite_path.parent.iterdir())
    released = json.dumps([one.data for one in db.session.scalars(select(ResultsRelease))], ensure_ascii=False)

    words = {one for one in said if isinstance(one, str) and len(one) > 30 and one not in released}
    assert len(words) > 10
    assert [one for one in words if one.encode() in content or one[8:30].encode("utf-16-le") in content] == []


def test_a_second_loading_changes_nothing(app):
    demonstration.load(NOW, lambda words: None, 3)
    before = db.session.query(Answer).count(), db.session.query(Response).count()

    demonstration.load(NOW, lambda words: None, 3)

    assert (db.session.query(Answer).count(), db.session.query(Response).count()) == before
    assert db.session.query(PaperBatch).count() == 1


def test_a_consultation_that_is_over_has_results_and_what_was_done_about_them(app, monkeypatch):
    """Released past the gate by two people; with answers of each kind, a late action, and a line still to publish."""
    monkeypatch.setattr(demonstration, "N_RESPONSES", 3)

    demonstration.load(NOW, lambda words: None, 3)

    over = consultations.find_consultation(finished.CODE)
    release = releases.newest_published(over)
    assert release.approved_by_id != release.prepared_by_id
    assert release.data["taking"]["people"] == finished.N_RESPONSES
    assert all(line["n_comments"] and line["quotes"] for part in release.data["themes"] for line in part["lines"])
    lines = outcomes.recommendations(over)
    assert [line.response and line.response.answer for line in lines] == ["accepted", "partly", None, None]
    assert [line.published_at is not None for line in lines] == [True, True, True, False]
    assert sum(action.is_late(NOW.date()) for line in lines for action in line.actions) == 1
