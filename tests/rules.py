"""Rules of the database that stand beside the tests of their own part, in one list for test_rules.py."""

from engage.extensions import db
from engage.models import DataKey
from tests.builders import NOW
from tests.engage.api.tokens import RULES_OF_API, a_token
from tests.engage.authoring.rules import ONCE_IN_AUTHORING, RULES_OF_AUTHORING, a_draft
from tests.engage.data.rules import ONCE_IN_DATA, RULES_OF_DATA, a_row
from tests.engage.delivery.plans import a_plan
from tests.engage.delivery.rules import ONCE_IN_DELIVERY, RULES_OF_DELIVERY
from tests.engage.importing.rules import ONCE_IN_IMPORTS, RULES_OF_IMPORTS, rows_of_imports
from tests.engage.people.addresses import RULES_OF_PEOPLE, rows_of_people
from tests.engage.plans.prepared import ONCE_IN_PLANS, RULES_OF_PLANS, rows_of_plans
from tests.engage.releases.rules import ONCE_IN_RELEASES, RULES_OF_RELEASES, rows_of_releases
from tests.engage.retention.rules import ONCE_IN_RETENTION, RULES_OF_RETENTION, rows_of_retention
from tests.engage.webhooks.prepared import ONCE_IN_WEBHOOKS, RULES_OF_WEBHOOKS, rows_of_webhooks
from tests.rows import ONCE_IN_CODING, RULES_OF_CODING

RULES_ELSEWHERE = [
    *RULES_OF_CODING, *RULES_OF_DELIVERY, *RULES_OF_AUTHORING, *RULES_OF_PLANS, *RULES_OF_DATA, *RULES_OF_RELEASES,
    *RULES_OF_PEOPLE, *RULES_OF_RETENTION, *RULES_OF_IMPORTS,
    ("ck_data_key_destroyed_is_gone", DataKey, {"destroyed_at": NOW}),
    *RULES_OF_API, *RULES_OF_WEBHOOKS,
]  # fmt: skip
ONCE_ELSEWHERE = [*ONCE_IN_CODING, *ONCE_IN_DELIVERY, *ONCE_IN_AUTHORING, *ONCE_IN_DATA, *ONCE_IN_RELEASES,
                 *ONCE_IN_PLANS, *ONCE_IN_RETENTION, *ONCE_IN_IMPORTS, *ONCE_IN_WEBHOOKS]  # fmt: skip


def rows_elsewhere(consultation, staff):
    """One row at least in every table of those rules."""
    a_plan(staff)
    a_draft(consultation, staff)
    db.session.add_all(rows_of_plans(consultation, staff))
    db.session.commit()
    a_row(consultation)
    rows_of_releases(consultation, staff)
    rows_of_people(staff)
    rows_of_retention(consultation, staff)
    rows_of_imports(consultation)
    a_token(staff, consultation)
    rows_of_webhooks(consultation, staff)
