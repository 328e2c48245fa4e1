"""No acknowledged answer is lost or counted twice when things break: the short run. `make faults` is the long one."""

import pytest

from tests.faults.table import FAULTS


@pytest.mark.parametrize(
    ("fault", "database"), [("workers", "sqlite"), ("workers", "postgresql"), ("database-server", "postgresql")]
)
def test_what_a_resident_was_told_is_kept_is_kept_once(fault, database):
    breaking, _databases = FAULTS[fault]

    account = breaking(database, rounds=2)

    assert account.passed, str(account)
