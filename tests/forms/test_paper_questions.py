"""The paper form asks what the web asks, and an option has one code everywhere."""

from engage.config import ROOT
from forms import definition
from forms.paper import questions

WHO = (("resident", "professional"), ("carer",), ("small",))


def living_well():
    return definition.parse((ROOT / "forms/questionnaires/living_well.json").read_text(encoding="utf-8"))


def test_every_question_of_the_web_is_on_paper_once_and_numbered_from_one():
    document = living_well()

    asked = questions.asked(document, "standard", *WHO)

    of_document = [question.key for section in document.sections for question in section.questions]
    assert [row.field for row in asked if row.question] == of_document
    assert [row.number for row in asked] == list(range(1, len(asked) + 1))


def test_views_come_first_then_who_is_answering_then_about_you():
    asked = [row.field for row in questions.asked(living_well(), "standard", *WHO)]

    assert asked[0] == "start_well_priorities"
    assert asked.index("all_age_comment") < asked.index(questions.CAPACITY) < asked.index("age_band")


def test_an_option_has_one_code_in_both_wordings():
    standard, easy = (questions.asked(living_well(), variant, *WHO) for variant in ("standard", "easy_read"))

    for one, other in zip(standard, easy, strict=True):
        both = one.codes.keys() & other.codes.keys()
        assert {key: one.codes[key] for key in both} == {key: other.codes[key] for key in both}
        assert one.number == other.number


def test_codes_run_on_without_a_gap_in_standard_words():
    for row in questions.asked(living_well(), "standard", *WHO):
        assert "".join(row.codes.values()) == questions.CODES[: len(row.codes)]


def test_a_code_is_one_key_and_is_read_in_small_letters_too():
    ward = next(row for row in questions.asked(living_well(), "standard", *WHO) if row.field == "ward")

    assert {len(code) for code in ward.codes.values()} == {1}
    assert len(set(ward.codes.values())) == len(ward.codes)
    assert not {"0", "I", "O"} & set(ward.codes.values())
    assert ward.key_of("a") == ward.key_of("A") == list(ward.codes)[9]
    assert ward.key_of("0") is None


def test_many_options_have_codes_of_one_length():
    codes = questions._codes([f"option_{n}" for n in range(500)])

    assert codes["option_0"] == "001"
    assert codes["option_499"] == "500"
