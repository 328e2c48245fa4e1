"""Codes follow their texts: withdrawn words leave nothing behind, changed words are coded again."""

import pytest
from sqlalchemy import select

from engage.extensions import db
from engage.models import (
    AnalysisRun,
    Answer,
    CodeAssignment,
    CodedText,
    Contribution,
    Role,
    SampleText,
    Settlement,
    ThemeExample,
)
from engage.operations import returning
from engage.operations.fieldwork import records
from engage.operations.paper import batches, keying
from engage.operations.paper.asked import keyed_in
from engage.publishing import published
from forms.fieldwork.document import Document, Said
from forms.paper.keys import Keyed
from tests.builders import (
    NOW,
    SECRET,
    a_batch,
    a_codeframe,
    a_consultation,
    a_response,
    a_staff_user,
    an_activity,
    answer_saying,
    count,
    keyed,
    printed_serials,
)
from tests.rows import rows_of_coding

OF_TEXTS = (ThemeExample, CodeAssignment, CodedText, SampleText, Settlement)


def a_run(question_id):
    return AnalysisRun(question_id=question_id, method="m", parameters={}, seed=0, code_version="0",
                       input_sha256="0" * 64, n_texts=1, finished_at=NOW)  # fmt: skip


@pytest.fixture
def response(app):
    """A response whose comment was coded by two people and a run, blind and openly."""
    consultation = a_consultation()
    response = a_response(consultation, comments={"streets": "More trees"})
    answer = db.session.scalars(select(Answer)).one()
    people = a_staff_user(), a_staff_user("second@example.org")
    db.session.add_all(rows_of_coding(consultation, *people, answer.id, a_run(answer.question_id)))
    db.session.commit()
    settled, last = db.session.scalars(select(Settlement)).one(), db.session.scalars(select(CodeAssignment)).all()[-1]
    last.settlement_id, last.carried_from_id = settled.id, last.id - 2
    db.session.commit()
    return response


def test_a_response_that_is_withdrawn_leaves_no_codes(response):
    returning.withdraw(response, NOW)

    assert [count(model) for model in OF_TEXTS] == [0] * len(OF_TEXTS)


def test_changed_words_are_coded_again_and_old_codes_are_history(response):
    question = db.session.scalars(select(Answer)).one().question_id
    returning.correct(response, _comment(response), "More trees", "standard", "en", NOW)
    assert set(db.session.scalars(select(CodeAssignment.replaced_at))) == {None}

    returning.correct(response, _comment(response), "More buses", "standard", "en", NOW)

    assert db.session.scalars(select(Answer.text).filter_by(question_id=question)).one() == "More buses"
    assert set(db.session.scalars(select(CodeAssignment.replaced_at))) == {NOW}
    assert {model.__name__: count(model) for model in OF_TEXTS if count(model)} == {"CodeAssignment": 3}


def _comment(response):
    return published(response.version_id).definition.find("streets", "streets_comment")[1]


def test_a_contribution_that_is_taken_out_leaves_no_codes_and_a_changed_one_is_coded_again(app):
    consultation, staff = a_consultation(), a_staff_user()
    activity = an_activity(consultation, staff)
    entries = [said("first"), said("second"), said("third")]
    record = records.receive(activity, "c", 0, Document(contributions=tuple(entries)), staff, NOW).record
    a_response(consultation, comments={"streets": "More trees"})
    answer = db.session.scalars(select(Answer)).one()
    people = staff, a_staff_user("second@example.org")
    db.session.add_all(rows_of_coding(consultation, *people, answer.id, a_run(answer.question_id)))
    db.session.commit()
    theme_id = db.session.scalars(select(CodeAssignment.theme_id)).first()
    for row in db.session.scalars(select(Contribution)).all():
        db.session.add(CodeAssignment(theme_id=theme_id, contribution_id=row.id, coder=staff, assigned_at=NOW))
        db.session.add(ThemeExample(theme_id=theme_id, contribution_id=row.id))
    db.session.commit()

    changed = Document(contributions=(said("first"), said("second", "other words")))
    records.receive(activity, "c", record.version, changed, staff, NOW)

    of_contributions = select(Contribution.client_id, CodeAssignment.replaced_at).join(
        CodeAssignment, CodeAssignment.contribution_id == Contribution.id
    )
    assert dict(tuple(row) for row in db.session.execute(of_contributions)) == {"first": None, "second": NOW}
    assert count(ThemeExample) == 2


def said(name, text="More trees"):
    return Said(name, None, "quote", "", text, "en", "yes", None, None)


def test_text_of_a_paper_form_that_is_keyed_again_is_coded_again(app):
    consultation, clerk = a_consultation(), a_staff_user("clerk@example.org", Role.DATA_ENTRY_CLERK)
    batch = a_batch(consultation, clerk)
    form = keyed(batches.add_printed(batch, printed_serials(consultation, 1)[0], None, False, clerk, NOW), clerk, {})
    key_text(form, clerk, "Mor trees")
    answer_id = answer_saying("Mor trees")
    frame = a_codeframe(consultation, a_staff_user())
    assigned = CodeAssignment(theme_id=frame.themes[0].id, answer_id=answer_id, coder_id=clerk.id, assigned_at=NOW)
    db.session.add(assigned)
    db.session.commit()

    keying.reopen(form, "text", clerk, NOW)
    keying.finish(form, "text", clerk, SECRET, NOW)
    assert assigned.replaced_at is None
    keying.reopen(form, "text", clerk, NOW)
    key_text(form, clerk, "More trees")

    db.session.refresh(assigned)
    assert db.session.get(Answer, answer_id).text == "More trees"
    assert assigned.replaced_at == NOW


def key_text(form, clerk, text):
    keying.take(form, "text", clerk, NOW)
    for asked in keyed_in(form, "text"):
        said = Keyed(text=text) if asked.field == "streets_comment" else Keyed(missing="none")
        keying.save(form, "text", asked.field, said, None, None, clerk, NOW)
    keying.finish(form, "text", clerk, SECRET, NOW)
