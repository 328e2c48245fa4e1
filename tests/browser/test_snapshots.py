"""What a screen reader is told on four pages, beside what it was told before. RENEW_SNAPSHOTS=1 writes them anew."""

import os
import re
from pathlib import Path

import pytest

from tests.browser.journey import Resident

SNAPSHOTS = Path(__file__).parent / "snapshots"


@pytest.mark.parametrize("variant", ["standard", "easy_read"])
def test_what_a_screen_reader_is_told(site, open_page, variant):
    resident = Resident(open_page(), site, variant).open_start()
    told = {"start": read_out(resident)}
    resident.press("start").choose_section("start_well")
    keys = [option.key for option in resident.offered("start_well_priorities")]
    resident.tick("start_well_priorities", *keys[:4]).press_continue()
    told["top_three_with_error"] = read_out(resident)
    resident.untick("start_well_priorities", keys[0]).press_continue().write("A long wait.").press_continue()
    told["task_list"] = read_out(resident)
    resident.follow("check")
    told["check_answers"] = read_out(resident)

    for name, text in told.items():
        path = SNAPSHOTS / f"{name}.{variant}.yaml"
        if os.environ.get("RENEW_SNAPSHOTS"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8"), f"{path.name}: if this is right, RENEW_SNAPSHOTS=1"


def read_out(resident):
    """With a word in place of the draft's name, which is never the same twice."""
    told = resident.page.locator("body").aria_snapshot()
    return re.sub(r"(/[a-z]{2}/[a-z-]+)/[\w-]{12}/", r"\1/DRAFT/", told) + "\n"
