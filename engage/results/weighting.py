"""Would the order change if those who answered had matched the residents: raking to the margins that staff brought."""

from dataclasses import dataclass

import pandas as pd

from analysis import weighting as analysis
from analysis.patterns import Characteristic
from analysis.rank_ranges import rank_ranges
from analysis.ranking import competition_ranks
from analysis.weighted_shares import weighted_ranges, weighted_shares
from engage.extracts import fieldwork as extracts
from engage.results.places import from_to

#: enough for a page; the places of a report are drawn more often
DRAWS = 5_000


@dataclass(frozen=True)
class MarginRow:
    variable: str
    category: str
    respondents: int
    before: float
    target: float
    after: float
    points_off: float


@dataclass(frozen=True)
class WeightedLine:
    words: str
    rank: str
    share: float | None
    places: str
    weighted_rank: str
    weighted_share: float | None
    low: float | None
    high: float | None
    weighted_places: str


@dataclass(frozen=True)
class SectionWeighted:
    """Both rankings of one section side by side, among residents, or in words why this section is not weighted."""

    n: int
    lines: tuple[WeightedLine, ...]
    #: option -> weighted share
    shares: dict[str, float]
    refusal: str = ""


@dataclass(frozen=True)
class Weighted:
    """The weights, or in words why there are none."""

    #: names of what was weighted on; none while nobody brought counts of residents
    variables: tuple[str, ...]
    refusals: tuple[str, ...]
    warnings: tuple[str, ...]
    n: int
    n_eff: float
    efficiency: float
    smallest: float
    largest: float
    n_capped: int
    margins: tuple[MarginRow, ...]
    sources: tuple[str, ...]
    #: question key -> SectionWeighted; empty where weighting was refused
    sections: dict[str, SectionWeighted]


NOBODY = Weighted((), ("Nobody has brought counts of residents, so there is nothing to weight to",), (), 0, 0.0, 0.0,
                  0.0, 0.0, 0, (), (), {})  # fmt: skip


def weigh(consultation, people):
    """The Weighted of a consultation; people: results.people.People."""
    population = extracts.population(consultation.id)
    asked = people.asked
    population = population[population["question"].isin(list(asked))]
    if population.empty:
        return NOBODY
    answers = people.answers(extracts.residents(people.questionnaire_id))
    variables = list(dict.fromkeys(population["question"]))
    named = {key: key.replace("_", " ") for key in variables}
    margins = pd.DataFrame(
        {
            "variable": population["question"].map(named),
            "category": [people.option_words(q).get(o, o) for q, o in zip(population["question"], population["option"],
                                                                          strict=True)],
            "code": population["option"],
            "population": population["people"],
            "source": population["source"],
            "date": "",
        }
    )  # fmt: skip
    found = analysis.weigh(
        [_named(people.characteristic(key, answers), named[key]) for key in variables],
        margins,
        no_target={named[key]: _without_count(people, key, population) for key in variables},
        ordered=[named[key] for key in variables if key.startswith("age")],
    )
    sections = {} if found.is_refused else _sections(people, answers, found)
    return Weighted(
        variables=tuple(named.values()),
        refusals=tuple(map(_sentence, found.refusals)),
        warnings=tuple(map(_sentence, found.warnings)),
        n=found.n,
        n_eff=found.n_eff,
        efficiency=found.efficiency,
        smallest=found.smallest,
        largest=found.largest,
        n_capped=found.n_capped,
        margins=tuple(_margin_row(row) for row in found.margins.itertuples()),
        sources=tuple(dict.fromkeys(population["source"])),
        sections=sections,
    )


def _named(characteristic, name):
    return Characteristic(name, characteristic.groups, characteristic.codes)


def _without_count(people, key, population):
    """Answers that no census counts: who gave one keeps their weight on this question."""
    counted = set(population[population["question"] == key]["option"])
    return [words for option, words in people.option_words(key).items() if option not in counted]


def _margin_row(row):
    return MarginRow(
        str(row.variable), str(row.category), int(row.respondents), float(row.share_before), float(row.share_target),
        float(row.share_after), float(row.points_off),
    )  # fmt: skip


def _sections(people, answers, found):
    is_ranked = answers.is_ranked(people.leading)
    parts = {}
    for position, tables in enumerate(answers.tables([found.cell])):
        key = answers.sections[position]
        table = tables[1].only(is_ranked[answers.options.section_of == position])
        if table.answered.sum():
            parts[key] = _side_by_side(people, key, table, found.cell_weights)
    return parts


def _side_by_side(people, key, table, weights):
    everybody = table.together()
    weighted = weighted_shares(table, weights)
    refusal = _refusal(weighted.n, weighted.n_eff)
    if refusal:
        return SectionWeighted(weighted.n, (), {}, refusal)
    plain, ranges = rank_ranges(everybody), weighted_ranges(weighted.share, weighted.covariance, draws=DRAWS)
    shares = pd.Series(everybody.shares[0])
    ranks = competition_ranks(shares.fillna(-1))[1]
    weighted_labels = competition_ranks(pd.Series(weighted.share).fillna(-1))[1]
    lines = [
        WeightedLine(
            words=people.words_of(key, option),
            rank=ranks[n],
            share=_known(shares[n]),
            places=from_to(plain.best[0, n], plain.worst[0, n]),
            weighted_rank=weighted_labels[n],
            weighted_share=_known(weighted.share[n]),
            low=_known(weighted.low[n]),
            high=_known(weighted.high[n]),
            weighted_places=from_to(ranges.best[0, n], ranges.worst[0, n]),
        )
        for n, option in enumerate(everybody.options)
    ]
    by_share = tuple(sorted(lines, key=lambda line: -(line.share or 0)))
    return SectionWeighted(weighted.n, by_share, dict(zip(everybody.options, weighted.share.tolist(), strict=True)))


def _refusal(n, n_eff):
    """Why those who answered one section are not weighted, or nothing. Who answered another does not help this one."""
    if n < analysis.LEAST_RESPONSES:
        return f"{n} residents answered this section; weighting needs {analysis.LEAST_RESPONSES} or more"
    if n_eff < analysis.LEAST_EFFICIENCY * n:
        worth = f"{n} residents who answered this section are worth {n_eff:.0f} when weighted ({n_eff / n:.0%})"
        return f"{worth}; at least {analysis.LEAST_EFFICIENCY:.0%} is needed"
    return ""


def _sentence(words):
    return words[:1].upper() + words[1:]


def _known(value):
    return None if pd.isna(value) else float(value)
