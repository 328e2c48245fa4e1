"""What groups chose and what came up in fieldwork, beside the survey and never added to it: counted as activities."""

from dataclasses import dataclass

from engage.extracts import fieldwork as extracts
from engage.fieldwork import TYPE_NAMES
from engage.results.wordings import LOCALE, VARIANT

CHOICE, DOTS = "group_choice", "dot_vote"
#: topic of what was said on none of the sections
OUTSIDE = ""


@dataclass(frozen=True)
class GroupLine:
    """One option: how many groups chose it, and the dots that were put on it."""

    option: str
    words: str
    n_groups: int
    n_dots: int
    #: activities at which it got a dot
    n_dotted: int


@dataclass(frozen=True)
class GroupChoices:
    """One question: the most chosen option first, ties in the order of the questionnaire."""

    section: str
    question: str
    #: groups that chose together from this question: the base of their choices
    n_choosing: int
    #: activities with a dot vote on it
    n_voting: int
    n_dots: int
    lines: tuple[GroupLine, ...]


@dataclass(frozen=True)
class Topic:
    """At how many activities something was said on one section, by type of activity."""

    title: str
    #: (words of the type, activities at which it came up, activities that are recorded, contributions)
    types: tuple[tuple[str, int, int, int], ...]
    #: key of the section; OUTSIDE for what was said on none
    key: str = OUTSIDE

    @property
    def n_raised(self):
        return sum(n for _words, n, _base, _said in self.types)

    @property
    def n_activities(self):
        return sum(base for _words, _n, base, _said in self.types)

    @property
    def n_contributions(self):
        return sum(said for _words, _n, _base, said in self.types)


@dataclass(frozen=True)
class Fieldwork:
    #: key of a question -> what groups chose
    choices: dict[str, GroupChoices]
    #: dots on questions of the activity's own
    own_votes: tuple[GroupChoices, ...]
    topics: tuple[Topic, ...]
    n_activities: int
    #: records that may still change
    n_open: int


def of(consultation, wordings):
    """The Fieldwork of a consultation, and the frames that its figures come from."""
    choices = extracts.group_choices(consultation.id)
    said = extracts.contributions(consultation.id)[["contribution_id", "activity_id", "type", "topic"]]
    meetings = extracts.meetings(consultation.id)
    asked = {question.key: (section, question) for section, question, _id in wordings.questions.values()}
    found = {key: _choices(key, rows, asked.get(key)) for key, rows in choices.groupby("question", sort=False)}
    result = Fieldwork(
        choices={key: found[key] for key in asked if key in found},
        own_votes=tuple(part for key, part in found.items() if key not in asked),
        topics=_topics(said, meetings, {section.key: section.title for section, _question in asked.values()}),
        n_activities=len(meetings),
        n_open=int((~meetings["is_closed"].astype(bool)).sum()),
    )
    return result, (choices, said)


def _choices(key, rows, asked):
    chosen, dots = rows[rows["kind"] == CHOICE], rows[rows["kind"] == DOTS]
    n_groups = chosen.groupby("option")["activity_id"].nunique()
    n_dotted = dots.groupby("option")["activity_id"].nunique()
    n_dots = dots.groupby("option")["count"].sum()
    words = _words(rows, asked)
    lines = [
        GroupLine(option, text, int(n_groups.get(option, 0)), int(n_dots.get(option, 0)), int(n_dotted.get(option, 0)))
        for option, text in words.items()
    ]
    return GroupChoices(
        section=asked[0].title.get(VARIANT, LOCALE) if asked else "",
        question=asked[1].text.get(VARIANT, LOCALE) if asked else key,
        n_choosing=chosen["activity_id"].nunique(),
        n_voting=dots["activity_id"].nunique(),
        n_dots=int(dots["count"].sum()),
        lines=tuple(sorted(lines, key=lambda line: (-line.n_groups, -line.n_dots))),
    )


def _words(rows, asked):
    """option -> its words, in the order of the questionnaire; an option that is no longer in it comes last."""
    known = {option.key: option.text.get(VARIANT, LOCALE) for option in asked[1].options} if asked else {}
    used = list(dict.fromkeys(rows["option"]))
    return {key: words for key, words in known.items() if key in used} | {key: known.get(key, key) for key in used}


def _topics(said, meetings, titles):
    titles = {key: title.get(VARIANT, LOCALE) for key, title in titles.items()}
    said = said.assign(topic=[topic if topic in titles else OUTSIDE for topic in said["topic"]])
    bases = meetings.groupby("type")["activity_id"].nunique()
    raised = said.groupby(["topic", "type"]).agg(n=("activity_id", "nunique"), said=("contribution_id", "size"))
    types = [kind for kind in TYPE_NAMES if kind in bases]
    return tuple(
        Topic(words, tuple(_of_type(raised, key, kind, bases) for kind in types), key)
        for key, words in (titles | {OUTSIDE: "Outside the sections of the questionnaire"}).items()
        if key in raised.index.get_level_values("topic")
    )


def _of_type(raised, topic, kind, bases):
    n, said = raised.loc[(topic, kind)] if (topic, kind) in raised.index else (0, 0)
    return TYPE_NAMES[kind], int(n), int(bases[kind]), int(said)
