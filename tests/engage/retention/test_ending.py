"""A consultation is erased as a whole: proposed by an administrator, confirmed by another person, and then gone."""

import datetime as dt
import secrets

import pytest
from sqlalchemy import select, text

from engage.extensions import db
from engage.extracts.retention import clocks
from engage.jobs import run_worker
from engage.models import Answer, AnswerChoice, AuditEvent, ContactDetails, ProfileChoice, Response, Role, WholeErasure
from engage.operations import erasures, keys, respondents
from engage.operations.retention import ending, holds
from tests.builders import NOW, PASSWORD, a_consultation, a_response, a_staff_user, count
from tests.engage.retention.runs import HERE, erase_due
from tests.engage.test_data_keys import copy_without_keys, files_of_the_database, in_clear

ERASE = f"{HERE}/erase"
WHY = {"reason": "The report is out", "without_archive": "Nobody needs the figures again"}


@pytest.fixture
def sentence():
    return f"The queue at the chemist {secrets.token_hex(8)} is too long"


@pytest.fixture
def consultation(app, sentence):
    found = a_consultation()
    response = a_response(found, {"streets": ["buses"]}, {"streets": sentence}, {"age_band": "old"})
    respondents.save_consents(response, {"contact": True}, NOW, None, by_code=True)
    details = {"name": f"Ann {sentence}", "email": "ann@example.org", "phone": ""}
    respondents.save_contact(response, details, "a secret", 30, NOW, None, by_code=True)
    return found


@pytest.fixture
def closed(app, consultation):
    """It is over, and nothing of it is due."""
    when = consultation.closes_at + dt.timedelta(days=2)
    app.config["CLOCK"] = lambda: when
    return when


def left():
    models = (Answer, AnswerChoice, ProfileChoice, ContactDetails)
    return [count(model) for model in models]


def test_one_proposes_another_confirms_and_nothing_but_the_fact_is_left(app, staff, consultation, closed, sentence,
                                                                        tmp_path):  # fmt: skip
    copy, _address = copy_without_keys(tmp_path)
    administrator, officer = staff(Role.ADMINISTRATOR), staff(Role.ENGAGEMENT_OFFICER)
    assert "An administrator proposes it" in officer.get(HERE).link("Erase this consultation").text
    page = administrator.get(ERASE).submit({"reason": WHY["reason"]})
    assert page.errors == ["Make an archive first, or write why none is needed"]
    page = page.submit(WHY)

    own = page.submit({"password": PASSWORD}, button="Erase it for good")
    wrong = officer.get(ERASE).submit({"password": "mistaken-lamp"}, button="Erase it for good")

    assert own.errors == ["Somebody else has to confirm it: you proposed it"]
    assert wrong.errors == ["This is not your password. Type it again"]
    assert "mistaken-lamp" not in wrong.html and left() == [2, 1, 1, 1]

    under_way = wrong.submit({"password": PASSWORD}, button="Erase it for good")
    assert "It is being erased" in under_way.text and keys.is_destroyed(consultation)
    run_worker(app, once=True)

    done = administrator.get(ERASE)
    assert "It was erased" in done.text and "What people chose" in done.text and WHY["reason"] in done.text
    assert left() == [0, 0, 0, 0] and count(Response) == 1
    told = db.session.scalars(select(AuditEvent).filter_by(verb="erased_consultation")).one()
    assert told.detail["rows"]["contact"] == 1 and f"{told.number}:" in done.text
    assert in_clear(sentence, files_of_the_database(), copy) == []
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("drop database restored"))
    assert erase_due(closed) == {}
    assert administrator.client.post(f"{ERASE}/confirm", data={}).status_code != 303
    assert count(AuditEvent, verb="erased_consultation") == 1


@pytest.mark.parametrize("way", ["open", "held", "erased", "nobody"])
def test_what_cannot_be_erased_says_why(app, staff, consultation, closed, way):
    officer, boss = a_staff_user(role=Role.ENGAGEMENT_OFFICER), a_staff_user("boss@example.org", Role.ADMINISTRATOR)
    told = {
        "open": "Erase this consultation once that day is over",
        "held": "Nothing is erased until two people have lifted it",
        "erased": "This consultation was erased on",
        "nobody": "Nobody has proposed to erase it",
    }[way]
    if way != "nobody":
        ending.propose(consultation, *WHY.values(), app.config, boss, closed)
    if way == "open":
        app.config["CLOCK"] = lambda: NOW
    if way == "held":
        holds.place(consultation, "Claim", officer, closed)
    if way == "erased":
        ending.confirm(consultation, app.config, officer, closed)

    command = app.test_cli_runner().invoke(
        args=["engage", "erase", consultation.code, "--as", officer.email], input=f"{PASSWORD}\n"
    )
    page = staff(Role.ADMINISTRATOR).get(ERASE)

    assert (command.exit_code, told in command.output) == (1, True), command.output
    assert way == "nobody" or told in page.text or "It is being erased" in page.text
    assert keys.is_destroyed(consultation) == (way == "erased")


def test_what_was_proposed_can_be_taken_back(app, staff, consultation, closed):
    administrator = staff(Role.ADMINISTRATOR)
    page = administrator.get(ERASE).submit(WHY)

    page = page.submit(button="Do not erase it")

    assert "Propose to erase it" in page.text and count(WholeErasure) == 0
    assert count(AuditEvent, verb="took_back_erasure") == 1


def test_the_command_asks_for_the_password_of_another_person(app, consultation, closed):
    boss, other = a_staff_user("boss@example.org", Role.ADMINISTRATOR), a_staff_user(role=Role.ENGAGEMENT_OFFICER)
    ending.propose(consultation, *WHY.values(), app.config, boss, closed)

    def erase(person, password=PASSWORD):
        arguments = ["engage", "erase", consultation.code, "--as", person]
        return app.test_cli_runner().invoke(args=arguments, input=f"{password}\n")

    same, wrong, nobody = erase(boss.email), erase(other.email, "no"), erase("none@example.org")
    assert "you proposed it" in same.output and "This is not the password" in wrong.output
    assert "Nobody here has the address" in nobody.output and left() == [2, 1, 1, 1]

    done = erase(other.email)

    assert done.exit_code == 0, done.output
    assert "What people chose: " in done.output and "market-place was erased. Entry of the audit trail: " in done.output
    assert left() == [0, 0, 0, 0]


def test_a_backup_from_before_is_erased_again_with_the_next_run(app, consultation, closed):
    erasures.repeat(erasures.register() | {"consultations": {"market-place": closed.isoformat()}}, closed)
    erasure = clocks.whole_erasure_of(consultation)
    assert (erasure.reason, erasure.proposed_by) == (erasures.REASON, None)

    erase_due(closed)

    assert left() == [0, 0, 0, 0] and clocks.whole_erasure_of(consultation).finished_at == closed
    assert "market-place" in erasures.register()["consultations"]
