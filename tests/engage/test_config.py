"""Settings: what is missing stops the program with the name of the variable."""

import pytest
from flask import Flask

from engage import create_app
from engage.config import DEMONSTRATION_SETTINGS, SETTINGS, configure
from engage.errors import SettingError
from tests.conftest import SECRET_KEY, settings

SQLITE = "sqlite://"


@pytest.fixture
def instance(tmp_path):
    """An unconfigured application whose own files go to a new folder."""
    return Flask("engage", instance_path=str(tmp_path))


@pytest.fixture
def environment(monkeypatch):
    """environment(NAME=value) sets ENGAGE_NAME; nothing else that starts with ENGAGE_ is set."""
    for name in SETTINGS:
        monkeypatch.delenv(f"ENGAGE_{name}", raising=False)
    return lambda **values: [monkeypatch.setenv(f"ENGAGE_{name}", value) for name, value in values.items()]


def test_without_a_database_the_program_does_not_start(environment):
    environment(SECRET_KEY=SECRET_KEY)

    with pytest.raises(SettingError, match="ENGAGE_DATABASE_URL is not set"):
        create_app()


@pytest.mark.parametrize("secret", ["", "secret", "x" * 31])
def test_without_a_long_secret_key_the_program_does_not_start(environment, secret):
    environment(DATABASE_URL=SQLITE, SECRET_KEY=secret)

    with pytest.raises(SettingError, match="ENGAGE_SECRET_KEY is not set, or is shorter than 32 characters"):
        create_app()


def test_a_refusal_never_shows_the_secret_or_the_address(environment):
    environment(DATABASE_URL="postgresql://me:hunter2@db/engage", SECRET_KEY="hunter2")

    with pytest.raises(SettingError) as caught:
        create_app()

    assert "hunter2" not in str(caught.value)


def test_settings_come_from_the_environment_with_their_types(environment, instance):
    environment(DATABASE_URL=SQLITE, SECRET_KEY=SECRET_KEY, PORT="8080", HTTPS="false", COUNCIL_NAME="Sefton")

    configure(instance)

    assert (instance.config["PORT"], instance.config["HTTPS"]) == (8080, False)
    assert instance.config["COUNCIL_NAME"] == "Sefton"


def test_a_postgresql_address_gets_the_driver_we_install(environment, instance):
    environment(DATABASE_URL="postgresql://engage@db/engage", SECRET_KEY=SECRET_KEY)

    configure(instance)

    assert instance.config["SQLALCHEMY_DATABASE_URI"] == "postgresql+psycopg://engage@db/engage"


@pytest.mark.parametrize(
    ("named", "trusted"),
    [
        ("", ["127.0.0.1", "localhost", "127.0.0.1"]),
        ("talk.example.org, www.example.org,", ["talk.example.org", "www.example.org"]),
    ],
)
def test_only_named_hosts_are_trusted(environment, instance, named, trusted):
    environment(DATABASE_URL=SQLITE, SECRET_KEY=SECRET_KEY, TRUSTED_HOSTS=named)

    configure(instance)

    assert instance.config["TRUSTED_HOSTS"] == trusted


@pytest.mark.parametrize(("https", "secure"), [("true", True), ("false", False)])
def test_over_https_cookies_are_for_https_only(environment, instance, https, secure):
    environment(DATABASE_URL=SQLITE, SECRET_KEY=SECRET_KEY, HTTPS=https)

    configure(instance)

    assert instance.config["SESSION_COOKIE_SECURE"] is secure


def test_the_demonstration_needs_no_settings(environment, instance, tmp_path):
    environment(DEMONSTRATION="1")

    configure(instance)

    assert instance.config["DATABASE_URL"] == f"sqlite:///{tmp_path / 'engage.sqlite3'}"
    assert instance.config["COUNCIL_NAME"] == DEMONSTRATION_SETTINGS["COUNCIL_NAME"]


def test_the_demonstration_keeps_its_secret_between_starts_for_its_owner_only(environment, instance, tmp_path):
    environment(DEMONSTRATION="1")

    configure(instance)
    first = instance.config["SECRET_KEY"]
    instance.config["SECRET_KEY"] = ""
    configure(instance)

    assert len(first) == 64
    assert instance.config["SECRET_KEY"] == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_the_demonstration_keeps_settings_that_were_given(environment, instance):
    environment(DEMONSTRATION="1", COUNCIL_NAME="Borsetshire", DATABASE_URL=SQLITE, SECRET_KEY=SECRET_KEY)

    configure(instance)

    assert (instance.config["COUNCIL_NAME"], instance.config["SECRET_KEY"]) == ("Borsetshire", SECRET_KEY)
    assert instance.config["DATABASE_URL"] == SQLITE


def test_a_page_says_that_it_is_a_demonstration_only_when_it_is():
    said = [
        "This is a demonstration" in create_app(settings(SQLITE) | {"DEMONSTRATION": on}).test_client().get("/x").text
        for on in (True, False)
    ]

    assert said == [True, False]
