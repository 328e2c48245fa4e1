"""Ways into the resident's journey, and what it saved; for tests of single pages."""

from urllib.parse import quote_plus

from sqlalchemy import select

from engage.extensions import db
from engage.models import Answer, AnswerChoice, Option, Question
from tests.builders import a_consultation

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=fence"
COMMENT = "answer/streets/streets_comment"
PRIORITIES = "answer/streets/streets_priorities"
AGE = "answer/about_you/age_band"


def start(browser, variant="standard", code="market-place"):
    """Press Start; returns the list of sections."""
    return browser.get(f"/{code}/en/{variant}").submit()


def draft_of(page):
    """The part of a page's address that all pages of its draft begin with."""
    return "/".join(page.path.split("/")[:5])


def open_page(browser, page, variant="standard", document=None):
    """A page of a draft that was just begun, in a consultation that was just published."""
    a_consultation(document=document)
    return browser.get(f"{draft_of(start(browser, variant))}/{page}")


def send_raw(page, body, content_type=FORM, **headers):
    """Post exactly these bytes to the address of this page."""
    return page.browser.post(page.path, data=body, content_type=content_type, headers=headers)


def urlencoded(text, name="q_streets_comment"):
    return f"{name}={quote_plus(text)}&end=1".encode()


def parts(fields):
    """A multipart body of (name, text) pairs, for the content type MULTIPART."""
    text = "".join(
        f'--fence\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields
    )
    return f"{text}--fence--\r\n".encode()


def saved_texts():
    return list(db.session.scalars(select(Answer.text).order_by(Answer.id)))


def saved_choices(key="streets_priorities"):
    rows = (
        select(Option.key)
        .join(AnswerChoice, AnswerChoice.option_id == Option.id)
        .join(Question, Question.id == Option.question_id)
        .where(Question.key == key)
        .order_by(Option.position, Option.id)
    )
    return list(db.session.scalars(rows))


def set_clock(app, now):
    app.config["CLOCK"] = lambda: now
