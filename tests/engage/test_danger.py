"""Words of danger in a text reach the safeguarding officer, once, with the newest words, whatever the key."""

import datetime as dt

from sqlalchemy import select

from engage import text_jobs
from engage.extensions import db
from engage.models import AuditEvent, Role, SafeguardingConcern
from engage.operations import responses, returning
from engage.operations.fieldwork import concerns, records
from forms.fieldwork.document import Document, TopicNotes
from tests.builders import GRACE, NOW, SECRET, a_response, a_staff_user, an_activity, count
from tests.engage.test_code_email import certificate, mail_server
from tests.engage.test_texts import analyst, consultation, question_of

__all__ = ["analyst", "certificate", "consultation", "mail_server"]

RISK = "I do not feel safe at home, my husband hits me. Ring 07700 900123"


def test_words_of_danger_reach_the_officer_when_the_response_is_sent(consultation):
    response = a_response(consultation, comments={"streets": RISK}, submitted=False)
    assert count(SafeguardingConcern) == 0

    responses.submit(response, NOW, GRACE)

    concern = db.session.scalars(select(SafeguardingConcern)).one()
    assert concern.due_at == NOW + dt.timedelta(hours=24)
    officer = a_staff_user("safe@example.org", Role.SAFEGUARDING_OFFICER)
    text, _outcome = concerns.read(concern, SECRET, officer, NOW)
    assert text == f"Words point to abuse at home.\n\n{RISK}"

    returning.correct(response, question_of(response), RISK + "!", "standard", "en", NOW)
    assert count(SafeguardingConcern) == 1
    assert concerns.read(concern, SECRET, officer, NOW)[0].endswith(RISK + "!")
    returning.withdraw(response, NOW)
    assert count(SafeguardingConcern) == 1


def test_the_officers_page_shows_a_concern_of_an_answer(staff, consultation):
    a_response(consultation, comments={"streets": RISK})

    page = staff(Role.SAFEGUARDING_OFFICER).get("/staff/fieldwork/concerns")

    assert "An answer to market-place" in page.text
    opened = page.link("October 2026")
    assert "my husband hits me" in opened.text and "nobody has read it yet" in opened.text


def test_words_of_danger_in_a_session_are_raised_once(consultation, analyst):
    activity = an_activity(consultation, analyst)
    document = Document(topics=(TopicNotes("streets", "She said she wants to kill herself, suicidal"),))

    receipt = records.receive(activity, "r1", 0, document, analyst, NOW)
    more = Document(topics=(TopicNotes("streets", "She said she is suicidal. We called her doctor"),))
    records.receive(activity, "r1", receipt.version, more, analyst, NOW)

    assert count(SafeguardingConcern, activity_id=activity.id) == 1


def test_later_words_of_danger_in_the_same_notes_reach_the_officer(consultation, analyst):
    activity = an_activity(consultation, analyst)
    officer = a_staff_user("safe@example.org", Role.SAFEGUARDING_OFFICER)

    def save(notes, version):
        document = Document(topics=(TopicNotes("streets", notes),))
        return records.receive(activity, "r1", version, document, analyst, NOW).version

    version = save("She is suicidal. Ring 07700 900123", 0)
    (first,) = db.session.scalars(select(SafeguardingConcern)).all()
    version = save("She is suicidal. Ring 07700 900456", version)
    assert concerns.read(first, SECRET, officer, NOW)[0].endswith("Ring 07700 900456")
    assert count(AuditEvent, verb="renewed_concern") == 1
    version = save("She is suicidal. Ring [telephone number]", version)
    assert concerns.read(first, SECRET, officer, NOW)[0].endswith("Ring 07700 900456")

    concerns.close(first, "Her doctor knows", SECRET, officer, NOW)
    version = save("She is suicidal. Ring 07700 900456", version)
    assert count(SafeguardingConcern) == 1
    version = save("She is suicidal. Her brother is suicidal too", version)
    assert count(SafeguardingConcern) == 2
    save("Her brother is suicidal, she is better", version)
    assert count(SafeguardingConcern, activity_id=activity.id) == 2


def test_a_concern_that_does_not_open_costs_nobody_their_correction(app, consultation):
    response = a_response(consultation, comments={"streets": RISK})
    concern = db.session.scalars(select(SafeguardingConcern)).one()
    concern.sealed = concern.sealed[:-1] + bytes([concern.sealed[-1] ^ 1])
    db.session.commit()

    returning.correct(response, question_of(response), RISK + "!", "standard", "en", NOW)
    returning.correct(response, question_of(response), RISK + "!!", "standard", "en", NOW)

    assert count(SafeguardingConcern) == 2


def test_a_list_of_cues_that_cannot_be_read_costs_nobody_their_answer(app, consultation):
    app.config["SAFEGUARDING_CUES"] = "/nowhere/cues.txt"

    a_response(consultation, comments={"streets": RISK})

    assert count(SafeguardingConcern) == 1


def test_the_officer_is_written_to_once_and_without_the_text(app, consultation, mail_server):
    app.config["SAFEGUARDING_EMAIL"] = "safe@example.org"
    a_response(consultation, comments={"streets": RISK})

    text_jobs.Rounds().run_due(NOW)
    text_jobs.Rounds().run_due(NOW)

    [(was_safe, letter)] = mail_server.letters
    assert was_safe and letter["To"] == "safe@example.org"
    assert "husband" not in letter.as_string() and "08.10.2026" in letter.get_content()
