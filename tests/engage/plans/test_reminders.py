"""Officers are reminded by e-mail before it closes and before results are due: each of them once, and nobody else."""

import datetime as dt

import pytest

from engage import reminders
from engage.models import Reminder, Role
from tests.builders import NOW, a_consultation, a_staff_user, count
from tests.engage.plans.prepared import a_plan_of
from tests.engage.test_code_email import certificate, mail_server

__all__ = ["certificate", "mail_server"]  # fixtures


def test_officers_are_told_once_that_it_closes_in_a_week(app, mail_server):
    consultation = a_consultation()
    a_staff_user("one@example.org", Role.ENGAGEMENT_OFFICER)
    a_staff_user("analyst@example.org", Role.ANALYST)
    week_before = consultation.closes_at - dt.timedelta(days=7)

    told = [reminders.send_due(when) for when in (NOW, week_before, week_before + dt.timedelta(hours=1))]

    assert told == [0, 1, 0]
    assert len(mail_server.letters) == 1
    _over_tls, letter = mail_server.letters[0]
    assert (letter["To"], letter["Subject"]) == ("one@example.org", "market-place closes in a week")
    assert count(Reminder, kind="closing_week") == 1


def test_without_a_mail_server_nothing_is_written_down_as_sent(app):
    consultation = a_consultation()

    assert reminders.send_due(consultation.closes_at - dt.timedelta(days=1)) == 0
    assert count(Reminder) == 0


@pytest.mark.parametrize(("today", "kinds"), [
    (dt.date(2026, 11, 8), []), (dt.date(2026, 11, 9), ["closing_week"]), (dt.date(2026, 11, 15), ["closing_day"]),
    (dt.date(2026, 11, 16), ["closing_day"]), (dt.date(2026, 12, 11), ["results_week"]),
    (dt.date(2026, 12, 19), ["results_late"]),
])  # fmt: skip
def test_what_is_due_on_a_day(app, today, kinds):
    """It closes at the end of 16 November; results are due on 18 December."""
    plan = a_plan_of(a_staff_user())
    plan.results_due_on = dt.date(2026, 12, 18)

    assert [kind for kind, _day in reminders.due(plan.consultation, plan, today)] == kinds
