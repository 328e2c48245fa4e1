"""The results page: what an analyst is told, and that looking is written down."""

import datetime as dt

import pytest
from sqlalchemy import select

from engage import results
from engage.extensions import db
from engage.extracts import responses as extracts
from engage.models import AuditEvent, Role
from engage.operations import consultations
from engage.publishing import newest_version
from tests.builders import NOW, a_consultation, a_questionnaire, a_response

ADDRESS = "/staff/consultations/market-place/results"


def five_people(consultation):
    """Streets: 3 chose buses, 2 lights, 2 trees, none benches; 4 answered, 1 left it blank. Shops: 1 answered."""
    a_response(consultation, {"streets": ["buses", "lights", "trees"], "shops": ["bakers"]})
    a_response(consultation, {"streets": ["buses", "lights"]}, channel="paper")
    a_response(consultation, {"streets": ["buses"]}, variant="easy_read")
    a_response(consultation, {"streets": ["trees"]})
    a_response(consultation, {"streets": []})


def rows_of(page, caption):
    table = next(t for t in page.tree.iter("table") if caption in "".join(t.find("caption").itertext()))
    return [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in table.iter("tr")]


def test_the_ranking_is_told_in_words_and_in_a_table(staff):
    """Of 4 who answered: buses 3 (75%), lights and trees 2 each (50%, ranks shared), benches 0.

    Wilson 95% of 3 of 4: centre (0.75 + 3.8415/8) / (1 + 3.8415/4) = 0.6275, half-width
    1.96 * sqrt(0.75*0.25/4 + 3.8415/64) / 1.9604 = 0.3269, so 30% to 95%.
    """
    five_people(a_consultation())

    page = staff(Role.ANALYST).get(ADDRESS)

    assert rows_of(page, "Figures: Your streets")[1:] == [
        ["Places 1 to 4: neighbours are too close to call"],
        ["1", "Buses", "3", "75%", "30% to 95%", "1st to 4th", "Could be"],
        ["2=", "Street lights", "2", "50%", "15% to 85%", "1st to 4th", "Could be"],
        ["2=", "Trees", "2", "50%", "15% to 85%", "1st to 4th", "Could be"],
        ["4", "Benches", "0", "0%", "0% to 49%", "1st to 4th", "Could be"],
    ]
    assert "These options cannot be told apart" in page.text
    assert "4 people answered this section; 1 left it blank; 0 did not open it." in page.text
    assert "1 person answered this section; 0 left it blank; 4 did not open it." in page.text
    assert "Chosen most: “Buses”, by 3 of 4 people (75%)." in page.text


def test_options_that_share_the_first_place_are_all_named(staff):
    """3 of 4 chose buses, 3 of 4 lights, 1 trees."""
    consultation = a_consultation()
    for keys in (["buses", "lights"], ["buses", "lights"], ["buses", "lights"], ["trees"]):
        a_response(consultation, {"streets": keys})

    page = staff(Role.ANALYST).get(ADDRESS)

    assert "Chosen most, joint 1st with 75% each: “Buses”, “Street lights”. Then “Trees” (25%)." in page.text
    assert "All places in “could be” hold together at least 95 times in 100." in page.text


def test_the_chart_says_the_same_as_its_table(staff):
    five_people(a_consultation())

    page = staff(Role.ANALYST).get(ADDRESS)

    chart = next(page.tree.iter("{http://www.w3.org/2000/svg}svg"), None) or next(page.tree.iter("svg"))
    words = ["".join(text.itertext()) for text in chart if text.tag.endswith("text")]
    assert chart.get("role") == "img"
    assert [word for word in words if word.endswith("%")][-4:] == ["75%", "50%", "50%", "0%"]
    assert "1 Buses (1st to 4th)" in words
    titles = {child.get("id") for child in chart if child.tag.rpartition("}")[2] in ("title", "desc")}
    assert titles == set(chart.get("aria-labelledby").split())


def test_intervals_are_never_called_a_margin_of_error(staff):
    five_people(a_consultation())

    page = staff(Role.ANALYST).get(ADDRESS)

    assert "how steady" in page.text
    assert "margin" not in page.text.lower()
    assert "shares add to more than 100%" in page.text


def test_only_what_was_sent_is_counted_and_drafts_are_only_a_number(staff):
    consultation = a_consultation()
    a_response(consultation, {"streets": ["buses"]})
    a_response(consultation, {"streets": ["benches"]}, submitted=False)

    page = staff(Role.ANALYST).get(ADDRESS)

    assert "1 response was sent. 1 more was started and not sent; it is not counted." in page.text
    assert rows_of(page, "Figures: Your streets")[2][:3] == ["1", "Buses", "1"]


def test_late_responses_count_and_are_counted_apart(app):
    consultation = a_consultation(closes_at=NOW.replace(minute=0) + dt.timedelta(hours=1))
    a_response(consultation, {"streets": ["buses"]})
    late = a_response(consultation, {"streets": ["trees"]}, submitted=False)
    late.submitted_at, late.reference = consultation.closes_at, "LATE-0001"
    db.session.commit()

    taking = results.of(consultation).taking

    assert (taking.submitted, taking.late, taking.drafts) == (2, 1, 0)


def test_responses_are_counted_by_channel_and_wording(staff):
    five_people(a_consultation())

    page = staff(Role.ANALYST).get(ADDRESS)

    assert rows_of(page, "Responses by channel and wording") == [
        ["Channel", "Standard", "Easy Read", "All"],
        ["Online", "3", "1", "4"],
        ["Paper", "1", "0", "1"],
        ["All", "4", "1", "5"],
    ]


def test_a_consultation_without_responses_has_a_page_too(staff):
    a_consultation()

    page = staff(Role.ANALYST).get(ADDRESS)

    assert page.status == 200
    assert "0 responses were sent." in page.text
    assert "0 people answered this section" in page.text


def test_versions_of_one_questionnaire_are_counted_together(app):
    consultation = a_consultation()
    a_response(consultation, {"streets": ["buses"]})
    consultations.publish(consultation, a_questionnaire(2), NOW)
    a_response(consultation, {"streets": ["buses"]})

    found = results.of(consultation)

    assert found.rankings[0].lines[0].count == 2
    assert [number for number, _sha256 in found.versions] == [1, 2]


def test_another_consultation_does_not_show_in_the_figures(app):
    five_people(a_consultation())
    other = a_consultation("other-place", a_questionnaire(key="other_place"))

    assert results.of(other).taking.submitted == 0
    assert results.of(other).rankings[0].answered == 0


def test_every_view_of_results_is_written_down(staff):
    a_consultation()

    staff(Role.ANALYST).get(ADDRESS)

    event = db.session.scalars(select(AuditEvent).filter_by(verb="viewed_results")).one()
    assert event.actor.email == "analyst@example.org"
    assert event.object_id == "market-place"


def test_the_hash_of_the_data_changes_with_an_answer_and_with_nothing_else(app):
    consultation = a_consultation()
    a_response(consultation, {"streets": ["buses"]})
    before = results.of(consultation).data_sha256

    a_response(consultation, {"streets": ["trees"]}, submitted=False)
    assert results.of(consultation).data_sha256 == before

    a_response(consultation, {"streets": ["trees"]})
    assert results.of(consultation).data_sha256 != before


def test_comments_of_drafts_and_blank_comments_are_not_read(app):
    consultation = a_consultation()
    a_response(consultation, comments={"streets": "More buses in the evening"}, channel="telephone")
    a_response(consultation, comments={"streets": ""})
    a_response(consultation, comments={"streets": "A draft"}, submitted=False)
    version = newest_version(consultation)
    question = next(q for s in version.sections for q in s.questions if q.key == "streets_comment")

    frame = extracts.answers(question)

    assert list(frame.columns) == [*extracts.COMMENTS, *extracts.READINGS]
    assert frame[["text", "channel", "locale", "variant"]].to_numpy().tolist() == [
        ["More buses in the evening", "telephone", "en", "standard"]
    ]


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "{{7*7}}", "%s %(n)s {0.__class__}", "]]>&lt;"])
def test_words_of_the_questionnaire_are_shown_as_they_are(staff, words):
    document = a_questionnaire().replace("Buses", words).replace("Your streets", words)
    a_response(a_consultation(document=document), {"streets": ["buses"]})

    page = staff(Role.ANALYST).get(ADDRESS)

    assert rows_of(page, "Figures: ")[2][1] == words
    assert f"Chosen most: “{words}”" in page.text
