"""What stands in the scans of a batch: pages and their problems, what waits for a person, how right the reader is."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from engage.extensions import db
from engage.extracts import paper
from engage.models import Keying, PaperForm, PaperLayout, ScannedAnswer, ScannedFile, ScannedPage
from forms.paper import geometry

#: a form with a larger share of unsure questions is keyed from the paper
MOST_QUEUED = 0.25
#: of forms.paper.reasons.QUESTIONS: a person looks at blanks too, but the reader is in no doubt
BLANK = "blank"
#: no machine reads digits: a person always keys what is written, and that says nothing of the form
CERTAIN = (BLANK, "digits")
#: the pilot: forms both scanned and keyed twice, their answers, and wrong ones among so many. Source: 10 wrong in 3,000
#: is an upper bound of 0.6 % at 95 %, the range of single keying in the literature
PILOT_FORMS, PILOT_ANSWERS, PILOT_WRONG = 200, 3000, 10


@dataclass(frozen=True)
class Pilot:
    """What the reader was sure of, beside what two people keyed from the same paper."""

    n_forms: int
    n_answers: int
    n_wrong: int

    @property
    def has_passed(self):
        enough = self.n_forms >= PILOT_FORMS and self.n_answers >= PILOT_ANSWERS
        return enough and self.n_wrong * PILOT_ANSWERS <= PILOT_WRONG * self.n_answers


@dataclass(frozen=True)
class Checks:
    """The hidden checks of a batch: sure answers that a person answered without seeing them."""

    n_answered: int
    n_wrong: int
    n_waiting: int


def files(batch):
    return db.session.scalars(select(ScannedFile).filter_by(batch_id=batch.id).order_by(ScannedFile.id)).all()


def forms_of(file):
    """The forms that pages of this file are of, repeated pages included."""
    ids = select(ScannedPage.form_id).filter_by(file_id=file.id)
    return db.session.scalars(select(PaperForm).where(PaperForm.id.in_(ids)).order_by(PaperForm.id)).all()


def is_scanned(form, number):
    same = select(ScannedPage.id).filter_by(form_id=form.id, number=number, problem=None)
    return db.session.scalars(same).first() is not None


def page_faults(form):
    """In words, which pages of a scanned form are missing or came twice; empty when all is well or none was scanned."""
    seen = db.session.execute(
        select(ScannedPage.number, ScannedPage.problem).filter_by(form_id=form.id).order_by(ScannedPage.id)
    ).all()
    if not seen:
        return []
    there = {number for number, problem in seen if problem is None}
    twice = sorted({number for number, problem in seen if problem == "repeated"})
    missing = sorted(_pages_wanted(form) - there)
    return [f"page {number} is missing" for number in missing] + [f"page {number} came twice" for number in twice]


def faulty_forms(batch):
    """[(form, its faults in words)] of the batch."""
    ids = select(ScannedPage.form_id).join(ScannedPage.file).where(ScannedFile.batch_id == batch.id)
    forms = db.session.scalars(select(PaperForm).where(PaperForm.id.in_(ids)).order_by(PaperForm.id))
    return [(form, faults) for form in forms if form.rejected_at is None and (faults := page_faults(form))]


def problem_pages(batch):
    """Pages that were not read, in the order of the files."""
    query = (
        select(ScannedPage)
        .join(ScannedPage.file)
        .where(ScannedFile.batch_id == batch.id, ScannedPage.problem.is_not(None))
        .order_by(ScannedPage.file_id, ScannedPage.position)
    )
    return db.session.scalars(query).all()


def written_on(batch):
    """Pages with writing outside every box."""
    query = (
        select(ScannedPage)
        .join(ScannedPage.file)
        .where(ScannedFile.batch_id == batch.id, ScannedPage.problem.is_(None), ScannedPage.writes_elsewhere)
        .order_by(ScannedPage.file_id, ScannedPage.position)
    )
    return db.session.scalars(query).all()


def waiting(batch):
    """ScannedAnswers that a person has to answer, form by form in the order of the paper."""
    begun = select(Keying.form_id).where(Keying.kind == "first")
    query = (
        _answers(batch)
        .where(ScannedAnswer.value_id.is_(None), PaperForm.rejected_at.is_(None), PaperForm.id.not_in(begun))
        .order_by(PaperForm.id, ScannedPage.number, ScannedAnswer.id)
        .options(selectinload(ScannedAnswer.page))
    )
    by_hand = {form.id for form in to_key_by_hand(batch)}
    return [answer for answer in db.session.scalars(query) if answer.page.form_id not in by_hand]


def to_key_by_hand(batch):
    """Forms with more than a quarter of their questions unsure: keyed from the paper."""
    unsure = func.count(ScannedAnswer.reason).filter(ScannedAnswer.reason.not_in(CERTAIN))
    query = (
        _answers(batch)
        .with_only_columns(PaperForm.id)
        .group_by(PaperForm.id)
        .having(unsure > MOST_QUEUED * func.count(ScannedAnswer.id))
    )
    ids = db.session.scalars(query).all()
    return db.session.scalars(select(PaperForm).where(PaperForm.id.in_(ids)).order_by(PaperForm.id)).all()


def checks(batch):
    """The Checks of a batch."""
    answers = db.session.scalars(_answers(batch).where(ScannedAnswer.is_check)).all()
    answered = [answer for answer in answers if answer.value_id is not None]
    wrong = [answer for answer in answered if not agrees(answer, answer.value)]
    return Checks(len(answered), len(wrong), len(answers) - len(answered))


def pilot():
    """The Pilot of this council, over all its consultations."""
    twice = select(Keying.form_id).where(Keying.kind == "second", Keying.finished_at.is_not(None))
    query = (
        select(ScannedAnswer)
        .join(ScannedAnswer.page)
        .where(ScannedPage.form_id.in_(twice), ScannedAnswer.reason.is_(None))
        .order_by(ScannedAnswer.id)
        .options(selectinload(ScannedAnswer.page))
    )
    forms, n_answers, n_wrong, values = set(), 0, 0, {}
    for answer in db.session.scalars(query):
        form_id = answer.page.form_id
        if form_id not in values:
            values[form_id] = _agreed(form_id)
        agreed = values[form_id].get(answer.field)
        if agreed is not None:
            forms.add(form_id)
            n_answers += 1
            n_wrong += not agrees(answer, agreed)
    return Pilot(len(forms), n_answers, n_wrong)


def agrees(answer, value):
    """Does the keyed value say what the reader proposed?"""
    return set(answer.choices) == set(value.choices) and value.value is None and value.missing in (None, "none")


def picture_of(form, field):
    """The ScannedPage that shows this field of the form; None when there is none."""
    layout = _layout(form)
    if layout is None:
        return None
    numbers = {part.area.page for part in (*layout.writing, *layout.places) if part.field == field}
    query = select(ScannedPage).filter_by(form_id=form.id, problem=None, erased_at=None)
    return db.session.scalars(query.where(ScannedPage.number.in_(numbers)).order_by(ScannedPage.id)).first()


def _answers(batch):
    return (
        select(ScannedAnswer)
        .join(ScannedAnswer.page)
        .join(PaperForm, PaperForm.id == ScannedPage.form_id)
        .where(PaperForm.batch_id == batch.id, ScannedPage.problem.is_(None))
    )


def _agreed(form_id):
    """field -> what two people keyed alike, or a third one settled."""
    first, second = paper.newest(form_id, "first"), paper.newest(form_id, "second")
    alike = {field: value for field, value in first.items() if field in second and paper.same(value, second[field])}
    return alike | paper.newest(form_id, "settled")


def _layout(form):
    if form.printed_form is None:
        return None
    row = db.session.get(PaperLayout, form.printed_form.paper_layout_id)
    return geometry.from_document(row.geometry) if row.geometry else None


def _pages_wanted(form):
    """The pages of a form on which something is asked."""
    layout = _layout(form)
    return {part.area.page for part in (*layout.boxes, *layout.digits, *layout.writing)} if layout else set()
