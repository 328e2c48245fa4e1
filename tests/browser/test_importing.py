"""Pages on which a file of another system is explained, in a browser: also where its cells try to become a program."""

import pytest
from playwright.sync_api import expect

from engage.models import Role
from engage.operations.importing import keeping
from engage.operations.staff import find_active
from tests.browser.checks import Inspection
from tests.browser.test_releases import arrived, press
from tests.builders import NOW, PASSWORD, a_consultation, a_staff_user
from tests.engage.importing.brought import a_file, brought
from tests.forms.importing.exports import PLAIN, STREETS
from tests.payloads import PAYLOADS

EMAIL = "analyst@example.org"
HERE = "/staff/consultations/old-survey/imports"


def fill():
    """A survey of nothing but attacks; and a plain one, in which one text is no answer that is known, and one is in."""
    analyst = a_staff_user(EMAIL, Role.ANALYST)
    headings = ["Response ID", *(f"{payload} asked" for payload in PAYLOADS)]
    cells = [[str(number), *PAYLOADS[number:], *PAYLOADS[:number]] for number in range(4)]
    hostile = a_file(keeping.begin_consultation("old-survey", analyst, NOW), [headings, *cells], analyst, PAYLOADS[3])
    consultation = a_consultation()
    brought(consultation, PLAIN, analyst)
    rows = [["7", "30/09/2026 09:15", PAYLOADS[0], PAYLOADS[2], ""], ["8", "30/09/2026 10:15", "Buses", "Fine", ""]]
    plain = a_file(consultation, [PLAIN[0], *rows], find_active(EMAIL))
    return hostile.public_id, plain.public_id


@pytest.mark.parametrize("width", [320, 1280])
def test_a_file_is_explained_and_words_in_it_stay_words(site, open_page, width):
    hostile, plain = site.do(fill)
    page, dialogs, look = open_page(width), [], Inspection()
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(f"{site.address}/staff/sign-in?next=/staff/imports")
    page.get_by_label("Email address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in", "Surveys that were held elsewhere")
    look(page)
    press(page, "Begin", "Enter a word for its address")
    look(page)

    page.goto(f"{site.address}{HERE}")
    look(page)
    press(page, "Upload", "Choose a file")
    look(page)
    page.goto(f"{site.address}{HERE}/{hostile}")
    arrived(page, "What the file means")
    for payload in PAYLOADS[:8]:
        expect(page.get_by_role("main")).to_contain_text(f"{payload} asked")
    look(page)
    page.goto(f"{site.address}{HERE}/{hostile}/columns/1")
    arrived(page, PAYLOADS[0])
    look(page)

    here = f"{site.address}/staff/consultations/market-place/imports/{plain}"
    page.goto(here)
    arrived(page, "1 text is no answer that we know")
    look(page)
    page.goto(f"{here}/columns/2")
    page.get_by_label("One option, ticked or not").check()
    press(page, "Save", "Choose the option that this column stands for")
    look(page)
    page.goto(f"{here}/answers/streets_priorities")
    arrived(page, STREETS)
    expect(page.get_by_role("main")).to_contain_text(PAYLOADS[0])
    look(page)
    assert dialogs == []
