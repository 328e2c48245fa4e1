"""What may be published of a consultation, frozen: worked by hand, in both modes, and of too few people."""

import datetime as dt
import json

import pytest

from engage.extensions import db
from engage.models import Consent
from engage.operations import consultations, respondents, responses
from engage.results import snapshot
from engage.results.snapshot.method import told
from engage.results.snapshot.printing import Rounded
from tests.builders import (
    GRACE,
    NOW,
    a_codeframe,
    a_consultation,
    a_questionnaire,
    a_response,
    a_staff_user,
    many_responses,
    translated,
)
from tests.engage.test_codes import code_all, keys_of
from tests.snapshots import SNAPSHOT


@pytest.fixture
def consultation(app):
    return a_consultation()


#: closing is on the hour
LATER = NOW.replace(minute=0) + dt.timedelta(days=1)


def taken(consultation, mode="rounded", **more):
    return snapshot.take(consultation, NOW, mode, **more)


def lines_of(section):
    return [(line["option"], line["rank"], line["count"], line["share"], line["mark"]) for line in section["lines"]]


def names_of(value):
    """The names of all parts, as deep as they go; of a list, those of its first element."""
    if isinstance(value, list):
        return names_of(value[0]) if value else None
    return {name: names_of(part) for name, part in value.items()} if isinstance(value, dict) else None


def forty_seven(consultation):
    """41 answered the streets online, 6 on paper: buses 41 + 3, lights 41, trees 6, benches nobody."""
    many_responses(consultation, 41, {"streets": ["buses", "lights"]}, {"age_band": "old"})
    many_responses(consultation, 3, {"streets": ["buses", "trees"]}, {"age_band": "young"}, channel="paper")
    many_responses(consultation, 3, {"streets": ["trees"]}, channel="paper")


class TestRounded:
    def test_counts_of_people_go_to_the_nearest_five_and_a_few_are_kept_back(self, consultation):
        """47 people print as 45, 41 online as 40, 6 on paper not at all."""
        forty_seven(consultation)

        taking = taken(consultation)["taking"]

        assert (taking["responses"], taking["people"], taking["organisations"]) == (45, 45, 0)
        assert taking["by_channel"] == {"online": 40, "paper": None}
        assert taking["by_language"] == {"en": 45}

    def test_shares_and_ranks_come_from_what_is_printed(self, consultation):
        """Buses 44 of 47 print as 45 of 45, lights 41 as 40 of 45; the 6 of trees are kept back, so they have no rank;
        nobody chose benches, and that is told."""
        forty_seven(consultation)

        section = taken(consultation)["rankings"][0]

        assert section["answered"] == 45
        assert lines_of(section) == [
            ("buses", "1", 45, 1.0, "u"),
            ("lights", "2", 40, 0.8889, "u"),
            ("benches", "3", 0, 0.0, "u"),
            ("trees", "", None, None, "c"),
        ]
        assert section["lines"][3]["best"] is None

    def test_what_prints_the_same_shares_a_rank_and_stands_as_in_the_questionnaire(self, consultation):
        """Lights 41 and buses 42 both print as 40: buses comes first because it is asked first, and neither leads."""
        many_responses(consultation, 41, {"streets": ["lights", "trees"]})
        many_responses(consultation, 42, {"streets": ["buses"]})

        found = lines_of(taken(consultation)["rankings"][0])

        assert [line[:3] for line in found[:3]] == [("buses", "1=", 40), ("lights", "1=", 40), ("trees", "1=", 40)]

    def test_an_interval_comes_from_the_printed_figures(self, consultation):
        """Wilson, 45 of 45: from 45 / (45 + 1.96 squared) = 0.921 to 1."""
        forty_seven(consultation)

        line = taken(consultation)["rankings"][0]["lines"][0]

        assert (line["low"], line["high"]) == (0.921, 1.0)

    def test_of_people_about_themselves_small_groups_are_kept_back(self, consultation):
        """41 of 44 who said are 40 or over: 40 of 45; the 3 under 40 are not told."""
        forty_seven(consultation)

        about = taken(consultation)["about"][0]

        assert about["base"] == 45
        assert [(line["option"], line["count"], line["mark"]) for line in about["lines"]] == [
            ("young", None, "c"), ("old", 40, "u"), ("prefer_not_to_say", 0, "u"),
        ]  # fmt: skip


class TestExact:
    def test_a_small_group_is_hidden_with_the_next_smallest(self, consultation):
        """6 on paper are fewer than 10; with 41 online and 47 in all they would be found, so both are hidden."""
        forty_seven(consultation)

        taking = taken(consultation, "exact")["taking"]

        assert taking["people"] == 47
        assert taking["by_channel"] == {"online": None, "paper": None}

    def test_counts_from_five_on_are_told_as_they_are(self, consultation):
        forty_seven(consultation)

        section = taken(consultation, "exact")["rankings"][0]

        assert section["answered"] == 47
        assert [line[:3] for line in lines_of(section)] == [
            ("buses", "1", 44), ("lights", "2", 41), ("trees", "3", 6), ("benches", "4", 0),
        ]  # fmt: skip

    def test_who_did_not_say_is_hidden_with_the_few_who_did(self, consultation):
        """3 under 40, 41 older, 3 did not say: 3 and 3 are hidden, and 41 with them, since 47 - 41 tells the rest."""
        forty_seven(consultation)

        about = taken(consultation, "exact")["about"][0]

        assert about["base"] is None
        assert [line["count"] for line in about["lines"]] == [None, None, 0]

    def test_a_count_that_the_limit_of_three_gives_away_is_hidden_with_others(self, consultation):
        """20 people choose three of four: 60 picks. Trees 3 is small; with 60 known and 57 shown it would be 3."""
        many_responses(consultation, 17, {"streets": ["buses", "lights", "benches"]})
        many_responses(consultation, 3, {"streets": ["buses", "lights", "trees"]})

        found = {line["option"]: line["count"] for line in taken(consultation, "exact")["rankings"][0]["lines"]}

        assert found["trees"] is None
        assert sum(count is None for count in found.values()) >= 2


@pytest.mark.parametrize("mode", ["rounded", "exact"])
def test_of_three_people_nothing_is_told(consultation, mode):
    many_responses(consultation, 3, {"streets": ["buses"]}, {"age_band": "old"})

    found = taken(consultation, mode)

    assert (found["taking"]["responses"], found["taking"]["people"]) == (None, None)
    assert set(found["taking"]["by_channel"].values()) == {None}
    assert {line["count"] for line in found["rankings"][0]["lines"]} == {None}
    assert {line["rank"] for line in found["rankings"][0]["lines"]} == {""}
    assert {line["count"] for line in found["about"][0]["lines"]} == {None}


@pytest.mark.parametrize("mode", ["rounded", "exact"])
def test_a_few_organisations_cannot_be_found_from_the_total(consultation, mode):
    many_responses(consultation, 20, {"streets": ["buses"]})
    for _number in range(2):
        one = a_response(consultation, submitted=False)
        respondents.save_capacity(one, "organisation", NOW, GRACE)
        responses.submit(one, NOW, GRACE)

    taking = taken(consultation, mode)["taking"]

    assert (taking["responses"], taking["people"], taking["organisations"]) == (None, 20, None)


def test_a_sentence_about_weighting_does_not_tell_a_small_number():
    said = "Too few people of age band: Under 16 (5); each needs 10 or more"

    assert told(said, Rounded()) == "Too few people of age band: Under 16; each needs 10 or more"
    assert told("5 weights were capped", Rounded()) == "fewer than 8 weights were capped"


def test_words_are_there_in_every_language_and_both_wordings(app):
    consultation = a_consultation(document=translated(a_questionnaire(), "cy"))
    many_responses(consultation, 20, {"streets": ["buses"]})

    found = taken(consultation)

    assert found["consultation"]["titles"]["cy"] == {
        "standard": "(cy) The market place", "easy_read": "(cy) The market place"
    }  # fmt: skip
    assert found["rankings"][0]["lines"][0]["words"]["cy"]["easy_read"] == "(cy) Buses"


class TestThemes:
    @pytest.fixture
    def codeframe(self, consultation):
        """Thirty comments: twelve about trees may be quoted; one of them holds a name; three are about buses."""
        ann = a_staff_user("ann@example.org")
        for number in range(30):
            text = f"Trees {number}" if number < 27 else f"Buses {number}"
            text = "Mrs Bloggs planted our trees" if number == 0 else text
            one = a_response(consultation, comments={"streets": text}, profile={"age_band": "old"})
            db.session.add(Consent(response_id=one.id, quote=number < 12))
        db.session.commit()
        codeframe = a_codeframe(consultation, ann, "Trees", "Buses")
        code_all(codeframe, ann, *keys_of(codeframe))
        return codeframe

    def test_counts_are_printed_by_the_rule(self, codeframe):
        """27 of 30 print as 25 of 30; the 3 about buses are kept back."""
        part = taken(codeframe.consultation)["themes"][0]

        assert part["n_comments"] == 30
        assert [(line["name"], line["n_comments"], line["mark"]) for line in part["lines"]] == [
            ("Trees", 25, "u"), ("Buses", None, "c"),
        ]  # fmt: skip

    def test_quotes_have_consent_no_name_and_a_label_that_ten_share(self, codeframe):
        quotes = taken(codeframe.consultation)["themes"][0]["lines"][0]["quotes"]

        assert [quote["text"] for quote in quotes] == ["Trees 1", "Trees 2", "Trees 3"]
        assert quotes[0]["label"]["en"]["standard"] == "40 or over"
        assert quotes[0]["source"] == "comment"

    def test_an_officer_chooses_the_quotes(self, codeframe):
        chosen = {codeframe.themes[0].id: [keys_of(codeframe)["Trees 5"]]}

        line = taken(codeframe.consultation, chosen=chosen)["themes"][0]["lines"][0]
        assert [quote["text"] for quote in line["quotes"]] == ["Trees 5"]

    def test_a_published_label_stays(self, codeframe):
        before = taken(codeframe.consultation)["themes"][0]["lines"][0]["quotes"][0]

        line = taken(codeframe.consultation, earlier={before["id"]: {}})["themes"][0]["lines"][0]

        assert line["quotes"][0]["label"] == {}


def test_the_same_data_give_the_same_snapshot_and_it_is_plain_json(consultation):
    forty_seven(consultation)

    first, second = (taken(consultation) for _time in range(2))

    assert json.dumps(first) == json.dumps(second)
    assert json.loads(json.dumps(first)) == first


def test_the_made_up_snapshot_of_the_tests_has_the_same_keys(consultation):
    forty_seven(consultation)

    found = taken(consultation)

    assert set(found) == set(SNAPSHOT)
    for name in ("consultation", "disclosure"):
        assert names_of(found[name]) == names_of(SNAPSHOT[name])
    assert set(found["taking"]) == set(SNAPSHOT["taking"])
    assert set(found["method"]) == set(SNAPSHOT["method"])
    for name in ("about", "rankings"):
        assert set(found[name][0]) == set(SNAPSHOT[name][0])
        assert names_of(found[name][0]["lines"]) == names_of(SNAPSHOT[name][0]["lines"])


def test_there_is_none_while_nothing_is_published(app):
    consultation = consultations.open_consultation("bare", NOW - dt.timedelta(days=1), LATER)

    assert snapshot.take(consultation, NOW) is None
