"""A batch of made-up paper forms in the demonstration, half way through: to key, to compare and to settle."""

import random

from flask import current_app
from sqlalchemy import select

from engage import printed_forms
from engage.extensions import db
from engage.models import PaperBatch, PrintedForm, Role, StaffUser
from engage.operations import staff
from engage.operations.paper import batches, keying, printing
from engage.operations.paper.asked import keyed_in
from forms.paper.keys import Keyed
from forms.paper.questions import CAPACITY, CONSENTS

LABEL = "Library 1"
#: keys a second time what the first clerk has keyed
SECOND_CLERK = "second-clerk@demonstration.example"
SEED = 2021
#: counted by hand; those keyed, and those added and waiting. The second copy of one is held, the last is not added yet
N_COUNTED, N_KEYED, N_WAITING = 25, 20, 3
#: the form with four ticks where three are asked for
OVER_TICKED = 4
#: of the first form, the field that the second clerk saw otherwise
DIFFERING = "age_band"


def load(consultation, version, password, now):
    """Make what is missing; a second loading changes nothing. Without fonts to print with there is no paper."""
    clerk, officer = (_of_role(role) for role in (Role.DATA_ENTRY_CLERK, Role.ENGAGEMENT_OFFICER))
    second = db.session.scalars(select(StaffUser).filter_by(email=SECOND_CLERK)).first()
    if second is None:
        second = staff.add_staff(SECOND_CLERK, password, Role.DATA_ENTRY_CLERK, now, demonstration=True)
    if db.session.scalar(select(PaperBatch.id).filter_by(consultation_id=consultation.id).limit(1)) is not None:
        return
    if printed_forms.lacking():
        return
    layout = printed_forms.layout_of(version, "standard", "en", now)
    serials = _serials(printing.number_forms(layout, N_COUNTED - 1, now, actor=officer))
    counted = {"standard": N_COUNTED, "large_print": 0, "easy_read": 0}
    batch = batches.open_batch(consultation, LABEL, "Library", now.date(), "Room 12, shelf 3", counted, clerk, now)
    batches.share(batch, second.email, officer, now)
    rng = random.Random(SEED)
    first, ticked = None, {}
    for number in range(N_KEYED):
        form = _add(batch, serials[number], clerk, now)
        drawn = _draw(form, rng, number == OVER_TICKED)
        _key(form, "first", drawn, clerk, now)
        if first is None:
            first, ticked = form, drawn
    _key(first, "second", ticked | {DIFFERING: _another(first, ticked[DIFFERING])}, second, now)
    for serial in [serials[0], *serials[N_KEYED : N_KEYED + N_WAITING]]:
        _add(batch, serial, clerk, now)


def _of_role(role):
    query = select(StaffUser).where(StaffUser.having([role])).filter_by(demonstration=True)
    return db.session.scalars(query.order_by(StaffUser.id)).first()


def _serials(ids):
    rows = select(PrintedForm.serial).where(PrintedForm.id.in_(ids)).order_by(PrintedForm.id)
    return db.session.scalars(rows).all()


def _add(batch, serial, clerk, now):
    return batches.add_printed(batch, serial, None, False, clerk, now)


def _draw(form, rng, is_over_ticked):
    """field -> option keys: somebody who lives here and ticks three of each, and one of each about themself."""
    drawn = {}
    for asked in keyed_in(form, "first"):
        keys = list(asked.codes)
        if asked.question is not None:
            most = 4 if is_over_ticked and asked.most == 3 else asked.most or 1
            drawn[asked.field] = tuple(sorted(rng.sample(keys, most), key=keys.index))
    return drawn | {CAPACITY: ("resident",), CONSENTS: (rng.choice(("quote", "contact", "outcome")),)}


def _another(form, ticked):
    asked = next(asked for asked in keyed_in(form, "first") if asked.field == DIFFERING)
    return (next(key for key in asked.codes if (key,) != ticked),)


def _key(form, kind, drawn, clerk, now):
    keying.take(form, kind, clerk, now)
    for field, choices in drawn.items():
        keying.save(form, kind, field, Keyed(choices=choices), None, None, clerk, now)
    keying.save_rest(form, kind, [asked.field for asked in keyed_in(form, kind)], clerk, now)
    keying.finish(form, kind, clerk, current_app.config["SECRET_KEY"], now)
