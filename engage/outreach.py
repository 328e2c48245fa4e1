"""Words for how people are reached, the same on public and staff pages: crisis lines and topics of requests."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class HelpLine:
    """A number that answers day and night; `standard` and `easy_read` say for what."""

    number: str
    #: what a telephone does with it
    address: str
    standard: Any
    easy_read: Any
    picture: str


#: at the foot of every page, in this order
CRISIS_LINES = (
    HelpLine("999", "tel:999", _l("if somebody is in danger now"), _l("Somebody is in danger now."), "police_car"),
    HelpLine(
        "111", "tel:111", _l("NHS, if you need medical help soon"), _l("You need a doctor or nurse soon."), "doctor"
    ),
    HelpLine(
        "116 123", "tel:116123", _l("Samaritans, at any time, to talk to somebody"), _l("Talk to Samaritans."), "speech"
    ),
    HelpLine(
        "85258", "sms:85258", _l("text SHOUT to this number, free at any time"), _l("Text the word SHOUT."),
        "mobile_phone",
    ),
)  # fmt: skip

#: topic of a request -> its words for staff
TOPIC_NAMES = {
    "paper": _l("A paper form"),
    "large_print": _l("Large print"),
    "easy_read": _l("Easy Read on paper"),
    "language": _l("Another language"),
    "braille": _l("Braille"),
    "audio": _l("Audio"),
    "sign_language": _l("British Sign Language"),
    "help": _l("Help to answer"),
    "problem": _l("A problem with this website"),
    "something_else": _l("Something else"),
}
