"""Write the archive of a consultation: its papers, its answers as far as was asked, its codeframes and its plan."""

import json
import tempfile

from flask import current_app

from engage import codeframe_files, codeframes
from engage.archives import facts
from engage.archives.bag import Bag
from engage.config import VERSION
from engage.data import bundle
from engage.data.nameless import nameless
from engage.data.responses import write_responses
from engage.errors import ArchiveRefused
from engage.exports import csv
from engage.extensions import db
from engage.extracts import panel
from engage.models import ConsultationPlan
from engage.operations import archives, audit
from engage.operations import data as operations
from engage.publishing import newest_version, published

#: how much of single people is in it -> what that is
LEVELS = {
    "papers": "no single response: released results, counts, questionnaires, decisions",
    "answers": "also every response that counts, masked and coded, without answers about people",
    "people": "also answers about people, as far as ten responses share them",
}
FACTS = "consultation.json"
README = """\
{title}
{line}

The consultation {code} of {council}, open from {opened} until {closed}, as one folder of open files. Nothing here needs
the program that wrote it: texts are UTF-8, tables are CSV, pages are HTML, forms on paper are PDF.

consultation.json  dates, versions and releases for programs
papers/            index.csv lists every paper with its SHA-256: released results with their reports and method notes,
                   counts, questionnaires as JSON and as pages to read, recommendations, answers and actions ("you said,
                   we did"), written submissions, and an extract of the audit trail. withheld.csv says what is not here
                   and why.
codeframes/        each agreed list of themes: CSV, and REFI-QDA for other programs
plan/              why people were asked, and what the panel decided
{responses}
What of single people is in it: {level}.
The newest entry of the audit trail when it was written was {anchor}.

The folder is a BagIt bag (RFC 8493): manifest-sha256.txt one folder up has the SHA-256 of every file, and any program
for BagIt checks it, as does: sha256sum -c manifest-sha256.txt
Engage reads it back in as a finished consultation: flask --app wsgi engage read-archive FOLDER
"""
RESPONSES = """\
responses/         every response that counts: README.txt says what each table is, dictionary.csv what each column is
"""


def write(consultation, level, chosen, asked, target, report):
    """Write the ZIP of the bag; {"n_responses", "n_withdrawn", "rows"}. The caller holds a snapshot of the database.

    level  : one of LEVELS
    chosen : keys of the questions about people, for the level "people"
    asked  : engage.data.about.Request
    """
    if consultation.closes_at > asked.made_at:
        raise ArchiveRefused(f"{consultation.code} is not over: it closes on {consultation.closes_at:%Y-%m-%d}.")
    version = newest_version(consultation)
    if version is None:
        raise ArchiveRefused(f"{consultation.code} never had a questionnaire: there is nothing to archive.")
    title = published(version.id).definition.title.get("standard", "en")
    kept = archives.files_of(consultation)
    with Bag(target, f"{consultation.code}-archive", _info(consultation, title, asked)) as bag:
        if kept:
            _put_again(bag, consultation, kept)
            found = {"n_responses": 0, "n_withdrawn": 0, "rows": {}}
        else:
            found = _put_all(bag, consultation, title, level, chosen, asked, report)
    return found | {"n_withdrawn": operations.n_withdrawn(consultation.id), "rows": {"files": len(bag.sha256)}}


def write_asked(consultation, chosen, asked, target, report):
    """The same for the page of data: with the questions about people that were chosen there."""
    return write(consultation, "people" if chosen else "answers", chosen, asked, target, report)


def _put_all(bag, consultation, title, level, chosen, asked, report):
    bag.add("README.txt", _readme(consultation, title, level).encode())
    bag.add(FACTS, facts.written(facts.of(consultation)))
    with tempfile.TemporaryFile() as papers:
        bundle.write_bundle(consultation, (), asked, papers, report)
        bag.add_archive("papers", papers)
    for folder, files in (("codeframes", _codeframes(consultation)), ("plan", _plan(consultation))):
        for name, content in files:
            bag.add(f"{folder}/{name}", content)
    if level == "papers":
        return {"n_responses": 0}
    with tempfile.TemporaryFile() as responses:
        about = chosen if level == "people" else ()
        found = write_responses(consultation, list(about), asked, responses, report)
        bag.add_archive("responses", responses)
    return {"n_responses": found["n_responses"]}


def _put_again(bag, consultation, kept):
    """One that was read back in is handed out as it came: its rows must say what its files say."""
    for path, content in kept:
        if path == FACTS and json.loads(content) != json.loads(facts.written(facts.of(consultation))):
            raise ArchiveRefused(f"{consultation.code} was changed since it was read back in from its archive.")
        bag.add(path, content)


def _info(consultation, title, asked):
    return {
        "Source-Organization": current_app.config["COUNCIL_NAME"],
        "External-Identifier": consultation.code,
        "External-Description": title,
        "Bagging-Date": f"{asked.made_at:%Y-%m-%d}",
        "Bag-Software-Agent": f"Engage {VERSION}",
        "Audit-Trail-Anchor": audit.anchor() or "none",
        "Reason": asked.reason,
    }


def _readme(consultation, title, level):
    return README.format(
        title=title,
        line="=" * len(title),
        code=consultation.code,
        council=current_app.config["COUNCIL_NAME"],
        opened=f"{consultation.opens_at:%Y-%m-%d}",
        closed=f"{consultation.closes_at:%Y-%m-%d}",
        responses="" if level == "papers" else RESPONSES,
        level=LEVELS[level],
        anchor=audit.anchor() or "none",
    )


def _codeframes(consultation):
    """(name, bytes) of every codeframe that was agreed."""
    for asked in codeframes.questions_of(consultation):
        for codeframe, _n_themes in codeframes.numbers_of(consultation, asked):
            for kind in codeframe_files.TYPES if codeframe.agreed_at else ():
                yield codeframe_files.write(codeframe, asked, kind)


def _plan(consultation):
    """(name, bytes) of the plan as it was put to the panel last, and of what its members decided, without names."""
    plan = db.session.get(ConsultationPlan, consultation.id)
    if plan is not None:
        parts = {name: _nameless(value) for name, value in panel.snapshot(plan).items()}
        text = json.dumps(parts, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        yield "plan.json", text.encode("utf-8", "replace")
    rows = [
        (submission.number, f"{one.decided_at:%Y-%m-%d}", one.capacity, one.decision, nameless(one.note))
        for submission in archives.submissions_of(consultation)
        for one in submission.decisions
    ]
    yield "decisions.csv", csv.write_rows(("submission", "decided_on", "capacity", "decision", "note"), rows)


def _nameless(value):
    if isinstance(value, dict):
        return {key: _nameless(one) for key, one in value.items()}
    return nameless(value) if isinstance(value, str) else value
