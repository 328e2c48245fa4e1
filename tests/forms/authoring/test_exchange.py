"""A questionnaire goes out as a spreadsheet and as XLSForm and comes back the same; what has no counterpart is said."""

import json

import pytest

from engage.config import ROOT
from forms.authoring import table, xlsform
from forms.authoring.document import empty
from tests.builders import a_questionnaire

LIVING_WELL = json.loads((ROOT / "forms" / "questionnaires" / "living_well.json").read_text(encoding="utf-8"))
SURVEY = ["type", "name", "label::English (en)", "label::Welsh (cy)", "constraint", "relevant"]
CHOICES = ["list_name", "name", "label::English (en)", "label::Welsh (cy)"]


def whole(document):
    """With the parts that may be left out written down, as every reader writes them."""
    document = json.loads(json.dumps(document))
    for section in document["sections"]:
        section.setdefault("introduction", {"standard": [], "easy_read": []})
        for question in section["questions"]:
            if question.get("introduction") == {"standard": [], "easy_read": []}:
                del question["introduction"]
            if not question.get("required"):
                question.pop("required", None)
            for option in question.get("options", ()):
                if not option.get("exclusive"):
                    option.pop("exclusive", None)
    return document | {"version": 1}


@pytest.mark.parametrize("document", [LIVING_WELL, json.loads(a_questionnaire())], ids=["living well", "small"])
def test_a_spreadsheet_comes_back_as_it_went(document):
    assert table.read(table.lines_of(document)) == whole(document)


@pytest.mark.parametrize("document", [LIVING_WELL, json.loads(a_questionnaire())], ids=["living well", "small"])
def test_an_xlsform_comes_back_as_it_went_but_for_the_minutes(document):
    expected = whole(document) | {"minutes": {"standard": 10, "easy_read": 15}}

    assert xlsform.read(xlsform.sheets_of(document)) == expected


def test_an_xlsform_of_another_program_becomes_sections_and_questions():
    sheets = {
        "survey": [
            SURVEY,
            ["start", "start", "", "", "", ""],
            ["begin group", "travel", "Travel", "Teithio", "", ""],
            ["note", "why", "We plan the buses.", "", "", ""],
            ["select_multiple modes", "how", "How do you travel?", "", "count-selected(.)<=3", ""],
            ["select_one modes", "best", "Which is best?", "", "", ""],
            ["end_group", "", "", "", "", ""],
            ["text", "else", "Anything else?", "", "", ""],
        ],
        "choices": [CHOICES, ["modes", "bus", "Bus", "Bws"], ["modes", "1", "Bicycle", "Beic"]],
        "settings": [["form_title", "form_id"], ["Getting about", "getting_about"]],
    }

    document = xlsform.read(sheets)

    assert (document["key"], document["locales"]) == ("getting_about", ["en", "cy"])
    assert document["title"]["standard"] == {"en": "Getting about", "cy": ""}
    travel, others = document["sections"]
    kinds = [(asked["key"], asked["type"]) for asked in travel["questions"]]
    assert kinds == [("how", "top_three"), ("best", "single")]
    assert [option["text"]["standard"]["cy"] for option in travel["questions"][0]["options"]] == ["Bws", "Beic"]
    assert travel["introduction"]["standard"][0]["text"]["en"] == "We plan the buses."
    assert [asked["type"] for asked in others["questions"]] == ["free_text"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (["geopoint", "place", "Where?", "", "", ""], "not offered"),
        (["dateTime", "when", "When?", "", "", ""], "Use the type date"),
        (["begin repeat", "children", "Each child", "", "", ""], "not offered"),
        (["text", "why", "Why?", "", "", "${how} = 'bus'"], "relevant"),
        (["select_one nowhere", "how", "How?", "", "", ""], "no list “nowhere”"),
        (["select_one modes or_other", "how", "How?", "", "", ""], "or_other"),
    ],
)
def test_what_has_no_counterpart_is_refused_with_its_row(row, words):
    sheets = {"survey": [SURVEY, ["text", "a_text", "Text?", "", "", ""], row], "choices": [CHOICES, ["modes", "bus"]]}

    with pytest.raises(table.CannotRead) as refused:
        xlsform.read(sheets)

    assert refused.value.faults[0][0] == 3
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "the first row must have"),
        ([["kind", "standard_en", "colour"]], "“colour”"),
        ([["kind", "standard_en"], ["slider", "How much?"]], "“slider”"),
        ([["kind", "standard_en"], ["question", "How much?"]], "stands in no section"),
        ([["kind", "standard_en"], ["section", "Parks"], ["option", "Trees"]], "under no question"),
        ([["kind", "standard_en"], ["section", "Parks"], ["hint", "Up to 3"]], "under no question"),
        ([["kind", "standard_en", "value"], ["minutes", "", "soon"]], "a number"),
        ([["kind", "standard_en"]] * 5002, "Split the file"),
    ],
)
def test_a_sheet_that_cannot_be_read_says_why(lines, words):
    with pytest.raises(table.CannotRead, match=words):
        table.read(lines)


def test_rows_without_keys_get_keys_of_their_words():
    lines = [["kind", "type", "standard_en"], ["section", "", "Our parks"], ["question", "single", "Which park?"],
             ["option", "", "North park"], ["option", "", "North park"]]  # fmt: skip

    [section] = table.read(lines)["sections"]

    assert section["key"] == "our_parks"
    assert [option["key"] for option in section["questions"][0]["options"]] == ["north_park", "north_park_2"]


def test_a_text_that_looks_like_a_formula_stays_a_text():
    assert table.plain("'=SUM(A1)") == "=SUM(A1)"
    assert table.plain("'Tis fine") == "'Tis fine"


def test_an_empty_questionnaire_can_be_exported():
    document = empty("parks", "Parks")

    assert table.read(table.lines_of(document)) == document
    assert xlsform.read(xlsform.sheets_of(document))["title"] == document["title"]


ROUTED = json.loads(a_questionnaire())
ROUTED["sections"][1]["shown_when"] = {
    "all": [
        {"question": "streets_priorities", "chosen": "buses"},
        {"question": "streets_priorities", "not_chosen": "trees"},
    ]
}


def test_the_rule_of_a_section_goes_into_a_spreadsheet_and_comes_back():
    lines = table.lines_of(ROUTED)

    column = lines[0].index("shown_when")
    assert "all: streets_priorities = buses; streets_priorities != trees" in [line[column] for line in lines]
    assert table.read(lines)["sections"][1]["shown_when"] == ROUTED["sections"][1]["shown_when"]


def test_the_rule_of_a_section_is_relevant_in_an_xlsform_and_comes_back():
    sheets = xlsform.sheets_of(ROUTED)

    column = sheets["survey"][0].index("relevant")
    said = "selected(${streets_priorities}, 'buses') and not(selected(${streets_priorities}, 'trees'))"
    assert [line[column] for line in sheets["survey"] if line[column]][1] == said
    assert xlsform.read(sheets)["sections"][1]["shown_when"] == ROUTED["sections"][1]["shown_when"]


def test_a_group_of_another_program_is_shown_by_a_chosen_option():
    sheets = {
        "survey": [
            SURVEY,
            ["begin group", "first", "First", "", "", ""],
            ["select_one modes", "how", "How?", "", "", ""],
            ["end group", "", "", "", "", ""],
            ["begin group", "second", "Second", "", "", '${how} = "bus" or ${how} != "train"'],
            ["text", "why", "Why?", "", "", ""],
            ["end group", "", "", "", "", ""],
        ],
        "choices": [CHOICES, ["modes", "bus", "Bus", ""], ["modes", "train", "Train", ""]],
    }

    rule = xlsform.read(sheets)["sections"][1]["shown_when"]

    assert rule == {"any": [{"question": "how", "chosen": "bus"}, {"question": "how", "not_chosen": "train"}]}


@pytest.mark.parametrize(
    "relevant", ["${age} > 18", "${a_one} = 'b_two' or ${a_one} = 'c_three' and ${d_four} = 'e_five'", "once(1)"]
)
def test_a_relevant_that_says_more_is_refused_with_its_row(relevant):
    group = [["begin group", "first", "First", "", "", relevant], ["end group", "", "", "", "", ""]]
    sheets = {"survey": [SURVEY, *group]}

    with pytest.raises(table.CannotRead, match="this “relevant” cannot be read") as refused:
        xlsform.read(sheets)

    assert refused.value.faults[0][0] == 2


def test_a_cell_that_is_no_rule_is_refused_with_its_row():
    lines = [["kind", "standard_en", "shown_when"], ["section", "Parks", "when it rains"]]

    with pytest.raises(table.CannotRead, match="row 2: we cannot read to whom this section is shown"):
        table.read(lines)
