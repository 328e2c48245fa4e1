"""The report to a committee, in the shape that councils use. It is in English: a person writes most of it.

What the system knows is filled in; each other part says what its author has to write.
"""

from engage.exports.document import Bullets, Column, Document, Heading, Paragraph, Table, ToWrite
from engage.reports import asked, figures, full, measured, summary

LOCALE = "en"
TO_WRITE = "To be written"
IMPLICATIONS = {
    "Resource implications (financial, IT, staffing and assets)": "What it means for money, IT, staff and assets.",
    "Legal implications": "Which duties and powers apply, and what the consultation had to do by law.",
}
COSTS = {
    "(A) Revenue costs": "What it costs each year, and from which budget.",
    "(B) Capital costs": "What it costs once, and how that is financed.",
}
MOST_QUOTES = 2


def build(snapshot, locale=LOCALE):
    """The Document of this report, in English whatever the locale."""
    title = figures.said(snapshot["consultation"]["titles"], LOCALE)
    blocks = (
        _head(snapshot, title),
        *_decision(snapshot),
        *_implications(snapshot),
        *_consultations(snapshot),
        *_end(snapshot),
        *_findings(snapshot),
    )
    return Document(f"{title}: report on the consultation", LOCALE, "committee-report", blocks)


def _head(snapshot, title):
    lines = {
        "Report to": TO_WRITE,
        "Date of meeting": TO_WRITE,
        "Subject": f"{title}: results of the consultation",
        "Report of": TO_WRITE,
        "Wards affected": TO_WRITE,
        "Portfolio": TO_WRITE,
        "Is this a key decision": TO_WRITE,
        "Included in forward plan": TO_WRITE,
        "Exempt or confidential report": "No: every figure in it may be published",
    }
    return Table("head", "About this report", (Column("Item"), Column("Answer")), tuple(lines.items()))


def _decision(snapshot):
    yield Heading(1, "Summary")
    yield from summary.opening(snapshot, LOCALE)
    told = tuple(
        f"{asked.name(part, snapshot, LOCALE)}: {figures.leading(part, LOCALE)}"
        for part in snapshot["rankings"] if part["answered"] is not None
    )  # fmt: skip
    if told:
        yield Bullets(told)
    yield Heading(1, "Recommendations")
    numbered = tuple(f"({one['number']}) {figures.said(one['words'], LOCALE)}" for one in snapshot["outcomes"])
    if numbered:
        yield Bullets(numbered)
        yield ToWrite("Check that these are the recommendations that the committee is asked to decide.")
    else:
        yield ToWrite("What the committee is asked to decide, one numbered recommendation a line.")
    yield Heading(1, "Reasons for the recommendations")
    yield ToWrite("Which finding of the consultation, and which other evidence, each recommendation rests on.")
    yield Heading(1, "Alternative options considered and rejected (including any risk implications)")
    yield ToWrite("What people proposed instead, what else was looked at, and why each was not chosen.")
    yield Heading(1, "What will it cost and how will it be financed?")
    for title, prompt in COSTS.items():
        yield Heading(2, title)
        yield ToWrite(prompt)


def _implications(snapshot):
    yield Heading(1, "Implications of the proposals")
    for title, prompt in IMPLICATIONS.items():
        yield Heading(2, title)
        yield ToWrite(prompt)
    yield Heading(2, "Equality implications")
    if snapshot["about"]:
        yield Paragraph("What those who answered said about themselves. Groups marked [c] are too few to report.")
        yield from figures.about_tables(snapshot, LOCALE)
    else:
        yield Paragraph("People were not asked about themselves, so the consultation is no evidence by group.")
    yield ToWrite("What it means for each protected group, where evidence is missing, and how harm is lessened.")
    yield Heading(1, "Contribution to the council's core purpose")
    yield ToWrite("How it serves each aim of the council's plan.")


def _consultations(snapshot):
    yield Heading(1, "What consultations have taken place on the proposals and when?")
    yield Heading(2, "(A) Internal consultations")
    yield ToWrite("Which officers were asked, on which day, and what they said.")
    yield Heading(2, "(B) External consultations")
    yield Paragraph(figures.when(snapshot, LOCALE))
    yield figures.ways_table(snapshot, LOCALE)
    if snapshot["activities"]:
        yield figures.activity_table(snapshot, LOCALE)
    n = len(snapshot["submissions"])
    if n:
        yield Paragraph(f"Written submissions: {n}. Appendix A says where each was considered.")
    yield Heading(1, "Implementation date for the decision")
    yield ToWrite("From which day the decision holds, and whether it can be called in before.")


def _end(snapshot):
    yield Heading(1, "Contact officer")
    yield ToWrite("Name, telephone number and e-mail address of the officer who can answer questions.")
    yield Heading(1, "Appendices")
    yield Bullets(
        ("Appendix A: index of written submissions", "Full report of the consultation", "Method note and data tables")
    )
    yield Heading(1, "Background papers")
    yield ToWrite("Papers that this report relies on, and where they can be read; or that there are none.")


def _findings(snapshot):
    """The report itself, and the index that a court asks for."""
    yield Heading(1, "Introduction and background")
    yield ToWrite("Why the council asked, what was still open, and what was decided before.")
    yield from asked.blocks(snapshot, LOCALE)
    yield from measured.blocks(snapshot, LOCALE)
    yield from summary.themes(snapshot, LOCALE, MOST_QUOTES)
    yield from full.groups(snapshot, LOCALE)
    yield Heading(1, "How to read these figures")
    yield Bullets(
        (figures.self_selected(LOCALE), figures.disclosure(snapshot, LOCALE), figures.source(snapshot, LOCALE))
    )
    index = list(full.submissions(snapshot, LOCALE))
    yield Heading(1, "Appendix A: index of written submissions")
    yield from index[1:]
