"""Reports of frozen results: what each one says, what it leaves to its author, and that every format can be read."""

import pytest

from engage.exports import docx, pdf
from engage.exports.document import Bullets, Heading, Mark, Paragraph, Quote, ToWrite
from engage.reports import committee, easy_read, full, summary
from tests.documents import MADE_AT, word_faults
from tests.pdfua import faults as pdf_faults
from tests.snapshots import a_snapshot

REPORTS = {"summary": summary, "full": full, "committee": committee, "easy_read": easy_read}
#: a report to a committee as councils write it
HEADINGS = [
    "Summary",
    "Recommendations",
    "Reasons for the recommendations",
    "Alternative options considered and rejected (including any risk implications)",
    "What will it cost and how will it be financed?",
    "Implications of the proposals",
    "Contribution to the council's core purpose",
    "What consultations have taken place on the proposals and when?",
    "Implementation date for the decision",
    "Contact officer",
    "Appendices",
    "Background papers",
]


def of_kind(document, kind):
    return [block for block in document.blocks if isinstance(block, kind)]


def table_of(document, name):
    return next(table for table in document.tables if table.name == name)


def every_word(document):
    return " ".join(str(block) for block in document.blocks)


@pytest.mark.parametrize("report", REPORTS)
def test_headings_are_in_order_and_tables_have_names_of_their_own(report):
    document = REPORTS[report].build(a_snapshot())

    levels = [0, *(heading.level for heading in of_kind(document, Heading))]
    names = [table.name for table in document.tables]
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("report", REPORTS)
def test_every_report_can_be_read_aloud_in_word_and_pdf(report):
    document = REPORTS[report].build(a_snapshot())

    assert list(word_faults(docx.write(document, MADE_AT))) == []
    assert pdf_faults(pdf.write(document, MADE_AT)) == []


@pytest.mark.parametrize("report", REPORTS)
def test_a_consultation_that_nobody_answered_has_its_reports_too(report):
    empty = a_snapshot(about=[], rankings=[], themes=[], groups={"choices": [], "topics": []}, activities=[],
                       submissions=[], outcomes=[])  # fmt: skip

    document = REPORTS[report].build(empty)

    assert list(word_faults(docx.write(document, MADE_AT))) == []


def test_the_summary_tells_who_took_part_what_matters_most_and_themes():
    document = summary.build(a_snapshot())

    words = [block.text for block in of_kind(document, Paragraph)]
    assert words[0] == "150 people took part: 0.06% of residents aged 16 and over (Census 2021)."
    assert table_of(document, "ranking-streets_priorities").rows[0] == ("1", "Buses", 100, 0.6897)
    assert [quote.label for quote in of_kind(document, Quote)] == ["Comment, 40 or over", "Focus group"]


def test_what_the_officer_wrote_stands_first_and_at_what_happens_next():
    words = {"headline": {"en": {"standard": "Buses come first.", "easy_read": "Buses."}},
             "next": {"en": {"standard": "The board decides in May.", "easy_read": "We decide in May."}}}  # fmt: skip

    document = summary.build(a_snapshot(words=words))

    assert of_kind(document, Paragraph)[0].text == "Buses come first."
    assert "The board decides in May." in every_word(document)
    assert of_kind(document, ToWrite) == []


def test_what_is_kept_back_is_kept_back_in_every_table():
    document = full.build(a_snapshot())

    assert table_of(document, "ranking-streets_priorities").rows[3][2:6] == (Mark("c"),) * 4
    assert table_of(document, "ways").rows[2] == ("Telephone", Mark("c"))
    assert table_of(document, "themes-streets_comment").rows[2][1:3] == (Mark("c"), Mark("c"))


def test_shares_of_too_few_people_are_in_no_table_and_no_chart():
    shops = a_snapshot()["rankings"][1]

    document = full.build(a_snapshot(rankings=[shops]))

    assert {row[3] for row in table_of(document, "ranking-shops_priorities").rows} == {Mark("z")}
    assert "svg" not in every_word(document)
    assert "Bakers, Market stalls and Banks are too close to call." in every_word(document)


def test_a_section_that_too_few_answered_says_so():
    streets = a_snapshot()["rankings"][0] | {"answered": None}

    assert "its figures are kept back" in every_word(summary.build(a_snapshot(rankings=[streets])))


def test_the_full_report_has_the_index_of_submissions_and_what_came_of_it():
    document = full.build(a_snapshot())

    (row,) = table_of(document, "submissions").rows
    assert row[1:] == ("Market traders' association", "Letter on the closing hours", "12 October 2026",
                       "Health and Wellbeing Board, item 4, 28 October 2026")  # fmt: skip
    assert table_of(document, "recommendations").rows[0][1:4] == (
        "Plant street trees along the market", "Borsetshire Council", "Accepted",
    )  # fmt: skip
    assert table_of(document, "actions").rows[0][2:] == ("Head of Parks", "Under way", "31 March 2027")


def test_the_report_to_a_committee_has_the_shape_that_councils_use():
    document = committee.build(a_snapshot())

    headings = [heading.text for heading in of_kind(document, Heading) if heading.level == 1]
    head = dict(table_of(document, "head").rows)
    assert headings[: len(HEADINGS)] == HEADINGS
    assert list(head)[:5] == ["Report to", "Date of meeting", "Subject", "Report of", "Wards affected"]
    assert (head["Report to"], head["Subject"]) == ("To be written", "The market place: results of the consultation")
    assert "(1) Plant street trees along the market" in of_kind(document, Bullets)[1].items


def test_what_only_a_person_knows_is_left_to_the_author_of_the_committee_report():
    prompts = [block.prompt for block in of_kind(committee.build(a_snapshot(outcomes=[])), ToWrite)]

    assert "What the committee is asked to decide, one numbered recommendation a line." in prompts
    assert any("why each was not chosen" in prompt for prompt in prompts)
    assert any("each protected group" in prompt for prompt in prompts)


def test_every_row_of_the_easy_read_draft_is_one_short_sentence_beside_a_picture():
    too_long = f"We {'really ' * 20}decide. Then we tell you."
    words = {"headline": {"en": {"standard": "x", "easy_read": "You told us a lot. Thank you."}},
             "next": {"en": {"standard": "x", "easy_read": too_long}}}  # fmt: skip

    document = easy_read.build(a_snapshot(words=words))

    rows = of_kind(document, Paragraph)
    assert [row.text for row in rows[:2]] == ["You told us a lot.", "Thank you."]
    assert "About 100 people chose: Buses." in [row.text for row in rows]
    assert all(row.picture and len(row.text.split()) <= 15 for row in rows)
    assert [row for row in rows if row.text.rstrip(".").count(". ")] == []
    assert any(
        prompt.prompt.startswith("Say this in 15 words or fewer: We really") for prompt in of_kind(document, ToWrite)
    )


def test_an_easy_read_draft_says_that_a_person_has_to_finish_it():
    assert of_kind(easy_read.build(a_snapshot()), ToWrite)[0].prompt.startswith("This is a draft.")


def test_a_share_of_fewer_than_100_people_is_told_with_a_warning():
    """Small bases: from 30 to 99 people a share is published as of low reliability (statistics.md §1.5)."""
    weak = a_snapshot()
    for line in weak["rankings"][0]["lines"]:
        line["mark"] = line["mark"] or "u"
    name = f"ranking-{weak['rankings'][0]['key']}"

    told, plain = (table_of(full.build(data), name) for data in (weak, a_snapshot()))

    assert told.rows == plain.rows
    assert any("[u] Low reliability" in note for note in told.notes)
    assert not any("[u]" in note for note in plain.notes)
