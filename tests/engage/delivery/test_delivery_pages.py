"""Recommendations, answers and actions on the pages of staff: each promise can be traced, and nothing typed is lost."""

import datetime as dt

import pytest
from sqlalchemy import insert

from engage.errors import NotReady
from engage.extensions import db
from engage.models import Action, ActionState, AuditEvent, LoggedComment, Recommendation, Role
from engage.operations.delivery import actions, recommendations
from tests.builders import NOW, a_consultation, a_questionnaire, a_response, a_staff_user, translated
from tests.engage.delivery.plans import DONE, PLAN, REASON, WORDS, a_recommendation, an_action, published
from tests.journey import set_clock

AFTER = NOW + dt.timedelta(days=60)
TYPED = {f"en_{variant}": words for variant, words in WORDS["en"].items()} | {"rationale": "Top of the list"}


@pytest.fixture
def closed(app):
    """Twelve people answered online, nine of whom want buses, and three on paper, who want lights."""
    consultation = a_consultation(document=translated(a_questionnaire(), "cy"))
    for number in range(12):
        a_response(consultation, {"streets": ["buses"] if number < 9 else ["lights"]})
    for _number in range(3):
        a_response(consultation, {"streets": ["lights"]}, channel="paper")
    set_clock(app, AFTER)
    return consultation


def test_from_the_desk_to_a_public_recommendation_with_its_answer(closed, staff):
    """What an officer does, page by page."""
    desk = staff(Role.ENGAGEMENT_OFFICER).get("/staff/consultations/market-place/desk")

    made = desk.link("You said, we did").link("Write a recommendation").submit(TYPED)
    early = made.submit(button="Publish it")
    rested = early.submit({"figure": "streets_priorities.buses"}, button="Add it")
    asked = rested.browser.get(f"{PLAN}/recommendations/1")
    question = {"body": "The NHS", "asked_on": "8/10/2026"}
    asked = asked.browser.post(f"{PLAN}/recommendations/1/asked", token(asked) | question)
    answered = asked.submit({"answer": "no", "answered_on": "9/10/2026", **reason()}, button="Save the answer")
    own = answered.submit(button="Publish it")
    done = staff(Role.ANALYST).get(f"{PLAN}/recommendations/1").submit(button="Publish it")

    assert early.errors == ["It rests on nothing that people said. Add a figure first"]
    assert "Your streets: Buses" in rested.text
    assert "Awaited since Thursday 8 October 2026" in asked.text
    assert own.errors == ["You wrote its words or chose its figures last. Somebody else has to read and publish it"]
    assert "Not accepted" in answered.text and "no money this year" in answered.text
    assert "The public reads it since" in done.text
    found = db.session.query(Recommendation).one()
    assert found.published_at == AFTER
    # 9 of 15 are printed as 10 of 15; 3 of 3 on paper are so few that nothing is told of them
    assert found.evidence[0].figures == {"all": [10, 15], "online": [10, 10], "paper": [None, None]}
    verbs = [event.verb for event in db.session.query(AuditEvent).order_by(AuditEvent.id)]
    assert [verb for verb in verbs if verb != "signed_in"] == [
        "recommended", "added_evidence", "asked_body", "recorded_answer", "published_recommendation",
    ]  # fmt: skip


def test_other_words_take_it_from_the_public_page(closed, staff):
    actor = a_staff_user()
    made = a_recommendation(closed, actor)
    published(made, AFTER, {made.evidence[0].id: {"all": [10, 15]}}, ["en", "cy"])

    page = staff(Role.ANALYST).get(f"{PLAN}/recommendations/1/edit")
    after = page.submit({"en_standard": "People want trams."})

    assert "The public reads it now" in page.text
    assert "The public does not read it yet" in after.text
    reader = staff(Role.ENGAGEMENT_OFFICER).get(f"{PLAN}/recommendations/1")
    again = reader.submit(button="Publish it").submit(button="Take it from the public page")
    assert "does not read it yet" in again.text


def test_only_what_was_read_is_published(closed, staff):
    """Somebody else words it otherwise, or lets it rest on more, while the page with the button is open."""
    made = a_recommendation(closed, actor := a_staff_user())
    changed = ["Its words or what it rests on were changed while you had the page open. Read it again, then publish it"]
    page = staff(Role.ANALYST).get(f"{PLAN}/recommendations/1")

    recommendations.reword(made, {"en": WORDS["en"] | {"standard": "People want trams."}}, "", actor, AFTER)
    other_words = page.submit(button="Publish it")
    counted = {one.id: {"all": [10, 15]} for one in made.evidence}
    recommendations.rest_on(
        made, {"question_key": "streets_priorities", "option_key": "lights"}, actor, AFTER
    )
    more_evidence = other_words.submit(button="Publish it")
    with pytest.raises(NotReady, match="were changed while"):
        recommendations.publish(made, counted, ["en", "cy"], actor, AFTER)

    assert (other_words.status, other_words.errors) == (422, changed)
    assert "People want trams." in other_words.text
    assert more_evidence.errors == changed
    assert "The public reads it since" in more_evidence.submit(button="Publish it").text


@pytest.mark.parametrize(("change", "error"), [
    ({"en_standard": " "}, "Write what people said, and what is asked for"),
    ({"en_easy_read": "word " * 16}, f"This sentence is too long for Easy Read: {('word ' * 16).strip()}"),
    ({"cy_standard": "Bysiau"}, "Write it in both wordings"),
])  # fmt: skip
def test_a_recommendation_that_does_not_fit_is_refused_and_nothing_typed_is_lost(closed, staff, change, error):
    page = staff(Role.ANALYST).get(f"{PLAN}/recommendations/new")

    refused = page.submit(TYPED | change)

    assert (refused.status, refused.errors) == (422, [error])
    assert "Top of the list" in refused.html
    assert db.session.query(Recommendation).count() == 0


def test_without_easy_read_it_waits(closed, staff):
    page = staff(Role.ANALYST).get(f"{PLAN}/recommendations/new").submit(TYPED | {"en_easy_read": ""})
    rested = page.submit({"figure": "streets_priorities.buses"}, button="Add it")

    refused = rested.submit(button="Publish it")

    assert refused.errors == ["Give the words in both wordings (en): the public is told."]


def test_while_people_still_answer_nothing_is_published(app, closed, staff):
    a_recommendation(closed, a_staff_user())
    set_clock(app, NOW)

    refused = staff(Role.ANALYST).get(f"{PLAN}/recommendations/1").submit(button="Publish it")

    assert refused.errors == ["It is published after the consultation has closed"]


def test_who_does_not_answer_is_escalated_and_the_next_body_is_asked(closed, staff):
    made = a_recommendation(closed, actor := a_staff_user())
    recommendations.ask(made, "Borsetshire Buses", NOW.date(), actor, NOW)
    page = staff(Role.ANALYST).get(f"{PLAN}/recommendations/1")

    early = page.submit({"escalated_to": "The Board", "escalated_on": "1/10/2026"}, button="Escalate")
    after = page.submit({"escalated_to": "The Board", "escalated_on": "1/11/2026"}, button="Escalate")

    assert early.errors == ["This is before the day on which they were asked"]
    assert "Escalated to The Board on Sunday 1 November 2026" in after.text
    assert [(row.body, row.is_awaited) for row in made.responses] == [("Borsetshire Buses", False), ("The Board", True)]


def test_an_answer_that_refuses_says_why(closed, staff):
    made = a_recommendation(closed, actor := a_staff_user())
    recommendations.ask(made, "Borsetshire Buses", NOW.date(), actor, NOW)
    page = staff(Role.ANALYST).get(f"{PLAN}/recommendations/1")

    refused = page.submit({"answer": "partly", "answered_on": "9/10/2026"}, button="Save the answer")

    assert refused.errors == ["Write their reason", "Write their reason"]
    assert refused.ticked == ["partly"] and made.response.answer is None


def test_words_in_another_language_alone_are_refused_and_those_kept_before_are_shown(closed, staff, browser):
    made = a_recommendation(closed, actor := a_staff_user())
    recommendations.ask(made, "Borsetshire Buses", NOW.date(), actor, NOW)
    page = staff(Role.ANALYST).get(f"{PLAN}/recommendations/1")
    welsh = {"cy_standard": "Iawn, bysiau.", "cy_easy_read": "Iawn."}

    refused = page.submit({"answer": "accepted", "answered_on": "9/10/2026"} | welsh, button="Save the answer")

    assert refused.errors == ["Write it in English too: it is shown where there is no translation"]
    assert "Iawn, bysiau." in refused.html
    only = {"cy": {"standard": "Iawn, bysiau.", "easy_read": "Iawn."}}
    recommendations.answer(made, "accepted", NOW.date(), only, actor, NOW)
    an_action(closed, actor, recommendation_id=made.id, texts=only)
    published(made, AFTER, {made.evidence[0].id: {"all": [10, 15]}}, ["en", "cy"])
    assert "Iawn, bysiau." in page.browser.get(f"{PLAN}/recommendations/1").text
    assert "Iawn, bysiau." in page.browser.get(f"{PLAN}/actions/1").text
    public = browser.get("/market-place/en/standard/what-we-did/1")
    assert (public.status, "Iawn, bysiau." in public.text) == (200, True)


def test_what_is_still_open_is_listed(closed, staff):
    actor = a_staff_user()
    a_recommendation(closed, actor, evidence=None)
    a_recommendation(closed, actor)
    an_action(closed, actor)

    page = staff(Role.ENGAGEMENT_OFFICER).get(f"{PLAN}/")

    assert "rest on nothing people said: they cannot be published (1)" in page.text
    assert "nobody has answered yet (1)" in page.text
    assert "serve no recommendation (1)" in page.text


def test_what_is_done_says_what_came_of_it_and_keeps_its_history(closed, staff):
    an_action(closed, a_staff_user(), due_on=dt.date(2026, 11, 1))
    page = staff(Role.ENGAGEMENT_OFFICER).get(f"{PLAN}/actions/1")

    refused = page.submit({"state": "done", "outcome": "", "due_on": "1/12/2026"}, button="Save")
    done = refused.submit({"outcome": DONE["outcome"], "easy_outcome": DONE["easy_outcome"]}, button="Save")

    assert "Late" in page.text
    assert refused.errors == ["Write what came of it, or why it was stopped", "Write it in Easy Read too"]
    assert 'value="1/12/2026"' in refused.html
    assert "Late" not in done.text
    history = [(row.state, row.due_on, row.outcome) for row in db.session.query(Action).one().states]
    assert history == [("planned", dt.date(2026, 11, 1), ""), ("done", dt.date(2026, 12, 1), "Two buses more.")]


def test_a_state_follows_what_somebody_else_recorded_meanwhile(closed):
    action = an_action(closed, actor := a_staff_user())
    assert len(action.states) == 1  # read, as a page does
    with db.engine.begin() as other:
        other.execute(
            insert(ActionState).values(action_id=action.id, number=2, state="under_way", set_at=NOW, set_by_id=actor.id)
        )

    actions.record_state(action, closed, DONE, actor, AFTER)

    assert [(row.number, row.state) for row in action.states] == [(1, "planned"), (2, "under_way"), (3, "done")]


def test_an_action_is_planned_for_a_recommendation_and_reworded(closed, staff):
    a_recommendation(closed, a_staff_user())
    page = staff(Role.ANALYST).get(f"{PLAN}/recommendations/1").link("Plan an action for it")

    refused = page.submit({"due_on": "32/1/2027", "summary": "Every hour"})
    made = refused.submit({"due_on": "31/1/2027", "headline_action": "Night buses"})
    changed = made.link("Change the words").submit({"owner_role": "Head of Transport"})

    assert refused.errors == ["Write what is going to be done, in a line", "Enter the day, as 7/10/2026"]
    assert "Sunday 31 January 2027" in made.text and "Every hour" in made.text
    assert "Head of Transport" in changed.text
    assert db.session.query(Action).one().recommendation.number == 1


def test_a_panel_member_sees_what_is_late_and_what_changed_since_the_last_meeting(closed, staff):
    actor = a_staff_user()
    late = an_action(closed, actor, due_on=dt.date(2026, 11, 1))
    an_action(closed, actor, due_on=dt.date(2027, 11, 1), headline_action="Benches")
    moved = {"state": "under_way", "due_on": dt.date(2026, 12, 1), "outcome": "", "easy_outcome": "", "remark": ""}
    actions.record_state(late, closed, moved, actor, AFTER)
    desk = staff(Role.PANEL_MEMBER).get("/staff/consultations/market-place/desk")
    board = desk.link("What is late, and what changed")

    shown = board.browser.get(f"{PLAN}/board?since=1/12/2026")
    wrong = board.browser.get(f"{PLAN}/board?since=soon")

    assert "Late (1)" in board.text and "Benches" not in board.text
    assert "Under way; due 1/12/2026, before 1/11/2026" in shown.text
    assert "Changes (1)" in shown.text
    assert wrong.errors == ["Enter the day, as 7/10/2026"]


def test_a_measure_says_whether_it_is_better_than_before(closed, staff):
    page = staff(Role.ANALYST).get(f"{PLAN}/ambitions").submit({"life_course": "all_age", "text": "Less traffic"})
    ambition = page.link("Less traffic")

    measured = ambition.submit({"name": "Cars a day", "better": "down"}, button="Add it")
    first = measured.submit({"measured_on": "1/10/2026", "value": "1,200"}, button="Record the value")
    wrong = first.submit({"measured_on": "1/11/2026", "value": "many"}, button="Record the value")
    endless = first.submit({"measured_on": "1/11/2026", "value": "1e999"}, button="Record the value")
    second = first.submit({"measured_on": "1/11/2026", "value": "1150"}, button="Record the value")

    assert "One value so far." in first.text
    assert wrong.errors == ["Enter a number, as 62.5"] and 'value="many"' in wrong.html
    assert endless.errors == ["Enter a number, as 62.5"]
    assert "Better than before. Down is better." in second.text


def test_a_submission_stands_in_the_index_until_somebody_considered_it(closed, staff):
    index = staff(Role.ENGAGEMENT_OFFICER).get(f"{PLAN}/submissions")

    refused = index.submit({"title": "Letter", "received_from": "Friends of the buses", "received_on": "1/1/2027"})
    listed = refused.submit({"received_on": "1/11/2026", "n_pages": "53", "owner": "Head of Transport"})
    considered = listed.link("Letter").submit({"place": "Board, item 4", "considered_on": "2/11/2026"})

    assert refused.errors == ["This day is still to come", "Enter who answers for it, as “Head of Transport”"]
    assert "Nowhere yet" in listed.text
    assert "Board, item 4, Monday 2 November 2026" in considered.text


def test_a_comment_on_the_plan_is_logged_and_settled_with_words(closed, staff):
    log = staff(Role.ENGAGEMENT_OFFICER).get(f"{PLAN}/comments")
    typed = {"text": "Too many priorities", "received_on": "1/11/2026", "status": "under_review"}

    unknown = log.submit(typed | {"submission": "7"})
    logged = unknown.submit({"submission": ""})
    refused = logged.link("Too many priorities").submit({"status": "accepted"})
    settled = refused.submit({"reply": "There are five now."})

    assert unknown.errors == ["There is no submission 7 in the index"]
    assert refused.errors == ["Write what is said to it"]
    assert "There are five now." in settled.text
    assert db.session.query(LoggedComment).one().status == "accepted"


@pytest.mark.parametrize("address", ["recommendations/9", "actions/9", "ambitions/9", "submissions/9", "comments/9"])
def test_what_is_not_there_is_not_found(closed, staff, address):
    assert staff(Role.ANALYST).get(f"{PLAN}/{address}").status == 404


def reason():
    return {"en_standard": REASON["en"]["standard"], "en_easy_read": REASON["en"]["easy_read"]}


def token(page):
    return {"csrf_token": next(e.get("value") for e in page.tree.iter("input") if e.get("name") == "csrf_token")}
