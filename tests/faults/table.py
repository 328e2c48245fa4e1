"""Every fault, and the databases on which it can happen."""

from tests.faults import breaking, machines

#: name -> (what breaks, the databases on which it can)
FAULTS = {
    "nothing": (breaking.nothing, ("sqlite", "postgresql")),
    "workers": (breaking.workers, ("sqlite", "postgresql")),
    "database-server": (breaking.database_server, ("postgresql",)),
    "locked": (breaking.locked, ("sqlite",)),
    "full-disk": (breaking.full_disk, ("sqlite",)),
    "rolling": (breaking.rolling, ("sqlite", "postgresql")),
    "failing-disk": (machines.failing_disk, ("sqlite",)),
    "power-cut": (machines.power_cut, ("sqlite",)),
}
