"""Free texts as pages of staff show them: what is masked, which names wait, languages and copies; plain data."""

from collections import Counter
from dataclasses import dataclass, replace

from flask import current_app

from analysis import copies as near_copies
from analysis.redaction import MASKS, mask, possible_names
from engage.extensions import db
from engage.extracts import texts as extracts
from engage.models import Answer, Contribution, Question, TextCheck, TopicNote
from engage.operations import texts as operations
from engage.publishing import newest_version, published

#: how many texts with masks the overview lists
MOST_LISTED = 200

LANGUAGE_NAMES = {
    "en": "English", "cy": "Welsh", "pl": "Polish", "ar": "Arabic", "ro": "Romanian", "pa": "Punjabi", "ur": "Urdu",
    "pt": "Portuguese", "es": "Spanish", "bn": "Bengali", "gu": "Gujarati", "it": "Italian", "ta": "Tamil",
    "fr": "French", "lt": "Lithuanian", "zh": "Chinese", "tr": "Turkish", "bg": "Bulgarian", "ru": "Russian",
    "fa": "Persian", "hu": "Hungarian", "uk": "Ukrainian", "so": "Somali", "ku": "Kurdish", "de": "German",
    "unknown": "Too short to tell",
}  # fmt: skip
KIND_NAMES = {
    "email": "E-mail addresses", "phone": "Telephone numbers", "nhs_number": "NHS numbers",
    "ni_number": "National Insurance numbers", "card": "Card numbers", "postcode": "Postcodes",
    "birth_date": "Dates of birth", "handle": "Social media names", "plate": "Vehicle registrations",
    "address": "Addresses with a house number",
}  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """A part of a text. Without a state it is only text; else a name that waits, is masked or was left."""

    words: str
    state: str | None = None
    number: int | None = None


@dataclass(frozen=True)
class CheckedText:
    check: TextCheck
    #: the question, or the title of the activity
    source: str
    locale: str
    pieces: tuple[Piece, ...]

    @property
    def waiting(self):
        """The first name that waits, or None."""
        return next((piece for piece in self.pieces if piece.state == operations.WAITING), None)


@dataclass(frozen=True)
class QuestionTexts:
    key: str
    question: str
    counts: extracts.Counts
    #: (name of the language, texts)
    languages: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Copies:
    """For pages of results: responses and distinct texts of each question, and the rule as a sentence."""

    code: str
    questions: tuple[QuestionTexts, ...]
    rule: str


@dataclass(frozen=True)
class Overview:
    n_waiting: int
    #: texts that hold a name which waits
    n_texts_waiting: int
    #: (name of the kind, how many)
    masked: tuple[tuple[str, int], ...]
    n_names_masked: int
    checks: tuple[TextCheck, ...]
    n_checks: int


def overview(consultation):
    """Everything that was masked in this consultation, and what waits for a person."""
    checks = extracts.checks(consultation.id)
    masked = Counter()
    for check in checks:
        masked.update(check.masked)
    states = Counter(name["state"] for check in checks for name in check.names)
    return Overview(
        n_waiting=states[operations.WAITING],
        n_texts_waiting=sum(check.n_waiting > 0 for check in checks),
        masked=tuple((KIND_NAMES[kind], masked[kind]) for kind in MASKS if masked[kind]),
        n_names_masked=states[operations.MASKED],
        checks=tuple(checks[:MOST_LISTED]),
        n_checks=len(checks),
    )


def questions(consultation):
    """The QuestionTexts of every free-text question, newest version."""
    version = newest_version(consultation)
    found = []
    for section in published(version.id).definition.sections if version else ():
        for question in section.questions:
            if question.type == "free_text":
                counts = extracts.counts(version.questionnaire_id, question.key)
                languages = tuple((LANGUAGE_NAMES.get(code, code), n) for code, n in counts.languages)
                words = question.text.get("standard", "en")
                found.append(QuestionTexts(question.key, words, counts, languages))
    return tuple(found)


def copies(consultation, question_key=None):
    """The Copies of all questions, or of one."""
    found = tuple(one for one in questions(consultation) if question_key in (None, one.key))
    return Copies(consultation.code, found, near_copies.rule_of(max(2, int(current_app.config["CAMPAIGN_TEXTS"]))))


def for_participants(document):
    """(the document with identifiers masked in all that can be given out, possible names in it, each once).

    Notes and what was said are masked when they are saved; summary, promises and words of the group's own only here.
    """
    masked = replace(
        document,
        summary=mask(document.summary).text,
        contributions=tuple(replace(said, text=mask(said.text).text) for said in document.contributions),
        promises=tuple(replace(one, text=mask(one.text).text, owner=mask(one.owner).text) for one in document.promises),
        tallies=tuple(replace(row, label=mask(row.label).text) for row in document.tallies),
    )
    read = (masked.summary, *(said.text for said in masked.contributions), *(one.text for one in masked.promises))
    names = [text[span.start : span.end] for text in read for span in possible_names(text)]
    return masked, list(dict.fromkeys(names))


def describe(check):
    """The CheckedText of a check: its text in pieces, with the names marked."""
    base, kept = operations.text_of(check)
    is_whole = all(name["end"] <= len(base) for name in check.names)
    pieces = _pieces(base, check.names) if is_whole and base else (Piece(kept),)
    source, locale = _source(check)
    return CheckedText(check, source, locale, pieces)


def _pieces(base, names):
    pieces, end = [], 0
    for number, name in enumerate(names):
        pieces.append(Piece(base[end : name["start"]]))
        is_masked = name["state"] == operations.MASKED
        words = MASKS["name"] if is_masked else base[name["start"] : name["end"]]
        pieces.append(Piece(words, name["state"], number))
        end = name["end"]
    return tuple(piece for piece in (*pieces, Piece(base[end:])) if piece.words)


def _source(check):
    if check.answer_id is not None:
        answer = db.session.get_one(Answer, check.answer_id)
        question = db.session.get_one(Question, answer.question_id)
        definition = published(question.version_id).definition
        asked = next(one for section in definition.sections for one in section.questions if one.key == question.key)
        return asked.text.get("standard", "en"), answer.locale
    if check.contribution_id is not None:
        row = db.session.get_one(Contribution, check.contribution_id)
        return row.record.activity.title, row.locale
    note = db.session.get_one(TopicNote, check.topic_note_id)
    return extracts.activity_of(note).title, "en"
