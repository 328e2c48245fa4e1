"""What a worker does for webhooks: find what happened by the clock, and send what waits."""

import datetime as dt

from flask import current_app
from sqlalchemy import func, or_, select

from engage import plans
from engage.errors import CannotUnseal
from engage.extensions import db
from engage.models import Consultation, Extension, Questionnaire, QuestionnaireVersion, ResultsRelease, Webhook
from engage.models.consultations import PILOT
from engage.operations import webhooks as operations
from engage.operations.archives import is_archived
from engage.webhooks import addresses, body_of, said_at
from engage.webhooks.sending import Outcome, send

KIND = "webhook"
EVERY = dt.timedelta(seconds=15)


def look(now):
    """Write down what happened since the oldest webhook was registered; which webhooks have something to be sent."""
    since = operations.earliest()
    if since is None:
        return []
    operations.keep_events(happened(since, now))
    return operations.due(now)


def happened(since, now):
    """(consultation id, kind, moment) -> facts, of everything between these two moments."""
    found = {}
    released = select(ResultsRelease.consultation_id).where(ResultsRelease.published_at >= since)
    query = select(Consultation).where(or_(Consultation.closes_at >= since, Consultation.id.in_(released)))
    for consultation in db.session.scalars(query.order_by(Consultation.id)).all():
        first = _first_published_at(consultation)
        if first is None or is_archived(consultation):
            continue
        moments = [("results_published", one.published_at, {"release": one.number}) for one in _releases(consultation)]
        if not consultation.analysed_only:
            moments += [("opened", moment, {}) for moment in _openings(consultation, first)]
            moments.append(("closed", consultation.closes_at, {}))
        for kind, moment, more in moments:
            if since <= moment <= now:
                found[consultation.id, kind, moment] = _facts(consultation) | more
    return found


def run_job(job, report, clock):
    """Send what waits for one webhook, in order, until something fails or nothing waits."""
    webhook = db.session.scalar(select(Webhook).filter_by(public_id=job.arguments["webhook"]))
    while webhook is not None and (delivery := operations.next_delivery(webhook, clock())) is not None:
        report(0, "Sending")
        outcome = _try(webhook, delivery, clock())
        operations.keep_outcome(delivery, outcome.fault, outcome.is_gone, clock())


def _try(webhook, delivery, now):
    try:
        secret = operations.secret_of(webhook)
    except CannotUnseal:
        return Outcome("Its secret was sealed with another key. Remove it, and register the address again")
    allowed = addresses.allowed_hosts(current_app.config["WEBHOOK_HOSTS"])
    event, address = delivery.event, webhook.address
    message_id, body = f"msg_{event.public_id}", body_of(event, webhook.site)
    db.session.rollback()  # nothing is held in the database while the other side takes its time
    return send(address, secret, message_id, body, now, allowed)


def _first_published_at(consultation):
    query = select(func.min(QuestionnaireVersion.published_at)).join(QuestionnaireVersion.questionnaire)
    query = query.where(Questionnaire.consultation_id == consultation.id, Questionnaire.key != PILOT)
    return db.session.scalar(query)


def _openings(consultation, first):
    """When it opened, and when it opened again: an extension after closing time. A suspension is no closing."""
    query = select(Extension.made_at).where(Extension.consultation_id == consultation.id)
    query = query.where(Extension.made_at >= Extension.old_closes_at)
    return [max(consultation.opens_at, first), *db.session.scalars(query.order_by(Extension.id))]


def _releases(consultation):
    query = select(ResultsRelease).where(ResultsRelease.consultation_id == consultation.id)
    query = query.where(ResultsRelease.published_at.is_not(None))
    return db.session.scalars(query.order_by(ResultsRelease.number)).all()


def _facts(consultation):
    return {
        "consultation": consultation.code, "title": plans.title_of(consultation),
        "opens_at": said_at(consultation.opens_at), "closes_at": said_at(consultation.closes_at),
    }  # fmt: skip
