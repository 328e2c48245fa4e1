"""The builder in the browser, without JavaScript: everything is a form, nothing typed is lost."""

import json
import re

import pytest

from engage.models import Role
from engage.operations.authoring import drafts
from engage.publishing import newest_version
from forms.authoring.document import read
from tests.builders import NOW, a_consultation, a_staff_user

DRAFT = "/staff/consultations/market-place/questionnaire"
STREETS = f"{DRAFT}/sections/streets"
PRIORITIES = f"{STREETS}/questions/streets_priorities"


@pytest.fixture
def consultation(app):
    return a_consultation()


@pytest.fixture
def author(staff, consultation):
    browser = staff(Role.ENGAGEMENT_OFFICER)
    browser.get(DRAFT).submit(button="Begin a draft")
    return browser


@pytest.fixture
def draft(author, consultation):
    return drafts.find_draft(consultation)


def send(browser, path, fields, **options):
    """Post as a form of the builder does, with the token of its page."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(f"{DRAFT}/settings").html)[1]
    return browser.post(path, fields | {"csrf_token": token}, **options)


def send_by_itself(browser, path, fields):
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(f"{DRAFT}/settings").html)[1]
    reply = browser.client.post(path, data=fields | {"csrf_token": token}, headers={"Accept": "application/json"})
    return json.loads(reply.data)


def question(draft, section=0, number=0):
    return read(draft.document)["sections"][section]["questions"][number]


def keys(draft):
    return [(section["key"], [asked["key"] for asked in section["questions"]])
            for section in read(draft.document)["sections"]]  # fmt: skip


def test_an_author_finds_the_builder_from_the_desk(staff, consultation):
    browser = staff(Role.ADMINISTRATOR)

    page = browser.get("/staff/").link("The market place").link("Write the questionnaire")

    assert page.h1 == "Write the questionnaire: market-place"


def test_the_whole_questionnaire_shows_parts_and_what_to_mend(author, draft):
    page = author.get(DRAFT)

    assert page.h1 == "The market place"
    assert "Your streets" in page.text
    assert "To mend before publishing: 0" in page.text
    assert "3 options; 4 to 12 can be weighed" in page.text


def test_both_wordings_are_written_side_by_side(author, draft):
    page = author.get(PRIORITIES).submit(
        {"text-easy_read-en": "Choose what matters.", "hint-standard-en": "Up to 3", "hint-easy_read-en": "Up to 3."},
        button="Save",
    )

    assert page.status == 200
    assert question(draft)["text"]["easy_read"]["en"] == "Choose what matters."
    assert question(draft)["hint"]["standard"]["en"] == "Up to 3"


def test_the_linter_speaks_on_save_at_the_control(author, draft):
    long = "You can choose up to three of these many things that we have written down here for you to read."

    page = author.get(PRIORITIES).submit({"text-easy_read-en": long}, button="Save")

    assert "has 20 words; Easy Read allows 15" in page.text
    assert question(draft)["text"]["easy_read"]["en"] == long


def test_options_are_added_as_lines_and_moved_with_buttons(author, draft):
    author.get(PRIORITIES).submit({"new_options": "Clean air\n\nCycle lanes\n"}, button="Save")

    author.get(PRIORITIES).submit({"hint-standard-en": "Typed before moving"}, button="Up Cycle lanes")

    options = question(draft)["options"]
    assert [one["key"] for one in options[-2:]] == ["cycle_lanes", "clean_air"]
    assert question(draft)["hint"]["standard"]["en"] == "Typed before moving"


def test_changed_words_that_people_were_shown_ask_whether_they_mean_the_same(author, draft):
    page = author.get(PRIORITIES).submit({"options-buses-text-standard-en": "Trams"}, button="Save")

    assert page.status == 422
    assert page.errors == ["Say whether this means the same as before"]
    assert "Trams" in page.html
    assert question(draft)["options"][0]["text"]["standard"]["en"] == "Buses"


@pytest.mark.parametrize(("answer", "key"), [("same", "buses"), ("new", "trams")])
def test_a_correction_keeps_the_key_and_a_new_meaning_is_a_new_key(author, draft, answer, key):
    page = author.get(PRIORITIES).submit({"options-buses-text-standard-en": "Trams"}, button="Save")

    page.submit({"options-buses-meaning": answer}, button="Save")

    option = question(draft)["options"][0]
    assert (option["key"], option["text"]["standard"]["en"]) == (key, "Trams")


def test_a_question_of_a_new_meaning_goes_on_under_a_new_key(author, draft):
    page = author.get(PRIORITIES).submit({"text-standard-en": "What should close?"}, button="Save")

    page.submit({"meaning": "new"}, button="Save")

    assert question(draft)["key"] == "what_should_close"


def test_a_new_question_never_takes_a_key_that_answers_have(author, draft):
    author.get(f"{STREETS}/questions/streets_comment/remove").submit(button="Take it out")

    send(author, f"{STREETS}/questions", {"text": "Streets comment", "kind": "text"})

    assert keys(draft)[0] == ("streets", ["streets_priorities", "streets_comment_2"])


@pytest.mark.parametrize(
    ("kind", "text", "types"),
    [
        ("choose", "What matters?", ["top_three"]),
        ("rating", "Is there a plan?", ["rating", "free_text"]),
        ("scale", "Buses are on time", ["scale"]),
        ("agree", "Buses are on time", ["single"]),
        ("multiple", "How do you travel?", ["multiple"]),
        ("rank", "What comes first?", ["rank"]),
        ("number", "How many miles?", ["number"]),
        ("date", "When did you last go?", ["date"]),
        ("statement", "What the council spends", ["statement"]),
        ("matrix", "Buses are on time\nBuses are clean\n", ["single", "single"]),
    ],
)
def test_every_kind_of_question_is_made_of_types_that_work_everywhere(author, draft, kind, text, types):
    send(author, f"{STREETS}/questions", {"text": text, "kind": kind})

    added = read(draft.document)["sections"][0]["questions"][2:]
    assert [one["type"] for one in added] == types
    assert len({one["key"] for one in added}) == len(added)


def test_the_settings_of_a_type_are_written_on_its_page_and_what_is_no_number_stays_with_its_fault(author, draft):
    send(author, f"{STREETS}/questions", {"text": "How far do you walk?", "kind": "number"})
    address = f"{STREETS}/questions/how_far_do_you_walk"

    page = author.get(address).submit({"lowest": "0", "highest": "many", "decimals": "1", "unit-standard-en": "miles",
                                       "required": "1"})  # fmt: skip

    asked = read(draft.document)["sections"][0]["questions"][-1]
    assert (asked["lowest"], asked["highest"], asked["decimals"], asked["required"]) == (0, "many", 1, True)
    assert asked["unit"]["standard"]["en"] == "miles"
    assert "must be a number of up to 12 digits" in page.text
    assert page.submit(without=("required",)).status == 200
    assert "required" not in read(draft.document)["sections"][0]["questions"][-1]


def test_sections_and_questions_move_with_buttons(author, draft):
    send(author, f"{DRAFT}/sections/shops/move", {"way": "up"})
    send(author, f"{PRIORITIES}/move", {"way": "down"})

    assert keys(draft)[:2] == [
        ("shops", ["shops_priorities", "shops_comment"]),
        ("streets", ["streets_comment", "streets_priorities"]),
    ]


def test_a_section_without_questions_is_said_to_be_incomplete(author, draft):
    page = send(author, f"{DRAFT}/sections", {"title": "Parks"})

    assert page.status == 200
    assert "This section has no question yet." in author.get(DRAFT).text
    assert "has no question" in page.text


def test_undo_and_redo_are_buttons(author, draft):
    send(author, f"{DRAFT}/sections/shops/move", {"way": "up"})

    author.get(DRAFT).submit(button="Undo the last change")
    undone = keys(draft)[0][0]
    author.get(DRAFT).submit(button="Do it again")

    assert (undone, keys(draft)[0][0]) == ("streets", "shops")


def test_two_authors_of_one_question_see_both_texts_and_choose(author, draft, staff):
    other = staff(Role.ADMINISTRATOR)
    mine, theirs = author.get(PRIORITIES), other.get(PRIORITIES)
    theirs.submit({"text-easy_read-en": "Theirs.", "hint-standard-en": "Their hint"}, button="Save")

    page = mine.submit({"text-easy_read-en": "Mine.", "picture": "bus"}, button="Save")
    kept_first = question(draft)
    page.submit({"choice-1": "mine"}, button="Keep these")

    assert page.status == 409
    assert "administrator@example.org" in page.text
    assert kept_first["text"]["easy_read"]["en"] == "Theirs."
    assert kept_first["picture"] == "bus"
    assert question(draft)["text"]["easy_read"]["en"] == "Mine."
    assert question(draft)["hint"]["standard"]["en"] == "Their hint"


def test_a_question_that_was_taken_out_while_it_was_written_is_asked_about(author, draft, staff):
    mine = author.get(PRIORITIES)
    staff(Role.ADMINISTRATOR).get(f"{PRIORITIES}/remove").submit(button="Take it out")

    page = mine.submit({"text-easy_read-en": "Mine."}, button="Save")
    page.submit({"choice-1": "mine"}, button="Keep these")

    assert page.status == 409
    assert "Taken out" in page.text
    assert "streets_priorities" in keys(draft)[0][1]


def test_a_page_that_saves_by_itself_is_told_what_to_mend(author, draft):
    fields = {"seen": "1", "text-easy_read-en": "", "keep_empty": "1"}

    told = send_by_itself(author, PRIORITIES, fields)

    assert (told["version"], told["is_stale"]) == (2, False)
    assert {"text": "missing wording", "control": "text-easy_read-en", "is_error": True} in told["findings"]


def test_a_page_that_saves_by_itself_is_told_that_somebody_else_was_here(author, draft, consultation):
    document = read(draft.document)
    document["sections"][0]["questions"][0]["picture"] = "bus"
    drafts.save_draft(draft, 1, document, a_staff_user("ben@example.org", Role.ADMINISTRATOR), NOW)

    fields = {"seen": "1", "text-easy_read-en": "Mine."}
    told = send_by_itself(author, PRIORITIES, fields)

    assert told["is_stale"] is True
    assert question(draft)["picture"] == "bus"
    assert question(draft)["text"]["easy_read"]["en"] == "Mine."


def test_statements_with_background_come_and_go(author, draft):
    author.get(PRIORITIES).submit({"introduction-standard-1-text-en": "Background one."}, button="Save")
    author.get(PRIORITIES).submit({"introduction-standard-2-text-en": "Background two."}, button="Save")
    author.get(PRIORITIES).submit(button="Up Standard statement 2")

    rows = [row["text"]["en"] for row in question(draft)["introduction"]["standard"]]
    author.get(PRIORITIES).submit({"introduction-standard-1-text-en": ""}, button="Save")

    assert rows == ["Background two.", "Background one."]
    assert [row["text"]["en"] for row in question(draft)["introduction"]["standard"]] == ["Background one."]


def test_a_language_is_added_with_every_text_to_be_written(author, draft):
    page = send(author, f"{DRAFT}/languages", {"locale": "cy"})

    document = read(draft.document)
    assert page.status == 200
    assert document["locales"] == ["en", "cy"]
    assert question(draft)["options"][0]["text"]["standard"] == {"en": "Buses", "cy": ""}
    send(author, f"{DRAFT}/languages", {"locale": "cy", "remove": "1"})
    assert question(draft)["options"][0]["text"]["standard"] == {"en": "Buses"}


def test_what_is_published_stays_as_it_is_while_a_draft_is_written(author, draft, consultation):
    author.get(f"{STREETS}/remove").submit(button="Take it out")

    sections = json.loads(newest_version(consultation).definition)["sections"]
    assert [section["key"] for section in sections] == ["streets", "shops", "about_you"]
    assert [key for key, _questions in keys(draft)] == ["shops", "about_you"]


@pytest.mark.parametrize("path", ["", "/settings", "/history", "/pictures", "/sections/streets"])
def test_a_page_of_the_builder_keeps_the_rules_of_all_pages(author, draft, path):
    assert author.get(f"{DRAFT}{path}").status == 200


SHOPS = f"{DRAFT}/sections/shops"
RULE = {"shown_when-shown": "1", "shown_when-match": "all"}


def rule_of(draft):
    return read(draft.document)["sections"][1].get("shown_when")


def test_an_author_says_who_sees_a_section_and_takes_it_back(author, draft):
    page = author.get(SHOPS)
    assert "Who sees this section" in page.text
    assert 'value="streets_priorities.buses"' in page.html
    assert "banks" not in page.html.split("shown_when-match")[1].split("introduction-standard")[0]

    typed = {"shown_when-1": "streets_priorities.buses", "shown_when-1-is": "chosen",
             "shown_when-2": "streets_priorities.trees", "shown_when-2-is": "not_chosen"}  # fmt: skip
    send(author, SHOPS, RULE | typed | {"seen": draft.version})

    assert rule_of(draft) == {
        "all": [
            {"question": "streets_priorities", "chosen": "buses"},
            {"question": "streets_priorities", "not_chosen": "trees"},
        ]
    }
    assert "Shown when “Buses” is chosen" in author.get(DRAFT).text

    send(author, SHOPS, RULE | {"shown_when-1": "", "seen": draft.version})
    assert rule_of(draft) is None


def test_an_option_that_went_stays_on_the_page_with_what_to_mend(author, draft):
    send(author, SHOPS, RULE | {"shown_when-1": "streets_priorities.trams", "seen": draft.version})

    page = author.get(SHOPS)

    assert "no longer there: streets_priorities.trams" in page.text
    assert "has no option 'trams'" in page.text


def test_the_first_section_is_for_everybody(author, draft):
    page = author.get(STREETS)

    assert 'name="shown_when-1"' not in page.html
    assert "can be shown to those alone who choose" in page.text


@pytest.mark.parametrize("name", ["park", "../../wsgi"])
def test_a_picture_that_is_not_there_is_told_and_locks_no_page(author, draft, name):
    page = author.get(STREETS).submit({"picture": name})

    assert f"there is no picture named '{name}'" in page.text
    for path in ("/sections/streets", "/preview/en/easy-read", "/settings", "/checklist", ""):
        assert author.get(f"{DRAFT}{path}").status == 200, path
    author.get(STREETS).submit({"picture": "bus"})
    assert "there is no picture" not in author.get(STREETS).text
