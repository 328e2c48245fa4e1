"""Pieces of pages that are kept for everybody: nobody ever finds something of another person on a page."""

import pytest
from sqlalchemy import select

from engage import kept_pieces, return_codes
from engage.extensions import db
from engage.models import Response
from tests.conftest import SECRET_KEY
from tests.journey import AGE, COMMENT, PRIORITIES, open_page
from tests.pages import Browser

PAGES = ("sections", "who", PRIORITIES, COMMENT, AGE, "check", "about-you", "send", "code")
WORDS = ("Quince jelly on the bandstand", "A heron lives under the weir")


@pytest.fixture
def two(app):
    """Two browsers, each with a draft that holds its own words; what was kept before is forgotten."""
    app.extensions["engage_kept_pieces"].clear()
    browsers = [Browser(app.test_client()) for _words in WORDS]
    pages = [open_page(browser, COMMENT) for browser in browsers]
    for page, words in zip(pages, WORDS, strict=True):
        page.submit({"q_streets_comment": words})
    return [(browser, page.path.removesuffix(COMMENT)) for browser, page in zip(browsers, pages, strict=True)]


def read(browser, path):
    return browser.client.get(path).get_data(as_text=True)


def secrets_of_both():
    """What belongs to one person: the draft's number and code, and the words."""
    numbers = db.session.scalars(select(Response.public_id).order_by(Response.id)).all()
    return [
        {number, return_codes.make(SECRET_KEY, number), words} for number, words in zip(numbers, WORDS, strict=True)
    ]


def test_two_people_who_read_the_same_pages_in_turn_each_see_their_own(two):
    own = secrets_of_both()

    for page in PAGES + PAGES:
        for place, (browser, draft) in enumerate(two):
            shown = read(browser, f"{draft}{page}")

            assert draft in shown
            assert not [one for one in own[1 - place] if one in shown]


def test_a_page_of_kept_pieces_is_the_page_that_was_written_anew(app, two):
    for page in PAGES:
        for browser, draft in two:
            kept = read(browser, f"{draft}{page}")
            app.extensions["engage_kept_pieces"].clear()

            assert read(browser, f"{draft}{page}") == kept


def test_what_is_kept_holds_nothing_of_anybody(app, two):
    for page in PAGES:
        for browser, draft in two:
            read(browser, f"{draft}{page}")

    kept = app.extensions["engage_kept_pieces"]

    assert kept
    whole = repr(kept)
    assert not [one for own in secrets_of_both() for one in own if one in whole]


def test_a_piece_that_asks_for_the_person_is_told_nothing(app, monkeypatch):
    sees = app.jinja_env.from_string("{{ g.draft }}|{{ g.response }}|{{ g.holder }}|{{ questionnaire }}{{ is_draft }}")
    with app.test_request_context("/living-well/en/standard"):
        monkeypatch.setattr(app.jinja_env, "get_template", lambda name: sees)
        kept_pieces.g.draft, kept_pieces.g.response, kept_pieces.g.holder = "d", "r", "h"

        piece = kept_pieces.kept_piece("a piece that is no file")

        assert piece == "|||"
        assert (kept_pieces.g.draft, kept_pieces.g.response, kept_pieces.g.holder) == ("d", "r", "h")
    app.extensions["engage_kept_pieces"].clear()


def test_what_the_council_says_of_itself_is_never_old(app, browser):
    before = read(browser, "/en/standard/cookies")
    app.config["CONTACT_PHONE"] = "01632 960 999"

    after = read(browser, "/en/standard/cookies")

    assert "01632 960 001" in before
    assert "01632 960 999" in after
    assert "01632 960 001" not in after


def test_addresses_that_nobody_has_do_not_fill_the_memory(app, browser):
    kept = app.extensions["engage_kept_pieces"]
    kept.clear()
    kept.update(dict.fromkeys(range(kept_pieces.MOST), ""))

    read(browser, "/en/standard/privacy")

    assert len(kept) == 1
