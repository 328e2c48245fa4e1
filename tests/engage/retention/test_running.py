"""What was kept long enough is erased, and nothing else: kind by kind, in steps, once, and never during a hold."""

import datetime as dt

import pytest
from sqlalchemy import select

from engage.errors import RetentionRefused
from engage.extensions import db
from engage.extracts.retention import clocks
from engage.models import (
    Answer,
    AnswerChoice,
    AuditEvent,
    Consultation,
    Erasure,
    LegalHold,
    OriginalText,
    ProfileChoice,
    Respondent,
    Response,
    ResultsRelease,
    RetentionRun,
    Role,
    ScannedPage,
)
from engage.operations import respondents
from engage.operations.retention import holds, periods, running
from tests.builders import GRACE, NOW, a_consultation, a_response, a_staff_user, count
from tests.engage.retention.runs import erase_due

#: of which the fixture has rows
KINDS_OF_TWO = {"drafts", "originals", "about", "texts", "answers"}
PHRASE = "Barnaby waits for the 47 bus"


@pytest.fixture
def officer(app):
    return a_staff_user(role=Role.ENGAGEMENT_OFFICER)


@pytest.fixture
def other(app):
    return a_staff_user("administrator@example.org", Role.ADMINISTRATOR)


@pytest.fixture
def consultation(app):
    found = a_consultation()
    a_response(found, {"streets": ["buses", "trees"]}, {"streets": f"{PHRASE}. Ring 07700 900123"}, {"age_band": "old"})
    draft = a_response(found, {"shops": ["banks"]}, {"shops": PHRASE}, submitted=False)
    respondents.save_capacity(draft, "resident", NOW, GRACE)
    return found


def after_closing(consultation, days):
    return consultation.closes_at + dt.timedelta(days=days)


def texts():
    return " ".join(text for text in db.session.scalars(select(Answer.text)) if text)


@pytest.mark.parametrize(
    ("kind", "days"),
    [("drafts", 7), ("originals", 90), ("texts", 730), ("about", 730), ("answers", 1095)],
)
def test_a_kind_is_erased_on_its_day_and_not_before(consultation, kind, days):
    assert erase_due(after_closing(consultation, days) - dt.timedelta(minutes=1), kind) == {}
    assert erase_due(after_closing(consultation, days), kind)[kind] >= 1


def test_drafts_go_with_all_that_hangs_on_them_and_what_was_sent_stays(consultation):
    erase_due(after_closing(consultation, 7), "drafts")

    assert count(Response) == 1
    assert count(Respondent) == 0
    assert texts().count(PHRASE) == 1


def test_words_go_and_choices_stay_until_their_own_day(consultation):
    erase_due(after_closing(consultation, 7))
    erase_due(after_closing(consultation, 730), "texts")

    assert PHRASE not in texts()
    assert (count(OriginalText), count(AnswerChoice), count(ProfileChoice)) == (0, 2, 1)


def test_in_the_end_only_the_fact_is_left_that_somebody_answered(consultation):
    erase_due(after_closing(consultation, 2000))

    response = db.session.query(Response).one()
    assert (count(Answer), count(ProfileChoice)) == (0, 0)
    assert (response.channel, response.code_fingerprint) == ("online", None)


def test_what_counts_from_publication_waits_for_it_but_not_for_ever(app, consultation, officer, other):
    due_at = clocks.due_at(consultation, "about", app.config)
    assert due_at == after_closing(consultation, 730)
    published_at = after_closing(consultation, 30)
    release = ResultsRelease(
        consultation=consultation, number=1, content=b"{}", sha256="0" * 64, prepared_at=NOW, prepared_by=officer,
        approved_at=NOW, approved_by=other, approved_sha256="0" * 64, published_at=published_at,
        published_by_id=officer.id,
    )  # fmt: skip
    db.session.add(release)
    db.session.commit()

    assert clocks.due_at(consultation, "about", app.config) == published_at + dt.timedelta(days=365)


def test_days_on_which_paper_is_still_taken_move_the_clock(app, consultation):
    consultation.paper_until = consultation.closes_at.date() + dt.timedelta(days=10)
    db.session.commit()

    assert clocks.due_at(consultation, "texts", app.config) > after_closing(consultation, 740)


def test_a_run_says_what_it_erased_in_one_entry_and_a_second_one_erases_nothing(app, consultation):
    when = after_closing(consultation, 730)

    first, second = erase_due(when), erase_due(when)

    told = db.session.scalars(select(AuditEvent).filter_by(verb="erased_due").order_by(AuditEvent.id)).all()
    assert first["texts"] >= 1 and first["drafts"] == 1
    assert second == {}
    assert [one.detail["erased"] for one in told] == [{"market-place": first}, {}]
    assert {row.kind: row.n_rows for row in db.session.query(Erasure)} == first


def test_saying_what_is_due_erases_nothing(app, consultation):
    when = after_closing(consultation, 730)

    due = running.due(when, app.config)

    assert {key: n for _place, key, n in due} == {"drafts": 1, "originals": 1, "about": 2, "texts": 2}
    assert PHRASE in texts()
    assert count(RetentionRun) == 0


def test_a_run_goes_in_small_steps_and_the_next_one_goes_on_where_it_was_broken_off(app, consultation, monkeypatch):
    monkeypatch.setattr(running, "STEP", 1)
    for _time in range(3):
        a_response(consultation, comments={"streets": PHRASE})
    when, real, steps = after_closing(consultation, 730), running.erasing.erase, []

    def broken(name, ids, store, now):
        if len(steps) == 2:
            raise KeyboardInterrupt
        steps.append(len(ids))
        real(name, ids, store, now)

    with monkeypatch.context() as patch:
        patch.setattr(running.erasing, "erase", broken)
        with pytest.raises(KeyboardInterrupt):
            erase_due(when, "texts")
    db.session.rollback()
    left = texts().count(PHRASE)
    erase_due(when + dt.timedelta(hours=2), "texts")

    told = db.session.scalars(select(AuditEvent).filter_by(verb="erased_due").order_by(AuditEvent.id)).all()
    assert steps == [1, 1]
    assert left == 3 and PHRASE not in texts()
    assert [one.detail.get("broken_off", False) for one in told] == [True, False]
    assert told[0].detail["erased"] == {"market-place": {"texts": 2}}


# holds


def test_while_a_hold_stands_nothing_is_erased_and_nothing_is_overdue(app, consultation, officer, other):
    holds.place(consultation, "Claim for judicial review", officer, NOW)
    when = after_closing(consultation, 3000)

    assert erase_due(when) == {}
    assert clocks.overdue(when, app.config) == []

    holds.ask_to_lift(consultation, "The claim was settled", officer, when)
    holds.lift(consultation, other, when)
    assert {kind.key for _place, kind, _when in clocks.overdue(when, app.config)} == KINDS_OF_TWO
    assert erase_due(when)["texts"] >= 1
    assert clocks.overdue(when, app.config) == []


def test_a_hold_is_lifted_by_two_people(consultation, officer, other):
    holds.place(consultation, "Claim", officer, NOW)
    with pytest.raises(RetentionRefused, match="say first why"):
        holds.lift(consultation, other, NOW)
    holds.ask_to_lift(consultation, "Settled", officer, NOW)

    with pytest.raises(RetentionRefused, match="Somebody else"):
        holds.lift(consultation, officer, NOW)

    assert clocks.hold_of(consultation) is not None
    with pytest.raises(RetentionRefused, match="stands already"):
        holds.place(consultation, "Another", other, NOW)


def test_a_hold_that_comes_while_a_run_is_under_way_stops_its_next_step(app, consultation, officer, monkeypatch):
    monkeypatch.setattr(running, "STEP", 1)
    a_response(consultation, comments={"streets": PHRASE})
    real = running._add_up

    def then_hold(*arguments):
        real(*arguments)
        if clocks.hold_of(consultation) is None:
            db.session.add(running_hold(consultation, officer))

    monkeypatch.setattr(running, "_add_up", then_hold)

    assert erase_due(after_closing(consultation, 730), "texts") == {"texts": 1}


def running_hold(consultation, officer):
    return LegalHold(consultation_id=consultation.id, reason="r", placed_by_id=officer.id, placed_at=NOW)


# periods


def test_before_people_could_answer_days_are_set_within_limits(app, officer):
    consultation = a_consultation(opens_at=NOW + dt.timedelta(days=1), closes_at=NOW.replace(minute=0, month=12))

    periods.set_days(consultation, "texts", 1000, "The strategy takes three years", app.config, officer, NOW)

    assert clocks.days_of(consultation, "texts", app.config) == 1000
    assert clocks.due_at(consultation, "texts", app.config) == after_closing(consultation, 1000)
    for days in (89, 1826):
        with pytest.raises(RetentionRefused, match="from 90 to 1825"):
            periods.set_days(consultation, "texts", days, "r", app.config, officer, NOW)


def test_once_people_could_answer_days_only_become_fewer(app, consultation, officer):
    with pytest.raises(RetentionRefused, match="told 730 days"):
        periods.set_days(consultation, "texts", 731, "r", app.config, officer, NOW)

    periods.set_days(consultation, "texts", 100, "The report is done", app.config, officer, NOW)

    assert erase_due(after_closing(consultation, 100), "texts")["texts"] >= 1


def test_nothing_of_one_consultation_goes_with_another(app, consultation):
    later = a_consultation("park-life", closes_at=consultation.closes_at + dt.timedelta(days=300))
    a_response(later, comments={"streets": PHRASE})

    erase_due(after_closing(consultation, 1000))

    assert texts().strip() == PHRASE
    assert db.session.query(Consultation).count() == 2
    assert count(ScannedPage) == 0
