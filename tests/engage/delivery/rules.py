"""What the database refuses of what came of a consultation."""

import pytest

from engage.models import (
    Action,
    ActionState,
    Ambition,
    BodyResponse,
    Evidence,
    LineChange,
    LoggedComment,
    Measure,
    MeasureValue,
    PublishedLine,
    Recommendation,
    Submission,
)
from tests.builders import NOW

#: name of the rule, model, changes
RULES_OF_DELIVERY = [
    *(
        (f"ck_{model.__tablename__}_number_from_one", model, {"number": 0})
        for model in (Recommendation, Action, ActionState, Ambition, Submission, LoggedComment)
    ),
    ("ck_recommendation_published_by_somebody", Recommendation, {"published_at": NOW}),
    (
        "ck_recommendation_published_by_another", Recommendation,
        {"published_at": NOW, "published_by_id": Recommendation.written_by_id},
    ),
    (
        "ck_recommendation_published_with_author", Recommendation,
        {"published_at": NOW, "published_by_id": Recommendation.made_by_id, "written_by_id": None},
    ),
    ("ck_published_line_number_from_one", PublishedLine, {"number": 0}),
    ("ck_published_line_ended_after_publishing", PublishedLine, {"ended_at": NOW.replace(year=2025)}),
    ("ck_line_change_kind_is_known", LineChange, {"kind": "poem"}),
    ("ck_line_change_verb_is_known", LineChange, {"verb": "lost"}),
    ("ck_line_change_removed_with_reason", LineChange, {"verb": "removed"}),
    ("ck_evidence_option_or_theme", Evidence, {"question_key": None, "option_key": None}),
    ("ck_evidence_option_of_a_question", Evidence, {"question_key": None}),
    ("ck_evidence_counted_on_a_day", Evidence, {"counted_at": NOW}),
    (
        "ck_body_response_answer_is_known", BodyResponse,
        {"answer": "maybe", "answered_on": NOW.date(), "has_reason": True},
    ),
    ("ck_body_response_answered_on_a_day", BodyResponse, {"answer": "accepted"}),
    (
        "ck_body_response_answered_after_asking", BodyResponse,
        {"answer": "accepted", "answered_on": NOW.date().replace(year=2025)},
    ),
    ("ck_body_response_refused_with_reason", BodyResponse, {"answer": "no", "answered_on": NOW.date()}),
    ("ck_body_response_escalated_on_a_day", BodyResponse, {"escalated_to": "The NHS"}),
    (
        "ck_body_response_escalated_without_answer", BodyResponse,
        {"answer": "accepted", "answered_on": NOW.date(), "escalated_to": "The NHS", "escalated_on": NOW.date()},
    ),
    ("ck_ambition_life_course_is_known", Ambition, {"life_course": "late"}),
    ("ck_measure_better_is_known", Measure, {"better": "sideways"}),
    ("ck_action_headline_is_given", Action, {"headline_action": ""}),
    ("ck_action_state_state_is_known", ActionState, {"state": "asleep"}),
    ("ck_action_state_ended_with_outcome", ActionState, {"state": "done"}),
    ("ck_submission_has_pages", Submission, {"n_pages": 0}),
    ("ck_logged_comment_status_is_known", LoggedComment, {"status": "lost", "reply": "r"}),
    ("ck_logged_comment_settled_with_reply", LoggedComment, {"status": "accepted"}),
]  # fmt: skip
ONCE_IN_DELIVERY = [
    pytest.param(Recommendation, {}, id="two recommendations with one number"),
    pytest.param(PublishedLine, {}, id="one place in the publications of a recommendation twice"),
    pytest.param(Evidence, {}, id="one figure twice under a recommendation"),
    pytest.param(Action, {}, id="two actions with one number"),
    pytest.param(ActionState, {}, id="one place in the history of an action twice"),
    pytest.param(Ambition, {}, id="two ambitions with one number"),
    pytest.param(Measure, {}, id="one name of a measure twice under an ambition"),
    pytest.param(MeasureValue, {}, id="two values of one day"),
    pytest.param(Submission, {}, id="two submissions with one number"),
    pytest.param(LoggedComment, {}, id="two comments with one number"),
]
