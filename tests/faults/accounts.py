"""The ledger against the database: what was lost, and what was counted twice."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select, text

from engage import create_app
from engage.extensions import db
from engage.models import Answer, Response
from tests.faults.servers import SECRET

WORDS = select(Answer.text, Response.submitted_at.is_not(None)).join(Response, Response.id == Answer.response_id)
CHECKS = {"sqlite": "PRAGMA integrity_check", "postgresql": "select 'ok'"}


@dataclass(frozen=True)
class Account:
    n_saved: int
    n_sent: int
    #: words that a page said are saved, or sent, and that are not
    lost: tuple[str, ...]
    #: words that stand in more than one response
    doubled: tuple[str, ...]
    bare: tuple[str, ...]
    #: "ok", or what the database says of itself
    integrity: str
    replies: dict[int, int]
    remark: str = ""

    @property
    def passed(self):
        return not (self.lost or self.doubled or self.bare) and self.integrity == "ok" and self.n_sent > 0

    def __str__(self):
        refused = sum(n for status, n in self.replies.items() if status not in (0, 303))
        return (
            f"{self.n_saved} saved, {self.n_sent} sent, {len(self.lost)} lost, {len(self.doubled)} counted twice, "
            f"{refused} told to try again, {self.replies.get(0, 0)} broken connections, {len(self.bare)} bare faults, "
            f"database {self.integrity}{self.remark and ', '}{self.remark}"
        )


def settle(ledger, url):
    """The Account of a run that is over."""
    with create_app({"DATABASE_URL": url, "SECRET_KEY": SECRET}).app_context():
        rows = db.session.execute(WORDS.where(Answer.text.is_not(None))).all()
        integrity = db.session.scalar(text(CHECKS[db.engine.dialect.name]))
        db.session.remove()
        db.engine.dispose()
    rows = [row for row in rows if row[0].startswith("words ")]
    found = Counter(words for words, _is_sent in rows)
    sent = {words for words, is_sent in rows if is_sent}
    lost = [words for words in ledger.saved.values() if words not in found]
    lost += [words for words in ledger.sent.values() if words not in sent]
    return Account(
        n_saved=len(ledger.saved),
        n_sent=len(ledger.sent),
        lost=tuple(lost),
        doubled=tuple(words for words, n in found.items() if n > 1),
        bare=tuple(ledger.bare),
        integrity=integrity,
        replies=dict(ledger.replies),
    )
