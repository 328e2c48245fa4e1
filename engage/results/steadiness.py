"""Does the top three hold: by channel and wording, early or late, without one ward, with other rules, and weighted."""

from dataclasses import dataclass, replace

from analysis.small_bases import FULL_BASE
from analysis.steadiness import check_steadiness, compare_tops
from engage.publishing import newest_version
from engage.results import weighting
from engage.results.people import People
from engage.results.weighting import SectionWeighted, Weighted
from forms.question_types import keeps_order

#: question about people that says where they live
WARD = "ward"
#: check of analysis -> what is compared, as a heading of its rows
CHECK_NAMES = {
    "channel": "One channel alone",
    "wording": "One wording alone",
    "time": "Early against late",
    "ward": "Leaving out one ward",
    "without channel": "Leaving out one channel",
    "campaign": "Leaving out campaigns",
    "over-ticked": "Counting forms with more ticks than can be chosen",
    "weighted": "Weighted to residents",
}
#: whose answers are weighted
RESIDENTS = "Residents"
UNSAID = f"Fewer than {FULL_BASE} answered: nothing is said"
UNSAID_WITHOUT = f"Fewer than {FULL_BASE} are left: nothing is said"


@dataclass(frozen=True)
class Check:
    """One check of one section, in words."""

    #: a key of CHECK_NAMES
    check: str
    #: the group that was looked at alone or left out; empty where there is none
    group: str
    n: int
    #: the same options; None where too few answered to say
    holds: bool | None
    says: str


@dataclass(frozen=True)
class SectionSteadiness:
    key: str
    title: str
    question: str
    n_answered: int
    #: words of the top three of everybody
    top: tuple[str, ...]
    checks: tuple[Check, ...]
    weighted: SectionWeighted | None = None

    @property
    def n_said(self):
        return len(self._said)

    @property
    def n_holding(self):
        return sum(self._said)

    @property
    def _said(self):
        """Whether the top three holds in each check that can be made. All wards left out in turn are one check."""
        wards = [check.holds for check in self.checks if check.check == WARD and check.holds is not None]
        others = [check.holds for check in self.checks if check.check != WARD and check.holds is not None]
        return [*others, all(wards)] if wards else others

    @property
    def rows(self):
        """(words of the check, checks to print): of groups left out in turn only those that change the top three."""
        found = []
        for key, words in CHECK_NAMES.items():
            own = [check for check in self.checks if check.check == key]
            if own and key == WARD:
                found.append((words, _in_turn(own)))
            elif own:
                found.append((words, own))
        return found


@dataclass(frozen=True)
class Steadiness:
    sections: tuple[SectionSteadiness, ...]
    weighted: Weighted


def of(consultation, people=None):
    """The Steadiness of a consultation, or None while nothing is published. Call operations.hold_snapshot() first.

    people : the People of the consultation, where they are at hand
    """
    version = newest_version(consultation)
    if version is None:
        return None
    people = people or People(version)
    if people.options.empty:
        return Steadiness((), weighting.NOBODY)
    answers, with_all_ticks = people.answers(), people.answers(with_all_ticks=True)
    found = weighting.weigh(consultation, people)
    ways, ward = people.ways(answers), people.characteristic(WARD, answers)
    campaigns = people.campaigns(answers)
    tables = answers.tables([*ways, ward, campaigns])
    is_ranked = answers.is_ranked(people.leading)
    weighted = {key: found.sections.get(key) for key, _title, _question in people.sections}
    parts = []
    for position, (key, title, question) in enumerate(_in_order(people, answers)):
        if keeps_order(people.wordings.questions[key][1].type):
            continue
        ranked = is_ranked[answers.options.section_of == position]
        everybody, *groups = (table.only(ranked) for table in tables[position])
        names = dict(zip(("channel", "wording", "time", WARD, "campaign"), groups, strict=True))
        left_out = {name: names[name] for name in (WARD, "channel") if len(names[name].groups) > 1}
        if names["campaign"].answered[0]:
            left_out["campaign"] = names["campaign"]
        alone = {name: names[name] for name in ("channel", "wording", "time") if len(names[name].groups) > 1}
        changes = check_steadiness(everybody, alone, left_out)
        changes = [
            replace(change, check="without channel") if change.left_out and change.check == "channel" else change
            for change in changes
        ]
        if answers.over_ticked[position]:
            counted = with_all_ticks.tables()[position][0].only(ranked)
            n = int(counted.answered[0])
            changes.append(compare_tops("over-ticked", everybody.shares[0], counted.shares[0], everybody.options, n))
        section = _section(people, key, title, question, everybody, changes)
        if weighted[key]:
            check = _weighted(people, key, everybody, weighted[key])
            section = replace(section, checks=(*section.checks, check), weighted=weighted[key])
        parts.append(section)
    return Steadiness(tuple(parts), found)


def _in_order(people, answers):
    """The sections of the questionnaire, as the answers have them."""
    known = {key: (key, title, question) for key, title, question in people.sections}
    return [known[key] for key in answers.sections]


def _section(people, key, title, question, everybody, changes):
    n = int(everybody.answered[0])
    alone = compare_tops("", everybody.shares[0], everybody.shares[0], everybody.options, n)
    return SectionSteadiness(
        key=key,
        title=title,
        question=question,
        n_answered=n,
        top=tuple(people.words_of(key, option) for option in alone.top),
        checks=tuple(_check(people, key, change) for change in changes),
    )


def _weighted(people, key, everybody, weighted):
    """Whether the top three that is printed, of everybody, is that of residents with weights."""
    if weighted.refusal:
        return Check("weighted", RESIDENTS, weighted.n, None, weighted.refusal)
    shares = [weighted.shares.get(option) for option in everybody.options]
    change = compare_tops("weighted", everybody.shares[0], shares, everybody.options, weighted.n, RESIDENTS)
    return _check(people, key, change)


def _check(people, key, change):
    words = {option: people.words_of(key, option) for option in (*change.enters, *change.leaves)}
    return Check(change.check, str(change.group), change.n, change.holds, _says(change, words))


def _says(change, words):
    if change.holds is None:
        return UNSAID_WITHOUT if change.left_out else UNSAID
    if change.holds:
        return "The same top three" if change.same_order else "The same top three, in another order"
    parts = [f"“{words[option]}” comes in" for option in change.enters]
    return ", ".join(parts + [f"“{words[option]}” goes out" for option in change.leaves])


def _in_turn(checks):
    """Groups that change nothing as one row, those that do one by one, and those too large to be left out as one."""
    changing = [check for check in checks if check.holds is False]
    return [*_summed(checks, True, "The same top three"), *changing, *_summed(checks, None, UNSAID_WITHOUT)]


def _summed(checks, holds, says):
    """One row of the groups of which the same is said."""
    alike = [check for check in checks if check.holds is holds]
    told = f"{len(alike)} of {len(checks)}, each in turn"
    return [Check(WARD, told, min(check.n for check in alike), holds, says)] if alike else []
