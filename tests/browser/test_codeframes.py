"""A codeframe in a browser: from candidate themes to the agreed number, by keys alone."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from engage.extensions import db
from engage.models import Answer, CodeAssignment, Codeframe, Question, Role, Theme
from engage.operations import coding
from engage.operations.codeframes import drafting, editing, starting
from engage.operations.consultations import find_consultation
from forms.codeframes.lines import Line
from tests.browser.checks import check_axe, check_fits
from tests.browser.keyboard import Keyboard
from tests.browser.serving import CODE
from tests.builders import NOW, PASSWORD, a_codeframe, a_response, a_staff_user

EMAIL = "analyst@example.org"
TEXTS = ("More trees on our street", "The bus is always late", "No seat at the bus stop", "Trees give shade")
FRAME = f"/staff/consultations/{CODE}/codeframes/start_well_comment"


@pytest.fixture
def answered(site):
    def fill():
        a_staff_user(EMAIL, Role.ANALYST)
        for number in range(12):
            a_response(find_consultation(CODE), comments={"start_well": f"{TEXTS[number % 4]}, part {number}"})

    site.do(fill)
    return site


def sign_in(page, site):
    page.goto(f"{site.address}/staff/sign-in")
    page.get_by_label("Email address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").press("Enter")
    expect(page.locator("h1")).to_have_text("Your desk")


def heading(page, words):
    expect(page.locator("h1")).to_have_text(words)


def test_themes_are_agreed_by_keys_alone(answered, open_page):
    page = open_page()
    question = select(Question).filter_by(key="start_well_comment")
    answered.do(lambda: coding.run_themes(db.session.scalars(question).first(), n_themes=3, now=NOW).id)
    sign_in(page, answered)
    page.goto(f"{answered.address}/staff/consultations/{CODE}/themes/start_well_comment")
    keyboard = Keyboard(page)

    keyboard.tab_to("Draft a codeframe from these themes").press("Enter")
    heading(page, "Draft a codeframe: Start Well (also known as Grow Well)")
    keyboard.tab_to("With the 3 candidate themes")
    keyboard.tab_to("Begin the draft").press("Enter")
    heading(page, "Codeframe 1, draft")

    for place in (0, 1):
        keyboard.tab_to(page.locator("[name=themes] + label").nth(place).inner_text())
        page.keyboard.press("Space")
    page.keyboard.press("Enter")  # the first button of the form merges
    heading(page, "Merge 2 themes")
    keyboard.tab_to("Name of the theme that is left")
    page.keyboard.press("Control+a")
    page.keyboard.type("Street and buses")
    keyboard.press("Enter")
    expect(page.locator(".app-last-change")).to_contain_text("Merged")
    assert page.locator("[name=themes]").count() == 2
    keyboard = Keyboard(page)
    keyboard.tab_to("Undo this change").press("Enter")
    assert page.locator("[name=themes]").count() == 3

    page.goto(f"{answered.address}{FRAME}/1/agree")
    keyboard.tab_to("Agree all the same")
    page.keyboard.press("Space")
    keyboard.tab_to("Agree codeframe 1").press("Enter")
    heading(page, "Codeframe 1")
    expect(page.locator("main")).to_contain_text(f"Agreed by {EMAIL}")


@pytest.fixture
def drafted(answered):
    """Number 1 is agreed and was coded; number 2 is a draft with something of everything."""

    def fill():
        person, consultation = a_staff_user("officer@example.org"), find_consultation(CODE)
        old = a_codeframe(consultation, person, "Trees", "Buses", question_key="start_well_comment")
        answers = db.session.scalars(select(Answer.id).order_by(Answer.id).limit(2)).all()
        themes = db.session.scalars(select(Theme).filter_by(codeframe_id=old.id)).all()
        for theme, answer_id in zip(themes, answers, strict=True):
            row = CodeAssignment(theme_id=theme.id, answer_id=answer_id, coder_id=person.id, assigned_at=NOW)
            db.session.add(row)
        db.session.commit()
        lines = [
            Line("Trees", "T1", "Planting and looking after trees", "Shade", "Parks", ("tree", "shade")),
            Line("مواصلات عامة", "T3", "الحافلات والقطارات"),
            Line("A long name of a theme about the bus stop without a seat " * 3, "T4", parent="T3"),
            Line("🚌", "T5", parent="T4"),
        ]
        new = drafting.begin(consultation, old.question_key, starting.from_lines(lines, old), person, NOW)
        editing.set_examples(new, "T1", [("answer", answers[0])], {("answer", answers[0])}, person, NOW)
        editing.describe(new, "T5", Line("Bus 🚌", parent="T4"), person, NOW, None)

    answered.do(fill)
    return answered


PAGES = ("/2", "/2/add", "/2/themes/T1", "/2/themes/T1/examples", "/2/themes/T1/split", "/2/agree", "/2/history", "/1")


@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_of_a_codeframe_fits_and_can_be_used_by_everybody(drafted, open_page, width):
    page = open_page(width)
    sign_in(page, drafted)
    home = f"{drafted.address}/staff/consultations/{CODE}/codeframes"

    for address in (home, f"{home}/age_well_comment/new", f"{home}/age_well_comment/import",
                    *(f"{drafted.address}{FRAME}{place}" for place in PAGES)):  # fmt: skip
        page.goto(address)
        look(page)
    page.goto(f"{drafted.address}{FRAME}/2/themes/T1")
    drafted.do(lambda: editing.describe(newest(), "T1", Line("Street trees"), newest().drafted_by, NOW, None))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Both versions")).to_be_visible()
    look(page)
    page.goto(f"{drafted.address}{FRAME}/2/themes/T1/split")
    page.get_by_role("button", name="Split").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    look(page)
    page.goto(f"{home}/age_well_comment/import")
    page.get_by_label("Rows").fill("theme,parent\nBuses,\nBUSES,Trams")
    page.get_by_role("button", name="Show a preview").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    look(page)


def newest():
    return db.session.scalars(select(Codeframe).order_by(Codeframe.id.desc())).first()


def look(page):
    expect(page.locator("h1")).to_have_count(1)
    check_fits(page)
    check_axe(page)
