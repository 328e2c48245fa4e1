"""2,432 real comments go in through the web's operation, are themed, and come out in the files, on both databases."""

import csv
import io

import openpyxl
import pandas as pd
import pytest
from sklearn.metrics import adjusted_mutual_info_score
from sqlalchemy import select

from engage import results
from engage.config import ROOT
from engage.exports import download
from engage.extensions import db
from engage.models import Answer, CandidateMember, Question
from engage.operations import coding
from tests.builders import NOW, a_consultation, a_response

COMMENTS = ROOT.parent / "shared" / "data" / "themes" / "nhs_fft.csv"
#: what TF-IDF with KMeans reaches on this set (figures of the reference)
BASELINE_AMI = 0.144


@pytest.mark.skipif(not COMMENTS.exists(), reason="../shared/data/themes is not here")
def test_real_comments_go_in_are_themed_and_come_out(app):
    rows = pd.read_csv(COMMENTS, dtype=str, keep_default_na=False)
    consultation = a_consultation()
    for text in rows["text"]:
        a_response(consultation, comments={"streets": text})
    question = db.session.scalars(select(Question).filter_by(key="streets_comment")).one()

    run = coding.run_themes(question, seed=0, n_themes=40, now=NOW)

    found = results.of(consultation)
    workbook = openpyxl.load_workbook(io.BytesIO(download.make(found, "results.xlsx", NOW)))
    themes = list(csv.reader(io.StringIO(download.make(found, "themes.csv", NOW).decode("utf-8-sig"))))
    streets = next(part for part in found.comments if part.key == "streets_comment")
    assert run.n_texts == len(rows) == found.taking.submitted
    assert streets.n_used + streets.n_unusable == len(rows), "every comment is in a theme, or says why not"
    assert len(streets.themes) == 40
    assert sum(len(row) > 1 for row in themes) > 40
    assert not [cell for sheet in workbook for line in sheet for cell in line if cell.data_type == "f"], "a formula"
    assert _ami(rows) > BASELINE_AMI


def _ami(rows):
    """How well themes agree with what people coded, corrected for chance; unusable comments are one theme."""
    placed = dict(
        db.session.execute(
            select(Answer.text, CandidateMember.candidate_id).join(
                CandidateMember, CandidateMember.answer_id == Answer.id
            )
        ).all()
    )
    primary = rows["label"].str.split("|").str[0]
    return adjusted_mutual_info_score(primary, [placed.get(text, -1) for text in rows["text"]])
