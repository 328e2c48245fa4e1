"""Runs the migrations in one transaction on the application's own engine."""

from alembic import context
from flask import current_app

database = current_app.extensions["migrate"].db


def plain_types(kind, item, _autogen):
    """A migration imports nothing of ours: our datetime type is written as the type beneath it."""
    return "sa.DateTime(timezone=True)" if kind == "type" and type(item).__name__ == "UTCDateTime" else False


def run():
    with database.engine.connect().execution_options(writes=True) as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            transaction_per_migration=True,
            render_item=plain_types,
        )
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Migrations run on a live database: flask db upgrade")
run()
