"""Where a consultation stands on its way from an idea to its results, read for pages."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select

from engage.extensions import db
from engage.i18n import TIMEZONE
from engage.models import Consultation, ConsultationPlan, Role
from engage.publishing import newest_version, published
from forms import plans as forms

#: who prepares consultations
PLANNERS = (Role.ADMINISTRATOR, Role.ENGAGEMENT_OFFICER)
#: who may read how they are prepared
READERS = (*PLANNERS, Role.PANEL_MEMBER)

PART_NAMES = {
    "purpose": "Purpose",
    "decision": "The decision it informs",
    "affected": "Who is affected",
    "equality": "Equality screening",
    "methods": "Methods",
    "formats": "Formats and languages",
}
PART_HINTS = {
    "purpose": "Why people are asked, and what is open to change.",
    "decision": "Who decides what, and when. As “Cabinet agrees the strategy on 14 January 2027”.",
    "affected": "Who is touched by the decision, and who is often not heard.",
    "equality": "What the screening found for each protected characteristic, and what is done about it.",
    "methods": "How people are reached: on line, paper, stands, focus groups, partners.",
    "formats": "Easy Read, large print, British Sign Language, languages, help by telephone.",
}
#: test -> (its name, what the evidence shows)
TEST_NAMES = {
    "formative": ("1. Proposals are still at a formative stage", "What can still change, and that nothing is decided."),
    "information": (
        "2. There is enough information to respond intelligently",
        "What people are told: the options, the costs, what speaks against.",
    ),
    "time": ("3. There is enough time to consider and respond", "Why this many days are enough for these people."),
    "consideration": (
        "4. What people say is considered conscientiously before the decision",
        "Who reads the results, when, and how the decision answers them.",
    ),
}


CAPACITY_NAMES = {
    "chair": "Chair of the panel",
    "vice_chair": "Vice-chair of the panel",
    "member": "Member of the panel",
    "lay_member": "Resident on the panel",
}


@dataclass(frozen=True)
class Row:
    """One consultation in the list of all."""

    consultation: Consultation
    plan: ConsultationPlan | None
    title: str
    state: str


def start_of(day):
    """The first moment of a day, in the time of the council."""
    return dt.datetime.combine(day, dt.time(), ZoneInfo(TIMEZONE)).astimezone(dt.UTC)


def end_of(day):
    """The first moment at which a day is over."""
    return start_of(day + dt.timedelta(days=1))


def day_of(moment):
    """The day of a moment, in the time of the council."""
    return moment.astimezone(ZoneInfo(TIMEZONE)).date()


def last_day_of(consultation):
    return day_of(consultation.closes_at - dt.timedelta(minutes=1))


def days_open(consultation):
    """For how many days people can answer."""
    return (last_day_of(consultation) - day_of(consultation.opens_at)).days + 1


def title_of(consultation):
    """What residents read once it is published; until then what staff call it."""
    if version := newest_version(consultation):
        return published(version.id).definition.title.get("standard", "en")
    plan = db.session.get(ConsultationPlan, consultation.id)
    return plan.title if plan else consultation.code


def all_consultations(staff, now):
    """A Row for each consultation on which this person may read the plan, the newest first."""
    query = select(Consultation, ConsultationPlan).outerjoin(ConsultationPlan).order_by(Consultation.id.desc())
    query = query.where(staff.within(READERS, Consultation.id))
    return [
        Row(consultation, plan, title_of(consultation), state_of(consultation, now))
        for consultation, plan in db.session.execute(query)
    ]


def state_of(consultation, now):
    """In a word or two, where it stands."""
    if newest_version(consultation) is None:
        return "Being prepared"
    if now < consultation.opens_at:
        return "Not open yet"
    if consultation.suspended_at is not None:
        return "Suspended"
    return "Open" if consultation.is_open(now) else "Closed"


def parts_of(plan):
    """The parts of a plan and its evidence, as forms.plans.read_plan() gives them."""
    return {name: getattr(plan, name) for name in (*forms.PARTS, "tests")}


def lacking(plan):
    """In words, what the panel would miss in this plan."""
    found = [PART_NAMES[name] for name in forms.PARTS if not getattr(plan, name).strip()]
    return found + [TEST_NAMES[test][0] for test in forms.TESTS if not forms.is_evidence(plan.tests.get(test))]
