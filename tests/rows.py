"""One row at least in every table about paper and fieldwork, as its rules want it."""

from engage.extensions import db
from engage.models import (
    Activity,
    ActivityRecord,
    ConflictCopy,
    Contribution,
    Invitation,
    KeyedValue,
    Keying,
    PaperBatch,
    PaperForm,
    PaperLayout,
    Photograph,
    PopulationCount,
    PrintedForm,
    Promise,
    RecordVersion,
    SafeguardingConcern,
    ScannedAnswer,
    ScannedFile,
    ScannedPage,
    Tally,
    TopicNote,
)
from tests.builders import NOW


def rows_of_paper(consultation, staff):
    """A batch with one printed form that was keyed and scanned."""
    version = consultation.questionnaires[0].versions[0]
    layout = PaperLayout(
        version=version, layout="standard", locale="en", n_pages=1, geometry={}, master=b"x", sha256="0" * 64,
        made_at=NOW,
    )  # fmt: skip
    printed = PrintedForm(public_id="printed", serial="123456789", paper_layout=layout, printed_at=NOW)
    batch = PaperBatch(
        public_id="batch", consultation=consultation, label="1", received_from="Library", received_on=NOW.date(),
        kept_at="Room 1", opened_by=staff, opened_at=NOW,
    )  # fmt: skip
    form = PaperForm(
        public_id="form", version=version, kind="printed", layout="standard", locale="en", batch=batch,
        printed_form=printed, sheet_number=1, added_by_id=staff.id, added_at=NOW,
    )  # fmt: skip
    keying = Keying(form=form, kind="first", keyed_by=staff, started_at=NOW)
    value = KeyedValue(form=form, field="age_band", source="first", choices=["old"], keyed_by=staff, keyed_at=NOW)
    page = ScannedPage(public_id="page", position=1, printed_form=printed, form=form, number=1, read_at=NOW,
                       erase_on=NOW.date())  # fmt: skip
    page.answers = [ScannedAnswer(field="age_band", choices=["old"], confidence=1.0, value=value)]
    file = ScannedFile(
        public_id="file", batch=batch, name="scan.pdf", n_bytes=1, sha256="0" * 64, uploaded_by=staff, uploaded_at=NOW,
        pages=[page],
    )  # fmt: skip
    return [layout, printed, batch, form, keying, value, file]


def rows_of_fieldwork(consultation, staff):
    """A focus group that was held, with one of everything that is written down there."""
    activity = Activity(
        public_id="activity", consultation=consultation, type="focus_group", title="Talk", held_on=NOW.date(),
        starts=NOW.time(), planned_by=staff, planned_at=NOW,
    )  # fmt: skip
    record = ActivityRecord(
        activity=activity, client_id="c", started=NOW.time(), n_present=8, n_spoke=6,
        saved_by=staff, saved_at=NOW,
    )  # fmt: skip
    concern = SafeguardingConcern(
        public_id="concern", activity=activity, client_id="c", sealed=b"x", raised_by_id=staff.id, raised_at=NOW,
        due_at=NOW,
    )  # fmt: skip
    photograph = Photograph(
        public_id="photograph", record_id=1, media_type="image/png", sealed=b"x", description="", consented=True,
        added_by_id=staff.id, added_at=NOW, erase_on=NOW.date(),
    )  # fmt: skip
    copy = ConflictCopy(
        record=record, base_version=1, document={}, content_sha256="0" * 64, sent_by_id=staff.id, sent_at=NOW
    )
    version = RecordVersion(record_id=1, number=1, content_sha256="0" * 64, saved_by_id=staff.id, saved_at=NOW)
    record.topics = [TopicNote(topic="streets", position=1, notes="n")]
    record.contributions = [
        Contribution(client_id="c", position=1, kind="quote", text="More trees", locale="en", may_quote="yes")
    ]
    record.tallies = [Tally(kind="dot_vote", question="streets_priorities", label="buses", count=3)]
    record.promises = [Promise(client_id="c", text="We said we would look")]
    invitation = Invitation(activity=activity, staff=staff, invited_by_id=staff.id, invited_at=NOW)
    count = PopulationCount(
        consultation_id=consultation.id, question="age_band", option="old", people=9, source="Census"
    )
    db.session.add_all([activity, record])
    db.session.flush()
    photograph.record_id = version.record_id = record.id
    return [concern, photograph, copy, invitation, count, version]
