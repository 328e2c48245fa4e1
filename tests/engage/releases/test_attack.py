"""An attack on what is published: whoever has every table of every release finds no small number."""

import itertools
import random

import pytest

from engage.results import attack
from engage.results.snapshot import printing
from tests.builders import a_consultation, many_responses
from tests.engage.test_snapshot import taken
from tests.snapshots import a_line, a_snapshot
from tests.vectors import vector

CHANNELS = ("online", "paper", "telephone", "assisted")


def test_the_made_up_snapshot_gives_nothing_away():
    assert attack.worked_out(a_snapshot()) == []


def test_one_hidden_cell_beside_its_total_is_found():
    """150 people, 120 of them online: with only paper hidden, in exact figures, it is the rest."""
    data = a_snapshot(disclosure={"mode": "exact", "base": 10, "threshold": 5})
    data["taking"]["by_channel"] = {"online": 120, "paper": None}

    assert "by_channel: 2" in attack.worked_out(data)


def test_a_hidden_choice_is_found_where_all_but_it_are_full():
    """V30 in one row: 10 answered and chose three each, 27 are shown, so at most 3 are left; and at least 3 of each."""
    data = a_snapshot(disclosure={"mode": "exact", "base": 10, "threshold": 5})
    full = [a_line(name, name, "1", 10, 10) for name in "abc"]
    data["rankings"] = [data["rankings"][0] | {"answered": 10, "lines": [*full, a_line("d", "d", "", None, 10)]}]

    assert "ranking streets_priorities: 4" in attack.worked_out(data)


def test_counts_by_the_rule_of_rounding():
    """V17: what is printed of each count is what the reference says."""
    given, expected, _tolerance = vector("V17_nhs_rounding")
    rule = printing.Rounded()

    printed = {str(n): rule.alone(n) for n in given["counts"]}

    assert printed == {n: None if shown == "*" else shown for n, shown in expected["published"].items()}


def test_groups_by_the_rule_of_suppression():
    """V16: of one option by groups the same cells are hidden, wherever ten is what is few."""
    given, expected, _tolerance = vector("V16_column_suppression")
    rule = printing.Exact()
    case, answer = given[-1], expected[-1]
    assert case["T"] == 10

    printed = rule.parts(dict(enumerate(case["v"])), sum(case["v"]))

    assert [place for place, n in printed.items() if n is None] == sorted([*answer["primary"], *answer["secondary"]])


def test_a_difference_of_two_figures_tells_no_small_group(app):
    """V25: 186 people, 180 of them online or on paper: the six of Easy Read cannot be found."""
    given, _expected, _tolerance = vector("V25_differencing")
    whole, most = (one["n"] for one in given["published"])
    consultation = a_consultation()
    many_responses(consultation, most, {"streets": ["buses"]})
    many_responses(consultation, whole - most, {"streets": ["buses"]}, channel="telephone")

    for mode in ("rounded", "exact"):
        data = taken(consultation, mode)
        shown = [n for n in attack.figures(data).values() if n is not None]
        assert whole - most not in {abs(one - other) for one, other in itertools.combinations(shown, 2)}
        assert attack.worked_out(data) == []


@pytest.mark.parametrize("mode", ["rounded", "exact"])
def test_many_consultations_of_any_size_give_nothing_away(mode):
    """Two hundred made-up tables of channels and of choices, of 3 to 300 people."""
    numbers, rule = random.Random(16), printing.RULES[mode]()
    found = []
    for _time in range(200):
        people = numbers.choice((3, 12, 30, 60, 300))
        chosen = [numbers.choice(CHANNELS[: numbers.randint(1, 4)]) for _person in range(people)]
        counts = {name: chosen.count(name) for name in CHANNELS if name in chosen}
        picks = [numbers.sample("abcdef", numbers.choice((1, 2, 3, 3, 3))) for _person in range(people)]
        pairs = [(sum(letter in one for one in picks), people) for letter in "abcdef"]
        data = _data(mode, rule, people, counts, pairs)
        found += attack.worked_out(data)

    assert found == []


def _data(mode, rule, people, counts, pairs):
    data = a_snapshot(disclosure={"mode": mode, "base": 10, "threshold": rule.threshold}, about=[], themes=[])
    total = rule.total(people)
    data["taking"] |= {"responses": total, "people": total, "organisations": 0, "residents": None,
                       "by_channel": rule.parts(counts, people), "by_wording": {}, "by_language": {}}  # fmt: skip
    lines = [
        a_line(letter, letter, "", one.count, one.base)
        for letter, one in zip("abcdef", rule.shares(pairs, people, 3), strict=True)
    ]
    data["rankings"] = [data["rankings"][0] | {"answered": total, "lines": lines}]
    return data


def test_releases_one_after_the_other_in_rounded_figures_tell_no_hidden_number(app):
    """41, then 38 more, then 2 more: nothing that is hidden in one is known from the others."""
    consultation, before = a_consultation(), []
    for n, channel in ((41, "online"), (6, "paper"), (2, "paper"), (38, "online")):
        many_responses(consultation, n, {"streets": ["buses"]}, {"age_band": "old"}, channel)
        data = taken(consultation)
        assert attack.worked_out(data, before) == []
        before.append(data)

    assert len(before) == 4
