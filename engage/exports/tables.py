"""Results as plain tables, the same for every format."""

from engage.config import VERSION
from engage.exports import anchor
from engage.exports.document import Column, Document, Table
from engage.exports.measured_tables import middles, numbers_and_dates

CHANNEL_NAMES = {"online": "Online", "paper": "Paper", "telephone": "Telephone", "assisted": "With help",
                 "imported": "Collected elsewhere"}  # fmt: skip
VARIANT_NAMES = {"standard": "Standard", "easy_read": "Easy Read"}
#: which wordings offer an option, by the only one that does
ONLY_IN = {"": "Both wordings", "standard": "Standard wording only", "easy_read": "Easy Read only"}
CAPACITY_NAMES = {
    "resident": "Resident",
    "on_behalf": "On behalf of somebody",
    "with_help": "With help from somebody",
    "professional": "Professional",
    "organisation": "Organisation",
    "blank": "Did not say",
    "not_asked": "Did not open the page",
}
SIZE_NAMES = {
    "volunteers": "volunteers only", "1_to_9": "1 to 9", "10_to_49": "10 to 49", "50_to_249": "50 to 249",
    "250_or_more": "250 or more",
}  # fmt: skip
#: why an answer on paper cannot be counted
PROBLEM_NAMES = {
    "illegible": "cannot be read",
    "spoiled": "spoiled",
    "page_missing": "page missing",
    "refused": "refused in writing",
}
MOST_QUOTES = 5

HOW_COUNTED = (
    (
        "People and organisations",
        ("What matters most is counted over people: residents, those who answer for somebody or with help, "
        "professionals, and those who did not say. Organisations are counted apart, with their own base. "
        "Themes are found in the comments of both."),
    ),
    (
        "How shares were counted",
        ("Of those who answered a question, the share that chose each option. Where people could choose several, "
        "shares add to more than 100%. Of an order, counted are the options among the first places: as many as can "
        "be given, three at most, and never all. Options of a scale and of a rating stand in their order, unranked."),
    ),
    (
        "Base",
        ("The share of an option is of the people who answered in a wording and version that offered it. "
        "An option of Easy Read alone may stand for several standard options: it has its own base and no rank, "
        "and what it stands for is never added to the standard options."),
    ),
    (
        "Steady from, steady to",
        ("How steady the share is: the fewer the answers, the wider the range (Wilson interval, 95%). "
        "It does not cover who chose to answer, and says nothing about people who did not."),
    ),
    (
        "Best and worst place it could hold",
        ("The places that an option could hold if a similar set of people had answered: exact sign tests of every pair "
        "of options among the same people, corrected for their number (Holm), so that all places of a section hold "
        "together at least 95 times in 100. Where an option was not offered to everybody who answered, pairs are "
        "compared among those who could choose both, and how often all places hold is not known. They do not "
        "cover who chose to answer."),
    ),
    (
        "Band, among the first three",
        ("Options of one band are too close to call: their order could change. Among the first three: Yes is beyond "
        "doubt, Could be is too close to call."),
    ),
    (
        "First choices",
        ("Of those who gave an order only, with their own base: how many put the option first, and 3, 2 and 1 points "
        "for a first, second and third place. What a place is worth is a choice, not a finding; the ranking does not "
        "use it. Mean place: of questions that ask for an order, 1 is the best; options that were left out share the "
        "places left over (Borda's count)."),
    ),
    (
        "Medians, quartiles and means",
        ("Half gave the median or less, a quarter the lower quartile or less, a quarter the upper quartile or more. "
        "From and to: where median and mean could lie if a similar set of people had answered (95%). Of fewer than 30 "
        "people none is given. The mean of a scale takes every step as equally wide, which nobody can know: read it "
        "beside the median and the counts. Who said that they do not know is in neither."),
    ),
    (
        "Left blank, not opened",
        "Left blank: the page was opened and nothing was chosen. Not opened: the section was left out.",
    ),
    (
        "More ticks than can be chosen",
        ("Possible on paper only. Every tick is kept, but which were meant is not known: these answers are in no "
        "share and are counted apart, never as the first of them."),
    ),
    (
        "Left out: cannot be read, spoiled, page missing, refused in writing",
        "On paper only. Each is counted apart from those who left the section blank.",
    ),
    (
        "Groups and activities",
        ("What groups chose together, dots and what was said in fieldwork stand apart, with their own bases: groups, "
        "dots and activities. They are never added to people: the same person can be at several activities and can "
        "have answered the questionnaire too, and a choice of a group is not a count of its members. "
        "A person may have put several dots on one option."),
    ),
    (
        "Candidate themes",
        ("Found by the machine, not yet checked by a person. Each comment is in one theme only. "
        "Sizes are numbers of comments, not of people in the area."),
    ),
    (
        "Themes as people agreed and coded them",
        ("Comments are counted over the comments that people coded or the machine read; a comment can carry several "
        "themes. About: the machine alone coded some, and is not known to be as good as people at this theme. "
        "Activities are counted apart and never added. Alpha: Krippendorff's, on texts that two people coded blind."),
    ),
    (
        "Cells that begin with '",
        "The mark was put there so that a spreadsheet does not take a person's words for a formula.",
    ),
)


def workbook(results, made_at):
    """Everything for an analyst in one Document, with its figures alone: writers of spreadsheets print it."""
    return Document(results.title, "en", "results", all_tables(results, made_at))


def all_tables(results, made_at):
    """The cover first, then the figures."""
    apart = ranking(results.organisation_rankings, "organisations", "What matters most to organisations")
    beside = groups(results.fieldwork), activities(results.fieldwork)
    ranked = ranking(results.rankings), first_choices(results.rankings)
    given = numbers_and_dates(results.measured), middles(results.rankings, results.measured)
    return cover(results, made_at), *ranked, *given, apart, *beside, themes(results), coded_themes(results)


def cover(results, made_at):
    """What was counted, how, when, from which data and by which version."""
    taking = results.taking
    rows = [
        ("Consultation", results.title),
        ("Address", results.consultation.code),
        ("Opened", _minute(results.consultation.opens_at)),
        ("Closes", _minute(results.consultation.closes_at)),
        ("File made", _minute(made_at)),
        ("Made by", f"Engage {VERSION}"),
        ("Newest entry of the audit trail before it", anchor.before(made_at) or "none"),
        *(("Questionnaire", f"version {number}, SHA-256 {sha256}") for number, sha256 in results.versions),
        ("Responses counted", taking.submitted),
        ("People who took part", taking.people),
        *_about_residents(results.residents),
        ("Of these, sent after closing time", taking.late),
        ("Of these, a second one sent on purpose from the same browser", taking.second),
        ("Begun and not sent (not counted)", taking.drafts),
        ("Withdrawn by the person who sent it (not counted)", taking.withdrawn),
        *((f"Responses: {CHANNEL_NAMES[c]}, {VARIANT_NAMES[v]} wording", n) for (c, v), n in taking.ways.items()),
        *((f"Who answered: {CAPACITY_NAMES[capacity]}", n) for capacity, n in taking.capacities.items()),
        *(
            (f"Came by: {results.places.get(via, via)} ({via})" if via else "Came by: no code", n)
            for via, n in taking.vias.items()
        ),
        ("Newest response counted", _minute(results.newest_at) if results.newest_at else "none"),
        ("Data, SHA-256", results.data_sha256),
        ("Activities recorded in the field (not counted as people)", results.fieldwork.n_activities),
        ("Of these, records that are not closed yet", results.fieldwork.n_open),
        *(_about_import(one) for one in results.imports),
        *(_about_keying(*check) for check in results.keying_checks),
        *HOW_COUNTED,
        *(row for section in results.rankings for row in _about_bases(section)),
        *(row for question in results.comments for row in _about_themes(question)),
    ]
    return _table("about", "About these results", ("Item", "Value"), tuple(rows))


def ranking(sections, name="ranking", title="What matters most"):
    header = (
        "Section", "Question", "Rank", "Option", "Number who chose it", "Number who answered",
        "Percent of the base", "Steady from (percent)", "Steady to (percent)", "Left blank", "Not opened",
        "Left out: too many ticks", "Base: people who could choose it", "Offered in", "Stands for",
        *(f"Left out: {name}" for name in PROBLEM_NAMES.values()),
        "Best place it could hold", "Worst place it could hold", "Band", "Among the first three",
    )  # fmt: skip
    rows = tuple(
        (
            section.title, section.question, line.rank, line.words, line.count, section.answered,
            _percent(line.share), _percent(line.low), _percent(line.high),
            section.blank, section.not_shown, section.over_ticked,
            line.base, ONLY_IN[line.only_in], "; ".join(line.stands_for),
            *(section.problems.get(problem, 0) for problem in PROBLEM_NAMES),
            _known(line.best), _known(line.worst), _known(line.band), line.is_in_top,
        )
        for section in sections
        for line in section.lines
    )  # fmt: skip
    return _table(name, title, header, rows)


def first_choices(sections):
    """Those who gave an order: first choices and 3-2-1 points, with their own base."""
    header = (
        "Section", "Question", "Option", "Base: gave an order and could choose it", "Put it first",
        "Percent of the base", "Place by first choices", "Points, 3-2-1", "Points for each of the base",
        "Place by points", "Mean place", "Chose without an order",
    )  # fmt: skip
    rows = tuple(
        (
            section.title, section.question, line.words, line.base, line.n_first, _percent(line.share_first),
            _known(line.first_rank), line.points, _known(line.mean_points and round(line.mean_points, 3)),
            _known(line.points_rank), _known(line.mean_place and round(line.mean_place, 2)),
            section.order.n_not_ordered,
        )
        for section in sections
        if section.order
        for line in section.order.lines
    )  # fmt: skip
    return _table("first-choices", "First choices", header, rows)


def groups(fieldwork):
    """What groups chose and where dots were put, with their own bases."""
    header = (
        "Section", "Question", "Option", "Groups that chose it", "Base: groups that chose from this question", "Dots",
        "Base: dots on this question", "Activities at which it got a dot", "Base: activities with a dot vote on it",
    )  # fmt: skip
    rows = tuple(
        (
            asked.section, asked.question, line.words, line.n_groups, asked.n_choosing, line.n_dots,
            asked.n_dots, line.n_dotted, asked.n_voting,
        )
        for asked in (*fieldwork.choices.values(), *fieldwork.own_votes)
        for line in asked.lines
    )  # fmt: skip
    return _table("groups", "What groups chose", header, rows)


def activities(fieldwork):
    """At how many activities something was said on a section."""
    header = (
        "Section", "Type of activity", "Activities at which something was said on it", "Base: activities recorded",
        "Contributions",
    )  # fmt: skip
    rows = tuple((topic.title, *of_type) for topic in fieldwork.topics for of_type in topic.types)
    return _table("activities", "What was said at activities", header, rows)


def themes(results):
    header = (
        "Section", "Question", "Theme number", "Candidate theme", "Comments in it", "Comments that could be used",
        "Key terms",
        *(f"Quote {place}" for place in range(1, MOST_QUOTES + 1)),
    )  # fmt: skip
    rows = tuple(
        (
            asked.title, asked.question, theme.position, theme.label, theme.size, asked.n_used,
            "; ".join(theme.terms),
            *([quote.text for quote in theme.quotes] + [""] * MOST_QUOTES)[:MOST_QUOTES],
        )
        for asked in results.comments
        for theme in asked.themes
    )  # fmt: skip
    return _table("themes", "Candidate themes", header, rows)


def _table(name, title, header, rows):
    return Table(name, title, tuple(map(Column, header)), rows)


def _about_residents(found):
    """Which share of residents took part, where it is known."""
    if found is None:
        return []
    told = f"{100 * found.share:.2f}% ({found.n_people} of {found.n_residents}; {found.source})"
    return [("Residents who took part, without those who said they are younger, of residents aged 16 and over", told)]


def coded_themes(results):
    """Themes that people agreed, with who coded them and how far coders agree; activities in columns of their own."""
    types = sorted({type_ for counts in results.coded for line in counts.lines for type_, _n, _of in line.raised})
    header = (
        "Codeframe", "Question", "Code", "Theme", "Under", "Comments with it", "Of these coded by people",
        "Percent of the base", "Base: comments coded", "Of the base coded by people", "About",
        "Alpha of two people", "Mean alpha of the machine with them", "Texts of the blind sample",
        *(f"{part} {type_.replace('_', ' ')}" for type_ in types
          for part in ("Raised at:", "Of those with something coded:")),
    )  # fmt: skip
    rows = tuple(
        (
            counts.codeframe.number, counts.codeframe.question_key or "every question", line.theme.code,
            line.theme.label, line.theme.parent.label if line.theme.parent else "", line.n_comments, line.n_by_people,
            _percent(line.share), counts.base, counts.n_by_people, "about" if line.is_about else "",
            _alpha(line.alpha_people), _alpha(line.alpha_machine), counts.n_sampled or "",
            *(n for type_ in types for n in _raised(line, type_)),
        )
        for counts in results.coded
        for line in counts.lines
    )  # fmt: skip
    return _table("coded-themes", "Themes as people agreed and coded them", header, rows)


def _raised(line, wanted):
    """Activities of this type that raised it, and of which something was coded."""
    return next(((n, of) for type_, n, of in line.raised if type_ == wanted), ("", ""))


def _alpha(value):
    return "" if value is None else round(value, 3)


def _about_bases(section):
    """The options of this section that not everybody who answered could choose."""
    return [
        (f"Base: {line.words}", f"{line.base} of {section.answered} who answered; {ONLY_IN[line.only_in]}")
        for line in section.lines
        if line.base != section.answered
    ]


def _about_themes(asked):
    if asked.run is None:
        return [(f"Themes: {asked.question}", "not looked for yet")]
    reasons = "; ".join(f"{reason}: {n}" for reason, n in asked.unusable) or "none"
    told = f"{asked.run.n_texts} comments read on {_minute(asked.run.finished_at)}; could not be used: {reasons}"
    run = asked.run
    how = f"{run.method}; seed {run.seed}; Engage {run.code_version}; comments, SHA-256 {run.input_sha256}"
    return [(f"Themes: {asked.question}", told), ("Themes: method", how)]


def _about_keying(batch, compared, differing, wrong, upper):
    """How well a batch of paper was keyed."""
    if not compared:
        return f"Keying of batch {batch}", "no form was keyed twice"
    told = f"{compared} fields keyed twice, {differing} differed, {wrong} were wrong at first ({wrong / compared:.2%};"
    return f"Keying of batch {batch}", f"{told} at most {upper:.2%}, Wilson interval, 95%)"


def _about_import(one):
    """Where responses that were collected elsewhere came from."""
    told = f"{one['responses']} responses, brought on {one['brought_on']}; SHA-256 {one['sha256']}"
    return f"Collected elsewhere: file of {one['system']}", told


def _known(number):
    return "" if number is None else number


def _percent(share):
    return "" if share is None else round(100 * share, 1)


def _minute(moment):
    return f"{moment:%Y-%m-%d %H:%M} UTC"
