"""Every setting, its unit in its name, read from ENGAGE_* here and nowhere else."""

import datetime as dt
import os
import secrets
import tomllib
from pathlib import Path

from engage.errors import SettingError

ROOT = Path(__file__).resolve().parent.parent
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

#: Names that may be set from the environment as ENGAGE_<name>; test_docs.py holds README to this list.
SETTINGS = {
    "DATABASE_URL": "",
    "SECRET_KEY": "",
    "DEMONSTRATION": False,
    "HOST": "127.0.0.1",
    "PORT": 5000,
    "HTTPS": True,
    "TRUSTED_HOSTS": "",
    "PROXIES": 0,
    "COUNCIL_NAME": "Your council",
    "CONTACT_EMAIL": "",
    "CONTACT_PHONE": "",
    "CONTACT_ADDRESS": "",
    "FREEPOST_ADDRESS": "",
    "CONTACT_KEY": "",
    "CONTACT_DAYS": 365,
    "SCAN_FOLDER": "",
    "SCAN_DAYS": 90,
    "SCAN_MEGABYTES": 200,
    "SCAN_ACCEPTS": False,
    "DATA_FOLDER": "",
    "DASK_SCHEDULER": "",
    "EMBEDDINGS": False,
    "DATA_PROTECTION_OFFICER": "",
    "SAFEGUARDING_EMAIL": "",
    "SAFEGUARDING_HOURS": 24,
    "DOTS_A_PERSON": 5,
    "SAFEGUARDING_CUES": "",
    "FIELDWORK_DAYS": 365,
    "FIELDWORK_WORDS_DAYS": 730,
    "ORIGINAL_TEXT_DAYS": 90,
    "DRAFT_DAYS": 7,
    "ABOUT_DAYS": 365,
    "TEXT_DAYS": 730,
    "ANSWER_DAYS": 1095,
    "REQUEST_DAYS": 90,
    "CONCERN_DAYS": 2190,
    "CAMPAIGN_TEXTS": 5,
    "ACCESSIBILITY_REVIEWED_ON": "2026-11-23",
    "ACCESSIBILITY_FAULTS": (
        "We have tested this website by machine and by keyboard. Disabled people and screen readers have not tested it."
    ),
    "SIGN_IN_IDLE_MINUTES": 30,
    "SIGN_IN_HOURS": 12,
    "SECOND_FACTOR": True,
    "INVITATION_HOURS": 72,
    "OIDC_ISSUER": "",
    "OIDC_CLIENT_ID": "",
    "OIDC_CLIENT_SECRET": "",
    "OIDC_NAME": "your council account",
    "OIDC_SECOND_FACTOR": False,
    "GRACE_HOURS": 24,
    "PANEL_APPROVALS": 1,
    "MEDIA_FOLDER": "",
    "BACKUP_FOLDER": "",
    "BACKUP_HOURS": 26,
    "KEY_FOLDER": "",
    "VIDEO_MEGABYTES": 200,
    "WEBHOOK_HOSTS": "",
    "SMTP_HOST": "",
    "SMTP_PORT": 587,
    "SMTP_FROM": "",
    "SMTP_USER": "",
    "SMTP_PASSWORD": "",
    "FREE_MEGABYTES": 256,
    "LOG_FORMAT": "text",
    "METRICS_PORT": 0,
}

LOG_FORMATS = ("text", "json")
#: the library that counts for Prometheus reads this name itself
COUNTS_REPLIES = bool(os.environ.get("PROMETHEUS_MULTIPROC_DIR"))

DEMONSTRATION_SETTINGS = {
    "HTTPS": False,
    "SECOND_FACTOR": False,
    "COUNCIL_NAME": "Sefton (demonstration)",
    "CONTACT_EMAIL": "have-your-say@example.org",
    "CONTACT_PHONE": "0151 496 0000",
    "CONTACT_ADDRESS": "Have your say, Town Hall, Example Street, EX1 1EX",
    "FREEPOST_ADDRESS": "FREEPOST HAVE YOUR SAY",
    "DATA_PROTECTION_OFFICER": "data-protection@example.org",
}


class Limits:
    """Sizes that protect the server; none is a policy that a council would change."""

    MAX_CONTENT_LENGTH = 2 * 1024 * 1024
    MAX_FORM_MEMORY_SIZE = 2 * 1024 * 1024
    MAX_FORM_PARTS = 1000
    MAX_ADDRESS_BYTES = 4096
    MAX_HEADERS = 100
    WTF_CSRF_TIME_LIMIT = None
    TEMPLATES_AUTO_RELOAD = False


#: how waitress serves: `flask engage serve`, and the tests of what reaches it over a socket
SERVER = {
    "threads": 8,
    # 100, the default, is used up by 100 slow clients
    "connection_limit": 5000,
    # select(), the default, breaks at the 1024th open file
    "asyncore_use_poll": True,
    "max_request_header_size": 8192,
    # below this the application refuses in its own words (MAX_CONTENT_LENGTH); above, nothing is read at all
    "max_request_body_size": 32 * 1024 * 1024,
    "ident": None,
}


def configure(app, settings=None):
    """Fill app.config from defaults, the environment and (in tests) `settings`; SettingError names what is missing."""
    app.config.from_object(Limits)
    app.config.from_mapping(SETTINGS)
    app.config.from_prefixed_env("ENGAGE")
    app.config.from_mapping(settings or {})
    if app.config["DEMONSTRATION"]:
        _fill_demonstration(app)
    if not app.config["DATABASE_URL"]:
        raise SettingError("ENGAGE_DATABASE_URL is not set. For example: sqlite:////var/lib/engage/engage.sqlite3")
    if len(app.config["SECRET_KEY"]) < 32:
        raise SettingError(
            "ENGAGE_SECRET_KEY is not set, or is shorter than 32 characters. Make one with: openssl rand -hex 32"
        )
    _check_review_date(app.config["ACCESSIBILITY_REVIEWED_ON"])
    if app.config["LOG_FORMAT"] not in LOG_FORMATS:
        raise SettingError(f"ENGAGE_LOG_FORMAT must be one of: {', '.join(LOG_FORMATS)}.")
    app.config["MEDIA_FOLDER"] = app.config["MEDIA_FOLDER"] or str(Path(app.instance_path) / "media")
    app.config["SQLALCHEMY_DATABASE_URI"] = _with_driver(app.config["DATABASE_URL"])
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = _engine_options(app.config["SQLALCHEMY_DATABASE_URI"])
    app.config["TRUSTED_HOSTS"] = _trusted_hosts(app.config)
    app.config["SESSION_COOKIE_SECURE"] = bool(app.config["HTTPS"])


def statement_is_old(config):
    """Was the accessibility statement reviewed more than a year ago? The law wants it under regular review."""
    reviewed_on = dt.date.fromisoformat(config["ACCESSIBILITY_REVIEWED_ON"])
    return config["CLOCK"]().date() - reviewed_on > dt.timedelta(days=365)


def _check_review_date(text):
    try:
        dt.date.fromisoformat(text)
    except ValueError as error:
        raise SettingError("ENGAGE_ACCESSIBILITY_REVIEWED_ON must be a day, as 2026-11-23.") from error


def _fill_demonstration(app):
    for name, value in DEMONSTRATION_SETTINGS.items():
        if app.config[name] == SETTINGS[name]:
            app.config[name] = value
    instance = Path(app.instance_path)
    if not app.config["DATABASE_URL"]:
        instance.mkdir(exist_ok=True)
        app.config["DATABASE_URL"] = f"sqlite:///{instance / 'engage.sqlite3'}"
    if not app.config["SECRET_KEY"]:
        app.config["SECRET_KEY"] = _kept_secret(instance / "secret_key")


def _kept_secret(path):
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return path.read_text()


def _with_driver(url):
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def _engine_options(url):
    # a fault of the database is told without what it was given: that may be somebody's answer
    options = {"hide_parameters": True}
    if url.startswith("postgresql"):
        # a connection that died with the server is found before it is used, and nobody waits long for a free one
        options |= {"pool_pre_ping": True, "pool_timeout": 5}
    return options


def _trusted_hosts(config):
    named = [host.strip() for host in config["TRUSTED_HOSTS"].split(",") if host.strip()]
    return named or ["127.0.0.1", "localhost", config["HOST"]]
