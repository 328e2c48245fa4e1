"""Do groups of people choose differently: which differences may be spoken of, inside the council only."""

from dataclasses import dataclass

import pandas as pd

from analysis.group_differences import LEVEL, find_differences
from engage.publishing import newest_version
from engage.results.people import People


@dataclass(frozen=True)
class Difference:
    """One group that chose one option clearly more, or less, often than everyone else."""

    section: str
    option: str
    characteristic: str
    group: str
    #: "higher" or "lower"
    mark: str
    share: float
    base: int
    rest_share: float
    rest_base: int
    points: float
    points_low: float
    points_high: float
    #: a base of 30 to 99: of low reliability
    is_low: bool


@dataclass(frozen=True)
class OverallTest:
    key: str
    section: str
    #: people compared: they were all offered the same options
    n: int
    n_groups: int
    #: adjusted for all such tests of the report (Holm)
    p: float | None

    @property
    def says(self):
        if self.n_groups < 2:
            return "Too few groups of 10 or more who were offered the same options"
        if self.p is None:
            return "Nothing to compare: each option was chosen by everybody or by nobody"
        return "Groups choose differently" if self.p <= LEVEL else "No sign that groups choose differently"


@dataclass(frozen=True)
class GroupCell:
    """What one group chose, as far as its size lets it be shown."""

    group: str
    #: hidden, counts, low or full
    reliability: str
    base: int | None
    count: int | None
    share: float | None
    rest_share: float | None
    points: float | None
    mark: str


@dataclass(frozen=True)
class OptionGroups:
    option: str
    #: adjusted for all tests of the report (Holm)
    p: float | None
    cells: tuple[GroupCell, ...]


@dataclass(frozen=True)
class SectionGroups:
    key: str
    title: str
    options: tuple[OptionGroups, ...]


@dataclass(frozen=True)
class Characteristic:
    """One question about people."""

    key: str
    words: str
    tests: tuple[OverallTest, ...]
    differences: tuple[Difference, ...]
    #: groups of which too few answered any section for a figure
    n_hidden: int
    sections: tuple[SectionGroups, ...]


@dataclass(frozen=True)
class Differences:
    characteristics: tuple[Characteristic, ...]
    #: tests of single options
    n_tests: int
    #: tests of whether groups differ at all
    n_overall: int

    @property
    def marked(self):
        return [difference for found in self.characteristics for difference in found.differences]

    def cut(self, about, section):
        """(Characteristic, SectionGroups) by their keys, or None if there is no such."""
        pairs = ((found, part) for found in self.characteristics for part in found.sections)
        return next(((found, part) for found, part in pairs if (found.key, part.key) == (about, section)), None)


def of(consultation, people=None):
    """The Differences of a consultation, or None while nothing is published. Call operations.hold_snapshot() first.

    people : the People of the consultation, where they are at hand
    """
    version = newest_version(consultation)
    if version is None:
        return None
    people = people or People(version)
    asked = people.asked
    if people.options.empty or not asked:
        return Differences((), 0, 0)
    answers = people.answers()
    cuts = [people.characteristic(key, answers) for key in asked]
    cuts = [cut for cut in cuts if len(cut.groups) > 1]
    if not cuts:
        return Differences((), 0, 0)
    is_ranked = answers.is_ranked(people.leading)
    tables = {cut.name: [] for cut in cuts}
    for position, (_everybody, *groups) in enumerate(answers.tables(cuts)):
        ranked = is_ranked[answers.options.section_of == position]
        for cut, table in zip(cuts, groups, strict=True):
            tables[cut.name].append(table.only(ranked))
    found = find_differences(tables)
    titles = {key: title for key, title, _question in people.sections}
    return Differences(
        characteristics=tuple(_characteristic(people, cut.name, asked[cut.name], titles, found) for cut in cuts),
        n_tests=int(found.options["p"].notna().sum()),
        n_overall=int(found.overall["p"].notna().sum()),
    )


def _characteristic(people, key, words, titles, found):
    overall, options, groups = (
        frame[frame["characteristic"] == key] for frame in (found.overall, found.options, found.groups)
    )
    marked = groups[groups["mark"] != ""].sort_values("points", key=lambda points: -points.abs(), kind="stable")
    sizes = groups.groupby("group")["reliability"].agg(lambda kinds: (kinds == "hidden").all())
    adjusted = options.set_index(["section", "option"])["p_holm"]
    return Characteristic(
        key=key,
        words=words,
        tests=tuple(
            OverallTest(
                key=row.section,
                section=titles[row.section],
                n=int(row.n),
                n_groups=int(row.n_groups),
                p=_known(row.p_holm),
            )
            for row in overall.itertuples()
        ),
        differences=tuple(_difference(people, titles, words, row) for row in marked.itertuples()),
        n_hidden=int(sizes.sum()),
        sections=tuple(
            SectionGroups(section, titles[section], _options(people, section, rows, adjusted))
            for section, rows in groups.groupby("section", sort=False)
        ),
    )


def _difference(people, titles, words, row):
    return Difference(
        section=titles[row.section],
        option=people.words_of(row.section, row.option),
        characteristic=words,
        group=row.group,
        mark=row.mark,
        share=float(row.share),
        base=int(row.base),
        rest_share=float(row.rest_share),
        rest_base=int(row.rest_base),
        points=float(row.points),
        points_low=float(row.points_low),
        points_high=float(row.points_high),
        is_low=row.reliability == "low",
    )


def _options(people, section, rows, adjusted):
    return tuple(
        OptionGroups(people.words_of(section, option), _known(adjusted[section, option]), tuple(map(_cell, own)))
        for option, part in rows.groupby("option", sort=False)
        for own in [list(part.itertuples())]
    )


def _cell(row):
    whole = {name: None if pd.isna(value := getattr(row, name)) else int(value) for name in ("base", "count")}
    return GroupCell(
        group=row.group,
        reliability=row.reliability,
        share=_known(row.share),
        rest_share=_known(row.rest_share),
        points=_known(row.points),
        mark=row.mark,
        base=whole["base"],
        count=whole["count"],
    )


def _known(value):
    return None if pd.isna(value) else float(value)
