"""What tests begin with is the same each time, and nothing of the test before is left."""

from pathlib import Path

import pytest
from flask import current_app

from engage.models import Consultation, Question
from tests.builders import a_consultation, a_questionnaire, count


def a_place():
    folder = Path(current_app.config["DATA_FOLDER"])
    folder.mkdir()
    (folder / "kept").write_text("a file", encoding="utf-8")
    return a_consultation().code


@pytest.mark.parametrize("turn", ["built", "put_back"])
def test_a_stage_has_its_rows_numbers_and_files_each_time(app, set_up, turn):
    assert set_up(a_place) == "market-place"

    assert count(Consultation) == 1
    assert count(Question) == 5
    assert (Path(app.config["DATA_FOLDER"]) / "kept").read_text(encoding="utf-8") == "a file"
    (Path(app.config["DATA_FOLDER"]) / "kept").write_text("another", encoding="utf-8")
    assert a_consultation("other", a_questionnaire(key="other_place")).id == 2


@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_test_begins_without_rows_and_its_numbers_begin_at_one(app, turn):
    assert count(Consultation) == 0
    assert a_consultation().id == 1
