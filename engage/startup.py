"""What must be true before the first request; anything unsafe stops the program with the reason and the remedy."""

import logging

from alembic.script import ScriptDirectory
from sqlalchemy import select, text

from engage.config import statement_is_old
from engage.errors import CannotUnseal, SettingError
from engage.extensions import db
from engage.models import Consultation, StaffUser
from engage.operations import keys

log = logging.getLogger(__name__)

OLD_STATEMENT = "The accessibility statement was last reviewed on %s. Review it; set ENGAGE_ACCESSIBILITY_REVIEWED_ON."
LOST_KEYS = (
    "The keys of these consultations are not in this database: %s. It was restored without its keys: restore the copy "
    "of the keys too. If there is none, say that their texts are lost: flask engage destroy-key CONSULTATION"
)
IN_CLEAR = (
    "Texts of these consultations were written before they had keys, and may stand in clear: %s. Run: flask engage seal"
)


def refuse_unsafe(app):
    """SettingError unless the database is durable, on the newest schema, and demonstration and real data are apart."""
    with app.app_context():
        _refuse_undurable()
        _refuse_old_schema(app)
        _refuse_mixed_data(app)
        _refuse_lost_keys()
        _warn_of_old_statement(app)
        db.session.rollback()


def newest_schema(app):
    """The schema that this program was written for, as "0028"."""
    return ScriptDirectory.from_config(app.extensions["migrate"].migrate.get_config()).get_current_head()


def close_connections(app):
    """A server that forks its workers from here must not share one connection among them."""
    with app.app_context():
        db.engine.dispose()


def _warn_of_old_statement(app):
    if statement_is_old(app.config):
        log.warning(OLD_STATEMENT, app.config["ACCESSIBILITY_REVIEWED_ON"])


def _refuse_undurable():
    if db.engine.dialect.name == "sqlite":
        if db.session.scalar(text("PRAGMA synchronous")) < 2:
            raise SettingError("SQLite must run with synchronous=FULL, so that no answer is lost at a power cut.")
        return
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        if db.session.scalar(text(f"SHOW {setting}")) == "off":  # nosemgrep
            raise SettingError(f"PostgreSQL runs with {setting}=off and could lose answers. Set {setting}=on.")


def _refuse_old_schema(app):
    newest = newest_schema(app)
    present = db.inspect(db.engine).has_table("alembic_version")
    found = db.session.scalar(text("select version_num from alembic_version")) if present else None
    if found != newest:
        raise SettingError(f"The database is at {found or 'no version'}, the program at {newest}. Run: make upgrade")


def _refuse_lost_keys():
    """What is sealed must open, unless it was erased on purpose; and nothing may stand in clear from before."""
    try:
        keys.open_all()
    except CannotUnseal as error:
        raise SettingError(str(error)) from error
    if lost := keys.missing():
        raise SettingError(LOST_KEYS % ", ".join(lost))
    if waiting := keys.in_clear():
        raise SettingError(IN_CLEAR % ", ".join(waiting))


def _refuse_mixed_data(app):
    demonstration = bool(app.config["DEMONSTRATION"])
    for model in (Consultation, StaffUser):
        if db.session.scalar(select(model.id).where(model.demonstration.is_not(demonstration)).limit(1)) is not None:
            raise SettingError(
                "ENGAGE_DEMONSTRATION is on, but this database holds real consultations or staff. Use another database."
                if demonstration
                else "This database holds demonstration data. Set ENGAGE_DEMONSTRATION=1, or use another database."
            )
