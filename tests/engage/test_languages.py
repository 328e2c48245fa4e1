"""Languages of residents' pages: offered when complete, right in every word, and nothing typed is lost on the way."""

import datetime as dt

import pytest
from flask import g

from engage import catalogues
from engage.config import ROOT
from engage.i18n import describe, moment
from engage.models import Answer, AuditEvent, Role, TranslationCheck
from tests.builders import NOW, a_consultation, a_questionnaire, count, translated
from tests.journey import COMMENT, PRIORITIES, draft_of, saved_choices, saved_texts, set_clock

LIVING_WELL = (ROOT / "forms" / "questionnaires" / "living_well.json").read_text(encoding="utf-8")
NAMES = {"en": ("English", "ltr"), "cy": ("Cymraeg", "ltr"), "pl": ("Polski", "ltr"), "ar": ("العربية", "rtl")}
ERROR = {"en": "Error", "cy": "Gwall", "pl": "Błąd", "ar": "خطأ"}
LOCALES = pytest.mark.parametrize("locale", NAMES)


@pytest.fixture
def market(app):
    return a_consultation(document=translated(a_questionnaire(), "cy", "pl", "ar"))


@pytest.fixture
def without_polish(monkeypatch):
    """Our own pages lack one text in Polish."""
    monkeypatch.setattr(catalogues, "missing", lambda locale: ("Back",) if locale == "pl" else ())


def begin(browser, locale="en", variant="standard"):
    """The part of an address that all pages of a fresh draft begin with."""
    return draft_of(browser.get(f"/market-place/{locale}/{variant}").submit())


def choices(page):
    """{code: element} of the languages that a page offers."""
    nav = next(nav for nav in page.tree.iter("nav") if "app-languages" in nav.get("class", ""))
    return {element.get("lang"): element for item in nav.iter("li") for element in item}


@LOCALES
def test_a_page_says_its_language_and_direction(browser, market, locale):
    """Requirement 1."""
    page = browser.get(f"/market-place/{locale}/standard")

    root = page.tree if page.tree.tag == "html" else page.tree.find("html")
    assert (root.get("lang"), root.get("dir")) == (locale, NAMES[locale][1])
    sheet = "app.rtl.css" if locale == "ar" else "app.css"
    assert f"/{sheet}?" in page.html


@pytest.mark.parametrize("path", ["", "/sections", f"/{PRIORITIES}", f"/{COMMENT}", "/check", "/about-you", "/send"])
def test_every_page_offers_each_language_in_its_own_name(browser, market, path):
    """Requirement 24: own names with lang, hreflang and dir; no flags."""
    page = browser.get(f"{begin(browser)}{path}" if path else "/market-place/en/standard")

    found = choices(page)
    assert {code: ("".join(e.itertext()), e.get("dir")) for code, e in found.items()} == NAMES
    assert found["en"].get("aria-current") == "true"
    assert all(e.get("hreflang") == code for code, e in found.items() if e.tag == "a")
    assert not list(next(nav for nav in page.tree.iter("nav") if "app-lang" in nav.get("class", "")).iter("img"))


@LOCALES
def test_a_link_leads_to_the_same_page_in_the_other_language(browser, market, locale):
    page = browser.get(f"{begin(browser)}/check")

    if locale != "en":
        page = page.link(NAMES[locale][0])
    assert page.path.split("/")[2] == locale
    assert page.path.endswith("/check")


def test_ticks_go_along_when_the_language_changes(browser, market):
    """Requirement 16."""
    page = browser.get(f"{begin(browser)}/{PRIORITIES}")

    page = page.submit({"q_streets_priorities": ["lights", "trees"]}, button="Cymraeg")

    assert page.path.split("/")[2] == "cy"
    assert page.h1 == "(cy) Which matter most in your streets?"
    assert page.ticked == ["lights", "trees"]
    assert saved_choices() == ["lights", "trees"]


def test_an_answer_keeps_the_language_it_was_given_in(browser, market):
    page = browser.get(f"{begin(browser)}/{COMMENT}").submit({"q_streets_comment": "More buses"}, button="العربية")

    assert page.typed.strip() == "More buses"
    area = page.tree.find(".//textarea")
    assert (area.get("dir"), area.get("lang")) == ("auto", "en")
    assert saved_texts() == ["More buses"]
    assert Answer.query.one().locale == "en"


def test_too_many_ticks_go_along_with_the_error_in_the_new_language(browser, market):
    """Requirement 12: summary, title and inline message translated; 16: ticks kept though they cannot be saved."""
    page = browser.get(f"{begin(browser)}/{PRIORITIES}")

    page = page.submit({"q_streets_priorities": ["buses", "lights", "trees", "benches"]}, button="Polski")

    assert page.status == 422
    assert len(page.ticked) == 4
    assert page.errors == ["Liczba odpowiedzi do wyboru: najwyżej 3. Wybrano: 4."]
    assert page.title.startswith("Błąd: (pl) ")
    assert saved_choices() == []
    page = page.submit({"q_streets_priorities": ["buses"]}, button="Dalej")
    assert page.path.split("/")[2] == "pl"
    assert Answer.query.one().locale == "pl"


@LOCALES
@pytest.mark.parametrize("variant", ["standard", "easy-read"])
def test_an_error_is_told_in_the_language_of_the_page(browser, market, locale, variant):
    """Requirement 12."""
    four = {"q_streets_priorities": ["buses", "lights", "trees", "benches"]}

    page = browser.get(f"{begin(browser, locale, variant)}/{PRIORITIES}").submit(four)

    assert page.title.startswith(f"{ERROR[locale]}: ")
    heading = page.tree.find(".//h2[@class='govuk-error-summary__title']")
    assert ("".join(heading.itertext()) == "There is a problem") == (locale == "en")


def test_numbers_in_an_error_are_written_as_the_language_does(browser, app):
    limited = a_questionnaire().replace('"type": "free_text"', '"type": "free_text", "max_length": 1000')
    a_consultation(document=translated(limited, "pl"))

    page = browser.get(f"{begin(browser, 'pl')}/{COMMENT}").submit({"q_streets_comment": "a" * 12345})

    assert page.errors == ["Liczba znaków w odpowiedzi: 12 345. Limit wynosi 1 000."]


def test_free_text_is_marked_with_its_language_when_the_page_has_another(browser, market):
    """Requirement 41 for the resident's own pages."""
    base = begin(browser)
    browser.get(f"{base}/{COMMENT}").submit({"q_streets_comment": "More buses"})

    def shown(locale):
        page = browser.get(f"{base.replace('/en/', f'/{locale}/')}/check")
        (answer,) = (e for e in page.tree.iter("div") if e.get("class") == "app-answer")
        return answer.get("dir"), answer.get("lang")

    assert shown("ar") == ("auto", "en")
    assert shown("en") == ("auto", None)


@pytest.mark.usefixtures("without_polish")
def test_a_language_that_our_pages_lack_a_word_of_is_not_offered(browser, market):
    page = browser.get("/market-place/en/standard")

    assert list(choices(page)) == ["en", "cy", "ar"]
    assert browser.get("/market-place/pl/standard").status == 404
    assert "Polski" not in browser.get("/").text


def test_a_language_that_the_questionnaire_lacks_is_not_offered(browser, app):
    a_consultation()

    page = browser.get("/market-place/en/standard")

    assert not [nav for nav in page.tree.iter("nav") if nav.get("class") == "app-languages"]
    assert browser.get("/market-place/ar/standard").status == 404


@pytest.mark.parametrize(("path", "heading"), [
    ("/market-place/ar/standard/not/a/page/of/ours", "لم نعثر على الصفحة"),
    ("/market-place/pl/standard/AAAAAAAAAAAA/check", "Nie ma takiej strony"),
    ("/nowhere/cy/standard", "Heb ddod o hyd i’r dudalen"),
    ("/nowhere/xx/standard", "Page not found"),
])  # fmt: skip
def test_an_error_page_speaks_the_language_of_its_address(browser, market, path, heading):
    page = browser.get(path)

    assert (page.status, page.h1) == (404, heading)


def test_a_draft_of_somebody_else_is_refused_in_the_language_of_the_page(app, browser, market):
    address = f"{begin(browser, 'cy')}/check"

    page = type(browser)(app.test_client()).get(address)

    assert (page.status, page.h1) == (403, "Ni allwch chi agor y dudalen hon")
    assert page.link("Ewch i’r dudalen gyntaf").path.startswith("/market-place/cy/")


def test_the_first_page_names_each_consultation_in_its_languages(browser, market):
    page = browser.get("/")

    assert page.link("Cymraeg: ").path == "/market-place/cy/standard"


def test_a_closed_consultation_says_so_in_welsh(app, browser, market):
    set_clock(app, NOW + dt.timedelta(days=40))

    page = browser.get("/market-place/cy/standard")

    assert (page.status, page.h1) == (410, "Mae’r ymgynghoriad hwn wedi cau")
    assert "Dyddiad cau: 11:59pm, Dydd Mawrth 27 Hydref 2026." in page.text


@pytest.mark.parametrize(("locale", "morning", "evening"), [
    ("en", "9am on Monday 5 October 2026", "11:59pm on Monday 5 October 2026"),
    ("cy", "9am, Dydd Llun 5 Hydref 2026", "11:59pm, Dydd Llun 5 Hydref 2026"),
    ("pl", "09:00, poniedziałek 5 października 2026", "23:59, poniedziałek 5 października 2026"),
    ("ar", "9 ص، الاثنين 5 أكتوبر 2026", "11:59 م، الاثنين 5 أكتوبر 2026"),
])  # fmt: skip
def test_a_moment_is_told_in_the_words_of_the_language(app, locale, morning, evening):
    with app.test_request_context(f"/market-place/{locale}/standard"):
        g.locale = locale
        assert moment(dt.datetime(2026, 10, 5, 8, 0, tzinfo=dt.UTC)) == morning
        assert moment(dt.datetime(2026, 10, 5, 22, 59, tzinfo=dt.UTC)) == evening


@pytest.mark.parametrize(("locale", "minutes", "text"), [
    ("en", 1, "It takes about 1 minute."),
    ("cy", 2, "Mae’n cymryd tua 2 funud."),
    ("cy", 10, "Mae’n cymryd tua 10 munud."),
    ("pl", 1, "To zajmie około 1 minuty."),
    ("pl", 22, "To zajmie około 22 minut."),
    ("ar", 2, "يستغرق ذلك نحو دقيقتين (2)."),
    ("ar", 10, "يستغرق ذلك نحو 10 دقائق."),
    ("ar", 15, "يستغرق ذلك نحو 15 دقيقة."),
])  # fmt: skip
def test_a_number_takes_the_plural_of_the_language(browser, app, locale, minutes, text):
    minutes_of_both = {"standard": minutes, "easy_read": minutes}
    a_consultation(document=translated(a_questionnaire(minutes=minutes_of_both), "cy", "pl", "ar"))

    assert text in browser.get(f"/market-place/{locale}/standard").text


@pytest.mark.parametrize("locale", ["cy", "pl", "ar"])
@pytest.mark.parametrize("variant", ["standard", "easy-read"])
def test_living_well_shows_no_english_to_those_who_read_another_language(browser, app, locale, variant):
    """Nothing is left untranslated in silence: no text of the catalogue stands on a page as it is in English."""
    a_consultation(document=LIVING_WELL)
    start = browser.get(f"/market-place/{locale}/{variant}")
    base = draft_of(start.submit())
    ours = [text for text in catalogues._wanted() if len(text.split()) > 2 and "%" not in text]

    pages = [start, *(browser.get(f"{base}/{path}") for path in ("sections", "check", "about-you", "send"))]

    left = [(page.path, text) for page in pages for text in ours if text in page.text]
    assert left == []


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.ENGAGEMENT_OFFICER])
def test_staff_see_that_a_translation_was_made_by_a_machine_until_a_speaker_has_checked_it(staff, market, role):
    page = staff(role).get("/staff/consultations/market-place/desk").link("See languages")
    assert page.text.count("Made by machine, not yet checked by a speaker") == 3

    page = page.submit()

    assert page.text.count("Made by machine, not yet checked by a speaker") == 2
    assert "A speaker has checked this." in page.text
    check = TranslationCheck.query.one()
    assert (check.locale, check.checked_at) == ("cy", NOW)
    assert AuditEvent.query.filter_by(verb="checked_translation").one().detail == {"version": 1, "locale": "cy"}


def test_a_tick_can_be_taken_back(staff, market):
    page = staff(Role.ADMINISTRATOR).get("/staff/consultations/market-place/languages").submit().submit()

    assert page.text.count("not yet checked by a speaker") == 3
    assert count(TranslationCheck) == 0
    assert count(AuditEvent, verb="unchecked_translation") == 1


def test_a_tick_pressed_twice_is_one_tick(staff, market):
    browser = staff(Role.ADMINISTRATOR)
    page = browser.get("/staff/consultations/market-place/languages")

    page.submit()
    page.submit()

    assert count(TranslationCheck) == 1
    assert count(AuditEvent, verb="checked_translation") == 1


def test_a_new_version_is_to_be_checked_anew(staff, market):
    browser = staff(Role.ADMINISTRATOR)
    browser.get("/staff/consultations/market-place/languages").submit()

    a_consultation(document=translated(a_questionnaire(version=2), "cy", "pl", "ar"))

    assert browser.get("/staff/consultations/market-place/languages").text.count("not yet checked") == 3


def test_what_is_no_translation_cannot_be_ticked(staff, market):
    browser = staff(Role.ADMINISTRATOR)
    token = next(f.get("value") for f in browser.get("/staff/").tree.iter("input") if f.get("name") == "csrf_token")

    for path in ("market-place/languages/en", "market-place/languages/xx", "nowhere/languages/cy"):
        assert browser.post(f"/staff/consultations/{path}", {"csrf_token": token, "checked": "yes"}).status == 404
    assert browser.get("/staff/consultations/nowhere/languages").status == 404


def test_residents_are_not_told_of_machines(browser, market):
    assert "machine" not in browser.get("/market-place/en/standard").html


def test_staff_pages_are_in_english_whatever_the_address_says(staff, market):
    page = staff(Role.ADMINISTRATOR).get("/staff/ar/nothing")

    assert 'lang="en" dir="ltr"' in page.html
    assert page.h1 == "Page not found"


@pytest.mark.usefixtures("without_polish")
def test_check_says_what_a_language_lacks(app):
    done = app.test_cli_runner().invoke(args=["engage", "check"])

    assert done.exit_code == 1
    assert "living_well.json: locales.pl: is not offered: our pages have no words for 'Back'" in done.output


def test_check_gives_errors_and_warnings_their_place(app, tmp_path):
    path = tmp_path / "market.json"
    path.write_text(a_questionnaire().replace("Tell us about the market.", "It is made by *us*."), encoding="utf-8")

    done = app.test_cli_runner().invoke(args=["engage", "check", str(path)])

    assert done.exit_code == 1
    assert "market.json: introduction.1.easy_read.en: italics" in done.output
    assert "market.json: warning: introduction.1.easy_read.en: 'is made' does not say who does it" in done.output
    assert "1 to mend" in done.output


def test_a_questionnaire_that_breaks_the_rules_of_easy_read_is_not_published(app):
    with pytest.raises(ValueError, match=r"introduction.1.easy_read.en: italics"):
        a_consultation(document=a_questionnaire().replace("Tell us about the market.", "It is *good*."))


def test_names_of_languages_begin_with_a_capital():
    assert {code: describe(code)[1:] for code in NAMES} == NAMES
