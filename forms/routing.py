"""Routing by section: to whom a section is shown, what an author wrote wrong about it, and sections nobody reaches."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from forms.question_types import CHOICE, CHOICES, ORDER
from forms.questionnaire import VARIANTS, Condition, Option, Question, Questionnaire, Rule, Section

Fault = tuple[str, str]
#: more are hard to follow on paper
MOST_CONDITIONS = 10
#: ways to reach one section that are followed; with more it is taken to be reached
MOST_WAYS = 200
#: (question, option) -> must it be chosen?
Way = dict[tuple[str, str], bool]


def read(value: Any, path: str, fault: Callable[[str, str], None]) -> Rule | None:
    """Return the rule in a section's "shown_when", as {"any": [{"question": "travel", "chosen": "bus"}]}.

    fault : takes (path, message) of everything that is no rule
    """
    if value is None:
        return None
    if not isinstance(value, dict) or len(value) != 1 or next(iter(value)) not in ("any", "all"):
        fault(path, 'must be an object with one list, "any" or "all", of conditions')
        return None
    [(match, items)] = value.items()
    if not isinstance(items, list) or not items:
        fault(f"{path}.{match}", "must be a list with at least one condition. Everybody sees a section without a rule")
        return None
    if len(items) > MOST_CONDITIONS:
        fault(f"{path}.{match}", f"has {len(items)} conditions; up to {MOST_CONDITIONS} can be followed on paper")
    conditions = [_condition(item, f"{path}.{number}", fault) for number, item in enumerate(items, 1)]
    found = tuple(condition for condition in conditions if condition is not None)
    return Rule(found, needs_all=match == "all") if found else None


def _condition(item: Any, path: str, fault: Callable[[str, str], None]) -> Condition | None:
    raw = item if isinstance(item, dict) else {}
    for name in raw:
        if name not in ("question", "chosen", "not_chosen"):
            fault(f"{path}.{name}", "is not known here. Known: question, chosen, not_chosen")
    ways = [name for name in ("chosen", "not_chosen") if isinstance(raw.get(name), str)]
    if not isinstance(raw.get("question"), str) or len(ways) != 1:
        fault(path, 'must name a "question", and an option of it that is "chosen" or "not_chosen"')
        return None
    return Condition(raw["question"], raw[ways[0]], is_chosen=ways[0] == "chosen")


def has_rules(questionnaire: Questionnaire) -> bool:
    """Return whether any section is not for everybody."""
    return any(section.shown_when is not None for section in questionnaire.sections)


def shown(questionnaire: Questionnaire, values: Mapping[str, Any]) -> tuple[Section, ...]:
    """Return the sections that these answers lead to, in the order of the document.

    values : question key -> what was answered: an option key, a list of them, or anything else, which chooses nothing
    An answer in a section that is not shown itself leads nowhere.
    """
    if not has_rules(questionnaire):
        return questionnaire.sections
    found: list[Section] = []
    chosen: set[tuple[str, str]] = set()
    for section in questionnaire.sections:
        if section.shown_when is not None and not holds(section.shown_when, chosen):
            continue
        found.append(section)
        for question in section.questions:
            chosen |= {(question.key, key) for key in chosen_keys(question, values.get(question.key))}
    return tuple(found)


def holds(rule: Rule, chosen: set[tuple[str, str]]) -> bool:
    """Return whether a rule holds for these (question, option) that are chosen."""
    met = (((one.question, one.option) in chosen) == one.is_chosen for one in rule.conditions)
    return all(met) if rule.needs_all else any(met)


def chosen_keys(question: Question, value: Any) -> set[str]:
    """Return the options that an answer chooses; one of Easy Read alone chooses those it stands for too."""
    given = {value} if isinstance(value, str) else set(value) if isinstance(value, list | tuple | set) else set()
    return {key for option in question.options if option.key in given for key in (option.key, *option.stands_for)}


def offered_as(questionnaire: Questionnaire, condition: Condition, variant: str) -> list[Option]:
    """Return the options of a wording that fulfil a condition: its own, or those that stand for it."""
    questions = {question.key: question for _at, question in _questions(questionnaire)}
    question = questions[condition.question]
    reaching = [option for option in question.options if condition.option in (option.key, *option.stands_for)]
    offered = [option for option in reaching if variant in option.variants]
    return offered or [question.option(condition.option)]


def hidden_answers(questionnaire: Questionnaire, values: Mapping[str, Any]) -> list[tuple[Section, list[Question]]]:
    """Return the sections that are not shown and hold an answer, each with its answered questions."""
    visible = {section.key for section in shown(questionnaire, values)}
    found = [
        (section, [question for question in section.questions if values.get(question.key)])
        for section in questionnaire.sections
        if section.key not in visible
    ]
    return [(section, questions) for section, questions in found if questions]


def depending(questionnaire: Questionnaire, question_key: str) -> list[Section]:
    """Return the sections whose being shown depends on this question, at once or through one another."""
    keys, found = {question_key}, []
    for section in questionnaire.sections:
        if section.shown_when and any(one.question in keys for one in section.shown_when.conditions):
            found.append(section)
            keys |= {question.key for question in section.questions}
    return found


def in_english(questionnaire: Questionnaire, section: Section, locale: str | None = None) -> str:
    """Return to whom a section is shown, as staff and analysts read it; empty where everybody sees it."""
    if section.shown_when is None:
        return ""
    locale = locale or questionnaire.locales[0]
    questions = {question.key: question for _at, question in _questions(questionnaire)}
    parts = []
    for one in section.shown_when.conditions:
        question = questions.get(one.question)
        option = next((option for option in (question.options if question else ()) if option.key == one.option), None)
        asked = question.text.get("standard", locale) if question else one.question
        words = option.text.get("standard", locale) if option else one.option
        parts.append(f"“{words}” {'is' if one.is_chosen else 'is not'} chosen in “{asked}”")
    return f"Shown when {(' and ' if section.shown_when.needs_all else ' or ').join(parts)}."


def faults(questionnaire: Questionnaire) -> Iterator[Fault]:
    """Give (path, message) of every condition that means nothing, and every section that nobody reaches."""
    places = {question.key: (at, question) for at, question in _questions(questionnaire)}
    for at, section in enumerate(questionnaire.sections):
        if section.shown_when is None:
            continue
        found = []
        for number, condition in enumerate(section.shown_when.conditions, 1):
            for message in _condition_faults(questionnaire, at, condition, places):
                found.append((f"{section.key}.shown_when.{number}", message))
        yield from found
        if not found and not _ways(questionnaire, section):
            yield f"{section.key}.shown_when", "nobody can ever reach this section: no answers fulfil its conditions"


def advice(questionnaire: Questionnaire) -> Iterator[Fault]:
    """Give (path, message) of what works but may not be meant."""
    questions = {question.key: question for _at, question in _questions(questionnaire)}
    for section in questionnaire.sections:
        if section.shown_when is None:
            continue
        if _is_always(section.shown_when):
            yield f"{section.key}.shown_when", "everybody sees this section, whatever they choose"
        for number, one in enumerate(section.shown_when.conditions, 1):
            for variant in _without(questions.get(one.question), one.option):
                words = "Easy Read" if variant == "easy_read" else "standard words"
                message = f"nobody who reads {words} can choose {one.option!r}: it is not offered there"
                yield f"{section.key}.shown_when.{number}", message


def _questions(questionnaire: Questionnaire) -> Iterable[tuple[int, Question]]:
    return ((at, asked) for at, section in enumerate(questionnaire.sections) for asked in section.questions)


def _condition_faults(
    questionnaire: Questionnaire, at: int, one: Condition, places: Mapping[str, tuple[int, Question]]
) -> Iterator[str]:
    if one.question not in places:
        yield f"no question has the key {one.question!r}. Choose a question of an earlier section"
        return
    where, question = places[one.question]
    section, earlier = questionnaire.sections[at], questionnaire.sections[where]
    if where == at:
        yield f"{one.question!r} stands in this section itself. Choose a question of an earlier section"
    elif where > at and _leans_on(questionnaire, where, at, places):
        yield f"goes in a circle: {one.question!r} stands in {earlier.key!r}, which is shown by answers of this section"
    elif where > at:
        yield f"{one.question!r} stands in a later section. Move this section behind it: people go forwards only"
    elif (section.purpose, earlier.purpose) == ("views", "profile"):
        yield f"{one.question!r} asks about the person, which is kept apart. Choose a question about views"
    if not question.options:
        yield f"{one.question!r} has no options: only an option that is chosen can show a section"
    elif one.option not in {option.key for option in question.options}:
        yield f"{one.question!r} has no option {one.option!r}. Choose another option, or take this condition out"


def _leans_on(questionnaire: Questionnaire, later: int, at: int, places: Mapping[str, tuple[int, Question]]) -> bool:
    """Is the later section shown by answers of the section at `at`, at once or through others?"""
    waiting, seen = [later], {later}
    while waiting:
        rule = questionnaire.sections[waiting.pop()].shown_when
        named = {places[one.question][0] for one in (rule.conditions if rule else ()) if one.question in places}
        if at in named:
            return True
        waiting += named - seen
        seen |= named
    return False


def _ways(questionnaire: Questionnaire, section: Section) -> list[Way]:
    """Return the ways to answer that lead to a section, none where it can never be shown."""
    questions = {asked.key: asked for _at, asked in _questions(questionnaire)}
    if not _goes_forwards(questionnaire):
        return [{}]  # told already, at the condition itself
    ways: dict[str, list[Way]] = {}
    of_question: dict[str, str] = {}
    for one in questionnaire.sections:
        ways[one.key] = _ways_to(one.shown_when, ways, of_question, questions) if one.shown_when else [{}]
        of_question |= {question.key: one.key for question in one.questions}
    return ways[section.key]


def _ways_to(
    rule: Rule, ways: Mapping[str, list[Way]], of_question: Mapping[str, str], questions: Mapping[str, Question]
) -> list[Way]:
    """The ways to a section, from those to the sections before it."""
    parts = []
    for one in rule.conditions:
        step: Way = {(one.question, one.option): one.is_chosen}
        before = ways[of_question[one.question]] if one.is_chosen else [{}]
        parts.append([both for way in before if (both := _joined(way, step, questions)) is not None])
    if not rule.needs_all:
        return [way for part in parts for way in part][:MOST_WAYS]
    found: list[Way] = [{}]
    for part in parts:
        pairs = [(way, step) for way in found for step in part]
        found = [both for way, step in pairs if (both := _joined(way, step, questions)) is not None][:MOST_WAYS]
    return found


def _goes_forwards(questionnaire: Questionnaire) -> bool:
    """Does every rule name questions of earlier sections alone?"""
    places = {question.key: at for at, question in _questions(questionnaire)}
    return all(
        places.get(one.question, at) < at
        for at, section in enumerate(questionnaire.sections)
        for one in (section.shown_when.conditions if section.shown_when else ())
    )


def _joined(one: Way, two: Way, questions: Mapping[str, Question]) -> Way | None:
    """Return what both ask for, or None where nobody can answer so."""
    if any(one.get(place, wanted) != wanted for place, wanted in two.items()):
        return None
    both = {**one, **two}
    for key in {key for key, _option in both}:
        wanted = {option for (of, option), is_chosen in both.items() if of == key and is_chosen}
        question = questions[key]
        if len(wanted) > _most(question):
            return None
        if len(wanted) > 1 and any(option.exclusive for option in question.options if option.key in wanted):
            return None
    return both


def _most(question: Question) -> int:
    """How many options of a question can be chosen at once."""
    return {CHOICE: 1, CHOICES: question.most, ORDER: question.most}.get(question.holds, 0)


def _is_always(rule: Rule) -> bool:
    """An option that is chosen or is not: one of both holds."""
    pairs = {(one.question, one.option, one.is_chosen) for one in rule.conditions}
    return not rule.needs_all and any((of, option, not chosen) in pairs for of, option, chosen in pairs)


def _without(question: Question | None, key: str) -> list[str]:
    """The wordings in which nobody can choose this option, nor one that stands for it."""
    if question is None or key not in {option.key for option in question.options}:
        return []
    reaching = [option for option in question.options if key in (option.key, *option.stands_for)]
    return [variant for variant in VARIANTS if not any(variant in option.variants for option in reaching)]
