"""Answers of each response, some at a time: in an order by lot that each token has for itself, so that neither the
number nor the place of a response says when it came, and two tokens cannot be laid side by side."""

import hashlib

from flask import current_app

from engage.api.shape import Column, maybe, text
from engage.data import asked, covering, tables
from engage.extracts import data as extracts
from engage.publishing import newest_version
from forms.question_types import TEXT

#: responses of one page
PAGE = 1_000
RESPONSE = text("response", "Which response: by lot, the same in every table for this token, another for every other")
HEAD = (RESPONSE, text("section", "Key of the section"), text("question", "Key of the question"))
ANSWERS = (
    *HEAD,
    text("type", "Type of the question"),
    maybe("option", "text", "Key of an option that was chosen; empty: none was, or the question has none"),
    maybe("rank", "whole number", "Place that was given to it; empty: the question asks for no order"),
    maybe("value", "text", 'A number as "12.5" or a day as "2026-03-27"; empty: the question asks for neither'),
    text("state", "answered, blank (seen and left empty), or what was wrong on paper: leave those out of counts"),
)
TEXTS = (
    *HEAD,
    text("language", "Language of the page on which it was written"),
    Column("text", "text", "The words, masked; [name?] stands where nobody has looked at a possible name yet"),
)


def answer_rows(one, answer, chosen):
    if one.question.holds == TEXT:
        return
    for option, rank in chosen or [(None, None)]:
        is_given = option is not None or answer.value is not None
        yield one.question.type, option, rank, answer.value, answer.problem or ("answered" if is_given else "blank")


def word_rows(one, answer, _chosen):
    if one.question.holds == TEXT and answer.text is not None:
        words, _n_covered = covering.cover(answer.text, answer.names)
        yield answer.locale, tables.UNSEEN if words is None else words


def page_of(rows_of):
    """The function (consultation, client, after) -> (rows, how many responses, the next `after` or None)."""

    def rows(consultation, client, after):
        version = newest_version(consultation)
        if version is None:
            return [], 0, None
        by_lot = _by_lot(extracts.sent_ids(version.questionnaire_id), client)
        left = sorted(lot for lot in by_lot if lot > after)
        lots = left[:PAGE]
        found = tables.read(sorted(by_lot[lot] for lot in lots))
        views = asked.questions_of(version.questionnaire_id).views
        said = [
            (lot, one.section, one.key, *row)
            for lot in lots
            for one in views
            if one.key in found.get(by_lot[lot], ()) and found[by_lot[lot]][one.key][0].problem != "off_route"
            for row in rows_of(one, *found[by_lot[lot]][one.key])
        ]
        return said, len(lots), lots[-1] if len(left) > PAGE else None

    return rows


def _by_lot(ids, client):
    key = hashlib.sha256(f"{current_app.config['SECRET_KEY']} responses {client.public_id}".encode()).digest()
    return {hashlib.blake2b(str(id_).encode(), key=key, digest_size=8).hexdigest(): id_ for id_ in ids}
