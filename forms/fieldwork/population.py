"""How many residents are in each group of a questionnaire: groups of a census matched to answers, by a person."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forms.fieldwork.margins import Category, Variable

#: chosen for what no answer of the questionnaire stands for
NO_TARGET = "-"
#: words of official tables -> word of a question's key
ALIASES = {"geography": "ward", "electoral": "ward", "disability": "condition"}
OLDEST = 200


@dataclass(frozen=True)
class Count:
    question: str
    option: str
    people: int
    source: str
    #: of the group at its source, as E05000001
    code: str = ""
    #: the day or year it was true
    counted_on: str = ""


@dataclass(frozen=True)
class Asked:
    """One question about people: its key, its words, and option -> words."""

    key: str
    words: str
    options: Mapping[str, str]


@dataclass(frozen=True)
class Match:
    """What a person, or at first the machine, says of one variable.

    question : key of a question, NO_TARGET to leave the variable out, "" while nobody has said
    options : for each category the key of an option, NO_TARGET, or ""
    """

    question: str
    options: tuple[str, ...]


def propose(variable: Variable, questions: Sequence[Asked], question: str | None = None) -> Match:
    """Return which question and options a variable of a file seems to be about; "" where nothing fits.

    question : the question that a person chose; None lets the name of the variable decide
    """
    chosen = _question_of(variable.name, questions) if question is None else question
    asked = next((one for one in questions if one.key == chosen), None)
    if asked is None:
        return Match(chosen if chosen == NO_TARGET else "", ("",) * len(variable.categories))
    return Match(asked.key, tuple(_option_of(category, asked) for category in variable.categories))


def faults_of(number: int, variable: Variable, match: Match, questions: Sequence[Asked]) -> dict[str, str]:
    """Return what is not said yet, by the name of its field: question-1, option-1-4; number: of the variable."""
    if match.question == NO_TARGET:
        return {}
    asked = next((one for one in questions if one.key == match.question), None)
    if asked is None:
        known = ", ".join(one.key for one in questions)
        row = variable.categories[0].row
        return {
            f"question-{number}": f"Row {row}: no question is called “{variable.name[:60]}”. Choose one of {known}, "
            "or leave it out"
        }
    faults = {}
    for place, (category, option) in enumerate(zip(variable.categories, match.options, strict=True)):
        if option != NO_TARGET and option not in asked.options:
            code = f" ({category.code})" if category.code else ""
            text = f"Row {category.row}: “{category.name[:60]}”{code} is no answer to “{asked.words}”. "
            faults[f"option-{number}-{place}"] = f"{text}Choose one, or leave it out"
    if not faults and not any(option in asked.options for option in match.options):
        faults[f"question-{number}"] = f"Nothing of “{variable.name[:60]}” is kept. Choose answers, or leave it out"
    return faults


def counts_of(variables: Sequence[Variable], matches: Sequence[Match], source: str = "", date: str = "") -> list[Count]:
    """Return the counts of matched variables; groups that stand for one answer, as single years of age, are added up.

    source, date : for a file that does not say them in its rows
    """
    found: dict[tuple[str, str], Count] = {}
    for variable, match in zip(variables, matches, strict=True):
        if match.question == NO_TARGET:
            continue
        for category, option in zip(variable.categories, match.options, strict=True):
            if option == NO_TARGET:
                continue
            key = (match.question, option)
            before = found.get(key)
            found[key] = Count(
                *key,
                people=category.people + (before.people if before else 0),
                source=category.source or source,
                code="" if before else category.code,
                counted_on=category.counted_on or date,
            )
    return list(found.values())


def twice(variables: Sequence[Variable], matches: Sequence[Match]) -> str | None:
    """Return in words that two variables are said to be one question, or None."""
    named: dict[str, str] = {}
    for variable, match in zip(variables, matches, strict=True):
        if match.question in (NO_TARGET, ""):
            continue
        if match.question in named:
            return f"“{named[match.question]}” and “{variable.name}” cannot both be {match.question}. Leave one out"
        named[match.question] = variable.name
    return None


def _words(text: str) -> str:
    plain = re.sub(r"[^\w]+", " ", text.lower().replace("&", " and ").replace("_", " "))
    return " ".join(word for word in plain.split() if word not in ("ward", "aged", "years", "year"))


def _question_of(name: str, questions: Sequence[Asked]) -> str:
    plain = _words(name)
    for asked in questions:
        if plain in (_words(asked.key), _words(asked.words)) or name.lower() == asked.key:
            return asked.key
    tokens = {word.removesuffix("s") for word in re.findall(r"[a-z]+", name.lower())}
    tokens |= {ALIASES[word] for word in tokens if word in ALIASES}
    overlaps = {asked.key: len(tokens & set(asked.key.split("_"))) for asked in questions}
    best = max(overlaps, key=lambda key: overlaps[key], default="")
    return best if best and overlaps[best] else ""


def _option_of(category: Category, asked: Asked) -> str:
    plain = _words(category.name)
    for key, words in asked.options.items():
        if category.name == key or plain in (_words(key), _words(words)):
            return key
    ages = _ages(category.name)
    if ages is None:
        return ""
    for key, words in asked.options.items():
        around = _ages(words) or _ages(key)
        if around and around[0] <= ages[0] and ages[1] <= around[1]:
            return key
    return ""


def _ages(text: str) -> tuple[int, int] | None:
    """Return the first and last age of words as "Aged 16 to 24 years", "85 or over", "Under 1"; None for others."""
    numbers = [int(number) for number in re.findall(r"\d{1,3}", text)]
    plain = text.lower().replace("_", " ")
    if len(numbers) == 2 and numbers[0] <= numbers[1]:
        return numbers[0], numbers[1]
    if len(numbers) != 1:
        return None
    if re.search(r"over|above|older|more|\+|plus", plain):
        return numbers[0], OLDEST
    if "and under" in plain or "or under" in plain:
        return 0, numbers[0]
    if "under" in plain:
        return 0, numbers[0] - 1
    return numbers[0], numbers[0]
