"""An analyst brings a file of another system, says what it means, and goes on to results, themes and files."""

import io

from engage import jobs
from engage.extensions import db
from engage.models import AuditEvent, Question, ResponseImport, Role
from tests.builders import a_consultation, a_response
from tests.engage.importing.brought import clock
from tests.forms.importing.exports import CITIZEN_SPACE, LIMESURVEY, PLAIN, STREETS, as_csv, as_xlsx

ALL = "/staff/consultations/market-place/imports"


def uploaded(browser, address, content, name="export.csv"):
    """The page of a file after the worker has read it."""
    page = browser.get(address).submit({"file": (io.BytesIO(content), name)}, button="Upload")
    assert jobs.run_next(clock), page.text
    return browser.get(page.path)


def brought(browser, page):
    page = page.submit({}, button="Bring in the responses")
    assert jobs.run_next(clock)
    return browser.get(page.path)


def people(lines, n):
    """The lines of a file with each response so many times, with a number and a comment of its own."""
    rows = [
        [f"ANON-{turn:04d}-{place:04d}-X", *line[1:6], f"{line[6]} {turn} buses and trees", *line[7:]]
        for turn in range(n)
        for place, line in enumerate(lines[1:])
    ]
    return [lines[0], *rows]


def test_a_survey_of_citizen_space_becomes_results_themes_and_files(app, staff):
    browser = staff(Role.ANALYST)
    page = browser.get("/staff").link("Responses from elsewhere").submit({"code": "Library survey"})
    page = uploaded(browser, page.path, as_xlsx(people(CITIZEN_SPACE, 8)), "export.xlsx")

    assert "response numbers look like ANON-ABCD-1234-E" in page.text
    assert "sheet “Sheet”" in page.text
    assert "One option, ticked or not" in page.text
    page = page.submit({}, button="Try every row")
    assert jobs.run_next(clock)
    page = browser.get(page.path)
    assert "Can come in24" in page.text
    page = brought(browser, page)
    assert "24 responses came in and count." in page.text

    results = browser.get("/staff/consultations/library-survey/results")
    assert "Collected elsewhere" in results.text
    assert f"{STREETS}" in results.text
    themes = browser.get("/staff/consultations/library-survey/themes/" + comment_key())
    themes.submit({}, button="Look for themes")
    assert jobs.run_next(clock)
    download = browser.client.get("/staff/consultations/library-survey/download/results.xlsx")
    assert download.status_code == 200
    verbs = db.session.scalars(db.select(AuditEvent.verb)).all()
    assert {"began_imported_consultation", "previewed_responses", "imported_responses"} <= set(verbs)


def comment_key():
    return db.session.scalars(db.select(Question.key).filter_by(type="free_text")).first()


def test_a_file_of_limesurvey_joins_the_answers_that_were_given_here(app, staff):
    consultation = a_consultation()
    a_response(consultation, {"streets": ["buses"]})
    browser = staff(Role.ENGAGEMENT_OFFICER)
    page = uploaded(browser, ALL, as_csv(LIMESURVEY, ";"))

    assert "LimeSurvey" in page.text
    page = brought(browser, page)

    assert "2 responses came in and count." in page.text
    assert "1 row cannot come in" in page.text
    faults = browser.client.get(page.path + "/faults.csv").get_data(as_text=True)
    assert "There is no date on which it was submitted" in faults
    analyst = staff(Role.ANALYST)
    assert "Collected elsewhere 2" in analyst.get("/staff/consultations/market-place/results").text
    page = page.submit({}, button="Remove this import")
    assert "Removed" in page.text
    assert "Collected elsewhere" not in analyst.get("/staff/consultations/market-place/results").text


def test_a_plain_file_is_mapped_by_hand_and_the_mapping_is_used_again(app, staff):
    a_consultation()
    browser = staff(Role.ANALYST)
    lines = [["nr", "When", "Your picks", "Say more", "Age"], ["1", "03/04/2026", "Busses | Trees", "More", "Under 40"]]
    page = uploaded(browser, ALL, as_csv(lines))
    assert "No column answers a question yet" in page.text

    def settle(page, position, fields):
        return browser.get(f"{page.path}/columns/{position}").submit(fields)

    wrong = settle(page, 2, {"use": "tick", "question": "streets_priorities"})
    assert wrong.errors == ["Choose the option that this column stands for, below its question"]
    settle(page, 0, {"use": "reference"})
    settle(page, 2, {"use": "list", "question": "streets_priorities", "separator": "|"})
    page = settle(page, 3, {"use": "text", "question": "streets_comment"})
    page = settle(browser.get(page.path.split("?")[0]), 1, {"use": "submitted"})
    assert "Say which number of a date is the day" in page.text
    page = settle(page, 1, {"use": "submitted", "order": "day"})
    assert "1 text is no answer that we know" in page.text
    page = browser.get(f"{page.path}/answers/streets_priorities").submit({"text-0": "buses"})
    assert "Buses; Trees" in page.text

    mapping = browser.client.get(f"{page.path}/mapping.json").get_data()
    page = brought(browser, page)
    assert "1 response came in and counts." in page.text

    again = uploaded(browser, ALL, as_csv([lines[0], ["2", "05/04/2026", "Trees", "Less", ""]]), "next.csv")
    assert "Which matter most in your streets? (upright stroke | between answers)" in again.text
    refused = again.submit({"mapping": (io.BytesIO(b"{}"), "mapping.json")}, button="Use it")
    assert "This is not a mapping that was saved here" in refused.errors[0]
    again = refused.submit({"mapping": (io.BytesIO(mapping), "mapping.json")}, button="Use it")
    assert again.status == 200
    again = again.submit({}, button="Throw the file away")
    assert db.session.query(ResponseImport).filter(ResponseImport.thrown_away_at.is_not(None)).count() == 1


def test_what_cannot_be_taken_is_said_and_nothing_is_lost(app, staff):
    a_consultation()
    browser = staff(Role.ANALYST)

    assert browser.get(ALL).submit({}, button="Upload").errors == ["Choose a file"]
    page = uploaded(browser, ALL, b"%PDF-1.7 a form", "form.pdf")
    assert "This is not a CSV file" in page.text
    assert browser.get("/staff/imports").submit({"code": ""}).errors == [
        "Enter a word for its address, as library-survey-2025"
    ]
    assert browser.get("/staff/imports").submit({"code": "market place"}).errors == [
        "There is a consultation market-place. Use another word"
    ]
    page = uploaded(browser, ALL, as_csv(PLAIN))
    stale = browser.get(f"{page.path}/columns/0")
    browser.get(f"{page.path}/columns/0").submit({"use": "ignore"})
    assert "Somebody else changed the mapping meanwhile" in stale.submit({"use": "reference"}).errors[0]


def test_columns_that_were_taken_for_questions_are_put_together_by_hand(app, staff):
    browser = staff(Role.ANALYST)
    page = browser.get("/staff/imports").submit({"code": "old survey"})
    rows = [["Buses", ""], ["", "Trees"], ["Buses", "Perhaps"]] * 3
    page = uploaded(browser, page.path, as_csv([[f"{STREETS} - Buses", f"{STREETS} - Trees"], *rows]))
    assert "One option, ticked or not" not in page.text

    for position in (0, 1):
        browser.get(f"{page.path}/columns/{position}").submit({"use": "tick", "words": STREETS})
    page = browser.get(page.path)

    assert page.text.count("One option, ticked or not") == 2
    assert f"{STREETS}: Trees" in page.text
    assert "Buses; Trees" not in page.text
    assert "1 text is no answer that we know" in page.text
