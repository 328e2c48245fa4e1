"""Debian's chromium in front of the real application."""

import json
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.checks import console_faults
from tests.browser.serving import serving

CHROMIUM = {
    "executable_path": "/usr/bin/chromium",
    "args": [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ],
}  # fmt: skip
HERE = Path(__file__).parent
HEIGHTS = {320: 640, 1280: 900}
MILLISECONDS_TO_WAIT = 20_000
# words that a page shows by itself are waited for as long as everything else: a busy machine is no fault
expect.set_options(timeout=MILLISECONDS_TO_WAIT)


@pytest.fixture
def site(tmp_path, sqlite_template):
    """The application with Living Well open, on a database that nobody else uses."""
    path = tmp_path / "engage.sqlite3"
    shutil.copy(sqlite_template, path)
    with serving(path) as site:
        yield site


@pytest.fixture(scope="session")
def playwright():
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright):
    browser = playwright.chromium.launch(**CHROMIUM)
    yield browser
    browser.close()


@pytest.fixture
def open_page_that_keeps_pages(playwright, contexts):
    """The same with the store of whole pages that people's Chromium has for Back, and that Playwright switches off."""
    browser = playwright.chromium.launch(**CHROMIUM, ignore_default_args=["--disable-back-forward-cache"])
    yield lambda javascript=True: contexts(browser.new_context(java_script_enabled=javascript)).new_page()
    browser.close()


@pytest.fixture
def contexts():
    """Browser contexts of one test. At its end: nothing was asked of another server, and no page broke its policy."""
    watched = []

    def watch(context):
        context.set_default_timeout(MILLISECONDS_TO_WAIT)
        context.asked, context.faults = [], []
        context.on("request", lambda request: context.asked.append(request.url))
        context.on("console", lambda message: context.faults.extend(console_faults(message)))
        context.on("weberror", lambda error: context.faults.append(str(error.error)))
        watched.append(context)
        return context

    yield watch
    for context in watched:
        context.close()
        foreign = [url for url in context.asked if urlsplit(url).hostname not in ("127.0.0.1", None)]
        assert not foreign, foreign
        assert not context.faults, context.faults


@pytest.fixture
def open_page(chromium, contexts):
    """open_page(width, javascript) is an empty page in a browser that has been nowhere yet."""

    def open_page(width=1280, javascript=True, **options):
        size = {"width": width, "height": HEIGHTS.get(width, 900)}
        return contexts(chromium.new_context(viewport=size, java_script_enabled=javascript, **options)).new_page()

    return open_page


@pytest.fixture
def open_page_without_cookies(playwright, contexts, tmp_path):
    """The same in a browser whose owner blocks all cookies in its settings."""
    profile = tmp_path / "profile"
    (profile / "Default").mkdir(parents=True)
    blocked = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (profile / "Default" / "Preferences").write_text(json.dumps(blocked))

    def open_page(**options):
        return contexts(playwright.chromium.launch_persistent_context(profile, **CHROMIUM, **options)).pages[0]

    return open_page


def pytest_collection_modifyitems(items):
    """A browser on a busy machine may come too late once: see docs/decisions/0018."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.flaky(reruns=1))
