"""Results of questions of every closed type: counted over those who answered, as many as the type lets one choose."""

import json

import pytest

from engage import results
from engage.api import figures
from engage.extensions import db
from engage.models import Role
from engage.operations import responses
from engage.publishing import newest_version, published
from engage.reports import full
from engage.results import attack, gate, questions, snapshot
from engage.results.snapshot.printing import RULES
from tests.builders import GRACE, NOW, a_consultation
from tests.every_type import document

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def sent(consultation, **values):
    """One response that was sent: type -> what is kept."""
    version = newest_version(consultation)
    response = responses.start(consultation, version, "online", "standard", "en", NOW)
    for section in published(version.id).definition.of_purpose("views"):
        for question in section.answered:
            value = values.get(question.type)
            responses.save_answer(response, question, value, "standard", "en", NOW, GRACE)
    return responses.submit(response, NOW, GRACE)


@pytest.fixture
def consultation(app):
    """Four people. By hand: of the 3 who chose how they travel, 2 walk, 2 go by bus; one chose nothing."""
    consultation = a_consultation(document=document())
    sent(consultation, multiple=["walk", "bus"], single="often", rank=["parks", "pools", "books"], scale="point_10")
    sent(consultation, multiple=["walk"], single="often", rank=["pools"], rating="red", scale="not_known")
    sent(consultation, multiple=["bus"], single="never", rank=["books", "pools"], number="12.5", date="2026-03-27")
    sent(consultation)
    return consultation


def counts(consultation):
    found = results.of(consultation)
    return {one.type: (one.answered, one.blank, {line.option: line.count for line in one.lines if line.count})
            for one in found.rankings}  # fmt: skip


def test_every_closed_type_is_counted_over_those_who_answered_it(consultation):
    assert counts(consultation) == {
        "top_three": (0, 4, {}),
        "multiple": (3, 1, {"walk": 2, "bus": 2}),
        "rank": (3, 1, {"parks": 1, "pools": 3, "books": 2}),
        "single": (3, 1, {"often": 2, "never": 1}),
        "scale": (2, 2, {"point_10": 1, "not_known": 1}),
        "rating": (1, 3, {"red": 1}),
    }


def test_an_order_is_also_told_by_first_choices_and_points(consultation):
    """By hand, 3-2-1: pools 2 + 3 + 2 = 7, books 1 + 3 = 4, parks 3; each is the first choice of one."""
    rank = next(one for one in results.of(consultation).rankings if one.type == "rank")

    assert rank.order.n_ordered == 3
    found = {line.words: (line.n_first, line.points) for line in rank.order.lines if line.points}
    assert found == {"Parks": (1, 3), "Pools": (1, 7), "Libraries": (1, 4)}


def test_an_option_put_behind_the_first_three_places_is_not_among_them(app):
    consultation = a_consultation(document=document("rank", rank={"most": 4}))
    sent(consultation, rank=["parks", "pools", "books", "gyms"])

    assert counts(consultation)["rank"] == (1, 0, {"parks": 1, "pools": 1, "books": 1})


def test_every_question_that_is_answered_with_options_has_a_page_of_results(consultation, staff):
    browser = staff(Role.ANALYST)
    for kind in ("multiple", "rank", "single", "scale", "rating"):
        page = browser.get(f"/staff/consultations/market-place/results/questions/a_{kind}")
        assert page.status == 200
        assert page.h1 == f"What about {kind}?"


def test_numbers_have_their_middle_where_enough_people_gave_one_and_dates_are_counted_by_month(app, staff):
    """By hand: 1 to 31, once each: median 16; 31 numbers are put into 8 steps of 3.75."""
    consultation = a_consultation(document=document("number", "date"))
    for n in range(1, 32):
        sent(consultation, number=str(n), date=f"2026-0{1 + n % 2}-01")
    sent(consultation)

    browser = staff(Role.ANALYST)
    number = browser.get("/staff/consultations/market-place/results/questions/a_number")
    date = browser.get("/staff/consultations/market-place/results/questions/a_date")

    assert "31 people answered. 1 left it blank. Half gave 16 miles or less." in number.text
    assert "1 to 4.754" in number.text
    assert "2026-0115 2026-0216" in date.text


@pytest.mark.parametrize("mode", RULES)
def test_of_one_choice_a_small_count_cannot_be_worked_out_from_the_others(app, mode):
    """20 said often and 3 never: with the base of 23 printed, one count told gives the other away."""
    consultation = a_consultation(document=document("single"))
    for n in range(23):
        sent(consultation, single="never" if n < 3 else "often")

    data = snapshot.take(consultation, NOW, mode)

    [section] = data["rankings"]
    told = {line["option"]: line["count"] for line in section["lines"]}
    assert section["most"] == 1
    assert told["never"] is None
    if mode == "exact":
        assert told["often"] is None
    assert attack.worked_out(data) == []


def numbers_and_dates(consultation):
    """By hand: 12 people gave 3 miles in March 2026, 20 gave 20 miles in May, one 150 miles in August."""
    for n in range(33):
        value, day = ("3", "2026-03-01") if n < 12 else ("20", "2026-05-01") if n < 32 else ("150", "2026-08-09")
        sent(consultation, number=value, date=day)
    sent(consultation)


@pytest.mark.parametrize("mode", RULES)
def test_numbers_and_dates_are_published_in_groups_and_no_person_is_told(app, mode):
    consultation = a_consultation(document=document("number", "date"))
    numbers_and_dates(consultation)

    data = snapshot.take(consultation, NOW, mode)

    number, date = data["measures"]
    counted = [(12, 21), (10, 20)][mode == "rounded"]
    assert [line["count"] for line in number["lines"]] == list(counted)
    assert [line["count"] for line in date["lines"]] == list(counted)
    assert [(line["low"], line["high"]) for line in date["lines"]] == [(None, "2026-03"), ("2026-04", None)]
    assert (number["lines"][0]["low"], number["lines"][-1]["high"]) == (0, 200)
    assert (number["median"], number["mean"]) == (20, None), "one person of 150 miles would be told by the mean"
    assert "150" not in json.dumps(data["measures"]) and "2026-08" not in json.dumps(data["measures"])
    assert attack.worked_out(data) == []


def test_programs_read_groups_and_the_middle(app):
    """By hand: of 33 numbers the median is 20; 20 is the upper quartile, and the ninth, 3, the lower."""
    consultation = a_consultation(document=document("number", "date"))
    numbers_and_dates(consultation)
    data = snapshot.take(consultation, NOW)

    rows = list(figures.measure_rows(data))
    [middle] = figures.middle_rows(data)

    assert rows[0] == ("types", "a_number", "number", "miles", "0", rows[0][5], 10, 35, 0.2857, "u")
    assert [row[4:7] for row in rows if row[2] == "date"] == [("", "2026-03", 10), ("2026-04", "", 20)]
    found = dict(zip([column.name for column in figures.MIDDLES], middle, strict=True))
    assert (found["base"], found["median"], found["lower_quartile"], found["upper_quartile"]) == (35, 20, 3, 20)
    assert found["mean"] is None
    assert all(len(row) == len(figures.MEASURES) for row in rows)


@pytest.mark.parametrize(("change", "is_stopped"), [({}, False), ({"answered": None}, True)])
def test_a_number_without_its_base_is_not_published(app, change, is_stopped):
    consultation = a_consultation(document=document("number"))
    numbers_and_dates(consultation)
    data = snapshot.take(consultation, NOW)
    data["measures"][0] |= change

    assert ("bases" in [stop.kind for stop in gate.stops(consultation, data)]) == is_stopped


def test_of_fewer_than_ten_numbers_nothing_is_published(app):
    consultation = a_consultation(document=document("number"))
    for n in range(9):
        sent(consultation, number=str(n))

    [number] = snapshot.take(consultation, NOW)["measures"]

    assert number["answered"] is None
    assert (number["lines"], number["median"]) == ([], None)


def test_exact_groups_of_two_releases_that_tell_who_came_between_are_found(app):
    consultation = a_consultation(document=document("date"))
    given = [("2026-03-01", 12), ("2026-05-01", 12)]
    for day, n in given:
        for _person in range(n):
            sent(consultation, date=day)
    before = snapshot.take(consultation, NOW, "exact")
    for _person in range(6):
        sent(consultation, date="2026-05-01")
    sent(consultation, date="2026-03-02")
    data = snapshot.take(consultation, NOW, "exact")

    found = attack.worked_out(data, [before])

    assert "a_date.the first to 2026-04: changed by fewer than 5" in found


def test_a_number_that_was_put_right_after_the_draft_changes_the_fingerprint_of_the_data(app):
    consultation = a_consultation(document=document("number"))
    response = sent(consultation, number="3")
    before = results.of(consultation).data_sha256
    response.answers[0].value = "4"
    db.session.commit()

    assert results.of(consultation).data_sha256 != before


def test_a_scale_keeps_its_order_and_has_a_median_and_a_mean(app):
    """By hand: 20 said 3, 20 said 9 and 5 do not know. Of 40 points: mean 6, median 6, which nobody gave."""
    consultation = a_consultation(document=document("scale"))
    for n in range(45):
        sent(consultation, scale="not_known" if n < 5 else "point_3" if n < 25 else "point_9")

    [live] = results.of(consultation).rankings
    [part] = snapshot.take(consultation, NOW)["rankings"]

    order = [f"point_{n}" for n in range(11)] + ["not_known"]
    assert [line.option for line in live.lines] == [line["option"] for line in part["lines"]] == order
    assert {line.rank for line in live.lines} == {line["rank"] for line in part["lines"]} == {""}
    assert (live.middle.n, live.middle.mean, live.middle.median) == (40, 6, 6)
    assert (part["middle"]["mean"], part["middle"]["median"]) == (6.0, 6.0)


def test_the_mean_of_a_scale_comes_from_printed_counts_alone(app):
    """By hand: 20 said 3, 20 said 9, three said 10. The three stand as four: (60 + 180 + 40) / 44 = 6.36; of one to
    seven it lies between 6.10 and 6.60, less than a point apart."""
    consultation = a_consultation(document=document("scale"))
    for n in range(43):
        sent(consultation, scale="point_10" if n < 3 else "point_3" if n < 23 else "point_9")

    data = snapshot.take(consultation, NOW)

    [part] = data["rankings"]
    kept_back = [line["option"] for line in part["lines"] if line["count"] is None]
    assert kept_back == ["point_10"]
    assert part["middle"]["mean"] == 6.4
    assert attack.worked_out(data) == []


def test_an_order_is_released_with_its_first_choices_and_read_with_its_mean_places(app):
    """By hand: 20 put parks 1st and pools 2nd, 10 put books 1st and parks 2nd. Of four options the two that are left
    share the places 3 and 4. Parks: (20 * 1 + 10 * 2) / 30 = 1.33; pools: (20 * 2 + 10 * 3.5) / 30 = 2.5."""
    consultation = a_consultation(document=document("rank"))
    for n in range(30):
        sent(consultation, rank=["parks", "pools"] if n < 20 else ["books", "parks"])

    [live] = results.of(consultation).rankings
    data = snapshot.take(consultation, NOW)
    [part] = data["rankings"]

    places = {line.option: round(line.mean_place, 2) for line in live.order.lines}
    assert places == {"parks": 1.33, "pools": 2.5, "books": 2.67, "gyms": 3.5}
    first = {line["option"]: line["count"] for line in part["first"]["lines"]}
    assert part["first"]["ordered"] == 30
    assert first == {"parks": 20, "pools": 0, "books": 10, "gyms": 0}
    assert attack.worked_out(data) == []


def test_a_place_behind_the_third_counts_in_the_mean_place(app):
    """By hand: all put parks, pools, books, gyms in this order: the mean places are 1, 2, 3 and 4."""
    consultation = a_consultation(document=document("rank", rank={"most": 4}))
    for _n in range(3):
        sent(consultation, rank=["parks", "pools", "books", "gyms"])

    [live] = results.of(consultation).rankings

    places = {line.option: line.mean_place for line in live.order.lines}
    assert places == {"parks": 1, "pools": 2, "books": 3, "gyms": 4}


def test_staff_read_every_type_in_words_of_its_own(consultation, staff):
    page = staff(Role.ANALYST).get("/staff/consultations/market-place/results")

    for kind in ("rank", "top_three"):
        assert f"What matters most: What about {kind}?" in page.text
    for kind in ("scale", "rating", "multiple", "single", "number", "date"):
        assert f"What people answered: What about {kind}?" in page.text
    assert "People could choose up to 2, so shares add to more than 100%." in page.text
    assert "12.51" in page.text, "12.5, once"


def test_reports_tell_every_type_without_a_rank_where_there_is_none(app):
    consultation = a_consultation(document=document())
    for n in range(40):
        sent(consultation, scale=f"point_{n % 2 * 9}", rating="green" if n < 30 else "red", rank=["parks"],
             single="often", multiple=["walk"], number=f"{n}", date="2026-03-27", top_three=["buses"])  # fmt: skip

    report = full.build(snapshot.take(consultation, NOW))

    tables = {table.name: table for table in report.tables}
    assert tables["ranking-a_rating"].header == ("Option", "People", "Share", "Steady from", "Steady to")
    assert [row[0] for row in tables["ranking-a_rating"].rows] == [
        "Green: good", "Amber: partly good", "Red: not good", "I do not know",
    ]  # fmt: skip
    assert tables["ranking-a_rating"].title == "What about rating?"
    assert tables["ranking-a_single"].notes[0] == "Base: 40 people who answered this question."
    assert "up to 2" in tables["ranking-a_multiple"].notes[0]
    assert tables["first-a_rank"].rows[0][:2] == ("Parks", 40)
    told = " ".join(getattr(block, "text", getattr(block, "sentence", "")) for block in report.blocks)
    assert "Given most often: Green: good, by 30 of the 40 people who answered." in told
    assert "takes every step of the scale as equally wide" in told
    assert "up to 3" not in tables["ranking-a_scale"].notes[0]


def test_which_questions_have_results(consultation):
    assert [type_ for _key, _words, _title, type_ in questions.keys_of(consultation)] == [
        "top_three", "multiple", "rank", "single", "scale", "rating", "number", "date", "free_text",
    ]  # fmt: skip
