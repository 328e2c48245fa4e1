"""The tables of the data: everything that counts is in them, told once, and nothing that must not leave."""

import hashlib
import random
import secrets
import uuid
from collections import Counter

import pytest

from engage.data import making
from engage.data.covering import cover
from engage.data.profiles import LEAST_SHARED, keep_back
from engage.extensions import db
from engage.models import Answer, AuditEvent, Response, TextCheck
from engage.operations import texts as masking
from engage.operations.coding import deciding
from engage.operations.fieldwork import records
from engage.operations.returning import withdraw
from engage.results.coding import count as count_codes
from forms.fieldwork.document import Document, Said
from tests.builders import (
    NOW,
    a_codeframe,
    a_consultation,
    a_response,
    a_staff_user,
    an_activity,
    many_responses,
    said,
)
from tests.engage.data.files import a_file, everything, rows

ABOUT = ["age_band"]


def test_every_response_that_counts_is_in_it_once_and_no_other(app):
    consultation = a_consultation()
    for _n in range(3):
        a_response(consultation, {"streets": ["buses"]}, {"streets": "More buses"})
    a_response(consultation, {"streets": ["trees"]}, {"streets": "A draft nobody sent"}, submitted=False)
    gone = a_response(consultation, {"shops": ["banks"]}, {"streets": "I take this back"})
    withdraw(gone, NOW)
    tried = a_response(consultation, {"shops": ["banks"]}, {"streets": "Only to try the pages"})
    tried.is_test = True
    db.session.commit()

    archive = a_file(consultation)

    assert sorted(int(row["response"]) for row in rows(archive, "responses")) == [1, 2, 3]
    assert [row["streets_priorities__buses"] for row in rows(archive, "wide")] == ["1"] * 3
    assert "draft nobody" not in everything(archive)
    assert "take this back" not in everything(archive)
    assert "Only to try" not in everything(archive)
    assert "begun and not sent: 1" in archive.read("README.txt").decode()
    assert "taken back: 1" in archive.read("README.txt").decode()


def test_long_and_wide_say_the_same_and_blank_is_not_the_same_as_not_shown(app):
    consultation = a_consultation()
    a_response(consultation, {"streets": ["buses", "trees"], "shops": []})
    a_response(consultation, {"streets": ["benches"]}, variant="easy_read")

    archive = a_file(consultation)

    long = Counter((row["question"], row["option"], row["state"]) for row in rows(archive, "answers"))
    assert long == {
        ("streets_priorities", "buses", "0"): 1, ("streets_priorities", "trees", "0"): 1,
        ("streets_priorities", "benches", "0"): 1, ("shops_priorities", "", "-1"): 1,
    }  # fmt: skip
    wide = {row["streets_priorities__benches"]: row for row in rows(archive, "wide")}
    assert [wide["0"][f"streets_priorities__{key}"] for key in ("buses", "trees", "lights")] == ["1", "1", "0"]
    assert {wide["0"]["shops_priorities__state"], wide["0"]["shops_priorities__banks"]} == {"-1"}
    assert {wide["1"]["shops_priorities__state"], wide["1"]["shops_priorities__banks"]} == {"-2"}
    assert wide["1"]["streets_comment__state"] == "-2"


def test_a_tick_too_many_is_kept_and_marked_and_an_answer_nobody_can_read_is_neither_yes_nor_no(app):
    consultation = a_consultation()
    a_response(consultation, {"streets": ["buses", "trees"], "shops": ["banks"]})
    first, second = db.session.query(Answer).order_by(Answer.id)
    first.problem, second.problem = "over_ticked", "illegible"
    db.session.commit()

    row = rows(a_file(consultation), "wide")[0]

    assert (row["streets_priorities__state"], row["streets_priorities__buses"], row["streets_priorities__lights"]) == (
        "-8", "1", "0",
    )  # fmt: skip
    assert row["shops_priorities__state"] == row["shops_priorities__bakers"] == "-4"


def test_every_column_is_in_the_dictionary_and_every_value_in_the_list_of_values(app):
    consultation = a_consultation()
    many_responses(consultation, 12, {"streets": ["buses"], "shops": ["banks"]}, {"age_band": "old"}, channel="paper")
    a_response(consultation, {"streets": []}, {"streets": "More trees"}, {"age_band": "young"})

    archive = a_file(consultation, ABOUT)

    told = {(row["table"], row["column"]): row for row in rows(archive, "dictionary")}
    values = {(row["table"], row["column"], row["value"]) for row in rows(archive, "values")}
    for table in ("responses", "answers", "wide", "sessions", "contributions", "session_counts", "themes", "codes"):
        header = archive.read(f"{table}.csv").decode("utf-8-sig").splitlines()[0].split(",")
        assert [column for place, column in told if place == table] == header
        for row in rows(archive, table):
            for column, value in row.items():
                if told[table, column]["values"] and value != "":
                    assert (table, column, value) in values
    assert all(row["meaning"] and row["type"] for row in told.values())


def test_the_hashes_inside_are_those_of_the_files(app):
    consultation = a_consultation()
    a_response(consultation, {"streets": ["buses"]})

    archive = a_file(consultation)

    sums = dict(line.split("  ")[::-1] for line in archive.read("SHA256SUMS.txt").decode().splitlines())
    assert set(sums) == set(archive.namelist()) - {"SHA256SUMS.txt"}
    assert all(hashlib.sha256(archive.read(name)).hexdigest() == sums[name] for name in sums)


def test_words_that_were_masked_are_never_in_the_clear(app):
    consultation = a_consultation()
    a_response(consultation, comments={"streets": "Ring 07700 900123 or ask Mr Plum about it"})
    a_response(consultation, comments={"streets": "Mrs Damson and Mr Quince want trees"})
    officer = a_staff_user()
    masking.mask_words(check_of("Damson"), "Mrs Damson", officer, NOW)

    archive = a_file(consultation)

    read = everything(archive)
    assert not [word for word in ("900123", "Plum", "Damson", "Quince") if word in read]
    assert {row["text"] for row in rows(archive, "answers")} == {
        "Ring [telephone number] or ask Mr [name?] about it", "[name] and Mr [name?] want trees",
    }  # fmt: skip


def check_of(word):
    answer = next(answer for answer in db.session.query(Answer) if word in answer.text)
    return db.session.query(TextCheck).filter_by(answer_id=answer.id).one()


@pytest.mark.parametrize(
    ("text", "names", "covered"),
    [
        ("Ask Ann", None, ("Ask Ann", 0)),
        ("Ask Ann", [(4, 7, "left")], ("Ask Ann", 0)),
        ("Ask Ann and Bo", [(4, 7, "waiting"), (12, 14, "waiting")], ("Ask [name?] and [name?]", 2)),
        ("Ask [name] and Bo", [(4, 7, "masked"), (12, 14, "waiting")], ("Ask [name] and [name?]", 1)),
        # the text was changed since: the places say nothing any more
        ("Ask Ann and Bo", [(4, 7, "masked"), (12, 14, "waiting")], (None, 0)),
        ("Ask", [(4, 7, "waiting")], (None, 0)),
    ],
)
def test_a_name_that_waits_is_covered_wherever_it_stands(text, names, covered):
    found = names and [{"start": start, "end": end, "state": state} for start, end, state in names]

    assert cover(text, found) == covered


def test_what_a_file_tells_of_a_person_it_tells_of_ten(app):
    """12 are old, 11 young and 3 would not say: 3 are too few, and with the 11 beside them they are 14."""
    consultation = a_consultation()
    for n, age in ((12, "old"), (11, "young"), (3, "prefer_not_to_say")):
        many_responses(consultation, n, {"streets": ["buses"]}, {"age_band": age})

    archive = a_file(consultation, ABOUT)

    assert Counter(row["about_age_band"] for row in rows(archive, "responses")) == {"old": 12, "-9": 14}
    assert "kept back in 14 of 26 responses" in archive.read("README.txt").decode()


def test_nothing_about_people_is_in_it_unless_it_was_asked_for(app):
    consultation = a_consultation()
    many_responses(consultation, 12, {"streets": ["buses"]}, {"age_band": "old"})

    archive = a_file(consultation)

    assert "about_age_band" not in everything(archive)
    assert "No answers about people were asked for" in archive.read("README.txt").decode()


@pytest.mark.parametrize("seed", range(5))
def test_with_any_number_of_questions_nobody_is_told_apart_from_nine_others(seed):
    """Drawn at random: five questions with two to six values each, unequally liked."""
    draw = random.Random(seed)
    n, alike, told = 700, [0] * 700, [()] * 700
    for n_values in (2, 6, 3, 5, 4):
        given = [min(int(draw.expovariate(1.2)), n_values - 1) for _ in range(n)]
        kept = keep_back(alike, given, 99)
        assert all(value in (kept_value, kept_value if kept_value != 99 else value)
                   for value, kept_value in zip(given, kept, strict=True))  # fmt: skip
        told = [(*before, value) for before, value in zip(told, kept, strict=True)]
        numbers = {}
        alike = [numbers.setdefault(one, len(numbers)) for one in told]

    assert min(Counter(told).values()) >= LEAST_SHARED


def test_numbers_and_order_say_nothing_of_who_came_when(app, monkeypatch):
    consultation = a_consultation()
    for key in ("buses", "trees", "lights"):
        a_response(consultation, {"streets": [key]})
    monkeypatch.setattr(secrets.SystemRandom, "shuffle", lambda self, ids: ids.reverse())

    archive = a_file(consultation)

    assert [row["option"] for row in rows(archive, "answers")] == ["lights", "trees", "buses"]
    public = [response.public_id for response in db.session.query(Response)]
    assert not [one for one in public if one in everything(archive)]


def test_codes_are_those_that_the_counts_use(app):
    consultation, coder = a_consultation(), a_staff_user()
    for text in ("More trees and buses", "Only trees", "Nothing much"):
        a_response(consultation, comments={"streets": text})
    codeframe = a_codeframe(consultation, coder, "Trees", "Buses")
    keys = {answer.text: f"a{answer.id}" for answer in db.session.query(Answer)}
    trees, buses = codeframe.themes
    deciding.code_text(codeframe, keys["More trees and buses"], {trees.id, buses.id}, coder, NOW)
    deciding.code_text(codeframe, keys["Only trees"], {trees.id}, coder, NOW)

    archive = a_file(consultation)

    counted = {line.theme.code: line.n_comments for line in count_codes(codeframe).lines}
    assert Counter(row["theme"] for row in rows(archive, "codes")) == counted == {"T1": 2, "T2": 1}
    assert Counter(row["read_by"] for row in rows(archive, "coded_texts")) == {"people": 2, "not_read": 1}
    texts = {row["response"]: row["text"] for row in rows(archive, "answers")}
    assert {texts[row["response"]] for row in rows(archive, "codes")} == {"More trees and buses", "Only trees"}


def test_sessions_have_tables_of_their_own_and_are_never_in_those_of_people(app):
    consultation, officer = a_consultation(), a_staff_user()
    activity = an_activity(consultation, officer, audience="Young carers", ward="north")
    record_of(activity, officer)

    archive = a_file(consultation)

    assert rows(archive, "responses") == []
    session = rows(archive, "sessions")[0]
    assert (session["session"], session["type"], session["audience"]) == ("1", "focus_group", "Young carers")
    spoken = rows(archive, "contributions")
    assert [(row["session"], row["text"], row["may_quote"]) for row in spoken] == [
        ("1", "Ring [telephone number] for benches", "yes"),
    ]  # fmt: skip
    assert "Talking about the market" not in everything(archive)


def record_of(activity, officer):
    one = said("", 1)["id"]
    words = Said(one, "streets", "quote", "", "Ring 07700 900123 for benches", "en", "yes", None, None)
    records.receive(activity, str(uuid.UUID(int=7)), 0, Document(contributions=(words,)), officer, NOW)


@pytest.mark.parametrize("words", ["=HYPERLINK(\"//evil\")", "+1", "\uff20SUM", "\t=1"])
def test_no_cell_can_be_taken_for_a_formula(app, words):
    consultation = a_consultation()
    a_response(consultation, comments={"streets": words})

    cells = [cell for row in rows(a_file(consultation), "wide") for cell in row.values()]

    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t"))]
    assert any(words.strip() in cell for cell in cells)


def test_the_command_line_writes_the_file_for_its_owner_and_that_is_written_down(app, tmp_path):
    consultation = a_consultation()
    a_response(consultation, {"streets": ["buses"]})

    path = making.write_to(consultation, making.RESPONSES, [], "For the records of the council", tmp_path, NOW)

    told = db.session.query(AuditEvent).filter_by(verb="wrote_data").one()
    assert told.detail["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert told.detail["reason"] == "For the records of the council"
    assert path.stat().st_mode & 0o077 == 0
    assert [one.name for one in tmp_path.glob("*.zip")] == ["market-place-responses-2026-10-07.zip"]
