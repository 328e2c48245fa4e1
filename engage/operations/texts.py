"""Free text on its way in: what identifies somebody is masked as it is saved, and what was typed is kept sealed."""

import logging
import secrets

from sqlalchemy import delete, select

from analysis.redaction import mask, mask_names, possible_names
from analysis.spans import Span
from engage.errors import CannotUnseal, OriginalErased
from engage.extensions import db
from engage.models import (
    Answer,
    Contribution,
    KeyedValue,
    OriginalText,
    TextCheck,
    TextReading,
    TopicNote,
)
from engage.models.keys import key_of
from engage.operations import transaction
from engage.operations.staff import note
from engage.originals import masked_in, original_of, typed_in

log = logging.getLogger(__name__)

SEALED_OTHERWISE = (
    "What was typed here was sealed with another ENGAGE_CONTACT_KEY. "
    "Names in this text can change once that key is back."
)
WAITING, MASKED, LEFT = "waiting", "masked", "left"
#: model -> (the column of a check that points at it, the attribute that holds its text)
PLACES = {
    Answer: ("answer_id", "text"),
    Contribution: ("contribution_id", "text"),
    TopicNote: ("topic_note_id", "notes"),
}


def write(row, typed, again=False):
    """Inside the caller's transaction: put what was typed into its row, masked, and note what a person has to look at.

    row   : Answer, Contribution or TopicNote that has its id
    typed : the text or None
    again : by the rules as they are now, also where nothing new was typed
    Saving the same words once more changes nothing, so that what a person decided about names stays.
    """
    column, attribute = PLACES[type(row)]
    place, kept = {column: row.id}, getattr(row, attribute)
    original = _find(OriginalText, place) if kept else None
    if not again and _says_the_same(typed, kept, original):
        return
    if typed and original is not None and masked_in(original) == kept and typed.startswith(kept):
        typed = typed_in(original) + typed[len(kept) :]  # somebody who sees the masks went on writing
    if kept:
        _forget(place)
    masked = mask(typed) if typed else None
    setattr(row, attribute, masked.text if masked else typed)
    if masked is None:
        return
    names = possible_names(masked.text)
    if masked.found:
        db.session.add(original_of(place, typed, masked.text, key_of(row)))
    if masked.found or names:
        waiting = [{"start": span.start, "end": span.end, "state": WAITING} for span in names]
        public_id = secrets.token_urlsafe(12)
        check = TextCheck(public_id=public_id, masked=masked.counts(), names=waiting, n_waiting=len(waiting), **place)
        db.session.add(check)


def mask_keyed(forms):
    """Inside the caller's transaction: mask what was keyed from these forms, once no clerk compares it any more."""
    rows = select(KeyedValue).where(
        KeyedValue.form_id.in_([form.id for form in forms]),
        KeyedValue.text.is_not(None),
        KeyedValue.field.not_like("who.%"),
    )
    for value in db.session.scalars(rows):
        masked = mask(value.text)
        if masked.found:
            value.text = masked.text


def decide(check, number, state, actor, now):
    """Mask one name of a text, or leave it ("left"), or let it wait again. False if there is no such name any more."""
    with transaction():
        db.session.refresh(check, with_for_update=True)
        if number >= len(check.names):
            return False
        names = [dict(name) for name in check.names]
        names[number]["state"] = state
        _keep_names(check, names, actor, now)
        note(actor, f"{state}_name", "text_check", check.public_id, now, number=number)
    return True


def mask_words(check, words, actor, now):
    """Mask these words wherever they stand in the text; how many places that is."""
    with transaction():
        db.session.refresh(check, with_for_update=True)
        base, names = _base(check), [dict(name) for name in check.names]
        start, n_places = base.find(words), 0
        while words and start >= 0:
            end = start + len(words)
            names = [name for name in names if name["end"] <= start or end <= name["start"]]
            names.append({"start": start, "end": end, "state": MASKED})
            n_places += 1
            start = base.find(words, end)
        if n_places:
            _keep_names(check, sorted(names, key=lambda name: name["start"]), actor, now)
            note(actor, "masked_words", "text_check", check.public_id, now, places=n_places)
    return n_places


def text_of(check):
    """(the text as the rules left it, the text as it stands). Without an original they are the same."""
    row, attribute = _row_of(check)
    original = _find(OriginalText, _place_of(check))
    kept = getattr(row, attribute)
    return (original and masked_in(original)) or kept, kept


def open_original(check, reason, actor, now):
    """The text as it was typed, or None if it is erased. Who opened it and why is written down first."""
    with transaction():
        note(actor, "opened_original", "text_check", check.public_id, now, reason=reason)
    original = _find(OriginalText, _place_of(check))
    return typed_in(original) if original is not None else None


def mask_again(row):
    """Run the rules as they are now over one text that is there; True if anything changed. Erased originals stay so.

    Raises CannotUnseal, and changes nothing, where what was typed is sealed with another key.
    """
    column, attribute = PLACES[type(row)]
    with transaction():
        db.session.refresh(row, with_for_update=True)
        original, kept = _find(OriginalText, {column: row.id}), getattr(row, attribute)
        check = _find(TextCheck, {column: row.id})
        is_erased = check is not None and check.masked and original is None
        if kept and not is_erased and (check is None or check.looked_at is None):
            if original is not None and typed_in(original) is None:
                raise CannotUnseal(SEALED_OTHERWISE)
            write(row, typed_in(original) if original is not None else kept, again=True)
            db.session.flush()
        return getattr(row, attribute) != kept


def _says_the_same(typed, kept, original):
    if typed == kept:
        return True
    return typed is not None and original is not None and typed in (typed_in(original), masked_in(original))


def _keep_names(check, names, actor, now):
    base = _base(check)
    row, attribute = _row_of(check)
    place = _place_of(check)
    original = _find(OriginalText, place)
    if original is not None and masked_in(original) is None:
        raise CannotUnseal(SEALED_OTHERWISE)
    if original is None:
        if any(name["state"] == MASKED for name in check.names):
            raise OriginalErased("What was typed here is erased by now. Names in this text can change no more.")
        db.session.add(original_of(place, base, base, key_of(row)))
    hidden = [Span("name", name["start"], name["end"]) for name in names if name["state"] == MASKED]
    setattr(row, attribute, mask_names(base, hidden))
    check.names, check.n_waiting = names, sum(name["state"] == WAITING for name in names)
    check.looked_at, check.looked_by_id = now, actor.id


def _base(check):
    return text_of(check)[0]


def _row_of(check):
    """(the row that holds the text, the name of its attribute)."""
    for model, (column, attribute) in PLACES.items():
        if (number := getattr(check, column)) is not None:
            return db.session.get_one(model, number), attribute
    raise LookupError(check.public_id)


def _place_of(check):
    return {column: number for column, _attribute in PLACES.values() if (number := getattr(check, column)) is not None}


def _find(model, place):
    return db.session.scalar(select(model).filter_by(**place))


def _forget(place):
    """Leave nothing of what stood there before beside the text."""
    for model in (OriginalText, TextCheck):
        db.session.execute(delete(model).filter_by(**place).execution_options(synchronize_session="fetch"))
    if "answer_id" in place:
        reading = delete(TextReading).filter_by(**place)
        db.session.execute(reading.execution_options(synchronize_session="fetch"))
