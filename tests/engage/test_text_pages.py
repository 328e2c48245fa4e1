"""Texts to look at: a person masks a name with one press, can undo it, and opens what was typed with a reason."""

import pytest
from sqlalchemy import select

from engage import text_jobs
from engage.extensions import db
from engage.models import Answer, AuditEvent, Role
from tests.builders import a_consultation, a_response, count

ADDRESS = "/staff/consultations/market-place/texts"
#: endpoint -> (method, address, roles that may), for tests/test_access.py
ENDPOINTS = {
    "texts.show_texts": ("get", ADDRESS, frozenset({Role.ANALYST})),
    "texts.show_next": ("get", f"{ADDRESS}/next", frozenset({Role.ANALYST})),
    "texts.show_text": ("get", f"{ADDRESS}/{{checked}}", frozenset({Role.ANALYST})),
    "texts.open_original": ("post", f"{ADDRESS}/{{checked}}/original", frozenset({Role.ANALYST})),
}
LETTER = "I am writing to ask the council to keep the library in our town open on Saturdays and in the evening"


@pytest.fixture
def analyst(app, staff):
    consultation = a_consultation()
    a_response(consultation, comments={"streets": "Mr Plum mends it. Ring 07700 900123. Zeb helps"})
    a_response(consultation, comments={"streets": "Mrs Wobble and Dr Tibbles"})
    for _number in range(5):
        a_response(consultation, comments={"shops": LETTER})
    return staff(Role.ANALYST)


def texts():
    return db.session.scalars(select(Answer.text).where(Answer.text.is_not(None)).order_by(Answer.id)).all()[:2]


def test_names_are_masked_left_and_undone(analyst):
    page = analyst.get(ADDRESS)
    assert "3 possible names wait for you in 2 texts" in page.text
    assert "Telephone numbers" in page.text

    page = page.link("Look at the names")
    assert page.h1 == "Is this a name?" and "Mask “Plum”" in page.text
    page = page.submit(button="Mask “Plum”")
    assert texts()[0] == "Mr [name] mends it. Ring [telephone number]. Zeb helps"
    assert "Mask “Wobble”" in page.text

    page = page.submit(button="Undo")
    assert texts()[0].startswith("Mr Plum") and "Mask “Plum”" in page.text
    page = page.submit(button="Leave it")
    page = page.submit(button="Leave it")
    page = page.submit(button="Mask “Tibbles”")

    assert page.h1 == "No name waits in this text"
    assert texts()[1] == "Mrs Wobble and Dr [name]"
    assert "No name waits for you" in analyst.get(ADDRESS).text


def test_other_words_are_masked_by_hand(analyst):
    page = analyst.get(f"{ADDRESS}/next")

    assert page.submit({"words": ""}, button="Mask these words").errors
    assert page.submit({"words": "nobody"}, button="Mask these words").errors
    page = page.submit({"words": "Zeb"}, button="Mask these words")

    assert texts()[0].endswith("[telephone number]. [name] helps")
    assert "Mask “Plum”" in page.text


def test_what_was_typed_is_shown_for_a_reason(analyst):
    page = analyst.get(f"{ADDRESS}/next")
    assert "07700" not in page.text

    assert page.submit({"reason": " "}, button="Show what was typed").errors
    opened = page.submit({"reason": "The mask seems wrong"}, button="Show what was typed")

    assert "Ring 07700 900123" in opened.text
    event = db.session.scalars(select(AuditEvent).filter_by(verb="opened_original")).one()
    assert event.detail == {"reason": "The mask seems wrong"}
    assert count(AuditEvent, verb="viewed_text") >= 2


def test_responses_and_distinct_texts_stand_beside_the_themes_with_the_rule(analyst):
    assert "5 texts were not compared yet" in analyst.get(ADDRESS).text
    text_jobs.read_new()

    for address in (
        ADDRESS,
        "/staff/consultations/market-place/results",
        ADDRESS.replace("texts", "themes/shops_comment"),
    ):
        page = analyst.get(address)
        assert "5 responses have a text here; 1 distinct text." in page.text
        assert "1 campaign with 5 responses; they are counted." in page.text
        assert "5 or more copies are a campaign" in page.text
    assert page.link("Texts to look at: masks, names, languages and copies").h1 == "Texts to look at"
    assert "English 5" in analyst.get(ADDRESS).text


@pytest.mark.parametrize("data", [{"decision": "masked", "number": "x"}, {"decision": "burn", "number": "0"}])
def test_a_decision_that_no_page_offers_is_refused(analyst, data):
    page = analyst.get(f"{ADDRESS}/next")
    address = next(form.get("action") for form in page.tree.iter("form") if "/texts/" in form.get("action"))

    token = next(field.get("value") for field in page.tree.iter("input") if field.get("name") == "csrf_token")
    assert analyst.post(address, data | {"csrf_token": token}).status == 400


def test_texts_of_another_consultation_are_not_found(analyst):
    page = analyst.get(f"{ADDRESS}/next")
    address = next(form.get("action") for form in page.tree.iter("form") if "/texts/" in form.get("action"))
    a_consultation("elsewhere")

    assert analyst.get(address.replace("market-place", "elsewhere")).status == 404
    assert analyst.get(f"{ADDRESS}/unknown").status == 404
