"""A response from its first press of Start to its receipt; the same for every channel."""

import datetime as dt
import hashlib
import logging
import secrets

from sqlalchemy import delete, insert, select, update

from engage import return_codes
from engage.errors import AlreadySubmitted, Closed, NotOpen, Suspended
from engage.extensions import db
from engage.models import Answer, AnswerChoice, Holder, ProfileChoice, RespondentProfile, Response
from engage.operations import routes, texts, transaction
from engage.operations.watching import watch_response
from engage.publishing import published
from forms.question_types import ORDER, TEXT, VALUE

log = logging.getLogger(__name__)

#: no vowels and no look-alikes: a reference is read out on the telephone, and must not spell a word
REFERENCE_LETTERS = "23456789BCDFGHJKMNPQRTVWXZ"


def start(consultation, version, channel, variant, locale, now, holder=None, secret_key=None, via=None, is_test=False):
    """Begin a draft.

    holder     : the secret that the person's browser keeps; only its hash is stored
    secret_key : makes the return code of the draft; only its fingerprint is stored
    via        : code of the poster or link they came by (ChannelCode.code)
    is_test    : somebody tries a pilot, before anybody else can answer
    """
    if now < consultation.opens_at and not is_test:
        raise NotOpen(f"{consultation.code} opens at {consultation.opens_at:%Y-%m-%d %H:%M} UTC")
    refuse_closed(consultation, now)
    with transaction():
        response = Response(
            public_id=secrets.token_urlsafe(9),
            version_id=version.id,
            channel=channel,
            variant=variant,
            locale=locale,
            started_at=hour_of(now),
            via=via,
            is_test=is_test,
        )
        if secret_key:
            code = return_codes.make(secret_key, response.public_id)
            response.code_fingerprint = return_codes.fingerprint(secret_key, code)
        db.session.add(response)
        if holder:
            db.session.flush()
            _close_what_was_sent(holder)
            db.session.add(Holder(response_id=response.id, key_sha256=hash_of(holder)))
    return response


def save_answer(response, question, value, variant, locale, now, grace):
    """Save what a page holds: option keys, one key, a text, a number or a date. Empty is saved too: seen, left blank.

    question : forms.definition.Question of the response's version
    grace    : how long after closing a draft may still be finished
    """
    with transaction():
        hold_draft(response, now, grace)
        record(response, question, value, variant, locale)


def submit(response, now, grace, is_second=False):
    """Send the draft. Pressing Send again returns the response as it was sent the first time.

    Answers in sections that the others do not lead to are not sent: they are erased here, as the page says.

    is_second : the person was asked, and sends it beside one that was sent from the same browser
    """
    with transaction():
        lock(response)
        if response.submitted_at is not None:
            return response
        hold_draft(response, now, grace)
        routes.erase_hidden(response)
        reference = new_reference()
        # A clock that was set back must not cost anyone their answers.
        response.submitted_at = max(hour_of(now), response.started_at)
        response.reference, response.is_second = reference, is_second
        # From here on the code is asked for again, in every browser: what was sent is not left open on any screen.
        holders = update(Holder).where(Holder.response_id == response.id)
        db.session.execute(holders.values(by_code=False, opened_at=now))
        watch_response(response, now)
    log.info("response %s submitted by %s", response.public_id, response.channel)
    return response


def refuse_closed(consultation, now):
    if consultation.analysed_only:
        raise Closed(f"{consultation.code} was held elsewhere")
    if now >= consultation.closes_at:
        raise Closed(f"{consultation.code} closed at {consultation.closes_at:%Y-%m-%d %H:%M} UTC")
    if consultation.suspended_at is not None:
        raise Suspended(f"{consultation.code} was suspended at {consultation.suspended_at:%Y-%m-%d %H:%M} UTC")


def hash_of(secret):
    return hashlib.sha256(secret.encode()).hexdigest()


def record(response, question, value, variant, locale, problem=None):
    """Write one page's answer, inside the caller's transaction.

    problem : what no form on the web can hold, of a paper form (Answer.problem)
    """
    response.variant, response.locale = variant, locale
    whole = published(response.version_id)
    question_id = whole.questions[question.key]
    if whole.is_profile(question):
        _record_profile(response, question_id, _option_ids(response, question, value), problem)
    else:
        _record_answer(response, question, question_id, value, problem)


def lock(response):
    """Hold the response against a second hand until the caller's transaction ends."""
    db.session.refresh(response, ["submitted_at", "reference", "withdrawn_at", "revisions"], with_for_update=True)


def hour_of(now):
    return now.astimezone(dt.UTC).replace(minute=0, second=0, microsecond=0)


def hold_draft(response, now, grace):
    """Lock the draft against a second hand, and see that it may still change."""
    lock(response)
    if response.submitted_at is not None:
        raise AlreadySubmitted(response.public_id)
    refuse_closed(response.version.questionnaire.consultation, now - grace)


def hold_for_change(response, now, grace, by_code):
    """Lock a draft, or what was sent where its code was entered, and see that it may still change."""
    lock(response)
    if response.submitted_at is None or not by_code or response.withdrawn_at is not None:
        hold_draft(response, now, grace)
    else:
        refuse_closed(response.version.questionnaire.consultation, now)
        response.revisions += 1


def hold_for_permission(response, now, grace, by_code):
    """The same for what a person allows and how to reach them: with the code it changes at any time."""
    lock(response)
    if response.submitted_at is None or not by_code or response.withdrawn_at is not None:
        hold_draft(response, now, grace)


def _close_what_was_sent(key):
    """Who presses Start may be the next person at a shared computer: no code or copy of the one before stays open."""
    sent = select(Response.id).where(Response.submitted_at.is_not(None))
    before = update(Holder).where(Holder.key_sha256 == hash_of(key), Holder.response_id.in_(sent))
    db.session.execute(before.values(by_code=False, opened_at=None).execution_options(synchronize_session=False))


def _option_ids(response, question, value):
    keys = [value] if isinstance(value, str) else value or []
    ids = published(response.version_id).options[question.key]
    return [ids[key] for key in keys]


def _record_answer(response, question, question_id, value, problem):
    answer = db.session.scalar(select(Answer).filter_by(response_id=response.id, question_id=question_id))
    if is_new := answer is None:
        answer = Answer(response_id=response.id, question_id=question_id, text=None)
        db.session.add(answer)
    answer.variant, answer.locale = response.variant, response.locale
    answer.problem = problem
    answer.value = (value or None) if question.holds == VALUE else None
    db.session.flush()
    texts.write(answer, value if question.holds == TEXT and value and not value.isspace() else None)
    if question.options:
        if not is_new:
            db.session.execute(delete(AnswerChoice).where(AnswerChoice.answer_id == answer.id))
        rows = [
            {"answer_id": answer.id, "question_id": question_id, "option_id": option_id}
            | {"rank": place if question.holds == ORDER else None}
            for place, option_id in enumerate(_option_ids(response, question, value), 1)
        ]
        if rows:
            db.session.execute(insert(AnswerChoice), rows)


def _record_profile(response, question_id, option_ids, problem):
    profile_id = db.session.scalar(select(RespondentProfile.id).filter_by(response_id=response.id))
    if profile_id is None:
        profile = RespondentProfile(response_id=response.id)
        db.session.add(profile)
        db.session.flush()
        profile_id = profile.id
    choice = db.session.get(ProfileChoice, (profile_id, question_id)) or ProfileChoice(
        profile_id=profile_id, question_id=question_id
    )
    choice.option_id = option_ids[0] if option_ids and problem is None else None
    choice.problem = problem
    db.session.add(choice)


def draw_reference():
    """A reference that may be somebody else's already."""
    letters = [secrets.choice(REFERENCE_LETTERS) for _ in range(8)]
    return "".join(letters[:4]) + "-" + "".join(letters[4:])


def new_reference():
    while True:
        reference = draw_reference()
        if db.session.scalar(select(Response.id).filter_by(reference=reference)) is None:
            return reference
