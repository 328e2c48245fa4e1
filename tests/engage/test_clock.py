"""Bad input, F9: a clock that was far ahead for a while keeps nobody out, lets nobody in, and leaves no work undone."""

import datetime as dt

from engage import jobs
from engage.extensions import db
from engage.models import CodeFailure, Response, RetentionRun, Role, WebhookDelivery, WebhookEvent
from engage.operations import webhooks
from engage.operations.retention import running
from engage.scan_store import of as scans_of
from engage.text_jobs import Rounds
from tests.builders import NOW, PASSWORD, a_consultation, a_response, a_staff_user, count
from tests.engage.people.test_factors import code_of as app_code
from tests.engage.people.test_factors import set_up, signing_in
from tests.engage.test_returning import a_sent_response, another, code_of, come_back
from tests.engage.test_wrong_codes import an_unknown_code
from tests.journey import set_clock
from tests.pages import Browser

AHEAD = NOW + dt.timedelta(days=400)
EMAIL = "officer@example.org"


def sign_in(app, password=PASSWORD):
    return Browser(app.test_client()).get("/staff/sign-in").submit({"email": EMAIL, "password": password})


def test_who_signed_in_while_it_was_ahead_signs_in_again(app):
    a_staff_user(EMAIL)
    set_clock(app, AHEAD)
    browser = sign_in(app).browser

    set_clock(app, NOW)

    assert browser.get("/staff/").h1 == "Sign in"
    assert sign_in(app).h1 == "Your desk"


def test_clocks_of_two_servers_may_differ_a_little(app):
    a_staff_user(EMAIL)
    set_clock(app, NOW + dt.timedelta(minutes=4))
    browser = sign_in(app).browser

    set_clock(app, NOW)

    assert browser.get("/staff/").h1 == "Your desk"


def test_wrong_tries_while_it_was_ahead_keep_nobody_out(app):
    a_staff_user(EMAIL)
    set_clock(app, AHEAD)
    for _n in range(11):
        refused = sign_in(app, "another password altogether")
    assert refused.status == 429

    set_clock(app, NOW)

    assert sign_in(app).h1 == "Your desk"


def test_wrong_return_codes_while_it_was_ahead_are_forgotten(app, browser):
    set_clock(app, AHEAD)
    come_back(browser, an_unknown_code())

    set_clock(app, NOW)
    come_back(browser, an_unknown_code(1))

    assert count(CodeFailure) == 1


def test_what_was_opened_while_it_was_ahead_does_not_stay_open(app, browser):
    a_sent_response(browser)
    telephone = another(app)
    set_clock(app, AHEAD)
    page = come_back(telephone, code_of())
    assert page.h1 == "What you sent"

    set_clock(app, NOW)

    assert telephone.get(page.path).h1 == "Come back with your return code"


def test_a_code_of_the_app_that_was_used_ahead_keeps_its_owner_in(app):
    app.config["SECOND_FACTOR"] = True
    a_consultation()
    a_staff_user(EMAIL, Role.ANALYST)
    _browser, secret, _codes = set_up(app)
    set_clock(app, AHEAD)
    assert signing_in(app).submit({"code": app_code(secret, days=400)}).h1 == "Your desk"

    set_clock(app, NOW + dt.timedelta(minutes=1))

    assert signing_in(app).submit({"code": app_code(secret, minutes=1)}).h1 == "Your desk"


def test_a_job_that_was_taken_while_it_was_ahead_is_taken_again(app):
    jobs.enqueue("note", {"n": 1}, None, NOW)
    assert jobs.lease(AHEAD) is not None

    assert jobs.lease(NOW) is not None
    assert jobs.lease(NOW) is None


def test_work_of_a_round_is_done_when_the_clock_is_back():
    done, rounds = [], Rounds()
    for now in (AHEAD, NOW, NOW):
        rounds.run(done.append, (now,), now, now + dt.timedelta(minutes=5))

    assert done == [AHEAD, NOW]


def test_a_message_to_a_program_that_failed_while_it_was_ahead_is_tried_again(app):
    consultation, officer = a_consultation(), a_staff_user(EMAIL)
    webhook, _secret = webhooks.register("https://programs.example.org/", "https://engage.example.org", officer, NOW)
    event = WebhookEvent(public_id="e", kind="closed", consultation=consultation, happened_at=NOW, facts={})
    db.session.add(event)
    db.session.flush()
    db.session.add(WebhookDelivery(webhook_id=webhook.id, event_id=event.id, n_tries=0, fault=""))
    webhook.next_try_at = AHEAD
    db.session.commit()

    assert webhooks.next_delivery(webhook, NOW) is not None
    assert webhooks.next_delivery(webhook, AHEAD - dt.timedelta(hours=1)) is None


def test_a_clock_that_jumps_ahead_erases_nothing_before_a_person_says_so(app, caplog):
    a_response(a_consultation(), comments={"streets": "More trees"})
    place = app.config, scans_of(app)
    assert running.run_daily(NOW, *place)

    assert not running.run_daily(NOW + dt.timedelta(days=4000), *place)

    assert "Look at the clock" in caplog.text
    assert (count(Response), count(RetentionRun)) == (1, 1)
    assert running.run_daily(NOW + dt.timedelta(days=1), *place)


def test_erasing_goes_on_when_the_clock_is_back(app):
    place = app.config, scans_of(app)
    running.run(AHEAD, *place)

    assert running.run_daily(NOW, *place)
    db.session.rollback()
