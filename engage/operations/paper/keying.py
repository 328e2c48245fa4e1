"""Passes through a form: closed questions first and second, and the free text. Each field is kept as it is left."""

import logging

from sqlalchemy import select

from engage.errors import PaperRefused
from engage.extensions import db
from engage.extracts import paper as extracts
from engage.models import KeyedValue, Keying, PaperForm
from engage.operations import texts, transaction
from engage.operations.paper.asked import SPOKEN, keyed_in
from engage.operations.paper.recording import record_if_whole
from engage.operations.responses import lock
from engage.operations.staff import note
from forms.paper.keys import Keyed

log = logging.getLogger(__name__)

KINDS = ("first", "second", "text")


def take(form, kind, actor, now):
    """Begin a pass, or go on with one's own. PaperRefused says who has it, or why this person may not."""
    with transaction():
        _hold(form)
        _refuse_unready(form)
        found = _find(form, kind)
        if found is None:
            _refuse_unsuited(form, kind, actor)
            found = Keying(form_id=form.id, kind=kind, keyed_by_id=actor.id, started_at=now)
            db.session.add(found)
            note(actor, "began_keying", "paper_form", form.public_id, now, kind=kind)
        elif found.keyed_by_id != actor.id:
            done = "has keyed" if found.finished_at else "is keying"
            raise PaperRefused("form", f"{found.keyed_by.email} {done} this form. Nothing of it was changed")
    return found


def take_next(batch, kind, actor, now):
    """Begin a pass of the next form of this batch that waits for one, or go on with one's own; None when none is."""
    waiting = extracts.to_key_again(batch) if kind == "second" else extracts.to_key(batch, kind)
    for form in waiting:
        found = extracts.keying(form, kind)
        if found is None or found.keyed_by_id == actor.id:
            try:
                return take(form, kind, actor, now)
            except PaperRefused as refused:
                log.info("form %s is passed over: %s", form.public_id, refused)
    return None


def save(form, kind, field, keyed, locale, margin, actor, now):
    """Append what was seen in one field, unless it says what it said before."""
    with transaction():
        _hold(form)
        _own(form, kind, actor)
        if field not in {asked.field for asked in keyed_in(form, kind)}:
            raise PaperRefused(field, "This form has no such question")
        return _append(form, source_of(kind), field, keyed, locale, margin, actor, now)


def save_rest(form, kind, fields, actor, now):
    """Nothing is ticked in these fields of one page, as far as they were not keyed."""
    with transaction():
        _hold(form)
        _own(form, kind, actor)
        there = extracts.newest(form.id, source_of(kind))
        for asked in keyed_in(form, kind):
            if asked.field in fields and asked.field not in there:
                _append(form, source_of(kind), asked.field, Keyed(missing="none"), None, None, actor, now)


def finish(form, kind, actor, secret_key, now):
    """End the pass. Every question must have been keyed; returns the fields that were not, and then ends nothing."""
    with transaction():
        _hold(form)
        keying = _own(form, kind, actor)
        missing = unkeyed(form, kind)
        if missing:
            return missing
        _refuse_sent(form)
        keying.finished_at = now
        note(actor, "finished_keying", "paper_form", form.public_id, now, kind=kind)
        record_if_whole(form, secret_key, now)
        if form.batch is None:  # nobody keys a conversation a second time
            texts.mask_keyed([form])
    return []


def reopen(form, kind, actor, now):
    """The person who keyed a form mends it, as long as nobody has keyed it a second time."""
    with transaction():
        _hold(form)
        _refuse_unready(form)
        found = _find(form, kind)
        if found is None or found.keyed_by_id != actor.id or found.finished_at is None:
            raise PaperRefused("form", "Only who has keyed this form can open it again")
        if kind == "second" or (kind == "first" and _find(form, "second") is not None):
            raise PaperRefused("form", "The second keying of this form has begun. A difference is settled instead")
        found.finished_at = None
        note(actor, "reopened_keying", "paper_form", form.public_id, now, kind=kind)
    return found


def settle(form, field, keyed, reason, actor, secret_key, now):
    """A third person looks at the page and decides; both values, the decision and the reason stay."""
    with transaction():
        _hold(form)
        if form.batch is not None and form.batch.closed_at is not None:
            raise PaperRefused("form", "This batch is closed. Nothing in it can change any more")
        if not may_settle(form, actor):
            raise PaperRefused("form", "You keyed this form. A difference is settled by a third person")
        found = next((one for one in extracts.compare([form]).differences if one.field == field), None)
        if found is None:
            raise PaperRefused("form", "Nothing differs in this field")
        value = KeyedValue(
            form_id=form.id,
            field=field,
            source="settled",
            choices=list(keyed.choices),
            text=keyed.text,
            value=keyed.value,
            missing=keyed.missing,
            keyed_by_id=actor.id,
            keyed_at=now,
            reason=reason,
        )
        db.session.add(value)
        db.session.flush()
        note(actor, "settled_field", "paper_form", form.public_id, now, field=field, reason=reason)
        record_if_whole(form, secret_key, now)
    return value


def may_settle(form, actor):
    return actor.id not in keyers(form, "first") | keyers(form, "second")


def keyers(form, source):
    """Ids of everybody who keyed a closed question of this source, or has its pass; not of who typed the free text."""
    closed = [asked.field for asked in keyed_in(form, source)]
    sources = ("first", "scan") if source == "first" else (source,)
    values = select(KeyedValue.keyed_by_id).where(KeyedValue.form_id == form.id, KeyedValue.source.in_(sources))
    passes = select(Keying.keyed_by_id).filter_by(form_id=form.id, kind=source)
    people = db.session.scalars(values.where(KeyedValue.field.in_(closed), KeyedValue.keyed_by_id.is_not(None)))
    return {*people, *db.session.scalars(passes)}


def unkeyed(form, kind):
    """The fields of this pass without a value, in the order of the paper."""
    there = extracts.newest(form.id, source_of(kind))
    return [asked.field for asked in keyed_in(form, kind) if asked.field not in there]


def source_of(kind):
    """The free text is keyed once: it is a first keying."""
    return "second" if kind == "second" else "first"


def find_form(public_id):
    return db.session.scalar(select(PaperForm).filter_by(public_id=public_id))


def _hold(form):
    db.session.refresh(form, with_for_update=True)
    db.session.expire(form, ["keyings"])


def _find(form, kind):
    return next((found for found in form.keyings if found.kind == kind), None)


def _own(form, kind, actor):
    """The unfinished Keying of this person."""
    _refuse_unready(form)
    found = _find(form, kind)
    if found is None:
        raise PaperRefused("form", "A supervisor has given this form to somebody else. Open it again from the batch")
    if found.keyed_by_id != actor.id:
        raise PaperRefused("form", f"{found.keyed_by.email} is keying this form. Nothing of it was changed")
    if found.finished_at is not None:
        raise PaperRefused("form", "This form is finished. Open it again to change it")
    return found


def _refuse_unready(form):
    if form.batch is not None and form.batch.closed_at is not None:
        raise PaperRefused("form", "This batch is closed. Nothing in it can change any more")
    if form.rejected_at is not None:
        raise PaperRefused("form", "This form is rejected")
    if extracts.is_held(form) and form.held_reason != "pages":
        raise PaperRefused("form", "This form is held. A supervisor decides whether it counts")


def _refuse_unsuited(form, kind, actor):
    if kind != "second":
        return
    if form.batch is None or form not in extracts.sample(form.batch) or extracts.to_key(form.batch, "first"):
        raise PaperRefused("form", "This form is not keyed a second time")
    if actor.id in keyers(form, "first"):
        raise PaperRefused("form", "You keyed this form first. Somebody else keys it the second time")


def _refuse_sent(form):
    """A draft that was begun on line: its person may have sent it meanwhile."""
    if form.kind not in SPOKEN or form.response is None:
        return
    lock(form.response)
    if form.response.submitted_at is not None and form.response.channel == "online":
        raise PaperRefused("form", "The person has sent this questionnaire themselves meanwhile. Nothing was changed")


def _append(form, source, field, keyed, locale, margin, actor, now):
    rows = select(KeyedValue).filter_by(form_id=form.id, field=field, source=source).order_by(KeyedValue.id.desc())
    last = db.session.scalars(rows.limit(1)).first()
    said = (list(keyed.choices), keyed.text, keyed.value, keyed.missing, locale, margin)
    if last is not None and (last.choices, last.text, last.value, last.missing, last.locale, last.note) == said:
        return last
    value = KeyedValue(
        form_id=form.id,
        field=field,
        source=source,
        choices=list(keyed.choices),
        text=keyed.text,
        value=keyed.value,
        missing=keyed.missing,
        locale=locale,
        note=margin,
        keyed_by_id=actor.id,
        keyed_at=now,
    )
    db.session.add(value)
    db.session.flush()
    return value
