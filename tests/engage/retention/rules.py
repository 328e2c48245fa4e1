"""What the database refuses about periods, holds and runs, and one row of each of their tables."""

import pytest
from sqlalchemy import select

from engage.extensions import db
from engage.models import Erasure, KeepingPeriod, LegalHold, RetentionRun, StaffUser, WholeErasure
from tests.builders import NOW

#: name of the rule, model, changes
RULES_OF_RETENTION = [
    ("ck_keeping_period_a_day_at_least", KeepingPeriod, {"days": 0}),
    ("ck_keeping_period_reason_is_given", KeepingPeriod, {"reason": ""}),
    ("ck_legal_hold_reason_is_given", LegalHold, {"reason": ""}),
    ("ck_legal_hold_asked_by_somebody", LegalHold, {"asked_by_id": None}),
    ("ck_legal_hold_asked_for_reason", LegalHold, {"lift_reason": ""}),
    ("ck_legal_hold_lifted_by_somebody", LegalHold, {"lifted_by_id": None}),
    (
        "ck_legal_hold_lifted_when_asked", LegalHold, {"asked_at": None, "asked_by_id": None, "lift_reason": ""},
    ),
    ("ck_legal_hold_lifted_by_another", LegalHold, {"lifted_by_id": LegalHold.asked_by_id}),
    ("ck_retention_run_finished_after_starting", RetentionRun, {"finished_at": NOW.replace(year=2020)}),
    ("ck_whole_erasure_reason_is_given", WholeErasure, {"reason": ""}),
    ("ck_whole_erasure_confirmed_by_another", WholeErasure, {"confirmed_by_id": WholeErasure.proposed_by_id}),
    ("ck_whole_erasure_confirmed_at_some_time", WholeErasure, {"confirmed_at": None, "finished_at": None}),
    ("ck_whole_erasure_finished_when_confirmed", WholeErasure, {"confirmed_at": None, "confirmed_by_id": None}),
    ("ck_erasure_of_something", Erasure, {"n_rows": 0}),
]  # fmt: skip
ONCE_IN_RETENTION = [
    pytest.param(RetentionRun, {}, id="one run twice"),
    pytest.param(WholeErasure, {}, id="one consultation erased twice"),
    pytest.param(Erasure, {}, id="one kind twice in one run"),
    pytest.param(LegalHold, {"lifted_at": None, "lifted_by_id": None}, id="two holds that stand"),
]


def rows_of_retention(consultation, staff):
    other = db.session.scalars(select(StaffUser).where(StaffUser.id != staff.id).order_by(StaffUser.id)).first()
    run = RetentionRun(public_id="run", only=[], started_at=NOW, finished_at=NOW)
    lifted = LegalHold(consultation_id=consultation.id, reason="r", placed_by=staff, placed_at=NOW, lift_reason="l",
                       asked_by=staff, asked_at=NOW, lifted_by=other, lifted_at=NOW)  # fmt: skip
    standing = LegalHold(consultation_id=consultation.id, reason="r", placed_by=staff, placed_at=NOW)
    whole = WholeErasure(consultation_id=consultation.id, reason="r", proposed_by=staff, proposed_at=NOW,
                         confirmed_by=other, confirmed_at=NOW, finished_at=NOW)  # fmt: skip
    db.session.add_all(
        [whole, run, lifted, standing, KeepingPeriod(consultation_id=consultation.id, kind="texts", days=90, reason="r",
                                    set_by=staff, set_at=NOW)]
    )  # fmt: skip
    db.session.flush()
    db.session.add(Erasure(run_id=run.id, consultation_id=consultation.id, kind="texts", n_rows=1, erased_at=NOW))
    db.session.commit()
