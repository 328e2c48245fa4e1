"""What officer pages cost with many responses, on SQLite: processor seconds of each page, and of counting its parts.

Run from the repository: OMP_NUM_THREADS=1 python -m benchmarks.officers [responses]
"""

import datetime as dt
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flask import g
from flask_migrate import upgrade
from sqlalchemy import insert, select

from engage import create_app
from engage.config import ROOT
from engage.data_keys import of_consultation
from engage.extensions import db
from engage.models import (
    Answer,
    AnswerChoice,
    Consultation,
    PopulationCount,
    ProfileChoice,
    RespondentProfile,
    Response,
    Role,
    StaffRole,
    StaffSession,
    StaffUser,
)
from engage.operations import consultations
from engage.publishing import newest_version, published
from engage.sealed_columns import keyed

CODE, OPENS = "living-well", dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
NOW = OPENS + dt.timedelta(days=80)
WORDS = "buses trees benches parks damp homes jobs school carers lonely dentist doctor wait cost heat food".split()
N_RESPONSES, ROWS = 100_000, 20_000
PAGES = {
    "desk": "/desk",
    "question, chosen": "/results/questions/start_well_priorities",
    "steadiness": "/results/steadiness",
    "groups": "/results/groups",
    "search, first page": "/answers?kind=text",
    "search, a common word": "/answers?words=buses",
    "search, a word nobody wrote": "/answers?words=zeppelin",
    "search, who chose an option": "/answers?option=start_well_priorities.{option}",
    "search, a group and a word": "/answers?group=sex.female&words=damp",
}


def main(arguments: list[str]) -> int:
    n = int(arguments[0]) if arguments else N_RESPONSES
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({
            "DATABASE_URL": f"sqlite:///{folder}/engage.sqlite3", "SECRET_KEY": "k" * 40, "DEMONSTRATION": False,
            "HTTPS": False, "COUNCIL_NAME": "Borsetshire", "CONTACT_EMAIL": "talk@example.org",
            "CONTACT_PHONE": "01632 960 001", "TRUSTED_HOSTS": "localhost", "TESTING": True, "CLOCK": lambda: NOW,
        })  # fmt: skip
        with app.app_context():
            upgrade()
            option = fill(n)
        sys.stdout.write(f"\n{n:,} responses\n\n| page | CPU s | HTML kB |\n|---|---|---|\n")
        for name, path in PAGES.items():
            spent, size = measure(app, f"/staff/consultations/{CODE}{path.format(option=option)}")
            sys.stdout.write(f"| {name} | {spent:.2f} | {size / 1000:.0f} |\n")
            sys.stdout.flush()
    return 0


def measure(app, path):
    """(processor seconds of the faster of two requests, bytes of the page) for an analyst."""
    spent = []
    for _ in range(2):
        with app.test_request_context(path):
            g.staff = db.session.scalar(select(StaffUser))
            g.session = StaffSession(started_at=NOW, seen_at=NOW)
            view = app.view_functions[app.url_map.bind("localhost").match(path.partition("?")[0])[0]]
            arguments = app.url_map.bind("localhost").match(path.partition("?")[0])[1]
            start = time.process_time()
            page = view.__wrapped__(**arguments)
            spent.append(time.process_time() - start)
            html = app.make_response(page).get_data(as_text=True)
            db.session.remove()
    return min(spent), len(html)


def fill(n):
    """Made-up responses to the questionnaire that is shipped: three choices and a comment in each section."""
    consultation = consultations.open_consultation(CODE, OPENS, OPENS + dt.timedelta(days=90))
    document = (ROOT / "forms" / "questionnaires" / "living_well.json").read_text(encoding="utf-8")
    consultations.publish(consultation, document, OPENS)
    known = published(newest_version(consultation).id)
    draw = random.Random(0)  # noqa: S311 - made-up answers
    roles = [StaffRole(role=role.value, given_at=OPENS) for role in (Role.ANALYST, Role.ENGAGEMENT_OFFICER)]
    db.session.add(StaffUser(public_id="a", email="a@example.org", password_hash="", roles=roles))
    db.session.commit()
    for start in range(0, n, ROWS):
        _fill(known, draw, range(start + 1, min(start + ROWS, n) + 1))
    _residents(known)
    return next(iter(known.options["start_well_priorities"]))


def _fill(known, draw, ids):
    same = {"version_id": known.version_id, "variant": "standard", "locale": "en"}
    hours = {i: OPENS + dt.timedelta(hours=draw.randrange(24 * 80)) for i in ids}
    db.session.execute(insert(Response), [
        same | {"id": i, "public_id": f"r{i}", "reference": f"R{i}", "channel": draw.choice(["online"] * 8 + ["paper"]),
                "started_at": hours[i], "submitted_at": hours[i]} for i in ids])  # fmt: skip
    asked = [(key, number) for key, number in known.questions.items() if key.endswith(("_priorities", "_comment"))]
    answers, choices = [], []
    key_of = of_consultation(db.session.scalars(select(Consultation.id)).one())
    for i in ids:
        for place, (key, question) in enumerate(asked):
            answer = i * len(asked) + place
            words = keyed(" ".join(draw.choices(WORDS, k=14)), key_of) if key.endswith("_comment") else None
            answers.append({"id": answer, "response_id": i, "question_id": question, "text": words,
                            "variant": "standard", "locale": "en"})  # fmt: skip
            if words is None:
                options = list(known.options[key].values())[:10]
                chosen = {min(int(draw.expovariate(0.35)), len(options) - 1) for _ in range(3)}
                choices += [{"answer_id": answer, "option_id": options[c], "question_id": question} for c in chosen]
    db.session.execute(insert(Answer), answers)
    db.session.execute(insert(AnswerChoice), choices)
    about = [key for key in known.questions if not key.endswith(("_priorities", "_comment"))]
    db.session.execute(insert(RespondentProfile), [{"id": i, "response_id": i} for i in ids])
    options = {key: list(known.options[key].values()) for key in about}
    db.session.execute(insert(ProfileChoice), [
        {"profile_id": i, "question_id": known.questions[key], "option_id": draw.choice(options[key])}
        for i in ids for key in about])  # fmt: skip
    db.session.commit()


def _residents(known):
    consultation = db.session.scalar(select(Consultation))
    for key in ("age_band", "sex", "ward"):
        options = [option for option in known.options[key] if not option.startswith(("prefer", "not_in", "another"))]
        db.session.add_all(
            PopulationCount(consultation_id=consultation.id, question=key, option=one, people=10_000, source="made up")
            for one in options
        )
    db.session.commit()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
