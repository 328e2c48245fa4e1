"""The demonstration with many more made-up responses beside its own 500, written in portions through core inserts.

So every part of the product has something to show: paper, fieldwork, agreed themes, codes, counts of residents.
"""

import datetime as dt
import random

from flask_migrate import upgrade
from sqlalchemy import func, insert, select

from engage import create_app, demonstration, jobs
from engage.data_keys import of_consultation
from engage.extensions import db
from engage.models import (
    Answer,
    AnswerChoice,
    PopulationCount,
    ProfileChoice,
    RespondentProfile,
    Response,
    TextReading,
)
from engage.operations import consultations, transaction
from engage.publishing import newest_version, published
from engage.sealed_columns import keyed

CODE = demonstration.CODE
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
PORTION = 10_000
#: answers of one response have room for so many numbers
APART = 20
WORDS = "buses trees benches parks damp homes jobs school carers lonely dentist doctor wait cost heat food".split()


def make_app(url, folder):
    """The application on this database, with the moment at which the made-up responses have come."""
    return create_app({
        "DATABASE_URL": url, "SECRET_KEY": "a key for benchmarks that no server would be given", "DEMONSTRATION": True,
        "HTTPS": False, "TRUSTED_HOSTS": "localhost", "SECOND_FACTOR": False, "TESTING": True, "CLOCK": lambda: NOW,
        "DATA_FOLDER": f"{folder}/data", "SCAN_FOLDER": f"{folder}/scans", "MEDIA_FOLDER": f"{folder}/media",
    })  # fmt: skip


def fill(app, n):
    """Bring the database up to date, load the demonstration, do its jobs, and add n responses."""
    with app.app_context():
        upgrade()
        consultation = demonstration.load(NOW, lambda words: None)
        while jobs.run_next(app.config["CLOCK"]):
            pass
        known, draw = published(newest_version(consultation).id), random.Random(0)  # noqa: S311 - made-up answers
        first = db.session.scalar(select(func.max(Response.id))) + 1
        opens_at = consultation.opens_at
        for start in range(first, first + n, PORTION):
            consultation_id = consultations.find_consultation(CODE).id
            _add(known, draw, range(start, min(start + PORTION, first + n)), opens_at, of_consultation(consultation_id))
        _bring_residents(known)


def _add(known, draw, ids, opens_at, key):
    rows = {model: [] for model in (Response, Answer, AnswerChoice, TextReading, RespondentProfile, ProfileChoice)}
    views = [asked for section in known.definition.of_purpose("views") for asked in section.questions]
    about = [asked for section in known.definition.of_purpose("profile") for asked in section.questions]
    hours = int((NOW - opens_at).total_seconds() // 3600)
    for i in ids:
        when = opens_at + dt.timedelta(hours=draw.randrange(hours))
        variant = "easy_read" if draw.random() < 0.2 else "standard"
        rows[Response].append({
            "id": i, "public_id": f"r{i}", "reference": f"R{i}", "version_id": known.version_id, "locale": "en",
            "variant": variant, "channel": "paper" if draw.random() < 0.1 else "online",
            "started_at": when, "submitted_at": when,
        })  # fmt: skip
        for place, asked in enumerate(views):
            answer, options = i * APART + place, known.options[asked.key]
            text = None if options else keyed(" ".join(draw.choices(WORDS, k=14)), key)
            of_question = {"question_id": known.questions[asked.key]}
            rows[Answer].append(of_question | {"id": answer, "response_id": i, "text": text, "variant": variant,
                                               "locale": "en"})  # fmt: skip
            offered = [options[one.key] for one in asked.options if variant in one.variants] if options else []
            most = min(3, len(offered))
            for chosen in {offered[min(int(draw.expovariate(0.35)), len(offered) - 1)] for _ in range(most)}:
                rows[AnswerChoice].append(of_question | {"answer_id": answer, "option_id": chosen})
            if text:
                rows[TextReading].append({"answer_id": answer, "language": "en", "group_id": answer, "n_alike": 1,
                                          "is_campaign": False})  # fmt: skip
        rows[RespondentProfile].append({"id": i, "response_id": i})
        rows[ProfileChoice] += [
            {"profile_id": i, "question_id": known.questions[asked.key],
             "option_id": draw.choice(list(known.options[asked.key].values()))}
            for asked in about if asked.type == "single"
        ]  # fmt: skip
    with transaction() as session:
        for model, found in rows.items():
            session.execute(insert(model), found)


def _bring_residents(known):
    """Counts of residents by age, sex and ward, where the demonstration brought none."""
    consultation = consultations.find_consultation(CODE)
    there = set(db.session.scalars(select(PopulationCount.question).filter_by(consultation_id=consultation.id)))
    with transaction() as session:
        session.add_all(
            PopulationCount(consultation_id=consultation.id, question=key, option=one, people=10_000, source="made up")
            for key in ("age_band", "sex", "ward") if key not in there
            for one in known.options[key] if not one.startswith(("prefer", "not_in", "another"))
        )  # fmt: skip
