"""Consultations that are prepared, for tests; and who opens which page of it."""

import datetime as dt
import json

import pytest

from engage.models import (
    ConsultationPlan,
    DateChange,
    PanelComment,
    PanelDecision,
    PanelSubmission,
    Pilot,
    Reminder,
    Role,
    WordingFix,
)
from engage.operations.authoring import drafts
from engage.operations.plans import beginning, panel, piloting
from tests.builders import NOW, a_questionnaire

PLANNERS = frozenset({Role.ADMINISTRATOR, Role.ENGAGEMENT_OFFICER})
READERS = PLANNERS | {Role.PANEL_MEMBER}
HERE = "/staff/consultations"
#: endpoint -> (method, address, roles that may); "park-life" is begun in the browser
PREPARING = {
    f"plans.{endpoint}": (method, f"{HERE}{address}", roles)
    for endpoint, method, address, roles in [
        ("list_consultations", "get", "/", READERS),
        ("begin", "get", "/new", PLANNERS),
        ("show_consultation", "get", "/park-life", READERS),
        ("settle", "get", "/park-life/settings", PLANNERS),
        ("write_plan", "get", "/park-life/plan", PLANNERS),
        ("show_panel", "get", "/park-life/panel", READERS),
        ("submit", "post", "/park-life/panel/submit", PLANNERS),
        ("comment", "post", "/park-life/panel/comments", READERS),
        ("reply", "post", "/park-life/panel/comments/{comment}/reply", PLANNERS),
        ("decide", "post", "/park-life/panel/decide", frozenset({Role.PANEL_MEMBER})),
        ("show_pilot", "get", "/park-life/pilot", PLANNERS),
        ("begin_pilot", "post", "/park-life/pilot/begin", PLANNERS),
        ("end_pilot", "post", "/park-life/pilot/end", PLANNERS),
        ("open_consultation", "get", "/park-life/open", PLANNERS),
        ("fix_words", "get", "/market-place/wording", PLANNERS),
        ("change_dates", "get", "/market-place/dates", PLANNERS),
        ("resume", "post", "/market-place/dates/resume", PLANNERS),
    ]
}
OPENS, CLOSES = dt.datetime(2026, 10, 19, 23, tzinfo=dt.UTC), dt.datetime(2026, 11, 17, tzinfo=dt.UTC)
EVIDENCE = {"text": "The cabinet decides in January, nothing is settled", "link": "https://example.org/paper-4"}
WHOLE = {
    "purpose": "To learn which parks need care", "decision": "Cabinet agrees the budget on 14 January 2027",
    "affected": "Everybody who goes to a park", "equality": "Screened on 1 October 2026: paths and benches",
    "methods": "On line, paper, four stands", "formats": "Easy Read, large print",
    "tests": dict.fromkeys(("formative", "information", "time", "consideration"), EVIDENCE),
}  # fmt: skip


def a_plan_of(actor, code="park-life", parts=WHOLE, opens_at=OPENS, closes_at=CLOSES, now=NOW) -> ConsultationPlan:
    """The plan of a consultation that nobody can answer yet."""
    consultation = beginning.begin(code, "Park life", "", opens_at, closes_at, actor, now)
    plan = beginning.find_plan(consultation)
    if parts:
        beginning.write_plan(plan, plan.version, parts, actor, now)
    return plan


def a_draft_of(plan, actor, document=None, now=NOW):
    """What is written so far, whole enough to be published."""
    text = json.loads(document or a_questionnaire(key="park_life"))
    return drafts.start_draft(plan.consultation, actor, now, text)


def a_submission(actor, now=NOW, **details):
    """A plan and its questionnaire that were put to the panel."""
    plan = a_plan_of(actor, now=now, **details)
    return panel.submit(plan, a_draft_of(plan, actor, now=now), actor, now)


def an_approval(submission, member, now=NOW):
    panel.decide(submission, submission.sha256, "chair", "approved", "", member, now)


def ids_of(actor):
    """What stands in addresses: "park-life" was submitted and is being piloted; and what belongs to another one."""
    submission = a_submission(actor)
    draft = drafts.find_draft(submission.consultation)
    piloting.begin(submission.consultation, draft, actor, NOW)
    elsewhere = a_submission(actor, code="other-park")
    said = [panel.comment(one, "", "How is it paid?", actor, NOW).id for one in (submission, elsewhere)]
    return {"comment": said[0]}, {"comment": said[1]}


def rows_of_plans(consultation, staff):
    """One row at least in every table that has a rule."""
    submission = a_submission(staff)
    piloting.begin(submission.consultation, drafts.find_draft(submission.consultation), staff, NOW)
    here = {"consultation_id": consultation.id}
    own = {"submission_id": submission.id}
    return [
        PanelDecision(**own, member_id=staff.id, capacity="chair", decision="approved", decided_at=NOW),
        PanelComment(**own, text="t", written_by_id=staff.id, written_at=NOW),
        DateChange(**here, kind="suspended", texts={}, old_closes_at=NOW, made_by_id=staff.id, made_at=NOW),
        Reminder(**here, kind="closing_day", due_on=NOW.date(), sent_at=NOW, n_sent=1),
        WordingFix(version_id=1, changes=[], reason="r", made_by_id=staff.id, made_at=NOW),
    ]


#: (name, table, values that break it)
RULES_OF_PLANS = [
    ("ck_consultation_plan_version_from_one", ConsultationPlan, {"version": 0}),
    ("ck_panel_submission_number_from_one", PanelSubmission, {"number": 0}),
    ("ck_panel_decision_decision_is_known", PanelDecision, {"decision": "shrugged", "note": "n"}),
    ("ck_panel_decision_capacity_is_known", PanelDecision, {"capacity": "mayor"}),
    ("ck_panel_decision_changes_are_named", PanelDecision, {"decision": "changes_asked"}),
    ("ck_panel_comment_reply_has_a_day", PanelComment, {"reply": "Done"}),
    ("ck_pilot_ended_with_a_count", Pilot, {"n_wiped": 3}),
    ("ck_date_change_kind_is_known", DateChange, {"kind": "forgotten"}),
    ("ck_date_change_only_a_suspension_ends", DateChange, {"kind": "closed_early", "ended_at": NOW}),
    ("ck_date_change_ended_after_it_began", DateChange, {"ended_at": NOW.replace(year=2025)}),
    ("ck_reminder_kind_is_known", Reminder, {"kind": "birthday"}),
]
#: (table, values that make the copy another one in all but what is only once)
ONCE_IN_PLANS = [
    pytest.param(PanelSubmission, {}, id="one number of a submission twice"),
    pytest.param(Pilot, {}, id="one public id of a pilot twice"),
    pytest.param(Reminder, {}, id="one reminder twice"),
]
