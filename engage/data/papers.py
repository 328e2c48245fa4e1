"""Tables of what was decided, and questionnaires as people read them, for the bundle of papers."""

from engage.data.nameless import nameless
from engage.exports.document import Bullets, Document, Heading, Paragraph
from engage.extracts import decided
from engage.publishing import published
from forms.definition import VARIANTS

VARIANT_NAMES = {"standard": "standard wording", "easy_read": "Easy Read"}


def decisions(consultation):
    """(name of the file, what it is, header, rows) of each table of decisions."""
    number = consultation.id
    yield ("recommendations", "Recommendations, and what each body answered",
           ("number", "recommendation", "rationale", "body", "asked_on", "answer", "answered_on", "reason",
            "escalated_to", "escalated_on"), _recommendations(number))  # fmt: skip
    yield ("actions", "Actions of the delivery plan, every state they were in",
           ("number", "recommendation", "action", "summary", "owner_role", "timescale", "state", "due_on", "outcome",
            "set_on"), _actions(number))  # fmt: skip
    yield (
        "submissions",
        "Index of written submissions, and where each was considered",
        ("number", "received_on", "from", "title", "pages", "considered_on", "place"),
        _submissions(number),
    )
    yield ("comments", "Log of comments on drafts, with replies",
           ("number", "received_on", "comment", "reply", "status", "submission"), _comments(number))  # fmt: skip


def _recommendations(number):
    for one in decided.recommendations(number):
        for answer in one.responses or [None]:
            head = (one.number, nameless(one.text), nameless(one.rationale))
            if answer is None:
                yield (*head, *[""] * 7)
                continue
            reason = (answer.texts.get("en") or {}).get("standard", "")
            yield (*head, answer.body, answer.asked_on, answer.answer, answer.answered_on, nameless(reason),
                   answer.escalated_to, answer.escalated_on)  # fmt: skip


def _actions(number):
    for one in decided.actions(number):
        of = one.recommendation.number if one.recommendation else ""
        for state in one.states:
            yield (one.number, of, nameless(one.headline_action), nameless(one.summary), one.owner_role, one.timescale,
                   state.state, state.due_on, nameless(state.outcome), f"{state.set_at:%Y-%m-%d}")  # fmt: skip


def _submissions(number):
    for one in decided.submissions(number):
        for considered in one.considerations or [None]:
            where = ("", "") if considered is None else (considered.considered_on, nameless(considered.place))
            sender = nameless(one.received_from)
            yield (one.number, one.received_on, sender, nameless(one.title), one.n_pages, *where)


def _comments(number):
    for one in decided.comments(number):
        yield (one.number, one.received_on, nameless(one.text), nameless(one.reply), one.status,
               one.submission and one.submission.number)  # fmt: skip


def questionnaires(consultation):
    """(name, what it is, Document) of every published version in every wording and language, as people read it."""
    for version in decided.versions(consultation.id):
        definition = published(version.id).definition
        for locale in definition.locales:
            for variant in VARIANTS:
                what = f"Questionnaire, version {version.number}, {VARIANT_NAMES[variant]}, {locale}"
                name = f"version-{version.number}-{variant.replace('_', '-')}-{locale.replace('_', '-')}"
                yield name, what, as_read(definition, variant, locale, name)


def as_read(definition, variant, locale, name):
    """The Document of a questionnaire in one wording and language: every word that was shown, in its order."""
    blocks = _rows(definition.introduction, variant, locale)
    for section in definition.sections:
        blocks.append(Heading(1, section.title.get(variant, locale)))
        blocks += _rows(section.introduction, variant, locale)
        for question in section.questions:
            blocks.append(Heading(2, question.text.get(variant, locale)))
            blocks += _rows(question.introduction, variant, locale)
            if question.hint is not None:
                blocks.append(Paragraph(question.hint.get(variant, locale)))
            if options := question.offered(variant):
                blocks.append(Bullets(tuple(option.text.get(variant, locale) for option in options)))
    return Document(definition.title.get(variant, locale), locale, name, tuple(blocks))


def _rows(introduction, variant, locale):
    return [Paragraph(row.get(locale)) for row in introduction.get(variant, ())]
