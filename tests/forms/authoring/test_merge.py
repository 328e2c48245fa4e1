"""What two authors changed at once: all of it is kept, and what clashes is shown with both texts."""

import copy
import json

import pytest

from forms.authoring.merge import merge
from tests.builders import a_questionnaire

BASE = json.loads(a_questionnaire())


def changed(change):
    document = copy.deepcopy(BASE)
    change(document)
    return document


def question(document, section=0, number=0):
    return document["sections"][section]["questions"][number]


def test_changes_in_two_places_are_both_kept():
    mine = changed(lambda d: question(d)["text"]["standard"].update(en="Mine"))
    theirs = changed(lambda d: question(d, 1)["text"]["standard"].update(en="Theirs"))

    found = merge(BASE, mine, theirs)

    assert found.conflicts == []
    assert question(found.document)["text"]["standard"]["en"] == "Mine"
    assert question(found.document, 1)["text"]["standard"]["en"] == "Theirs"


def test_two_wordings_of_one_question_are_two_things():
    mine = changed(lambda d: question(d)["text"]["standard"].update(en="Mine"))
    theirs = changed(lambda d: question(d)["text"]["easy_read"].update(en="Theirs"))

    found = merge(BASE, mine, theirs)

    assert found.conflicts == []
    assert question(found.document)["text"] == {"standard": {"en": "Mine"}, "easy_read": {"en": "Theirs"}}


def test_the_same_text_changed_twice_is_shown_with_both():
    mine = changed(lambda d: question(d)["text"]["standard"].update(en="Mine"))
    theirs = changed(lambda d: question(d)["text"]["standard"].update(en="Theirs"))

    found = merge(BASE, mine, theirs)

    [conflict] = found.conflicts
    assert conflict.path == (
        "sections", "streets", "questions", "streets_priorities", "text", "standard", "en",
    )  # fmt: skip
    assert (conflict.mine, conflict.theirs) == ("Mine", "Theirs")
    assert question(found.document)["text"]["standard"]["en"] == "Theirs"


def test_one_moves_options_while_another_adds_one():
    def add(document):
        question(document)["options"].insert(1, {"key": "bins", "text": {}})

    mine = changed(lambda d: question(d)["options"].reverse())

    found = merge(BASE, mine, changed(add))

    keys = [option["key"] for option in question(found.document)["options"]]
    assert found.conflicts == []
    assert keys == ["benches", "trees", "lights", "buses", "bins"]


def test_what_one_removed_while_another_changed_it_is_asked_about():
    mine = changed(lambda d: d["sections"].pop(1))
    theirs = changed(lambda d: question(d, 1)["text"]["standard"].update(en="Theirs"))

    found = merge(BASE, mine, theirs)

    assert [conflict.path for conflict in found.conflicts] == [("sections", "shops")]
    assert found.conflicts[0].mine is None
    assert len(found.document["sections"]) == 3


def test_two_orders_at_once_are_asked_about():
    mine = changed(lambda d: question(d)["options"].reverse())
    theirs = changed(lambda d: question(d)["options"].sort(key=lambda option: option["key"]))

    [conflict] = merge(BASE, mine, theirs).conflicts

    assert conflict.path[-1] == "order"


@pytest.mark.parametrize("side", ["mine", "theirs"])
def test_who_changes_alone_is_asked_nothing(side):
    other = changed(lambda d: d["sections"].pop(0))

    found = merge(BASE, other, BASE) if side == "mine" else merge(BASE, BASE, other)

    assert (found.document, found.conflicts) == (other, [])


def test_without_the_common_beginning_every_difference_is_asked_about():
    mine = changed(lambda d: question(d)["text"]["standard"].update(en="Mine"))

    assert len(merge(None, mine, BASE).conflicts) == 1
    assert merge(None, BASE, BASE).conflicts == []


def test_entries_of_the_same_key_are_one_thing_and_not_merged_by_guess():
    twice = changed(lambda d: question(d)["options"].append(question(d)["options"][0]))
    mine = changed(lambda d: question(d)["options"].pop())

    [conflict] = merge(BASE, mine, twice).conflicts

    assert conflict.path[-1] == "options"
