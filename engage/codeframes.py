"""Codeframes on pages for staff: which there are, their themes as a tree, what is missing, and who changed what."""

import re
from contextlib import closing
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from engage.extensions import db
from engage.extracts.counting import is_asked, is_counted
from engage.models import (
    ActivityRecord,
    AnalysisRun,
    Answer,
    CandidateTheme,
    Codeframe,
    CodeframeChange,
    Contribution,
    Question,
    Questionnaire,
    QuestionnaireVersion,
    Response,
    Role,
    Theme,
    ThemeExample,
)
from engage.models.fieldwork import Activity
from engage.publishing import newest_version, published
from forms.codeframes.lines import WORDS, above, key_of

EDITORS = (Role.ANALYST, Role.ENGAGEMENT_OFFICER)
AGREERS = (Role.ANALYST,)
#: in addresses, for the codeframe of every question; no key of a question has a hyphen
EVERY = "every-question"
EVERY_WORDS = "Every question"
MOST_TEXTS = 20
#: texts that are opened at a time while words are looked for
PORTION = 1000
VERBS = {
    "begun": "Begun",
    "added": "Added",
    "described": "Described",
    "merged": "Merged",
    "split": "Split",
    "moved": "Moved",
    "removed": "Removed",
    "undone": "Undone",
    "examples": "Chose examples",
    "agreed": "Agreed",
}
FIELD_NAMES = {"label": "Name", **WORDS, "key_words": "Key words", "parent": "Under"}


@dataclass(frozen=True)
class Asked:
    """A question whose answers are coded, or every question."""

    slug: str
    #: empty for every question
    key: str | None
    title: str
    text: str


@dataclass(frozen=True)
class Shown:
    """A theme as it stands in the tree."""

    theme: Theme
    depth: int
    parent: str
    n_examples: int
    is_first: bool
    is_last: bool


@dataclass(frozen=True)
class Text:
    """A text that may be an example."""

    kind: str
    id: int
    text: str
    locale: str
    ticked: bool

    @property
    def value(self):
        return f"{self.kind}-{self.id}"


def questions_of(consultation):
    """Every question that is answered in words, and then every question together."""
    version = newest_version(consultation)
    found = [
        Asked(question.key, question.key, section.title.get("standard", "en"), question.text.get("standard", "en"))
        for section in (published(version.id).definition.of_purpose("views") if version else ())
        for question in section.questions
        if question.type == "free_text"
    ]
    return [*found, Asked(EVERY, None, EVERY_WORDS, EVERY_WORDS)]


def find_question(consultation, slug):
    return next((asked for asked in questions_of(consultation) if asked.slug == slug), None)


def find(consultation, asked, number):
    return db.session.scalar(
        select(Codeframe).filter_by(consultation_id=consultation.id, question_key=asked.key, number=number)
    )


def numbers_of(consultation, asked):
    """(Codeframe, how many themes) of each number, the newest first."""
    query = (
        select(Codeframe, func.count(Theme.id))
        .outerjoin(Theme, (Theme.codeframe_id == Codeframe.id) & Theme.label_key.is_not(None))
        .where(Codeframe.consultation_id == consultation.id, Codeframe.question_key.is_not_distinct_from(asked.key))
        .group_by(Codeframe)
        .order_by(Codeframe.number.desc())
    )
    return db.session.execute(query).all()


def last_agreed(consultation, asked):
    """The number that is agreed and newest, or None."""
    numbers = numbers_of(consultation, asked)
    return next((codeframe for codeframe, _n in numbers if codeframe.agreed_at is not None), None)


def newest_run(consultation, asked):
    """The newest run that found candidate themes in the answers to this question, or None."""
    return db.session.scalars(
        select(AnalysisRun)
        .join(AnalysisRun.question)
        .join(Question.version)
        .join(QuestionnaireVersion.questionnaire)
        .where(Questionnaire.consultation_id == consultation.id, Question.key == asked.key)
        .where(AnalysisRun.codeframe_id.is_(None), AnalysisRun.kept_at.is_not(None))
        .where(AnalysisRun.id.in_(select(CandidateTheme.run_id)))
        .order_by(AnalysisRun.id.desc())
        .limit(1)
    ).first()


def place_of(consultation, asked):
    """What tells this codeframe from every other, in files."""
    return f"{consultation.code}/{asked.slug}"


def used_codes(consultation, asked):
    """Every code that a theme of this codeframe has had in any number."""
    query = select(Theme.code).join(Codeframe, Codeframe.id == Theme.codeframe_id)
    of_question = Codeframe.question_key.is_not_distinct_from(asked.key)
    return set(db.session.scalars(query.where(Codeframe.consultation_id == consultation.id, of_question)))


def tree(codeframe):
    """The themes of a codeframe as Shown, in order."""
    themes = codeframe.themes
    _load_with(codeframe)
    codes = {theme.id: theme.code for theme in themes}
    labels = {theme.code: theme.label for theme in themes}
    parents = {theme.code: codes.get(theme.parent_id, "") for theme in themes}
    chains = above(labels, parents)
    counted = select(ThemeExample.theme_id, func.count()).join(Theme, Theme.id == ThemeExample.theme_id)
    counts = dict(
        tuple(row)
        for row in db.session.execute(counted.where(Theme.codeframe_id == codeframe.id).group_by(ThemeExample.theme_id))
    )
    beside = {}
    for theme in themes:
        beside.setdefault(parents[theme.code], []).append(theme.code)
    return [
        Shown(
            theme,
            len(chains[theme.code]),
            labels.get(parents[theme.code], ""),
            counts.get(theme.id, 0),
            beside[parents[theme.code]][0] == theme.code,
            beside[parents[theme.code]][-1] == theme.code,
        )
        for theme in themes
    ]


def _load_with(codeframe):
    """Read examples and origins of all themes at once, not theme by theme."""
    examples = selectinload(Theme.examples)
    query = select(Theme).filter_by(codeframe_id=codeframe.id).execution_options(populate_existing=True)
    texts = (examples.selectinload(ThemeExample.answer), examples.selectinload(ThemeExample.contribution))
    db.session.scalars(query.options(selectinload(Theme.origins), *texts)).all()


def lacks(codeframe):
    """(what is missing or doubtful, in words; the theme it is about or None), to be read before agreeing."""
    themes = codeframe.themes
    if not themes:
        return [("There are no themes yet", None)]
    found = [
        (f"“{theme.label}” has no definition: two people would code it differently", theme)
        for theme in themes
        if not theme.definition.strip()
    ]
    alike = {}
    for theme in themes:
        plain = re.sub(r"[\W_]+", "", key_of(theme.label)) or key_of(theme.label)
        if plain in alike:
            found.append((f"“{theme.label}” and “{alike[plain].label}” are nearly the same name", theme))
        alike.setdefault(plain, theme)
    return found


def offered_texts(codeframe, theme, words):
    """Examples that were chosen, then texts that hold one of these words, most useful for choosing more."""
    chosen = [_text(row.answer or row.contribution, True) for row in theme.examples]
    there = {(text.kind, text.id) for text in chosen}
    found = [_text(row, False) for row in _search(codeframe, words)]
    return chosen + [text for text in found if (text.kind, text.id) not in there][:MOST_TEXTS]


def _text(row, ticked):
    kind = "answer" if isinstance(row, Answer) else "contribution"
    return Text(kind, row.id, row.text, row.locale, ticked)


def _search(codeframe, words):
    key = codeframe.question_key
    in_consultation = Questionnaire.consultation_id == codeframe.consultation_id
    answers = (
        select(Answer.id, Answer.text)
        .join(Response, Response.id == Answer.response_id)
        .join(Question, Question.id == Answer.question_id)
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Question.version_id)
        .join(Questionnaire, Questionnaire.id == QuestionnaireVersion.questionnaire_id)
        .where(in_consultation, Answer.text.is_not(None))
        .where(is_counted(), is_asked())
        .order_by(Answer.id)
    )
    said = (
        select(Contribution.id, Contribution.text)
        .join(ActivityRecord, ActivityRecord.id == Contribution.record_id)
        .join(Activity, Activity.id == ActivityRecord.activity_id)
        .where(Activity.consultation_id == codeframe.consultation_id, Contribution.removed_at.is_(None))
        .where(Contribution.text != "")
        .order_by(Contribution.id)
    )
    if key is not None:
        answers = answers.where(Question.key == key)
        said = said.where(Contribution.topic == _section_of(codeframe))
    return [*_holding(Contribution, said, words, MOST_TEXTS), *_holding(Answer, answers, words, 2 * MOST_TEXTS)]


def _holding(model, query, words, most):
    """The first rows that hold any of the words, or the first of all; `query` gives all as (number, text)."""
    small = [word.lower() for word in words or ()]
    with closing(db.session.execute(query.execution_options(yield_per=PORTION))) as rows:
        there = (number for number, text in rows if text and (not small or any(word in text.lower() for word in small)))
        ids = list(islice(there, most))
    return db.session.scalars(select(model).where(model.id.in_(ids)).order_by(model.id)).all()


def _section_of(codeframe):
    definition = published(newest_version(codeframe.consultation).id).definition
    return next(
        (section.key for section in definition.sections for one in section.questions
         if one.key == codeframe.question_key),
        None,
    )  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One change in words."""

    change: CodeframeChange
    verb: str
    #: (theme, [(field, before, after)]); no fields: added or taken out, as `kind` says
    themes: list


def history(codeframe):
    """Who changed what, the newest first."""
    rows = db.session.scalars(
        select(CodeframeChange).filter_by(codeframe_id=codeframe.id).order_by(CodeframeChange.number.desc())
    ).all()
    return [Step(row, VERBS.get(row.verb, row.verb), [_differences(row, code) for code in row.after]) for row in rows]


def _differences(row, code):
    old, new = row.before.get(code), row.after.get(code)
    label = (new or old)["label"]
    if old is None or new is None:
        return (code, label, "added" if old is None else "taken out", [])
    fields = [
        (name, _words(old[field]), _words(new[field]))
        for field, name in FIELD_NAMES.items()
        if old[field] != new[field]
    ]
    if not fields and len(old["examples"]) != len(new["examples"]):
        fields = [("Examples", str(len(old["examples"])), str(len(new["examples"])))]
    return (code, label, "changed" if fields else "moved", fields)


def _words(value):
    return ", ".join(value) if isinstance(value, list) else value or ""


def last_change_of(codeframe, code):
    """The newest change that touched what this theme says, for who meets it; or None."""
    rows = db.session.scalars(
        select(CodeframeChange).filter_by(codeframe_id=codeframe.id).order_by(CodeframeChange.number.desc())
    )
    return next((row for row in rows if code in row.after and row.verb != "moved"), None)
