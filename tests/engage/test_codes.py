"""Codes: a machine proposes, people decide, nothing a person said is lost, and what is counted says who coded it."""

import datetime as dt

import pytest
from sqlalchemy import select

from engage import jobs
from engage.errors import CodedMeanwhile, CodesRefused, NoSuchText
from engage.extensions import db
from engage.extracts import coding as extracts
from engage.models import AnalysisRun, CodeAssignment, CodedText, Response, Role, SampleText
from engage.operations import returning
from engage.operations.coding import deciding, learning, samples
from engage.operations.fieldwork import records
from engage.results import coding as results
from forms.fieldwork.document import Document, Said
from tests.builders import NOW, a_codeframe, a_consultation, a_response, a_staff_user, an_activity, count

TREES = ["Plant more trees along the street", "Trees make the street cooler", "The old trees were cut down",
         "More trees and flowers in the street", "Trees for shade", "Water the young trees"]  # fmt: skip
BUSES = ["The buses are late every morning", "Buses never come in the evening", "We need more buses to town",
         "The bus to the hospital is late", "Bus fares are too high", "A bus on Sundays"]  # fmt: skip


def later(minutes):
    return NOW + dt.timedelta(minutes=minutes)


@pytest.fixture
def ann(app):
    return a_staff_user("ann@example.org")


@pytest.fixture
def bob(app):
    return a_staff_user("bob@example.org", Role.ENGAGEMENT_OFFICER)


@pytest.fixture
def consultation(app):
    return a_consultation()


@pytest.fixture
def codeframe(consultation, ann):
    """Twelve answers, and one session in which two things were said; the themes are Trees and Buses."""
    for text in (*TREES, *BUSES):
        a_response(consultation, comments={"streets": text})
    a_session(consultation, ann, "Nobody waters the trees", "The bus driver is kind")
    return a_codeframe(consultation, ann)


def a_session(consultation, actor, *texts, type="focus_group", may_quote="yes"):
    activity = an_activity(consultation, actor, type=type)
    number = count(CodeAssignment) + activity.id
    said = tuple(
        Said(f"{number:08}-0000-4000-8000-{place:012}", "streets", "quote", "", text, "en", may_quote, None, None)
        for place, text in enumerate(texts, 1)
    )
    document = Document(held_on=NOW.date(), contributions=said)
    records.receive(activity, f"{number:08}-0000-4000-9000-000000000000", 0, document, actor, NOW)
    return activity


def keys_of(codeframe):
    texts = extracts.texts(codeframe)
    return dict(zip(texts["text"], texts["key"], strict=True))


def themes_of(codeframe):
    return {theme.label: theme.id for theme in codeframe.themes}


def code_all(codeframe, coder, *texts, now=NOW):
    """Code these texts by whether they speak of trees or of buses."""
    keys, themes = keys_of(codeframe), themes_of(codeframe)
    for text in texts:
        wanted = [id_ for label, id_ in themes.items() if label[:3].lower() in text.lower()]
        deciding.code_text(codeframe, keys[text], wanted, coder, now)


def by_label(counts):
    return {line.theme.label: line for line in counts.lines}


class TestTheMachine:
    def test_proposes_from_the_words_of_the_themes_for_answers_and_contributions(self, codeframe):
        run = learning.propose(codeframe, clock=lambda: NOW)

        rows = db.session.scalars(select(CodeAssignment).filter_by(run_id=run.id)).all()
        assert {row.theme_id for row in rows} == set(themes_of(codeframe).values())
        assert any(row.contribution_id for row in rows)
        assert all(0 <= row.score <= 1 for row in rows)

    def test_keeps_what_is_needed_to_do_it_again_and_gives_the_same(self, codeframe, ann):
        code_all(codeframe, ann, TREES[0], BUSES[0])

        first, second = (learning.propose(codeframe, seed=3, clock=lambda: NOW) for _ in range(2))

        assert (first.seed, first.n_texts, first.codeframe_id) == (3, 14, codeframe.id)
        assert first.parameters["n_coded"] == 2
        assert first.input_sha256 == second.input_sha256

        def content(run):
            rows = db.session.scalars(select(CodeAssignment).filter_by(run_id=run.id))
            return sorted((row.theme_id, row.answer_id or 0, row.contribution_id or 0, row.score) for row in rows)

        assert content(first) == content(second) != []

    def test_never_touches_what_a_person_said(self, codeframe, ann):
        themes, keys = themes_of(codeframe), keys_of(codeframe)
        deciding.code_text(codeframe, keys[TREES[0]], [themes["Buses"]], ann, NOW)
        before = db.session.scalars(select(CodeAssignment.id).filter_by(coder_id=ann.id, replaced_at=None)).all()

        for minutes in (1, 2):
            learning.propose(codeframe, clock=lambda at=minutes: later(at))

        after = db.session.scalars(select(CodeAssignment.id).filter_by(coder_id=ann.id, replaced_at=None)).all()
        assert before == after != []

    def test_an_older_run_stays_as_history(self, codeframe):
        first = learning.propose(codeframe, clock=lambda: NOW)

        learning.propose(codeframe, clock=lambda: later(1))

        rows = db.session.scalars(select(CodeAssignment).filter_by(run_id=first.id)).all()
        assert rows
        assert {row.replaced_at for row in rows} == {later(1)}

    def test_a_job_that_is_done_twice_leaves_one_run(self, codeframe):
        job = jobs.enqueue(learning.KIND, learning.arguments_of(codeframe), None, NOW)

        for _ in range(2):
            learning.run_job(job, lambda share, stage: None, lambda: NOW)

        assert count(AnalysisRun) == 1

    def test_is_shown_first_what_helps_most_and_never_what_is_coded(self, codeframe, ann):
        code_all(codeframe, ann, *TREES)

        order = learning.propose(codeframe, clock=lambda: NOW).parameters["order"]

        assert set(order) == set(extracts.texts(codeframe)["key"]) - {keys_of(codeframe)[text] for text in TREES}

    def test_how_well_it_agreed_with_people_is_told_lesson_by_lesson(self, codeframe, ann):
        learning.propose(codeframe, clock=lambda: NOW)
        code_all(codeframe, ann, *TREES, now=later(1))
        learning.propose(codeframe, clock=lambda: later(2))
        code_all(codeframe, ann, *BUSES, now=later(3))

        told = results.lessons(codeframe)

        assert [n for n, _f1 in told] == [6, 6]
        assert all(0.5 < f1 <= 1 for _n, f1 in told)


class TestDeciding:
    def test_a_correction_replaces_and_adds_and_says_who_and_when(self, codeframe, ann, bob):
        themes, key = themes_of(codeframe), keys_of(codeframe)[TREES[0]]
        deciding.code_text(codeframe, key, [themes["Buses"]], ann, NOW)

        deciding.code_text(codeframe, key, [themes["Trees"]], bob, later(5))

        rows = db.session.scalars(select(CodeAssignment).order_by(CodeAssignment.id)).all()
        assert [(row.coder_id, row.theme_id, row.replaced_at) for row in rows] == [
            (ann.id, themes["Buses"], later(5)),
            (bob.id, themes["Trees"], None),
        ]

    def test_what_the_machine_proposed_and_a_person_left_out_is_written_down_as_no(self, codeframe, ann):
        learning.propose(codeframe, clock=lambda: NOW)
        key = keys_of(codeframe)[TREES[1]]

        deciding.code_text(codeframe, key, [], ann, later(1))

        said = extracts.decisions(codeframe)
        assert not said["applies"].any()
        assert len(said) >= 1
        assert count(CodedText) == 1

    def test_two_coders_on_one_text_are_told(self, codeframe, ann, bob):
        """Both opened it when nobody had coded it; the second is told who was first, and nothing is overwritten."""
        themes, key = themes_of(codeframe), keys_of(codeframe)[TREES[0]]
        deciding.code_text(codeframe, key, [themes["Trees"]], ann, NOW, seen="")

        with pytest.raises(CodedMeanwhile, match="ann@example.org"):
            deciding.code_text(codeframe, key, [themes["Buses"]], bob, later(1), seen="")

        assert extracts.decisions(codeframe)["theme_id"].tolist() == [themes["Trees"]]

    def test_undo_takes_back_the_newest_text_of_this_person(self, codeframe, ann, bob):
        keys = keys_of(codeframe)
        code_all(codeframe, ann, TREES[0], now=NOW)
        code_all(codeframe, bob, TREES[1], now=later(1))
        code_all(codeframe, ann, TREES[2], now=later(2))

        assert deciding.undo(codeframe, ann, later(3)) == keys[TREES[2]]

        assert set(extracts.finished(codeframe)["key"]) == {keys[TREES[0]], keys[TREES[1]]}
        assert set(extracts.decisions(codeframe)["key"]) == {keys[TREES[0]], keys[TREES[1]]}

    def test_undo_with_nothing_coded_does_nothing(self, codeframe, ann):
        assert deciding.undo(codeframe, ann, NOW) is None

    def test_a_draft_other_themes_and_other_texts_are_refused(self, consultation, codeframe, ann):
        draft = a_codeframe(consultation, ann, "Shops", question_key="shops_comment", agreed=False)
        a_response(consultation, comments={"shops": "A baker"})
        key, theme = keys_of(codeframe)[TREES[0]], themes_of(codeframe)["Trees"]

        with pytest.raises(CodesRefused, match="is a draft"):
            deciding.code_text(draft, "a1", [], ann, NOW)
        with pytest.raises(CodesRefused, match="not in this codeframe"):
            deciding.code_text(codeframe, key, [theme + 1000], ann, NOW)
        for wrong in ("a999", "c999", "b1", "a", "a1x", "a99999999999"):
            with pytest.raises(NoSuchText):
                deciding.code_text(codeframe, wrong, [theme], ann, NOW)


class TestWithdrawing:
    def test_a_withdrawn_response_vanishes_from_codes_and_counts(self, codeframe, ann):
        learning.propose(codeframe, clock=lambda: NOW)
        code_all(codeframe, ann, TREES[0])
        response = db.session.scalars(select(Response).order_by(Response.id)).first()

        returning.withdraw(response, NOW)

        counts = results.count(codeframe)
        assert counts.n_comments == 11
        assert counts.n_by_people == 0
        assert count(CodeAssignment, coder_id=ann.id) == count(CodedText) == 0


class TestCounts:
    def test_what_people_say_holds_and_the_machine_fills_the_rest_marked_about(self, codeframe, ann):
        code_all(codeframe, ann, *TREES[:3])
        learning.propose(codeframe, clock=lambda: later(1))

        counts = results.count(codeframe)

        trees = by_label(counts)["Trees"]
        assert (counts.n_by_people, counts.base) == (3, 12)
        assert trees.n_by_people == 3
        assert trees.n_comments > 3
        assert trees.is_about
        assert trees.verdict is None

    def test_conversations_are_counted_apart_as_activities(self, consultation, codeframe, ann):
        """Three focus groups and a stand; trees were raised at two groups, buses at two groups and the stand."""
        a_session(consultation, ann, "Cut down our tree", "Trees again")
        a_session(consultation, ann, "Buses for young people")
        a_session(consultation, ann, "The bus is dear", type="outreach_stand")
        said = [text for text, key in keys_of(codeframe).items() if key.startswith("c")]
        code_all(codeframe, ann, *said, TREES[0])

        counts = results.count(codeframe)

        lines = by_label(counts)
        assert lines["Trees"].raised == (("focus_group", 2, 3), ("outreach_stand", 0, 1))
        assert lines["Buses"].raised == (("focus_group", 2, 3), ("outreach_stand", 1, 1))
        assert (lines["Trees"].n_comments, counts.base) == (1, 1)
        assert not lines["Trees"].is_about

    def test_only_words_that_may_be_quoted_are_quoted(self, consultation, codeframe, ann):
        a_session(consultation, ann, "A tree that nobody may quote", may_quote="not_asked")
        code_all(codeframe, ann, *keys_of(codeframe))

        quotes = [quote.text for line in results.count(codeframe).lines for quote in line.quotes]

        assert sorted(quotes) == ["Nobody waters the trees", "The bus driver is kind"]

    def test_nothing_coded_gives_no_shares(self, codeframe):
        counts = results.count(codeframe)

        assert counts.base == 0
        assert {line.share for line in counts.lines} == {None}


class TestBlindSamples:
    def draw(self, codeframe, ann, bob, n=10):
        return samples.draw(codeframe, n, ann, bob, ann, NOW, seed=4)

    def code(self, sample, coder, but=()):
        """Code the sample by what the texts say, but for these keys, which get no theme."""
        themes = themes_of(sample.codeframe)
        texts = {key: text for text, key in keys_of(sample.codeframe).items()}
        for key in extracts.sampled(sample.codeframe)["key"]:
            wanted = [id_ for label, id_ in themes.items() if label[:3].lower() in texts[key].lower()]
            samples.code_blind(sample, key, [] if key in but else wanted, coder, NOW)

    def test_is_drawn_in_proportion_and_the_same_seed_draws_the_same(self):
        strata = {f"a{n}": "online, short" if n < 60 else "paper, long" for n in range(90)}

        one, other = samples.drawn(strata, 30, 7), samples.drawn(dict(reversed(strata.items())), 30, 7)

        assert one == other
        assert sum(strata[key] == "paper, long" for key in one) == 10
        assert one != samples.drawn(strata, 30, 8)

    def test_teaches_the_machine_nothing_and_is_hidden_from_the_ordinary_queue(self, codeframe, ann, bob):
        sample = self.draw(codeframe, ann, bob)
        self.code(sample, ann)
        self.code(sample, bob)

        _texts, codes, _themes = extracts.what_is_known(codeframe)

        assert codes.empty
        assert count(SampleText) == 10

    def test_gives_no_figures_until_both_have_finished(self, codeframe, ann, bob):
        sample = self.draw(codeframe, ann, bob)
        self.code(sample, ann)

        assert results.complete_samples(codeframe) == []
        assert results.count(codeframe).n_by_people == 0

        self.code(sample, bob)
        assert results.complete_samples(codeframe) == [sample]

    def test_agreement_is_of_the_two_and_a_difference_waits_until_it_is_settled(self, codeframe, ann, bob):
        sample = self.draw(codeframe, ann, bob)
        tree = next(key for key in extracts.sampled(codeframe)["key"] if key in
                    [keys_of(codeframe)[text] for text in TREES])  # fmt: skip
        self.code(sample, ann)
        self.code(sample, bob, but=[tree])
        learning.propose(codeframe, clock=lambda: later(1))

        figures = results.AgreementFigures(sample, learning.newest_run(codeframe))
        [(key, theme)] = figures.differences
        assert (key, theme.label) == (tree, "Trees")
        assert figures.n_waiting == results.count(codeframe).n_waiting == 1
        assert 0.5 < figures.people.set_index("theme")["alpha"][theme.id] < 1
        before = results.count(codeframe)

        samples.settle(sample, key, theme, True, "It speaks of trees", ann, later(2))

        after = results.count(codeframe)
        assert after.n_waiting == 0
        assert by_label(after)["Trees"].n_by_people == by_label(before)["Trees"].n_by_people + 1
        again = results.AgreementFigures(sample, learning.newest_run(codeframe))
        assert again.people.equals(figures.people)
        assert again.macro.n_texts == 10

    def test_a_third_person_and_a_finished_sample_are_refused(self, codeframe, ann, bob):
        sample = self.draw(codeframe, ann, bob)
        third = a_staff_user("cas@example.org")
        key = extracts.sampled(codeframe)["key"][0]

        with pytest.raises(CodesRefused, match="Two other people"):
            samples.join(sample, third)
        with pytest.raises(CodesRefused, match="Two other people"):
            samples.code_blind(sample, key, [], third, NOW)
        self.code(sample, ann)
        self.code(sample, bob)
        with pytest.raises(CodesRefused, match="stays as it is"):
            samples.code_blind(sample, key, [], ann, NOW)

    def test_whoever_comes_first_codes_second(self, codeframe, ann, bob):
        sample = samples.draw(codeframe, 10, ann, None, ann, NOW)

        samples.join(sample, bob)

        assert sample.second_coder_id == bob.id

    def test_one_person_twice_and_too_few_texts_are_refused(self, codeframe, ann, bob):
        with pytest.raises(CodesRefused, match="Two different people"):
            samples.draw(codeframe, 10, ann, ann, ann, NOW)
        code_all(codeframe, ann, *TREES)
        with pytest.raises(CodesRefused, match="Only 8 texts"):
            samples.draw(codeframe, 10, ann, bob, ann, NOW)

    def test_a_withdrawn_response_leaves_the_sample(self, codeframe, ann, bob):
        sample = self.draw(codeframe, ann, bob, n=14)
        self.code(sample, ann)
        self.code(sample, bob)

        returning.withdraw(db.session.scalars(select(Response).order_by(Response.id)).first(), NOW)

        assert count(SampleText) == 13
        assert len(results.AgreementFigures(sample, None).first) == 13


class TestAbout:
    def test_a_machine_that_agreed_in_a_small_sample_is_still_about(self, codeframe, ann, bob):
        """Ten texts say too little: the machine may be right in all of them, and the rest it coded alone."""
        sample = TestBlindSamples().draw(codeframe, ann, bob)
        for coder in (ann, bob):
            TestBlindSamples().code(sample, coder)
        learning.propose(codeframe, clock=lambda: later(1))

        lines = results.count(codeframe).lines

        assert {line.is_about for line in lines} == {True}
