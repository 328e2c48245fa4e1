"""What matters most, section by section: shares, places each option could hold, and first choices as a check."""

from collections import Counter
from dataclasses import dataclass, replace
from itertools import groupby

import pandas as pd

from analysis import ranking
from analysis.answers import read_answers
from analysis.measures import Measure
from analysis.rank_ranges import TOP
from analysis.scales import scale_middle
from analysis.small_bases import base_class
from engage.extracts import responses as extracts
from engage.results import first_choices
from engage.results.first_choices import OrderCheck
from engage.results.places import from_to, ordinal
from engage.results.wordings import LOCALE, VARIANT
from forms.question_settings import point_of
from forms.question_types import PRIORITIES, keeps_order

#: analysis' word for each option -> is it in the top three?
TOP_NAMES = {"in": "Yes", "open": "Could be", "out": "No", "": ""}


@dataclass(frozen=True)
class Line:
    """One option of a ranking. Shares are 0 to 1, and None where nobody answered."""

    option: str
    words: str
    #: empty for an option of Easy Read alone: it is not ranked among those that it stands for
    rank: str
    count: int
    #: how many answered in a wording that offered it: its share is of them
    base: int
    #: the one variant that offers it, or empty
    only_in: str
    #: the words of the standard options that it stands for
    stands_for: tuple[str, ...]
    share: float | None
    low: float | None
    high: float | None
    #: the places it could hold if a similar set of people had answered; None where it has no rank
    best: int | None
    worst: int | None
    #: 1 holds the first; options of one band cannot be told apart
    band: int | None
    #: "in" the top three beyond doubt, "open" (could be), "out", or empty where it has no rank
    top: str

    @property
    def place(self):
        """As "2nd", or "joint 2nd"."""
        number = ordinal(int(self.rank.removesuffix("=")))
        return f"joint {number}" if self.rank.endswith("=") else number

    @property
    def places(self):
        """As "1st to 3rd"; empty where it has no rank."""
        return from_to(self.best, self.worst) if self.best else ""

    @property
    def is_in_top(self):
        return TOP_NAMES[self.top]


@dataclass(frozen=True)
class Band:
    """Options that follow one another and cannot be told apart; between two bands the order is steady."""

    lines: tuple[Line, ...]

    @property
    def places(self):
        """As "places 2 to 5"; empty for options that have no rank."""
        if not self.lines[0].best:
            return ""
        best, worst = min(line.best for line in self.lines), max(line.worst for line in self.lines)
        return f"Place {best}" if best == worst else f"Places {best} to {worst}"

    @property
    def is_too_close(self):
        return len(self.lines) > 1 and bool(self.places)


@dataclass(frozen=True)
class SectionRanking:
    key: str
    title: str
    question: str
    #: as forms.question_types, and how many options of one answer are counted
    type: str
    most: int
    lines: tuple[Line, ...]
    answered: int
    blank: int
    not_shown: int
    over_ticked: int
    #: on paper: why nobody can count the answer -> number of responses
    problems: dict[str, int]
    #: of those who gave an order; None where nobody did
    order: OrderCheck | None
    #: as the title, where the section asks nothing else that is answered with options; else as the question
    name: str = ""
    #: of a scale, where enough people chose a point
    middle: Measure | None = None

    @property
    def is_in_order(self):
        """Do the lines stand in the order of the questionnaire, without ranks?"""
        return keeps_order(self.type)

    @property
    def is_priority(self):
        """Was asked what matters most?"""
        return self.type in PRIORITIES

    @property
    def ranked(self):
        return tuple(line for line in self.lines if line.rank)

    @property
    def chosen_most(self):
        """The options that share the first place; more than one where it is joint."""
        if self.is_in_order:
            most = max((line.count for line in self.lines), default=0)
            return tuple(line for line in self.lines if line.count == most)
        return tuple(line for line in self.ranked if line.rank == self.ranked[0].rank)

    @property
    def chosen_next(self):
        """The others that hold one of the first three places."""
        others = () if self.is_in_order else self.ranked[len(self.chosen_most) :]
        return tuple(line for line in others if int(line.rank.removesuffix("=")) <= TOP)

    @property
    def bands(self):
        return tuple(Band(tuple(lines)) for _band, lines in groupby(self.lines, key=lambda line: line.band))

    @property
    def is_apart(self):
        """Can at least two options be told apart?"""
        return any((line.best, line.worst) != (1, len(self.ranked)) for line in self.ranked)

    @property
    def in_top(self):
        """Options that are among the first three beyond doubt."""
        return tuple(line for line in self.ranked if line.top == "in")

    @property
    def too_close(self):
        """Options that could be among the first three, or below."""
        return tuple(line for line in self.ranked if line.top == "open")

    def line_of(self, option):
        """The Line of an option, or None where it is not in the questionnaire."""
        return next((line for line in self.lines if line.option == option), None)

    @property
    def has_own_bases(self):
        """Was an option offered to some of those who answered, and not to others?"""
        return any(line.base != self.answered for line in self.lines)

    @property
    def is_ranked_by_all(self):
        """Could everybody who answered choose every ranked option? Only then are all places sure together."""
        return all(line.base == self.answered for line in self.ranked)


def part_of(frame, picks, shown, problems, organisations):
    """The picks, the pages shown, what cannot be read, and the number of responses of people, or of organisations."""
    own = frame.loc[(frame["capacity"] == "organisation") == organisations, "response_id"]
    return *(part[part["response_id"].isin(own)] for part in (picks, shown, problems)), len(own)


def rank_all(questionnaire_id, wordings, picks, shown, problems, n_responses):
    options = extracts.options(questionnaire_id)
    if options.empty:
        return ()
    offered, leading = wordings.offered()
    mean_places = first_choices.mean_places(picks, options, shown, offered, wordings)
    picks = wordings.counted(picks)
    answers = read_answers(picks, options, shown, wordings.most, offered)
    ranked = ranking.rank_answers(answers, n_responses, leading=leading)
    orders = first_choices.check(picks, answers, leading, wordings, mean_places)
    bases = ranked.sections.set_index("section")
    lines = {key: rows.to_dict("records") for key, rows in ranked.ranks.groupby("section", sort=False)}
    unread = problems.groupby(["section", "problem"]).size().to_dict()

    def of_section(key):
        found = {problem: int(n) for (section, problem), n in unread.items() if section == key}
        counts = {name: int(bases.loc[key, name]) for name in ("answered", "blank", "not_shown", "over_ticked")}
        return counts | {"not_shown": counts["not_shown"] - sum(found.values()), "problems": found}

    n_asked = Counter(section.key for section, _question, _id in wordings.closed())

    def ranking_of(section, question):
        title, asked = section.title.get(VARIANT, LOCALE), question.text.get(VARIANT, LOCALE)
        own = tuple(_line(row, wordings) for row in lines[question.key])
        if keeps_order(question.type):
            own = _in_order(own, question)
        return SectionRanking(
            key=question.key,
            title=title,
            question=asked,
            name=title if n_asked[section.key] == 1 else asked,
            type=question.type,
            most=wordings.most[question.key],
            lines=own,
            middle=_middle(own) if question.type == "scale" else None,
            order=orders.get(question.key),
            **of_section(question.key),
        )

    return tuple(ranking_of(section, question) for section, question, _id in wordings.closed())


def _in_order(lines, question):
    """As the questionnaire has them, without ranks: nobody asks which point of a scale came first."""
    place = {option.key: n for n, option in enumerate(question.options)}
    unranked = (replace(line, rank="", best=None, worst=None, band=None, top="") for line in lines)
    return tuple(sorted(unranked, key=lambda line: place.get(line.option, len(place))))


def _middle(lines):
    """Of those who chose a point; None of fewer than 30."""
    counts = {point: line.count for line in lines if (point := point_of(line.option)) is not None}
    found = scale_middle(counts)
    return found if str(base_class(found.n)) in ("low", "full") else None


def _line(row, wordings):
    shares = {name: None if pd.isna(row[name]) else float(row[name]) for name in ("share", "low", "high")}
    places = {name: None if pd.isna(row[name]) else int(row[name]) for name in ("best", "worst", "band")}
    question, option = wordings.options[row["section"], row["option"]]
    return Line(
        option=row["option"],
        words=option.text.get(VARIANT, LOCALE),
        rank=row["rank_label"],
        count=int(row["count"]),
        base=int(row["base"]),
        only_in=option.variants[0] if len(option.variants) == 1 else "",
        stands_for=tuple(question.option(key).text.get(VARIANT, LOCALE) for key in option.stands_for),
        top=row["top"],
        **shares,
        **places,
    )
