"""What identifies somebody is masked as it is saved; who typed it sees it, who analyses it does not."""

import datetime as dt

import pytest
from sqlalchemy import event, select

from analysis.redaction import mask
from engage import answers, text_jobs
from engage.errors import CannotUnseal
from engage.extensions import db
from engage.extracts import responses as extracts
from engage.extracts import texts as text_extracts
from engage.models import (
    Answer,
    AuditEvent,
    KeyedValue,
    OriginalText,
    PaperForm,
    Question,
    Role,
    TextCheck,
    TextReading,
)
from engage.operations import responses, returning, texts
from engage.operations.fieldwork import records
from engage.operations.paper import batches
from engage.publishing import published
from engage.results import question_keys
from forms.fieldwork import pasted
from forms.fieldwork.document import Document, Promised, Said, TopicNotes
from tests.builders import (
    GRACE,
    NOW,
    a_batch,
    a_consultation,
    a_response,
    a_staff_user,
    an_activity,
    count,
    keyed,
    printed_serials,
)
from tests.engage.retention.runs import erase_due

TYPED = "The lights at GL51 8QQ are out. Ring 07700 900123, my name is Zebedee Quillfeather"
LETTER = "I am writing to ask the council to keep the library in our town open on Saturdays and in the evening"
MASKED = "The lights at [postcode] are out. Ring [telephone number], my name is Zebedee Quillfeather"


@pytest.fixture
def consultation(app):
    return a_consultation()


@pytest.fixture
def analyst(app):
    return a_staff_user("analyst@example.org", Role.ANALYST)


def comment_of(response):
    return db.session.scalars(select(Answer).filter_by(response_id=response.id).where(Answer.text.is_not(None))).one()


def frame(consultation):
    question_id = question_keys(consultation)["streets_comment"]
    return extracts.answers(db.session.get_one(Question, question_id))


def typed(response):
    return answers.of(response, published(response.version_id))["streets_comment"].value


def question_of(response):
    return published(response.version_id).definition.find("streets", "streets_comment")[1]


def test_analysis_reads_masks_and_the_person_what_they_typed(consultation):
    response = a_response(consultation, comments={"streets": TYPED})

    assert frame(consultation)["text"].tolist() == [MASKED]
    assert typed(response) == TYPED


def test_no_byte_of_what_is_masked_is_in_the_files_of_the_database(consultation, tmp_path):
    response = a_response(consultation, comments={"streets": TYPED}, submitted=False)
    responses.save_answer(response, question_of(response), TYPED + " or 07700 900456", "standard", "en", NOW, GRACE)
    responses.submit(response, NOW, GRACE)

    content = b"".join(path.read_bytes() for path in tmp_path.glob("engage.sqlite3*"))
    assert not [word for word in (b"GL51 8QQ", b"07700 900123", b"07700 900456") if word in content]
    assert count(OriginalText) == 1


def test_a_text_without_identifiers_leaves_nothing_beside_it(consultation):
    a_response(consultation, comments={"streets": "More benches in the park"})

    assert (count(OriginalText), count(TextCheck)) == (0, 0)


def test_what_was_masked_is_counted_and_names_wait(consultation):
    a_response(consultation, comments={"streets": TYPED})

    (check,) = text_extracts.checks(consultation.id)
    assert check.masked == {"phone": 1, "postcode": 1}
    assert [MASKED[name["start"] : name["end"]] for name in check.names] == ["Zebedee Quillfeather"]
    assert check.n_waiting == 1


def test_a_draft_is_nobodys_to_look_at(consultation):
    a_response(consultation, comments={"streets": TYPED}, submitted=False)

    assert text_extracts.checks(consultation.id) == []


def test_a_correction_is_masked_anew_and_the_same_words_change_nothing(consultation, analyst):
    response = a_response(consultation, comments={"streets": TYPED})
    (check,) = text_extracts.checks(consultation.id)
    texts.decide(check, 0, texts.MASKED, analyst, NOW)

    returning.correct(response, question_of(response), TYPED, "standard", "en", NOW)
    assert comment_of(response).text.endswith("my name is [name]")

    returning.correct(response, question_of(response), "Ring 07700 900456", "standard", "en", NOW)
    assert comment_of(response).text == "Ring [telephone number]"
    assert typed(response) == "Ring 07700 900456"
    assert count(OriginalText) == 1

    returning.correct(response, question_of(response), "", "standard", "en", NOW)
    assert (count(OriginalText), count(TextCheck)) == (0, 0)


def test_a_withdrawn_response_leaves_no_original(consultation):
    response = a_response(consultation, comments={"streets": TYPED})

    returning.withdraw(response, NOW)

    assert (count(OriginalText), count(TextCheck)) == (0, 0)


def test_originals_are_erased_their_days_after_closing(app, consultation):
    response = a_response(consultation, comments={"streets": TYPED})

    assert erase_due(consultation.closes_at + dt.timedelta(days=89), "originals") == {}
    assert erase_due(consultation.closes_at + dt.timedelta(days=90), "originals") == {"originals": 1}
    assert typed(response) == MASKED
    assert count(AuditEvent, verb="erased_due") == 2


def spoil_originals():
    """As if what was typed had been sealed with a secret that is gone; returns what puts it right."""
    rows = db.session.scalars(select(OriginalText)).all()
    sealed = {row: row.sealed for row in rows}
    for row in rows:
        row.sealed = row.sealed[:-1] + bytes([row.sealed[-1] ^ 1])
    db.session.commit()

    def mend():
        for row, kept in sealed.items():
            row.sealed = kept
        db.session.commit()

    return mend


def test_an_original_that_does_not_open_shows_the_masked_text_and_stops_nobody(app, consultation):
    response = a_response(consultation, comments={"streets": TYPED})
    spoil_originals()

    assert typed(response) == MASKED
    returning.correct(response, question_of(response), "More trees", "standard", "en", NOW)
    assert typed(response) == "More trees"


def test_names_are_masked_undone_and_found_by_their_words(consultation, analyst):
    response = a_response(consultation, comments={"streets": "Mr Plum and Zeb. Zeb is kind"})
    (check,) = text_extracts.checks(consultation.id)

    texts.decide(check, 0, texts.MASKED, analyst, NOW)
    assert comment_of(response).text == "Mr [name] and Zeb. Zeb is kind"
    assert texts.mask_words(check, "Zeb", analyst, NOW) == 2
    assert comment_of(response).text == "Mr [name] and [name]. [name] is kind"
    texts.decide(check, 0, texts.WAITING, analyst, NOW)
    assert comment_of(response).text == "Mr Plum and [name]. [name] is kind"
    assert check.n_waiting == 1
    assert texts.mask_words(check, "nobody", analyst, NOW) == 0
    assert typed(response) == "Mr Plum and Zeb. Zeb is kind"


def test_an_original_is_opened_with_a_reason_that_is_written_down(consultation, analyst):
    a_response(consultation, comments={"streets": TYPED})
    (check,) = text_extracts.checks(consultation.id)

    assert texts.open_original(check, "The mask hides a street name", analyst, NOW) == TYPED
    event = db.session.scalars(select(AuditEvent).filter_by(verb="opened_original")).one()
    assert event.actor_id == analyst.id and event.detail == {"reason": "The mask hides a street name"}


def test_texts_from_before_are_masked_by_the_command(app, consultation):
    response = a_response(consultation, comments={"streets": "More trees"})
    answer = comment_of(response)
    answer.text = TYPED
    db.session.commit()

    result = app.test_cli_runner().invoke(args=["engage", "mask-texts"])

    assert result.output == "1 texts were masked.\n"
    assert comment_of(response).text == MASKED
    assert app.test_cli_runner().invoke(args=["engage", "mask-texts"]).output == "0 texts were masked.\n"


def test_what_does_not_open_is_not_masked_again_and_is_kept(app, consultation, analyst):
    response = a_response(consultation, comments={"streets": TYPED})
    (check,) = text_extracts.checks(consultation.id)
    mend = spoil_originals()

    result = app.test_cli_runner().invoke(args=["engage", "mask-texts"])
    for change in (
        lambda: texts.decide(check, 0, texts.MASKED, analyst, NOW),
        lambda: texts.mask_words(check, "lights", analyst, NOW),
    ):
        with pytest.raises(CannotUnseal, match="another ENGAGE_CONTACT_KEY"):
            change()

    assert result.exit_code != 0 and "1 texts were left as they are" in result.output
    assert comment_of(response).text == MASKED
    mend()
    assert typed(response) == TYPED


def test_the_page_says_that_a_text_is_sealed_with_another_key(app, staff, consultation):
    a_response(consultation, comments={"streets": TYPED})
    (check,) = text_extracts.checks(consultation.id)
    spoil_originals()
    address = f"/staff/consultations/{consultation.code}/texts/{check.public_id}"

    client = staff(Role.ANALYST)
    page = client.get(address).submit({"words": "lights"}, button="Mask these words")

    assert "was sealed with another ENGAGE_CONTACT_KEY" in page.text


def test_names_that_wait_are_counted_and_taken_one_text_at_a_time(consultation, analyst):
    for _number in range(2):
        a_response(consultation, comments={"streets": TYPED})
    a_response(consultation, comments={"streets": TYPED}, submitted=False)
    first, second = text_extracts.checks(consultation.id)
    assert text_extracts.n_waiting(consultation.id) == 2
    assert text_extracts.first_waiting(consultation.id) == first

    texts.decide(first, 0, texts.LEFT, analyst, NOW)
    assert text_extracts.first_waiting(consultation.id) == second
    texts.decide(second, 0, texts.LEFT, analyst, NOW)
    assert text_extracts.first_waiting(consultation.id) is None
    assert text_extracts.n_waiting(consultation.id) == 0


def test_what_was_said_in_a_session_is_masked_too(consultation, analyst):
    activity = an_activity(consultation, analyst)
    said = Said("c1", None, "quote", "", "Ring 07700 900123", "en", "yes", None, None)
    document = Document(topics=(TopicNotes("streets", "My son Barnaby is at GL51 8QQ"),), contributions=(said,))

    receipt = records.receive(activity, "r1", 0, document, analyst, NOW)
    again = records.receive(activity, "r1", 0, document, analyst, NOW)

    assert again.outcome == "known"
    kept = records.document_of(receipt.record)
    assert kept.contributions[0].text == "Ring [telephone number]"
    assert kept.topics[0].notes == "My son Barnaby is at [postcode]"
    assert len(text_extracts.checks(consultation.id)) == 2
    assert erase_due(consultation.closes_at + dt.timedelta(days=90), "originals") == {"originals": 2}


def test_notes_that_go_on_after_a_mask_keep_what_was_typed_before(consultation, analyst):
    activity = an_activity(consultation, analyst)
    document = Document(topics=(TopicNotes("streets", "Ring 07700 900123"),))
    receipt = records.receive(activity, "r1", 0, document, analyst, NOW)
    more = Document(topics=(TopicNotes("streets", "Ring [telephone number] or 07700 900456"),))

    records.receive(activity, "r1", receipt.version, more, analyst, NOW)

    (check,) = text_extracts.checks(consultation.id)
    assert texts.open_original(check, "To ring them", analyst, NOW) == "Ring 07700 900123 or 07700 900456"
    kept = records.document_of(receipt.record)
    assert kept.topics[0].notes == "Ring [telephone number] or [telephone number]"
    notes = pasted.Pasted((TopicNotes("streets", "Ring 07700 900123 or 07700 900456"),), (), ())
    again = pasted.add(kept, notes, lambda text: mask(text).text)
    assert again == kept


def test_clerks_see_what_was_keyed_until_the_batch_closes(consultation):
    first, second = (a_staff_user(f"{name}@example.org", Role.DATA_ENTRY_CLERK) for name in ("first", "second"))
    batch = a_batch(consultation, first)
    form = batches.add_printed(batch, printed_serials(consultation, 1)[0], None, False, first, NOW)
    keyed(form, first, {})
    keyed(form, second, {"streets_comment": TYPED}, kind="text")
    response = form.response

    assert comment_of(response).text == MASKED
    assert TYPED in [value.text for value in form_values(form)]
    boss = a_staff_user("boss@example.org", Role.ENGAGEMENT_OFFICER)
    batches.close(batch, "all that is left is a test", boss, NOW)
    assert MASKED in [value.text for value in form_values(form)]
    assert TYPED not in [value.text for value in form_values(form)]


def form_values(form):
    assert db.session.get(PaperForm, form.id)
    return db.session.scalars(select(KeyedValue).filter_by(form_id=form.id)).all()


def test_a_worker_tells_languages_and_copies_and_nothing_is_lost(app, consultation):
    for _number in range(5):
        a_response(consultation, comments={"streets": LETTER})
    a_response(consultation, comments={"streets": "Mae angen mwy o feinciau yn y parc i bobl"})
    a_response(consultation, comments={"streets": "GP"})
    assert frame(consultation)["language"].isna().all()

    assert text_jobs.read_new() == 7

    found = frame(consultation)
    assert found["language"].tolist() == ["en"] * 5 + ["cy", "unknown"]
    assert found["copy_of"].nunique() == 3
    assert found["is_campaign"].tolist() == [True] * 5 + [False] * 2
    counts = text_extracts.counts(consultation.questionnaires[0].id, "streets_comment")
    assert (counts.n_texts, counts.n_read, counts.n_distinct) == (7, 7, 3)
    assert (counts.n_campaigns, counts.n_in_campaigns) == (1, 5)
    assert text_jobs.read_new() == 0


def test_a_changed_text_is_read_again(consultation):
    response = a_response(consultation, comments={"streets": "More benches in the park"})
    text_jobs.read_new()

    returning.correct(response, question_of(response), "Mae angen mwy o feinciau", "standard", "en", NOW)

    assert count(TextReading) == 0
    text_jobs.read_new()
    assert frame(consultation)["language"].tolist() == ["cy"]


def test_texts_that_come_after_the_first_were_read_are_read_too(consultation):
    a_response(consultation, comments={"streets": "More benches in the park"})
    text_jobs.read_new()
    a_response(consultation, comments={"streets": "Mae angen mwy o feinciau yn y parc i bobl"})

    text_jobs.read_new()

    assert frame(consultation)["language"].tolist() == ["en", "cy"]
    assert text_jobs.read_new() == 0


def test_only_readings_that_changed_are_written(consultation):
    for comment in (LETTER, "More benches in the park", "Mae angen mwy o feinciau yn y parc i bobl"):
        a_response(consultation, comments={"streets": comment})
    text_jobs.read_new()
    a_response(consultation, comments={"streets": LETTER})
    written = []

    def note_rows(_connection, _cursor, statement, parameters, _context, executemany):
        if statement.startswith("INSERT INTO text_reading"):
            written.append(statement.count("(") - 1 if not executemany else len(parameters))

    event.listen(db.engine, "before_cursor_execute", note_rows)
    text_jobs.read_new()
    event.remove(db.engine, "before_cursor_execute", note_rows)

    assert sum(written) == 2
    assert frame(consultation)["n_alike"].tolist() == [2, 1, 1, 2]


def test_the_copy_for_participants_goes_through_the_same_rules(staff, consultation):
    officer = a_staff_user("planner@example.org", Role.ENGAGEMENT_OFFICER)
    activity = an_activity(consultation, officer)
    promise = Promised("p1", "We said we would ring 07700 900123", "Mr Plum, 01632 960001", None)
    document = Document(summary="Mrs Wobble of GL51 8QQ spoke first", promises=(promise,))
    records.receive(activity, "r1", 0, document, officer, NOW)

    page = staff(Role.ANALYST).get(f"/staff/fieldwork/{activity.public_id}/copy")

    assert "Mrs Wobble of [postcode] spoke first" in page.text
    assert "We said we would ring [telephone number] (Mr Plum, [telephone number])" in page.text
    assert "Names may stand here: Wobble" in "".join(page.tree.itertext())
    assert "07700" not in page.text
