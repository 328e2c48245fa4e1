"""What a reader of published snapshots can work out: counts that were kept back, from all that stands beside them."""

from itertools import combinations

import numpy as np

from analysis.disclosure import Bounds, attack_table
from analysis.disclosure.rounding import HIDDEN_UP_TO, NEAREST, SMALLEST_GROUP
from analysis.disclosure.suppression import GENERAL
from analysis.frames import FrameError

#: how many options may be chosen of one list, in snapshots that do not say it
PICKS = 3


def worked_out(data, earlier=()):
    """Return the name of every count that a reader of this snapshot, and of those before it, can work out.

    earlier : snapshots that were published before, of the same consultation
    """
    found = [*_not_by_rule(data)] if _is_rounded(data) else []
    for name, ranges, hidden in _systems(data):
        if ranges is None:
            found.append(f"{name}: contradictory")
            continue
        known = (ranges.low == ranges.high) & hidden
        found += [f"{name}: {place + 1}" for place in np.flatnonzero(known.ravel())]
    for before in earlier:
        found += _from_two(data, before)
    return list(dict.fromkeys(found))


def figures(data):
    """name -> every published count of people in a snapshot; None is kept back."""
    taking = data["taking"]
    found = {f"taking.{name}": taking[name] for name in ("responses", "people", "organisations")}
    for cut in ("by_channel", "by_wording", "by_language"):
        found |= {f"{cut}.{name}": n for name, n in taking[cut].items()}
    if taking["residents"]:
        found["taking.residents"] = taking["residents"]["n_people"]
    for about in data["about"]:
        found[f"about.{about['key']}"] = about["base"]
        found |= {f"about.{about['key']}.{line['option']}": line["count"] for line in about["lines"]}
    for section in data["rankings"]:
        found[f"{section['key']}.answered"] = section["answered"]
        for line in section["lines"]:
            found[f"{section['key']}.{line['option']}"] = line["count"]
            found[f"{section['key']}.{line['option']}.base"] = line["base"]
        first = section.get("first", {})
        for line in first.get("lines", ()):
            found[f"{section['key']}.first"] = first["ordered"]
            found[f"{section['key']}.first.{line['option']}"] = line["count"]
    for part in data.get("measures", ()):
        found[f"{part['key']}.answered"] = part["answered"]
        for line in part["lines"]:
            found[f"{part['key']}.{line['low']} to {line['high']}"] = line["count"]
    for part in data["themes"]:
        name = f"themes.{part['question'] or 'every'}.{part['codeframe']}"
        found |= {f"{name}.{line['key']}": line["n_comments"] for line in part["lines"]}
    return found


def _is_rounded(data):
    return data["disclosure"]["mode"] == "rounded"


def _not_by_rule(data):
    return [
        name for name, n in figures(data).items() if n is not None and n != 0 and (n < SMALLEST_GROUP or n % NEAREST)
    ]


def _systems(data):
    """(name, Bounds of each count, which of them are hidden) of everything that shares a total."""
    rounded = _is_rounded(data)
    people = data["taking"]["people"]
    for cut in ("by_channel", "by_wording", "by_language"):
        counts = list(data["taking"][cut].values())
        if people is not None and counts:
            yield _column(cut, counts, people, rounded)
    for about in data["about"]:
        counts = [line["count"] for line in about["lines"]]
        if about["base"] is not None:
            yield _column(f"about {about['key']}", counts, about["base"], rounded)
        elif people is not None:
            yield _column(f"about {about['key']}", [*counts, None], people, rounded)
    for part in data.get("measures", ()):
        if part["answered"] is not None and part["lines"]:
            yield _column(part["key"], [line["count"] for line in part["lines"]], part["answered"], rounded)
    for section in data["rankings"]:
        yield from _of_section(section, rounded)


def _of_section(section, rounded):
    if section["answered"] is not None:
        yield _row(section, rounded)
    first = section.get("first", {})
    if first.get("lines"):
        counts = [line["count"] for line in first["lines"]]
        yield _column(f"first choices {section['key']}", counts, first["ordered"], rounded)


def _column(name, counts, total, rounded):
    """Groups that no two share, with the number of all of them."""
    cells = _behind(counts, rounded, total)
    hidden = np.array([[count is None] for count in counts])
    columns = _behind([total], rounded, total)
    return name, _attack(Bounds(cells.low[:, None], cells.high[:, None]), columns=columns), hidden


def _row(section, rounded):
    """Options of one list: each person chose one of them, or some."""
    most = section.get("most", PICKS)
    counts, answered = [line["count"] for line in section["lines"]], section["answered"]
    cells = _behind(counts, rounded, answered)
    bases = _behind([answered], rounded, answered)
    table = Bounds(cells.low[None, :], cells.high[None, :])
    hidden = np.array([[count is None for count in counts]])
    return f"ranking {section['key']}", _attack(table, bases=bases, picks=most, all_picks=most == 1), hidden


def _attack(cells, **known):
    try:
        return attack_table(cells, **known)
    except FrameError:
        return None


def _behind(counts, rounded, most):
    """What can stand behind printed counts."""
    half, least = NEAREST // 2, HIDDEN_UP_TO + 1
    low, high = [], []
    for n in counts:
        if n is None:
            low.append(1 if rounded else 0)
            high.append(HIDDEN_UP_TO if rounded else most)
        elif rounded and n:
            low.append(max(n - half, least))
            high.append(n + half)
        else:
            low.append(n)
            high.append(n)
    return Bounds(np.array(low, dtype=float), np.array(high, dtype=float))


def _from_two(data, before):
    """The same count a little larger or smaller in another release tells what those said who came or went between."""
    if _is_rounded(data) != _is_rounded(before):
        return ["the other rule of an earlier release"]
    if _is_rounded(data):
        return []
    old = figures(before)
    return [*_from_two_groupings(data, before)] + [
        f"{name}: changed by fewer than {GENERAL}"
        for name, n in figures(data).items()
        if n is not None and old.get(name) is not None and 0 < abs(n - old[name]) < GENERAL
    ]


def _from_two_groupings(data, before):
    """Groups of another release can have other ends: what lies between two ends that both have tells the same."""
    old = {part["key"]: _running(part) for part in before.get("measures", ())}
    for part in data.get("measures", ()):
        was, now = old.get(part["key"], {}), _running(part)
        shared = [end for end in now if end in was]
        for one, other in combinations(shared, 2):
            if 0 < abs((now[other] - now[one]) - (was[other] - was[one])) < GENERAL:
                yield f"{part['key']}.{one} to {other}: changed by fewer than {GENERAL}"


def _running(part):
    """Where a group begins -> how many people stand before it; None is the end of all."""
    found, before = {}, 0
    for line in part["lines"]:
        if line["count"] is None:
            return {}
        found["the first" if not found else line["low"]] = before
        before += line["count"]
    return found | {"the last": before} if found else {}
