"""Files of responses as jobs: read, checked, brought in. Each can be stopped, and goes on where it was."""

from collections import Counter
from dataclasses import dataclass, field

from flask import current_app

from engage import import_store
from engage.errors import ImportRefused
from engage.exports import csv
from engage.extensions import db
from engage.import_store import FAULTS, FILE, PROFILE, name_of
from engage.models import ResponseImport, StaffUser
from engage.operations.importing import bringing, keeping
from engage.publishing import newest_version, published
from forms import definition
from forms.importing import answers, drafting, guessing, profile, systems
from forms.importing import mapping as mappings
from forms.importing.answers import Fault
from forms.importing.files import opened
from forms.importing.sheet import SheetRefused

KIND = "import"
READ, CHECK, BRING = "read", "check", "bring"
TITLE = "What was asked elsewhere"
CHANGED = Fault(
    0, "", "This response is here already, with other answers",
    "Remove the import that it came with, or take the row out of this file",
)  # fmt: skip
TWICE = Fault(0, "", "The number of this response stands twice in this file", "Take one of the two rows out")
FAULT_COLUMNS = ("Row", "Column", "What is wrong", "How to put it right")


def arguments_of(found, step, version=0):
    """Of a job: the same step of the same save is asked for once, while it is done."""
    return {"import_id": found.id, "step": step, "version": version}


def run_job(job, report, clock):
    """Do one step of an import."""
    found = db.session.get_one(ResponseImport, job.arguments["import_id"])
    actor = job.asked_by_id and db.session.get(StaffUser, job.asked_by_id)
    if found.finished_at is None and found.thrown_away_at is None:
        STEPS[job.arguments["step"]](found, actor, report, clock)


def read(found, actor, report, clock):
    """Read the file once, and write down what stands in it; or why it cannot be read."""
    store = import_store.of(current_app)
    report(0.1, "Reading the file")
    try:
        with store.opened(found.consultation.code, name_of(found, FILE)) as content, opened(content) as sheet:
            read_profile = profile.survey(sheet.facts, sheet.rows)
    except SheetRefused as refused:
        keeping.keep_refused(found, str(refused))
        return
    import_store.keep_document(store, found, PROFILE, profile.as_document(read_profile))
    mapping = guessing.guess(read_profile, questionnaire_of(found))
    before = keeping.newest_mapping(found.consultation)
    if before is not None:
        mapping = mappings.preferred(before, mapping)
    keeping.keep_read(found, read_profile.system, read_profile.n_responses, mapping)


def check(found, actor, report, clock):
    """Try every row, and write down which cannot come in. Nothing of it stays in the database but counts."""
    version = found.version
    tried = Tried(found, clock())
    for _rows in tried.batches(report):
        pass
    tried.keep_faults()
    keeping.keep_checked(found, version, len(tried.faulty), tried.n_known)


def bring(found, actor, report, clock):
    """Bring in every row that can come in; then let them count together."""
    tried = Tried(found, clock())
    version = tried.version or bringing.make_version(found, tried.text, tried.mapping, actor, clock())
    for rows in tried.batches(report):
        if rows:
            bringing.add(found, version, rows, clock())
    tried.keep_faults()
    counts = {"n_faulty": len(tried.faulty), "n_known": tried.n_known}
    bringing.finish(found, counts, import_store.of(current_app), actor, clock())


STEPS = {READ: read, CHECK: check, BRING: bring}


def questionnaire_of(found):
    """The Questionnaire that the file is brought into; None where the file itself makes it."""
    version = newest_version(found.consultation)
    return published(version.id).definition if version is not None else None


def profile_of(found):
    """The Profile of a file that was read. ScanMissing once it was erased."""
    return profile.from_document(import_store.read_document(import_store.of(current_app), found, PROFILE))


def fitted(found, read_profile, mapping=None):
    """(the questionnaire, the mapping into it, JSON text of the questionnaire if the file makes it).

    ImportRefused says in words why the file cannot make one.
    """
    mapping = mapping or mappings.read(found.mapping)
    questionnaire = questionnaire_of(found)
    if questionnaire is not None:
        return questionnaire, mapping, ""
    key = found.consultation.code.replace("-", "_")
    try:
        text, mapping = drafting.draft(mapping, read_profile, key, TITLE)
        return definition.parse(text), mapping, text
    except drafting.CannotDraft as refused:
        raise ImportRefused("mapping", str(refused)) from refused
    except definition.DefinitionError as error:
        raise ImportRefused("mapping", str(error).split("\n")[0]) from error


@dataclass
class Tried:
    """One pass over a file: what can come in, what is here already, and what cannot come in."""

    found: ResponseImport
    now: object
    n_known: int = 0
    #: row number -> its faults; and the cells of those rows
    faulty: dict = field(default_factory=dict)

    def __post_init__(self):
        self.store = import_store.of(current_app)
        self.profile = profile_of(self.found)
        self.questionnaire, self.mapping, self.text = fitted(self.found, self.profile)
        self.version = newest_version(self.found.consultation)
        faults = answers.problems_of(self.mapping, self.questionnaire)
        if faults:
            raise ImportRefused("mapping", faults[0])
        self.secret = current_app.config["CONTACT_KEY"] or current_app.config["SECRET_KEY"]

    def batches(self, report):
        """Give lists of (Taken, fingerprint, hash of its answers) that are to come in."""
        found, turns, seen, waiting, n_done = self.found, Counter(), {}, [], 0
        reader = answers.Reader(self.mapping, self.questionnaire, self.profile.system, self.now)
        code, n_all = found.consultation.code, max(1, found.n_rows)
        with self.store.opened(code, name_of(found, FILE)) as content, opened(content) as sheet:
            for number, cells in profile.responses_of(sheet.rows, self.profile.recognised):
                taken = reader.take(number, cells)
                if isinstance(taken, list):
                    self.faulty[number] = (taken, cells)
                else:
                    _mark, whole = bringing.fingerprints(self.secret, found, taken)
                    turn = turns[whole] if not taken.reference else 0
                    turns[whole] += not taken.reference
                    mark, whole = bringing.fingerprints(self.secret, found, taken, turn)
                    if mark in seen:
                        self._refuse(TWICE, number, cells)
                    else:
                        seen[mark] = number
                        waiting.append((taken, mark, whole, cells))
                n_done += 1
                if len(waiting) >= bringing.AT_ONCE:
                    yield self._unknown(waiting)
                    waiting = []
                    report(min(0.99, n_done / n_all), f"{n_done:,} of {n_all:,} rows")
            yield self._unknown(waiting)

    def keep_faults(self):
        """Seal the rows that cannot come in as a CSV file, each with the reasons: to be mended and brought again."""
        if not self.faulty:
            self.store.erase(name_of(self.found, FAULTS))
            return
        header = [*FAULT_COLUMNS, *(heading.words for heading in self.profile.headings)]
        rows = []
        for number, (faults, cells) in sorted(self.faulty.items()):
            said = [" / ".join(dict.fromkeys(getattr(one, name) for one in faults if getattr(one, name)))
                    for name in ("column", "what", "how")]  # fmt: skip
            texts = [systems.plain(cell, self.profile.system) for cell in cells]
            rows.append([str(number), *said, *("" if text is None else text for text in texts)])
        name = name_of(self.found, FAULTS)
        self.store.keep_bytes(self.found.consultation.code, name, csv.write_rows(header, rows))

    def _unknown(self, waiting):
        """Those that are not here yet. What is here with other answers is a fault."""
        here = bringing.known(self.found, [mark for _taken, mark, _whole, _cells in waiting])
        rows = []
        for taken, mark, whole, cells in waiting:
            if mark not in here:
                rows.append((taken, mark, whole))
            elif here[mark][0] == self.found.id and here[mark][1] == taken.number:
                continue  # came in before this import was stopped
            elif here[mark][2] == whole:
                self.n_known += 1
            else:
                self._refuse(CHANGED, taken.number, cells)
        return rows

    def _refuse(self, fault, number, cells):
        self.faulty[number] = ([fault], cells)

