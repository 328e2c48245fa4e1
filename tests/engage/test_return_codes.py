"""Return codes: what may be typed, what is noticed, and what the database can be robbed of."""

import random

import pytest
from sqlalchemy import text

from engage import return_codes
from engage.extensions import db
from tests.builders import a_consultation
from tests.conftest import SECRET_KEY
from tests.journey import start

CODE = return_codes.make(SECRET_KEY, "a draft")
PLAIN = CODE.replace(" ", "")


def test_a_code_is_six_groups_of_four_without_look_alikes():
    assert [len(group) for group in CODE.split(" ")] == [4] * 6
    assert not set(PLAIN) & set("ILOU")


def test_the_same_response_has_the_same_code_and_no_other_has():
    codes = {return_codes.make(SECRET_KEY, f"draft {n}") for n in range(1000)}

    assert return_codes.make(SECRET_KEY, "a draft") == CODE
    assert len(codes) == 1000
    assert return_codes.make(SECRET_KEY + "x", "a draft") != CODE


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param(CODE, id="as shown"),
        pytest.param(PLAIN, id="without spaces"),
        pytest.param(CODE.lower(), id="small letters"),
        pytest.param(CODE.replace(" ", "-"), id="dashes"),
        pytest.param(CODE.replace(" ", " – "), id="long dashes"),
        pytest.param(f"\n {CODE.replace(' ', chr(0xA0))}\t", id="spaces of a word processor"),
        pytest.param(f"\u2068{CODE}\u2069", id="marks that isolate its direction"),
        pytest.param(PLAIN.replace("0", "O").replace("1", "I"), id="O and I"),
        pytest.param(PLAIN.replace("0", "o").replace("1", "l"), id="o and l"),
    ],
)
def test_a_code_is_read_however_it_was_written_down(typed):
    assert return_codes.read(typed) == PLAIN
    assert return_codes.fingerprint(SECRET_KEY, typed) == return_codes.fingerprint(SECRET_KEY, CODE)


def test_look_alikes_stand_in_the_codes_above():
    """The cases with O, I and l mean something only if a code has 0 and 1."""
    codes = [return_codes.make(SECRET_KEY, str(n)).replace(" ", "") for n in range(50)]
    both = [code for code in codes if "0" in code and "1" in code]

    assert both
    assert all(return_codes.read(code.replace("0", "O").replace("1", "l")) == code for code in both)


def test_every_single_wrong_character_is_noticed():
    for place, right in enumerate(PLAIN):
        for wrong in set(return_codes.ALPHABET) - {right}:
            assert return_codes.read(PLAIN[:place] + wrong + PLAIN[place + 1 :]) is None


def test_two_neighbours_that_changed_places_are_nearly_always_noticed():
    rng, missed, n_swaps = random.Random(5), 0, 0
    for n in range(200):
        code = return_codes.make(SECRET_KEY, str(n)).replace(" ", "")
        place = rng.randrange(23)
        if code[place] != code[place + 1]:
            swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
            n_swaps, missed = n_swaps + 1, missed + (return_codes.read(swapped) is not None)

    assert missed / n_swaps < 0.06


@pytest.mark.parametrize("typed", ["", "ABCD", PLAIN[:-1], PLAIN + "0", "U" * 24, "é" * 24, "\u0661" * 24])
def test_what_is_no_code_is_not_read(typed):
    assert return_codes.read(typed) is None


def test_the_code_is_not_in_the_database(app, browser):
    a_consultation()
    code = start(browser).link("Save and come back later").tree.find(".//bdi[@dir='ltr']").text

    rows = str([list(db.session.execute(text(f'select * from "{table.name}"'))) for table in db.metadata.sorted_tables])  # noqa: S608

    assert return_codes.read(code)
    assert code not in rows and code.replace(" ", "") not in rows
