"""Where a name seems to stand in a text, by the words around it. A machine without a dictionary of names cannot know:
a person looks at each place."""

import re
from collections.abc import Iterator

from analysis.spans import Span

NO_NAMES = frozenset(
    """
    I I'm I've I'd It The A An And But My Our We He She They You This That There These Those In On At Is Are Was Has
    Not No So If When For To Of By As Or Who What Why How
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September
    October November December Christmas Easter Ramadan Eid Diwali
    English Welsh Polish Scottish Irish British Muslim Christian Jewish Hindu Sikh
    GP GPs NHS A&E MP MPs UK EU TV BBC DWP PIP ADHD SEN SEND BSL OAP HIV OK COVID Covid CAMHS
    """.split()
)
"""Words with a capital that name no person; the first word after a cue is compared with them."""

NO_NAMES_IN_SMALL_LETTERS = frozenset(
    """
    not on in at the a an and but or to of for from being never no so very too also because is was are private
    irrelevant confidential withheld mud secret here there still above below misspelt
    """.split()
)
"""What follows "my name is" without being one."""

_CAPITAL = r"[^\W\d_a-z][^\W\d_]{0,24}(?:['\u2019-][^\W\d_]{1,24}){0,2}"
_NAME = rf"{_CAPITAL}(?: (?:de |van |von |bin |al-|ap |ferch )?{_CAPITAL}){{0,2}}"
_ANY_WORD = r"[^\W\d_]{2,25}(?:['\u2019-][^\W\d_]{1,24})?"

_SAID = re.compile(
    r"(?i:\b(?:my (?:full |first )?name is|my name's|i am called|i'm called|name:|fy enw i yw|fy enw yw"
    r"|mam na imi\u0119|nazywam si\u0119|\u0627\u0633\u0645\u064a)) {1,2}"
    rf"({_NAME}|{_ANY_WORD}(?: {_ANY_WORD})?)"
)
_SAID_WITH_CAPITAL = re.compile(
    rf"(?i:\b(?:i am|i'm|this is|signed|called|named|ask for|speak to|spoke to|contact)) ({_NAME})"
)
_TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Doctor|Sir|Dame|Lady|Lord|Cllr|Councillor|Rev|Reverend|Father|Imam|Rabbi"
    rf"|Nurse|PC|Pan|Pani|Uncle|Auntie|Aunt|Nan|Grandad)\.? ({_NAME})"
)
_RELATIVE = (
    r"(?:son|daughter|husband|wife|mum|mam|mother|dad|father|partner|brother|sister|nan|nana|gran|grandma|grandad"
    r"|grandmother|grandfather|grandson|granddaughter|friend|neighbour|carer|boss|manager|teacher|doctor|gp|nurse"
    r"|dentist|landlord|worker|uncle|auntie|aunt|cousin|nephew|niece|boyfriend|girlfriend|fianc\u00e9e?|baby|child"
    r"|twins?|kid|lad|ex|midwife|consultant|therapist)"
)
_RELATION = re.compile(
    r"(?i:\b(?:my|our|his|her|their) (?:late |own |dear |little |old |young(?:est|er)? |older |oldest |elderly |elder "
    r"|eldest |disabled |best |next[ -]door |social |head )?"
    rf"{_RELATIVE},? (?:is called |called |named |is )?)({_NAME})"
)
_FAREWELL = (
    r"(?:kind regards|best regards|warm regards|regards|yours sincerely|yours faithfully|yours truly|yours|best wishes"
    r"|many thanks|thanks|thank you|cheers|sincerely|diolch|cofion|cofion gorau|pozdrawiam|dzi\u0119kuj\u0119"
    r"|\u0634\u0643\u0631\u0627)"
)
_SIGN_OFF = re.compile(
    rf"(?i:\b{_FAREWELL})[ ,.!]{{0,4}}[\r\n ]{{0,4}}[-\u2013\u2014]?[ ]?"
    rf"({_NAME}|{_ANY_WORD}(?: {_ANY_WORD})?)[ .!]{{0,3}}\Z"
)
_SIGN_OFF_LINE = re.compile(rf"[\r\n][-\u2013\u2014 ]{{0,3}}({_CAPITAL}(?: {_CAPITAL}){{1,2}}|{_CAPITAL})[ .]{{0,3}}\Z")
_DASH_SIGN_OFF = re.compile(rf"[.!?] ?[-\u2013\u2014]{{1,2}} ?({_CAPITAL}(?: {_CAPITAL})?)[ .]{{0,3}}\Z")

_CUES = (_SAID, _SAID_WITH_CAPITAL, _TITLE, _RELATION, _SIGN_OFF, _SIGN_OFF_LINE, _DASH_SIGN_OFF)
#: a text ends within so many letters of its last words; only the end is searched for a sign-off
_END = 200


def find_names(text: str) -> list[Span]:
    """Return places of possible names in their order, none inside another.

    Cues: "my name is", a title before a capital, a relation ("my son") before a capital, a sign-off at the end.
    """
    found: list[Span] = []
    end = 0
    for start, stop in sorted(_places(text)):
        if start >= end:
            found.append(Span("name", start, stop))
            end = stop
    return found


def _places(text: str) -> Iterator[tuple[int, int]]:
    tail = max(0, len(text.rstrip()) - _END)
    for cue in _CUES:
        ends_text = cue in (_SIGN_OFF, _SIGN_OFF_LINE, _DASH_SIGN_OFF)
        for found in cue.finditer(text, tail if ends_text else 0, len(text.rstrip())):
            start, stop = found.span(1)
            if place := _without_other_words(text, start, stop):
                yield place


def _without_other_words(text: str, start: int, stop: int) -> tuple[int, int] | None:
    """Return the place up to the first word that is no name; None if it begins with one."""
    end = start
    for word in re.finditer(r"[^\s]+", text[start:stop]):
        said = word.group()
        if said in NO_NAMES or said.lower() in NO_NAMES_IN_SMALL_LETTERS or said.split("'")[0] in NO_NAMES:
            break
        end = start + word.end()
    return (start, end) if end > start else None
