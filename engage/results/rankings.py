"""What matters most, section by section."""

from dataclasses import dataclass

import pandas as pd

from analysis import ranking
from engage.extracts import responses as extracts
from engage.results.wordings import LOCALE, VARIANT


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


@dataclass(frozen=True)
class SectionRanking:
    key: str
    title: str
    question: str
    lines: tuple[Line, ...]
    answered: int
    blank: int
    not_shown: int
    over_ticked: int
    #: on paper: why nobody can count the answer -> number of responses
    problems: dict[str, int]

    @property
    def ranked(self):
        return tuple(line for line in self.lines if line.rank)

    def line_of(self, option):
        """The Line of an option, or None where it is not in the questionnaire."""
        return next((line for line in self.lines if line.option == option), None)

    @property
    def has_own_bases(self):
        """Was an option offered to some of those who answered, and not to others?"""
        return any(line.base != self.answered for line in self.lines)


def part_of(frame, picks, shown, problems, organisations):
    """The picks, the pages shown, what cannot be read, and the number of responses of people, or of organisations."""
    own = frame.loc[(frame["capacity"] == "organisation") == organisations, "response_id"]
    return *(part[part["response_id"].isin(own)] for part in (picks, shown, problems)), len(own)


def rank_all(questionnaire_id, wordings, picks, shown, problems, n_responses):
    options = extracts.options(questionnaire_id)
    if options.empty:
        return ()
    offered, leading = wordings.offered()
    ranked = ranking.rank(picks, options, shown, n_responses, offered=offered, leading=leading)
    bases = ranked.sections.set_index("section")
    lines = {key: rows.to_dict("records") for key, rows in ranked.ranks.groupby("section", sort=False)}
    unread = problems.groupby(["section", "problem"]).size().to_dict()

    def of_section(key):
        found = {problem: int(n) for (section, problem), n in unread.items() if section == key}
        counts = {name: int(bases.loc[key, name]) for name in ("answered", "blank", "not_shown", "over_ticked")}
        return counts | {"not_shown": counts["not_shown"] - sum(found.values()), "problems": found}

    return tuple(
        SectionRanking(
            key=question.key,
            title=section.title.get(VARIANT, LOCALE),
            question=question.text.get(VARIANT, LOCALE),
            lines=tuple(_line(row, wordings) for row in lines[question.key]),
            **of_section(question.key),
        )
        for section, question, _id in wordings.of_type("top_three")
    )


def _line(row, wordings):
    shares = {name: None if pd.isna(row[name]) else float(row[name]) for name in ("share", "low", "high")}
    question, option = wordings.options[row["section"], row["option"]]
    return Line(
        option=row["option"],
        words=option.text.get(VARIANT, LOCALE),
        rank=row["rank_label"],
        count=int(row["count"]),
        base=int(row["base"]),
        only_in=option.variants[0] if len(option.variants) == 1 else "",
        stands_for=tuple(question.option(key).text.get(VARIANT, LOCALE) for key in option.stands_for),
        **shares,
    )
