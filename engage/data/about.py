"""What somebody has to know who opens a file of data: what is in it, what is not and why, and how to read it."""

from dataclasses import dataclass
from textwrap import fill

from engage.config import VERSION
from engage.data.dictionary import MISSING
from engage.data.profiles import LEAST_SHARED
from engage.exports import anchor
from engage.extracts import responses as extracts
from engage.publishing import newest_version, published
from engage.results import sources

#: name of a table -> (what one row is, what it holds)
TABLES = {
    "responses": ("a response", "how it came, when, in which version and capacity; about the person what may be told"),
    "answers": ("a choice or a text", "every answer, long; a row for each question that was left blank too"),
    "wide": ("a response", "the same answers, wide: a column for each option, 1 chosen, 0 not chosen"),
    "themes": ("a theme", "the newest agreed codeframe of each question"),
    "codes": ("a theme of a text", "which text carries which theme, and whether a person or the machine says so"),
    "coded_texts": ("a text", "who has read each text: the base of every share of a theme"),
    "sessions": ("a session", "focus groups, stands and visits that were recorded"),
    "contributions": ("a thing said", "what was said in them"),
    "session_counts": ("a count", "dots, choices of groups, and people present by what they said of themselves"),
    "dictionary": ("a column", "every column of every table: what it means, its type, its missing codes"),
    "values": ("a value", "the values of every column that has keys, with labels"),
    "options": ("an option", "the words of every option in both wordings, and which version offered it"),
}  # fmt: skip


@dataclass(frozen=True)
class Request:
    """Who asked for a file (a role, never a name), what for, and when it was made."""

    role: str
    reason: str
    made_at: object


def readme(data, asked, n_rows):
    """The text of README.txt."""
    consultation = data.consultation
    version = newest_version(consultation)
    title = published(version.id).definition.title.get("standard", "en")
    parts = [
        f"{title}: data\n{'=' * (len(title) + 6)}",
        (f"Consultation {consultation.code}, open from {consultation.opens_at:%Y-%m-%d} "
        f"until {consultation.closes_at:%Y-%m-%d %H:%M} UTC. Data as of {asked.made_at:%Y-%m-%d %H:%M} UTC. "
        f"Made by Engage {VERSION} for: {' '.join(asked.reason.split())} ({asked.role}). "
        f"The newest entry of the audit trail before it is {anchor.before(asked.made_at) or 'none'}."),
        ("These are the words and choices of people. Keep the file safe, give it to nobody who does not need it, and "
        "delete it when the work is done. A text that was masked is not anonymous."),
        _tables(n_rows),
        _joins(),
        _reading(data),
        *_elsewhere(data.consultation),
        _left_out(data),
        _people(data),
        "Missing codes\n-------------\n" + "\n".join(f"{code:4}  {words}" for code, words in MISSING.items()),
        ("Before a figure leaves\n----------------------\nRound counts, and keep back small ones, as the results pages "
        "of Engage do: a table made from these rows has no such protection. Quote only where may_quote is 1 (answers) "
        "or yes (contributions), and look at the words first."),
        "SHA256SUMS.txt holds the SHA-256 of every other file here.",
    ]
    return "\r\n".join("\r\n\r\n".join(map(_wrapped, parts)).splitlines()) + "\r\n"


def _wrapped(part):
    lines = [fill(line, 110, subsequent_indent="      " if line.startswith(" ") else "") for line in part.splitlines()]
    return "\r\n".join(lines)


def _tables(n_rows):
    lines = [f"  {name}.csv: one row for {TABLES[name][0]}; {n} rows. {TABLES[name][1]}." for name, n in n_rows.items()]
    return "Files\n-----\n" + "\n".join(line[:1] + line[1:] for line in lines) + (
        "\nUTF-8, comma between cells, first row with names. A cell that a spreadsheet could take for a formula begins "
        "with '."
    )


def _joins():
    return (
        "How they belong together\n------------------------\n"
        "responses, answers, wide, codes and coded_texts by the column response (with question: one text); "
        "contributions, codes and coded_texts by contribution; contributions and session_counts by session; codes "
        "and themes by codeframe and theme."
    )


def _reading(data):
    return (
        "How to read it\n--------------\n"
        "Keys of questions and options never change their meaning between versions; words may: values.csv has the "
        "newest in the standard wording, options.csv both. The share of an option is of those who answered in a "
        "wording and version that offered it (not -3). Where people could choose several, shares add to more than "
        "100%. Leave -8 out of shares and count it apart. "
        "Count organisations (capacity) apart from people. Sessions and "
        "contributions are never added to people: the same person can be in both.\n"
        "Codes are those that the counts use: what a person says holds; where nobody did, what the newest run of the "
        "machine says. Single decisions of coders, and blind samples, are not here: agreement is on the pages."
    )


def _elsewhere(consultation):
    """Which file each response that was collected elsewhere came from cannot be told; which files there are can."""
    found = sources.of(consultation)
    if not found:
        return []
    lines = [
        f"  {one['system']}: {one['responses']} responses, brought on "
        f"{one['brought_on']} by {', '.join(one['roles']).replace('_', ' ') or 'a former member of staff'}; file with "
        f"the SHA-256\n  {one['sha256']}"
        for one in found
    ]
    return [
        "Responses that were collected elsewhere\n--------------------------------------\n"
        "Channel imported, unless the file itself said how they came. What was asked elsewhere and not there has no "
        "rows; where a file gave no day, sent_on is the day on which it was brought.\n" + "\n".join(lines)
    ]


def _left_out(data):
    questionnaire_id = newest_version(data.consultation).questionnaire_id
    drafts, withdrawn = extracts.n_drafts(questionnaire_id), extracts.n_withdrawn(questionnaire_id)
    return (
        "What is not in it, and why\n--------------------------\n"
        f"Responses that were begun and not sent: {drafts}. They are nobody's answers.\n"
        f"Responses that were taken back: {withdrawn}. Nothing of them is left but their number.\n"
        "Contact details, names, e-mail and internet addresses, return codes, names of organisations, titles and "
        "places of sessions, who facilitated or coded, where people were sent for help, safeguarding concerns: not "
        "needed to analyse answers.\n"
        "Words that were masked: they stand here as [e-mail address], [name] and so on.\n"
        f"Possible names that nobody has looked at yet: {data.n_covered} stand here as [name?]; {data.n_unseen} texts "
        "are kept back whole. Look at them on the page of texts, and ask for the file again.\n"
        "Hours: only the day on which a response was sent. Rows are in an order drawn by lot."
    )


def _people(data):
    if not data.chosen:
        return "About people\n------------\nNo answers about people were asked for, so none are here."
    n_all, held = len(data.ids), {key: data.profiles.n_withheld(key) for key in data.chosen}
    lines = [f"  {key}: kept back in {n} of {n_all} responses" for key, n in held.items()]
    return (
        "About people\n------------\n"
        f"All that this file tells about a person it tells about at least {LEAST_SHARED} responses. Questions are "
        "taken in the order below; a value that too few share is kept back (-9). Ask for fewer questions, and less is "
        "kept back.\n" + "\n".join(lines)
    )
