"""What fieldwork is called on pages for staff, who may open which activity, and what a session can be about."""

from flask import current_app
from sqlalchemy import and_, or_, select

from engage.errors import NotAllowed
from engage.extensions import db
from engage.models import Activity, Invitation, Role, SafeguardingConcern
from engage.publishing import newest_version, published
from forms.fieldwork.document import Guide

#: administrators are not among them: they give roles, and read nothing of what was said
PLANNERS = (Role.ENGAGEMENT_OFFICER,)
RECORDERS = (*PLANNERS, Role.NOTE_TAKER)
READERS = (*RECORDERS, Role.ANALYST)

#: who answers for safeguarding
GUARDIANS = (Role.SAFEGUARDING_OFFICER,)

TYPE_NAMES = {
    "focus_group": "Focus group",
    "outreach_stand": "Outreach stand",
    "network_meeting": "Network meeting",
    "drop_in": "Drop-in",
    "interview": "Interview",
    "visit": "Visit",
    "online_session": "Online session",
}
KIND_NAMES = {
    "quote": "Quote, word for word",
    "paraphrase": "What was meant, in other words",
    "flip_chart": "Written on a flip chart",
    "sticky_note": "Written on a sticky note",
    "drawing": "A drawing, described",
    "question": "A question that was asked",
}
SUPPORT_NAMES = {
    "interpreter": "Interpreter",
    "bsl": "British Sign Language interpreter",
    "easy_read": "Easy Read",
    "large_print": "Large print",
    "transport": "Transport or fares paid",
    "hearing_loop": "Hearing loop",
    "childcare": "Childcare",
    "step_free": "Step-free way in and toilet",
}
CONSENT_NAMES = {"yes": "Yes", "no": "No", "not_asked": "Not asked"}
AGREEMENT_NAMES = {
    "one": "One person said it",
    "some": "Some agreed",
    "several": "Several nodded",
    "most": "Most agreed",
    "all": "Everybody agreed",
    "disputed": "People disagreed",
}
PART_NAMES = {
    "held_on": "Day",
    "started": "Started",
    "ended": "Ended",
    "n_present": "People who were there",
    "n_spoke": "People who spoke",
    "n_engaged": "People spoken to",
    "n_forms": "Forms handed out",
    "consent_read": "The consent script was read out",
    "absent": "Who was not there",
    "remarks": "Remarks",
    "summary": "Read back to the group",
    "topics": "Notes",
    "contributions": "What was said",
    "tallies": "Count",
    "promises": "Promise",
}
#: counts that no questionnaire needs to offer
ALWAYS_COUNTED_NAMES = {"prefer_not_to_say": "Prefer not to say", "not_asked": "Not asked"}


def questionnaire_of(consultation):
    """The questionnaire that this consultation publishes now, or None."""
    version = newest_version(consultation)
    return version and published(version.id).definition


def ward_question(questionnaire):
    """Key of the question on where people live, or None: it is called `ward`."""
    keys = [question.key for section in questionnaire.of_purpose("profile") for question in section.questions]
    return "ward" if "ward" in keys else None


def option_names(questionnaire, purpose="profile"):
    """(question, option) -> (words of the question, words of the option)."""
    return {
        (question.key, option.key): (question.text.get("standard", "en"), option.text.get("standard", "en"))
        for section in questionnaire.of_purpose(purpose)
        for question in section.questions
        for option in question.options
    }


def state_of(activity, today):
    """In words, from what was written down: cancelled, closed, being written up, planned, or waiting for its record."""
    if activity.cancelled_at is not None:
        return "Cancelled"
    if activity.record is not None:
        return "Closed" if activity.record.closed_at is not None else "Being written up"
    return "Planned" if activity.held_on >= today else "Waiting for its record"


def guide_of(consultation):
    questionnaire = questionnaire_of(consultation)

    def options(purpose):
        return {
            question.key: [option.key for option in question.options]
            for section in (questionnaire.of_purpose(purpose) if questionnaire else ())
            for question in section.questions
            if question.options
        }

    return Guide(options("profile"), options("views"), current_app.config["DOTS_A_PERSON"])


def visible_to(staff, roles=READERS):
    """The activities that one of these roles opens to this person, as a query: a partner's note-taker those they were
    invited to, everybody else all of the consultations on which they have the role."""
    own, partner = set(roles) - {Role.NOTE_TAKER}, set(roles) & {Role.NOTE_TAKER}
    invited = Activity.id.in_(select(Invitation.activity_id).where(Invitation.staff_id == staff.id))
    named = or_(invited, Activity.note_taker_id == staff.id, Activity.facilitator_id == staff.id)
    column = Activity.consultation_id
    return select(Activity).where(or_(staff.within(own, column), and_(staff.within(partner, column), named)))


def find_activity(public_id, staff, roles=READERS):
    """The Activity, or None if there is no such, or these roles do not open it to this person.

    NotAllowed for a partner who was not invited.
    """
    found = db.session.scalar(select(Activity).filter_by(public_id=public_id))
    if found is None or not staff.holds(roles, found.consultation):
        return None
    if db.session.scalar(visible_to(staff, roles).where(Activity.id == found.id)) is None:
        raise NotAllowed(f"{staff.public_id} at an activity without an invitation")
    return found


def concerns_of(staff):
    """The concerns that this person answers for, as a query."""
    planned = select(Activity.id).where(staff.within(GUARDIANS, Activity.consultation_id))
    of_answer = staff.within(GUARDIANS, SafeguardingConcern.consultation_id)
    return select(SafeguardingConcern).where(or_(of_answer, SafeguardingConcern.activity_id.in_(planned)))


def describe_activity(activity):
    """What a device needs to write the record without a connection, as plain data; nobody is named in it."""
    questionnaire = questionnaire_of(activity.consultation)
    people = [question for section in _described(questionnaire, "profile") for question in section["questions"]]
    return {
        "id": activity.public_id,
        "title": activity.title,
        "type": activity.type,
        "type_name": TYPE_NAMES[activity.type],
        "held_on": activity.held_on.isoformat(),
        "starts": activity.starts and activity.starts.strftime("%H:%M"),
        "ends": activity.ends and activity.ends.strftime("%H:%M"),
        "place": activity.place,
        "consultation": activity.consultation.code,
        "consultation_title": questionnaire and questionnaire.title.get("standard", "en"),
        "topics": _described(questionnaire, "views"),
        "people": people,
    }


def _described(questionnaire, purpose):
    return [
        {
            "topic": section.key,
            "title": section.title.get("standard", "en"),
            "questions": [
                {
                    "question": question.key,
                    "text": question.text.get("standard", "en"),
                    "options": [
                        {"option": option.key, "text": option.text.get("standard", "en")}
                        for option in question.offered("standard")
                    ],
                }
                for question in section.questions
                if question.options
            ],
        }
        for section in (questionnaire.of_purpose(purpose) if questionnaire else ())
    ]
