"""What stands in a batch of paper: values, the sample keyed twice, what differs, what is left to do, custody."""

import hashlib
from dataclasses import dataclass
from math import ceil

from sqlalchemy import or_, select

from engage.extensions import db
from engage.models import LAYOUTS, AuditEvent, BatchShare, KeyedValue, PaperBatch, PaperForm, Response, StaffUser

#: of a batch, and at least so many forms, are keyed a second time. Source for 20: no error in 20 forms of 20 fields is
#: under 0.75 % at 95 % (rule of three)
SAMPLE_SHARE, SAMPLE_LEAST = 0.10, 20
#: from this share of differing fields on, the whole batch is keyed a second time
SAMPLE_FAILS = 0.005


@dataclass(frozen=True)
class Difference:
    """A field that two people keyed differently."""

    form: PaperForm
    field: str
    first: KeyedValue
    second: KeyedValue
    #: what a third person said, or None
    settled: KeyedValue | None


@dataclass(frozen=True)
class Comparison:
    """First and second keying of a batch side by side."""

    n_forms: int
    n_fields: int
    differences: tuple[Difference, ...]

    @property
    def n_differing(self):
        return len(self.differences)

    @property
    def n_wrong(self):
        """Fields whose first keying was wrong; what nobody has settled is taken for wrong."""
        return sum(found.settled is None or not same(found.settled, found.first) for found in self.differences)

    @property
    def waiting(self):
        return tuple(found for found in self.differences if found.settled is None)


@dataclass(frozen=True)
class Tally:
    layout: str
    counted: int
    entered: int
    rejected: int
    #: added, and neither entered nor rejected
    waiting: int

    @property
    def agrees(self):
        return self.counted == self.entered + self.rejected and not self.waiting


def same(one, other):
    """Do two KeyedValues say the same, an order included? Notes in the margin are not compared."""
    return (list(one.choices), one.value, one.missing) == (list(other.choices), other.value, other.missing)


def newest(form_id, source):
    """field -> KeyedValue: the newest of this source. Nothing of a form whose answers were taken back."""
    gone = select(PaperForm.id).join(Response, Response.id == PaperForm.response_id).where(PaperForm.id == form_id)
    rows = select(KeyedValue).filter_by(form_id=form_id, source=source).order_by(KeyedValue.id)
    rows = rows.where(~gone.where(Response.withdrawn_at.is_not(None)).exists())
    return {value.field: value for value in db.session.scalars(rows)}


def standing(form_id):
    """field -> KeyedValue: what was settled stands, else what was keyed first, else what was read from the scan."""
    return newest(form_id, "scan") | newest(form_id, "first") | newest(form_id, "settled")


def keying(form, kind):
    """The Keying of this kind, or None."""
    return next((found for found in form.keyings if found.kind == kind), None)


def is_keyed(form, kind):
    found = keying(form, kind)
    return found is not None and found.finished_at is not None


def is_held(form):
    return form.held_reason is not None and form.released_at is None and form.rejected_at is None


def to_key(batch, kind):
    """The forms for which a first pass, or the pass of free text, is wanted and not finished."""
    wanted = [form for form in batch.forms if form.rejected_at is None and not is_held(form)]
    return [form for form in wanted if not is_keyed(form, kind)]


def sample(batch):
    """The forms to key a second time: the same ones at each look; all of them where the sample fails."""
    drawn, eligible = _drawn(batch)
    if all(is_keyed(form, "second") for form in drawn) and _fails(compare(drawn)):
        return eligible
    return drawn


def to_key_again(batch):
    """Forms of the sample without a second pass; none while a first one is going on: nobody keys more carefully
    because they know."""
    if to_key(batch, "first"):
        return []
    return [form for form in sample(batch) if not is_keyed(form, "second")]


def comparison(batch):
    """The Comparison of everything that was keyed twice."""
    return compare(_counted(batch))


def compare(forms):
    twice = {form.id: form for form in forms if is_keyed(form, "second")}
    values = {}
    rows = select(KeyedValue).where(KeyedValue.form_id.in_(twice)).order_by(KeyedValue.id)
    for value in db.session.scalars(rows):
        values.setdefault((value.form_id, value.field), {})[value.source] = value
    for found in values.values():
        if "scan" in found:  # a form that was read from its scan was not keyed a first time
            found.setdefault("first", found["scan"])
    pairs = {place: found for place, found in values.items() if {"first", "second"} <= found.keys()}
    differences = [
        Difference(twice[form_id], field, found["first"], found["second"], found.get("settled"))
        for (form_id, field), found in pairs.items()
        if not same(found["first"], found["second"])
    ]
    return Comparison(len(twice), len(pairs), tuple(differences))


def tallies(batch):
    """One Tally for each layout that was counted or came."""
    found = []
    for layout in LAYOUTS:
        forms = [form for form in batch.forms if form.layout == layout]
        entered = sum(form.response_id is not None for form in forms)
        rejected = sum(form.rejected_at is not None for form in forms)
        counted = getattr(batch, f"n_{layout}")
        if counted or forms:
            found.append(Tally(layout, counted, entered, rejected, len(forms) - entered - rejected))
    return found


def left_to_do(batch):
    """In words, why the batch cannot close yet; empty when it can."""
    left = []
    for tally in tallies(batch):
        if not tally.agrees:
            name = tally.layout.replace("_", " ")
            left.append(f"{tally.counted} counted ({name}), {tally.entered} entered, {tally.rejected} rejected")
    held = sum(is_held(form) for form in batch.forms)
    waiting = (
        (held, "held"),
        (len(to_key(batch, "first")), "not keyed yet"),
        (len(to_key(batch, "text")), "without their free text"),
        (len(to_key_again(batch)), "to key a second time"),
    )
    left += [f"{n} {'form' if n == 1 else 'forms'} {words}" for n, words in waiting if n]
    if n := len(comparison(batch).waiting):
        left.append(f"{n} {'difference' if n == 1 else 'differences'} to settle")
    return left


def batches(consultation, staff, sees_all):
    """The batches that this person may open, the newest first."""
    query = select(PaperBatch).filter_by(consultation_id=consultation.id).order_by(PaperBatch.id.desc())
    if not sees_all:
        shared = select(BatchShare.batch_id).filter_by(staff_id=staff.id)
        query = query.where(or_(PaperBatch.opened_by_id == staff.id, PaperBatch.id.in_(shared)))
    return db.session.scalars(query).all()


def custody(batch):
    """(moment, who, what, form, detail) of everything that happened to a batch and its forms. Never what was keyed."""
    names = {form.public_id: form for form in batch.forms}
    people = dict(db.session.execute(select(StaffUser.id, StaffUser.email).order_by(StaffUser.id)).all())
    events = select(AuditEvent).where(
        or_(
            (AuditEvent.object_type == "paper_batch") & (AuditEvent.object_id == batch.public_id),
            (AuditEvent.object_type == "paper_form") & AuditEvent.object_id.in_(names),
        )
    )
    rows = [
        (event.at, people.get(event.actor_id, ""), event.verb, names.get(event.object_id), event.detail)
        for event in db.session.scalars(events.order_by(AuditEvent.id))
    ]
    values = select(KeyedValue).join(KeyedValue.form).where(PaperForm.batch_id == batch.id).order_by(KeyedValue.id)
    for value in db.session.scalars(values):
        detail = {"field": value.field, "source": value.source}
        rows.append((value.keyed_at, people.get(value.keyed_by_id, ""), "keyed_field", value.form, detail))
    return sorted(rows, key=lambda row: row[0])


def _counted(batch):
    """Forms that were keyed and are not rejected; one that was withdrawn has nothing left to compare."""
    keyed = [form for form in batch.forms if form.rejected_at is None and is_keyed(form, "first")]
    ids = [form.response_id for form in keyed if form.response_id]
    gone = select(Response.id).where(Response.id.in_(ids), Response.withdrawn_at.is_not(None))
    withdrawn = set(db.session.scalars(gone))
    return [form for form in keyed if form.response_id not in withdrawn]


def _drawn(batch):
    """The forms that the seed draws, and all that could be drawn."""
    eligible = _counted(batch)
    n = max(SAMPLE_LEAST, ceil(SAMPLE_SHARE * len(eligible)))

    def place(form):
        return hashlib.sha256(f"{batch.seed} {form.public_id}".encode()).hexdigest()

    return sorted(eligible, key=place)[:n], eligible


def _fails(compared):
    return compared.n_fields > 0 and compared.n_differing / compared.n_fields >= SAMPLE_FAILS
