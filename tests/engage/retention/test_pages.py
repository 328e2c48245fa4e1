"""The pages on which officers read the schedule, set days, and place and lift a hold."""

import datetime as dt

import pytest

from engage.models import AuditEvent, Role
from tests.builders import a_consultation, a_response, count
from tests.engage.retention.runs import HERE, erase_due


@pytest.fixture
def consultation(app):
    found = a_consultation()
    a_response(found, {"streets": ["buses"]}, {"streets": "More trees"})
    return found


def test_the_schedule_says_what_is_due_when_and_what_was_erased(app, staff, consultation):
    browser = staff(Role.ENGAGEMENT_OFFICER)
    page = browser.get("/staff/consultations/market-place/desk").link("How long things are kept")
    assert "What people wrote, and what was made of it 730 days after the consultation closes" in page.text
    assert "engage worker" in page.text
    when = consultation.closes_at + dt.timedelta(days=732)
    app.config["CLOCK"] = lambda: when
    assert "Overdue" in staff(Role.ENGAGEMENT_OFFICER).get(HERE).text

    erase_due(when)

    after = staff(Role.ENGAGEMENT_OFFICER).get(HERE).text
    assert "Overdue" not in after and "engage worker" not in after
    assert "1 rows on" in after and "More trees" not in after


def test_an_officer_sets_fewer_days_and_is_told_why_not_more(staff, consultation):
    page = staff(Role.ENGAGEMENT_OFFICER).get(f"{HERE}/periods/texts")

    empty = page.submit({"days": "", "reason": ""})
    more = page.submit({"days": "900", "reason": "It takes longer"})
    fewer = page.submit({"days": "200", "reason": "The report is done"})

    assert (empty.status, len(empty.errors)) == (422, 2)
    assert more.errors == [("People were told 730 days, so this can only become shorter. "
                            "Place a legal hold if it has to be kept for a court")]  # fmt: skip
    assert "200 days after the consultation closes" in fewer.text and "The report is done" in fewer.text
    assert count(AuditEvent, verb="set_period") == 1


def test_a_hold_is_placed_by_one_and_lifted_by_two(staff, consultation):
    officer, administrator = staff(Role.ENGAGEMENT_OFFICER), staff(Role.ADMINISTRATOR)
    page = officer.get(HERE).link("Place a legal hold")
    assert page.submit({"reason": ""}).errors == ["Write why, without names: it stays in the record"]
    page = page.submit({"reason": "Claim for judicial review"})
    assert "A legal hold stands since" in officer.get(HERE).text
    page = page.submit({"lift_reason": "It was settled"})

    own = page.submit()
    lifted = administrator.get(f"{HERE}/hold").submit()

    assert own.errors == ["Somebody else has to lift it: you asked for it"]
    assert "Holds that were lifted" in lifted.text and "It was settled" in lifted.text


def test_the_command_says_what_is_due_what_was_erased_and_what_is_held(app, staff, consultation):
    app.config["CLOCK"] = lambda: consultation.closes_at + dt.timedelta(days=730)

    def retain(*arguments):
        return app.test_cli_runner().invoke(args=["engage", "retain", *arguments])

    dry, real, again = retain("--dry-run"), retain(), retain()
    staff(Role.ADMINISTRATOR).get(f"{HERE}/hold").submit({"reason": "Claim"})
    held = retain()

    assert "market-place: What people wrote, and what was made of it: 1\n" in dry.output
    assert "would be erased" in dry.output
    assert "were erased" in real.output and again.output == "0 were erased\n"
    assert "a legal hold stands since" in held.output
    assert (dry.exit_code, real.exit_code, held.exit_code) == (0, 0, 0)
