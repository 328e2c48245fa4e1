"""Letters to officers before a consultation closes, and before its results are due. Each is sent once."""

import datetime as dt
import logging

from sqlalchemy import select

from engage import mail, plans
from engage.errors import MailFailed
from engage.extensions import db
from engage.models import Consultation, ConsultationPlan, Publication, Reminder, Role, StaffUser
from engage.operations.plans import dates
from engage.publishing import newest_version

log = logging.getLogger(__name__)

WEEK, DAY = dt.timedelta(days=7), dt.timedelta(days=1)
LETTERS = {
    "closing_week": ("closes in a week", "It closes at the end of %(day)s. If people need longer, extend it now."),
    "closing_day": ("closes tomorrow", "It closes at the end of %(day)s."),
    "results_week": ("has results due in a week", "Its results are due on %(day)s."),
    "results_late": ("has results that are late", "Its results were due on %(day)s, and the public waits for them."),
}


def due(consultation, plan, today):
    """(kind, the day it is about) of every reminder that is to be sent by today and is still of use."""
    last_day = plans.last_day_of(consultation)
    found = []
    if last_day - WEEK <= today < last_day - DAY:
        found.append(("closing_week", last_day))
    if last_day - DAY <= today <= last_day:
        found.append(("closing_day", last_day))
    results_on = plan and plan.results_due_on
    if results_on and db.session.get(Publication, consultation.id) is None:
        if results_on - WEEK <= today <= results_on:
            found.append(("results_week", results_on))
        elif today > results_on:
            found.append(("results_late", results_on))
    return found


def send_due(now):
    """Send what is due and was not sent; how many reminders. What the mail server does not take is tried again."""
    if not mail.is_set_up():
        return 0
    n_sent, today = 0, plans.day_of(now)
    query = select(Consultation, ConsultationPlan).outerjoin(ConsultationPlan).order_by(Consultation.id)
    for consultation, plan in db.session.execute(query).all():
        if newest_version(consultation) is None:
            continue
        for kind, day in due(consultation, plan, today):
            kept = select(Reminder.id).filter_by(consultation_id=consultation.id, kind=kind, due_on=day)
            if db.session.scalar(kept) is None and (n := _send(consultation, kind, day)):
                dates.keep_reminder(consultation, kind, day, n, now)
                n_sent += 1
    return n_sent


def _send(consultation, kind, day):
    """To how many officers of this consultation it went."""
    subject, text = LETTERS[kind]
    title = plans.title_of(consultation)
    letter = f"{title} {subject}.\n\n{text % {'day': f'{day.day}/{day.month}/{day.year}'}}\n"
    active = select(StaffUser).where(
        StaffUser.having([Role.ENGAGEMENT_OFFICER], consultation), StaffUser.disabled_at.is_(None)
    )
    n = 0
    for officer in db.session.scalars(active.order_by(StaffUser.id)).all():
        try:
            mail.send(officer.email, f"{consultation.code} {subject}", letter)
            n += 1
        except MailFailed:
            log.warning("a reminder of %s was not sent to staff %s", consultation.code, officer.public_id)
    return n
