"""The desk of one consultation: parts, each for the roles that may see it. Counts and links only, never an answer."""

from dataclasses import dataclass

from engage import codeframes, fieldwork, outcomes, plans
from engage.desk import coming, waiting
from engage.models import Role

OFFICE = (Role.ADMINISTRATOR, Role.ENGAGEMENT_OFFICER)
#: who sees how many came, and from whom; no answers
COUNTERS = (*OFFICE, Role.ANALYST)
KEYERS = (Role.DATA_ENTRY_CLERK, Role.ENGAGEMENT_OFFICER)
#: who sees results
RESULTS_READERS = (Role.ANALYST, Role.ENGAGEMENT_OFFICER)


@dataclass(frozen=True)
class Part:
    """make(consultation, staff, now) gives what the page shows of it; None where there is nothing to say."""

    roles: tuple[Role, ...]
    make: object


PARTS = {
    "stops": Part(RESULTS_READERS, waiting.stops),
    "arrivals": Part(COUNTERS, coming.arrivals),
    "reach": Part(COUNTERS, coming.reached),
    "drafts": Part(COUNTERS, coming.unsent),
    "paper": Part(KEYERS, waiting.paper),
    "coding": Part(RESULTS_READERS, waiting.coding),
    "names": Part((Role.ANALYST,), waiting.names),
    "concerns": Part(fieldwork.GUARDIANS, waiting.concerns),
}

#: what each role may do with a consultation, as the page asks for it
MAY = {
    "sees_results": (Role.ANALYST,),
    "takes_reports": (*RESULTS_READERS, Role.PANEL_MEMBER),
    "reads_answers": RESULTS_READERS,
    "brings": RESULTS_READERS,
    "agrees_themes": codeframes.EDITORS,
    "prepares": plans.READERS,
    "writes_to_people": (Role.ENGAGEMENT_OFFICER,),
    "sees_languages": OFFICE,
    "reaches_out": OFFICE,
    "sees_reach": COUNTERS,
    "sees_retention": COUNTERS,
    "plans_activities": fieldwork.PLANNERS,
    "keys_paper": KEYERS,
    "plans": outcomes.WRITERS,
    "sits_on_board": (Role.PANEL_MEMBER,),
    "releases": outcomes.READERS,
}


def parts_for(consultation, staff, now):
    """name -> what that part shows, of the parts that this member of staff may see."""
    return {
        name: part.make(consultation, staff, now) if staff.holds(part.roles, consultation) else None
        for name, part in PARTS.items()
    }


def may(staff, consultation):
    """What this member of staff may do with the consultation, name -> bool."""
    return {name: staff.holds(roles, consultation) for name, roles in MAY.items()}
