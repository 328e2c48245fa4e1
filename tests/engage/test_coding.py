"""Themes: asked for on a page, found by a job, kept with all that is needed to find them again."""

import pytest
from sqlalchemy import select

from engage import jobs, results, theme_jobs
from engage.errors import JobTaken
from engage.extensions import db
from engage.extracts.responses import COMMENTS, answers, sha256_of
from engage.models import (
    AnalysisRun,
    Answer,
    AuditEvent,
    CandidateMember,
    CandidateQuote,
    CandidateTheme,
    Job,
    Question,
    Role,
    UnusableAnswer,
)
from engage.operations import coding, returning, transaction
from tests.builders import NOW, a_consultation, a_response, count

THEMES = "/staff/consultations/market-place/themes/streets_comment"
BUSES = ["The buses are late every morning", "Buses never come in the evening", "We need more buses to town",
         "The bus to the hospital is always late"]  # fmt: skip
TREES = ["Plant more trees along the street", "Trees make the street cooler", "The old trees were cut down",
         "More trees and flowers in the street"]  # fmt: skip


@pytest.fixture
def question(app):
    consultation = a_consultation()
    for text in (*BUSES, *TREES, "n/a", "12345"):
        a_response(consultation, comments={"streets": text})
    return db.session.get_one(Question, results.question_keys(consultation)["streets_comment"])


def test_every_comment_is_in_one_theme_or_among_the_unusable_with_its_reason(question):
    run = coding.run_themes(question, n_themes=2, now=NOW)

    assert run.n_texts == 10
    assert sum(theme.size for theme in run.candidates) == count(CandidateMember) == 8
    assert sorted(row.reason for row in run.unusable) == ["no answer", "no words"]


def test_a_run_keeps_what_is_needed_to_run_it_again(question):
    run = coding.run_themes(question, seed=7, n_themes=2, now=NOW)

    assert (run.seed, run.finished_at) == (7, NOW)
    assert run.parameters["n_themes_asked"] == 2
    assert run.input_sha256 == sha256_of(answers(question)[list(COMMENTS)])
    assert run.code_version
    assert run.method


def test_the_same_comments_and_seed_give_the_same_themes(question):
    first, second = (coding.run_themes(question, n_themes=2, now=NOW) for _ in range(2))

    def content(run):
        members = [[member.answer_id for member in theme.members] for theme in run.candidates]
        return members, [(theme.label, theme.terms, theme.size) for theme in run.candidates]

    assert content(first) == content(second)


def test_a_job_that_is_done_twice_leaves_one_run(question):
    job = jobs.enqueue("themes", {"question_id": question.id, "seed": 0, "n_themes": 2}, None, NOW)

    for _ in range(2):
        theme_jobs.run_job(job, lambda share, stage: None, lambda: NOW)

    assert count(AnalysisRun) == 1
    assert count(CandidateTheme) == 2


def test_a_search_that_is_stopped_half_way_leaves_nothing(question):
    def stop(share, stage):
        if share > 0.5:
            raise JobTaken

    with pytest.raises(JobTaken):
        coding.run_themes(question, progress=stop, now=NOW)

    assert count(AnalysisRun) == count(CandidateTheme) == count(UnusableAnswer) == 0


def test_a_search_that_is_stopped_while_it_is_written_down_leaves_nothing(question):
    def stop(share, stage):
        if stage == "Writing down what was found":
            raise JobTaken

    with pytest.raises(JobTaken):
        coding.run_themes(question, progress=stop, now=NOW)

    assert count(AnalysisRun) == count(CandidateTheme) == count(CandidateQuote) == count(CandidateMember) == 0


def test_what_a_dead_worker_left_is_not_seen_and_the_next_one_finds_the_same(question):
    whole = coding.run_themes(question, n_themes=2, now=NOW)
    job = jobs.enqueue("themes", {"question_id": question.id, "seed": 0, "n_themes": 2}, None, NOW)
    with transaction():
        left = AnalysisRun(
            question_id=question.id, job_id=job.id, method="m", parameters={}, seed=0, code_version="0",
            input_sha256="0" * 64, n_texts=10, finished_at=NOW, candidates=[
                CandidateTheme(position=1, label="Half", terms=[], size=9)
            ],
        )  # fmt: skip
        db.session.add(left)
    assert results.themes_of(question.version.questionnaire.consultation, "streets_comment").run is whole

    theme_jobs.run_job(job, lambda share, stage: None, lambda: NOW)

    again = db.session.scalars(select(AnalysisRun).filter_by(job_id=job.id)).one()
    assert [(theme.label, theme.size) for theme in again.candidates] == [
        (theme.label, theme.size) for theme in whole.candidates
    ]
    assert count(CandidateTheme) == 2 * len(whole.every_candidate)


def test_words_withdrawn_while_themes_are_looked_for_are_in_none(question):
    def withdraw(share, stage):
        first = db.session.scalars(select(Answer).order_by(Answer.id)).first()
        if stage == "Writing down what was found" and first.response.withdrawn_at is None:
            returning.withdraw(first.response, NOW)

    first = db.session.scalars(select(Answer.id).order_by(Answer.id)).first()
    run = coding.run_themes(question, n_themes=2, progress=withdraw, now=NOW)

    assert count(CandidateMember) == 7
    assert first not in {row.answer_id for row in db.session.scalars(select(CandidateQuote))}
    assert run.n_texts == 10


def in_welsh(texts):
    """As if these texts had been written in Welsh."""
    for answer in db.session.scalars(select(Answer)):
        if answer.text in texts:
            answer.locale = "cy"


def test_languages_are_themed_apart(app):
    consultation = a_consultation()
    for text in (*BUSES, *TREES):
        a_response(consultation, comments={"streets": text})
    with transaction():
        in_welsh(TREES)
    question = db.session.get_one(Question, results.question_keys(consultation)["streets_comment"])

    run = coding.run_themes(question, now=NOW)

    assert {theme.language for theme in run.candidates} == {"cy", "en"}


def test_an_analyst_asks_watches_and_reads(app, question, staff):
    analyst = staff(Role.ANALYST)

    page = analyst.get(THEMES).submit({"n_themes": "2"})
    assert page.h1 == "Looking for themes"
    assert "Waiting to start" in page.text

    jobs.run_worker(app, once=True)
    page = page.link("Check again")

    assert page.h1 == "Themes: Is there anything else about your streets?"
    assert "Found by the machine, not yet checked by a person." in page.text
    assert "4 of 8 comments (50%)" in page.text
    assert "2 comments have no theme, and why" in page.text
    quotes = list(page.tree.iter("blockquote"))
    assert {quote.text for quote in quotes} <= {*BUSES, *TREES}
    assert {(quote.get("dir"), quote.get("lang")) for quote in quotes} == {("auto", "en")}


def test_the_script_is_told_how_far_it_is(app, question, staff):
    analyst = staff(Role.ANALYST)
    address = analyst.get(THEMES).submit().path
    job = db.session.scalars(select(Job)).one()
    jobs.lease(NOW)
    jobs.renew(job.id, job.lease, NOW, progress=0.4, stage="Comparing the comments")

    told = analyst.client.get(f"{address}.json").json

    assert told == {"progress": 0.4, "stage": "Comparing the comments", "is_over": False, "failure": None}


def test_a_search_can_be_cancelled(app, question, staff):
    page = staff(Role.ANALYST).get(THEMES).submit()

    page = page.submit(button="Cancel the search")
    jobs.run_worker(app, once=True)

    assert page.h1 == "The search for themes was cancelled"
    assert count(AnalysisRun) == 0


def test_a_failed_search_says_so_in_words(app, question, staff, monkeypatch):
    def fail(job, report, clock):
        raise RuntimeError("secret detail")

    monkeypatch.setitem(jobs.HANDLERS, "themes", fail)
    page = staff(Role.ANALYST).get(THEMES).submit()

    jobs.run_worker(app, once=True)
    page = page.link("Check again")

    assert page.h1 == "The search for themes failed"
    assert "This was tried 3 times and did not finish." in page.text
    assert "secret detail" not in page.html


@pytest.mark.parametrize("typed", ["1", "41", "two", "-3", "2.5", "٣"])
def test_a_number_of_themes_that_cannot_be_is_refused_and_kept(question, staff, typed):
    page = staff(Role.ANALYST).get(THEMES).submit({"n_themes": typed})

    assert page.status == 422
    assert page.errors == ["Enter a whole number from 2 to 40, or leave it empty"]
    assert page.form().find(".//input[@name='n_themes']").get("value") == typed
    assert count(Job) == 0


def test_comments_that_came_after_the_run_are_announced(question, staff):
    coding.run_themes(question, now=NOW)
    a_response(question.version.questionnaire.consultation, comments={"streets": "More benches"})

    assert "More comments have come since then." in staff(Role.ANALYST).get(THEMES).text


def test_what_people_wrote_is_shown_as_text(app, staff):
    consultation = a_consultation()
    for text in ("<script>alert(1)</script> buses are late", "{{7*7}} buses are late", "<img src=x onerror=alert(1)>"):
        a_response(consultation, comments={"streets": text})
    question = db.session.get_one(Question, results.question_keys(consultation)["streets_comment"])
    coding.run_themes(question, now=NOW)

    page = staff(Role.ANALYST).get(THEMES)

    assert "{{7*7}} buses are late" in page.text
    assert "<script>alert(1)</script> buses are late" in page.text
    assert not list(page.tree.find(".//main").iter("img"))


def test_a_search_in_no_comments_finds_no_themes(app, staff):
    consultation = a_consultation()
    question = db.session.get_one(Question, results.question_keys(consultation)["streets_comment"])

    run = coding.run_themes(question, now=NOW)

    assert (run.n_texts, run.candidates) == (0, [])
    assert staff(Role.ANALYST).get(THEMES).status == 200


def test_every_view_of_themes_is_written_down(question, staff):
    staff(Role.ANALYST).get(THEMES)

    event = db.session.scalars(select(AuditEvent).filter_by(verb="viewed_themes")).one()
    assert event.detail == {"consultation": "market-place", "question": "streets_comment"}


def test_the_command_line_finds_the_same_themes(app, question):
    arguments = ["engage", "themes", "market-place", "--question", "streets_comment", "--themes", "2"]

    outcome = app.test_cli_runner().invoke(args=arguments)

    assert outcome.exit_code == 0, outcome.output
    assert outcome.stdout == "streets_comment: 2 themes in 10 comments\n"
    assert "100% Done" in outcome.stderr
    db.session.rollback()
    assert count(AnalysisRun) == 1


def test_the_command_line_names_the_questions_there_are(app, question):
    outcome = app.test_cli_runner().invoke(args=["engage", "themes", "market-place", "--question", "parks"])

    assert outcome.exit_code == 1
    assert "It has: streets_comment, shops_comment" in outcome.stderr


def replayed(app, *arguments):
    outcome = app.test_cli_runner().invoke(args=["engage", "themes", "--replay", *arguments])
    db.session.rollback()
    return outcome.exit_code, outcome.stdout


class TestReplay:
    def test_the_same_comments_give_the_same_themes_and_nothing_is_kept(self, app, question):
        run = coding.run_themes(question, seed=3, now=NOW)
        a_response(question.version.questionnaire.consultation, comments={"streets": "More benches"})

        status, said = replayed(app, str(run.id))

        same = f"the same {len(run.candidates)} themes, and the same coarser and finer ones, in 10 comments"
        assert said == f"run {run.id}: {same}\n"
        assert status == 0
        assert count(AnalysisRun) == 1

    def test_what_was_withdrawn_since_is_counted(self, app, question):
        run = coding.run_themes(question, n_themes=2, now=NOW)
        first = db.session.scalars(select(Answer).order_by(Answer.id)).first()
        returning.withdraw(first.response, NOW)

        status, said = replayed(app, str(run.id))

        assert status == 1
        assert "1 of 10 comments were withdrawn or changed since, and are not read" in said

    def test_other_code_is_named(self, app, question):
        run = coding.run_themes(question, n_themes=2, now=NOW)
        with transaction():
            run.code_version = "0.0.1"
            run.parameters = run.parameters | {"libraries": run.parameters["libraries"] | {"sklearn": "0.1"}}

        status, said = replayed(app, str(run.id))

        assert status == 0
        assert "the code that finds themes is another one: Engage 0.0.1 then" in said
        assert "sklearn is" in said and "and was 0.1" in said

    def test_a_run_of_an_older_engage_cannot_be_done_again(self, app, question):
        run = coding.run_themes(question, n_themes=2, now=NOW)
        with transaction():
            run.parameters = {"method": "m"}

        assert replayed(app, str(run.id)) == (
            1, f"run {run.id}: it did not look for themes, or an older Engage kept too little of it to do it again\n"
        )  # fmt: skip

    def test_a_run_that_is_none_is_refused(self, app):
        assert replayed(app, "77")[0] == 1


class TestLevels:
    @pytest.fixture
    def found(self, app):
        """Comments enough for finer themes."""
        consultation = a_consultation()
        for number in range(6):
            for text in (*BUSES, *TREES):
                a_response(consultation, comments={"streets": f"{text} {'again ' * number}"})
        question = db.session.get_one(Question, results.question_keys(consultation)["streets_comment"])
        return coding.run_themes(question, n_themes=3, now=NOW)

    def test_an_officer_sees_coarser_and_finer_at_once(self, found, staff):
        page = staff(Role.ANALYST).get(THEMES)
        assert "You see 3 themes. This is the number that the machine proposes." in page.text

        coarser = page.link("Coarser: 2 themes")
        assert len(list(coarser.tree.iterfind(".//section[@class='app-theme']"))) == 2
        assert "Joins: " in coarser.text
        assert "The machine proposes 3. Why: asked for. A draft of a codeframe begins with" in coarser.text

        finer = coarser.link("Back to the proposed number").link("Finer: 4 themes")
        assert len(list(finer.tree.iterfind(".//section[@class='app-theme']"))) == 4
        assert "A part of: " in finer.text
        assert count(AnalysisRun) == 1

    @pytest.mark.parametrize(("typed", "n_shown"), [("1", 2), ("999999", 6), ("x", 3), ("²", 3), ("-1", 3), ("", 3)])
    def test_a_number_that_is_not_there_shows_the_nearest_or_the_proposed(self, found, staff, typed, n_shown):
        page = staff(Role.ANALYST).get(f"{THEMES}?themes={typed}&language=xx")

        assert page.status == 200
        assert len(list(page.tree.iterfind(".//section[@class='app-theme']"))) <= n_shown

    def test_every_level_holds_every_comment_once(self, found):
        consultation = found.question.version.questionnaire.consultation
        own = found.parameters["languages"][0]

        for n_themes in range(own["coarsest"], own["finest"] + 1):
            asked = results.themes_of(consultation, "streets_comment", ("en", n_themes))
            assert len(asked.themes) == n_themes
            assert asked.n_used == 48
            assert all(theme.quotes for theme in asked.themes)
            assert all(0 < share <= 1 for theme in asked.themes for _label, share in theme.overlaps)

    def test_each_language_has_its_own_page(self, app, staff):
        consultation = a_consultation()
        for text in (*BUSES, *TREES):
            a_response(consultation, comments={"streets": text})
        with transaction():
            in_welsh(TREES)
        question = db.session.get_one(Question, results.question_keys(consultation)["streets_comment"])
        coding.run_themes(question, now=NOW)

        page = staff(Role.ANALYST).get(THEMES)
        assert "Comments in each language are themed apart: Cymraeg, English" in page.text
        english = page.link("English").text
        assert f"{len(BUSES) + len(TREES)} could be used, {len(BUSES)} of them in English." in english
        assert f"of {len(BUSES)} comments in English (" in english

        quotes = [quote.text for quote in page.link("English").tree.iter("blockquote")]
        assert quotes
        assert set(quotes) <= set(BUSES)
