"""Migrations end where the models are, and lose nothing on the way."""

import re
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, inspect, text

from engage import create_app
from engage.config import ROOT
from engage.extensions import db
from tests.conftest import settings

VERSIONS = ROOT / "migrations" / "versions"


def schema(engine):
    """Everything a database says about its tables, for comparison."""
    inspector = inspect(engine)
    return {
        name: {
            "columns": [
                (column["name"], str(column["type"]), column["nullable"]) for column in inspector.get_columns(name)
            ],
            "key": inspector.get_pk_constraint(name)["constrained_columns"],
            "foreign keys": sorted(
                (key["name"], key["constrained_columns"], key["referred_table"], key["referred_columns"],
                 key["options"].get("ondelete", ""))
                for key in inspector.get_foreign_keys(name)
            ),
            "unique": sorted((rule["name"], rule["column_names"]) for rule in inspector.get_unique_constraints(name)),
            "checks": sorted((rule["name"], rule["sqltext"]) for rule in inspector.get_check_constraints(name)),
            "indexes": sorted((index["name"], index["column_names"]) for index in inspector.get_indexes(name)),
        }
        for name in inspector.get_table_names()
        if name != "alembic_version"
    }  # fmt: skip


@pytest.fixture
def modelled(app, tmp_path):
    """An empty database beside the migrated one, made from the models."""
    if db.engine.dialect.name == "sqlite":
        engine = create_engine(f"sqlite:///{tmp_path / 'modelled.sqlite3'}")
        db.metadata.create_all(engine)
        yield engine
    else:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CREATE DATABASE modelled"))
            engine = create_engine(db.engine.url.set(database="modelled"))
            db.metadata.create_all(engine)
            yield engine
            engine.dispose()
            connection.execute(text("DROP DATABASE modelled"))
    engine.dispose()


# the three tests of architecture.md §7


def test_migrations_end_where_the_models_are(app, modelled):
    assert schema(db.engine) == schema(modelled)


def test_migrating_twice_is_migrating_once(app):
    before = schema(db.engine)

    upgrade()

    assert schema(db.engine) == before


def test_migrations_are_numbered_without_gaps():
    numbers = [path.name[:4] for path in sorted(VERSIONS.glob("*.py"))]

    revisions = list(ScriptDirectory(ROOT / "migrations").walk_revisions())[::-1]

    assert numbers == [f"{n:04}" for n in range(1, len(numbers) + 1)]
    assert [revision.revision for revision in revisions] == numbers
    assert [revision.down_revision for revision in revisions] == [None, *numbers[:-1]]
    assert all(re.fullmatch(r"\d{4}_[a-z]+(_[a-z]+)+", path.stem) for path in VERSIONS.glob("*.py"))


def test_a_migration_runs_on_an_empty_sqlite_file_from_nothing(tmp_path):
    path = tmp_path / "new.sqlite3"
    app = create_app(settings(f"sqlite:///{path}"))

    with app.app_context():
        upgrade()
        tables = inspect(db.engine).get_table_names()
        db.engine.dispose()

    assert set(tables) == {table.name for table in db.metadata.sorted_tables} | {"alembic_version"}
    assert Path(path).exists()


def test_who_held_a_draft_before_return_codes_holds_it_still(tmp_path):
    """0002 moves the hash of the key from the response to a row of its own."""
    app = create_app(settings(f"sqlite:///{tmp_path / 'old.sqlite3'}"))
    with app.app_context():
        upgrade(revision="0001")
        version = (
            "insert into consultation values (1, 'c', '2026-01-01', '2026-02-01', 0);"
            "insert into questionnaire values (1, 1, 'q');"
            "insert into questionnaire_version values (1, 1, 1, 'x', 1, '{}', '2026-01-01');"
            "insert into response (id, public_id, holder_sha256, version_id, channel, variant, locale, started_at)"
            " values (7, 'draft', 'abc', 1, 'online', 'standard', 'en', '2026-01-02'),"
            " (8, 'paper', null, 1, 'paper', 'standard', 'en', '2026-01-02')"
        )
        with db.engine.begin() as connection:
            for statement in version.split(";"):
                connection.execute(text(statement))

        upgrade()
        held = db.session.execute(text("select response_id, key_sha256, by_code, opened_at from holder")).all()
        db.session.remove()
        db.engine.dispose()

    assert [tuple(row) for row in held] == [(7, "abc", 0, None)]


def test_staff_keep_their_one_role_and_have_it_on_every_consultation(tmp_path):
    """0024 moves the role of a person to a row of its own; going back keeps it."""
    app = create_app(settings(f"sqlite:///{tmp_path / 'old.sqlite3'}"))
    with app.app_context():
        upgrade(revision="0023")
        with db.engine.begin() as connection:
            connection.execute(
                text("insert into staff_user values (1, 'a', 'a@example.org', 'x', 'analyst', 0, null)"),
            )

        upgrade()
        held = db.session.execute(text("select staff_id, role, consultation_id, ends_at from staff_role")).all()
        db.session.remove()
        downgrade(revision="0023")
        kept = db.session.execute(text("select role, disabled_at from staff_user")).all()
        db.session.remove()
        db.engine.dispose()

    assert [tuple(row) for row in held] == [(1, "analyst", None, None)]
    assert [tuple(row) for row in kept] == [("analyst", None)]
