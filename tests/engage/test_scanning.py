"""From a file of the copier to answers that count: what is read, what a person is asked, what is held and erased."""

import io

import numpy as np
import pytest

from engage import jobs, scan_store
from engage.errors import PaperRefused
from engage.extensions import db
from engage.extracts import scans as extracts
from engage.models import KeyedValue, PaperForm, Response, Role, ScannedAnswer, ScannedFile, ScannedPage
from engage.operations.paper import batches, keying, scanning, verifying
from engage.scanning import Reader
from forms.paper import questions, serials
from forms.paper.keys import Keyed
from tests.builders import NOW, a_consultation, a_staff_user, count
from tests.conftest import SECRET_KEY
from tests.scans import a_layout, a_printed_form, a_scan, a_whole_form, as_pdf, as_tiff

TICKS = [
    ("streets_priorities", "buses"), ("streets_priorities", "trees"), ("shops_priorities", "banks"),
    (questions.CAPACITY, "resident"), (questions.HELPER, "carer"), (questions.CONSENTS, "quote"), ("age_band", "old"),
]  # fmt: skip
MEGABYTE = 2**20


class Desk:
    """A batch, somebody who scans into it, and the printed forms of its consultation."""

    def __init__(self, app):
        self.consultation = a_consultation()
        self.layout = a_layout(self.consultation)
        self.printed = a_printed_form(self.layout)
        self.clerk = a_staff_user("clerk@example.org", Role.DATA_ENTRY_CLERK)
        self.batch = a_batch(self.consultation, self.clerk)
        self.store = scan_store.of(app)

    def add(self, content, name="scan.pdf", most=50 * MEGABYTE):
        return scanning.add_file(self.batch, name, io.BytesIO(content), most, self.store, self.clerk, NOW)

    def scan(self, *scans, accepts=False, name="scan.pdf"):
        file = self.add(as_pdf(scans), name)
        self.read(file, accepts)
        return file

    def read(self, file, accepts=False, report=lambda share, stage: None):
        scanning.read_file(file, Reader(self.consultation), self.store, accepts, 90, SECRET_KEY, report, NOW)

    def pages(self, file):
        return db.session.query(ScannedPage).filter_by(file_id=file.id).order_by(ScannedPage.position).all()

    def problems(self):
        pages = db.session.query(ScannedPage).order_by(ScannedPage.id)
        return [page.problem for page in pages]

    def verify_all(self):
        """A person says of every question what the reader said."""
        while waiting := extracts.waiting(self.batch):
            answer = waiting[0]
            keyed = Keyed(tuple(answer.choices), missing=None if answer.choices else "none")
            verifying.verify(answer, keyed, self.clerk, SECRET_KEY, NOW)


def a_batch(consultation, actor, label="Box 1"):
    counted = {"standard": 1, "large_print": 0, "easy_read": 0}
    return batches.open_batch(consultation, label, "Library", NOW.date(), "Room 2", counted, actor, NOW)


@pytest.fixture
def desk(app):
    return Desk(app)


def test_every_question_of_a_form_is_proposed_and_nothing_counts_yet(desk):
    desk.scan(*a_whole_form(desk.printed, TICKS))

    proposed = {answer.field: sorted(answer.choices) for answer in db.session.query(ScannedAnswer)}

    assert desk.problems() == [None, None, None]
    assert proposed == {
        "streets_priorities": ["buses", "trees"], "shops_priorities": ["banks"], questions.CAPACITY: ["resident"],
        questions.HELPER: ["carer"], questions.ORGANISATION_SIZE: [], questions.CONSENTS: ["quote"],
        "age_band": ["old"],
    }  # fmt: skip
    assert count(KeyedValue) == 0
    assert count(Response) == 0


def test_the_form_joins_the_batch_by_its_code(desk):
    desk.scan(*a_whole_form(desk.printed))

    form = db.session.query(PaperForm).one()

    assert (form.printed_form_id, form.batch_id, form.held_reason) == (desk.printed.id, desk.batch.id, None)


def test_once_a_person_confirmed_every_question_the_form_counts(desk):
    desk.scan(*a_whole_form(desk.printed, TICKS))

    desk.verify_all()

    response = db.session.query(Response).one()
    values = db.session.query(KeyedValue).all()
    assert response.submitted_at is not None
    assert response.channel == "paper"
    assert {value.source for value in values} == {"scan"}
    assert {value.keyed_by_id for value in values} == {desk.clerk.id}


def test_a_question_is_answered_once_and_the_second_person_is_told(desk):
    desk.scan(*a_whole_form(desk.printed, TICKS))
    answer = extracts.waiting(desk.batch)[0]
    verifying.verify(answer, Keyed(("trees",)), desk.clerk, SECRET_KEY, NOW)

    with pytest.raises(PaperRefused, match="Somebody else has answered"):
        verifying.verify(answer, Keyed(("buses",)), desk.clerk, SECRET_KEY, NOW)

    assert db.session.query(KeyedValue).one().choices == ["trees"]


def test_what_a_person_keyed_is_not_overwritten_and_asked_of_nobody(desk):
    desk.scan(*a_whole_form(desk.printed, TICKS))
    form = db.session.query(PaperForm).one()
    keying.take(form, "first", desk.clerk, NOW)
    keying.save(form, "first", "age_band", Keyed(("young",)), None, None, desk.clerk, NOW)

    assert extracts.waiting(desk.batch) == []
    assert [value.source for value in db.session.query(KeyedValue)] == ["first"]


@pytest.mark.parametrize("pack", [as_pdf, as_tiff])
def test_pages_upside_down_and_two_forms_in_the_wrong_order_find_their_place(desk, pack):
    other = a_printed_form(desk.layout, "87654321")
    first, second = a_whole_form(desk.printed, TICKS), a_whole_form(other, TICKS[:1])
    turned = np.ascontiguousarray(first[1][::-1, ::-1])
    file = desk.add(pack([second[2], first[2], turned, second[0], first[0], second[1]]))

    desk.read(file)

    found = [(page.printed_form.serial, page.number, page.is_upside_down) for page in desk.pages(file)]
    assert found == [
        (other.serial, 3, False), (desk.printed.serial, 3, False), (desk.printed.serial, 2, True),
        (other.serial, 1, False), (desk.printed.serial, 1, False), (other.serial, 2, False),
    ]  # fmt: skip
    assert extracts.faulty_forms(desk.batch) == []


def test_a_missing_page_is_listed_and_the_form_is_held_until_it_comes(desk):
    first, second, third = a_whole_form(desk.printed, TICKS)
    desk.scan(first, third)
    form = db.session.query(PaperForm).one()
    assert extracts.faulty_forms(desk.batch) == [(form, ["page 2 is missing"])]
    assert form.held_reason == "pages"
    desk.verify_all()
    assert count(Response) == 0

    desk.scan(second, name="rest.pdf")
    desk.verify_all()

    assert form.held_reason is None
    assert count(Response) == 1


def test_a_repeated_page_is_listed_held_and_takes_nothing_from_the_first(desk):
    first, second, third = a_whole_form(desk.printed, TICKS)
    again = a_scan(desk.printed, 1, [("streets_priorities", "benches")], seed=9)
    desk.scan(first, second, third, again)

    form = db.session.query(PaperForm).one()

    assert desk.problems() == [None, None, None, "repeated"]
    assert extracts.faulty_forms(desk.batch) == [(form, ["page 1 came twice"])]
    assert form.held_reason == "pages"
    assert sorted(db.session.query(ScannedAnswer).filter_by(field="streets_priorities").one().choices) == [
        "buses", "trees",
    ]  # fmt: skip


def test_a_batch_with_a_missing_page_does_not_close(desk):
    first, _second, third = a_whole_form(desk.printed, TICKS)
    desk.scan(first, third)

    with pytest.raises(PaperRefused, match="1 form held"):
        batches.close(desk.batch, "", desk.clerk, NOW)


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("OTHER-PLACE.1.S-EN.{serial}.1", "foreign"),
        ("MARKET-PLACE.7.S-EN.{serial}.1", "old_version"),
        ("MARKET-PLACE.1.L-EN.{serial}.1", "unknown_layout"),
        ("MARKET-PLACE.1.S-EN.{serial}.9", "unknown_page"),
        ("MARKET-PLACE.1.S-EN.0.1", "no_serial"),
        ("MARKET-PLACE.1.S-EN.{unknown}.1", "unknown_serial"),
        ("HTTPS://EXAMPLE.ORG/", "no_code"),
    ],
)
def test_a_page_that_is_not_ours_is_listed_with_the_reason_and_joins_nothing(desk, code, problem):
    numbers = {"serial": desk.printed.serial, "unknown": serials.with_check("11111111")}

    desk.scan(a_scan(desk.printed, 1, TICKS, code=code.format(**numbers)))

    assert desk.problems() == [problem]
    assert extracts.problem_pages(desk.batch)[0].problem == problem
    assert count(PaperForm) == 0
    assert count(ScannedAnswer) == 0


def test_a_form_of_another_batch_is_not_taken_from_it(desk):
    other = a_batch(desk.consultation, desk.clerk, "Box 2")
    batches.add_printed(other, desk.printed.serial, None, False, desk.clerk, NOW)

    desk.scan(*a_whole_form(desk.printed))

    assert desk.problems() == ["other_batch"] * 3


def test_a_black_and_white_page_and_a_coarse_one_are_refused_each_with_its_reason(desk):
    grey = a_scan(desk.printed, 1)
    hard = np.where(grey < 160, 0, 255).astype(np.uint8)

    desk.scan(hard, a_scan(desk.printed, 2, dots=120))

    assert desk.problems() == ["black_and_white", "coarse"]


def test_a_form_of_which_the_reader_is_not_sure_goes_to_keying(desk):
    desk.scan(*a_whole_form(desk.printed, TICKS, kind="circle"))
    form = db.session.query(PaperForm).one()

    assert extracts.to_key_by_hand(desk.batch) == [form]
    assert extracts.waiting(desk.batch) == []


def test_reading_goes_on_where_it_was_interrupted(desk):
    file = desk.add(as_pdf(a_whole_form(desk.printed, TICKS)))

    def stop(_share, stage):
        if stage.startswith("Page 2"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.read(file, report=stop)
    assert [page.position for page in desk.pages(file)] == [1, 2]
    db.session.expire_all()
    desk.read(file)

    assert [page.position for page in desk.pages(file)] == [1, 2, 3]
    assert count(ScannedAnswer) == 7


def test_the_worker_reads_what_was_uploaded(desk, app):
    file = desk.add(as_pdf(a_whole_form(desk.printed, TICKS)))
    job = jobs.enqueue("scan", {"file_id": file.id}, desk.clerk, NOW)

    jobs.run_worker(app, once=True)

    db.session.refresh(job)
    assert (job.failure, job.progress) == (None, 1.0)
    assert db.session.query(ScannedFile).one().finished_at is not None


def test_what_is_sure_stands_without_a_person_only_when_that_is_allowed(desk, monkeypatch):
    monkeypatch.setattr("engage.operations.paper.scanning.PERCENT_CHECKED", 0)
    desk.scan(*a_whole_form(desk.printed, TICKS), accepts=True)

    values = db.session.query(KeyedValue).all()
    waiting = [answer.field for answer in extracts.waiting(desk.batch)]

    assert {value.keyed_by_id for value in values} == {None}
    assert waiting == [questions.ORGANISATION_SIZE]  # nothing is ticked there: a person looks
    desk.verify_all()
    assert count(Response) == 1


def test_hidden_checks_are_put_before_a_person_and_their_result_is_reported(desk, monkeypatch):
    monkeypatch.setattr("engage.operations.paper.scanning.PERCENT_CHECKED", 100)
    desk.scan(*a_whole_form(desk.printed, TICKS), accepts=True)
    waiting = extracts.waiting(desk.batch)
    assert len(waiting) == 7

    for answer in waiting:
        said = Keyed(("young",)) if answer.field == "age_band" else Keyed(
            tuple(answer.choices), missing=None if answer.choices else "none"
        )  # fmt: skip
        verifying.verify(answer, said, desk.clerk, SECRET_KEY, NOW)

    checks = extracts.checks(desk.batch)
    assert (checks.n_answered, checks.n_wrong, checks.n_waiting) == (6, 1, 0)


def test_the_pilot_counts_what_the_reader_was_sure_of_beside_two_keyings(desk):
    desk.scan(*a_whole_form(desk.printed, TICKS))
    form, second = db.session.query(PaperForm).one(), a_staff_user("second@example.org", Role.DATA_ENTRY_CLERK)
    batches_of_values = {answer.field: tuple(answer.choices) for answer in db.session.query(ScannedAnswer)}
    batches_of_values["age_band"] = ("young",)
    for kind, actor in (("first", desk.clerk), ("second", second)):
        keying.take(form, kind, actor, NOW)
        for field, choices in batches_of_values.items():
            keyed = Keyed(choices, missing=None if choices else "none")
            keying.save(form, kind, field, keyed, None, None, actor, NOW)
        assert keying.finish(form, kind, actor, SECRET_KEY, NOW) == []

    pilot = extracts.pilot()

    assert (pilot.n_forms, pilot.n_answers, pilot.n_wrong) == (1, 6, 1)
    assert not pilot.has_passed


@pytest.mark.parametrize(
    ("forms", "answers", "wrong", "passes"),
    [(200, 3000, 10, True), (200, 3000, 11, False), (199, 3000, 0, False), (200, 2999, 0, False),
     (400, 6000, 20, True)],
)  # fmt: skip
def test_the_gate_of_the_pilot(forms, answers, wrong, passes):
    assert extracts.Pilot(forms, answers, wrong).has_passed is passes
