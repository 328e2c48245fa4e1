"""Letters through the council's own SMTP server, always over TLS. An address is used once and kept nowhere."""

import logging
import smtplib
import ssl
from email.message import EmailMessage

from flask import current_app

from engage.errors import MailFailed

log = logging.getLogger(__name__)

SECONDS_TO_WAIT = 10
#: the port on which TLS begins with the first byte; on any other one the server is told to start it
TLS_PORT = 465


def is_set_up():
    return bool(current_app.config["SMTP_HOST"])


def send(address, subject, text):
    """Hand a letter to the server. MailFailed if the server did not take it; nothing is tried again."""
    config = current_app.config
    letter = EmailMessage()
    try:
        letter["From"] = config["SMTP_FROM"] or config["CONTACT_EMAIL"]
        letter["To"] = address
        letter["Subject"] = subject
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(text)
        with _connected(config) as server:
            if config["SMTP_USER"]:
                server.login(config["SMTP_USER"], config["SMTP_PASSWORD"])
            server.send_message(letter)
    except (OSError, ValueError, smtplib.SMTPException) as error:
        # the reply of a server may name the address: only the kind of the fault is written down
        log.error("a letter was not sent: %s", type(error).__name__)
        raise MailFailed(type(error).__name__) from None


def _connected(config):
    context = ssl.create_default_context()
    host, port = config["SMTP_HOST"], config["SMTP_PORT"]
    if port == TLS_PORT:
        return smtplib.SMTP_SSL(host, port, timeout=SECONDS_TO_WAIT, context=context)
    server = smtplib.SMTP(host, port, timeout=SECONDS_TO_WAIT)
    try:
        server.starttls(context=context)
    except BaseException:
        server.close()
        raise
    return server
