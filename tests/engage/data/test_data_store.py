"""Files of data on disk: sealed, whole or not there, read piece by piece."""

import pytest

from engage.data_store import DataStore
from engage.errors import CannotUnseal, TooManyTries
from engage.models import AuditEvent
from engage.operations import staff
from engage.sealing import PIECE_BYTES
from tests.builders import NOW, PASSWORD, SECRET, a_consultation, a_staff_user, count

NAME = "file-of-a-job"


@pytest.fixture
def store(app, tmp_path):
    a_consultation()
    return DataStore(tmp_path / "data", SECRET)


def written(store, *pieces):
    with store.writing("market-place", NAME) as file:
        for piece in pieces:
            file.write(piece)
    return file


def files(store):
    return sorted(path.name for path in store.folder.iterdir())


@pytest.mark.parametrize("n_bytes", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 2 * PIECE_BYTES])
def test_what_is_written_comes_back_whole(store, n_bytes):
    plain = bytes(range(256)) * (n_bytes // 256 + 1)

    file = written(store, plain[: n_bytes // 3], plain[n_bytes // 3 : n_bytes])

    assert b"".join(store.pieces("market-place", NAME)) == plain[:n_bytes]
    assert file.n_bytes == n_bytes
    assert (store.folder / f"{NAME}.sealed").stat().st_mode & 0o077 == 0


def test_nothing_on_disk_can_be_read(store):
    written(store, b"More benches in the park")

    assert not any(b"benches" in path.read_bytes() for path in store.folder.iterdir())


def test_a_file_that_fails_half_way_leaves_nothing(store):
    pieces = (b"x" * PIECE_BYTES, b"x" * PIECE_BYTES, "no bytes")

    with pytest.raises(TypeError):
        written(store, *pieces)

    assert files(store) == []


def test_a_file_that_was_cut_off_is_not_taken_for_whole(store):
    written(store, b"x" * 3 * PIECE_BYTES)
    path = store.folder / f"{NAME}.sealed"
    path.write_bytes(path.read_bytes()[: 2 * (PIECE_BYTES + 28)])

    with pytest.raises(CannotUnseal):
        list(store.pieces("market-place", NAME))


def test_a_file_of_another_consultation_or_another_job_does_not_open(store):
    written(store, b"x")

    with pytest.raises(CannotUnseal):
        list(store.pieces("other-place", NAME))
    (store.folder / f"{NAME}.sealed").rename(store.folder / "another-job.sealed")
    with pytest.raises(CannotUnseal):
        list(store.pieces("market-place", "another-job"))


def test_erasing_takes_what_a_dead_worker_left_too(store):
    written(store, b"x")
    (store.folder / f"{NAME}.part").write_bytes(b"x")

    assert store.names() == {NAME}
    store.erase(NAME)

    assert files(store) == []


@pytest.mark.parametrize("name", ["../scans/other", "", "a/b", "short", "x" * 41])
def test_a_name_that_is_none_of_ours_reaches_no_file(store, name):
    with pytest.raises(FileNotFoundError):
        store.pieces("market-place", name)


def test_the_password_is_asked_again_and_a_wrong_one_is_written_down(app):
    person = a_staff_user()

    assert staff.confirm(person, PASSWORD, SECRET, NOW)
    assert not staff.confirm(person, "another-password", SECRET, NOW)

    assert count(AuditEvent, verb="failed_to_confirm", actor_id=person.id) == 1


def test_guessing_the_password_there_is_slowed_down_as_at_signing_in(app):
    person = a_staff_user()
    for _n in range(staff.MOST_TRIES):
        staff.confirm(person, "another-password", SECRET, NOW)

    with pytest.raises(TooManyTries):
        staff.confirm(person, PASSWORD, SECRET, NOW)
    with pytest.raises(TooManyTries):
        staff.sign_in(person.email, PASSWORD, "a" * 64, "b" * 64, SECRET, NOW)


def test_a_right_password_forgets_the_wrong_ones(app):
    person = a_staff_user()
    for _n in range(3):
        for _m in range(staff.MOST_TRIES - 1):
            staff.confirm(person, "another-password", SECRET, NOW)
        assert staff.confirm(person, PASSWORD, SECRET, NOW)
