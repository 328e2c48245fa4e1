"""Consultations that are prepared, for tests; and who opens which page of it."""

import datetime as dt

from engage.models import ConsultationPlan, Role
from engage.operations.plans import beginning
from tests.builders import NOW

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


#: (name, table, values that break it)
RULES_OF_PLANS = [
    ("ck_consultation_plan_version_from_one", ConsultationPlan, {"version": 0}),
]
