"""Questions of every type go out to each file format and come back as they were."""

import json

from forms.authoring import table, xlsform
from forms.definition import parse
from tests.every_type import document


def questions(found):
    return found["sections"][0]["questions"]


def plain(text):
    """As an author's program writes it: what is empty is not there."""
    return json.loads(text, object_hook=lambda part: {name: value for name, value in part.items() if value != []})


def test_a_spreadsheet_takes_every_type_there_and_back():
    before = plain(document())

    after = plain(json.dumps(table.read(table.lines_of(before))))

    assert questions(after) == questions(before)
    parse(json.dumps(table.read(table.lines_of(before))))


def test_an_xlsform_takes_every_type_there_and_back():
    before = plain(document())

    after = plain(json.dumps(xlsform.read(xlsform.sheets_of(before))))

    assert questions(after) == questions(before)


def test_what_another_program_wrote_becomes_the_nearest_type_of_ours():
    survey = [
        ["type", "name", "label", "constraint", "parameters"],
        ["select_multiple ways", "travel", "How do you travel?", "count-selected(.) <= 2", ""],
        ["rank ways", "best", "Which is best?", "", ""],
        ["integer", "miles", "How far?", ". >= 0 and . <= 50", ""],
        ["range", "liking", "How much do you like it?", "", "start=0;end=10;step=1"],
        ["date", "last", "When did you last go?", "", ""],
    ]
    choices = [["list_name", "name", "label"], ["ways", "walk", "On foot"], ["ways", "bus", "By bus"]]

    made = questions(xlsform.read({"survey": survey, "choices": choices}))

    assert [one["type"] for one in made] == ["multiple", "rank", "number", "scale", "date"]
    assert made[0]["most"] == 2
    assert (made[2]["lowest"], made[2]["highest"]) == (0, 50)
    assert (made[3]["lowest"], made[3]["highest"]) == (0, 10)
