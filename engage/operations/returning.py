"""Coming back with the return code: open, change, withdraw; and leaving a computer that other people use."""

import datetime as dt
import hashlib
import hmac
import logging

from sqlalchemy import bindparam, delete, func, or_, select, update

from engage import return_codes
from engage.errors import AlreadySubmitted, TooManyTries
from engage.extensions import db
from engage.models import (
    Answer,
    AnswerChoice,
    CodeFailure,
    Consent,
    Consultation,
    ContactDetails,
    Holder,
    Organisation,
    ProfileChoice,
    Questionnaire,
    QuestionnaireVersion,
    Respondent,
    RespondentProfile,
    Response,
    TextCheck,
    TextReading,
)
from engage.operations import coded_texts, routes, transaction
from engage.operations.held import is_held
from engage.operations.paper.recording import erase_keyed
from engage.operations.responses import hash_of, hour_of, lock, record, refuse_closed
from engage.operations.watching import watch_response
from engage.publishing import published

log = logging.getLogger(__name__)

#: beside answers and profile, all that a withdrawn response leaves nothing in
OF_ONE_RESPONSE = (Respondent, Organisation, Consent, ContactDetails)

#: how long what was sent stays open after its last page, and how long after Send the code can still be looked up
OPEN_FOR = dt.timedelta(minutes=30)
#: how often a visit is written down
PRESENCE_EVERY = dt.timedelta(minutes=1)
MOST_TRIES, TRIES_WITHIN = 10, dt.timedelta(minutes=5)
MOST_EMAILS = 3


def open_by_code(code, key, secret_key, now, grace):
    """The Response of this code, open from now on in the browser that holds `key`; None if the code opens nothing.

    A code that is right always opens: nobody can lock somebody else out by typing wrong ones.
    Raises TooManyTries for the wrong ones after the tenth in five minutes.
    """
    response = db.session.scalar(
        select(Response).filter_by(code_fingerprint=return_codes.fingerprint(secret_key, code), withdrawn_at=None)
    )
    if response is None or _has_lapsed(response, now, grace):
        count_failure(key, secret_key, now)
        return None
    with transaction():
        _forget_times(now)
        holder = find_holder(response, key)
        if holder is None:
            holder = Holder(response_id=response.id, key_sha256=hash_of(key))
            db.session.add(holder)
        holder.by_code, holder.opened_at = True, now
    return response


# built once: every page asks it
HOLDER = select(Holder).filter_by(response_id=bindparam("response_id"), key_sha256=bindparam("key_sha256"))


def find_holder(response, key):
    """The Holder that says that this browser may open this response, or None."""
    return db.session.scalar(HOLDER, {"response_id": response.id, "key_sha256": hash_of(key)})


def is_fresh(holder, now):
    # neither long ago, nor far ahead: a clock that was wrong for a while leaves no page open on a shared computer
    return holder.opened_at is not None and abs(now - holder.opened_at) < OPEN_FOR


def note_presence(holder, now):
    """Remember that what was sent is still being looked at; written at most once a minute."""
    if now - holder.opened_at >= PRESENCE_EVERY:
        with transaction():
            holder.opened_at = now


def has_sent_another(response, holder):
    """Whether the browser of this holder sent another response to the same consultation."""
    others = (
        select(Holder.id)
        .join(Holder.response)
        .join(Response.version)
        .join(QuestionnaireVersion.questionnaire)
        .where(
            Holder.key_sha256 == holder.key_sha256,
            Response.id != response.id,
            Response.submitted_at.is_not(None),
            Questionnaire.consultation_id == response.version.questionnaire.consultation_id,
        )
    )
    return db.session.scalars(others.limit(1)).first() is not None


def correct(response, question, value, variant, locale, now):
    """Change one answer of what was sent, until the closing time. The newest answer is the one that counts.

    Answers in a section that is not shown any more because of it are erased.
    """
    with transaction():
        lock(response)
        if response.withdrawn_at is not None:
            raise AlreadySubmitted(response.public_id)
        refuse_closed(response.version.questionnaire.consultation, now)
        written = select(Answer.text).where(Answer.id.in_(_answer_ids(response, question.key)))
        before, hidden = db.session.scalar(written), routes.hidden_keys(response)
        record(response, question, value, variant, locale)
        coded_texts.leave_themes(_answer_ids(response, question.key))
        if db.session.scalar(written) != before:
            coded_texts.forget_answers(_answer_ids(response, question.key), now)
        routes.follow(response, hidden)
        response.revisions += 1
        watch_response(response, now)
    log.info("response %s was changed after it was sent", response.public_id)


def withdraw(response, now):
    """Erase all that was said and who said it, and close the response to every browser; it counts as withdrawn.

    While a legal hold stands, all of it is set aside instead, contact details and what was keyed from paper too: nobody
    reads or counts it, and lifting the hold erases it. Only what staff said of the words goes at once.
    """
    with transaction():
        lock(response)
        if response.withdrawn_at is not None:
            return
        coded_texts.leave_themes(_answer_ids(response))
        coded_texts.erase_answers(_answer_ids(response))
        if is_held(response.version.questionnaire.consultation):
            _set_aside(response)
        else:
            _erase_all(response)
        _run(delete(Holder).where(Holder.response_id == response.id))
        response.code_fingerprint = None
        response.withdrawn_at = max(hour_of(now), response.submitted_at)
    empty_write_ahead_log()
    log.info("response %s was withdrawn", response.public_id)


def erase_set_aside(consultation):
    """Inside the caller's transaction: what people took back during a hold goes, now that it is lifted; how many."""
    taken_back = (
        select(Response)
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Response.version_id)
        .join(Questionnaire, Questionnaire.id == QuestionnaireVersion.questionnaire_id)
        .where(Questionnaire.consultation_id == consultation.id, Response.withdrawn_at.is_not(None))
    )
    left = [response for response in db.session.scalars(taken_back) if _is_set_aside(response)]
    for response in left:
        _erase_all(response)
    return len(left)


def _is_set_aside(response):
    if response.answers or response.profile:
        return True
    found = (select(model.response_id).filter_by(response_id=response.id) for model in OF_ONE_RESPONSE)
    return any(db.session.scalar(query) is not None for query in found)


def _erase_all(response):
    erase_keyed(response)
    _erase_answers(response)
    for table in OF_ONE_RESPONSE:
        _run(delete(table).where(table.response_id == response.id))


def _erase_answers(response):
    of_response = select(Answer.id).where(Answer.response_id == response.id)
    profile = select(RespondentProfile.id).where(RespondentProfile.response_id == response.id)
    _run(delete(AnswerChoice).where(AnswerChoice.answer_id.in_(of_response)))
    _run(delete(Answer).where(Answer.response_id == response.id))
    _run(delete(ProfileChoice).where(ProfileChoice.profile_id.in_(profile)))
    _run(delete(RespondentProfile).where(RespondentProfile.response_id == response.id))


def _set_aside(response):
    """No list for staff names its texts any more."""
    for model in (TextCheck, TextReading):
        _run(delete(model).where(model.answer_id.in_(_answer_ids(response))))


def _run(statement):
    db.session.execute(statement.execution_options(synchronize_session=False))


def forget_browser(key):
    """Take from this browser everything that it could open."""
    with transaction():
        db.session.execute(delete(Holder).where(Holder.key_sha256 == hash_of(key)))


def note_email(response):
    """Count the letters that carried this code: after the third none is sent, so that nobody is flooded."""
    with transaction():
        response.codes_emailed = Response.codes_emailed + 1


def _has_lapsed(response, now, grace):
    """A draft that can no longer be sent opens no more; what was sent does."""
    if response.submitted_at is not None:
        return False
    closes_at = db.session.scalar(
        select(Consultation.closes_at)
        .join(Questionnaire)
        .join(QuestionnaireVersion)
        .where(QuestionnaireVersion.id == response.version_id)
    )
    return now >= closes_at + grace


def count_failure(key, secret_key, now):
    """TooManyTries after the tenth in five minutes.

    The bucket is of one browser and one day; a browser without a key yet is given one with the reply.
    """
    text = f"{now:%Y-%m-%d} {key}"
    bucket = hmac.new(secret_key.encode(), text.encode(), hashlib.sha256).hexdigest()
    with transaction():
        # those from ahead were made while the clock was wrong
        is_past = or_(CodeFailure.failed_at <= now - TRIES_WITHIN, CodeFailure.failed_at > now + TRIES_WITHIN)
        db.session.execute(delete(CodeFailure).where(is_past))
        n_failures = db.session.scalar(select(func.count(CodeFailure.id)).where(CodeFailure.bucket_hmac == bucket))
        if n_failures >= MOST_TRIES:
            raise TooManyTries
        db.session.add(CodeFailure(bucket_hmac=bucket, failed_at=now))


def _forget_times(now):
    """The minute at which somebody sent or looked is kept only while it is needed."""
    late = update(Holder).where(Holder.opened_at <= now - OPEN_FOR)
    db.session.execute(late.values(opened_at=None).execution_options(synchronize_session=False))


def _answer_ids(response, question_key=None):
    answers = select(Answer.id).where(Answer.response_id == response.id)
    if question_key is None:
        return answers
    return answers.where(Answer.question_id == published(response.version_id).questions[question_key])


def empty_write_ahead_log():
    """SQLite overwrites what is erased in its file; what was said also stands in its log until that is emptied."""
    if db.engine.dialect.name != "sqlite":
        return
    connection = db.engine.raw_connection()
    try:
        busy, _pages, _moved = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.close()
    if busy:
        log.warning("the write-ahead log could not be emptied now; the next checkpoint does it")
