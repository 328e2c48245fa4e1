"""Tables of residents: three shapes are read, rows that cannot be are named, groups are matched to answers."""

import pytest

from forms.fieldwork.margins import Category, Variable, read
from forms.fieldwork.population import NO_TARGET, Asked, Match, counts_of, faults_of, propose, twice
from forms.fieldwork.tables import TableRefused

AGE = Asked("age_band", "How old are you?", {
    "under_16": "Under 16", "age_16_to_24": "16 to 24", "age_25_or_over": "25 or over", "silent": "Prefer not to say",
})  # fmt: skip
WARD = Asked("ward", "Which ward do you live in?", {"st_oswald": "St Oswald", "kew": "Kew"})
SEX = Asked("sex", "What is your sex?", {"female": "Female", "male": "Male"})
ASKED = [AGE, SEX, WARD]


def a_variable(name, *categories):
    return Variable(name, tuple(Category(words, "", n, "", "", n) for n, words in enumerate(categories, 2)))


def test_a_wide_table_is_read_without_its_totals():
    content = (
        b"date,geography,geography code,Age: Total; measures: Value,Age: Aged 15 years; measures: Value,"
        b"Age: Aged 16 years; measures: Value\n2021,Kew,E1,30,10,20\n2021,St. Oswald,E2,7,3,4\n"
    )

    variables, faults = read(content)

    assert faults == []
    assert [(v.name, [(c.name, c.code, c.people, c.counted_on) for c in v.categories]) for v in variables] == [
        ("Geography", [("Kew", "E1", 30, "2021"), ("St. Oswald", "E2", 7, "2021")]),
        ("Age", [("Aged 15 years", "", 13, "2021"), ("Aged 16 years", "", 24, "2021")]),
    ]


def test_a_long_table_names_rows_that_stand_twice_or_are_empty():
    content = b"Sex Code,Sex,Observation\n1,Female,5\n2,Male,6\n1,Female,7\n3,,2\n4,Other,-1\n"

    _variables, faults = read(content)

    assert faults == [
        (4, "Female is there twice, in row 2 too. Keep one of them"),
        (5, "Say which group this is: a cell is empty"),
        (6, "-1 people cannot be. Enter 0 or more"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"Observation\n5\n",
        b"date,geography,people\n2021,Kew,5\n",
        b"variable,category\nage,young\n",
        b"Area,Observation\n" + b"".join(b"Area %d,1\n" % n for n in range(500)),
    ],
)
def test_a_table_that_says_nothing_of_groups_is_refused_with_advice(content):
    with pytest.raises(TableRefused):
        read(content)


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("Electoral wards and divisions", "ward"), ("Geography", "ward"), ("Age (101 categories)", "age_band"),
        ("age", "age_band"), ("Sex", "sex"), ("What is your sex?", "sex"), ("Tenure of household", ""),
    ],
)  # fmt: skip
def test_variables_of_official_tables_find_their_question(name, question):
    assert propose(a_variable(name, "x"), ASKED).question == question


@pytest.mark.parametrize(
    ("asked", "category", "option"),
    [
        (AGE, "Aged 15 years", "under_16"), (AGE, "Aged 4 years and under", "under_16"), (AGE, "0-15", "under_16"),
        (AGE, "Aged 16 to 19 years", "age_16_to_24"), (AGE, "Aged 85 years and over", "age_25_or_over"),
        (AGE, "Aged under 1 year", "under_16"), (AGE, "Aged 10 to 19 years", ""), (AGE, "All ages", ""),
        (WARD, "St. Oswald Ward", "st_oswald"), (WARD, "kew", "kew"), (WARD, "Norwood", ""),
    ],
)  # fmt: skip
def test_groups_find_the_answer_they_stand_for(asked, category, option):
    assert propose(a_variable("x", category), ASKED, asked.key).options == (option,)


def test_what_nobody_has_said_is_asked_for_by_its_row():
    variable = a_variable("Ward", "Kew", "Norwood")

    faults = faults_of(1, variable, Match("ward", ("kew", "")), ASKED)

    told = "Row 3: “Norwood” is no answer to “Which ward do you live in?”. Choose one, or leave it out"
    assert faults == {"option-1-1": told}
    assert faults_of(1, variable, Match("ward", ("kew", NO_TARGET)), ASKED) == {}
    assert list(faults_of(1, variable, Match("ward", (NO_TARGET, NO_TARGET)), ASKED)) == ["question-1"]


def test_groups_of_one_answer_are_added_up_and_what_is_left_out_is_not_counted():
    age = a_variable("Age", "Aged 15 years", "Aged 16 years", "Aged 17 years")
    matches = [Match("age_band", ("under_16", "age_16_to_24", "age_16_to_24")), Match(NO_TARGET, ("",))]

    counts = counts_of([age, a_variable("Tenure", "Owned")], matches, "Census 2021", "2021")

    assert [(count.option, count.people, count.source) for count in counts] == [
        ("under_16", 2, "Census 2021"), ("age_16_to_24", 7, "Census 2021"),
    ]  # fmt: skip


def test_two_variables_cannot_be_one_question():
    told = twice([a_variable("Sex", "a"), a_variable("Gender", "b")], [Match("sex", ("",)), Match("sex", ("",))])

    assert told == "“Sex” and “Gender” cannot both be sex. Leave one out"
