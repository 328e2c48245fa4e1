"""python -m docs.screenshots: takes the pictures in docs/screenshots anew, of the demonstration in chromium."""

import datetime as dt
import logging
import secrets
import tempfile
from pathlib import Path

from flask_migrate import upgrade
from playwright.sync_api import sync_playwright

from engage import create_app, demonstration
from engage.extensions import db
from engage.models import Role
from tests.browser.conftest import CHROMIUM
from tests.browser.serving import served

FOLDER = Path(__file__).parent / "screenshots"
DESK = {"width": 1120, "height": 660}
TELEPHONE = {"width": 390, "height": 844}
MOST_BYTES = 150_000


def main():
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/engage.sqlite3"
        app = create_app({"DEMONSTRATION": True, "DATABASE_URL": database, "SECRET_KEY": secrets.token_hex(32)})
        with app.app_context():
            upgrade()
            demonstration.load(dt.datetime.now(dt.UTC), lambda words: None)
        with served(app) as address, sync_playwright() as playwright:
            grey_letters = [*CHROMIUM["args"], "--disable-lcd-text"]  # half the bytes of coloured ones
            browser = playwright.chromium.launch(**CHROMIUM | {"args": grey_letters})
            take(browser, f"{address}/{demonstration.CODE}", f"{address}/staff/")
            browser.close()
        with app.app_context():
            db.engine.dispose()


def take(browser, consultation, staff):
    page = browser.new_page(viewport=DESK)
    page.goto(f"{consultation}/en/standard")
    keep(page, "start")

    page = browser.new_page(viewport=TELEPHONE)
    page.goto(f"{consultation}/en/easy-read")
    page.get_by_role("button", name="Start now").click()
    page.get_by_role("link", name="Start Well").click()
    page.locator("input[type=checkbox]").first.check()
    keep(page, "top-three-easy-read")

    page = browser.new_page(viewport=DESK)
    page.goto(staff)
    page.get_by_label("Email address").fill(demonstration.ACCOUNTS[Role.ANALYST])
    page.get_by_label("Password").fill(demonstration.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="See results").click()
    page.locator(".app-result").first.evaluate("section => section.scrollIntoView()")
    keep(page, "results")


def keep(page, name):
    page.wait_for_load_state("networkidle")
    picture = page.screenshot(animations="disabled", caret="hide")
    if len(picture) > MOST_BYTES:
        raise ValueError(f"{name}.png would have {len(picture)} bytes, more than {MOST_BYTES}")
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.png").write_bytes(picture)


if __name__ == "__main__":
    main()
