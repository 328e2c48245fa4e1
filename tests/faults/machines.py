"""Faults of the machine beneath: its power and its disk."""

import tempfile
from dataclasses import replace
from pathlib import Path

from tests.faults.accounts import settle
from tests.faults.breaking import RESIDENTS, SENT_BETWEEN, broken
from tests.faults.power import lost_at_cuts, recording
from tests.faults.residents import Crowd
from tests.faults.servers import Server, prepared, wait_for
from tests.faults.system_calls import failing, processes_of, tracer_of

#: beside one cut after each reply
CUTS_A_ROUND = 20
#: errors of the disk go on until so many were told to try again
REFUSED = 3


def power_cut(_database, rounds):
    """The power is cut at random moments and after each reply, and the disk keeps no more than it must."""
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        file, log, cut = home / "engage.sqlite3", home / "calls", home / "cut"
        cut.mkdir()
        environment = prepared(f"sqlite:///{file}", home)
        base = {file.name: file.read_bytes()}
        server = Server(environment, home, before=recording(log)).start()
        tracer = tracer_of(server.process.pid)
        with Crowd(server.port, RESIDENTS) as crowd:
            crowd.wait_for_sent(SENT_BETWEEN * rounds)
        server.stop()
        wait_for(lambda: not Path(f"/proc/{tracer}").exists(), "the end of strace")
        n_cuts, n_told, lost = lost_at_cuts(log, base, cut, CUTS_A_ROUND * rounds)
        account = settle(crowd.ledger, f"sqlite:///{file}")
    return replace(account, lost=(*account.lost, *lost), remark=f"{n_cuts} cuts, {n_told} replies looked for")


def failing_disk(database, rounds):
    """Some writes fail with an error of the disk, until people were told to try again."""

    def fail(place):
        with failing(processes_of(place.servers[0].process.pid)):
            place.crowd.wait_for_refusals(REFUSED)

    return broken(database, rounds, fail)
