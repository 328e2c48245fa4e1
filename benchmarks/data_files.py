"""A file of data of many responses: seconds, CPU seconds, peak memory of the worker, and the size of the file."""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZES = (10_000, 100_000)
ABOUT = ["age_band", "ward"]
PORTION = 5_000
WORDS = (
    "more buses in the evening and a bench at the stop would help my mother get to the surgery on time when it rains"
    " because the path is dark and the nearest shop has closed"
).split()


def settings(folder):
    return {
        "DATABASE_URL": f"sqlite:///{folder}/engage.sqlite3",
        "SECRET_KEY": "a key for benchmarks that no server would be given",
        "DATA_FOLDER": f"{folder}/data",
        "HTTPS": False,
    }


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--make", metavar="FOLDER", help="in a process of its own: make the file in this folder")
    options = parser.parse_args(argv)
    if options.make:
        return make(options.make)
    write = sys.stdout.write
    write("| responses | rows in all tables | s | CPU s | memory before, MB | peak MB | file, MB |\n")
    write("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n")
    for n in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            fill(folder, n)
            command = [sys.executable, "-m", "benchmarks.data_files", "--make", folder]
            told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S603
            one = json.loads(told.splitlines()[-1])
            write(
                f"| {n:,} | {one['rows']:,} | {one['s']:.0f} | {one['cpu_s']:.0f} | {one['before_mb']:.0f} "
                f"| {one['peak_mb']:.0f} | {one['file_mb']:.1f} |\n"
            )
            sys.stdout.flush()
    return 0


def make(folder):
    """Do the job that waits, as a worker does, and say what it took."""
    from engage import create_app, jobs
    from engage.extensions import db
    from engage.models import DataFile

    app = create_app(settings(folder))
    before = _peak_mb()
    with app.app_context():
        start, cpu = time.perf_counter(), time.process_time()
        jobs.run_next(app.config["CLOCK"])
        told = {"s": time.perf_counter() - start, "cpu_s": time.process_time() - cpu, "before_mb": before,
                "peak_mb": _peak_mb()}  # fmt: skip
        file = db.session.query(DataFile).one()
        told |= {"rows": sum(file.rows.values()), "file_mb": file.n_bytes / 1e6}
    sys.stdout.write(json.dumps(told) + "\n")
    return 0


def _peak_mb():
    """Of this program alone: what getrusage tells begins with the peak of the process that started it."""
    told = Path("/proc/self/status").read_text()
    return int(told.split("VmHWM:")[1].split()[0]) / 1024


def fill(folder, n):
    """A consultation with so many made-up responses: three picks and a comment of 15 words in each of four sections."""
    import datetime as dt

    from flask_migrate import upgrade

    from engage import create_app, jobs
    from engage.data import making
    from engage.models import StaffUser
    from engage.operations import consultations, transaction
    from engage.publishing import newest_version, published

    app, now = create_app(settings(folder)), dt.datetime(2026, 10, 7, 10, tzinfo=dt.UTC)
    with app.app_context():
        upgrade()
        found = consultations.open_consultation("living-well", now - dt.timedelta(days=7), now + dt.timedelta(days=7))
        document = (ROOT / "forms" / "questionnaires" / "living_well.json").read_text(encoding="utf-8")
        consultations.publish(found, document, now)
        asker = StaffUser(public_id="analyst", email="analyst@example.org", password_hash="none")  # noqa: S106
        with transaction() as session:
            session.add(asker)
        known, draw = published(newest_version(found).id), random.Random(0)  # noqa: S311
        for start in range(0, n, PORTION):
            _add(known, range(start + 1, min(start + PORTION, n) + 1), draw, now)
        arguments = making.arguments_of(found, making.RESPONSES, ABOUT, "For the benchmark of files", asker)
        jobs.enqueue(making.KIND, arguments, asker, dt.datetime.now(dt.UTC))


def _add(known, numbers, draw, now):
    """Insert these responses; an answer has the number of its response times ten, and its place."""
    from sqlalchemy import insert

    from engage.models import Answer, AnswerChoice, ProfileChoice, RespondentProfile, Response
    from engage.operations import transaction

    rows = {model: [] for model in (Response, Answer, AnswerChoice, RespondentProfile, ProfileChoice)}
    for number in numbers:
        rows[Response].append({
            "id": number, "public_id": f"r{number}", "reference": f"{number:012}", "version_id": known.version_id,
            "channel": "online", "variant": "standard", "locale": "en", "started_at": now, "submitted_at": now,
        })  # fmt: skip
        views = [q for section in known.definition.of_purpose("views") for q in section.questions]
        for place, question in enumerate(views):
            ids, asked_id = known.options[question.key], known.questions[question.key]
            text = " ".join(draw.choices(WORDS, k=15)) if not ids else None
            key = {"question_id": asked_id}
            rows[Answer].append(key | {"id": 10 * number + place, "response_id": number, "text": text,
                                       "variant": "standard", "locale": "en"})  # fmt: skip
            for option in draw.sample(sorted(ids.values()), 3) if ids else ():
                rows[AnswerChoice].append(key | {"answer_id": 10 * number + place, "option_id": option})
        rows[RespondentProfile].append({"id": number, "response_id": number})
        for section in known.definition.of_purpose("profile"):
            for question in section.questions:
                option = draw.choice(sorted(known.options[question.key].values()))
                rows[ProfileChoice].append({"profile_id": number, "question_id": known.questions[question.key],
                                            "option_id": option})  # fmt: skip
    with transaction() as session:
        for model, found in rows.items():
            session.execute(insert(model), found)


if __name__ == "__main__":
    sys.exit(main())
