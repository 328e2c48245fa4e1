"""What came of a consultation, read for pages: figures behind it, what is late or changed, and what is still open."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from engage.errors import NotReady
from engage.extensions import db
from engage.i18n import TIMEZONE
from engage.models import (
    Action,
    ActionState,
    Ambition,
    BodyResponse,
    Codeframe,
    LoggedComment,
    Measure,
    Recommendation,
    Role,
    Submission,
)
from engage.publishing import newest_version
from engage.results import evidence_counts, theme_counts
from engage.results.wordings import LOCALE, VARIANT, Wordings

WRITERS = (Role.ENGAGEMENT_OFFICER, Role.ANALYST)
READERS = (*WRITERS, Role.PANEL_MEMBER)
#: in the figures of an Evidence: everybody, whatever the channel
ALL = "all"
THEMES = "Themes in the comments"
#: of each ranking, what an answer is expected to
N_FOREMOST = 3

ANSWER_NAMES = {"accepted": "Accepted", "partly": "Accepted in part", "no": "Not accepted"}
STATE_NAMES = {"planned": "Planned", "under_way": "Under way", "done": "Done", "stopped": "Stopped"}
COURSE_NAMES = {
    "start_well": "Start Well", "live_well": "Live Well", "age_well": "Age Well", "all_age": "All Age",
}  # fmt: skip
STATUS_NAMES = {
    "under_review": "Under review", "accepted": "Accepted", "partly": "Accepted in part",
    "not_accepted": "Not accepted", "noted": "Noted",
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One thing that changed: when, what kind of thing, which one, and to what."""

    at: dt.datetime
    kind: str
    number: int | None
    words: str
    became: str


@dataclass(frozen=True)
class Board:
    """What a board asks for at its meeting."""

    late: list[Action]
    #: since the last meeting, newest first; None while nobody has said when that was
    changes: list[Change] | None
    awaited: list[BodyResponse]
    ambitions: list[Ambition]
    #: state -> number of actions
    states: dict[str, int]


def find(model, consultation, number):
    """The row of this consultation with this number, or None; what was removed is not there."""
    return db.session.scalar(
        select(model).filter_by(consultation_id=consultation.id, number=number).where(model.removed_at.is_(None))
    )


def all_of(model, consultation, *also):
    return db.session.scalars(
        select(model)
        .filter_by(consultation_id=consultation.id)
        .where(model.removed_at.is_(None))
        .options(*also)
        .order_by(model.number)
    ).all()


def recommendations(consultation):
    also = (
        selectinload(Recommendation.evidence),
        selectinload(Recommendation.responses),
        selectinload(Recommendation.actions).selectinload(Action.states),
        selectinload(Recommendation.publications),
    )
    return all_of(Recommendation, consultation, *also)


def actions(consultation):
    return all_of(Action, consultation, selectinload(Action.states), selectinload(Action.recommendation))


def ambitions(consultation):
    return all_of(Ambition, consultation, selectinload(Ambition.measures).selectinload(Measure.readings))


def measure_of_name(ambition, name):
    """The measure of this name under an ambition, also one that was removed; or None."""
    return db.session.scalar(select(Measure).filter_by(ambition_id=ambition.id, name=name))


def submissions(consultation):
    return all_of(Submission, consultation, selectinload(Submission.considerations))


def registered_numbers(consultation):
    """The number of every submission that ever was in the index, also of those that were removed with a reason."""
    return set(db.session.scalars(select(Submission.number).filter_by(consultation_id=consultation.id)))


def comments(consultation):
    return all_of(LoggedComment, consultation, selectinload(LoggedComment.submission))


def direction(measure):
    """Is the newest value better or worse than the one before: "better", "worse", "same"; "" for fewer than two."""
    if len(measure.readings) < 2:
        return ""
    before, now = (one.value for one in measure.readings[-2:])
    if before == now:
        return "same"
    return "better" if (now > before) == (measure.better == "up") else "worse"


def options(consultation):
    """(value, heading, words) of all that a recommendation can rest on: options of rankings, agreed themes."""
    listed = [
        (f"{question.key}.{option.key}", section.title.get(VARIANT, LOCALE), option.text.get(VARIANT, LOCALE))
        for section, question, _id in _wordings(consultation).closed()
        for option in question.options
    ]
    return listed + [(f"theme.{theme.id}", THEMES, theme.label) for theme in _agreed_themes(consultation)]


def read_figure(consultation, value):
    """The columns of an Evidence for a value of `options`, or None if it is none of them."""
    if value not in [known for known, _heading, _words in options(consultation)]:
        return None
    first, _dot, second = value.partition(".")
    return {"theme_id": int(second)} if first == "theme" else {"question_key": first, "option_key": second}


def words_of(consultation, evidence, variant=VARIANT, locale=LOCALE):
    """(heading, words) of an Evidence, from the newest version that has it; a theme is in English only."""
    if evidence.theme is not None:
        return THEMES, evidence.theme.label
    wordings = _wordings(consultation)
    section, _question, _id = wordings.questions[evidence.question_key]
    option = wordings.options[evidence.question_key, evidence.option_key][1]
    offered = variant if variant in option.variants else option.variants[0]
    return section.title.get(variant, locale), option.text.get(offered, locale)


def refuse_unread(recommendation):
    """NotReady while comments of a theme were coded by the machine alone: a person looks before the public does."""
    for evidence in recommendation.evidence:
        if evidence.theme is not None and (n := theme_counts.n_unread(evidence.theme)):
            label = evidence.theme.label
            raise NotReady(f"{n} comments under “{label}” were coded by the machine alone. Check them first")


def figures(consultation, evidence):
    """id of each Evidence -> {"all" or channel: [count, base]} of people, rounded; None is hidden."""
    counted = evidence_counts.count(consultation)
    found, coded = {}, {}
    for one in evidence:
        if one.theme is None:
            table = counted[one.question_key, one.option_key]
        else:
            if one.theme.codeframe_id not in coded:
                coded[one.theme.codeframe_id] = theme_counts.coded_of(one.theme)
            of_frame = coded[one.theme.codeframe_id]
            table = theme_counts.by_channel(one.theme, newest_version(consultation).questionnaire_id, of_frame)
        found[one.id] = {ALL: evidence_counts.rounded({ALL: table[ALL]})[ALL]} | evidence_counts.rounded(
            {channel: pair for channel, pair in table.items() if channel != ALL}
        )
    return found


def board(consultation, since, today):
    plan = actions(consultation)
    made = recommendations(consultation)
    goals = ambitions(consultation)
    return Board(
        late=sorted((one for one in plan if one.is_late(today)), key=lambda one: (one.now.due_on, one.number)),
        changes=None if since is None else _changes(plan, made, goals, comments(consultation), since),
        awaited=[one.response for one in made if one.response and one.response.is_awaited],
        ambitions=goals,
        states={state: n for state in STATE_NAMES if (n := sum(one.now.state == state for one in plan))},
    )


def unanswered(consultation, made):
    """(heading, words) of what people said that no recommendation rests on: the first of each ranking, each theme."""
    used = {(one.question_key, one.option_key, one.theme_id) for line in made for one in line.evidence}
    found = []
    for heading, words, figure in foremost(consultation):
        key = tuple(figure.get(name) for name in ("question_key", "option_key", "theme_id"))
        if key not in used:
            found.append((heading, words))
    return found


def foremost(consultation):
    """(heading, words, columns of an Evidence): what most chose in each ranking, and the agreed themes."""
    counted = evidence_counts.count(consultation)
    for section, question, _id in _wordings(consultation).closed():
        chosen = [(counted.get((question.key, one.key), {}).get(ALL, (0, 0))[0], one) for one in question.options]
        for n, option in sorted(chosen, key=lambda pair: -pair[0])[:N_FOREMOST]:
            if n:
                figure = {"question_key": question.key, "option_key": option.key}
                yield section.title.get(VARIANT, LOCALE), option.text.get(VARIANT, LOCALE), figure
    for theme in _agreed_themes(consultation):
        yield THEMES, theme.label, {"theme_id": theme.id}


def open_ends(consultation):
    """What an officer still has to do: name of the group -> what stands in it."""
    made, plan = recommendations(consultation), actions(consultation)
    sent = submissions(consultation)
    return {
        "unanswered": unanswered(consultation, made),
        "without_evidence": [one for one in made if not one.evidence],
        "without_answer": [one for one in made if one.evidence and not any(row.answer for row in one.responses)],
        "without_recommendation": [one for one in plan if one.recommendation_id is None],
        "not_considered": [one for one in sent if not one.considerations],
    }


def public_lines(consultation):
    """Every recommendation that the public reads."""
    return [one for one in recommendations(consultation) if one.published_at is not None]


def public_line(consultation, number):
    """The recommendation with this number that the public reads, or None."""
    return next((one for one in public_lines(consultation) if one.number == number), None)


def past_publications(consultation, number):
    """From when to when the public read the recommendation with this number, also where it was removed since."""
    line = db.session.scalar(select(Recommendation).filter_by(consultation_id=consultation.id, number=number))
    return [] if line is None else line.publications


def changed_at(line):
    """When what the public reads of a recommendation last changed."""
    moments = [line.published_at, *(row.written_at for row in line.responses)]
    return max(moments + [row.set_at for action in line.actions if action.texts for row in action.states])


def has_public_lines(consultation):
    found = select(Recommendation.id).where(
        Recommendation.consultation_id == consultation.id, Recommendation.published_at.is_not(None)
    )
    return db.session.scalars(found.limit(1)).first() is not None


def lines_about(consultation, sections):
    """(section, Recommendation) of every public one that rests on what was said in one of these sections."""
    return [
        (section, line)
        for line in public_lines(consultation)
        for section in sections
        if {question.key for question in section.questions} & {_question_of(one) for one in line.evidence}
    ]


def _question_of(evidence):
    return evidence.question_key if evidence.theme is None else evidence.theme.codeframe.question_key


def _wordings(consultation):
    return Wordings(newest_version(consultation).questionnaire_id)


def _agreed_themes(consultation):
    """The themes of the newest codeframe that was agreed, for each question."""
    agreed = db.session.scalars(
        select(Codeframe)
        .where(Codeframe.consultation_id == consultation.id, Codeframe.agreed_at.is_not(None))
        .order_by(Codeframe.number)
    )
    newest = {codeframe.question_key: codeframe for codeframe in agreed}
    return [theme for codeframe in newest.values() for theme in codeframe.themes]


def _changes(plan, made, goals, logged, since):
    start = dt.datetime.combine(since, dt.time(), ZoneInfo(TIMEZONE))
    found = []
    for action in plan:
        for state in action.states:
            found.append(_change_of_action(action, state))
    for one in made:
        found.append(Change(one.made_at, "recommendation", one.number, one.text, "New"))
        if one.published_at:
            found.append(Change(one.published_at, "recommendation", one.number, one.text, "Made public"))
        for row in one.responses:
            asked = f"Escalated to {row.escalated_to}" if row.escalated_to else "Asked"
            became = ANSWER_NAMES.get(row.answer, asked)
            found.append(Change(row.written_at, "recommendation", one.number, one.text, f"{row.body}: {became}"))
    for ambition in goals:
        for measure in ambition.measures:
            for value in measure.readings:
                words = f"{value.value:g} {measure.unit}".strip()
                found.append(Change(value.written_at, "ambition", ambition.number, measure.name, words))
    for comment in logged:
        found.append(Change(comment.changed_at, "comment", comment.number, comment.text, STATUS_NAMES[comment.status]))
    return sorted((one for one in found if one.at >= start), key=lambda one: one.at, reverse=True)


def _change_of_action(action: Action, state: ActionState):
    before = action.states[state.number - 2] if state.number > 1 else None
    became = STATE_NAMES[state.state]
    if before and before.due_on != state.due_on:
        days = [f"{day.day}/{day.month}/{day.year}" if day else "no day" for day in (before.due_on, state.due_on)]
        became = f"{became}; due {days[1]}, before {days[0]}"
    return Change(state.set_at, "action", action.number, action.headline_action, became if before else f"New: {became}")
