"""Every table that programs read. Routes, CSV, the description for programs and the page for people come from here."""

from flask import current_app
from sqlalchemy import select

from engage.api.figures import (
    MEASURES,
    MIDDLES,
    PEOPLE,
    RANKING,
    THEMES,
    measure_rows,
    middle_rows,
    people_rows,
    ranking_rows,
    theme_rows,
)
from engage.api.responses import ANSWERS, TEXTS, answer_rows, page_of, word_rows
from engage.api.shape import FIGURES, PUBLISHED, RESPONSES, WORDS, Column, Table, maybe, text
from engage.extensions import db
from engage.models import Consultation
from engage.operations import hold_snapshot, releases
from engage.publishing import newest_version, published
from engage.results import snapshot

ONE = "/consultations/<code>"
RELEASE = f"{ONE}/releases/<int:number>"
STATES = ("not open yet", "open", "suspended", "closed")


def consultation_rows(within):
    """within : the condition that says which consultations may be seen."""
    for consultation in db.session.scalars(select(Consultation).where(within).order_by(Consultation.id)):
        if version := newest_version(consultation):
            release, now = releases.newest_published(consultation), current_app.config["CLOCK"]()
            yield (
                consultation.code, published(version.id).definition.title.get("standard", "en"),
                _moment(consultation.opens_at), _moment(consultation.closes_at), _state(consultation, now),
                version.number, release.number if release else None,
            )  # fmt: skip


def questionnaire_rows(consultation):
    version = newest_version(consultation)
    if version is None:
        return None
    return _questionnaire(version.number, published(version.id).definition)


def release_rows(consultation):
    found = [one for one in releases.published(consultation) if one.is_public]
    return [
        (one.number, _moment(one.published_at), releases.public_data(one)["counted_at"], one.sha256, place == 0)
        for place, one in enumerate(found)
    ]


def _questionnaire(number, definition):
    for section in definition.sections:
        for question in section.questions:
            head = (number, section.key, section.purpose, question.key, question.type,
                    question.text.get("standard", "en"), question.text.get("easy_read", "en"))  # fmt: skip
            for option in question.options:
                words = [option.text.get(name, "en") if name in option.variants else ""
                         for name in ("standard", "easy_read")]  # fmt: skip
                yield (*head, option.key, *words)
            if not question.options:
                yield (*head, "", "", "")


def _of_release(rows_of):
    def rows(consultation, number):
        release = releases.find(consultation, number)
        if release is None or not release.is_public:
            return None
        return rows_of(releases.public_data(release))

    return rows


def _of_now(rows_of):
    def rows(consultation):
        hold_snapshot()
        data = snapshot.take(consultation, current_app.config["CLOCK"]())
        return None if data is None else rows_of(data)

    return rows


def _moment(when):
    return when.isoformat().replace("+00:00", "Z")


def _state(consultation, now):
    if now < consultation.opens_at:
        return STATES[0]
    if consultation.suspended_at is not None and now < consultation.closes_at:
        return STATES[2]
    return STATES[1] if consultation.is_open(now) else STATES[3]


FRAMES = {
    "rankings": ("What matters most", RANKING, ranking_rows),
    "measures": ("Numbers and dates that people gave, in groups of at least ten people", MEASURES, measure_rows),
    "middles": ("Median, quartiles and mean of numbers", MIDDLES, middle_rows),
    "themes": ("Themes of comments and of sessions", THEMES, theme_rows),
    "people": ("Who took part", PEOPLE, people_rows),
}
TABLES = (
    Table("consultations", "/consultations", PUBLISHED, "Consultations that the token may read", (
        text("code", "Its word in web addresses"),
        text("title", "Title in standard English"),
        Column("opens_at", "moment", "When it opens, UTC"),
        Column("closes_at", "moment", "The first moment at which it is closed, UTC"),
        text("state", f"One of: {', '.join(STATES)}"),
        Column("questionnaire_version", "whole number", "Number of the newest published version"),
        maybe("newest_release", "whole number", "Number of the release that the public reads; empty: none"),
    ), consultation_rows),
    Table("questionnaire", f"{ONE}/questionnaire", PUBLISHED, "Questions and options: the data dictionary", (
        Column("version", "whole number", "Number of the version"),
        text("section", "Key of the section"),
        text("purpose", '"views" or "profile" (about people)'),
        text("question", "Key of the question"),
        text("type", "Type of the question"),
        text("words", "The question in standard English"),
        text("words_easy_read", "In Easy Read"),
        text("option", "Key of the option; empty: the question has none"),
        text("option_words", "The option in standard English; empty: not offered in it"),
        text("option_words_easy_read", "In Easy Read; empty: not offered in it"),
    ), questionnaire_rows),
    Table("releases", f"{ONE}/releases", PUBLISHED, "Published releases of results, the newest first", (
        Column("number", "whole number", "Number of the release"),
        Column("published_at", "moment", "When it was published, UTC"),
        Column("counted_at", "moment", "When it was counted, UTC"),
        text("sha256", "Hash of the frozen data"),
        Column("is_newest", "yes or no", "Whether it is the one that the public reads"),
    ), release_rows),
    *(Table(f"release_{name}", f"{RELEASE}/{name}", PUBLISHED, f"{title}, as it was released", columns,
            _of_release(rows_of)) for name, (title, columns, rows_of) in FRAMES.items()),
    *(Table(f"figures_{name}", f"{ONE}/figures/{name}", FIGURES, f"{title}, as it stands now", columns,
            _of_now(rows_of)) for name, (title, columns, rows_of) in FRAMES.items()),
    Table("answers", f"{ONE}/answers", RESPONSES, "What each response chose, in pages", ANSWERS, page_of(answer_rows),
          is_paged=True),
    Table("words", f"{ONE}/words", WORDS, "What each response says in its own words, in pages", TEXTS,
          page_of(word_rows), is_paged=True),
)  # fmt: skip
