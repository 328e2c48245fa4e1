"""What came of a consultation, for tests: one of everything; and who opens which page of it."""

from engage import outcomes
from engage.models import PublishedLine, Role
from engage.operations import consultations, transaction
from engage.operations.delivery import actions, ambitions, history, recommendations, submissions
from engage.operations.staff import find_active
from tests.builders import NOW, a_staff_user

PLAN = "/staff/consultations/market-place/delivery"
#: who looks at what others wrote, and publishes it
READER = "reader@example.org"
WRITERS = frozenset({Role.ENGAGEMENT_OFFICER, Role.ANALYST})
#: endpoint -> (method, address, roles that may)
ADDRESSES = {
    f"delivery.{endpoint}": (method, f"{PLAN}{address}", roles)
    for endpoint, method, address, roles in [
        ("list_lines", "get", "/", WRITERS),
        ("show_board", "get", "/board", WRITERS | {Role.PANEL_MEMBER}),
        ("recommend", "get", "/recommendations/new", WRITERS),
        ("reword", "get", "/recommendations/1/edit", WRITERS),
        ("show_recommendation", "get", "/recommendations/1", WRITERS),
        ("add_evidence", "post", "/recommendations/1/evidence", WRITERS),
        ("remove_evidence", "post", "/recommendations/1/evidence/{evidence}/remove", WRITERS),
        ("ask_body", "post", "/recommendations/1/asked", WRITERS),
        ("record_answer", "post", "/recommendations/1/answered", WRITERS),
        ("escalate", "post", "/recommendations/1/escalated", WRITERS),
        ("undo_step", "post", "/recommendations/1/undo", WRITERS),
        ("publish", "post", "/recommendations/1/publish", WRITERS),
        ("take_back", "post", "/recommendations/1/take-back", WRITERS),
        ("plan_action", "get", "/actions/new", WRITERS),
        ("change_action", "get", "/actions/1/edit", WRITERS),
        ("show_action", "get", "/actions/1", WRITERS),
        ("import_plan", "get", "/import", WRITERS),
        ("download_template", "get", "/import/template.csv", WRITERS),
        ("list_ambitions", "get", "/ambitions", WRITERS),
        ("show_ambition", "get", "/ambitions/1", WRITERS),
        ("record_value", "post", "/ambitions/1/measures/{measure}", WRITERS),
        ("change_ambition", "get", "/ambitions/1/edit", WRITERS),
        ("change_measure", "get", "/ambitions/1/measures/{measure}/edit", WRITERS),
        ("remove_value", "post", "/ambitions/1/measures/{measure}/values/{value}/remove", WRITERS),
        ("list_submissions", "get", "/submissions", WRITERS),
        ("show_submission", "get", "/submissions/1", WRITERS),
        ("change_submission", "get", "/submissions/1/edit", WRITERS),
        ("consider_no_more", "post", "/submissions/1/considered/{considered}/remove", WRITERS),
        ("list_comments", "get", "/comments", WRITERS),
        ("reply_to_comment", "get", "/comments/1", WRITERS),
        ("remove_line", "get", "/lines/comment/1/remove", WRITERS),
        ("put_back", "post", "/lines/action/2/put-back", WRITERS),
        ("list_removed", "get", "/removed", WRITERS),
    ]
}
WORDS = {"en": {"standard": "People want more buses.\nWe asked for them.", "easy_read": "People want buses. We asked."}}
REASON = {"en": {"standard": "There is no money this year.", "easy_read": "We have no money now."}}
DONE = {"state": "done", "due_on": None, "outcome": "Two buses more.", "easy_outcome": "There are 2 more buses.",
        "remark": ""}  # fmt: skip


def a_recommendation(consultation, actor, texts=WORDS, evidence=("streets_priorities", "buses"), now=NOW):
    made = recommendations.recommend(consultation, texts, "Most people chose it", actor, now)
    if evidence:
        figure = dict(zip(("question_key", "option_key"), evidence, strict=True))
        recommendations.rest_on(made, figure, actor, now)
    return made


def published(line, now, figures=None, locales=("en", "cy", "pl", "ar")):
    """Read and published by somebody else than its author. figures: as outcomes.figures; else those of its evidence."""
    reader = find_active(READER) or a_staff_user(READER, Role.ENGAGEMENT_OFFICER)
    figures = figures or outcomes.figures(line.consultation, line.evidence)
    recommendations.publish(line, figures, locales, reader, now)
    return line


def an_action(consultation, actor, due_on=None, now=NOW, **details):
    plain = {"headline_action": "More buses in the evening", "partnership": "Borsetshire Buses",
             "owner_role": "Head of Transport", "texts": WORDS}  # fmt: skip
    return actions.plan(consultation, plain | details, due_on, actor, now)


def a_plan(actor, consultation=None, now=NOW):
    """One of everything, in the market place if nothing else is named; what stands in addresses."""
    consultation = consultation or consultations.find_consultation("market-place")
    made = a_recommendation(consultation, actor, now=now)
    recommendations.ask(made, "Borsetshire Buses", now.date(), actor, now)
    an_action(consultation, actor, recommendation_id=made.id, now=now)
    ambition = ambitions.add_ambition(consultation, "all_age", "Everybody gets about", actor, now)
    measure = {"name": "Bus trips", "unit": "trips", "better": "up", "source": "Borsetshire Buses"}
    ambitions.add_measure(ambition, measure, actor, now)
    ambitions.record_value(ambition.measures[0], now.date(), 62.5, actor, now)
    letter = {"received_on": now.date(), "received_from": "Friends of the buses", "title": "Letter", "n_pages": 53,
              "owner": "Head of Transport", "kept_at": "Room 1"}  # fmt: skip
    submission = submissions.register(consultation, letter, actor, now)
    submissions.consider(submission, now.date(), "Board, item 4", "", actor, now)
    comment = {"received_on": now.date(), "text": "Say how it is paid for", "reply": "", "status": "under_review",
               "submission_id": submission.id}  # fmt: skip
    submissions.log_comment(consultation, comment, actor, now)
    with transaction():
        made.publications.append(
            PublishedLine(number=1, texts=WORDS, evidence=[], published_at=now, published_by_id=actor.id)
        )
    history.change(ambition, consultation, {"text": "Everybody gets about easily"}, actor, now)
    history.remove(an_action(consultation, actor, now=now), consultation, "Planned twice", actor, now)
    measure = ambition.measures[0]
    return {"evidence": made.evidence[0].id, "measure": measure.id, "value": measure.readings[0].id,
            "considered": submission.considerations[0].id}  # fmt: skip
