"""Papers for a request under the Freedom of Information Act: what can be given, with an index, and what is withheld."""

import json

from engage.config import VERSION
from engage.data import papers
from engage.data.nameless import trail
from engage.data.writing import Archive
from engage.exports import anchor, docx, html
from engage.exports.text import file_name
from engage.extracts import decided
from engage.operations.data import n_withdrawn
from engage.reports import method_note
from engage.results import snapshot

PERSONAL = "Section 40(2): personal data of others"
#: (what is withheld, why, the section that is usually given). The council's own officer decides on each request
WITHHELD = (
    (
        "Responses one by one, and everything that people wrote",
        "A response can point to a person by its words and choices, masked or not. Results tell what many said.",
        PERSONAL,
    ),
    (
        "Names, addresses, e-mail and telephone of people who answered, asked for help or were met",
        "Given for one purpose, kept apart and encrypted.",
        PERSONAL,
    ),
    (
        "Notes, photographs and lists of participants of sessions",
        "Small groups of people who know one another.",
        PERSONAL,
    ),
    (
        "Counts of fewer than ten people, and counts from which they could be worked out",
        "They would tell of single people. Files mark them [c].",
        PERSONAL,
    ),
    ("Safeguarding concerns", "About people at risk; told to the safeguarding officer alone.", PERSONAL),
    (
        "Names of members of staff",
        "Shown by role and number: the system does not know who is senior. Add the names that the council names.",
        PERSONAL,
    ),
    (
        "Words that staff typed into the trail, and events about single objects",
        "They can hold names. The extract has what was done, when, in which role, with hashes.",
        PERSONAL,
    ),
    (
        "Drafts of results that are not released",
        "They are to be published once they are checked and approved.",
        "Section 22: intended for future publication",
    ),
)


README = """Papers of the consultation {code}

Gathered {at} UTC by Engage {version} for: {reason}

index.csv lists {n} papers with the SHA-256 of each.
withheld.csv lists {n_withheld} kinds of papers that are not here, why, and the section of the Freedom of
Information Act 2000 that is usually given. The council's officer for requests decides.

Read every paper before it is given out. Words that officers wrote were masked by rule, and [name?] stands
where a rule saw a possible name; a rule does not see every name.

SHA-256 of index.csv: {sha256}
Newest entry of the audit trail before this was gathered: {anchor}
"""


class Bundle(Archive):
    """An archive that keeps an index of what is in it and what was withheld."""

    def __init__(self, target):
        super().__init__(target)
        self.index, self.withheld = [], list(WITHHELD)

    def put(self, name, what, content):
        self.add(name, content)
        self.index.append((len(self.index) + 1, name, what, self.sha256[name]))

    def put_table(self, name, what, header, rows):
        self.add_table(name, header, [rows])
        self.index.append((len(self.index) + 1, f"{name}.csv", what, self.sha256[f"{name}.csv"]))

    def put_document(self, name, what, document, made_at, writers=(("html", html), ("docx", docx))):
        for kind, writer in writers:
            self.put(f"{name}.{kind}", what, writer.write(document, made_at))


def write_bundle(consultation, _chosen, asked, target, report):
    """Write the ZIP; {"n_responses", "n_withdrawn", "rows"}. The caller holds a snapshot of the database."""
    steps = (_put_releases, _put_counts, _put_questionnaires, _put_decisions, _put_trail)
    with Bundle(target) as bundle:
        for number, step in enumerate(steps):
            report(number / len(steps), "Gathering the papers")
            step(bundle, consultation, asked.made_at)
        bundle.add_table("withheld", ("what", "why", "section"), [bundle.withheld])
        bundle.add_table("index", ("number", "file", "what it is", "sha256"), [bundle.index])
        bundle.add("README.txt", _readme(consultation, asked, bundle).encode())
        rows = {"papers": len(bundle.index), "withheld": len(bundle.withheld)}
    return {"n_responses": 0, "n_withdrawn": n_withdrawn(consultation.id), "rows": rows}


def _put_releases(bundle, consultation, _made_at):
    """Every release that stands, as it was frozen, with its files; and its method note, made from the same data."""
    for release in decided.releases(consultation.id):
        folder = f"releases/{release.number}"
        told = f"Release {release.number}, published {release.published_at:%Y-%m-%d}"
        if release.taken_back_at is not None:
            why = f"It was taken back on {release.taken_back_at:%Y-%m-%d}: what was wrong with it may harm somebody."
            bundle.withheld.append((told, why, PERSONAL))
            continue
        data = release.data
        bundle.put_document(
            f"{folder}/method-note", f"{told}: method note", method_note.build(data), release.published_at
        )
        if release.hidden:
            bundle.put(f"{folder}/data.json", f"{told}: data, without words that are withheld", _without(data, release))
            bundle.withheld.append(
                (f"Files of release {release.number}, and quotes in its data",
                 "Somebody took back the permission to quote, or words were taken off the page, after they were made.",
                 PERSONAL)
            )  # fmt: skip
            continue
        bundle.put(f"{folder}/data.json", f"{told}: data as frozen, SHA-256 {release.sha256}", release.content)
        for file in release.files:
            bundle.put(f"{folder}/{file_name(file.name)}", f"{told}: {file.kind} file as kept", file.content)


def _without(data, release):
    """The frozen data without the words of quotes that were taken off since."""
    for asked in data["themes"]:
        for line in asked["lines"]:
            line["quotes"] = [quote for quote in line["quotes"] if quote["id"] not in release.hidden]
    return json.dumps(data, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")


def _put_counts(bundle, consultation, made_at):
    """How many took part, rounded as everything that leaves; also before anything is released."""
    found = snapshot.take(consultation, made_at)
    if found is None:
        return
    taking = found["taking"]
    rows = [(name, "", _told(taking[name])) for name in
            ("responses", "people", "organisations", "late", "drafts", "withdrawn")]  # fmt: skip
    for cut in ("by_channel", "by_wording", "by_language"):
        rows += [(cut.removeprefix("by_"), name, _told(n)) for name, n in taking[cut].items()]
    rows += [("activities", one["type"], one["n"]) for one in found["activities"]]
    what = f"Counts of {found['counted_at'][:10]}, rounded; [c] is kept back"
    bundle.put_table("counts", what, ("what", "of", "number"), rows)


def _put_questionnaires(bundle, consultation, made_at):
    for version in decided.versions(consultation.id):
        told = f"Questionnaire, version {version.number}, published {version.published_at:%Y-%m-%d}"
        name = f"questionnaires/version-{version.number}"
        bundle.put(f"{name}.json", f"{told}: as published, SHA-256 {version.sha256}", version.definition.encode())
        for layout in decided.layouts(version.id):
            kind = f"{layout.layout.replace('_', '-')}-{layout.locale.replace('_', '-')}"
            bundle.put(f"{name}-paper-{kind}.pdf", f"{told}: paper form, {kind}", layout.master)
    for name, what, document in papers.questionnaires(consultation):
        bundle.put_document(f"questionnaires/{name}", what, document, made_at, (("html", html),))


def _put_decisions(bundle, consultation, _made_at):
    for name, what, header, rows in papers.decisions(consultation):
        bundle.put_table(f"decisions/{name}", what, header, rows)


def _put_trail(bundle, consultation, _made_at):
    header = ("at_utc", "what", "object", "by", "detail")
    bundle.put_table("trail", "Extract of the audit trail, without names", header, trail(consultation))


def _readme(consultation, asked, bundle):
    return README.format(
        code=consultation.code,
        at=f"{asked.made_at:%Y-%m-%d %H:%M}",
        version=VERSION,
        reason=" ".join(asked.reason.split()),
        n=len(bundle.index),
        n_withheld=len(bundle.withheld),
        sha256=bundle.sha256["index.csv"],
        anchor=anchor.before(asked.made_at) or "none",
    ).replace("\n", "\r\n")


def _told(n):
    return "[c]" if n is None else n
