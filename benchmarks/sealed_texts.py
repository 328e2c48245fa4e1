"""What it costs that texts stand sealed: to save one, to read 100,000, and to look for a word in them.

python -m benchmarks.sealed_texts [responses]
"""

import sys
import tempfile
import time
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import Text, cast, select

from benchmarks.officers import NOW, fill
from engage import create_app
from engage.extensions import db
from engage.extracts.found_answers import Search
from engage.models import Answer, Questionnaire
from forms.answer_search import Wanted

N_SAVED = 500


def main(n):
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({
            "DATABASE_URL": f"sqlite:///{Path(folder) / 'engage.sqlite3'}", "SECRET_KEY": "s" * 32, "HTTPS": False,
            "CLOCK": lambda: NOW,
        })  # fmt: skip
        with app.app_context():
            upgrade()
            fill(n)
            texts = select(Answer.text).where(Answer.text.is_not(None)).order_by(Answer.id).limit(n)
            as_it_stands = select(cast(Answer.text, Text)).where(Answer.text.is_not(None)).order_by(Answer.id).limit(n)
            plain, sealed = spent(lambda: db.session.scalars(as_it_stands).all()), spent(
                lambda: db.session.scalars(texts).all()
            )
            questionnaire = db.session.scalars(select(Questionnaire.id)).one()
            looked = spent(lambda: Search(questionnaire, Wanted(words=("buses",))).count())
            saved = spent(save) / N_SAVED
    sys.stdout.write(
        f"| {n:,} texts as they stand | {plain:.2f} s |\n| the same, opened | {sealed:.2f} s |\n"
        f"| a word in every text of {n:,} responses | {looked:.2f} s |\n| saving one text | {saved * 1e6:.0f} us |\n"
    )
    return 0


def save():
    """Change so many texts, each in a transaction of its own."""
    for number in db.session.scalars(select(Answer.id).where(Answer.text.is_not(None)).limit(N_SAVED)).all():
        db.session.get(Answer, number).text = f"Another text of number {number}, as long as one is"
        db.session.commit()


def spent(work):
    """Processor seconds."""
    start = time.process_time()
    work()
    db.session.rollback()
    return time.process_time() - start


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
