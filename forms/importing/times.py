"""When a response was submitted, as other systems write it. What could be two days is never guessed."""

import datetime as dt
import re

from forms.delivery.days import read_days

#: how a date can be read: one way only, day first, month first, or either
ORDERS = ("plain", "either", "day_first", "month_first")
TIME = re.compile(
    r"(?:[t ,]+)(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?\s*([ap]\.?m\.?)?\s*(z|utc|gmt|bst|[+-]\d{2}:?\d{2})?$"
)
NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})")
LONGEST = 40


def order_of(text: str) -> str:
    """Return in which order day and month stand in this text, one of ORDERS; "" if it is no date."""
    if len(text) > LONGEST or not text[:1].isalnum() or not any(sign.isdigit() for sign in text):
        return ""
    day, _hours = _parts(text)
    meanings = read_days(day)
    if not meanings.days:
        return ""
    if meanings.is_ambiguous:
        return "either"
    found = NUMBERS.fullmatch(day)
    if not found or int(found[1]) == int(found[2]):
        return "plain"
    return "day_first" if int(found[1]) > 12 else "month_first"


def read_time(text: str, day_first: bool | None) -> dt.datetime | None:
    """Return the moment, in UTC where the text names no zone; None if it is no date, or could be two."""
    if len(text) > LONGEST:
        return None
    day_text, hours = _parts(text)
    day = read_days(day_text, day_first).day
    if day is None:
        return None
    moment = dt.datetime.combine(day, dt.time(), dt.UTC)
    try:
        return moment + hours
    except OverflowError:
        return None


def _parts(text: str) -> tuple[str, dt.timedelta]:
    """The day, and the time after its midnight in UTC."""
    words = text.strip().lower()
    found = TIME.search(words)
    if not found:
        return words, dt.timedelta()
    hour, minute = int(found[1]), int(found[2])
    if found[3]:
        hour = hour % 12 + (12 if found[3].startswith("p") else 0)
    zone = found[4] or ""
    ahead = dt.timedelta(hours=1) if zone == "bst" else dt.timedelta()
    if zone[:1] in ("+", "-"):
        ahead = dt.timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:])) * (-1 if zone[0] == "-" else 1)
    if hour > 23 or minute > 59:
        return words, dt.timedelta()
    return words[: found.start()].strip(), dt.timedelta(hours=hour, minutes=minute) - ahead
