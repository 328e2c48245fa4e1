"""Easy Read offers fewer options: what was chosen is kept when the wording changes, and counted with its own base."""

from engage import results
from engage.models import Role
from tests.builders import a_consultation, a_questionnaire, a_response
from tests.forms.test_hard_words import EASY_ONLY, FEWER, STANDARD_ONLY, streets
from tests.journey import PRIORITIES, open_page, saved_choices
from tests.pages import Browser


def labels(page):
    return ["".join(label.itertext()) for label in page.tree.iter("label")]


def test_easy_read_offers_its_own_options_only(browser):
    assert labels(open_page(browser, PRIORITIES, "easy-read", FEWER)) == ["Benches", "Safe", "Green"]


def test_a_choice_with_one_counterpart_is_carried_over_and_another_is_kept(browser):
    page = open_page(browser, PRIORITIES, document=FEWER)

    easy = page.submit({"q_streets_priorities": ["trees", "buses"]}, button="Use Easy Read")

    assert easy.ticked == ["buses", "green"]
    assert labels(easy) == ["Buses", "Benches", "Safe", "Green"]
    easy.submit(button="Continue")
    assert saved_choices() == ["buses", "green"]


def test_switching_forth_and_back_changes_nothing(browser):
    page = open_page(browser, PRIORITIES, "easy-read", FEWER)

    standard = page.submit({"q_streets_priorities": ["safe", "green"]}, button="Use standard words")
    assert standard.ticked == ["trees", "safe"]
    easy = standard.submit(button="Use Easy Read")

    assert easy.ticked == ["safe", "green"]
    assert saved_choices() == ["trees", "safe"]


def test_an_option_that_was_never_offered_is_refused(browser):
    page = open_page(browser, PRIORITIES, "easy-read", FEWER)

    assert page.submit({"q_streets_priorities": ["buses"]}).errors == ["Choose one of the options"]
    assert saved_choices() == []


def test_results_give_each_option_its_own_base(staff):
    """3 answered in standard words, 2 in Easy Read: buses 2 of 3, benches 1 of 5, Safe 2 of 2 and added to nothing."""
    consultation = a_consultation(document=FEWER)
    for picks in (["buses"], ["buses", "lights"], ["trees"]):
        a_response(consultation, {"streets": picks})
    for picks in (["safe"], ["safe", "benches"]):
        a_response(consultation, {"streets": picks}, variant="easy_read")

    lines = {line.words: line for line in results.of(consultation).rankings[0].lines}
    page = staff(Role.ANALYST).get("/staff/consultations/market-place/results")

    assert {words: (line.count, line.base, line.rank) for words, line in lines.items()} == {
        "Buses": (2, 3, "1"), "Street lights": (1, 3, "2="), "Trees": (1, 3, "2="), "Benches": (1, 5, "4"),
        "Safe": (2, 2, ""), "Green": (0, 2, ""),
    }  # fmt: skip
    assert lines["Safe"].stands_for == ("Buses", "Street lights")
    assert "Safe (Easy Read only: stands for “Buses”, “Street lights”)" in page.text
    assert "Out of" in page.text
    assert "100% of 2" in page.text
    browser = page.browser.client.get("/staff/consultations/market-place/download/ranking.csv").get_data(as_text=True)
    assert "Easy Read only,Buses; Street lights" in browser
    cover = page.browser.client.get("/staff/consultations/market-place/download/cover.csv").get_data(as_text=True)
    assert "Base: Safe,2 of 5 who answered; Easy Read only" in cover


def test_a_section_whose_ranked_options_nobody_was_offered_yet_says_so(staff):
    """Both answered in Easy Read, which has no option of the standard words: no option can have a place."""
    document = streets(
        safe=EASY_ONLY | {"stands_for": ["buses", "lights"]}, green=EASY_ONLY | {"stands_for": ["trees", "benches"]},
        buses=STANDARD_ONLY, lights=STANDARD_ONLY, trees=STANDARD_ONLY, benches=STANDARD_ONLY,
    )  # fmt: skip
    consultation = a_consultation(document=document)
    for _number in range(2):
        a_response(consultation, {"streets": ["safe"]}, variant="easy_read")

    page = staff(Role.ANALYST).get("/staff/consultations/market-place/results")

    assert page.status == 200
    assert "There is no ranking yet: nobody who answered so far was offered the options that are ranked." in page.text
    assert "cannot be told apart" not in page.text


def test_nothing_is_promised_of_all_places_where_options_have_their_own_bases(staff):
    consultation = a_consultation(document=FEWER)
    a_response(consultation, {"streets": ["buses"]})
    a_response(consultation, {"streets": ["safe"]}, variant="easy_read")

    page = staff(Role.ANALYST).get("/staff/consultations/market-place/results")

    assert "how often all places in “could be” hold together is not known" in page.text
    assert "at least 95 times in 100" not in page.text


def test_where_everything_is_offered_to_all_no_base_is_printed(staff):
    a_response(a_consultation(), {"streets": ["buses"]})

    assert "Out of" not in staff(Role.ANALYST).get("/staff/consultations/market-place/results").text


def test_a_hard_word_is_bold_and_escaped_and_nowhere_marked(client, app):
    introduction = {
        "standard": [{"text": {"en": "About the market."}}],
        "easy_read": [
            {"picture": "house", "text": {"en": "We want **<b>wellbeing</b>**."}},
            {"picture": "house", "text": {"en": "<b>wellbeing</b> means feeling good."}},
        ],
    }
    a_consultation(document=a_questionnaire(introduction=introduction))

    html = Browser(client).get("/market-place/en/easy-read").html

    assert "<strong>&lt;b&gt;wellbeing&lt;/b&gt;</strong>" in html
    assert "**" not in html


def test_bigger_text_keeps_what_was_typed_and_goes_along(browser):
    page = open_page(browser, PRIORITIES)

    large = page.submit({"q_streets_priorities": ["buses"]}, button="Bigger text")

    assert large.ticked == ["buses"]
    assert "app-large-text" in large.html
    assert "app-large-text" in large.submit().html
    assert "app-large-text" not in large.submit(button="Normal text").html


def test_every_sentence_option_and_error_has_a_picture(browser):
    """Requirement 28, on the page of an error, the check and the page before the questions about you."""
    page = open_page(browser, PRIORITIES, "easy-read")
    wrong = page.submit({"q_streets_priorities": ["buses", "lights", "trees", "benches"]})
    pictured = [*wrong.tree.iter("label"), *(e for e in wrong.tree.iter() if "error-message" in (e.get("class") or ""))]
    pictured += [li for li in wrong.tree.iter("li") if any("#q_" in (a.get("href") or "") for a in li.iter("a"))]
    pictured += [e for e in wrong.tree.iter() if e.get("class") == "govuk-hint"]
    check = wrong.submit({"q_streets_priorities": ["buses"]})
    check = browser.get("/".join(check.path.split("/")[:5]) + "/check")
    pictured += [*check.tree.find(".//main").iter("dt"), *check.tree.iter("dt")]

    assert len(pictured) > 12
    assert all(element.find(".//img") is not None for element in pictured)
