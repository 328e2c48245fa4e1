"""Batches and the custody of their forms: what came, what is held, who may open it, and when it may close."""

import secrets

from sqlalchemy import func, select

from analysis import ranking
from engage.errors import NotYourBatch, PaperRefused
from engage.extensions import db
from engage.extracts import paper as extracts
from engage.models import (
    LAYOUTS,
    BatchShare,
    Keying,
    PaperBatch,
    PaperForm,
    PrintedForm,
    Questionnaire,
    QuestionnaireVersion,
    Role,
)
from engage.operations import texts, transaction
from engage.operations.paper.recording import record_if_whole
from engage.operations.staff import find_active, note
from engage.publishing import newest_version
from forms.paper import serials

SUPERVISORS = (Role.ENGAGEMENT_OFFICER,)


def open_batch(consultation, label, received_from, received_on, kept_at, counted, actor, now):
    """counted : layout -> how many forms were counted by hand."""
    with transaction():
        if db.session.scalar(select(PaperBatch.id).filter_by(consultation_id=consultation.id, label=label)):
            raise PaperRefused("q_label", "Another batch has this label. Write another one on the bundle")
        batch = PaperBatch(
            public_id=secrets.token_urlsafe(9),
            consultation_id=consultation.id,
            label=label,
            received_from=received_from,
            received_on=received_on,
            kept_at=kept_at,
            **{f"n_{layout}": counted[layout] for layout in LAYOUTS},
            opened_by_id=actor.id,
            opened_at=now,
            seed=secrets.randbelow(2**31),
        )
        db.session.add(batch)
        note(actor, "opened_batch", "paper_batch", batch.public_id, now, counted=counted)
    return batch


def refuse_stranger(batch, actor):
    """NotYourBatch, unless this person opened the batch, was let into it, or supervises."""
    if actor.holds(SUPERVISORS, batch.consultation) or batch.opened_by_id == actor.id:
        return
    if db.session.get(BatchShare, (batch.id, actor.id)) is None:
        raise NotYourBatch(batch.opened_by.email)


def share(batch, email, actor, now):
    """Let another clerk into the batch."""
    staff = find_active(email)
    if staff is None or not staff.holds([Role.DATA_ENTRY_CLERK], batch.consultation):
        raise PaperRefused("q_email", "No data-entry clerk has this email address. Check it, or ask an administrator")
    with transaction():
        if db.session.get(BatchShare, (batch.id, staff.id)) is None:
            share = BatchShare(batch_id=batch.id, staff_id=staff.id, shared_by_id=actor.id, shared_at=now)
            db.session.add(share)
            note(actor, "shared_batch", "paper_batch", batch.public_id, now, with_staff=staff.public_id)
    return staff


def add_printed(batch, typed, postmarked_on, is_sure, actor, now):
    """Add the form with this serial. A second copy, a stranger's form and a late one are held, and take from no other.

    is_sure : the number was compared with the paper, although we printed none such
    """
    serial = serials.read(typed)
    if serial is None:
        raise PaperRefused("q_serial", "This serial number is not right. Compare each of its 9 digits with the paper")
    with transaction():
        _hold_open(batch)
        printed = db.session.scalar(select(PrintedForm).filter_by(serial=serial))
        if printed is None and not is_sure:
            raise PaperRefused(
                "q_serial",
                f"We printed no form {serials.spaced(serial)}. Compare it with the paper. "
                "If the paper says so, tick “The paper says so” and add it again: it is held",
            )
        form = _stranger(batch, serial) if printed is None else _printed(batch, printed)
        return _add(batch, form, postmarked_on, actor, now)


def add_unnumbered(batch, sheet_number, layout, locale, postmarked_on, actor, now):
    """Add a photocopy or a letter, by its number on the batch sheet."""
    with transaction():
        _hold_open(batch)
        if db.session.scalar(select(PaperForm.id).filter_by(batch_id=batch.id, sheet_number=sheet_number)):
            raise PaperRefused("q_number", f"Number {sheet_number} of the batch sheet is in this batch already")
        form = PaperForm(
            version_id=newest_version(batch.consultation).id,
            kind="unnumbered",
            layout=layout,
            locale=locale,
            sheet_number=sheet_number,
        )
        return _add(batch, form, postmarked_on, actor, now)


def hold_pages(form, actor, now, detail):
    """Hold a form of which pages are missing or there twice. What was keyed stays."""
    with transaction():
        _hold_open(form.batch)
        db.session.refresh(form, with_for_update=True)
        if form.response_id is not None or form.rejected_at is not None:
            raise PaperRefused("q_detail", "This form is decided already")
        form.held_reason, form.released_at, form.released_by_id, form.release_reason = "pages", None, None, None
        note(actor, "held_form", "paper_form", form.public_id, now, reason="pages", detail=detail)


def release(form, reason, actor, secret_key, now):
    """Let a held form count, although it is a second copy, late or incomplete."""
    with transaction():
        _hold_open(form.batch)
        db.session.refresh(form, with_for_update=True)
        if form.held_reason == "foreign":
            raise PaperRefused("q_reason", "This form is not of this consultation. Reject it, and say where it went")
        if form.held_reason is None or form.released_at is not None or form.rejected_at is not None:
            raise PaperRefused("q_reason", "This form is not held")
        form.released_by_id, form.released_at, form.release_reason = actor.id, now, reason
        note(actor, "released_form", "paper_form", form.public_id, now, reason=reason)
        record_if_whole(form, secret_key, now)


def reject(form, reason, actor, now):
    """Leave a form out for good, with the reason. A form that counts cannot be rejected."""
    with transaction():
        _hold_open(form.batch)
        db.session.refresh(form, with_for_update=True)
        if form.response_id is not None:
            raise PaperRefused("q_reason", "This form is entered and counts. It cannot be rejected any more")
        if form.rejected_at is not None:
            raise PaperRefused("q_reason", "This form is rejected already")
        form.rejected_by_id, form.rejected_at, form.rejected_reason = actor.id, now, reason
        note(actor, "rejected_form", "paper_form", form.public_id, now, reason=reason)


def hand_over(keying, actor, now):
    """Take an unfinished pass from its person, so that somebody else can go on. What was keyed stays."""
    with transaction():
        db.session.refresh(keying, with_for_update=True)
        if keying.finished_at is not None:
            raise PaperRefused("q_reason", "This pass is finished")
        form = keying.form
        note(actor, "freed_keying", "paper_form", form.public_id, now, kind=keying.kind, of=keying.keyed_by.public_id)
        db.session.delete(keying)


def close(batch, reason, actor, now):
    """Close the batch when nothing is left to do, or because a supervisor says why all the same."""
    with transaction():
        _hold_open(batch)
        left = extracts.left_to_do(batch)
        if left and not (reason and actor.holds(SUPERVISORS, batch.consultation)):
            raise PaperRefused("q_reason", "This batch cannot close yet: " + "; ".join(left))
        compared = extracts.comparison(batch)
        batch.n_compared, batch.n_differing, batch.n_wrong = compared.n_fields, compared.n_differing, compared.n_wrong
        if compared.n_fields:
            batch.wrong_upper = float(ranking.wilson([compared.n_wrong], [compared.n_fields])[1][0])
        batch.closed_by_id, batch.closed_at, batch.closing_reason = actor.id, now, reason or None
        texts.mask_keyed(db.session.scalars(select(PaperForm).filter_by(batch_id=batch.id)).all())
        note(actor, "closed_batch", "paper_batch", batch.public_id, now, left=left, reason=reason or None)


def _hold_open(batch):
    """Lock the batch; a closed one changes no more."""
    db.session.refresh(batch, with_for_update=True)
    if batch.closed_at is not None:
        raise PaperRefused("batch", "This batch is closed. Nothing in it can change any more")


def _printed(batch, printed):
    layout = printed.paper_layout
    consultation_id = db.session.scalar(
        select(Questionnaire.consultation_id)
        .join(QuestionnaireVersion)
        .where(QuestionnaireVersion.id == layout.version_id)
    )
    copies = select(func.max(PaperForm.copy)).where(PaperForm.printed_form_id == printed.id)
    db.session.refresh(printed, with_for_update=True)  # the same serial in two batches at one moment
    standing = select(PaperForm.id).filter_by(printed_form_id=printed.id, rejected_at=None)
    is_foreign = consultation_id != batch.consultation_id
    is_second = db.session.scalars(standing).first() is not None
    return PaperForm(
        version_id=layout.version_id,
        kind="printed",
        layout=layout.layout,
        locale=layout.locale,
        printed_form_id=printed.id,
        copy=(db.session.scalar(copies) or 0) + 1,
        held_reason="foreign" if is_foreign else "duplicate" if is_second else None,
    )


def _stranger(batch, serial):
    """A form with a number that we never printed: it stands on the batch sheet, after all others."""
    highest = db.session.scalar(select(func.max(PaperForm.sheet_number)).where(PaperForm.batch_id == batch.id))
    return PaperForm(
        version_id=newest_version(batch.consultation).id,
        kind="unnumbered",
        layout="standard",
        locale="en",
        sheet_number=max(highest or 0, 9000) + 1,
        typed_serial=serial,
        held_reason="foreign",
    )


def _add(batch, form, postmarked_on, actor, now):
    form.public_id = secrets.token_urlsafe(9)
    form.batch_id, form.postmarked_on, form.added_by_id, form.added_at = batch.id, postmarked_on, actor.id, now
    last_day = batch.consultation.last_paper_day
    if form.held_reason is None and (postmarked_on or batch.received_on) > last_day:
        form.held_reason = "late"
    db.session.add(form)
    db.session.flush()
    note(actor, "added_form", "paper_form", form.public_id, now, batch=batch.public_id, held=form.held_reason)
    return form


def keying_of(form, kind):
    return db.session.scalar(select(Keying).filter_by(form_id=form.id, kind=kind))
