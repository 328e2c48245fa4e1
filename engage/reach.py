"""Whom a consultation has reached: groups against the census, and people met in the field, ready for page and file."""

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from analysis import reach as analysis
from engage import fieldwork
from engage.extracts import fieldwork as extracts
from engage.publishing import newest_version

#: questions of special categories: counts below 10 are hidden, elsewhere below 5
SENSITIVE = {"ethnic_group", "long_term_condition", "condition_effect", "disability", "religion", "orientation"}
SMALLEST_SENSITIVE = 10
HEARD_NAMES = {"under": "Under-heard", "over": "Over-heard", "": ""}
#: key of the row of those who left a question out
NOT_STATED = ""


@dataclass(frozen=True)
class GroupReach:
    """One question: its groups as rows, and how far the people who answered are from those who live here."""

    key: str
    text: str
    #: option, words, respondents, share_respondents, people, share_people, points, ratio, per_1000, heard, is_clear,
    #: short, is_small; groups that no census counts, and those who left the question out, have a count alone
    rows: tuple
    dissimilarity: float | None
    #: answered with an option that the population has a count of: shares are of them; None where all are hidden
    n_compared: int | None
    source: str


@dataclass(frozen=True)
class Met:
    """People met in the field, by one way to cut them: (words, activities, people)."""

    title: str
    rows: tuple


@dataclass(frozen=True)
class Reach:
    code: str
    groups: tuple
    n_activities: int
    n_people: int
    n_open: int
    met: tuple
    #: (year, people, activities)
    years: tuple


def of(consultation):
    """The Reach of a consultation, or None while nothing is published."""
    version = newest_version(consultation)
    if version is None:
        return None
    questionnaire = fieldwork.questionnaire_of(consultation)
    population = extracts.population(consultation.id)
    profiles = extracts.profiles(version.questionnaire_id)
    stated, n_residents = extracts.stated(version.questionnaire_id), extracts.n_residents(version.questionnaire_id)
    names = fieldwork.option_names(questionnaire)
    meetings = extracts.meetings(consultation.id)
    meetings = meetings.assign(year=[month[:4] for month in meetings["month"]])
    wards = {option: words[1] for (question, option), words in names.items() if question == "ward"}
    return Reach(
        code=consultation.code,
        groups=tuple(
            _group(key, part, profiles, names, n_residents - stated.get(key, 0))
            for key, part in population.groupby("question", sort=False)
        ),
        n_activities=len(meetings),
        n_people=int(meetings["n_people"].sum()),
        n_open=int((~meetings["is_closed"].astype(bool)).sum()),
        met=(
            _met("By type", meetings, "type", fieldwork.TYPE_NAMES),
            _met("By ward", meetings, "ward", wards | {"": "Not in one ward"}),
            _met("By audience", meetings, "audience", {"": "No one audience"}),
            _met("By month", meetings, "month", {month: _month(month) for month in meetings["month"]}),
        ),
        years=tuple((year, n_people, n) for year, n, n_people in _met("By year", meetings, "year", {}).rows),
    )


def _group(key, population, profiles, names, n_unsaid):
    answered = profiles[profiles["question"] == key]
    left_out = pd.DataFrame([(key, NOT_STATED, n_unsaid)], columns=profiles.columns)
    counted = population[["question", "option", "people"]]
    groups = counted.merge(pd.concat([answered, left_out]), on=["question", "option"], how="outer", sort=False)
    order = {option: n for n, option in enumerate([*population["option"], *answered["option"], NOT_STATED][::-1])}
    groups = groups.assign(
        respondents=groups["respondents"].fillna(0).astype(int), people=groups["people"].astype("Int64")
    ).sort_values("option", key=lambda options: -options.map(order), ignore_index=True)
    smallest = SMALLEST_SENSITIVE if key in SENSITIVE else analysis.SMALLEST
    found = analysis.reach(groups, smallest)
    is_hidden = found.loc[found["people"].notna(), "is_small"]
    figures = ["respondents", "share_respondents", "share_people", "points", "ratio", "per_1000"]
    words = {NOT_STATED: "Not stated"} | {option: words[1] for (question, option), words in names.items()
                                          if question == key}  # fmt: skip
    rows = [
        {"option": row.option, "words": words.get(row.option, row.option), "heard": row.heard,
         "is_clear": bool(row.is_clear), "short": int(row.short), "is_small": row.is_small,
         "people": None if pd.isna(row.people) else int(row.people)}
        | {name: None if pd.isna(value := getattr(row, name)) else float(value) for name in figures}
        for row in found.itertuples()
    ]  # fmt: skip
    return GroupReach(
        key=key,
        text=next((words[0] for (question, _option), words in names.items() if question == key), key),
        rows=tuple(rows),
        dissimilarity=analysis.dissimilarity(groups, smallest),
        n_compared=None if is_hidden.all() else int(groups.loc[groups["people"].notna(), "respondents"].sum()),
        source=", ".join(dict.fromkeys(population["source"])),
    )


def _met(title, meetings, column, names):
    cut = meetings.assign(**{column: meetings[column].fillna("")}).groupby(column, sort=True)["n_people"]
    return Met(title, tuple((names.get(key, key), len(part), int(part.sum())) for key, part in cut))


def _month(month):
    return f"{dt.date.fromisoformat(month + '-01'):%B %Y}"


HEADER = (
    "Question", "Group", "Respondents", "Share of respondents (%)", "Residents", "Share of residents (%)",
    "Difference (points)", "Ratio", "Per 1,000 residents", "Heard", "Source", "Clear of chance", "Answers short",
)  # fmt: skip


def as_rows(found):
    """The groups as rows of a file, below HEADER; [c]: a count too small to be shown, [z]: there is none."""
    for group in found.groups:
        for row in group.rows:
            figures = ["[c]"] * 5 if row["is_small"] else [
                int(row["respondents"]), _percent(row["share_respondents"]), _rounded(row["points"], 1),
                _rounded(row["ratio"], 2), _rounded(row["per_1000"], 1),
            ]  # fmt: skip
            if row["people"] is None:
                figures[1:] = ["[z]"] * 4
            people = ("[z]", "[z]") if row["people"] is None else (row["people"], _percent(row["share_people"]))
            yield (
                group.text, row["words"], figures[0], figures[1], *people, *figures[2:], HEARD_NAMES[row["heard"]],
                group.source, {True: "yes", False: "no"}[row["is_clear"]] if row["heard"] else "", row["short"] or "",
            )  # fmt: skip


def _percent(share):
    return None if share is None else round(100 * share, 1)


def _rounded(value, digits):
    return None if value is None else round(value, digits)
