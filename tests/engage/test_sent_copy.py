"""What was sent, as a file: tagged, in its language and direction, with our fonts and no other."""

import io
import subprocess
import sys

import pikepdf
import pytest

from engage.config import ROOT
from engage.errors import SettingError
from engage.exports import sent_copy
from tests.engage.test_returning import PHRASE, a_sent_response, another, code_of, come_back

CHECKER = ROOT.parent / "shared" / "tools" / "pdfua_check.py"


def a_copy(**changes):
    values = {
        "council": "Borsetshire Council",
        "consultation": "The market place",
        "reference": "ABCD-EFGH",
        "locale": "en",
        "direction": "ltr",
        "is_large": False,
        "labels": {"title": "What you sent", "reference": "Reference number", "nothing": "Not provided",
                   "unprintable": "\ufffd stands for a character that this file cannot show."},
        "sections": [
            {"title": "Your streets", "answers": [
                {"question": "Which matter most?", "lines": ["Buses", "Trees"]},
                {"question": "Anything else?", "lines": ["More trees"]},
                {"question": "How old are you?", "lines": []},
            ]},
        ],
    }  # fmt: skip
    return sent_copy.Copy(**values | changes)


def saying(text):
    return a_copy(sections=[{"title": "Your streets", "answers": [{"question": "Anything else?", "lines": [text]}]}])


def opened(content):
    return pikepdf.open(io.BytesIO(content))


def tags(pdf):
    """Every tag of the file's structure, in reading order."""

    def walk(node):
        if isinstance(node, pikepdf.Array):
            return [tag for child in node for tag in walk(child)]
        if not isinstance(node, pikepdf.Dictionary) or "/S" not in node:
            return []
        return [str(node.S)[1:], *(walk(node.K) if "/K" in node else [])]

    return walk(pdf.Root.StructTreeRoot.K)


def fonts(pdf):
    return {str(font.BaseFont).partition("+")[2] for page in pdf.pages for font in page.Resources.Font.values()}


def test_it_is_tagged_and_has_its_title_and_language():
    pdf = opened(sent_copy.make(a_copy()))

    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang) == "en"
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    with pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == "The market place - What you sent"
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
    found = tags(pdf)
    assert [tag for tag in found if tag[0] == "H"] == ["H1", "H2", "H3", "H3", "H3"]
    assert found.count("LI") == 2


@pytest.mark.parametrize(("locale", "direction"), [("en", "ltr"), ("cy", "ltr"), ("pl", "ltr"), ("ar", "rtl")])
def test_every_language_passes_the_checker_in_both_sizes(tmp_path, locale, direction):
    if not CHECKER.exists():
        pytest.skip("../shared is not here")
    for is_large in (False, True):
        path = tmp_path / f"{locale}{is_large}.pdf"
        words = {"en": "Trees", "cy": "Coed, tŷ, dŵr", "pl": "Zażółć gęślą jaźń", "ar": "المزيد من الأشجار"}[locale]
        sections = [{"title": words, "answers": [{"question": words, "lines": [words, words]}]}]
        copy = a_copy(locale=locale, direction=direction, is_large=is_large, consultation=words, sections=sections)
        path.write_bytes(sent_copy.make(copy))

        done = subprocess.run([sys.executable, CHECKER, path], capture_output=True, text=True, check=False)  # noqa: S603

        assert done.returncode == 0, done.stdout
        with pikepdf.open(path) as pdf:
            assert str(pdf.Root.Lang) == locale


def test_only_our_fonts_stand_in_it():
    found = fonts(opened(sent_copy.make(saying("More trees, المزيد من الأشجار, Zażółć"))))

    assert found
    assert {name.partition("-")[0] for name in found} <= {"NotoSans", "NotoSansArabic"}
    assert any(name.startswith("NotoSansArabic") for name in found)


def test_a_missing_font_is_an_error_and_never_another_font(tmp_path, monkeypatch):
    monkeypatch.setattr(sent_copy, "FONTS", tmp_path)
    sent_copy.fonts.cache_clear()

    with pytest.raises(SettingError, match=r"Noto Sans.*make setup"):
        sent_copy.make(a_copy())

    sent_copy.fonts.cache_clear()


@pytest.mark.parametrize("typed", ["😀", "中文", "e\u0301", "👩\u200d👩\u200d👧", "a\u202eb", "tab\there", "\u2028"])
def test_a_character_that_no_font_has_stops_nothing(typed):
    assert len(opened(sent_copy.make(saying(f"Trees {typed} trees"))).pages) == 1


def test_a_sign_that_stands_for_another_character_is_explained():
    whole, marked = (len(tags(opened(sent_copy.make(saying(text))))) for text in ("Trees", "Trees 😀"))

    assert marked == whole + 1


@pytest.mark.parametrize(
    "typed", ["#panic()", "= Heading", "$x$", "@label", "*bold*", '#read("/etc/passwd")', "\\", '"]']
)
def test_what_was_typed_is_never_read_as_source(typed):
    assert tags(opened(sent_copy.make(saying(typed)))) == tags(opened(sent_copy.make(saying("Words"))))


def test_a_long_answer_runs_over_pages():
    assert len(opened(sent_copy.make(saying("More trees. \n" * 2000))).pages) > 10


@pytest.mark.parametrize("variant", ["standard", "easy-read"])
def test_it_is_downloaded_with_the_code(app, browser, variant):
    a_sent_response(browser)
    page = come_back(another(app), code_of(), f"/market-place/en/{variant}/come-back")

    reply = page.browser.client.get(f"{page.path}.pdf")

    assert reply.status_code == 200
    assert reply.headers["Content-Type"] == "application/pdf"
    assert reply.headers["Content-Disposition"].startswith('attachment; filename="market-place-')
    assert PHRASE.encode() not in reply.data  # compressed, and drawn as glyphs
    assert tags(opened(reply.data)).count("H2") == 5  # who answers, three sections, what is allowed
