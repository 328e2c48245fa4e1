"""The database of the first release, with rows in it, comes to the newest schema with nothing lost, and back again."""

import datetime as dt
import shutil

import pytest
from flask_migrate import upgrade
from sqlalchemy import DateTime, MetaData, create_engine, event, select, text

from engage import create_app, sealing
from engage.backups import apart, making, postgresql, restoring, snapshots
from engage.errors import SettingError
from engage.extensions import db
from engage.models import Answer, AuditEvent, Response, StaffUser
from engage.operations import audit, keys, responses, staff
from engage.publishing import newest_version, published
from engage.startup import refuse_unsafe
from tests.builders import GRACE, NOW, PASSWORD, SECRET, a_questionnaire
from tests.conftest import settings

#: the newest migration when return codes, requests for formats and Easy Read first left the workshop, before paper
FIRST_RELEASE = "0005"
BEFORE = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
#: (table, column) of what is kept in another shape: the role as a row of its own, words sealed anew
MOVED = {("staff_user", "role"), ("answer", "text"), ("contact_details", "sealed")}


def rows_of_then():
    """{table: rows} as the program of the first release wrote them, each table after those that it points at."""
    sent = {"version_id": 1, "locale": "en", "started_at": BEFORE, "revisions": 0, "is_second": False}
    sent |= {"codes_emailed": 0}
    questions = {"streets_priorities": (1, "top_three"), "streets_comment": (1, "free_text"),
                 "shops_priorities": (2, "top_three"), "shops_comment": (2, "free_text"),
                 "age_band": (3, "single")}  # fmt: skip
    options = {"streets_priorities": ("buses", "lights", "trees", "benches"), "shops_priorities":
               ("bakers", "markets", "banks"), "age_band": ("young", "old", "prefer_not_to_say")}  # fmt: skip
    numbers = {key: number for number, key in enumerate(questions, 1)}
    all_options = [(key, option) for key in options for option in options[key]]
    number_of = {pair: number for number, pair in enumerate(all_options, 1)}
    definition = a_questionnaire()
    return {
        "consultation": [{"id": 1, "code": "market-place", "opens_at": BEFORE, "closes_at": NOW,
                          "demonstration": False}],
        "staff_user": [{"id": 1, "public_id": "ann", "email": "ann@example.org", "password_hash":
                        staff.HASHER.hash(PASSWORD), "role": "analyst", "demonstration": False}],
        "questionnaire": [{"id": 1, "consultation_id": 1, "key": "market_place"}],
        "questionnaire_version": [{"id": 1, "questionnaire_id": 1, "number": 1, "sha256": "0" * 64,
                                   "schema_version": 1, "definition": definition, "published_at": BEFORE}],
        "section": [{"id": number, "version_id": 1, "key": key, "position": number, "purpose": purpose}
                    for number, (key, purpose) in enumerate(
                        [("streets", "views"), ("shops", "views"), ("about_you", "profile")], 1)],
        "question": [{"id": numbers[key], "version_id": 1, "section_id": section, "key": key, "position":
                      numbers[key], "type": kind} for key, (section, kind) in questions.items()],
        "option": [{"id": number_of[key, option], "question_id": numbers[key], "key": option, "position":
                    number_of[key, option], "exclusive": option == "prefer_not_to_say"} for key, option in all_options],
        "response": [
            sent | {"id": 1, "public_id": "sent", "reference": "WX-4821", "channel": "online", "variant": "standard",
                    "submitted_at": BEFORE, "code_fingerprint": "f" * 64},
            sent | {"id": 2, "public_id": "draft", "channel": "online", "variant": "easy_read"},
            sent | {"id": 3, "public_id": "gone", "reference": "WX-4822", "channel": "telephone", "variant": "standard",
                    "submitted_at": BEFORE, "withdrawn_at": BEFORE},
        ],
        "answer": [
            {"id": 1, "response_id": 1, "question_id": 1, "variant": "standard", "locale": "en"},
            {"id": 2, "response_id": 1, "question_id": 2, "text": "More trees, môr", "variant": "standard",
             "locale": "en"},
            {"id": 3, "response_id": 2, "question_id": 4, "text": "0", "variant": "easy_read", "locale": "en"},
        ],
        "answer_choice": [{"answer_id": 1, "option_id": number_of["streets_priorities", key], "question_id": 1,
                           "rank": rank} for rank, key in enumerate(("trees", "buses"), 1)],
        "respondent_profile": [{"id": 1, "response_id": 1}],
        "profile_choice": [{"profile_id": 1, "question_id": 5, "option_id": number_of["age_band", "old"]}],
    } | _rows_beside()  # fmt: skip


def _rows_beside():
    """What stood beside the answers."""
    return {
        "holder": [{"id": 1, "response_id": 2, "key_sha256": "1" * 64, "by_code": False}],
        "consent": [{"response_id": 1, "quote": True, "contact": True, "outcome": False}],
        "contact_details": [{"response_id": 1, "erase_on": NOW.date(), "sealed":
                             sealing.seal(SECRET, "market-place", "sent", {"email": "bella@example.org"})}],
        "respondent": [{"response_id": 1, "capacity": "resident"}],
        "channel_code": [{"id": 1, "consultation_id": 1, "code": "library", "place": "Library"}],
        "extension": [{"id": 1, "consultation_id": 1, "old_closes_at": BEFORE, "new_closes_at": NOW, "reason": "r",
                       "easy_reason": "r", "made_at": BEFORE}],
        "format_request": [{"id": 1, "public_id": "braille", "topic": "braille", "details": "Braille, grade 2",
                            "erase_on": NOW.date(), "asked_at": BEFORE}],
        "translation_check": [{"id": 1, "version_id": 1, "locale": "cy", "checked_by_id": 1, "checked_at": BEFORE}],
        "own_picture": [{"id": 1, "public_id": "p", "name": "logo", "media_type": "image/png", "width": 1, "height": 1,
                         "content": b"\x89PNG", "source": "Us", "licence": "CC0", "added_at": BEFORE}],
        "audit_event": [{"id": 1, "actor_id": 1, "verb": "viewed_results", "object_type": "consultation", "object_id":
                         "market-place", "at": BEFORE, "detail": {"data_sha256": "0" * 64}}],
        "release": [{"id": 1, "consultation_id": 1, "kind": "csv", "file_sha256": "0" * 64, "data_sha256": "0" * 64,
                     "n_responses": 1, "made_by_id": 1, "made_at": BEFORE}],
    }  # fmt: skip


def held(engine):
    """{table: rows as dictionaries}, whatever schema the database has."""
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        return {
            name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for name, table in tables.tables.items()
            if name != snapshots.SCHEMA_TABLE
        }


@pytest.fixture
def first_release(app, tmp_path):
    """The application over a database of the first release; the address of another one, which is empty."""
    urls = [f"sqlite:///{tmp_path / name}.sqlite3" for name in ("first", "empty")]
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CREATE DATABASE first_release"))
            connection.execute(text("CREATE DATABASE empty_one"))
        names = ("first_release", "empty_one")
        urls = [db.engine.url.set(database=n, drivername="postgresql").render_as_string(False) for n in names]
    old, empty = (create_app(settings(url) | {"SCAN_FOLDER": str(tmp_path / "scans")}) for url in urls)
    with old.app_context():
        upgrade(revision=FIRST_RELEASE)
        _write(rows_of_then())
    yield old, empty
    for one in (old, empty):
        with one.app_context():
            db.session.remove()
            db.engine.dispose()
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("DROP DATABASE first_release"))
            connection.execute(text("DROP DATABASE empty_one"))


def _write(rows):
    tables = MetaData()
    tables.reflect(db.engine)
    with db.engine.begin() as connection:
        for name, lines in rows.items():
            for line in lines:
                connection.execute(tables.tables[name].insert().values(_fitting(tables.tables[name], line)))
        if connection.dialect.name == "postgresql":
            for name in rows:
                if "id" in tables.tables[name].c:
                    connection.execute(text(f"select setval(pg_get_serial_sequence('{name}', 'id'), 100)"))


def _fitting(table, line):
    """SQLite forgets zones."""
    forgets = {column.name for column in table.c if isinstance(column.type, DateTime) and not column.type.timezone}
    return {name: value.replace(tzinfo=None) if name in forgets else value for name, value in line.items()}


#: what tells one row of a table from another
PLACES = ("id", "response_id", "answer_id", "option_id", "profile_id", "question_id")


def lost(before, after):
    """(table, column, row) of everything that was there and is not as it was."""
    found = []
    for name, rows in before.items():
        places = [column for column in PLACES if rows and column in rows[0]]
        now = {tuple(row[column] for column in places): row for row in after[name]} if rows else {}
        for row in rows:
            place = tuple(row[column] for column in places)
            same = now.get(place, {})
            found += [(name, one, place) for one in row if (name, one) not in MOVED and same.get(one) != row[one]]
    return found


def test_the_database_of_the_first_release_comes_to_the_newest_schema_and_goes_back(first_release, tmp_path):
    old, empty = first_release
    with old.app_context():
        before = held(db.engine)
        made = making.make(tmp_path / "kept", NOW)
        upgrade()
        keys.seal_old(None, NOW)
        after = held(db.engine)
        _check_upgraded(old)
        apart.write(tmp_path, NOW)
        db.session.remove()

    assert all(before[name] for name in rows_of_then())
    assert lost(before, after) == []
    _check_rolled_back(made, before, empty, tmp_path)


def _check_upgraded(app):
    """The program of today reads what the program of then wrote."""
    refuse_unsafe(app)
    texts = dict(db.session.execute(select(Answer.id, Answer.text)).all())
    assert texts == {1: None, 2: "More trees, môr", 3: "0"}
    sent = db.session.scalars(select(Response).filter_by(public_id="sent")).one()
    contact = db.session.execute(text("select sealed from contact_details")).scalar_one()
    assert sealing.unseal(SECRET, "market-place", "sent", bytes(contact)) == {"email": "bella@example.org"}
    ann = db.session.scalars(select(StaffUser)).one()
    assert [role.role for role in ann.roles] == ["analyst"]
    assert staff.sign_in("ann@example.org", PASSWORD, "t", "", SECRET, NOW) is ann
    version = newest_version(sent.version.questionnaire.consultation)
    _section, question = published(version.id).definition.find("shops", "shops_comment")
    draft = db.session.scalars(select(Response).filter_by(public_id="draft")).one()
    responses.save_answer(draft, question, "Typed on", "easy_read", "en", NOW - dt.timedelta(days=1), GRACE)
    assert audit.verify().fault == ""
    assert db.session.scalar(select(AuditEvent.number).filter_by(verb="viewed_results")) is None


def _check_rolled_back(made, before, empty, tmp_path):
    """The backup from before holds the old database as it was; today's program takes it too, and upgrades it."""
    with empty.app_context():
        database = made.folder / snapshots.FILES[db.engine.dialect.name]
        if db.engine.dialect.name == "sqlite":
            # looked at in a copy: whoever opens a file of SQLite may change it
            engine = create_engine(f"sqlite:///{shutil.copy(database, tmp_path / 'copy.sqlite3')}")
            assert held(engine) == before
            engine.dispose()
        else:
            with db.engine.connect() as connection:
                postgresql.restore(connection, database)
            assert held(db.engine) == before
            with db.engine.begin() as connection:
                tables = MetaData()
                tables.reflect(connection)
                tables.drop_all(connection)
        restoring.restore(made.folder, NOW, tmp_path, upgrades=True)
        refuse_unsafe(empty)
        texts = dict(db.session.execute(select(Answer.id, Answer.text)).all())

    assert texts == {1: None, 2: "More trees, môr", 3: "0"}


class Died(BaseException):
    """Nothing of the program catches it."""


@pytest.mark.parametrize("n_statements", [20, 60])
def test_an_upgrade_that_stops_half_way_starts_no_program_and_goes_on(first_release, n_statements):
    old, _empty = first_release
    with old.app_context():
        before, left = held(db.engine), iter(range(n_statements))

        def die(*_of_statement):
            if next(left, None) is None:
                raise Died

        event.listen(db.engine, "after_cursor_execute", die)
        with pytest.raises(Died):
            upgrade()
        event.remove(db.engine, "after_cursor_execute", die)
        db.session.remove()
        db.engine.dispose()
        with pytest.raises(SettingError, match="Run: make upgrade"):
            refuse_unsafe(old)
        db.session.remove()

        upgrade()
        keys.seal_old(None, NOW)

        assert lost(before, held(db.engine)) == []
        refuse_unsafe(old)
