"""The full consultation report: what a court would ask for, with all tables and the index of submissions."""

from engage.exports.document import Bullets, Column, Document, Heading, Mark, Paragraph, Table, ToWrite
from engage.exports.furniture import in_language
from engage.reports import asked, figures, measured, summary

ANSWERS = {"accepted": "Accepted", "partly": "Accepted in part", "no": "Not accepted", "awaited": "Not answered yet"}
MOST_QUOTES = 10


def build(snapshot, locale="en"):
    """The Document of this report in one language."""
    _ = in_language(locale)
    title = figures.said(snapshot["consultation"]["titles"], locale)
    blocks = (
        *summary.opening(snapshot, locale),
        *_how_it_was_run(snapshot, locale),
        *who_answered(snapshot, locale),
        *asked.blocks(snapshot, locale, is_full=True),
        *measured.blocks(snapshot, locale),
        *summary.themes(snapshot, locale, MOST_QUOTES, is_full=True),
        *groups(snapshot, locale),
        *submissions(snapshot, locale),
        *outcomes(snapshot, locale),
        *summary.what_next(snapshot, locale),
        *_method(snapshot, locale),
    )
    return Document(_("%(title)s: report of the consultation") % {"title": title}, locale, "full-report", blocks)


def _how_it_was_run(snapshot, locale):
    _, found = in_language(locale), snapshot["consultation"]
    yield Heading(1, _("How the consultation was run"))
    yield ToWrite(_("Say why the council asked, what was still open to be decided, and who decides."))
    yield Bullets(
        tuple(
            _("Version %(number)s of the questionnaire was published on %(day)s.")
            % {"number": one["number"], "day": figures.day(one["published_on"], locale)}
            for one in found["versions"]
        )
    )
    yield ToWrite(_("Say how it was made known: letters, posters, newspapers, partners, and what each cost."))
    yield figures.ways_table(snapshot, locale)
    if snapshot["activities"]:
        yield figures.activity_table(snapshot, locale)


def who_answered(snapshot, locale):
    """Each question that people were asked about themselves, and what is known of those who did not take part."""
    _, taking = in_language(locale), snapshot["taking"]
    yield Heading(1, _("Who answered, and who did not"))
    lines = {
        _("Organisations that answered, counted apart"): taking["organisations"],
        _("Sent after the closing time"): taking["late"],
        _("Begun and not sent, not counted"): taking["drafts"],
        _("Withdrawn by those who sent them, not counted"): taking["withdrawn"],
    }
    rows = tuple((words, figures.figure(n, "c")) for words, n in lines.items())
    yield Table("beside", _("Answers counted apart"), (Column(_("Answers")), Column(_("Number"), "count")), rows)
    yield from figures.about_tables(snapshot, locale)
    yield ToWrite(_("Say which groups are missing or few beside the census, and what was done to reach them."))


def groups(snapshot, locale):
    """What was chosen and raised at activities: beside the figures of people, and never in them."""
    _ = in_language(locale)
    choices, topics = snapshot["groups"]["choices"], snapshot["groups"]["topics"]
    if not choices and not topics:
        return
    yield Heading(1, _("What groups said"))
    yield Paragraph(_("Groups and activities stand beside the questionnaire. They are never added to people."))
    for part in choices:
        rows = tuple((figures.said(line["words"], locale), line["n_groups"]) for line in part["lines"])
        columns = Column(_("Option")), Column(_("Groups that chose it"), "count")
        notes = (_("Base: %(n)s groups that chose from this question.") % {"n": part["n_groups"]},)
        title = _("What groups chose: %(title)s") % {"title": figures.said(part["titles"], locale)}
        yield Table(f"groups-{part['key']}", title, columns, rows, notes)
    if topics:
        yield _topics(topics, locale)


def _topics(topics, locale):
    _ = in_language(locale)
    rows = tuple(
        (figures.said(one["titles"], locale) or one["section"], one["n_raised"], one["n_contributions"])
        for one in topics
    )
    columns = Column(_("Section")), Column(_("Activities that raised it"), "count"), Column(_("Notes taken"), "count")
    notes = (_("Base: %(n)s activities.") % {"n": topics[0]["n_activities"]},)
    return Table("topics", _("What activities were about"), columns, rows, notes)


def submissions(snapshot, locale):
    """The index of everything that came in writing, and where each was considered."""
    _ = in_language(locale)
    yield Heading(1, _("Index of written submissions"))
    if not snapshot["submissions"]:
        yield Paragraph(_("No written submission was recorded."))
        return
    rows = tuple(
        (
            str(one["number"]), one["from"], one["title"], figures.day(one["received_on"], locale),
            "; ".join(f"{row['place']}, {figures.day(row['on'], locale)}" for row in one["considered"])
            or _("Not considered yet"),
        )
        for one in snapshot["submissions"]
    )  # fmt: skip
    titles = _("Number"), _("From"), _("Title"), _("Received"), _("Considered")
    yield Table("submissions", _("Written submissions"), tuple(map(Column, titles)), rows)


def outcomes(snapshot, locale):
    """You said, we did, as far as it is public."""
    _ = in_language(locale)
    if not snapshot["outcomes"]:
        return
    yield Heading(1, _("You said, we did"))
    rows = []
    for one in snapshot["outcomes"]:
        answer = in_language(locale)(ANSWERS.get(one["answer"], one["answer"])) or Mark("z")
        rows.append((str(one["number"]), figures.said(one["words"], locale), one["body"] or Mark("z"), answer,
                     figures.said(one["reason"], locale) or Mark("z")))  # fmt: skip
    titles = _("Number"), _("Recommendation"), _("Who was asked"), _("Answer"), _("Reason")
    yield Table("recommendations", _("Recommendations and answers"), tuple(map(Column, titles)), tuple(rows))
    yield from _actions(snapshot, locale)


def _actions(snapshot, locale):
    _ = in_language(locale)
    rows = tuple(
        (
            str(one["number"]), figures.said(action["words"], locale), action["owner"] or Mark("z"),
            in_language(locale)(action["state"].replace("_", " ").capitalize()),
            figures.day(action["due"], locale) or Mark("z"),
        )
        for one in snapshot["outcomes"]
        for action in one["actions"]
    )  # fmt: skip
    if rows:
        titles = _("Recommendation"), _("Action"), _("Owner"), _("State"), _("Due")
        yield Table("actions", _("What is being done"), tuple(map(Column, titles)), rows)


def _method(snapshot, locale):
    _ = in_language(locale)
    yield Heading(1, _("How to read these figures"))
    yield Bullets(
        (figures.self_selected(locale), figures.disclosure(snapshot, locale), figures.source(snapshot, locale))
    )
    if snapshot["overrides"]:
        rows = tuple((one["stop"], one["reason"], figures.day(one["at"], locale)) for one in snapshot["overrides"])
        titles = _("What stood in the way"), _("Why it was passed"), _("Agreed on")
        yield Table("overrides", _("What was published all the same"), tuple(map(Column, titles)), rows)
    yield Paragraph(_("The method note says how every figure was counted, what was left out and why."))
    yield ToWrite(_("Say what these results cannot tell, in plain words."))
