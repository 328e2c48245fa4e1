"""Conversations: somebody says their answers by telephone or beside a helper, who keys them."""

import secrets

from sqlalchemy import select

from engage import return_codes
from engage.errors import Closed, NotOpen, PaperRefused
from engage.extensions import db
from engage.models import KeyedValue, Keying, PaperForm, Response
from engage.operations import transaction
from engage.operations.responses import refuse_closed
from engage.operations.returning import count_failure
from engage.operations.staff import note
from engage.publishing import newest_version


def begin(consultation, kind, layout, locale, helped_by, has_interpreter, actor, now):
    """A PaperForm without paper. What happens with the answers was read out before, and the person agreed."""
    try:
        if now < consultation.opens_at:
            raise NotOpen
        refuse_closed(consultation, now)
    except (NotOpen, Closed) as error:
        raise PaperRefused("kind", "The consultation is not open now. No answers can be taken") from error
    version = newest_version(consultation)
    with transaction():
        return _add(version.id, kind, layout, locale, helped_by, has_interpreter, actor, now)


def find_draft(consultation, code, actor, secret_key, now, grace):
    """The Response that this return code opens, if it is a draft of this consultation. PaperRefused says why not."""
    fingerprint = return_codes.fingerprint(secret_key, code)
    response = db.session.scalar(select(Response).filter_by(code_fingerprint=fingerprint, withdrawn_at=None))
    if response is None or response.is_test or response.version.questionnaire.consultation_id != consultation.id:
        count_failure(actor.public_id, secret_key, now)
        raise PaperRefused("q_code", "This code opens nothing in this consultation. Ask the person to read it again")
    if response.submitted_at is not None:
        raise PaperRefused(
            "q_code",
            "This questionnaire was sent already, and it counts. With the code the person can still change it on line",
        )
    try:
        refuse_closed(consultation, now - grace)
    except Closed as error:
        raise PaperRefused("q_code", "The consultation is closed, and its time of grace is over") from error
    return response


def go_on(response, given, kind, helped_by, has_interpreter, actor, now):
    """Finish with a person the draft that they began on line.

    given : field -> Keyed, what they said so far; it is theirs, and nobody's keying
    """
    with transaction():
        form = db.session.scalar(select(PaperForm).filter_by(response_id=response.id))
        if form is not None:
            if form.added_by_id != actor.id:
                raise PaperRefused("q_code", f"{form.keyings[0].keyed_by.email} is finishing this with the person")
            note(actor, "opened_draft", "paper_form", form.public_id, now)
            return form
        layout = "easy_read" if response.variant == "easy_read" else "standard"
        form = _add(response.version_id, kind, layout, response.locale, helped_by, has_interpreter, actor, now)
        form.response_id = response.id
        db.session.add_all(
            KeyedValue(
                form_id=form.id,
                field=field,
                source="first",
                choices=list(keyed.choices),
                text=keyed.text,
                value=keyed.value,
                missing=keyed.missing,
                keyed_at=now,
            )
            for field, keyed in given.items()
        )
        note(actor, "opened_draft", "paper_form", form.public_id, now)
    return form


def unfinished(consultation, actor):
    """The conversations that this person has not finished, the newest first."""
    query = (
        select(PaperForm)
        .join(PaperForm.keyings)
        .where(
            PaperForm.kind.in_(("telephone", "assisted")),
            PaperForm.rejected_at.is_(None),
            Keying.keyed_by_id == actor.id,
            Keying.finished_at.is_(None),
        )
    )
    found = db.session.scalars(query.order_by(PaperForm.id.desc()))
    return [form for form in found if form.version.questionnaire.consultation_id == consultation.id]


def _add(version_id, kind, layout, locale, helped_by, has_interpreter, actor, now):
    form = PaperForm(
        public_id=secrets.token_urlsafe(9),
        version_id=version_id,
        kind=kind,
        layout=layout,
        locale=locale,
        helped_by=helped_by or None,
        has_interpreter=has_interpreter,
        has_agreed=True,
        added_by_id=actor.id,
        added_at=now,
    )
    db.session.add(form)
    db.session.flush()
    db.session.add(Keying(form_id=form.id, kind="first", keyed_by_id=actor.id, started_at=now))
    note(actor, "began_conversation", "paper_form", form.public_id, now, kind=kind, locale=locale)
    return form
