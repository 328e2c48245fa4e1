"""The method note, which writes itself: everything a reader needs to judge the figures, from frozen results alone."""

from engage.exports.document import Bullets, Column, Document, Heading, Mark, Paragraph, Table
from engage.exports.tables import CHANNEL_NAMES, VARIANT_NAMES
from engage.reports.method_words import (
    AGREEMENT,
    CODING,
    COPIES,
    DISCLOSURE,
    IMPORTED,
    KEYING,
    TAKING,
    UNTOLD,
    WEIGHTING,
)

#: the note is written in English: what it quotes of the questionnaire is quoted in English too
LOCALE = "en"
COUNT, SHARE = "count", "share"
ROLE_NAMES = {
    "administrator": "an administrator", "engagement_officer": "an engagement officer", "analyst": "an analyst",
    "data_entry_clerk": "a data-entry clerk", "panel_member": "a panel member", "command_line": "the command line",
}  # fmt: skip


def build(snapshot, locale=LOCALE):
    """The Document of a snapshot. It is in English whatever the locale: nobody has translated its words."""
    titles = _titles(snapshot)
    blocks = [
        *_what(snapshot),
        *_taking(snapshot),
        *_imports(snapshot),
        *_versions(snapshot, titles),
        *_exclusions(snapshot, titles),
        *_copies(snapshot, titles),
        *_keying(snapshot),
        *_coding(snapshot, titles),
        *_agreement(snapshot, titles),
        *_weighting(snapshot),
        *_disclosure(snapshot),
        *_overrides(snapshot),
        *_made(snapshot),
    ]
    title = f"Method note: {_said(snapshot['consultation']['titles'])}"
    return Document(title, LOCALE, f"{snapshot['consultation']['code']}-method-note", tuple(blocks))


def _what(snapshot):
    about = snapshot["consultation"]
    return [
        Paragraph(
            f"“{_said(about['titles'])}” was open from {about['opened_on']} to {about['closed_on']}. This note says "
            "how its results were counted. It is made by the system from the results themselves."
        ),
        Paragraph(
            "Everybody could answer: nobody was drawn by lot. Figures tell what those who answered said, and not what "
            "all residents think."
        ),
    ]


def _taking(snapshot):
    taking = snapshot["taking"]
    rows = [(words, _told(taking[key])) for key, words in TAKING.items()]
    rows += [(f"Came {CHANNEL_NAMES.get(name, name).lower()}", _told(n)) for name, n in taking["by_channel"].items()]
    rows += [(f"Wording: {VARIANT_NAMES.get(name, name)}", _told(n)) for name, n in taking["by_wording"].items()]
    rows += [(f"Language of the pages: {name}", _told(n)) for name, n in taking["by_language"].items()]
    rows.append(
        ("Sent on purpose beside another one from the same browser (counted)", _told(snapshot["method"]["second"]))
    )
    blocks = [
        Heading(1, "Who answered, and how"),
        Table("method-taking", "Responses by channel, wording and language", (Column("What"), Column("Number", COUNT)),
              tuple(rows), ("Channels, wordings and languages are of people, without organisations.",)),
        Paragraph("A response that came after closing time and inside the time of grace is counted. One that was begun "
                  "and not sent, or sent and taken back, is not."),
    ]  # fmt: skip
    if residents := taking["residents"]:
        n = _in_words(residents["n_people"])
        all_ = f"{residents['n_residents']:,}"
        blocks.append(Paragraph(f"Residents who took part: {n} of {all_} ({residents['source']})."))
    return blocks


def _imports(snapshot):
    # releases that were frozen before responses could come from elsewhere say nothing of it
    found = snapshot["method"].get("imports", ())
    if not found:
        return []
    rows = tuple((one["system"], one["brought_on"], _brought_by(one), one["sha256"])
                 for one in found)  # fmt: skip
    return [
        Heading(1, "Responses that were collected elsewhere"),
        Paragraph(IMPORTED),
        Table("method-imports", "Files that responses came from",
              (Column("Collected with"), Column("Brought on", "date"), Column("Brought by"), Column("File, SHA-256")),
              rows),
    ]  # fmt: skip


def _brought_by(one):
    return ", ".join(ROLE_NAMES.get(role, role.replace("_", " ")) for role in one["roles"]) or UNTOLD


def _versions(snapshot, titles):
    versions = snapshot["consultation"]["versions"]
    blocks = [
        Heading(1, "The questionnaire"),
        Table("method-versions", "Versions of the questionnaire",
              (Column("Version", COUNT), Column("Published", "date")),
              tuple((one["number"], one["published_on"]) for one in versions)),
    ]  # fmt: skip
    changes = snapshot["method"]["changes"]
    if not changes:
        return [*blocks, Paragraph("No question was changed while the consultation was open.")]
    listed = []
    for change in changes:
        for kind, words in (("added", "added"), ("removed", "taken out"), ("changed", "changed")):
            listed += [
                f"Version {change['number']}, {change['on']}: {words}: {titles.get(key, key)}" for key in change[kind]
            ]
    return [*blocks, Heading(2, "Changes of questions, with dates"), Bullets(tuple(listed) or ("None of a question.",))]


def _exclusions(snapshot, titles):
    columns = ("Question", "Too many ticks", "Cannot be read, spoiled, missing or refused", "Page not opened")
    rows = tuple(
        (titles.get(one["key"], one["key"]), *(_told(one[key]) for key in ("over_ticked", "unreadable", "not_shown")))
        for one in snapshot["method"]["exclusions"]
    )
    if not rows:
        return []
    return [
        Heading(1, "What was left out, and why"),
        Table("method-exclusions", "Answers in no share",
              (Column(columns[0]), *(Column(c, COUNT) for c in columns[1:])),
              rows, ("On paper, more options can be ticked than can be chosen: which were meant is not known.",)),
    ]  # fmt: skip


def _copies(snapshot, titles):
    rows = tuple(
        (titles.get(one["question"], one["question"]),
         *(_told(one[key]) for key in ("n_texts", "n_distinct", "n_campaigns", "n_in_campaigns")))
        for one in snapshot["method"]["copies"]
    )  # fmt: skip
    if not rows:
        return []
    columns = ("Texts", "Distinct texts", "Campaigns", "Texts in campaigns")
    return [
        Heading(1, "Duplicates and campaigns"),
        Paragraph(COPIES),
        Table("method-copies", "Texts that say the same",
              (Column("Question"), *(Column(c, COUNT) for c in columns)), rows),
    ]  # fmt: skip


def _keying(snapshot):
    checks = snapshot["method"]["keying"]
    if not checks:
        return [Heading(1, "Keying of paper forms"), Paragraph("No batch of paper forms was closed.")]
    rows = tuple(
        (one["batch"], one["compared"], one["differing"], one["wrong"],
         Mark("z") if one["upper"] is None else one["upper"])
        for one in checks
    )  # fmt: skip
    columns = (Column("Batch"), Column("Fields keyed twice", COUNT), Column("Differed", COUNT),
               Column("Wrong at first", COUNT), Column("Wrong at most", SHARE))  # fmt: skip
    return [
        Heading(1, "Keying of paper forms"),
        Paragraph(KEYING),
        Table("method-keying", "Checks of keying", columns, rows,
              ("Wrong at most: upper end of the range that holds 95 times in 100 (Wilson).",)),
    ]  # fmt: skip


def _coding(snapshot, titles):
    coding = snapshot["method"]["coding"]
    if not coding:
        return [Heading(1, "Who coded the comments"), Paragraph("No codeframe was agreed, so no theme is reported.")]
    listed = []
    for one in coding:
        roles = [ROLE_NAMES.get(role, role.replace("_", " ")) for role in one.get("roles", ())]
        by = f" ({', '.join(roles)})" if roles else ""
        n_people, n_machine = _in_words(one["n_by_people"]), _in_words(one["n_by_machine"])
        agreed = f"codeframe {one['codeframe']} with {one['n_themes']} themes, agreed on {one['agreed_on']}"
        told = [f"{_asked(one, titles)}: {agreed}."]
        told.append(f"Comments read by people{by}: {n_people}; by the machine alone: {n_machine}.")
        if one["n_read_again"] != 0:
            told.append(f"Coded with an earlier number and waiting to be read again: {_in_words(one['n_read_again'])}.")
        if one["n_waiting"]:
            told.append("Some differences between two coders are not settled, and are in no count.")
        if one["saturated_after"]:
            told.append(
                f"After {one['saturated_after']} of {one['n_conversations']} conversations little new was raised."
            )
        listed.append(" ".join(told))
    return [Heading(1, "Who coded the comments"), Paragraph(CODING), Bullets(tuple(listed))]


def _agreement(snapshot, titles):
    sampled = {one["question"]: one["n_sampled"] for one in snapshot["method"]["coding"]}
    rows = []
    for asked in snapshot["themes"]:
        for line in asked["lines"]:
            found = line["agreement"]
            figures = [Mark("z") if found[who] is None else round(found[who], 2) for who in ("people", "machine")]
            rows.append((_asked(asked, titles), line["name"], *figures, found["verdict"] or "not known"))
    if not rows:
        return []
    columns = (Column("Question"), Column("Theme"), Column("Alpha, two people", "number"),
               Column("Alpha, machine with people", "number"), Column("Verdict on the machine"))  # fmt: skip
    notes = [f"{titles.get(key, 'Every question') if key else 'Every question'}: {n} texts were coded twice, blind."
             for key, n in sampled.items()]  # fmt: skip
    return [
        Heading(1, "How far coders agree"),
        Paragraph(AGREEMENT),
        Table("method-agreement", "Agreement by theme", columns, tuple(rows), tuple(notes)),
    ]


def _weighting(snapshot):
    found = snapshot["method"]["weighting"]
    blocks = [Heading(1, "Weighting"), Paragraph(WEIGHTING)]
    if found["refusals"]:
        blocks += [Paragraph("No weighted check was made, because:"), Bullets(tuple(found["refusals"]))]
    elif found["variables"]:
        blocks.append(
            Paragraph(
                f"Weighted on {', '.join(found['variables'])} ({', '.join(found['sources'])}): "
                f"{_in_words(found['n'])} people count like {_in_words(found['n_eff'])} (efficiency "
                f"{found['efficiency']:.2f})."
            )
        )
    if found["warnings"]:
        blocks += [Paragraph("To bear in mind:"), Bullets(tuple(found["warnings"]))]
    return blocks


def _disclosure(snapshot):
    rule = snapshot["disclosure"]
    words = DISCLOSURE[rule["mode"]] % {"threshold": rule["threshold"], "most": rule["threshold"] - 1}
    marks = "[c] kept back for confidentiality; [z] does not apply, or too few people for a share; [u] too unsteady."
    return [
        Heading(1, "How small numbers are protected"),
        Paragraph(f"{words} Of a group of fewer than {rule['base']} people nothing is told."),
        Paragraph(marks),
    ]


def _overrides(snapshot):
    heading = Heading(1, "Stops that were overridden")
    if not snapshot["overrides"]:
        return [heading, Paragraph("None. Nothing stood in the way of publishing, or it was mended first.")]
    rows = tuple(
        (one["stop"], one["reason"], *(_role(one[f"{who}_by_role"]) for who in ("asked", "approved")), one["at"][:10])
        for one in snapshot["overrides"]
    )
    columns = (Column("What stood in the way"), Column("Reason"), Column("Asked by"), Column("Agreed by"),
               Column("On", "date"))  # fmt: skip
    return [heading, Table("method-overrides", "Overrides with their reasons", columns, rows)]


def _made(snapshot):
    return [
        Heading(1, "Where the figures come from"),
        Bullets(
            (
                f"Counted at {snapshot['counted_at'][:16].replace('T', ' ')} UTC",
                f"Engage {snapshot['code_version']}, format {snapshot['format']} of results",
                f"Answers that were counted, SHA-256 {snapshot['data_sha256']}",
            )
        ),
        Paragraph("The same answers and the same version of the program give the same figures and the same hash."),
    ]


def _titles(snapshot):
    """Key of a question -> its words."""
    found = {one["key"]: _said(one["question"]) for one in snapshot["rankings"]}
    found |= {one["question"]: f"Comments: {_said(one['titles'])}" for one in snapshot["themes"] if one["question"]}
    return found | {one["key"]: _said(one["titles"]) for one in snapshot["about"]}


def _said(words):
    """English in the standard wording; where there is none, what there is."""
    in_locale = words.get(LOCALE) or next(iter(words.values()), {})
    return in_locale.get("standard") or next(iter(in_locale.values()), "")


def _asked(one, titles):
    return titles.get(one["question"], str(one["question"]).replace("_", " ")) if one["question"] else "Every question"


def _told(n):
    return Mark("c") if n is None else n


def _in_words(n):
    return "a number that is kept back" if n is None else f"{n:,}"


def _role(names):
    return names.replace("_", " ")
