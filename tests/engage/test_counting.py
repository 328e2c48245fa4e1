"""Answers of testers never count: every extract, result, export and count is walked through."""

import importlib
import inspect
import pkgutil
import re

import pytest
from sqlalchemy import Select, select, update

import engage.extracts
from engage import reach, results
from engage.config import ROOT
from engage.exports import download
from engage.extensions import db
from engage.models import Question, QuestionnaireVersion, Response, Role, SafeguardingConcern
from engage.operations import reading, responses, returning
from engage.results import coding, differences, groups, snapshot, steadiness
from tests.builders import GRACE, NOW, a_batch, a_codeframe, a_consultation, a_response, a_staff_user, count

#: these are about one row that they are given, or about all there is on purpose: (module, function)
OF_ONE_ROW = {
    ("coding", name) for name in (
        "key_of", "columns_of", "proposals", "is_complete", "keys_there", "unread", "unsent", "open_keys", "history",
    )
} | {("contacts", name) for name in ("allows", "is_kept", "is_opened")} | {
    ("paper", name) for name in (
        "same", "newest", "standing", "keying", "is_keyed", "is_held", "to_key", "compare",
    )
} | {
    ("scans", name) for name in (
        "forms_of", "is_scanned", "page_faults", "agrees", "picture_of",
    )
} | {("texts", name) for name in ("find_check", "activity_of", "is_in", "every_text")} | {
    ("responses", name) for name in ("wording_of", "sha256_of", "rows_as_json", "offers")
} | {("found_answers", "options_of")} | {
    # of the responses whose ids they are given: data.sent_ids() says which, and is walked
    ("data", name) for name in ("responses", "answers", "choices", "profiles", "text_keys")
}  # fmt: skip
#: where a response may be asked whether it was sent for another reason than counting
MAY_ASK = {
    "engage/extracts/counting.py",
    "engage/extracts/contacts.py",  # forms on paper, which nobody tries a pilot with
    "engage/extracts/paper.py",
    "engage/extracts/retention/rows.py",  # rows that are due to be erased, a tester's too: no people
    "engage/extracts/scans.py",
    "engage/operations/erasures.py",  # rows that were erased before a backup came back: no people
    "engage/operations/responses.py",
    "engage/operations/returning.py",
}


@pytest.fixture
def place(app):
    """What the functions are asked for, by the names of their parameters, where three people took part."""
    consultation, staff = a_consultation(), a_staff_user()
    for number in range(3):
        a_response(consultation, {"streets": ["buses"]}, {"streets": f"More buses in road {number}"},
                   {"age_band": "old"})  # fmt: skip
    a_response(consultation, {"streets": ["trees"]}, submitted=False)
    question = db.session.scalars(select(Question).filter_by(key="streets_comment")).one()
    questionnaire_id = db.session.scalars(select(QuestionnaireVersion.questionnaire_id)).one()
    return {
        "consultation": consultation, "consultation_id": consultation.id, "questionnaire_id": questionnaire_id,
        "question": question, "question_key": question.key, "staff": staff, "sees_all": True, "since": NOW, "now": NOW,
        "consent": "contact",
        "codeframe": a_codeframe(consultation, staff), "batch": a_batch(consultation, staff),
    }  # fmt: skip


def functions():
    for found in pkgutil.iter_modules(engage.extracts.__path__):
        module = importlib.import_module(f"engage.extracts.{found.name}")
        reads = found.name != "counting" and hasattr(module, "Response")  # asking reads it, where it is read late
        for name, function in list(vars(module).items()):
            is_own = inspect.isfunction(function) and function.__module__ == module.__name__
            if is_own and reads and not name.startswith("_"):
                yield (found.name, name), function


def asked(function, place):
    needed = [one.name for one in inspect.signature(function).parameters.values() if one.default is one.empty]
    return {name: place[name] for name in needed} if set(needed) <= set(place) else None


def everything(place):
    """What every extract, result and export says, as text."""
    said = {}
    for name, function in functions():
        if name not in OF_ONE_ROW:
            found = function(**asked(function, place))
            found = db.session.execute(found).all() if isinstance(found, Select) else found
            found = list(found) if hasattr(found, "__next__") else found
            said[name] = found.to_csv() if hasattr(found, "to_csv") else repr(found)
    consultation = place["consultation"]
    found = results.of(consultation)
    said |= {name: download.make(found, name, NOW) for name in download.FILES if name.endswith(".csv")}
    said["reach"] = repr([*reach.as_rows(reach.of(consultation))])
    said["snapshot"] = repr(snapshot.take(consultation, NOW))
    said["coded"] = repr(coding.count(place["codeframe"]))
    said |= {part.__name__: repr(part.of(consultation)) for part in (differences, steadiness)}
    said["groups"] = repr(groups.of(consultation, found.wordings) if hasattr(found, "wordings") else None)
    return said


def a_test_of_everything(consultation):
    """One of each kind of response that a tester leaves, on the version that is published, which is the hardest."""
    words = {"streets": "This is a test of the comments, more trams"}
    made = [
        a_response(consultation, {"streets": ["lights"], "shops": ["banks"]}, words, {"age_band": "young"}),
        a_response(consultation, {"streets": ["lights"]}, words, submitted=False),
        a_response(consultation, {"streets": ["lights"]}, words),
    ]
    ids = [response.id for response in made]
    db.session.execute(update(Response).where(Response.id.in_(ids)).values(is_test=True))
    db.session.commit()
    returning.withdraw(made[2], NOW)


def test_no_extract_result_or_export_sees_the_answers_of_a_tester(place):
    read = (place["questionnaire_id"], "streets_comment", 5)
    reading.read_texts(*read)
    before = everything(place)

    a_test_of_everything(place["consultation"])
    reading.read_texts(*read)

    after = everything(place)
    assert {name for name in before if before[name] != after[name]} == set()
    assert "More buses in road" in before["responses", "answers"]


def test_every_extract_is_walked_or_said_to_be_about_one_row(place):
    unknown = {name for name, function in functions() if name not in OF_ONE_ROW and asked(function, place) is None}

    assert unknown == set(), "name its parameter in `place`, or say in OF_ONE_ROW that it is about one row"


def test_only_one_place_says_what_counts():
    """Whoever counts responses asks engage.extracts.counting."""
    rule = re.compile(r"Response\.(submitted_at|withdrawn_at)\.is_")
    found = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "engage").rglob("*.py")
        if rule.search(path.read_text(encoding="utf-8"))
    }

    assert found <= MAY_ASK


def test_pages_of_results_do_not_see_a_tester(place, staff):
    browser = staff(Role.ANALYST)
    before = browser.get("/staff/consultations/market-place/results").text

    a_test_of_everything(place["consultation"])

    assert browser.get("/staff/consultations/market-place/results").text == before


def test_words_of_a_tester_raise_no_concern(place):
    draft = a_response(place["consultation"], comments={"streets": "I want to kill myself"}, submitted=False)
    draft.is_test = True
    db.session.commit()

    responses.submit(draft, NOW, GRACE)

    assert count(SafeguardingConcern) == 0
