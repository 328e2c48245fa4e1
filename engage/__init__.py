"""The Flask application: HTTP, sessions, database."""

import datetime as dt

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import engage.late  # noqa: F401 - before all others: what it names is read at first use
from engage import (
    assets,
    cli,
    config,
    easy_read,
    errors,
    headers,
    i18n,
    kept_pieces,
    metrics,
    models,
    reading,
    sessions,
)
from engage.binding import Request, refuse_unreadable
from engage.extensions import csrf, db, migrate
from engage.pages import PAGES
from engage.views import responses

__all__ = ["create_app", "models"]


def create_app(settings=None):
    """Wire the application; SettingError names what is missing. `settings` stands in for the environment in tests."""
    folders = {"template_folder": config.ROOT / "templates", "static_folder": config.ROOT / "static"}
    app = Flask(__name__, instance_path=str(config.ROOT / "instance"), **folders)
    app.request_class = Request
    app.config["CLOCK"] = lambda: dt.datetime.now(dt.UTC)
    config.configure(app, settings)
    app.url_map.merge_slashes = False
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for part in (metrics, i18n, reading, db, csrf, sessions, assets, easy_read, kept_pieces):
        part.init_app(app)
    migrate.init_app(app, db, directory=str(config.ROOT / "migrations"))
    csrf.exempt(responses.bp)  # its posts must come from our own pages: binding.refuse_other_sites
    app.before_request(refuse_unreadable)
    for view in PAGES:
        app.register_blueprint(view.bp)
    headers.init_app(app)
    errors.init_app(app)
    app.cli.add_command(cli.engage)
    app.wsgi_app = assets.serve_built_files(errors.LastResort(app.wsgi_app))
    if n := app.config["PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=0, x_proto=n, x_host=n)
    return app
