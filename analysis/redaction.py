"""Identifiers in free text: those with a form of their own are masked, names are only pointed out to a person.

A mask says in brackets what stood there. Masking twice changes nothing; each rule takes time in proportion to the text.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from analysis.names_by_cue import find_names
from analysis.spans import Span

MASKS = {
    "email": "[e-mail address]",
    "phone": "[telephone number]",
    "nhs_number": "[NHS number]",
    "ni_number": "[National Insurance number]",
    "card": "[card number]",
    "postcode": "[postcode]",
    "birth_date": "[date of birth]",
    "handle": "[social media name]",
    "plate": "[vehicle registration]",
    "address": "[address]",
    "name": "[name]",
}
"""What stands in the text instead, by kind. "name" is written only where a person decided so."""

MASK = re.compile("|".join(re.escape(mask) for mask in MASKS.values()))

POSTCODE_AREAS = frozenset(
    """
    AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY
    G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW
    OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB
    W WA WC WD WF WN WR WS WV YO ZE
    """.split()
)
"""The letters that a postcode can begin with. Source: Royal Mail's list of postcode areas, 124 of them."""

NOT_IN_A_PLATE = frozenset(
    """
    and the for but was has had are not can may all our you out off one two via new old now how who why its his her
    bus car van hrs hgv day min max mph way use let get got too own any
    """.split()
)
"""Words of three letters that follow half a postcode or a road in capitals: GL50 AND GL51 is no vehicle."""

NO_HANDLE = frozenset("home work school night least times all the my our this that once noon lunch".split())
"""Words after an @ that name nobody: "see you @home"."""

_HIDDEN = "\ue000"
_DIGIT_OF_ANOTHER_SCRIPT = re.compile(r"[^\x00-\x7f]")


@dataclass(frozen=True)
class Masked:
    """A text with masks, and where they stand for what: spans count characters of the text as it was typed."""

    text: str
    found: tuple[Span, ...]

    def counts(self) -> dict[str, int]:
        """Return how many of each kind were masked, in the order of MASKS."""
        counted = Counter(span.kind for span in self.found)
        return {kind: counted[kind] for kind in MASKS if kind in counted}


def mask(text: str) -> Masked:
    """Return the text with every identifier that has a form of its own replaced by its mask.

    Found: e-mail addresses; UK telephone numbers; NHS numbers (modulus 11); National Insurance numbers; card numbers
    (Luhn); UK postcodes; dates of birth beside a word that says so; social media names; vehicle registrations; a house
    number with a street. Not found: names (`find_names` points them out), what is spelled out in words, and whatever
    only somebody who knows the person would recognise. The text is not anonymous.
    """
    working = _hide_masks(_plain_digits(text))
    found: list[Span] = []
    n_before = -1
    while n_before < len(found):  # what is hidden parts its neighbours, so that another rule may see them only then
        n_before = len(found)
        for kind, find in RULES:
            spans = [Span(kind, start, end) for start, end in find(working) if start < end]
            working = _hidden(working, spans)
            found += spans
    found.sort(key=lambda span: span.start)
    return Masked(_written(text, found), tuple(found))


def without_masks(text: str) -> str:
    """Return the text without masks, for whoever counts its words."""
    return MASK.sub(" ", text) if "[" in text else text


def mask_names(text: str, spans: list[Span]) -> str:
    """Return the text with "[name]" at the places that a person chose."""
    return _written(text, sorted(spans, key=lambda span: span.start))


def possible_names(text: str) -> list[Span]:
    """Return where a name seems to stand in a text that was masked; a person decides. What is masked is not read."""
    return find_names(_hide_masks(text))


def _written(text: str, spans: list[Span]) -> str:
    parts, end = [], 0
    for span in spans:
        parts += [text[end : span.start], MASKS[span.kind]]
        end = span.end
    return "".join([*parts, text[end:]])


def _hidden(working: str, spans: list[Span]) -> str:
    """Return a text of the same length in which the spans can be read by no rule."""
    parts, end = [], 0
    for span in spans:
        parts += [working[end : span.start], _HIDDEN * (span.end - span.start)]
        end = span.end
    return "".join([*parts, working[end:]])


def _hide_masks(text: str) -> str:
    """Return a text of the same length in which masks are neither words nor spaces."""
    return MASK.sub(lambda found: _HIDDEN * len(found.group()), text) if "[" in text else text


def _plain_digits(text: str) -> str:
    """Return a text of the same length whose digits are 0 to 9, whichever script they were typed in."""
    return _DIGIT_OF_ANOTHER_SCRIPT.sub(_digit_of, text)


def _digit_of(found: re.Match[str]) -> str:
    letter = found.group()
    return str(int(letter)) if letter.isdecimal() else letter


def is_nhs_number(text: str) -> bool:
    """Say whether ten digits, spaced or not, are an NHS number: weights 10 to 2, 11 less the remainder modulo 11.

    A result of 11 is 0, of 10 belongs to no number; ten times the same digit is nobody's.
    Source: NHS Data Dictionary, modulus 11.
    """
    digits = [int(letter) for letter in text if letter.isdecimal()]
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check % 11 == digits[9] and check != 10


def is_card_number(text: str) -> bool:
    """Say whether the digits, spaced or not, pass the check of payment cards. Source: ISO/IEC 7812, Luhn."""
    digits = [int(letter) for letter in text if letter.isdecimal()]
    doubled = [sum(divmod(2 * digit, 10)) if place % 2 else digit for place, digit in enumerate(reversed(digits))]
    return 13 <= len(digits) <= 19 and len(set(digits)) > 1 and sum(doubled) % 10 == 0


Spans = Iterator[tuple[int, int]]

_EMAIL = re.compile(r"[\w.'+%&-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]\w{1,62}")
_EMAIL_IN_WORDS = re.compile(
    r"(?i)\b[\w.'+-]{1,64}(?: at [\w-]{1,63}| ?[(\[]at[)\]] ?[\w-]{1,63})"
    r"(?:(?: dot | ?[(\[]dot[)\]] ?)[^\W\d_]{2,20}){1,4}\b"
    r"|\b[\w.'+-]{1,64} ?[(\[]at[)\]] ?[\w-]{1,63}(?:\.[^\W\d_]{2,20}){1,4}\b"
)
# Ofcom: after the 0 there are nine or ten digits, the first of them 1, 2, 3, 5, 7, 8 or 9.
_PHONE = re.compile(
    r"(?<![\w.+])(?:(?:\+|\(\+|00|(?=447\d{9}(?!\d)))44\)?[ .-]{0,2}(?:\(0\)[ .-]{0,2})?|\(?0)"
    r"(?=[1235789])\d(?:[ ().\u2013-]{0,2}\d){8,9}(?!\w)"
)
_PHONE_BY_CUE = re.compile(
    r"(?i)\b(?:ring|call|text|phone|telephone|whatsapp) (?:me|us)(?: back)?(?: at| on)? (\d[\d ]{3,12}\d)(?!\w)"
    r"|\bmy (?:phone|telephone|mobile|tel|number|phone number|mobile number)(?: is|:|'s) (\d[\d ]{3,12}\d)(?!\w)"
)
_NHS = re.compile(r"(?<![\w.])\d{3}[ -]?\d{3}[ -]?\d{4}(?!\w)")
_NI = re.compile(
    r"(?i)(?<!\w)(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?\d\d[ -]?\d\d[ -]?\d\d[ -]?[A-D](?!\w)"
)
_CARD = re.compile(r"(?<![\w.])[2-6](?:\d{12,18}|\d{3}(?:[ -]\d{4}){2}[ -]\d{1,7}|\d{3}[ -]\d{6}[ -]\d{5})(?!\w)")
_POSTCODE = re.compile(
    r"(?<!\w)(?:([A-Z]{1,2})\d[A-Z\d]? {0,2}\d[ABD-HJLNP-UW-Z]{2}"
    r"|([a-z]{1,2}|[A-Z][a-z])\d[a-z\d]? {0,2}\d[abd-hjlnp-uw-z]{2})(?!\w)"
)
_POSTCODE_BY_CUE = re.compile(r"(?i)\bpost ?code(?: is|:|'s)? ([A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2})(?!\w)")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = (
    r"(?:\d{1,2}[/. -]\d{1,2}[/. -](?:\d{4}|\d\d)|\d{4}-\d{1,2}-\d{1,2}|\d{6}(?:\d\d)?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH},?(?: (?:of )?(?:\d{{4}}|\d\d))?"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?)"
)
_BIRTH_DATE = re.compile(
    r"(?i)\b(?:born|dob|d\.o\.b\.?|date of birth|birth date|birthday)(?:[:,-]| is| was| on| in| the){0,3} {0,2}"
    rf"({_DATE})(?!\w)"
)
_HANDLE = re.compile(r"(?<![\w@.])@([^\W\d]\w{1,29})(?!\w)")
_PROFILE = re.compile(
    r"(?i)\b(?:facebook|instagram|twitter|x|tiktok|linkedin|threads|youtube)\.com/(?:in/)?@?[\w.-]{2,60}\w"
)
_HANDLE_BY_CUE = re.compile(
    r"(?i)\b(?:insta(?:gram)?: {0,2}|my (?:insta|instagram|twitter|snapchat|snap|tiktok|facebook|discord)"
    r"(?: name| handle)?(?: is|:) {0,2})(\w[\w.]{1,29}\w)"
)
_PLATE = re.compile(
    r"(?<!\w)(?:[A-HJ-PR-Y][A-HJ-PR-Y]\d\d ?([A-HJ-PR-Z]{3})|[a-hj-pr-y][a-hj-pr-y]\d\d([a-hj-pr-z]{3})"
    r"|[A-HJ-NPR-TV-Y]\d{1,3}([A-HJ-PR-Y]{3}))(?!\w)"
)
_PLATE_BY_CUE = re.compile(
    r"(?i)\b(?:reg|registration|registration number|number plate|plate|reg number)(?: is| was|:|,)? "
    r"([A-Z]{2}\d\d ?[A-Z]{3}|[A-Z]\d{1,3} ?[A-Z]{3}|[A-Z]{3} ?\d{1,3}[A-Z]?)(?!\w)"
)
_STREET = (
    r"(?:street|road|avenue|lane|close|drive|crescent|court|place|gardens|grove|terrace|way|walk|square|mews|parade"
    r"|rise|row|villas|cottages)"
)
_SHORT_STREET = r"(?:St|Rd|Ave|Ln|Cres|Tce|Gdns)"
_NUMBER = r"(?:flat \w{1,4},? {1,2})?(?<![\w.\u00a3$])(?!(?:19|20)\d\d(?!\w))\d{1,4}[a-z]?(?:[-/]\d{1,4}[a-z]?)?,? "
_ADDRESS = re.compile(rf"(?i:{_NUMBER})(?:[A-Z][\w'\u2019]{{1,24}}\.? ){{1,3}}(?:(?i:{_STREET})|{_SHORT_STREET})(?!\w)")
_ADDRESS_BY_CUE = re.compile(
    r"(?i)\b(?:live|lives|lived|living|reside|resides|stay|home is|house is|address is|address:)"
    r"(?: at| in| on)?(?: number| no\.?)? "
    rf"((?:flat \w{{1,4}},? )?\d{{1,4}}[a-z]?,? (?:[^\W\d][\w'\u2019]{{0,24}} ){{1,3}}(?:{_STREET}|st|rd|ave|ln))(?!\w)"
)


def _whole(pattern: re.Pattern[str], holds: Callable[[re.Match[str]], bool] = lambda _found: True) -> "Rule":
    """Return a rule that finds the whole of what the pattern matches, where `holds` agrees."""

    def find(text: str) -> Spans:
        return (found.span() for found in pattern.finditer(text) if holds(found))

    return find


def _after_cue(pattern: re.Pattern[str]) -> "Rule":
    """Return a rule that finds the group that took part in the match: the words of the cue stay."""

    def find(text: str) -> Spans:
        return (found.span(found.lastindex or 0) for found in pattern.finditer(text))

    return find


def _has_area(found: re.Match[str]) -> bool:
    return (found.group(1) or found.group(2)).upper() in POSTCODE_AREAS


def _is_plate(found: re.Match[str]) -> bool:
    return (found.group(1) or found.group(2) or found.group(3)).lower() not in NOT_IN_A_PLATE


Rule = Callable[[str], Spans]

RULES: tuple[tuple[str, Rule], ...] = (
    ("email", _whole(_EMAIL)),
    ("email", _whole(_EMAIL_IN_WORDS)),
    ("birth_date", _after_cue(_BIRTH_DATE)),
    ("card", _whole(_CARD, lambda found: is_card_number(found.group()))),
    ("phone", _whole(_PHONE)),
    ("nhs_number", _whole(_NHS, lambda found: is_nhs_number(found.group()))),
    ("phone", _after_cue(_PHONE_BY_CUE)),
    ("ni_number", _whole(_NI)),
    ("plate", _after_cue(_PLATE_BY_CUE)),
    ("postcode", _whole(_POSTCODE, _has_area)),
    ("postcode", _after_cue(_POSTCODE_BY_CUE)),
    ("plate", _whole(_PLATE, _is_plate)),
    ("handle", _whole(_PROFILE)),
    ("handle", _whole(_HANDLE, lambda found: found.group(1).lower() not in NO_HANDLE)),
    ("handle", _after_cue(_HANDLE_BY_CUE)),
    ("address", _whole(_ADDRESS)),
    ("address", _after_cue(_ADDRESS_BY_CUE)),
)
"""Kind and rule, the surest first: what one rule hides, the next does not read."""
