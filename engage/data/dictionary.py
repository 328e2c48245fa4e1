"""The data dictionary: every column of every table, what it means, its type, its values with labels, missing codes."""

from dataclasses import dataclass

from engage.data.profiles import LEAST_SHARED
from engage.exports.tables import CAPACITY_NAMES, CHANNEL_NAMES, VARIANT_NAMES
from engage.fieldwork import KIND_NAMES, TYPE_NAMES
from forms.question_types import ORDER, VALUE

BLANK, NOT_SHOWN, NOT_OFFERED, TOO_MANY, WITHHELD, UNSEEN, OFF_ROUTE = -1, -2, -3, -8, -9, -10, -11
MISSING = {
    BLANK: "Blank: it was seen and nothing was given",
    NOT_SHOWN: "Not shown: not opened, of a section that is not for this person, or not asked by this version",
    NOT_OFFERED: "Not offered: this option is not in that wording or version, so it could not be chosen",
    -4: "On paper: cannot be read",
    -5: "On paper: spoiled",
    -6: "On paper: the page is missing",
    -7: "On paper: refused in writing",
    TOO_MANY: "On paper: more ticks than can be chosen. All are kept; which were meant is not known, so leave them "
    "out of shares",
    WITHHELD: f"Kept back: too few share it (fewer than {LEAST_SHARED}), or it would tell of those few",
    OFF_ROUTE: "On paper: answered, though the section is not for this person. Kept; leave it out of every count",
    UNSEEN: "Kept back: a person has to look at a possible name in this text first",
}
#: Answer.problem -> its code
PROBLEMS = {"illegible": -4, "spoiled": -5, "page_missing": -6, "refused": -7, "over_ticked": TOO_MANY,
            "off_route": OFF_ROUTE}  # fmt: skip
YES_NO = {"1": "Yes", "0": "No"}
SAYINGS = {"yes": "Yes", "no": "No", "not_asked": "Not asked"}
AGREEMENTS = {"one": "One", "some": "Some", "several": "Several", "most": "Most", "all": "All", "disputed": "Disputed"}
STATES = {"0": "Answered"}
SOURCES = {"answer": "An answer of the questionnaire", "contribution": "Something said in a session"}
READERS = {"people": "A person", "machine": "The machine alone", "not_read": "Nobody yet"}
COUNTED = {"characteristic": "People, by what they said of themselves", "dot_vote": "Dots",
           "group_choice": "Groups that chose it together"}  # fmt: skip


@dataclass(frozen=True)
class Column:
    name: str
    meaning: str
    #: "whole number", "text", "key", "day"
    kind: str = "text"
    #: of a key: value -> label
    values: tuple = ()
    missing: tuple[int, ...] = ()


def key(name, meaning, values, *missing):
    return Column(name, meaning, "key", tuple(values.items()), missing)


def number(name, meaning, *missing):
    return Column(name, meaning, "whole number", (), missing)


def columns(questions, chosen):
    """Name of a table -> its columns. chosen : keys of the questions about people that are in the file"""
    return {
        "responses": _of_responses(questions, chosen),
        "answers": _of_answers(questions),
        "wide": _of_wide(questions),
        "themes": _of_themes(),
        "codes": _of_codes(),
        "coded_texts": _of_coded_texts(),
        "sessions": _of_sessions(),
        "contributions": _of_contributions(questions),
        "session_counts": _of_session_counts(),
    }


RESPONSE = number("response", "Number of the response in this file alone, drawn by lot for each file")


def _of_responses(questions, chosen):
    about = [
        Column(
            f"about_{asked.key}", asked.words, "key", tuple(_labels(asked).items()),
            (BLANK, NOT_SHOWN, *PROBLEMS.values(), WITHHELD),
        )
        for asked in questions.profile
        if asked.key in chosen
    ]  # fmt: skip
    return [
        RESPONSE,
        number("version", "Version of the questionnaire that was answered"),
        key("channel", "How it came; imported: through another system, which README.txt names", CHANNEL_NAMES),
        key("wording", "Wording that was used last", VARIANT_NAMES),
        Column("language", "Language of the pages that were used last, as en", "key"),
        Column("sent_on", "Day on which it was sent, UTC", "day"),
        key("is_late", "Sent after closing time, inside the time of grace", YES_NO),
        key("capacity", "In which capacity it was given. Count organisations apart from people",
            {name: words for name, words in CAPACITY_NAMES.items() if name not in ("blank", "not_asked")},
            BLANK, NOT_SHOWN),
        Column("came_by", "Code of the poster or link they came by; empty: none"),
        key("is_second", "Sent on purpose beside another one from the same browser; counted", YES_NO),
        number("n_changes", "Pages that were changed after it was sent; the newest answers are here"),
        key("may_quote", "Whether words may be quoted. Blank is no", YES_NO, BLANK),
        *about,
    ]  # fmt: skip


def _of_answers(questions):
    return [
        RESPONSE,
        key("section", "Key of the section", {asked.section: asked.title for asked in questions.views}),
        key("question", "Key of the question", {asked.key: asked.words for asked in questions.views}),
        key("wording", "Wording of the page", VARIANT_NAMES),
        Column("language", "Language of the page, as en", "key"),
        key("state", "Whether there is an answer that counts", STATES, BLANK, *PROBLEMS.values()),
        Column("option", "Key of the option that was chosen, a row for each; its words are in values.csv", "key"),
        number("place", "1 for the first choice; empty where no order was given"),
        Column("text", "What was written, masked", "text", (), (UNSEEN,)),
        Column("text_language", "Language of the words as a program told it, as cy; empty where it has not", "key"),
        Column("alike", "The same letters stand for texts that say the same, in this file alone; empty: no other does"),
        number("n_alike", "How many texts say the same, this one with them"),
        key("is_campaign", "Whether they are a campaign", YES_NO),
        number("n_covered", "Possible names that nobody has looked at yet and that are covered here by [name?]"),
        Column("value", "A number with a point, or a date as 2026-03-27, of a question that asks for one"),
    ]


def places_of(question):
    """The ends of the names of columns that say which option has which place, first to last."""
    if question.type == "top_three":
        return ("first", "second", "third")
    return tuple(f"place_{n}" for n in range(1, question.most + 1)) if question.holds == ORDER else ()


def _of_wide(questions):
    found = [RESPONSE]
    for asked in questions.views:
        state = f"Whether “{asked.words}” has an answer that counts"
        found.append(key(f"{asked.key}__state", state, STATES, BLANK, NOT_SHOWN, *PROBLEMS.values()))
        if asked.question.holds == VALUE:
            found.append(Column(f"{asked.key}__value", f"{asked.words} {_measured(asked.question)}"))
            continue
        if asked.question.type == "free_text":
            found.append(Column(f"{asked.key}__text", f"{asked.words} As written, masked", "text", (), (UNSEEN,)))
            continue
        unread = (code for code in PROBLEMS.values() if code not in (TOO_MANY, OFF_ROUTE))
        missing = (BLANK, NOT_SHOWN, NOT_OFFERED, *unread)
        for option, words in _labels(asked).items():
            found.append(key(f"{asked.key}__{option}", f"{asked.words} Chosen: {words}", YES_NO, *missing))
        for place, name in enumerate(places_of(asked.question), 1):
            meaning = f"{asked.words} Choice {place}, where an order was given"
            found.append(Column(f"{asked.key}__{name}", meaning, "key", tuple(_labels(asked).items())))
    return found


def _measured(question):
    """What a number or date is measured in."""
    if question.type == "date":
        return "As 2026-03-27"
    return f"In {question.unit.get('standard', 'en')}" if question.unit else "A number, with a point"


def _of_themes():
    return [
        Column("codeframe", "Question and number of the codeframe", "key"),
        Column("theme", "Code of the theme; the same from number to number while the theme is the same", "key"),
        Column("label", "Its name"),
        Column("definition", "What it means"),
        Column("includes", "What belongs to it"),
        Column("excludes", "What does not"),
        Column("key_words", "Words that speak for it, with ; between"),
        Column("parent", "Code of the theme above it", "key"),
        Column("agreed_on", "Day on which people agreed on the codeframe", "day"),
    ]


TEXT = [
    key("source", "Where the text stands", SOURCES),
    number("response", "Number of the response, of an answer"),
    number("contribution", "Number of the contribution, of what was said in a session"),
    Column("question", "Key of the question, or of the topic of a contribution", "key"),
    Column("codeframe", "Question and number of the codeframe, as in themes.csv", "key"),
]


def _of_codes():
    return [
        *TEXT,
        Column("theme", "Code of a theme that the text carries, a row for each", "key"),
        key("coded_by", "Who says so. A person's word goes before the machine's",
            {name: words for name, words in READERS.items() if name != "not_read"}),
    ]  # fmt: skip


def _of_coded_texts():
    return [
        *TEXT,
        key("read_by", "Who read the text. A text that was read and has no row in codes.csv carries no theme", READERS),
        number("n_themes", "How many themes it carries"),
    ]


def _of_sessions():
    return [
        number("session", "Number of the session in this file"),
        Column("held_on", "Day", "day"),
        key("type", "Type of activity", TYPE_NAMES),
        Column("ward", "Key of the ward; empty: not in one ward", "key"),
        Column("audience", "Whom it was for"),
        number("n_present", "People who were present; empty: not counted"),
        number("n_spoke", "People who spoke; empty: not counted"),
        number("n_engaged", "People spoken to at a stand; empty: not counted"),
        number("n_forms", "Forms handed out; empty: not counted"),
        key("is_closed", "Whether its record is finished", YES_NO),
        key("is_erased", "Whether its words are erased by now", YES_NO),
    ]


def _of_contributions(questions):
    return [
        number("contribution", "Number of the contribution in this file"),
        number("session", "Number of the session. Count sessions, never contributions as people"),
        key("topic", "Key of the section, or a topic of the group's own",
            {asked.section: asked.title for asked in questions.views}),
        key("kind", "What it is", KIND_NAMES),
        Column("text", "What was said, masked; empty once it is erased", "text", (), (UNSEEN,)),
        Column("language", "Language it was said in, as en", "key"),
        key("may_quote", "Whether it may be quoted", SAYINGS),
        key("agreement", "How many in the room were seen to agree; empty: not noted", AGREEMENTS),
        number("n_agreed", "How many agreed; empty: not counted"),
        number("n_covered", "Possible names that nobody has looked at yet and that are covered here by [name?]"),
    ]  # fmt: skip


def _of_session_counts():
    return [
        number("session", "Number of the session"),
        key("kind", "What was counted", COUNTED),
        Column("question", "Key of the question", "key"),
        Column("label", "Key of the option", "key"),
        number("count", "How many. Never to be added to people who answered", WITHHELD),
    ]


def _labels(asked):
    return {option.key: option.text.get(option.variants[0], "en") for option in asked.options}


def dictionary_rows(tables):
    """(header, rows) of dictionary.csv: a row for each column."""
    header = ("table", "column", "meaning", "type", "values", "missing_codes")
    rows = [
        (
            table, column.name, column.meaning, column.kind,
            f"see values.csv: {len(column.values)}" if column.values else "",
            "; ".join(f"{code} {MISSING[code]}" for code in column.missing),
        )
        for table, found in tables.items()
        for column in found
    ]  # fmt: skip
    return header, rows


def value_rows(tables):
    """(header, rows) of values.csv: a row for each value of each column that has keys, missing codes too."""
    header = ("table", "column", "value", "label", "is_missing")
    rows = []
    for table, found in tables.items():
        for column in found:
            rows += [(table, column.name, value, label, 0) for value, label in column.values]
            rows += [(table, column.name, code, MISSING[code], 1) for code in column.missing]
    return header, rows


def option_rows(questions):
    """(header, rows) of options.csv: a row for each option, in both wordings, with what it stands for."""
    header = ("question", "option", "standard", "easy_read", "offered_in", "stands_for", "versions")
    rows = []
    for asked in (*questions.views, *questions.profile):
        for option in asked.options:
            words = [option.text.get(name, "en") if name in option.variants else "" for name in VARIANT_NAMES]
            versions = sorted({number for (number, _name), keys in asked.offered.items() if option.key in keys})
            rows.append((asked.key, option.key, *words, "; ".join(option.variants), "; ".join(option.stands_for),
                         "; ".join(map(str, versions))))  # fmt: skip
    return header, rows
