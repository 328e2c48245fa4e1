"""One row at least in every table about paper, fieldwork and coding, as its rules want it."""

import pytest

from engage.extensions import db
from engage.models import (
    Activity,
    ActivityRecord,
    AgreementSample,
    CodeAssignment,
    CodedText,
    Codeframe,
    CodeframeChange,
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
    SampleText,
    ScannedAnswer,
    ScannedFile,
    ScannedPage,
    Settlement,
    Tally,
    Theme,
    ThemeExample,
    ThemeOrigin,
    TopicNote,
)
from tests.builders import NOW

#: (name, table, values that break it)
RULES_OF_CODING = [
    ("ck_codeframe_number_from_one", Codeframe, {"number": 0}),
    ("ck_codeframe_version_not_negative", Codeframe, {"version": -1}),
    ("ck_codeframe_agreed_by_somebody", Codeframe, {"agreed_at": None}),
    ("ck_codeframe_agreed_after_drafting", Codeframe, {"drafted_at": NOW.replace(year=2027)}),
    ("ck_codeframe_change_number_from_one", CodeframeChange, {"number": 0}),
    ("ck_theme_label_is_given", Theme, {"label": ""}),
    ("ck_theme_code_is_given", Theme, {"code": ""}),
    ("ck_theme_not_its_own_parent", Theme, {"parent_id": Theme.id}),
    ("ck_theme_origin_not_of_itself", ThemeOrigin, {"origin_id": ThemeOrigin.theme_id}),
    ("ck_theme_example_one_text", ThemeExample, {"answer_id": None}),
    ("ck_agreement_sample_two_people", AgreementSample, {"second_coder_id": AgreementSample.first_coder_id}),
    ("ck_sample_text_one_text", SampleText, {"contribution_id": 1}),
    ("ck_settlement_one_text", Settlement, {"answer_id": None}),
    ("ck_code_assignment_one_text", CodeAssignment, {"contribution_id": 1}),
    ("ck_code_assignment_one_maker", CodeAssignment, {"coder_id": None}),
    ("ck_code_assignment_people_code_samples", CodeAssignment, {"coder_id": None, "run_id": 1, "sample_id": 1}),
    ("ck_code_assignment_score_is_a_share", CodeAssignment, {"score": 1.01}),
    ("ck_code_assignment_replaced_after_assigning", CodeAssignment, {"replaced_at": NOW.replace(year=2025)}),
    ("ck_coded_text_one_text", CodedText, {"answer_id": None}),
]
ONCE_IN_CODING = [
    pytest.param(Codeframe, {}, id="one number of a codeframe twice"),
    pytest.param(CodeframeChange, {}, id="one version of a draft twice"),
    pytest.param(Theme, {"label_key": "other"}, id="two themes with one code"),
    pytest.param(Theme, {"code": "T2"}, id="two themes of one name"),
    pytest.param(ThemeOrigin, {}, id="one origin twice"),
    pytest.param(ThemeExample, {}, id="one example twice"),
    pytest.param(SampleText, {"position": 2}, id="one text twice in a sample"),
    pytest.param(Settlement, {}, id="one difference settled twice"),
    pytest.param(CodeAssignment, {}, id="one person twice on a theme of one text"),
    pytest.param(CodedText, {}, id="one person twice done with one text"),
]


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


def rows_of_coding(consultation, staff, second, answer_id, run):
    """A codeframe in its second number, with one answer that was coded by a person, by a run, and blind."""
    old, new = (
        Codeframe(
            consultation=consultation, question_key="streets_comment", number=number, drafted_at=NOW, drafted_by=staff,
            agreed_at=NOW, agreed_by=staff,
        )
        for number in (1, 2)
    )  # fmt: skip
    db.session.add_all([old, new])
    db.session.flush()
    themes = [
        Theme(codeframe=codeframe, code="T1", position=1, label="Trees", label_key="trees") for codeframe in (old, new)
    ]
    db.session.add_all(themes)
    db.session.flush()
    sample = AgreementSample(
        codeframe=new, seed=0, drawn_at=NOW, drawn_by=staff, first_coder=staff, second_coder=second,
        texts=[SampleText(position=1, answer_id=answer_id, stratum="online")],
    )  # fmt: skip
    db.session.add(sample)
    db.session.flush()
    text = {"theme_id": themes[1].id, "answer_id": answer_id}
    return [
        ThemeOrigin(theme_id=themes[1].id, origin_id=themes[0].id),
        ThemeExample(**text),
        CodeframeChange(codeframe_id=new.id, number=1, verb="begun", before={}, after={}, made_at=NOW, made_by=staff),
        CodeAssignment(**text, coder=staff, assigned_at=NOW),
        CodeAssignment(**text, run=run, score=0.5, assigned_at=NOW),
        CodeAssignment(**text, coder=staff, sample_id=sample.id, assigned_at=NOW),
        CodedText(codeframe=new, answer_id=answer_id, coder=staff, finished_at=NOW),
        CodedText(codeframe=new, answer_id=answer_id, coder=staff, sample_id=sample.id, finished_at=NOW),
        Settlement(**text, sample=sample, applies=True, settled_at=NOW, settled_by=staff, reason="r"),
    ]
