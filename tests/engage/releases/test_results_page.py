"""The results for everybody: only what stands in the newest release, in both wordings of every language."""

import datetime as dt

import pytest

from engage.extensions import db
from engage.operations import releases
from engage.operations.staff import find_active
from tests.builders import a_codeframe, a_consultation, a_questionnaire, a_staff_user, translated
from tests.engage.releases.prepared import CLOSED
from tests.journey import set_clock
from tests.snapshots import a_snapshot, words

WORDINGS = ("standard", "easy-read")
LANGUAGES = ("en", "cy", "pl", "ar")
PAGE = "/market-place/{}/{}/results"
WORDS = {
    "headline": {"en": {"standard": "Buses matter most in the market place.", "easy_read": "Buses matter most."}},
    "next": {"en": {"standard": "The Board decides in December.", "easy_read": "The Board decides in December."}},
    "next_on": "2026-12-01",
}


@pytest.fixture
def consultation(app):
    set_clock(app, CLOSED + dt.timedelta(days=1))
    a_staff_user("second@example.org")
    a_staff_user("third@example.org")
    return a_consultation(document=translated(a_questionnaire(), "cy", "pl", "ar"))


def release(consultation, data=None, files=(), now=CLOSED, quotes=()):
    """Published from this data, past every stop."""
    first, second = (find_active(f"{name}@example.org") for name in ("second", "third"))
    locales = ["en", "cy", "pl", "ar"]
    draft = releases.prepare(consultation, data or a_snapshot(), WORDS, quotes, "", locales, first, now)
    releases.approve(draft, [], draft.sha256, second, now)
    releases.publish(draft, [], dt.UTC, second, now, files)
    return draft


@pytest.mark.parametrize("wording", WORDINGS)
@pytest.mark.parametrize("locale", LANGUAGES)
def test_everybody_reads_the_results_in_their_language_and_wording(consultation, browser, locale, wording):
    """Page.check() looks at the mark-up of each: direction, one sentence a row, a picture with each."""
    release(consultation)

    page = browser.get(PAGE.format(locale, wording))

    assert page.status == 200
    assert "Buses matter most" in page.text and "The Board decides in December." in page.text
    assert "Trees and shade" in page.text


def test_the_page_says_who_took_part_what_matters_and_what_people_wrote(consultation, browser):
    release(consultation)

    page = browser.get(PAGE.format("en", "standard"))

    assert "150 people took part." in page.text
    assert "10 organisations answered too. They are counted apart." in page.text
    assert "Chosen most often: Buses (69% of 145 people)." in page.text
    assert "More trees would keep the street cool" in page.text and "Said in a session" in page.text
    assert "The results were published on Friday 6 November 2026." in page.text


def test_what_is_kept_back_has_its_mark_and_no_bar(consultation, browser):
    release(consultation)

    page = browser.get(PAGE.format("en", "standard"))

    rows = {row[0]: row[1:] for row in table_rows(page)}
    assert rows["Benches"] == ["", "", "[c]", "145", "[c]"]
    assert rows["Bakers"] == ["1", "1 to 3", "15", "20", "[z]"]
    assert rows["Parking"][:2] == ["[c]", "[c]"]
    assert page.html.count("<rect ") == 3


def test_in_easy_read_people_read_what_most_picked_and_no_quote(consultation, browser):
    release(consultation)

    page = browser.get(PAGE.format("en", "easy-read"))

    assert "1: Buses" in page.text and "About 100 people of 145 picked this." in page.text
    assert "More trees" not in page.text


def test_nothing_typed_in_the_address_changes_the_figures(consultation, browser):
    release(consultation)

    plain, asked = (browser.get(PAGE.format("en", "standard") + more) for more in ("", "?age_band=young&area=1"))

    assert plain.text == asked.text


def test_while_nothing_is_published_there_is_no_such_page(consultation, browser):
    assert browser.get(PAGE.format("en", "standard")).status == 404


def test_the_newest_release_is_shown_and_one_that_is_taken_back_is_not(consultation, browser):
    release(consultation)
    data = a_snapshot()
    data["taking"]["people"] = 165
    second = release(consultation, data)
    newer = browser.get(PAGE.format("en", "standard")).text

    releases.take_back(second, "A mistake", dt.UTC, find_active("third@example.org"), CLOSED)

    assert "165 people took part." in newer
    assert "150 people took part." in browser.get(PAGE.format("en", "standard")).text


def test_a_released_file_is_handed_out_to_the_byte(consultation, browser):
    release(consultation, files=[("csv", "market-place-ranking.csv", b"a,b\n1,2\n")])

    page = browser.get(PAGE.format("en", "standard"))
    reply = browser.client.get("/market-place/results/market-place-ranking.csv")

    assert "market-place-ranking.csv" in page.text
    assert (reply.data, reply.headers["Content-Type"]) == (b"a,b\n1,2\n", "text/csv; charset=utf-8")
    assert browser.client.get("/market-place/results/other.csv").status_code == 404


def test_once_a_quote_is_taken_off_no_file_that_holds_it_is_handed_out(consultation, browser):
    data = a_snapshot()
    quote = next(quote for part in data["themes"] for line in part["lines"] for quote in line["quotes"])
    theme = a_codeframe(consultation, find_active("second@example.org"), "Trees").themes[0]
    shown = release(consultation, data, [("csv", "ranking.csv", b"a")], quotes=[(theme.id, "answer:1", quote["id"])])

    releases.hide_quote(shown, quote["id"], "Consent was withdrawn", find_active("third@example.org"), CLOSED)

    assert "ranking.csv" not in browser.get(PAGE.format("en", "standard")).text
    assert browser.client.get("/market-place/results/ranking.csv").status_code == 404


def test_the_page_of_the_consultation_leads_to_the_results(consultation, browser):
    release(consultation)
    consultation.closes_at = CLOSED - dt.timedelta(days=1)
    db.session.commit()

    page = browser.get("/market-place/pl/easy-read").link("Przeczytaj wszystkie wyniki")

    assert page.path == "/market-place/pl/easy-read/results"


def test_the_feed_tells_of_the_results(consultation, browser):
    release(consultation)

    feed = browser.client.get("/market-place/en/standard/what-we-did.xml").text

    assert "The results are published" in feed and "#release-1" in feed


def table_rows(page):
    return [
        ["".join(cell.itertext()).strip() for cell in row if cell.tag in ("th", "td")] for row in page.tree.iter("tr")
    ]


@pytest.mark.parametrize(("mark", "is_warned"), [("u", True), ("", False)])
def test_a_share_of_fewer_than_100_people_carries_a_warning(consultation, browser, mark, is_warned):
    data = a_snapshot()
    for line in data["rankings"][0]["lines"]:
        line["mark"] = mark
    release(consultation, data)

    page = browser.get(PAGE.format("en", "standard"))

    assert ("Fewer than 100 people answered this question" in page.text) is is_warned


def a_measure(**changes):
    lines = [
        {"low": 0, "high": 4, "count": 40, "share": 0.4, "mark": ""},
        {"low": 5, "high": 9, "count": 50, "share": 0.5, "mark": ""},
        {"low": 10, "high": None, "count": 10, "share": 0.1, "mark": ""},
    ]
    middle = {"mean": 6, "mean_low": 5.5, "mean_high": 6.5, "median": 5, "median_low": 5, "median_high": 6}
    return {
        "key": "distance", "section": "streets", "titles": words("Your streets"), "question": words("How far?"),
        "type": "number", "unit": words("miles"), "answered": 100, "blank": 0, "lines": lines, **middle,
    } | changes  # fmt: skip


@pytest.mark.parametrize("wording", WORDINGS)
@pytest.mark.parametrize("locale", LANGUAGES)
def test_numbers_and_dates_are_told_in_groups_in_every_language_and_wording(consultation, browser, locale, wording):
    months = [{"low": None, "high": "2026-04", "count": 30, "share": 0.3, "mark": ""},
              {"low": "2026-05", "high": "2026-05", "count": 70, "share": 0.7, "mark": ""}]  # fmt: skip
    day = a_measure(key="moved", type="date", unit={}, question=words("When?"), lines=months, median=None, mean=None)
    release(consultation, a_snapshot(measures=[a_measure(), day]))

    page = browser.get(PAGE.format(locale, wording))

    assert page.status == 200
    assert "How far?" in page.text and "When?" in page.text
    if (locale, wording) == ("en", "standard"):
        assert "Half of the people gave 5 miles or less." in page.text
        assert "The mean is 6 miles. It could lie between 5.5 miles and 6.5 miles." in page.text
        assert "10 or more" in page.text and "April 2026 or earlier" in page.text and "May 2026" in page.text
    if (locale, wording) == ("en", "easy-read"):
        assert "This is what people gave most: 5 to 9." in page.text


def test_three_choices_are_only_spoken_of_where_every_question_has_them(consultation, browser):
    data = a_snapshot()
    data["rankings"][0] |= {"most": 2}
    release(consultation, data)

    assert "up to three" not in browser.get(PAGE.format("en", "standard")).text
    assert "pick 3 things" not in browser.get(PAGE.format("en", "easy-read")).text
