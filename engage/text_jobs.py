"""What a worker does with texts beside its jobs: read new ones, and tell the safeguarding officer."""

import datetime as dt
import logging

from flask import current_app

from engage import mail
from engage.errors import MailFailed
from engage.extensions import db
from engage.extracts.texts import unread_questions
from engage.operations import reading, watching

log = logging.getLogger(__name__)

READ_EVERY = dt.timedelta(minutes=5)
TELL_EVERY = dt.timedelta(seconds=30)
RETRY_AFTER = dt.timedelta(minutes=5)

SUBJECT = "A safeguarding concern was raised"
LETTER = """Words in a text that somebody sent point to danger. Nobody has read it yet.

Sign in, open "Safeguarding concerns", and say that you have it by %(due)s.

This letter does not say what it is about, so that nobody else can read it.
"""


class Rounds:
    """When work beside the jobs is due next, in one worker. What fails stops neither the rest nor a job."""

    def __init__(self):
        self.due_at = {}

    def run_due(self, now):
        """Do what is due with texts."""
        self.run(tell, (now,), now, now + TELL_EVERY)
        self.run(read_new, (), now, now + READ_EVERY)

    def run(self, work, arguments, now, next_at):
        """Do this if it is due; then again at `next_at`, or sooner if it failed."""
        # due later than from now on anyway: the clock was set back since
        if work in self.due_at and now < self.due_at[work] <= next_at:
            return
        self.due_at[work] = next_at
        try:
            work(*arguments)
        except Exception:
            db.session.rollback()
            self.due_at[work] = min(next_at, now + RETRY_AFTER)
            log.exception("%s.%s failed and is tried again later", work.__module__, work.__name__)


def tell(now):
    """Write to the safeguarding officer once about each concern that words raised, without a word of it."""
    config = current_app.config
    for concern in watching.untold():
        if config["SAFEGUARDING_EMAIL"] and mail.is_set_up():
            try:
                letter = LETTER % {"due": f"{concern.due_at:%d.%m.%Y %H:%M} UTC"}
                mail.send(config["SAFEGUARDING_EMAIL"], SUBJECT, letter)
            except MailFailed:
                log.warning("safeguarding concern %s: the letter was not sent; it is tried again", concern.public_id)
                continue
        watching.keep_told(concern, now)


def read_new():
    """Read every question with a text that was not read yet; how many texts."""
    campaign_texts = max(2, int(current_app.config["CAMPAIGN_TEXTS"]))
    return sum(reading.read_texts(*question, campaign_texts) for question in unread_questions())
