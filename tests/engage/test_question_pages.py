"""A page of a question as it first comes, for every question of Living Well in both wordings; and the pages around."""

import json

import pytest

from engage.config import ROOT
from forms import definition
from tests.builders import a_consultation, a_questionnaire
from tests.journey import COMMENT, PRIORITIES, draft_of, open_page, start
from tests.structure import text_of

LIVING_WELL = ROOT / "forms" / "questionnaires" / "living_well.json"
FEWEST_ROWS, FEWEST_CHARACTERS = 5, 2000

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(params=["standard", "easy_read"])
def questions(request, browser):
    """(section, question, its words, the page) for each question, as they first come."""
    a_consultation("living-well", LIVING_WELL.read_text(encoding="utf-8"))
    draft = draft_of(start(browser, request.param.replace("_", "-"), "living-well"))
    return [
        (section, question, lambda wording: wording.get(request.param, "en"),
         browser.get(f"{draft}/answer/{section.key}/{question.key}"))
        for section in definition.load(LIVING_WELL).sections for question in section.questions
    ]  # fmt: skip


def parts(page, tag, name=""):
    found = page.tree.find(".//main").iter(tag)
    return [element for element in found if name in (element.get("class") or "")]


def test_a_page_asks_one_question_under_the_name_of_its_section(questions):
    """Requirement 8."""
    for section, question, words, page in questions:
        assert len(parts(page, "fieldset")) + len(parts(page, "textarea")) == 1
        assert page.h1 == words(question.text)
        assert [text_of(caption) for caption in parts(page, "span", "govuk-caption")] == [words(section.title)]


def test_a_choice_is_a_group_whose_legend_is_the_question_and_says_how_many(questions):
    """Requirement 9."""
    choices = [(question, page) for _section, question, _words, page in questions if question.options]

    for question, page in choices:
        [fieldset] = parts(page, "fieldset")
        assert text_of(fieldset.find("legend").find("h1")) == page.h1
        if question.type == "top_three":
            described = (fieldset.get("aria-describedby") or "").split()
            hint = next(e for e in fieldset.iter() if e.get("id") in described)
            assert "up to 3" in text_of(hint)
    assert len(choices) > 10


def test_nothing_is_chosen_or_written_before_the_person_does(questions):
    """Requirement 10."""
    assert [page.path for *_question, page in questions if page.ticked or page.typed] == []


def test_free_text_has_room_and_says_what_not_to_write(questions):
    """Requirement 14."""
    texts = [(question, page) for _section, question, _words, page in questions if question.type == "free_text"]

    for question, page in texts:
        [area] = parts(page, "textarea")
        [label] = [label for label in parts(page, "label") if label.get("for") == area.get("id")]
        described = [e for e in page.tree.iter() if e.get("id") in area.get("aria-describedby").split()]
        assert text_of(label) == page.h1
        assert int(area.get("rows")) >= FEWEST_ROWS
        assert question.max_length >= FEWEST_CHARACTERS
        assert "names" in " ".join(text_of(element) for element in described)
    assert len(texts) == 4


def test_refusing_to_say_stands_last_after_or(questions):
    """Requirement 11."""
    about_you = [found[1:] for found in questions if found[0].purpose == "profile"]

    for question, words, page in about_you:
        [divider] = parts(page, "div", "govuk-radios__divider")
        assert text_of(divider) == "or"
        assert text_of(parts(page, "label")[-1]) == words(question.option("prefer_not_to_say").text)
    assert len(about_you) == 7


def test_the_page_before_the_questions_about_you_says_why_and_that_they_are_kept_apart(browser):
    """Requirement 20: it comes between the check and sending."""
    a_consultation("living-well", LIVING_WELL.read_text(encoding="utf-8"))
    draft = draft_of(start(browser, code="living-well"))

    page = browser.get(f"{draft}/check").submit()

    assert page.h1 == "About you"
    for words in ("help us check that we hear from all parts", "optional", "skip any or all", "apart from your other"):
        assert words in page.text
    assert page.ticked == []
    assert page.submit({"wanted": "no"}).h1 == "Now send your answers"


def with_none_of_these():
    document = json.loads(a_questionnaire())
    question = document["sections"][0]["questions"][0]
    none = {"standard": {"en": "None of these"}, "easy_read": {"en": "None of these"}}
    question["options"].append({"key": "none", "text": none, "picture": "cross", "exclusive": True})
    return json.dumps(document)


@pytest.mark.parametrize(("variant", "message"), [
    ("standard", "Choose “None of these” or choose other answers, not both."),
    ("easy-read", "You chose “None of these” and more. Choose only 1 of them."),
])  # fmt: skip
def test_none_of_these_is_chosen_alone(browser, variant, message):
    """Requirement 11: scripts see to it while ticking, the server afterwards, and no tick is lost."""
    page = open_page(browser, PRIORITIES, variant, with_none_of_these())
    exclusive = [box.get("value") for box in page.tree.iter("input") if box.get("data-behaviour") == "exclusive"]

    refused = page.submit({"q_streets_priorities": ["buses", "none"]})

    assert exclusive == ["none"]
    assert (refused.status, refused.errors, refused.ticked) == (422, [message], ["buses", "none"])
    assert refused.submit({"q_streets_priorities": ["none"]}).status == 200


def test_a_change_link_says_what_it_changes(browser):
    """Requirement 19: a screen reader's list of links must not say "Change" seven times."""
    page = open_page(browser, COMMENT)
    page.submit({"q_streets_comment": "More trees"})

    check = browser.get(f"{draft_of(page)}/check")
    links = [text_of(a) for a in check.tree.iter("a") if text_of(a).startswith("Change")]

    assert len(links) == len(set(links)) == 5
    assert all(len(link) > len("Change ") for link in links)
    assert check.text.count("Not provided") == 4


def test_the_receipt_says_what_happens_next_and_when_and_how_to_keep_it(browser):
    """Requirement 21."""
    page = open_page(browser, COMMENT)
    page.submit({"q_streets_comment": "More trees"})

    receipt = browser.get(f"{draft_of(page)}/send").submit()

    for words in ("reference number", "What happens next", "11:59pm on Tuesday 27 October 2026", "publish", "Print"):
        assert words in receipt.text
    assert not list(next(e for e in receipt.tree.iter() if "govuk-panel" in (e.get("class") or "")).iter("a"))
    assert "01632 960 001" in text_of(receipt.tree.find(".//footer"))
