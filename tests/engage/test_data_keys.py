"""What people wrote stands sealed with the key of its consultation, and is gone everywhere once that is destroyed."""

import secrets
import shutil
import sqlite3
from pathlib import Path

import pytest
from flask_migrate import downgrade
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import StatementError

from engage import create_app, scan_store
from engage.answers import contact_of
from engage.data_keys import MARK, of_consultation
from engage.errors import CannotUnseal, ScanMissing, SettingError, WordsErased
from engage.extensions import db
from engage.models import Answer, AuditEvent, ContactDetails, DataKey, OriginalText
from engage.operations import keys, respondents, transaction
from engage.operations.retention import holds
from engage.originals import typed_in
from engage.sealed_columns import PREFIX, keyed
from engage.sealing import seal
from engage.startup import refuse_unsafe
from tests import postgresql
from tests.builders import GRACE, NOW, SECRET, a_consultation, a_response, a_staff_user, count
from tests.conftest import settings


@pytest.fixture
def sentence():
    """Of this test alone: the files of a PostgreSQL server hold what the tests before it wrote."""
    return f"The queue at the chemist {secrets.token_hex(8)} is too long"


@pytest.fixture
def answer(app, sentence):
    return db.session.scalars(
        select(Answer).filter_by(response_id=a_response(a_consultation(), comments={"streets": sentence}).id)
    ).one()


def consultation_of(answer):
    return answer.response.version.questionnaire.consultation


def raw(answer):
    """What stands in the database."""
    return db.session.scalar(text("select text from answer where id = :id"), {"id": answer.id})


def in_clear(found, *places):
    """The files below these places that hold a sentence, or a piece of it, in either way of writing letters."""
    pieces = [piece.encode(how) for piece in (found, found[24:40]) for how in ("utf-8", "utf-16-le", "utf-16-be")]
    files = [path for place in places for path in (place.rglob("*") if place.is_dir() else [place]) if path.is_file()]
    assert files
    return [path.name for path in files for content in [_content(path)] if any(piece in content for piece in pieces)]


def _content(path):
    try:
        return path.read_bytes()
    except FileNotFoundError:  # PostgreSQL, which runs meanwhile, took it away
        return b""


def files_of_the_database():
    """Where all that the database wrote stands, once nothing of it is on its way."""
    db.session.commit()
    if db.engine.dialect.name == "sqlite":
        return Path(db.engine.url.database).parent
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum answer"))
        connection.execute(text("checkpoint"))
    return Path(db.engine.url.query["host"])


def copy_without_keys(folder):
    """(the files of a copy of the data without its keys, its address once it is restored)."""
    db.session.commit()
    if db.engine.dialect.name == "sqlite":
        path = folder / "copy.sqlite3"
        with sqlite3.connect(db.engine.url.database) as source, sqlite3.connect(path) as target:
            source.backup(target)
            target.execute("delete from data_key")
            target.commit()
            target.execute("vacuum")
        source.close()
        target.close()
        return path, f"sqlite:///{path}"
    host, path = db.engine.url.query["host"], folder / "copy.sql"
    dump = postgresql.run("pg_dump", "-h", host, "-U", "engage", "--exclude-table-data=data_key", "postgres")
    path.write_text(dump, encoding="utf-8")
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("create database restored"))
    postgresql.run("psql", "-q", "-h", host, "-U", "engage", "-d", "restored", typed=dump)
    return path, f"postgresql://engage@/restored?host={host}"


def test_what_somebody_wrote_is_read_and_stands_nowhere_in_clear(answer, sentence):
    assert answer.text == sentence
    assert db.session.scalar(select(Answer.text)) == sentence
    assert raw(answer).startswith(PREFIX)
    assert in_clear(sentence, files_of_the_database()) == []


def test_a_destroyed_key_erases_at_once_and_once(answer, sentence):
    consultation = consultation_of(answer)
    wrapped = db.session.scalar(select(DataKey.wrapped))

    assert keys.destroy_key(consultation, None, NOW)
    assert not keys.destroy_key(consultation, None, NOW)

    assert db.session.scalar(select(Answer.text)) == ""
    assert answer.text == ""
    assert raw(answer).startswith(PREFIX)
    assert count(AuditEvent, verb="destroyed_key") == 1
    if db.engine.dialect.name == "sqlite":  # the log of PostgreSQL holds it until that is written over
        files = files_of_the_database().glob("engage.sqlite3*")
        assert [path.name for path in files if wrapped[12:] in path.read_bytes()] == []


def test_no_key_is_destroyed_while_a_legal_hold_stands(app, answer, sentence):
    consultation = consultation_of(answer)
    holds.place(consultation, "A court asks for it", a_staff_user(), NOW)

    refused = app.test_cli_runner().invoke(args=["engage", "destroy-key", consultation.code, "--yes"])

    assert refused.exit_code == 1 and "A legal hold stands" in refused.output
    assert db.session.scalar(select(Answer.text)) == sentence


def test_nothing_more_is_kept_under_a_destroyed_key(answer):
    keys.destroy_key(consultation_of(answer), None, NOW)

    with pytest.raises(WordsErased), transaction():
        answer.text = "One more thing"


def test_a_copy_from_before_opens_nothing_without_its_keys(answer, sentence, tmp_path):
    path, address = copy_without_keys(tmp_path)
    keys.destroy_key(consultation_of(answer), None, NOW)
    number, code = answer.id, consultation_of(answer).code

    restored = create_app(settings(address))
    with restored.app_context():
        found = db.session.get(Answer, number)
        read = found.text, found.response.channel
        with pytest.raises(SettingError, match=f"not in this database: {code}"):
            refuse_unsafe(restored)
        lost = restored.test_cli_runner().invoke(args=["engage", "destroy-key", code, "--yes"])
        refuse_unsafe(restored)
        db.session.remove()
        db.engine.dispose()
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("drop database restored"))

    assert read == ("", "online")
    assert lost.output == f"The key of {code} was destroyed.\n"
    assert in_clear(sentence, path) == []


def test_the_keys_come_back_from_a_copy_of_their_own(answer, sentence):
    """What a restore does: the data without keys, then the keys."""
    kept = db.session.execute(select(DataKey.__table__)).mappings().one()
    db.session.execute(text("delete from data_key"))
    db.session.commit()
    assert db.session.scalar(select(Answer.text)) == ""

    db.session.execute(insert(DataKey), [dict(kept)])
    db.session.commit()

    assert db.session.scalar(select(Answer.text)) == sentence


def test_texts_of_one_consultation_outlive_another(answer, sentence):
    other = a_response(a_consultation("other-place"), comments={"streets": "More trees"})

    keys.destroy_key(other.version.questionnaire.consultation, None, NOW)

    assert db.session.scalars(select(Answer.text).order_by(Answer.id)).all() == [sentence, ""]


def test_rows_cannot_be_written_in_clear(answer):
    for statement in (
        insert(Answer).values(response_id=answer.response_id, question_id=1, variant="standard", locale="en", text="x"),
        update(Answer).values(text="x"),
    ):
        with pytest.raises(StatementError, match=r"answer\.text would be written in clear"):
            db.session.execute(statement)
        db.session.rollback()


def test_rows_are_written_with_keyed_values(answer):
    key = of_consultation(consultation_of(answer).id)

    db.session.execute(update(Answer).values(text=keyed("Written at once", key)))
    db.session.commit()

    assert db.session.scalar(select(Answer.text)) == "Written at once"
    assert raw(answer).startswith(PREFIX)


def test_what_is_sealed_opens_in_no_other_place_and_not_when_a_byte_is_changed(app):
    key = of_consultation(a_consultation().id)
    sealed = key.seal("answer.text", b"words")

    for place, content in (("contribution.text", sealed), ("answer.text", sealed[:-1] + bytes([sealed[-1] ^ 1]))):
        with pytest.raises(CannotUnseal):
            key.open(place, content)
    assert key.open("answer.text", sealed) == b"words"


def test_the_program_does_not_start_with_a_secret_that_opens_no_key(app, answer):
    refuse_unsafe(app)

    app.config["CONTACT_KEY"] = "another key that somebody has set since then"

    with pytest.raises(SettingError, match="do not open with this ENGAGE_CONTACT_KEY"):
        refuse_unsafe(app)


def test_texts_from_before_there_were_keys_are_sealed_and_the_program_waits_for_it(app, answer, sentence):
    db.session.execute(text("update answer set text = :words"), {"words": sentence})
    db.session.execute(text("update data_key set wrapped = null, sealed_at = null"))
    db.session.commit()
    assert db.session.scalar(select(Answer.text)) == sentence
    with pytest.raises(SettingError, match="flask engage seal"):
        refuse_unsafe(app)

    runner = app.test_cli_runner()
    told = [runner.invoke(args=["engage", "seal"]).output for _time in range(2)]

    assert told == ["1 texts were sealed.\n", "0 texts were sealed.\n"]
    refuse_unsafe(app)
    assert raw(answer).startswith(PREFIX)
    assert db.session.scalar(select(Answer.text)) == sentence
    if db.engine.dialect.name == "sqlite":
        assert in_clear(sentence, files_of_the_database()) == []


def test_contact_details_originals_and_files_go_with_the_key(app, tmp_path):
    consultation = a_consultation()
    response = a_response(consultation, comments={"streets": "Ring 07700 900123"})
    respondents.save_consents(response, {"contact": True}, NOW, GRACE, by_code=True)
    respondents.save_contact(response, {"name": "Zebedee"}, SECRET, 365, NOW, GRACE, by_code=True)
    store = scan_store.of(app)
    store.keep_bytes(consultation.code, "a-scan", b"a picture")
    original = db.session.scalars(select(OriginalText)).one()
    before = (contact_of(response, SECRET), typed_in(original),
              store.read_bytes(consultation.code, "a-scan"))  # fmt: skip

    keys.destroy_key(consultation, None, NOW)

    assert before == ({"name": "Zebedee"}, "Ring 07700 900123", b"a picture")
    assert contact_of(response, SECRET) is None
    assert typed_in(original) is None
    with pytest.raises(ScanMissing):
        store.read_bytes(consultation.code, "a-scan")


def test_what_was_sealed_with_the_secret_is_sealed_with_the_key(app):
    consultation = a_consultation()
    response = a_response(consultation, comments={"streets": "Ring 07700 900123"})
    original = db.session.scalars(select(OriginalText)).one()
    typed = {"typed": "Ring 07700 900123", "masked": "Ring [telephone number]"}
    original.sealed = seal(SECRET, "original texts", original.public_id, typed)
    code = consultation.code
    sealed = seal(SECRET, code, response.public_id, {"name": "Zebedee"})
    db.session.add(ContactDetails(response_id=response.id, sealed=sealed, erase_on=NOW.date()))
    db.session.commit()
    old = typed_in(original), contact_of(response, SECRET)

    told = app.test_cli_runner().invoke(args=["engage", "seal"])

    assert told.output == "2 texts were sealed.\n"
    assert old == ("Ring 07700 900123", {"name": "Zebedee"})
    response = db.session.get(type(response), response.id)
    original = db.session.scalars(select(OriginalText)).one()
    assert (typed_in(original), contact_of(response, SECRET)) == old
    assert original.sealed.startswith(MARK)


def test_going_back_to_a_version_without_keys_is_refused(sqlite_template, tmp_path, caplog):
    path = shutil.copy(sqlite_template, tmp_path / "copy.sqlite3")
    app = create_app(settings(f"sqlite:///{path}"))
    with app.app_context():
        a_consultation()

        with pytest.raises(SystemExit):
            downgrade(revision="0031")
        kept = count(DataKey)
        db.session.remove()
        db.engine.dispose()

    assert kept == 1
    assert "restore the backup from before" in caplog.text
