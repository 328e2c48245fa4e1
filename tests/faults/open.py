"""Open a consultation in the database of ENGAGE_DATABASE_URL: what residents of a fault run answer."""

import datetime as dt

from engage import create_app
from tests.builders import a_consultation, a_questionnaire
from tests.faults.residents import CODE

if __name__ == "__main__":
    with create_app().app_context():
        now = dt.datetime.now(dt.UTC).replace(minute=0, second=0, microsecond=0)
        a_consultation(CODE, a_questionnaire(), now - dt.timedelta(days=1), now + dt.timedelta(days=800), now)
