"""Recommendations: the figures they rest on, what the body asked said, and whether the public reads them."""

import hashlib
import json
import logging

from engage import council_words
from engage.errors import NotReady, StillOpen
from engage.extensions import db
from engage.models import BodyResponse, Evidence, PublishedLine, Recommendation
from engage.operations import transaction
from engage.operations.delivery import history, next_number
from engage.operations.staff import note

log = logging.getLogger(__name__)

CHANGED = "Its words or what it rests on were changed while you had the page open. Read it again, then publish it"
OWN_WORDS = "You wrote its words or chose its figures last. Somebody else has to read and publish it"


def recommend(consultation, texts, rationale, actor, now):
    with transaction():
        number = next_number(Recommendation, consultation)
        found = Recommendation(
            consultation_id=consultation.id, number=number, texts=texts, rationale=rationale, made_at=now,
            made_by_id=actor.id, written_by_id=actor.id,
        )  # fmt: skip
        db.session.add(found)
        _note("recommended", found, consultation, actor, now)
    return found


def reword(recommendation, texts, rationale, actor, now):
    """Other words. What was public is no longer: somebody publishes the new words."""
    with transaction():
        details = {"texts": texts, "rationale": rationale}
        if "texts" in history.set_columns(recommendation, recommendation.consultation, details, actor, now):
            _write_anew(recommendation, actor, now)


def rest_on(recommendation, figure, actor, now):
    """Let it rest on one more figure: {"question_key", "option_key"} or {"theme_id"}. Done twice, it is there once."""
    with transaction():
        _lock(recommendation)
        if any(all(getattr(one, name) == value for name, value in figure.items()) for one in recommendation.evidence):
            return
        recommendation.evidence.append(Evidence(**figure))
        _write_anew(recommendation, actor, now)
        _note("added_evidence", recommendation, recommendation.consultation, actor, now, **figure)


def rest_no_more_on(evidence, actor, now):
    with transaction():
        recommendation = evidence.recommendation
        _lock(recommendation)
        rested_on = evidence_words(evidence)
        recommendation.evidence.remove(evidence)
        db.session.delete(evidence)
        _write_anew(recommendation, actor, now)
        history.remember(recommendation, recommendation.consultation, "changed", {"evidence": rested_on}, actor, now)


def ask(recommendation, body, asked_on, actor, now):
    """Write down that this body was asked on this day. NotReady while another answer is awaited."""
    with transaction():
        standing = recommendation.response
        if standing is not None and standing.is_awaited:
            raise NotReady(f"An answer of {standing.body} is awaited. Write down its answer, or escalate it first")
        recommendation.responses.append(BodyResponse(body=body, asked_on=asked_on, texts={}, written_at=now))
        _note("asked_body", recommendation, recommendation.consultation, actor, now, body=body)


def answer(recommendation, said, answered_on, texts, actor, now):
    """Write down what the body said. NotReady if no answer is awaited, or its day is before that of the question."""
    with transaction():
        standing = _awaited(recommendation, answered_on)
        standing.answer, standing.answered_on, standing.written_at = said, answered_on, now
        standing.texts, standing.has_reason = texts, bool(texts)
        _note("recorded_answer", recommendation, recommendation.consultation, actor, now, answer=said)


def escalate(recommendation, body, escalated_on, actor, now):
    """No answer came: ask another body. NotReady as in `answer`."""
    with transaction():
        standing = _awaited(recommendation, escalated_on)
        standing.escalated_to, standing.escalated_on, standing.written_at = body, escalated_on, now
        recommendation.responses.append(BodyResponse(body=body, asked_on=escalated_on, texts={}, written_at=now))
        _note("escalated", recommendation, recommendation.consultation, actor, now, body=body)


def undo_step(recommendation, actor, now):
    """The last thing that was written down of a body was a mistake: an answer, an escalation, or who was asked."""
    with transaction():
        _lock(recommendation)
        standing = recommendation.response
        if standing is None:
            return
        before = {"body": standing.body, "asked_on": standing.asked_on.isoformat(), "answer": standing.answer,
                  "answered_on": standing.answered_on and standing.answered_on.isoformat(),
                  "texts": standing.texts}  # fmt: skip
        if standing.answer is not None:
            standing.answer, standing.answered_on, standing.texts, standing.has_reason = None, None, {}, False
            standing.written_at = now
        else:
            recommendation.responses.remove(standing)
            db.session.delete(standing)
            if recommendation.response is not None:
                recommendation.response.escalated_to = recommendation.response.escalated_on = None
        history.remember(recommendation, recommendation.consultation, "changed", {"response": before}, actor, now)


def mark_of(recommendation):
    """What tells the words and evidence that somebody read from others."""
    evidence = sorted(one.id for one in recommendation.evidence)
    return hashlib.sha256(json.dumps([recommendation.texts, evidence], sort_keys=True).encode()).hexdigest()[:16]


def publish(recommendation, figures, locales, actor, now, read=None):
    """Let the public read it, with its figures as they are now.

    figures : id of each Evidence -> {channel or "all": [count, base]}, rounded; None is hidden
    read : the mark of what the person read (`mark_of`)
    NotReady without evidence, without words in both wordings, if it is not what was read and counted, or if this
    person wrote it. StillOpen before the consultation has closed.
    """
    consultation = recommendation.consultation
    if now < consultation.closes_at:
        raise StillOpen(f"{consultation.code} closes at {consultation.closes_at:%Y-%m-%d %H:%M} UTC")
    with transaction():
        _lock(recommendation)
        if read is not None and read != mark_of(recommendation):
            raise NotReady(CHANGED)
        if recommendation.published_at is not None:
            return  # pressed twice
        _refuse_unready(recommendation, figures, locales)
        if recommendation.written_by_id in (None, actor.id):
            raise NotReady(OWN_WORDS)
        for evidence in recommendation.evidence:
            evidence.figures, evidence.counted_at = figures[evidence.id], now
        recommendation.published_at, recommendation.published_by_id = now, actor.id
        _keep_publication(recommendation, now, actor)
        _note("published_recommendation", recommendation, consultation, actor, now)
    log.info("recommendation %s of %s is public", recommendation.number, consultation.code)


def take_back(recommendation, actor, now):
    """Let the public read it no more. Done twice, it is written down once."""
    with transaction():
        if recommendation.published_at is not None:
            history.end_publication(recommendation, now)
            _note("took_back_recommendation", recommendation, recommendation.consultation, actor, now)


def _write_anew(recommendation, actor, now):
    """It is no longer what somebody else approved: the public reads it again when another person has looked."""
    history.end_publication(recommendation, now)
    recommendation.written_by_id = actor.id


def _keep_publication(recommendation, now, actor):
    """What the public reads from now on, as it is, whatever becomes of the line."""
    kept = [evidence_words(one) | {"figures": one.figures} for one in recommendation.evidence]
    recommendation.publications.append(
        PublishedLine(
            number=len(recommendation.publications) + 1, texts=recommendation.texts, evidence=kept, published_at=now,
            published_by_id=actor.id,
        )
    )  # fmt: skip


def evidence_words(evidence):
    """What a line rests on, in the words that stay when the codeframe changes."""
    theme = evidence.theme and evidence.theme.label
    return {"question": evidence.question_key, "option": evidence.option_key, "theme": theme}


def _lock(recommendation):
    """Inside the caller's transaction: what it says and rests on is read again, and stays so until the end."""
    db.session.refresh(recommendation, with_for_update=True)


def _refuse_unready(recommendation, figures, locales):
    try:
        council_words.refuse_unfit(recommendation.texts, locales)
    except ValueError as unfit:
        raise NotReady(str(unfit)) from unfit
    if not recommendation.evidence:
        raise NotReady("It rests on nothing that people said. Add a figure first")
    if any(evidence.id not in figures for evidence in recommendation.evidence):
        raise NotReady(CHANGED)
    if any(figures[evidence.id]["all"][0] == 0 for evidence in recommendation.evidence):
        raise NotReady("Nobody chose or said one of its figures. Take that one away")


def _awaited(recommendation, day):
    standing = recommendation.response
    if standing is None or not standing.is_awaited:
        raise NotReady("No answer is awaited. Write down first who was asked")
    if day < standing.asked_on:
        raise NotReady("This is before the day on which they were asked")
    return standing


def _note(verb, recommendation, consultation, actor, now, **detail):
    note(actor, verb, "recommendation", f"{consultation.code}/{recommendation.number}", now, **detail)
