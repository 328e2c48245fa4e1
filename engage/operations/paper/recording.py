"""From keyed values to a Response: the same form class and the same tables as the web."""

import datetime as dt
import logging

from sqlalchemy import delete, select, update

from engage import return_codes
from engage.extensions import db
from engage.extracts import paper as extracts
from engage.models import Answer, KeyedValue, PaperForm, Response, ScannedAnswer, ScannedPage
from engage.operations import coded_texts, routes
from engage.operations.paper.asked import SPOKEN, questions_of, variant_of
from engage.operations.respondents import record_who
from engage.operations.responses import hour_of, new_reference, record
from engage.operations.watching import watch_response
from engage.publishing import published
from forms.paper import questions
from forms.paper.keys import Keyed, judge

log = logging.getLogger(__name__)

NOON = dt.time(12, tzinfo=dt.UTC)


def record_if_whole(form, secret_key, now):
    """Inside the caller's transaction: write the answers once the closed questions are keyed and nothing holds it.

    Settling and the pass of free text write them again. What the person changed since, with their return code, stays.
    """
    if not extracts.is_keyed(form, "first") or extracts.is_held(form) or form.rejected_at is not None:
        return
    response = form.response or _begin(form, secret_key)
    if response.withdrawn_at is not None or response.revisions:
        log.info("response %s is the person's own by now: keyed values are not written again", response.public_id)
        return
    values, before = extracts.standing(form.id), _texts(response)
    for asked in questions_of(form):
        value = values.get(asked.field)
        if value is not None and asked.question is not None:
            _record_answer(response, form, asked, value)
    if form.kind in SPOKEN:
        routes.erase_hidden(response)
    else:
        routes.mark_hidden(response)
    after = _texts(response)
    coded_texts.forget_answers([id_ for id_, text in before.items() if after.get(id_) != text], now)
    if any(value.field.startswith("who.") for value in values.values()):
        _record_who(response, values)
    if response.submitted_at is None:
        _submit(response, form)
    watch_response(response, now)


def _texts(response):
    query = select(Answer.id, Answer.text).where(Answer.response_id == response.id, Answer.text.is_not(None))
    return dict(tuple(row) for row in db.session.execute(query))


def erase_keyed(response):
    """Inside the caller's transaction: of a response that is withdrawn, only that somebody keyed its form is left."""
    forms = select(PaperForm.id).where(PaperForm.response_id == response.id)
    blank = {"choices": [], **dict.fromkeys(("text", "value", "missing", "note")), "reason": "Withdrawn by the person"}
    rows = update(KeyedValue).where(KeyedValue.form_id.in_(forms)).values(**blank)
    db.session.execute(rows.execution_options(synchronize_session=False))
    pages = select(ScannedPage.id).where(ScannedPage.form_id.in_(forms))
    read = delete(ScannedAnswer).where(ScannedAnswer.page_id.in_(pages))
    db.session.execute(read.execution_options(synchronize_session=False))


def _begin(form, secret_key):
    """The Response of a form; the code on the receipt slip opens it."""
    slip = form.printed_form and form.printed_form.public_id
    taken = slip and db.session.scalar(select(Response.id).filter_by(public_id=slip))
    public_id = slip if slip and not taken else form.public_id
    code = return_codes.make(secret_key, public_id)
    response = Response(
        public_id=public_id,
        version_id=form.version_id,
        channel=form.kind if form.kind in SPOKEN else "paper",
        variant=variant_of(form),
        locale=form.locale,
        started_at=_received_at(form),
        code_fingerprint=return_codes.fingerprint(secret_key, code),
    )
    db.session.add(response)
    db.session.flush()
    form.response = response
    return response


def _submit(response, form):
    reference = new_reference()
    response.submitted_at, response.reference = max(_received_at(form), response.started_at), reference
    response.channel = form.kind if form.kind in SPOKEN else "paper"  # begun on line, finished with a person's help
    log.info("response %s came by %s", response.public_id, response.channel)


def _received_at(form):
    """The day on which the paper came, not the one on which it was keyed; a conversation has its own hour."""
    return hour_of(form.added_at) if form.batch is None else dt.datetime.combine(form.batch.received_on, NOON)


def _record_answer(response, form, asked, value):
    keyed = Keyed(tuple(value.choices), value.text, value.value, value.missing)
    judged = judge(asked, keyed, variant_of(form), form.locale)
    record(response, asked.question, judged.value, variant_of(form), form.locale, judged.problem)
    if value.locale and value.locale != form.locale:
        question_id = published(response.version_id).questions[asked.question.key]
        row = db.session.scalars(select(Answer).filter_by(response_id=response.id, question_id=question_id)).one()
        row.locale = value.locale


def _record_who(response, values):
    """More than one tick says nothing that could be counted; the keyed values keep every tick."""

    def one(field):
        choices = values[field].choices if field in values else []
        return choices[0] if len(choices) == 1 else None

    def line(field):
        return ((values[field].text if field in values else None) or "").strip()[:200]

    consents = values[questions.CONSENTS].choices if questions.CONSENTS in values else []
    record_who(
        response,
        one(questions.CAPACITY),
        one(questions.HELPER),
        (line(questions.ORGANISATION), one(questions.ORGANISATION_SIZE), line(questions.ORGANISATION_AREA)),
        dict.fromkeys(consents, True),
    )
