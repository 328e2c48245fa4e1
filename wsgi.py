"""The application for a WSGI server (gunicorn wsgi:app) and for the flask command."""

import os
import sys

from engage import create_app
from engage.errors import SettingError
from engage.logs import configure
from engage.startup import close_connections, refuse_unsafe

try:
    app = create_app()
    configure(app.config["LOG_FORMAT"])
    if os.environ.get("FLASK_RUN_FROM_CLI") != "true":  # the command line must still be able to mend what is refused
        refuse_unsafe(app)
        close_connections(app)
except SettingError as error:
    sys.exit(f"engage: {error}")
