"""What is in a count of codes and what is not: themes that are new, erased words, the order of conversations."""

import datetime as dt

import pandas as pd
import pytest

from engage.extensions import db
from engage.models import ActivityRecord, CodeAssignment, Contribution, Response
from engage.operations.codeframes import agreeing, drafting, editing, starting
from engage.operations.coding import learning, samples
from engage.operations.fieldwork import erasing
from engage.results import coding as results
from forms.codeframes.lines import Line
from tests.builders import NOW, a_codeframe, a_consultation, a_response, a_staff_user
from tests.engage.test_codes import a_session, by_label, code_all, keys_of, later, themes_of


@pytest.fixture
def ann(app):
    return a_staff_user("ann@example.org")


@pytest.fixture
def consultation(app):
    return a_consultation()


def next_number(codeframe, actor, *added):
    """Agreed, with these themes more."""
    start = starting.from_codeframe(codeframe)
    draft = drafting.begin(codeframe.consultation, codeframe.question_key, start, actor, NOW)
    for label in added:
        editing.add(draft, Line(label), actor, NOW)
    agreeing.agree(draft, actor, NOW)
    return draft


class TestANewTheme:
    """Ten comments are read, four speak of trees. The next number adds Buses, and all ten wait to be read again."""

    @pytest.fixture
    def second(self, consultation, ann):
        for number in range(10):
            a_response(consultation, comments={"streets": f"{'Trees' if number < 4 else 'Lamps'} {number}"})
        first = a_codeframe(consultation, ann, "Trees")
        code_all(first, ann, *keys_of(first))
        assert by_label(results.count(first))["Trees"].share == 0.4
        return next_number(first, ann, "Buses")

    def test_leaves_what_waits_to_be_read_again_outside_the_share(self, second):
        counts = results.count(second)

        assert (counts.base, counts.n_read_again) == (0, 10)
        assert [(line.n_comments, line.share) for line in counts.lines] == [(0, None), (0, None)]

    def test_counts_each_text_when_it_is_read_again(self, second, ann):
        code_all(second, ann, "Trees 0", "Lamps 4", "Lamps 5", "Lamps 6")

        counts = results.count(second)

        assert (counts.base, counts.n_read_again) == (4, 6)
        assert by_label(counts)["Trees"].share == 0.25

    def test_what_the_machine_reads_meanwhile_is_its_own(self, second):
        """The four of Trees are people's word; the base of ten was read with Buses by the machine alone."""
        learning.propose(second, clock=lambda: later(1))

        counts = results.count(second)

        assert (counts.n_by_people, counts.n_by_machine) == (0, 10)
        assert by_label(counts)["Trees"].n_by_people == 4
        assert by_label(counts)["Trees"].is_about


class TestErasedWords:
    def test_stay_counted_and_are_neither_coded_nor_quoted(self, consultation, ann):
        """Two of three groups spoke of trees, and still do when the words of the first are erased."""
        for text in ("Trees here", "Trees there", "Buses"):
            a_session(consultation, ann, text)
        codeframe = a_codeframe(consultation, ann)
        code_all(codeframe, ann, *keys_of(codeframe))
        before = results.count(codeframe)
        contribution = db.session.query(Contribution).order_by(Contribution.id).first()

        erasing.erase_contribution(contribution, "asked", ann, later(5))

        after = results.count(codeframe)
        assert by_label(after)["Trees"].raised == by_label(before)["Trees"].raised == (("focus_group", 2, 3),)
        assert [quote.text for quote in by_label(after)["Trees"].quotes] == ["Trees there"]
        assert sorted(keys_of(codeframe)) == ["Buses", "Trees there"]

    def test_keep_what_the_machine_said_before(self, consultation, ann):
        for text in ("Trees here", "Trees there", "Buses"):
            a_session(consultation, ann, text)
        codeframe = a_codeframe(consultation, ann)
        learning.propose(codeframe, clock=lambda: NOW)
        before = by_label(results.count(codeframe))["Trees"].raised
        contribution = db.session.query(Contribution).order_by(Contribution.id).first()
        erasing.erase_contribution(contribution, "asked", ann, later(5))

        learning.propose(codeframe, clock=lambda: later(6))

        assert by_label(results.count(codeframe))["Trees"].raised == before == (("focus_group", 2, 3),)


class TestSaturation:
    def test_goes_by_the_day_held_and_counts_those_that_raised_nothing(self):
        """New themes by day: 5, 3, 2, 1, 0, 0. Of the first four come 11, of the last two 0: reached after six.

        The numbers of the activities run against the days, and the last two raised nothing at all.
        """
        days = {6: (0, 5), 5: (5, 8), 4: (8, 10), 3: (10, 11), 2: None, 1: None}
        read = pd.DataFrame(
            [(f"c{number}", "focus_group", number, dt.date(2026, 3, 7 - number)) for number in days],
            columns=["key", "type", "activity_id", "held_on"],
        )
        rows = pd.DataFrame(
            [("focus_group", number, theme) for number, new in days.items() if new for theme in range(*new)],
            columns=["type", "activity_id", "theme_id"],
        )

        assert results._saturation(read, rows) == (6, 6)

    def test_a_conversation_with_nothing_raised_is_counted(self, consultation, ann):
        for text in ("Trees", "Buses", "Nothing of the kind"):
            a_session(consultation, ann, text)
        codeframe = a_codeframe(consultation, ann)
        code_all(codeframe, ann, *keys_of(codeframe))

        assert results.count(codeframe).n_conversations == 3
        assert db.session.query(ActivityRecord).count() == 3


class TestReadByTheMachine:
    def test_what_was_begun_before_the_lesson_and_sent_after_was_not_read(self, consultation, ann):
        for number in range(4):
            a_response(consultation, comments={"streets": f"Trees {number}"})
        codeframe = a_codeframe(consultation, ann)
        begun = db.session.query(Response).order_by(Response.id).first()
        sent, reference = begun.submitted_at, begun.reference
        begun.submitted_at = begun.reference = None
        db.session.commit()
        learning.propose(codeframe, clock=lambda: later(1))

        begun.submitted_at, begun.reference = sent, reference
        db.session.commit()

        counts = results.count(codeframe)
        assert (counts.n_comments, counts.n_by_machine) == (4, 3)

    def test_what_the_run_never_read_is_not_held_against_it(self, consultation, ann):
        """Ten texts of a sample; the machine knows the first six by their numbers: four are missing, not 0."""
        for number in range(10):
            a_response(consultation, comments={"streets": f"Trees {number}"})
        codeframe, bob = a_codeframe(consultation, ann), a_staff_user("bob@example.org")
        sample = samples.draw(codeframe, 10, ann, bob, ann, NOW)
        run = learning.propose(codeframe, clock=lambda: NOW)
        keys = sorted(keys_of(codeframe).values(), key=lambda key: int(key[1:]))
        run.parameters = run.parameters | {"last_answer_id": int(keys[5][1:])}
        db.session.query(CodeAssignment).filter_by(run_id=run.id).delete()
        db.session.commit()
        for coder in (ann, bob):
            for key in keys:
                samples.code_blind(sample, key, [themes_of(codeframe)["Trees"]], coder, NOW)

        machine = results.AgreementFigures(sample, run).machine

        assert set(machine.index[machine.isna().all(axis=1)]) == set(keys[6:])
        assert (machine.loc[keys[:6]] == 0).all(axis=None)


class TestAbout:
    def test_a_theme_that_the_machine_found_nowhere_is_about_too(self, consultation, ann):
        """It read eleven answers alone and may have missed the theme in each: also what people found is not all."""
        for number in range(12):
            a_response(consultation, comments={"streets": f"Trees {number}"})
        codeframe = a_codeframe(consultation, ann)
        code_all(codeframe, ann, "Trees 0")
        run = learning.propose(codeframe, clock=lambda: later(1))
        db.session.query(CodeAssignment).filter_by(run_id=run.id).delete()
        db.session.commit()

        counts = results.count(codeframe)

        assert (counts.n_by_people, counts.n_by_machine) == (1, 11)
        assert [(line.n_comments, line.is_about) for line in counts.lines] == [(1, True), (0, True)]
