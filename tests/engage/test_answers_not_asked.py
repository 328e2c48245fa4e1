"""Answers given on paper where nothing was asked are kept and count nowhere: every reader of results is walked."""

import json

import pytest
from sqlalchemy import Select, select, update

from engage import question_bank
from engage.api.shape import FIGURES
from engage.api.tables import TABLES
from engage.extensions import db
from engage.models import Answer, ProfileChoice, Question, QuestionnaireVersion, RespondentProfile, Role
from engage.operations import reading, responses, routes, transaction
from engage.publishing import newest_version, published
from engage.results import questions
from tests.builders import (
    GRACE,
    NOW,
    a_batch,
    a_codeframe,
    a_consultation,
    a_questionnaire,
    a_staff_user,
)
from tests.engage.test_counting import OF_ONE_ROW, asked, everything, functions
from tests.every_type import document

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
RESULTS = "/staff/consultations/market-place/results"
#: who tells such answers on purpose, each by a name of its own, or reads texts so that names in them are covered
TOLD_APART = {
    ("texts", "checks"), ("texts", "n_waiting"), ("texts", "first_waiting"),  # they are in files of data, covered
}  # fmt: skip
GIVEN = {
    "top_three": ["trees"], "multiple": ["walk"], "single": "never", "rank": ["gyms", "pools"], "scale": "point_3",
    "rating": "amber", "number": "77", "date": "2021-07-09", "free_text": "Ask Mr Jones about trams in the park",
}  # fmt: skip
OTHERS = {
    "top_three": ["buses"], "multiple": ["bus"], "single": "often", "rank": ["parks"], "scale": "point_9",
    "rating": "green", "number": "5", "date": "2024-01-02", "free_text": "More buses",
}  # fmt: skip


def every_type_routed():
    """Every type of question is for those who want street lights."""
    base, types = json.loads(a_questionnaire()), json.loads(document())["sections"][0]
    types["shown_when"] = {"any": [{"question": "streets_priorities", "chosen": "lights"}]}
    sections = base["sections"]
    return json.dumps(base | {"sections": [*sections[:1], types, *sections[1:]]})


def sent(consultation, given):
    version = newest_version(consultation)
    definition = published(version.id).definition
    response = responses.start(consultation, version, "paper", "standard", "en", NOW)
    said = {"streets_priorities": ["lights"], "age_band": "young"}
    for section in definition.sections:
        for question in section.answered:
            value = given.get(question.type) if section.key == "types" else said.get(question.key)
            responses.save_answer(response, question, value, "standard", "en", NOW, GRACE)
    return responses.submit(response, NOW, GRACE)


def mark(response):
    """As keying leaves a form whose rule leads past these sections."""
    of_types = select(Question.id).where(Question.key.startswith("a_", autoescape=True))
    of_person = select(RespondentProfile.id).where(RespondentProfile.response_id == response.id)
    with transaction():
        db.session.execute(
            update(Answer).where(Answer.response_id == response.id, Answer.question_id.in_(of_types))
            .values(problem="off_route")
        )  # fmt: skip
        db.session.execute(
            update(ProfileChoice).where(ProfileChoice.profile_id.in_(of_person))
            .values(option_id=None, problem="off_route")
        )  # fmt: skip


@pytest.fixture
def consultation(app):
    return a_consultation(document=every_type_routed())


@pytest.fixture
def marked(consultation):
    for _number in range(3):
        sent(consultation, OTHERS)
    response = sent(consultation, GIVEN)
    mark(response)
    return response


def texts_read(consultation):
    questionnaire_id = consultation.questionnaires[0].id
    reading.read_texts(questionnaire_id, "a_free_text", 5)
    return questionnaire_id


def said_by_all(consultation, made, browser):
    """Every extract, asked for every question; results, exports and the snapshot; programs' tables and pages."""
    questionnaire_id = texts_read(consultation)
    asked_for = db.session.scalars(select(Question).join(QuestionnaireVersion).order_by(Question.id)).all()
    found = {}
    for question in asked_for:
        place = made | {
            "consultation": consultation, "consultation_id": consultation.id, "questionnaire_id": questionnaire_id,
            "question": question, "question_key": question.key, "sees_all": True, "since": NOW,
            "now": NOW, "consent": "contact",
        }  # fmt: skip
        for name, function in functions():
            if name not in OF_ONE_ROW:
                said = function(**asked(function, place))
                said = db.session.execute(said).all() if isinstance(said, Select) else said
                said = list(said) if hasattr(said, "__next__") else said
                found[(*name, question.key)] = said.to_csv() if hasattr(said, "to_csv") else repr(said)
    found |= {(name, "", ""): said for name, said in everything(place).items() if isinstance(name, str)}
    for table in TABLES:
        if table.scope == FIGURES:
            found["table", table.name, ""] = repr(list(table.rows(consultation)))
    found["question_bank", "performance", ""] = repr(question_bank.performance(consultation.code))
    pages = [RESULTS, *(f"{RESULTS}/questions/{key}" for key, *_rest in questions.keys_of(consultation))]
    found |= {("page", path, ""): browser.get(path).text for path in pages}
    return found


def test_every_reader_of_results_says_the_same_as_if_they_were_not_there(consultation, marked, staff):
    clerk, browser = a_staff_user(), staff(Role.ANALYST)
    made = {
        "codeframe": a_codeframe(consultation, clerk, question_key="a_free_text"),
        "batch": a_batch(consultation, clerk), "staff": clerk,
    }  # fmt: skip
    with_them = said_by_all(consultation, made, browser)

    with transaction():
        routes.erase(marked, {"types", "about_you"})

    without = said_by_all(consultation, made, browser)
    differing = {name for name in without if with_them[name] != without[name] and name[:2] not in TOLD_APART}
    assert differing == set(), "leave them out with extracts.counting.is_asked(), or say in TOLD_APART why not"
    assert "More buses" in without["responses", "answers", "a_free_text"]
