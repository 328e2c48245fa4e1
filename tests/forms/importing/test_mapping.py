"""What the columns of a file are taken for, and what becomes of each row."""

import dataclasses
import datetime as dt
import json

import pytest

from forms import definition
from forms.importing import drafting
from forms.importing.answers import Fault, Given, Reader, problems_of
from forms.importing.guessing import guess, matched, unmatched
from forms.importing.mapping import Column, Mapping, MappingRefused, carried, read, written
from forms.importing.profile import as_document, from_document
from forms.importing.systems import NOT_SHOWN
from forms.importing.times import order_of, read_time
from tests.builders import a_questionnaire
from tests.forms.importing.exports import CITIZEN_SPACE, LIMESURVEY, PLAIN, QUALTRICS, STREETS, profile_of

MARKET = definition.parse(a_questionnaire())
LATEST = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)


def taken(lines, mapping=None, questionnaire=MARKET):
    """What becomes of each response of this file."""
    profile = profile_of(lines)
    reader = Reader(mapping or guess(profile, questionnaire), questionnaire, profile.system, LATEST)
    return [reader.take(number, cells) for number, cells in profile.first]


def test_citizen_space_is_recognised_and_its_columns_are_matched_by_their_words():
    profile = profile_of(CITIZEN_SPACE)
    mapping = guess(profile, MARKET)

    assert profile.system == "citizen_space"
    assert [column.use for column in mapping.columns] == [
        "reference", "submitted", "tick", "tick", "tick", "tick", "text", "choice", "ignore",
    ]  # fmt: skip
    assert not unmatched(profile, mapping, MARKET)
    first, _second, third = taken(CITIZEN_SPACE)
    assert first.answers["streets_priorities"] == Given(("buses", "trees"))
    assert first.answers["streets_comment"].text == "More trees by the school."
    assert first.submitted == dt.datetime(2026, 10, 1, 9, 15, tzinfo=dt.UTC)
    assert third.answers["age_band"].choices == ("prefer_not_to_say",)


def test_limesurvey_is_recognised_by_its_columns_and_what_was_not_finished_is_a_fault():
    profile = profile_of(LIMESURVEY)

    first, second, third = taken(LIMESURVEY)

    assert profile.system == "limesurvey"
    assert first.answers["streets_priorities"].choices == ("buses", "trees")
    assert (first.about, second.answers["age_band"].choices) == ({"locale": "en"}, ("old",))
    assert third[0].what == "There is no date on which it was submitted"


def test_a_vv_file_of_limesurvey_says_what_was_not_shown():
    lines = [
        ["Response ID", "Date submitted", "Comment", "First"],
        ["id", "submitdate", "streets_comment", "age_band"],
        ["1", "2026-10-01", "one{newline}two", NOT_SHOWN],
    ]

    (only,) = taken(lines)

    assert only.answers == {"streets_comment": Given(text="one\ntwo")}


def test_qualtrics_has_three_rows_of_headings():
    profile = profile_of(QUALTRICS)

    (only,) = taken(QUALTRICS)

    assert (profile.system, profile.n_responses) == ("qualtrics", 1)
    assert only.answers["streets_priorities"].choices == ("buses",)
    assert only.answers["streets_comment"].text == "Fine"


def test_a_plain_file_has_lists_in_one_cell_and_days_that_say_their_order():
    profile = profile_of(PLAIN)
    mapping = guess(profile, MARKET)

    first, second = taken(PLAIN)

    assert (profile.system, mapping.columns[2].separator, mapping.day_first) == ("plain", ";", True)
    assert first.answers["streets_priorities"].choices == ("buses", "trees")
    assert second.submitted == dt.datetime(2026, 10, 2, tzinfo=dt.UTC)


def test_nothing_is_taken_for_an_option_that_is_not_exactly_one():
    lines = [PLAIN[0], ["1", "31/10/2026", "Busses; trees.", "", "under 40 "]]
    profile, mapping = profile_of(lines), guess(profile_of(lines), MARKET)
    mapping = mapping.with_column(2, Column(STREETS, "list", "streets_priorities", separator=";"))

    assert unmatched(profile, mapping, MARKET) == {"streets_priorities": {"Busses": 1}}
    (faults,) = taken(lines, mapping)
    assert faults == [
        Fault(2, STREETS, "“Busses” is not one of the answers that we know here",
              "Match it to an answer, or write it in the file as the questionnaire has it")
    ]  # fmt: skip

    by_hand = mapping.with_values("streets_priorities", {"busses": "buses"})
    assert not unmatched(profile, by_hand, MARKET)
    assert matched(profile, by_hand, MARKET, "streets_priorities") == {"Busses": ("buses", 1), "trees.": ("trees", 1)}
    (one,) = taken(lines, by_hand)
    assert one.answers["streets_priorities"].choices == ("buses", "trees")


def test_places_in_an_order_come_from_columns_of_options_or_of_places():
    ranked = [[f"{STREETS} [Buses]", f"{STREETS} [Trees]", f"{STREETS} [Benches]"], ["2", "1", ""], ["1", "1", ""]]
    placed = [[f"{STREETS} [1]", f"{STREETS} [2]"], ["Trees", "Buses"], ["", "Buses"]]

    first, second = taken(ranked)
    assert first.answers["streets_priorities"] == Given(("trees", "buses"), (1, 2))
    assert second[0].what == "Two options have place 1"
    first, second = taken(placed)
    assert first.answers["streets_priorities"] == Given(("trees", "buses"), (1, 2))
    assert second.answers["streets_priorities"] == Given(("buses",), (2,))


def test_more_than_a_question_allows_is_kept_and_counted_apart():
    lines = [[f"{STREETS} - {name}" for name in ("Buses", "Trees", "Street lights", "Benches")], ["x", "x", "x", "x"]]

    (one,) = taken(lines)

    assert one.answers["streets_priorities"].problem == "over_ticked"
    assert len(one.answers["streets_priorities"].choices) == 4


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        (["1", "31/02/2026", "Buses", "", ""], "“31/02/2026” is not a date"),
        (["1", "31/10/2031", "Buses", "", ""], "31 October 2031 cannot be right"),
        (["1", "31/10/2026", "", "", ""], "Nothing is answered in this row"),
        (["1", "31/10/2026", "Buses", "", "", "more"], "There is 1 cell more than there are headings"),
        (["1", "31/10/2026", "Buses", "x" * 100_000 + "yyy", ""], "100,003 characters"),
    ],
)
def test_each_fault_names_what_is_wrong(cells, what):
    reader = Reader(guess(profile_of(PLAIN), MARKET), MARKET, "plain", LATEST)

    faults = reader.take(7, cells)

    assert what in faults[0].what
    assert faults[0].row == 7
    assert faults[0].how


def test_a_mapping_is_kept_and_used_for_the_next_file():
    mapping = guess(profile_of(PLAIN), MARKET).with_values("streets_priorities", {"busses": "buses"})
    again = read(written(mapping))

    assert again == mapping
    carried_over, strange, missing = carried(again, ["date", STREETS, "A new column"])
    assert [column.use for column in carried_over.columns] == ["submitted", "list", "ignore"]
    assert (strange, missing) == (("A new column",), ("reference", *[c.heading for c in mapping.columns[3:]]))


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": "engage response mapping 1"}', "[" * 9999])
def test_what_is_no_mapping_is_refused(text):
    with pytest.raises(MappingRefused, match="saved here"):
        read(text)


def test_what_does_not_fit_the_questionnaire_is_said():
    columns = (Column("A", "reference"), Column("B", "reference"), Column("C", "text", "streets_priorities"),
               Column("D", "tick", "streets_priorities"))  # fmt: skip

    assert problems_of(Mapping(columns), MARKET) == [
        "“A” and “B” cannot both be used for the same",
        "“C” is used for a question that it does not fit",
        "Choose which option “D” stands for",
    ]
    assert problems_of(Mapping((Column("A"),)), MARKET) == ["No column answers a question yet. Choose one that does"]


def test_a_questionnaire_is_made_from_the_file_and_the_file_fits_it():
    lines = [CITIZEN_SPACE[0], *([*line[:6], f"{line[6]} {n}", *line[7:]] for n in "abc" for line in CITIZEN_SPACE[1:])]
    profile = profile_of(lines)
    mapping = guess(profile, None)

    text, fitted = drafting.draft(mapping, profile, "old_survey", "What the old survey asked")
    questionnaire = definition.parse(text)

    assert [q.type for section in questionnaire.sections for q in section.questions] == [
        "multiple", "free_text", "single",
    ]  # fmt: skip
    assert questionnaire.sections[-1].purpose == "profile"
    assert mapping.columns[-1].use == "ignore"  # an e-mail address stays out
    assert not problems_of(fitted, questionnaire)
    assert not unmatched(profile, fitted, questionnaire)
    first = taken(lines, fitted, questionnaire)[0]
    assert [given.choices for given in first.answers.values() if given.choices] == [("buses", "trees"), ("under_40",)]


def test_what_cannot_be_a_question_is_said():
    profile = profile_of(PLAIN)
    with pytest.raises(drafting.CannotDraft, match="No column"):
        drafting.draft(Mapping((Column("a"),)), profile, "k", "t")
    mixed = (Column("A", "text", "q1"), Column("B", "choice", "q1"))
    with pytest.raises(drafting.CannotDraft, match="do not go together"):
        drafting.draft(Mapping(mixed), profile, "key", "title")


def test_a_profile_goes_through_json_and_is_the_same():
    profile = profile_of(PLAIN)

    assert from_document(json.loads(json.dumps(as_document(profile)))) == profile
    assert dataclasses.asdict(profile)["n_responses"] == 2


@pytest.mark.parametrize(
    ("text", "order", "moment"),
    [
        ("2026-10-07T09:30:00Z", "plain", (2026, 10, 7, 9, 30)),
        ("2026-10-07 09:30:00.123 +01:00", "plain", (2026, 10, 7, 8, 30)),
        ("31/10/2026 9:05 PM", "day_first", (2026, 10, 31, 21, 5)),
        ("10/31/2026", "month_first", (2026, 10, 31, 0, 0)),
        ("7 October 2026, 12:00 am", "plain", (2026, 10, 7, 0, 0)),
        ("Oct 7, 2026", "plain", (2026, 10, 7, 0, 0)),
    ],
)
def test_times_of_other_systems_are_read(text, order, moment):
    day_first = {"day_first": True, "month_first": False}.get(order)

    assert order_of(text) == order
    assert read_time(text, day_first) == dt.datetime(*moment, tzinfo=dt.UTC)


def test_a_day_that_could_be_two_is_not_guessed():
    assert order_of("03/04/2026") == "either"
    assert read_time("03/04/2026", None) is None
    assert read_time("03/04/2026", True) == dt.datetime(2026, 4, 3, tzinfo=dt.UTC)


def test_places_beyond_three_stay_in_a_question_that_puts_everything_in_order():
    lines = [["Which matter? [Buses]", "Which matter? [Trees]", "Which matter? [Lights]", "Which matter? [Parks]"],
             ["4", "1", "3", "2"]]  # fmt: skip
    profile = profile_of(lines)

    text, fitted = drafting.draft(guess(profile, None), profile, "old_survey", "Old survey")
    (one,) = taken(lines, fitted, definition.parse(text))

    assert list(one.answers.values()) == [Given(("trees", "parks", "lights", "buses"), (1, 2, 3, 4))]
