"""The panel approves what is put to it, nobody approves their own work, and nothing opens without a valid approval."""

import json

import pytest

from engage.errors import PlanRefused
from engage.extracts import panel as extracts
from engage.models import PanelDecision, QuestionnaireVersion, Role
from engage.operations import consultations
from engage.operations.authoring import drafts
from engage.operations.plans import beginning, opening, panel
from forms.authoring.document import read
from tests.builders import NOW, a_questionnaire, a_staff_user, count
from tests.engage.plans.prepared import HERE, WHOLE, a_draft_of, a_plan_of, a_submission, an_approval

PANEL = f"{HERE}/park-life/panel"
APPROVE = {"decision": "approved", "capacity": "chair"}


@pytest.fixture
def author(app):
    return a_staff_user("author@example.org", Role.ENGAGEMENT_OFFICER)


@pytest.fixture
def member(app):
    return a_staff_user("chair@example.org", Role.PANEL_MEMBER)


@pytest.fixture
def submission(author):
    return a_submission(author)


def changed(draft, actor):
    document = read(draft.document)
    document["minutes"] = {"standard": 6, "easy_read": 9}
    return drafts.save_draft(draft, draft.version, document, actor, NOW).draft


def test_the_way_from_submission_to_the_public_page(author, staff, browser, app):
    plan = a_plan_of(author)
    a_draft_of(plan, author)
    officer, chair = staff(Role.ENGAGEMENT_OFFICER), staff(Role.PANEL_MEMBER)

    submitted = officer.get(f"{HERE}/park-life").link("Panel: submit").submit(button=SUBMIT)
    commented = chair.get(PANEL).submit({"comment": "Say which bus", "about": "streets_comment"}, button="Comment")
    asked = commented.submit({"decision": "changes_asked", "reason": "Name the buses", "capacity": "chair"}, DECIDE)
    officer.get(PANEL).submit({"reply-1": "There are only two"}, button="Reply")
    approved = chair.get(PANEL).submit(APPROVE, DECIDE)
    opened = officer.get(f"{HERE}/park-life/open").submit()

    assert "Number 1 was submitted by" in submitted.text
    assert "Say which bus" in commented.text
    assert "Changes are asked for" in asked.text
    assert "There are only two" in approved.text
    assert "Approved and published: number 1" in opened.text
    app.config["CLOCK"] = lambda: plan.consultation.opens_at
    page = browser.get("/park-life").link("Who approved these questions")
    assert "Chair of the panel, on Wednesday 7 October 2026" in page.text
    assert "panel-member@example.org" not in page.html
    assert "The leader of the panel" in browser.get("/park-life/en/easy-read/approval").text


SUBMIT, DECIDE = "Submit the plan and the questionnaire to the panel", "Record my decision"


def test_what_is_not_whole_is_not_put_to_the_panel(author, staff):
    a_plan_of(author, parts=WHOLE | {"equality": ""})
    officer = staff(Role.ENGAGEMENT_OFFICER)

    page = officer.get(PANEL).submit()

    assert page.errors == ["The plan is not whole. The panel would miss: Equality screening"]
    assert "Questionnaire: There is no questionnaire yet. Write it first" in page.text


def test_nobody_approves_what_they_had_a_hand_in(submission, author, member):
    with pytest.raises(PlanRefused, match="You had a hand in this"):
        an_approval(submission, author)

    assert count(PanelDecision) == 0
    assert author.id in extracts.authors(submission.consultation)


def test_an_editor_of_the_draft_does_not_approve_it(author, member):
    plan = a_plan_of(author)
    draft = changed(a_draft_of(plan, author), member)
    submission = panel.submit(plan, draft, author, NOW)

    with pytest.raises(PlanRefused, match="You had a hand in this"):
        an_approval(submission, member)


def test_an_approval_is_void_once_the_questionnaire_changes_and_valid_again_when_it_is_taken_back(
    submission, author, member
):
    draft = drafts.find_draft(submission.consultation)
    an_approval(submission, member)

    changed(draft, author)
    with pytest.raises(PlanRefused, match="The questionnaire was changed since"):
        open_it(submission, author)
    drafts.undo(draft, draft.version, author, NOW)

    assert open_it(submission, author).number == 1


def test_an_approval_is_void_once_the_plan_or_its_dates_change(submission, author, member):
    an_approval(submission, member)
    plan = beginning.find_plan(submission.consultation)
    dates = (plan.consultation.opens_at, plan.consultation.closes_at.replace(day=20))

    beginning.settle(plan, plan.version, plan.title, None, dates, author, NOW)

    with pytest.raises(PlanRefused, match="The plan or its dates were changed"):
        open_it(submission, author)


def test_a_decision_is_about_what_the_member_read(submission, author, member):
    changed(drafts.find_draft(submission.consultation), author)
    plan = beginning.find_plan(submission.consultation)
    panel.submit(plan, drafts.find_draft(submission.consultation), author, NOW)

    with pytest.raises(PlanRefused, match="A newer version was put to the panel"):
        an_approval(submission, member)


def test_one_member_who_asks_for_changes_holds_it_until_they_approve(submission, author, member):
    other = a_staff_user("other@example.org", Role.PANEL_MEMBER)
    an_approval(submission, member)
    panel.decide(submission, submission.sha256, "member", "changes_asked", "Too long", other, NOW)

    with pytest.raises(PlanRefused, match="asks for changes"):
        open_it(submission, author)
    an_approval(submission, other)

    assert open_it(submission, author).number == 1


def test_as_many_members_approve_as_the_council_asks_for(submission, author, member):
    an_approval(submission, member)

    with pytest.raises(PlanRefused, match="1 of 2 members of the panel have approved it"):
        open_it(submission, author, needed=2)


def test_opening_publishes_the_very_document_that_was_approved(submission, author, member):
    an_approval(submission, member)

    version = open_it(submission, author)

    assert (version.sha256, version.definition) == (submission.sha256, submission.document)
    assert submission.version_id == version.id
    with pytest.raises(PlanRefused, match="published already"):
        open_it(submission, author)


def test_the_terminal_leads_not_past_the_panel(submission):
    text = a_questionnaire(key="park_life")

    with pytest.raises(PlanRefused, match="Open it there, once the panel has approved it"):
        consultations.publish(submission.consultation, text, NOW)
    with pytest.raises(PlanRefused, match="Open it there"):
        consultations.open_consultation("park-life", NOW, NOW.replace(hour=12, minute=0))

    assert count(QuestionnaireVersion) == 0


def test_a_consultation_whose_last_day_has_passed_does_not_open(submission, author, member):
    an_approval(submission, member)

    with pytest.raises(PlanRefused, match="Its last day has passed"):
        open_it(submission, author, now=submission.consultation.closes_at)


def test_a_decision_without_its_reason_or_role_is_asked_for(submission, staff):
    page = staff(Role.PANEL_MEMBER).get(PANEL).submit({"decision": "changes_asked", "reason": ""}, DECIDE)

    assert sorted(page.errors) == [
        "Choose in what role you decide: the public reads it",
        "Say what should change",
    ]


def open_it(submission, actor, needed=1, now=NOW):
    plan = beginning.find_plan(submission.consultation)
    return opening.open_approved(plan, needed, (), actor, now)


def test_the_document_of_a_submission_is_json_that_can_be_read(submission):
    assert json.loads(submission.document)["key"] == "park_life"
