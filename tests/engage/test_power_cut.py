"""Bad input, F3: the power fails while SQLite writes. `make faults power-cut` does it to real system calls."""

import random
import sqlite3
from pathlib import Path

import pytest

from engage.extensions import db
from tests.builders import a_consultation
from tests.journey import COMMENT, draft_of, start
from tests.pages import Browser

on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
N_PEOPLE = 6
N_CUTS = 60
SENT = "select count(*) from response where submitted_at is not null"


@on_one_database
@pytest.mark.parametrize("torn", [b"", b"\0" * 5000, b"\xa5" * 5000], ids=["cut", "zeros", "noise"])
def test_whatever_was_cut_off_behind_an_acknowledgement_the_answer_is_there(app, tmp_path, torn):
    """Once somebody reads that it was sent, the log is on the disk so far (synchronous=FULL); cut it where you like."""
    a_consultation()
    db.session.remove()
    file = Path(db.engine.url.database)
    log = file.with_name(f"{file.name}-wal")
    before, acknowledged = file.read_bytes(), []
    for n in range(N_PEOPLE):
        person = Browser(app.test_client())
        draft = draft_of(start(person))
        person.post(f"{draft}/{COMMENT}", {"q_streets_comment": f"Words of person {n}", "end": "1"})
        assert person.get(f"{draft}/send").submit().status == 200
        acknowledged.append(log.stat().st_size)
    written = log.read_bytes()
    assert (file.read_bytes() == before, acknowledged) == (True, sorted(set(acknowledged)))

    chance = random.Random(7)
    for cut in (*acknowledged, *(chance.randrange(len(written)) for _n in range(N_CUTS))):
        found = after_a_cut(tmp_path / "cut.sqlite3", before, written[:cut] + torn)

        assert found[0] == "ok"
        assert sum(size <= cut for size in acknowledged) <= found[1] <= sum(size <= cut for size in acknowledged) + 1


def after_a_cut(path, content, log):
    """(what the database says of itself, how many were sent) once it is opened again."""
    path.write_bytes(content)
    path.with_name(f"{path.name}-wal").write_bytes(log)
    with sqlite3.connect(path) as connection:
        found = connection.execute("pragma integrity_check").fetchone()[0], connection.execute(SENT).fetchone()[0]
    connection.close()
    return found
