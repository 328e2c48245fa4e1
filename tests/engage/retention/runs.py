"""What was kept long enough is erased, as the worker and the command do it; and who opens which page about it."""

from flask import current_app

from engage import scan_store
from engage.models import Role
from engage.operations.retention import running

KEEPERS = frozenset({Role.ADMINISTRATOR, Role.ENGAGEMENT_OFFICER})
READERS = KEEPERS | {Role.ANALYST}
HERE = "/staff/consultations/market-place/retention"
#: rows of tests.test_access.TABLE
ENDPOINTS = {
    f"retention.{endpoint}": (method, f"{HERE}{address}", roles)
    for endpoint, method, address, roles in [
        ("show_schedule", "get", "", READERS),
        ("set_period", "get", "/periods/texts", KEEPERS),
        ("show_hold", "get", "/hold", KEEPERS),
        ("place_hold", "post", "/hold/place", KEEPERS),
        ("ask_to_lift", "post", "/hold/ask", KEEPERS),
        ("lift_hold", "post", "/hold/lift", KEEPERS),
        ("show_erasing", "get", "/erase", KEEPERS),
        ("propose_erasing", "post", "/erase/propose", frozenset({Role.ADMINISTRATOR})),
        ("take_back_erasing", "post", "/erase/take-back", KEEPERS),
        ("confirm_erasing", "post", "/erase/confirm", KEEPERS),
    ]
}


def erase_due(now, *only, store=None):
    """kind -> rows, of everything that was due."""
    counts = {}
    for _consultation, key, n_rows in running.run(now, current_app.config, store or scan_store.of(current_app), only):
        counts[key] = counts.get(key, 0) + n_rows
    return counts
