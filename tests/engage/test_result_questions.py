"""Results of one question: every side of a ranking, and themes with what speaks against them."""

import pytest

from engage.extensions import db
from engage.models import AuditEvent, Consent, Role
from engage.operations import hold_snapshot
from engage.operations.coding import deciding
from engage.results import questions
from tests.builders import NOW, a_codeframe, a_consultation, a_response, a_staff_user, many_responses
from tests.structure import text_of

RESULTS = "/staff/consultations/market-place/results"
READERS = frozenset({Role.ANALYST, Role.ENGAGEMENT_OFFICER})
#: rows of tests.test_access.TABLE
ENDPOINTS = {
    "reporting.list_questions": ("get", f"{RESULTS}/questions", READERS),
    "reporting.show_question": ("get", f"{RESULTS}/questions/streets_priorities", READERS),
}


def test_a_question_is_looked_at_from_every_side(app, staff):
    consultation = a_consultation()
    many_responses(consultation, 120, {"streets": ["buses", "trees"]}, profile={"age_band": "young"})
    many_responses(consultation, 60, {"streets": ["trees"]}, profile={"age_band": "old"}, channel="paper")
    many_responses(consultation, 12, {"streets": ["benches"]}, channel="telephone")

    page = staff(Role.ENGAGEMENT_OFFICER).get(f"{RESULTS}/questions").link("Which matter most in your streets?")

    assert "Chosen most: “Trees”, by 180 of 192 people" in page.text
    assert "How old are you? 40 or over: less often “Buses”" in page.text
    assert "By how it came" in page.text and "In every group of which something can be said" in page.text
    rows = [text_of(row) for row in page.tree.iter("tr")]
    # of the 12 on the telephone no share is told
    assert any(row.startswith("Buses") and row.endswith("100%0%-") for row in rows), rows
    assert "Nobody has brought counts of residents" in page.text
    charts = [e for e in page.tree.iter() if str(e.tag).endswith("svg") and e.get("role") == "img"]
    assert len(charts) == 2 and all(chart.get("aria-labelledby") for chart in charts)
    event = db.session.query(AuditEvent).filter_by(verb="viewed_question").one()
    assert event.detail == {"question": "streets_priorities"}


def test_themes_stand_with_quotes_that_may_be_told_and_what_speaks_against_them(app, staff):
    consultation, coder = a_consultation(), a_staff_user("coder@example.org")
    codeframe = a_codeframe(consultation, coder, "Trees", "Buses")
    trees = codeframe.themes[0].id
    texts = ["Plant trees", "I am against more trees", "Trees please. Ask Mr Plum", "Trees for nobody to quote"]
    for place, text in enumerate(texts):
        response = a_response(consultation, {"streets": ["trees"]}, {"streets": text}, profile={"age_band": "young"})
        db.session.add(Consent(response_id=response.id, quote=place < 3))
        db.session.commit()
        (answer,) = [one for one in response.answers if one.text]
        deciding.code_text(codeframe, f"a{answer.id}", {trees}, coder, NOW)
    many_responses(consultation, 8, {"streets": ["trees"]}, profile={"age_band": "young"})

    page = staff(Role.ANALYST).get(f"{RESULTS}/questions/streets_comment")

    quotes = [text_of(quote) for quote in page.tree.iter("blockquote")]
    assert quotes == ["Plant trees", "I am against more trees"]
    assert page.text.count("Under 40") == 2
    assert "1 of its 4 comments may speak against it." in page.text
    assert "Raised most: “Trees”, in 100% of 4 comments that were read." in page.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_with_hundreds_of_themes_the_largest_are_shown(app, staff):
    consultation, coder = a_consultation(), a_staff_user("coder@example.org")
    codeframe = a_codeframe(consultation, coder, *(f"Theme {number}" for number in range(150)))
    response = a_response(consultation, {"streets": ["trees"]}, {"streets": "Trees"})
    (answer,) = [one for one in response.answers if one.text]
    deciding.code_text(codeframe, f"a{answer.id}", {codeframe.themes[-1].id}, coder, NOW)
    hold_snapshot()

    (part,) = questions.of(consultation, "streets_comment").coded
    page = staff(Role.ANALYST).get(f"{RESULTS}/questions/streets_comment")

    assert [bar.words for bar in part.bars[0].lines] == ["Theme 149"]
    assert "There are 150 themes. The chart shows the largest." in page.text
    assert len(list(page.tree.iter("tr"))) == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nobody_answered_yet_and_questions_that_are_none(app, staff):
    a_consultation()
    analyst = staff(Role.ANALYST)

    assert "0 people answered this section" in analyst.get(f"{RESULTS}/questions/streets_priorities").text
    assert "No themes are agreed" in analyst.get(f"{RESULTS}/questions/streets_comment").text
    assert analyst.get(f"{RESULTS}/questions/age_band").status == 404
    assert analyst.get(f"{RESULTS}/questions/nothing").status == 404
