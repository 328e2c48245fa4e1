"""A consultation from an empty database to its end, in a browser: by people who have only what the pages tell them.

The first administrator invites staff; an officer plans and writes it in two wordings and two languages; the panel
approves; a tester tries it and is wiped; a resident answers on a narrow screen and a clerk keys a paper form; themes
are agreed; another person approves the results; the public reads them; it is archived, and in the end erased.
"""

import datetime as dt
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from engage import create_app, jobs
from engage.extensions import db
from engage.models import Response
from engage.operations import responses
from engage.operations.consultations import find_consultation
from engage.operations.people import founding
from engage.publishing import newest_version, published
from tests.browser.checks import Inspection
from tests.browser.office import PASSWORD, Office
from tests.browser.serving import served
from tests.builders import GRACE
from tests.conftest import settings

CODE = "parks"
PLACE = f"/staff/consultations/{CODE}"
DRAFT = f"{PLACE}/questionnaire"
MATTERS, ELSE, AGE = "what_matters_most_in_your_park", "what_else_matters", "how_old_are_you"
ROLES = ("Analyst", "Engagement officer", "Panel member", "Data-entry clerk")
WELSH = {"Parks for everyone": "Parciau i bawb", "Your park": "Eich parc", "We want to hear about parks.":
         "Rydym am glywed am barciau."}  # fmt: skip
TYPED, ON_PAPER = "More trees and benches for older people", "Toilets that are open"
SAID = (
    "More trees near the playground", "Benches for older people", "The toilets are always closed",
    "Play areas need fixing", "More trees and more shade", "Toilets that are open in winter",
)  # fmt: skip
EVIDENCE = "The budget for parks is open until the cabinet meets in March 2027."
N_OTHERS = 60
ONWARD = re.compile("Start now|Continue|Send my answers")


class Clock:
    """What time it is for the application; the story moves it on."""

    now = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)

    def __call__(self):
        return self.now


@pytest.fixture
def empty(tmp_path, sqlite_template):
    """A new installation: (application, address)."""
    path = tmp_path / "engage.sqlite3"
    shutil.copy(sqlite_template, path)
    app = create_app(settings(f"sqlite:///{path}") | {"CLOCK": Clock(), "CONTACT_KEY": "a secret"})
    with served(app) as address:
        yield app, address
    with app.app_context():
        db.engine.dispose()


def test_a_consultation_from_an_empty_database_to_its_end(empty, open_page, tmp_path):
    app, address = empty
    clock = app.config["CLOCK"]
    look = Inspection()

    def office(width=1280):
        return Office(open_page(width), address, look)

    administrator = found(app, office())
    staff = {role: invite(administrator, office(), role) for role in ROLES}
    officer, analyst = staff["Engagement officer"], staff["Analyst"]
    plan(officer)
    write(officer)
    approve(officer, staff["Panel member"])
    pilot(app, officer, office())
    officer.go(f"{PLACE}/open").press("Open the consultation", "Approved and published: number 1.")

    clock.now = dt.datetime(2026, 12, 2, 10, tzinfo=dt.UTC)
    answer(office(320), f"/{CODE}", TYPED)
    key(staff["Data-entry clerk"].sign_in("data-entry@council.example"))
    others_answer(app)
    with app.app_context():
        assert db.session.query(Response).filter_by(is_test=True).count() == 0

    clock.now = dt.datetime(2027, 2, 2, 10, tzinfo=dt.UTC)
    analyst.sign_in("analyst@council.example").go(f"{PLACE}/results").reads(f"{N_OTHERS + 2} people took part")
    agree_themes(app, analyst)
    publish(officer.sign_in("engagement@council.example"), analyst)
    office(320).go(f"/{CODE}/cy/standard/results").reads("Cymraeg: Trees came first")
    office().go(f"/{CODE}/en/easy-read/results").reads("Trees came first")
    archived = archive(app, analyst, tmp_path)
    assert TYPED in archived["data/responses/answers.csv"].decode("utf-8-sig")

    erase(app, administrator.sign_in("admin@council.example"), officer)
    assert traces(app, TYPED, ON_PAPER, *SAID) == []
    office().go(f"/{CODE}/en/standard/results").reads("Trees came first").reads("people took part")


def found(app, office):
    """The first administrator, with the code that the server told."""
    with app.app_context():
        code = founding.code_of(app.config["SECRET_KEY"], app.config["CLOCK"]())
    office.go("/staff/").fill(code=code, email="admin@council.example", password=PASSWORD, again=PASSWORD)
    return office.press("Save and sign in", "No consultation has been published yet")


def invite(administrator, office, role):
    """Somebody who chose a password by the link of the invitation."""
    email = f"{'-'.join(role.lower().split('-')).split()[0]}@council.example"
    administrator.go("/staff/people/invite").fill(email=email)
    administrator.page.get_by_label(role, exact=True).check()
    administrator.press("Invite", "The link, shown this once")
    link = administrator.page.locator("main input").first.input_value()
    office.go(f"/staff/{link.partition('/staff/')[2]}").fill(password=PASSWORD, again=PASSWORD)
    return office.press("Save and sign in", "Your desk")


def plan(officer):
    officer.go("/staff/consultations/new").fill(
        title="Parks for everyone 2027", code=CODE, purpose="To decide how money for parks is spent.",
        opens_on="1/12/2026", closes_on="31/1/2027",
    )  # fmt: skip
    officer.press("Begin", "Being prepared").go(f"{PLACE}/plan")
    for part in ("decision", "affected", "equality", "methods", "formats"):
        officer.fill(**{part: "The budget of parks, which the cabinet decides in March 2027."})
    for test in ("formative", "information", "time", "consideration"):
        officer.fill(**{f"{test}_text": EVIDENCE, f"{test}_link": "https://council.example/parks/plan"})
    officer.press("Save", "each of the four tests has evidence")


def write(officer):
    """Two sections and three questions, in two wordings and two languages."""
    officer.go(DRAFT).press("Begin a draft", "Draft of version 1").go(f"{DRAFT}/settings")
    officer.page.locator("#locale").select_option("cy")
    officer.press("Add this language")
    in_both(officer, "title", "Parks for everyone")
    in_both(officer, "introduction", "We want to hear about parks.", "-1-text")
    officer.fill(introduction__easy_read__1__picture="house")
    save(officer)
    add_section(officer, "Your park", "views")
    ask(
        officer,
        "your_park",
        "What matters most in your park?",
        "Choose up to 3 from a list",
        "Trees\nBenches\nToilets\nPlay areas",
    )
    ask(officer, "your_park", "What else matters?", "Write in your own words")
    add_section(officer, "About you", "profile")
    ask(officer, "about_you", "How old are you?", "Choose one from a list", "Under 40\n40 or over")
    officer.go(f"{DRAFT}/checklist").reads("Nothing is missing in the questionnaire.")


def in_both(officer, what, words, end=""):
    for wording in ("standard", "easy_read"):
        officer.page.locator(f"#{what}-{wording}{end}-en").fill(words)
        officer.page.locator(f"#{what}-{wording}{end}-cy").fill(WELSH[words])


def save(officer):
    with officer.page.expect_navigation():
        officer.page.get_by_role("main").get_by_role("button", name="Save", exact=True).first.click()
    officer.seen()


def complete(officer):
    """Every wording that is left is written like the standard English beside it, and every picture is a house."""
    page = officer.page
    for area in page.locator("main textarea").all():
        found = re.fullmatch(r"((?:title|text|options).*)-(standard|easy_read)-(en|cy)", area.get_attribute("id"))
        if found and not area.input_value():
            words = page.locator(f"#{found[1]}-standard-en").input_value()
            area.fill(words if found[3] == "en" else WELSH.get(words, f"Cymraeg: {words}"))
    for field in page.locator("main input[list=picture-names]").all():
        if not field.get_attribute("id").startswith(("hint", "introduction")):
            field.fill("house")
    save(officer)


def add_section(officer, title, purpose):
    officer.go(DRAFT).fill(new__section=title)
    officer.page.locator("#new-purpose").select_option(purpose)
    officer.press("Add the section", f"{title}")
    complete(officer)


def ask(officer, section, text, kind, options=""):
    officer.go(DRAFT)
    part = officer.page.locator(f"details:has(#text-{section})")
    part.locator("summary").click()
    part.locator(f"#text-{section}").fill(text)
    part.locator(f"#kind-{section}").select_option(label=kind)
    with officer.page.expect_navigation():
        part.get_by_role("button", name="Add the question").click()
    if options:
        officer.fill(new_options=options)
        save(officer)
    complete(officer)


def approve(officer, member):
    officer.go(f"{PLACE}/panel").press("Submit the plan and the questionnaire to the panel", "0 of 1 approvals")
    member.go(f"{PLACE}/panel")
    member.page.get_by_label("I approve these questions and this plan").check()
    member.page.locator("#capacity").select_option(label="Chair of the panel")
    member.press("Record my decision", "Approved")


def pilot(app, officer, tester):
    """A tester answers, and is wiped."""
    officer.go(f"{PLACE}/pilot").press("Begin a pilot", "Running since")
    link = officer.page.locator("main a[href*='/pilot/']").first.get_attribute("href")
    answer(tester, link.removeprefix(officer.address), "Words of a tester")
    officer.go(f"{PLACE}/pilot").reads("1 sent")
    officer.press("End the pilot and wipe all test answers", "were wiped by")
    with app.app_context():
        assert db.session.query(Response).count() == 0


def answer(resident, path, words):
    """Somebody who goes on until it is sent."""
    resident.go(path)
    page = resident.page
    while "/sent" not in page.url:
        if page.locator("main input[type=checkbox]").count() > 2:
            page.locator("main input[type=checkbox]").nth(0).check()
            page.locator("main input[type=checkbox]").nth(2).check()
        elif page.locator("main textarea").count():
            page.locator("main textarea").first.fill(words)
        elif page.locator("main input[type=radio]").count():
            page.locator("main input[type=radio]").first.check()
        with page.expect_navigation():
            page.get_by_role("main").get_by_role(
                "button", name=ONWARD
            ).click()
        resident.seen()


def key(clerk):
    """One form on paper that was photocopied."""
    clerk.go(f"{PLACE}/paper").fill(
        q_label="Library 1", q_from="Library", q_received="2 12 2026", q_kept="Room 1", q_standard="1",
        q_large_print="0", q_easy_read="0",
    )  # fmt: skip
    clerk.press("Open the batch", "Batch Library 1").fill(q_number="1")
    clerk.page.locator("#layout").check()
    clerk.page.locator("#locale").check()
    clerk.press("Add and key it", "First keying")
    key_pages(clerk, {f"q_{MATTERS}": "1 4", "q_who.capacity": "1", f"q_{AGE}": "2"})
    clerk.press("Type the free text of 1 form", "Free text")
    key_pages(clerk, {})


def key_pages(clerk, codes):
    page = clerk.page
    while "/key/" in page.url:
        for field in page.locator("main input[type=text][id^=field-]:not([id$=-note])").all():
            field.fill(codes.get(field.get_attribute("name"), "0"))
        for area in page.locator("main textarea[id^=field-]").all():
            area.fill(ON_PAPER)
        with page.expect_navigation():
            page.get_by_role("main").get_by_role("button").first.click()
        clerk.seen()


def others_answer(app):
    """More people, so that there is something to publish."""
    now = app.config["CLOCK"]()
    with app.app_context():
        consultation = find_consultation(CODE)
        version = newest_version(consultation)
        asked = {
            question.key: question
            for section in published(version.id).definition.sections for question in section.questions
        }  # fmt: skip
        for number in range(N_OTHERS):
            wording = ("standard", "easy_read")[number % 2]
            response = responses.start(consultation, version, "online", wording, "en", now)
            options = [option.key for option in asked[MATTERS].options]
            given = {
                MATTERS: [options[0], options[1 + number % 3]],
                ELSE: SAID[number % len(SAID)],
                AGE: asked[AGE].options[number % 2].key,
            }
            for name, value in given.items():
                responses.save_answer(response, asked[name], value, wording, "en", now, GRACE)
            responses.submit(response, now, GRACE)


def agree_themes(app, analyst):
    themes = f"{PLACE}/themes/{ELSE}"
    analyst.go(themes).press("Look for themes", "Looking for themes")
    work(app)
    analyst.go(themes).reads("not yet checked by a person")
    analyst.go(f"{PLACE}/codeframes/{ELSE}/new")
    analyst.page.get_by_label("With nothing: you write the themes").check()
    analyst.press("Begin the draft", "Codeframe 1, draft").go(f"{PLACE}/codeframes/{ELSE}/1/add")
    analyst.fill(label="Better parks", definition="The text asks for something in a park to be better.")
    save(analyst)
    analyst.go(f"{PLACE}/codeframes/{ELSE}/1/agree").press("Agree codeframe 1", "Agreed by analyst@council.example")


def publish(officer, analyst):
    """What is not done yet is passed over by two people, with a reason."""
    officer.go(f"{PLACE}/releases/draft")
    for part, words in (("headline", "Trees came first."), ("next", "The cabinet decides in March.")):
        for wording in ("standard", "easy_read"):
            officer.fill(**{f"{part}_en_{wording}": words, f"{part}_cy_{wording}": f"Cymraeg: {words}"})
    officer.fill(next_on="31/3/2027").page.locator("#mode").check()
    officer.press("Count and save", "What stands between here and the public")
    waiting = officer.page.locator("main details:has(textarea)")
    n_waiting = waiting.count()
    for left in range(n_waiting, 0, -1):
        waiting.first.locator("summary").click()
        waiting.first.locator("textarea").fill("It follows next week, and changes no figure.")
        waiting.first.get_by_role("button", name="Ask").click()
        expect(waiting).to_have_count(left - 1)
    analyst.go(f"{PLACE}/releases/1")
    for _stop in range(n_waiting):
        analyst.press("Agree: publish all the same")
    analyst.press("Approve these results", "Approved")
    officer.go(f"{PLACE}/releases/1").press("Publish these results", "Published")


def archive(app, analyst, folder):
    """Name in the archive -> content."""
    analyst.go(f"{PLACE}/data").fill(q_reason="To keep for good", password=PASSWORD)
    analyst.page.get_by_label("Archive", exact=True).check()
    analyst.press("Make the file", "The file is being made")
    work(app)
    analyst.page.reload()
    analyst.reads("The file is ready")
    with analyst.page.expect_download() as download:
        analyst.page.get_by_role("link", name="Download the file").click()
    download.value.save_as(folder / "archive.zip")
    with zipfile.ZipFile(folder / "archive.zip") as file:
        names = file.namelist()
        assert len(names) == len(set(names))
        return {name.partition("/")[2]: file.read(name) for name in names}


def erase(app, administrator, officer):
    """The end: one person proposes it, another confirms it."""
    administrator.go(f"{PLACE}/retention").page.get_by_role("link", name="Erase this consultation").click()
    administrator.seen().press("Propose to erase it", "There is a problem")
    administrator.fill(reason="Its archive is kept by the library.").press("Propose to erase it", "Erase it for good")
    officer.go(f"{PLACE}/retention").page.get_by_role("link", name="Erase this consultation").click()
    officer.seen().fill(password=PASSWORD).press("Erase it for good", "It is being erased")
    work(app)
    officer.go(f"{PLACE}/retention/erase").reads("It was erased")


def work(app):
    """What a worker does when it is called."""
    with app.app_context():
        jobs.run_worker(app, once=True)


def traces(app, *sentences):
    """Each sentence that a file of the database still holds, as text."""
    with app.app_context():
        file = Path(db.engine.url.database)
        db.engine.dispose()
    content = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    return [words for words in sentences if words.encode() in content]
