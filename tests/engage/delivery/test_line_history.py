"""Nothing that staff wrote of outcomes is lost: what is changed or removed keeps what stood before, and who did it."""

import pytest

from engage.errors import NotReady
from engage.extensions import db
from engage.models import Action, BodyResponse, LineChange, MeasureValue, PublishedLine, Role
from engage.operations.delivery import actions, ambitions, history, recommendations
from tests.builders import NOW, a_consultation, a_staff_user
from tests.engage.delivery.plans import PLAN, REASON, WORDS, a_plan, a_recommendation, an_action, published
from tests.engage.delivery.test_delivery_pages import AFTER, closed

__all__ = ["closed"]


@pytest.fixture
def officer(app, staff):
    a_consultation()
    a_plan(a_staff_user())
    return staff(Role.ENGAGEMENT_OFFICER)


def test_what_the_public_read_is_kept_word_for_word_and_figure_for_figure(closed):
    """Reworded, published again and taken back: each version stands with its figures and its days."""
    actor = a_staff_user()
    line = published(a_recommendation(closed, actor), AFTER)
    recommendations.reword(line, {"en": {"standard": "Trams.", "easy_read": "Trams."}}, "", actor, AFTER)
    published(line, AFTER)
    recommendations.take_back(line, actor, AFTER)

    kept = db.session.query(PublishedLine).order_by(PublishedLine.number).all()
    assert [(row.texts["en"]["standard"], row.ended_at) for row in kept] == [
        (WORDS["en"]["standard"], AFTER), ("Trams.", AFTER),
    ]  # fmt: skip
    assert [row.evidence[0]["figures"]["all"] for row in kept] == [[10, 15]] * 2


def test_who_changed_words_last_does_not_publish_them(closed):
    """Also when somebody else had written them at first; then the first author may, who has read the change."""
    first, second = a_staff_user(), a_staff_user("second@example.org")
    line = a_recommendation(closed, first)
    recommendations.reword(line, {"en": {"standard": "Trams.", "easy_read": "Trams."}}, "", second, AFTER)
    figures = {line.evidence[0].id: {"all": [10, 15]}}

    with pytest.raises(NotReady, match="Somebody else has to read"):
        recommendations.publish(line, figures, ["en"], second, AFTER)
    recommendations.publish(line, figures, ["en"], first, AFTER)

    assert line.published_by_id == first.id


def test_reasons_for_staff_are_changed_without_taking_the_line_from_the_public(closed):
    line = published(a_recommendation(closed, a_staff_user()), AFTER)

    recommendations.reword(line, WORDS, "Other reasons", line.written_by, AFTER)

    assert line.published_at == AFTER
    assert db.session.query(LineChange).one().before == {"rationale": "Most people chose it"}


@pytest.mark.parametrize(("address", "typed", "before"), [
    ("ambitions/1/edit", {"text": "Nobody is stuck"}, "Everybody gets about easily"),
    ("submissions/1/edit", {"owner": "Head of Streets"}, "Head of Transport"),
    ("comments/1", {"text": "Say who pays", "received_on": "7/10/2026"}, "Say how it is paid for"),
    ("actions/1/edit", {"headline_action": "Fewer cars"}, "More buses in the evening"),
    ("recommendations/1/edit", {"en_standard": "People want trams."}, "People want more buses."),
])  # fmt: skip
def test_each_line_is_changed_on_a_page_and_shows_what_stood_before(officer, address, typed, before):
    officer.get(f"{PLAN}/{address}").submit(typed)

    page = officer.get(f"{PLAN}/{address.removesuffix('/edit')}")

    assert next(iter(typed.values())) in page.text
    assert "It said before:" in page.text and before in page.text


def test_a_measure_and_its_values_are_put_right(officer):
    page = officer.get(f"{PLAN}/ambitions/1")
    again = page.submit({"measured_on": "7/10/2026", "value": "63"}, button="Record the value")
    gone = again.submit(button="Take away: Wednesday 7 October 2026")
    renamed = gone.link("Change this measure").submit({"name": "Trips by bus"})

    assert "63 trips" in again.text and "Value: 62.5" in again.text
    assert "No value yet." in gone.text and "Value: 63" in gone.text
    assert "Trips by bus" in renamed.text and "Name" in renamed.text
    assert db.session.query(MeasureValue).count() == 0


@pytest.mark.parametrize("address", ["comments/1", "ambitions/1"])
def test_a_line_is_removed_with_a_reason_and_put_back(officer, address):
    page = officer.get(f"{PLAN}/{address}")
    form = page.link(f"Remove this {address.removesuffix('s/1')}")

    refused = form.submit({"reason": " "})
    listed = refused.submit({"reason": "Written down twice"})
    away = officer.get(f"{PLAN}/{address}")
    listed.submit(button=next(words for words in buttons(listed) if words.startswith("Put it back")))

    assert refused.errors == ["Write why it is removed"]
    assert "Written down twice" in listed.text
    assert away.status == 404
    assert officer.get(f"{PLAN}/{address}").status == 200


def test_what_something_else_belongs_to_stays(officer):
    refused = officer.get(f"{PLAN}/lines/submission/1/remove").submit({"reason": "Sent twice"})

    assert refused.errors == ["Comment 1 belongs to it. Move or remove that first"]


def test_a_promise_that_the_public_has_read_is_stopped_and_not_removed(closed):
    actor = a_staff_user()
    line = published(a_recommendation(closed, actor), AFTER)
    action = an_action(closed, actor, recommendation_id=line.id)
    recommendations.take_back(line, actor, AFTER)

    with pytest.raises(NotReady, match="Record it as stopped, and say why"):
        history.remove(action, closed, "No money", actor, AFTER)


def test_a_removed_recommendation_is_public_no_longer_and_its_number_is_not_given_again(closed):
    actor = a_staff_user()
    line = published(a_recommendation(closed, actor), AFTER)

    history.remove(line, closed, "Nobody can do it", actor, AFTER)

    assert line.published_at is None and line.publications[0].ended_at == AFTER
    assert a_recommendation(closed, actor).number == 2


def test_an_answer_written_down_by_mistake_is_taken_back_step_by_step(officer):
    page = officer.get(f"{PLAN}/recommendations/1")
    reason = {"en_standard": REASON["en"]["standard"], "en_easy_read": REASON["en"]["easy_read"]}
    answered = page.submit({"answer": "no", "answered_on": "7/10/2026"} | reason, button="Save the answer")

    awaited = answered.submit(button="Take back what was written down last")
    nobody = awaited.submit(button="Take back what was written down last")

    assert "Awaited since" in awaited.text and "Answer: no" in awaited.text
    assert "Nobody has been asked yet." in nobody.text
    assert db.session.query(BodyResponse).count() == 0


def test_an_escalation_that_is_taken_back_leaves_the_first_body_awaited(closed):
    actor = a_staff_user()
    line = a_recommendation(closed, actor)
    recommendations.ask(line, "Borsetshire Buses", NOW.date(), actor, NOW)
    recommendations.escalate(line, "The Board", AFTER.date(), actor, AFTER)

    recommendations.undo_step(line, actor, AFTER)

    assert [(row.body, row.is_awaited) for row in line.responses] == [("Borsetshire Buses", True)]


def test_what_people_said_and_no_recommendation_answers_is_listed(closed, staff):
    """Buses and lights were chosen in the streets: only what a recommendation rests on is answered."""
    a_recommendation(closed, a_staff_user())

    page = staff(Role.ENGAGEMENT_OFFICER).get(f"{PLAN}/")

    assert "What people said that no recommendation answers (1)" in page.text
    assert "Your streets: Street lights" in page.text


def test_a_name_of_a_measure_that_was_removed_is_not_given_again(officer):
    measure = officer.get(f"{PLAN}/ambitions/1").link("Remove this measure").submit({"reason": "Not ours"})
    typed = {"name": "Bus trips", "unit": "", "better": "up", "source": ""}

    refused = officer.get(f"{PLAN}/ambitions/1").submit(typed, button="Add it")

    assert measure.status == 200
    assert refused.errors == ["This ambition had a measure with this name that was removed. Put it back"]


def test_a_plan_that_comes_again_does_not_bring_back_what_was_removed(closed):
    actor = a_staff_user()
    row = ({"headline_action": "Benches", "timescale": "2027"}, {"state": "planned", "due_on": None})
    actions.bring_in(closed, [row], actor, NOW)
    history.remove(db.session.query(Action).one(), closed, "Twice in the plan", actor, AFTER)

    assert actions.bring_in(closed, [row], actor, AFTER) == 0


def test_changes_to_a_measure_that_change_nothing_are_not_written_down(closed):
    actor = a_staff_user()
    ambition = ambitions.add_ambition(closed, "all_age", "Less traffic", actor, NOW)

    history.change(ambition, closed, {"text": "Less traffic"}, actor, AFTER)

    assert db.session.query(LineChange).count() == 0


def buttons(page):
    return ["".join(button.itertext()) for button in page.tree.iter("button")]
