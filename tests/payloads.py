"""Thirty ways in which a text tries to become a program, and every column that a person's words can stand in."""

import json
from contextlib import suppress
from itertools import count

from sqlalchemy import String, Text, select
from sqlalchemy.exc import IntegrityError

from engage.extensions import db

#: each calls alert() where it is run; a dialog, or a word of the page's policy, is what a test looks for
PAYLOADS = (
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "<img src=x onerror=alert(3)>",
    '"><img src=x onerror=alert(4)>',
    "'><svg onload=alert(5)>",
    "<svg><script>alert(6)</script></svg>",
    '" autofocus onfocus=alert(7) x="',
    "' onmouseover='alert(8)",
    "<details open ontoggle=alert(9)>",
    "</title><script>alert(10)</script>",
    "</textarea><script>alert(11)</script>",
    "<iframe srcdoc='<script>alert(12)</script>'>",
    "javascript:alert(13)",
    "<a href='javascript:alert(14)'>here</a>",
    "<math><mtext><img src=x onerror=alert(15)></mtext></math>",
    "--><script>alert(16)</script><!--",
    "]]><script>alert(17)</script>",
    "<style>@import 'https://example.org/x.css'</style>",
    "<link rel=stylesheet href=https://example.org/x.css>",
    "<base href=https://example.org/>",
    "<meta http-equiv=refresh content='0;url=https://example.org/'>",
    "<form action=https://example.org/><button>Send</button></form>",
    "{{7*7}}{% debug %}",
    "${alert(24)}`${alert(24)}`",
    "&lt;script&gt;alert(25)&lt;/script&gt;",
    "\\u003cscript\\u003ealert(26)\\u003c/script\\u003e",
    "<scr<script>ipt>alert(27)</scr</script>ipt>",
    "<body onload=alert(28)>",
    "<object data=data:text/html,<script>alert(29)</script>>",
    "%s %(name)s {0.__class__} <video src=x onerror=alert(30)>",
)
#: columns that hold no words of a person: the program wrote them and reads them again, or their hash is kept
MACHINE = (
    "sha256", "_key", "_hash", "public_id", "_hmac", "_id", "_on", "_subject", "fingerprint", "document", "email",
    "lease", "stratum",
)  # fmt: skip
OF_THE_PROGRAM = {
    "analysis_run.method", "draft_save.place", "option.key", "question.key", "questionnaire_version.definition",
    "release_override.stop", "tally.question", "topic_note.topic", "job.stage", "keyed_value.field",
    "response_import.mapping",
    "scanned_answer.field", "release_file.name", "unusable_answer.reason", "results_release.link", "publication.link",
}  # fmt: skip
#: the walk has no row in which they may be filled
WITHOUT_ROW = {
    "activity.cancelled_reason", "body_response.escalated_to", "candidate_theme.label", "format_request.closing_note",
    "incomplete_opening.reason", "page_video.captions", "page_video.credit", "page_video.transcript",
    "panel_comment.reply", "panel_decision.note", "paper_form.rejected_reason", "release_override.reason",
    "release_override.words", "release_quote.hidden_why", "settlement.reason", "archived_file.path",
    "keeping_period.reason", "legal_hold.lift_reason", "legal_hold.reason", "webhook.address", "webhook_delivery.fault",
    "whole_erasure.reason", "whole_erasure.without_archive",
}  # fmt: skip
#: shorter columns hold words of a list
SHORTEST = 60


def poisoned(document):
    """The questionnaire with a payload behind every text that a person reads."""
    numbers = count()

    def walk(value, is_wording=False):
        if isinstance(value, dict):
            return {
                name: walk(one, is_wording or name in ("title", "text", "hint", "introduction"))
                for name, one in value.items()
            }
        if isinstance(value, list):
            return [walk(one, is_wording) for one in value]
        if isinstance(value, str) and is_wording and " " in value:
            return f"{value} {PAYLOADS[next(numbers) % len(PAYLOADS)]}"
        return value

    return json.dumps(walk(json.loads(document)), ensure_ascii=False)


def columns_of_words():
    """(model, name of the attribute, its length or None) of every column that words of a person can stand in."""
    for mapper in sorted(db.Model.registry.mappers, key=lambda mapper: mapper.class_.__name__):
        for column in mapper.local_table.columns:
            kind = getattr(column.type, "impl", column.type)  # what is sealed is a text beneath
            if not isinstance(kind, String | Text) or column.foreign_keys:
                continue
            name = f"{column.table.name}.{column.name}"
            is_long = column.type.length is None or column.type.length >= SHORTEST
            if is_long and name not in OF_THE_PROGRAM and not column.name.endswith(MACHINE):
                yield mapper.class_, mapper.get_property_by_column(column).key, column.type.length


def poison():
    """Write payloads into every column of words, in every row whose rules allow it; returns their names."""
    written, numbers = set(), count()
    for model, name, length in columns_of_words():
        for row in db.session.scalars(select(model)).all():
            with suppress(IntegrityError), db.session.begin_nested():
                setattr(row, name, _words(next(numbers), length))
                db.session.flush()
                written.add(f"{model.__tablename__}.{name}")
    db.session.commit()
    return written


def _words(number, length):
    """All payloads where there is room; elsewhere as many as fit, another first in every row."""
    start = number % len(PAYLOADS)
    words = str(number)
    for payload in (*PAYLOADS[start:], *PAYLOADS[:start]):
        if length is not None and len(words) + len(payload) + 1 > length:
            break
        words = f"{words} {payload}"
    return words
