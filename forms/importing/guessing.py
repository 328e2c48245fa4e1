"""A first mapping for a file: only what its words say exactly. Everything is shown, and nothing else is filled in."""

import re
from dataclasses import replace
from zlib import crc32

from forms.authoring.editing import key_for
from forms.importing.asked import TICK, TICKED, Asked, asked_in, uses_of
from forms.importing.mapping import ABOUT, LEFT_OUT, Column, Mapping, compared
from forms.importing.profile import ColumnProfile, Profile, order_in
from forms.importing.systems import Heading
from forms.questionnaire import Question, Questionnaire

#: what a heading is called -> what the column is for
NAMES = {
    "reference": ("response id", "id", "responseid", "respondent id", "reference", "response number", "response"),
    "submitted": (
        "submitted", "submitdate", "date submitted", "submission date", "submitted at", "submitted on", "recordeddate",
        "enddate", "completed at", "completion time", "timestamp", "date",
    ),
    "locale": ("startlanguage", "userlanguage", "language", "response language"),
    "channel": ("channel", "how it came", "source", "method", "response method"),
    "capacity": ("capacity", "who answers", "respondent type"),
    "quote": ("may be quoted", "may we quote you", "consent to quote", "permission to quote"),
    "variant": ("wording", "version"),
}  # fmt: skip
#: what identifies somebody stays out, until a person says otherwise
PERSONAL = re.compile(r"\b(e-?mail|name|surname|telephone|phone|mobile|address|ip ?addr\w*|ip address|postcode)\b")
#: of a questionnaire that is made from the file: who somebody is, and not what they think
ABOUT_PERSON = re.compile(
    r"\b(age|how old|gender|sex|sexual|ethnic\w*|disab\w*|religion|faith|carer|pregnan\w*|marital|ward|born)\b"
)
PLACE = re.compile(r"(?:rank|place|choice|priority)?\s*([1-9])(?:st|nd|rd|th)?(?: (?:choice|priority|place))?")
FEW_VALUES, SHORT_VALUE = 40, 120


def guess(profile: Profile, questionnaire: Questionnaire | None) -> Mapping:
    """Return a mapping into this questionnaire; without one, into a questionnaire that the file itself makes."""
    uses = _uses(profile)
    if questionnaire is None:
        columns = _made(profile, uses)
    else:
        columns = [_known(heading, profile, uses, questionnaire) for heading in profile.headings]
    day_first = None
    if "submitted" in uses.values():
        at = next(at for at, use in uses.items() if use == "submitted")
        order = order_in(profile.columns[at])
        day_first = {"day_first": True, "month_first": False}.get(order)
    return Mapping(tuple(columns), day_first=day_first)


def unmatched(profile: Profile, mapping: Mapping, questionnaire: Questionnaire) -> dict[str, dict[str, int]]:
    """Return name of what is asked -> text of the file that is no option of it -> how often; all that a person settles.

    A column with too many different texts to be one of options is told as one text "…".
    """
    asked = asked_in(questionnaire)
    found: dict[str, dict[str, int]] = {}
    for column, texts in zip(mapping.columns, profile.columns, strict=True):
        name = ABOUT.get(column.use, column.question if column.use in ("choice", "list", "place") else "")
        name = TICK if column.use == "tick" else name
        if name not in asked:
            continue
        for text, n in _texts_of(column, texts, asked[name], mapping).items():
            kept = found.setdefault(name, {})
            kept[text] = kept.get(text, 0) + n
    return found


def matched(profile: Profile, mapping: Mapping, questionnaire: Questionnaire, name: str) -> dict[str, tuple[str, int]]:
    """Return text of the file -> (key of its option or LEFT_OUT, how often), of what is matched for this name."""
    asked = asked_in(questionnaire)[name]
    found: dict[str, tuple[str, int]] = {}
    for column, texts in zip(mapping.columns, profile.columns, strict=True):
        if name not in (ABOUT.get(column.use), column.question, TICK if column.use == "tick" else ""):
            continue
        for text, n in _all_texts(column, texts, asked, mapping).items():
            key = _meaning(asked, mapping, text)
            if key is not None:
                found[text] = (key, n + found.get(text, ("", 0))[1])
    return found


def _meaning(asked: Asked, mapping: Mapping, text: str) -> str | None:
    by_hand = mapping.values.get(asked.name, {}).get(compared(text))
    if by_hand is not None and (by_hand == LEFT_OUT or by_hand in asked.options):
        return by_hand
    return asked.known.get(compared(text))


def _all_texts(column: Column, texts: ColumnProfile, asked: Asked, mapping: Mapping) -> dict[str, int]:
    if column.use != "list":
        return texts.values
    separator = column.separator or ";"
    whole = {text: n for text, n in texts.values.items() if _meaning(asked, mapping, text) is not None}
    pieces = texts.pieces.get(separator)
    return texts.values if pieces is None else whole | pieces


def _texts_of(column: Column, texts: ColumnProfile, asked: Asked, mapping: Mapping) -> dict[str, int]:
    found = _all_texts(column, texts, asked, mapping)
    if texts.is_open and not found:
        return {"…": texts.filled}
    own = compared(column.part)
    return {
        text: n
        for text, n in found.items()
        if _meaning(asked, mapping, text) is None and not (column.use == "tick" and own and compared(text) == own)
    }


def _uses(profile: Profile) -> dict[int, str]:
    """Position -> use, of the columns that say something about the response; each use once."""
    found: dict[int, str] = {}
    for use, names in NAMES.items():
        candidates = [
            (names.index(compared(heading.words)), heading.position)
            for heading in profile.headings
            if compared(heading.words) in names and heading.position not in found
            and _fits(use, profile.columns[heading.position], profile)
        ]  # fmt: skip
        if candidates:
            found[min(candidates)[1]] = use
    return found


def _fits(use: str, column: ColumnProfile, profile: Profile) -> bool:
    if use == "submitted":
        return bool(column.orders) and sum(column.orders.values()) * 2 > column.filled
    if use == "reference":
        return column.filled == profile.n_responses
    return bool(column.filled) and not column.is_open


def _known(heading: Heading, profile: Profile, uses: dict[int, str], questionnaire: Questionnaire) -> Column:
    if heading.position in uses:
        return Column(heading.words, uses[heading.position])
    texts = profile.columns[heading.position]
    for section in questionnaire.sections:
        for question in section.questions:
            allowed = uses_of(question)
            if not allowed or not _is_headed(heading, question):
                continue
            if not question.options:
                return Column(heading.words, "text", question.key)
            asked = asked_in(questionnaire)[question.key]
            return _closed(heading, texts, question, asked, _values_beside(heading, profile))
    return Column(heading.words)


def _is_headed(heading: Heading, question: Question) -> bool:
    """Whether a heading is the words of a question, or its key, or a code and then its words."""
    names = {compared(heading.words), compared(heading.group)} - {""}
    names |= {name.partition(" ")[2] for name in names} | {name.partition(" ")[0] for name in names if "_" in name}
    texts = {question.key}
    for variant, by_locale in question.text.texts.items():
        texts |= {compared(question.text.get(variant, locale)) for locale in by_locale}
    return bool(names & texts)


def _values_beside(heading: Heading, profile: Profile) -> set[str]:
    """Every text of the columns that are parts of the same question; empty where there are too many to tell."""
    beside = [profile.columns[one.position] for one in profile.headings if heading.part and one.group == heading.group]
    return set() if any(one.is_open for one in beside) else {text for one in beside for text in one.values}


def _closed(heading: Heading, texts: ColumnProfile, question: Question, asked: Asked, beside: set[str]) -> Column:
    allowed = uses_of(question)
    option = asked.known.get(compared(heading.part))
    if option and "tick" in allowed:
        use = "rank" if "rank" in allowed and _are_places(beside) else "tick"
        return Column(heading.words, use, question.key, option, part=heading.part)
    if heading.part and "place" in allowed and (found := PLACE.fullmatch(compared(heading.part))):
        return Column(heading.words, "place", question.key, place=int(found[1]))
    if "list" in allowed and (separator := _separator(texts, asked)):
        return Column(heading.words, "list", question.key, separator=separator)
    return Column(heading.words, "choice" if "choice" in allowed else allowed[0], question.key)


def _separator(texts: ColumnProfile, asked: Asked | None = None) -> str:
    """What stands between the options of one cell: that which makes the most of them options, or the fewest texts."""
    best, most = "", sum(compared(text) in asked.known for text in texts.values) if asked else 0
    for separator, pieces in texts.pieces.items():
        if not pieces:
            continue
        n = sum(compared(piece) in asked.known for piece in pieces) if asked else 0
        if asked is None and len(pieces) * 2 <= len(texts.values) and len(pieces) <= FEW_VALUES:
            return separator
        if asked and n > most:
            best, most = separator, n
    return best


def _are_places(texts: set[str]) -> bool:
    """Whether these are places in an order; a lone 1 is a tick."""
    return bool(texts - {"1"}) and all(one.isascii() and one.isdigit() and 0 < int(one[:4]) <= 20 for one in texts)


def _made(profile: Profile, uses: dict[int, str]) -> list[Column]:
    """Columns of a questionnaire that is made from the file; each question has its key from here on."""
    taken: set[str] = {"document"}
    keys: dict[str, str] = {}
    columns = []
    for heading in profile.headings:
        texts = profile.columns[heading.position]
        if heading.position in uses:
            columns.append(Column(heading.words, uses[heading.position]))
        elif not texts.filled or PERSONAL.search(compared(heading.words)) or _is_machinery(heading):
            columns.append(Column(heading.words))
        else:
            words = heading.group or heading.words
            column = _new(heading, texts, profile)
            if column.use == "text" and heading.group:
                words = heading.words
            key = keys.get(words) or key_for(words, taken, "question")
            taken.add(key)
            if column.use in ("tick", "rank", "place"):
                keys[words] = key
            is_profile = column.use == "choice" and bool(ABOUT_PERSON.search(compared(words)))
            columns.append(replace(column, question=key, words=words, is_profile=is_profile))
    return columns


def _is_machinery(heading: Heading) -> bool:
    """What a system keeps of a response for itself."""
    return compared(heading.words).partition(" ")[0] in {
        "lastpage", "seed", "startdate", "datestamp", "refurl", "token", "status", "progress", "finished", "ipaddress",
        "duration", "recipientlastname", "recipientfirstname", "recipientemail", "externalreference", "interviewtime",
        "locationlatitude", "locationlongitude", "distributionchannel", "userlanguage", "recordeddate", "enddate",
    }  # fmt: skip


def _new(heading: Heading, texts: ColumnProfile, profile: Profile) -> Column:
    if heading.part:
        values = _values_beside(heading, profile)
        if _are_places(values):
            return Column(heading.words, "rank", part=heading.part)
        ticks = {mark for marks in TICKED.values() for mark in marks}
        own = {compared(one.part) for one in profile.headings if one.group == heading.group}
        if values and {compared(text) for text in values} <= ticks | own:
            return Column(heading.words, "tick", part=heading.part)
        if found := PLACE.fullmatch(compared(heading.part)):
            return Column(heading.words, "place", place=int(found[1]))
    if separator := _separator(texts):
        return Column(heading.words, "list", separator=separator)
    few = 0 < len(texts.values) <= FEW_VALUES and texts.longest <= SHORT_VALUE and not texts.is_open
    if few and texts.filled >= 2 * len(texts.values):
        return Column(heading.words, "choice")
    return Column(heading.words, "text")


def key_of(heading: str) -> str:
    """Return a key for a question that one column makes: a heading always has the same."""
    return key_for(f"{heading[:30]} {crc32(heading.encode()):x}", (), "question")
