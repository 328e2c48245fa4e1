"""What a worker does with texts beside its jobs: read new ones, tell the safeguarding officer, erase originals."""

import datetime as dt
import logging

from flask import current_app

from engage import mail
from engage.errors import MailFailed
from engage.extracts.texts import unread_questions
from engage.operations import reading, texts, watching

log = logging.getLogger(__name__)

READ_EVERY = dt.timedelta(minutes=5)
TELL_EVERY = dt.timedelta(seconds=30)

SUBJECT = "A safeguarding concern was raised"
LETTER = """Words in a text that somebody sent point to danger. Nobody has read it yet.

Sign in, open "Safeguarding concerns", and say that you have it by %(due)s.

This letter does not say what it is about, so that nobody else can read it.
"""


class Rounds:
    """When each was done last, by one worker."""

    def __init__(self):
        self.told_at = self.read_at = None

    def run_due(self, now):
        """Do what is due."""
        if self.told_at is None or now - self.told_at >= TELL_EVERY:
            tell(now)
            self.told_at = now
        if self.read_at is None or now - self.read_at >= READ_EVERY:
            read_new()
            self.read_at = now


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


def erase_overdue(now):
    """Erase what was typed where a text is masked, once its time has come; how many texts."""
    return texts.erase_originals(current_app.config["ORIGINAL_TEXT_DAYS"], now)
