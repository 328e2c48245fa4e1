"""The rules that models state are kept by the database itself."""

import pytest
from sqlalchemy import CheckConstraint, insert, select, update
from sqlalchemy.exc import IntegrityError

from engage.data_keys import of_consultation
from engage.extensions import db
from engage.models import (
    Activity,
    ActivityRecord,
    AnalysisRun,
    Answer,
    AnswerChoice,
    CandidateQuote,
    CandidateTheme,
    ChannelCode,
    CodeAssignment,
    Codeframe,
    ConflictCopy,
    Consultation,
    Contribution,
    Extension,
    FormatRequest,
    Holder,
    Invitation,
    Job,
    KeyedValue,
    Keying,
    Option,
    Organisation,
    OriginalText,
    OwnPicture,
    PageVideo,
    PaperBatch,
    PaperForm,
    PaperLayout,
    Photograph,
    PopulationCount,
    PrintedForm,
    ProfileChoice,
    Promise,
    Question,
    Questionnaire,
    QuestionnaireVersion,
    RecordVersion,
    Release,
    Respondent,
    RespondentProfile,
    Response,
    SafeguardingConcern,
    ScannedAnswer,
    ScannedFile,
    ScannedPage,
    Section,
    StaffUser,
    Tally,
    TextCheck,
    TextReading,
    Theme,
)
from engage.models.keys import SEALED
from engage.sealed_columns import keyed
from tests.builders import NOW, a_consultation, a_response, a_staff_user
from tests.rows import rows_of_coding, rows_of_fieldwork, rows_of_paper
from tests.rules import ONCE_ELSEWHERE, RULES_ELSEWHERE, rows_elsewhere


@pytest.fixture
def rows(set_up):
    set_up(_write_rows)


def _write_rows():
    """One row at least in every table that has a rule."""
    consultation = a_consultation()
    picks = {"streets": ["buses", "trees"], "shops": ["banks"]}
    a_response(consultation, picks, {"streets": "More trees. Ring 07700 900123"}, {"age_band": "old"})
    a_response(consultation, {"streets": ["lights"]}, profile={"age_band": "young"}, submitted=False)
    staff = a_staff_user()
    question = db.session.scalars(select(Question).filter_by(key="streets_comment")).one()
    job = Job(public_id="job", kind="themes", arguments={}, asked_at=NOW, finished_at=NOW)
    run = AnalysisRun(
        question_id=question.id, method="m", parameters={}, seed=0, code_version="0", input_sha256="0" * 64, n_texts=1,
        finished_at=NOW, candidates=[CandidateTheme(position=1, label="Trees", terms=["tree"], size=1)],
    )  # fmt: skip
    release = Release(
        consultation_id=consultation.id, kind="csv", file_sha256="0" * 64, data_sha256="0" * 64, n_responses=1,
        made_by_id=staff.id, made_at=NOW,
    )  # fmt: skip
    picture = OwnPicture(
        public_id="picture", name="logo", media_type="image/png", width=1, height=1, content=b"x", source="Us",
        licence="CC0", added_at=NOW,
    )  # fmt: skip
    video = PageVideo(
        public_id="video", consultation_id=consultation.id, section_key="", language="bsl", media_type="video/mp4",
        n_bytes=1, sha256="0" * 64, captions="WEBVTT", transcript="t", credit="Ann Author", added_at=NOW,
    )  # fmt: skip
    response_id = db.session.scalar(select(Response.id).order_by(Response.id).limit(1))
    db.session.execute(update(Response).where(Response.id == response_id).values(code_fingerprint="f" * 64))
    outreached = [
        Holder(response_id=response_id, key_sha256="0" * 64),
        Respondent(response_id=response_id, capacity="organisation"),
        Organisation(response_id=response_id, name="Friends of the trees", size="volunteers", area=""),
        FormatRequest(public_id="request", topic="paper", details="", erase_on=NOW.date(), asked_at=NOW),
        ChannelCode(consultation_id=consultation.id, code="library", place="Library"),
        Extension(
            consultation_id=consultation.id, old_closes_at=NOW, new_closes_at=NOW.replace(year=2027), reason="r",
            easy_reason="r", made_at=NOW,
        ),
    ]  # fmt: skip
    db.session.add_all([job, run, release, picture, video, *outreached, *rows_of_paper(consultation, staff)])
    db.session.add_all(rows_of_fieldwork(consultation, staff))
    answer_id = db.session.scalars(select(Answer.id).filter_by(question_id=question.id)).one()
    db.session.add(TextReading(answer_id=answer_id, language="en", group_id=1, n_alike=1, is_campaign=False))
    db.session.add_all(rows_of_coding(consultation, staff, a_staff_user("second@example.org"), answer_id, run))
    db.session.flush()
    db.session.add(CandidateQuote(candidate_id=run.candidates[0].id, kind="nearest", place=1, answer_id=answer_id))
    db.session.commit()
    rows_elsewhere(consultation, staff)


RULES = [
    ("ck_consultation_closes_after_opening", Consultation, {"closes_at": Consultation.opens_at}),
    ("ck_questionnaire_version_number_from_one", QuestionnaireVersion, {"number": 0}),
    ("ck_section_purpose_is_known", Section, {"purpose": "quiz"}),
    ("ck_response_channel_is_known", Response, {"channel": "pigeon"}),
    ("ck_response_variant_is_known", Response, {"variant": "braille"}),
    ("ck_response_submitted_after_starting", Response, {"started_at": NOW.replace(year=2027)}),
    ("ck_response_reference_when_submitted", Response, {"reference": None}),
    ("ck_response_reference_when_submitted", Response, {"submitted_at": None}),
    ("ck_response_withdrawn_after_sending", Response, {"withdrawn_at": NOW.replace(year=2025)}),
    ("ck_answer_variant_is_known", Answer, {"variant": "braille"}),
    ("ck_answer_choice_rank_is_a_place", AnswerChoice, {"rank": 61}),
    ("ck_answer_choice_rank_is_a_place", AnswerChoice, {"rank": 0}),
    ("ck_answer_value_or_text", Answer, {"value": "12"}),
    ("ck_staff_user_email_in_small_letters", StaffUser, {"email": "Officer@example.org"}),
    ("ck_job_progress_is_a_share", Job, {"progress": 1.01}),
    ("ck_job_progress_is_a_share", Job, {"progress": -0.01}),
    ("ck_job_attempts_not_negative", Job, {"attempts": -1}),
    ("ck_analysis_run_texts_not_negative", AnalysisRun, {"n_texts": -1}),
    ("ck_analysis_run_of_something", AnalysisRun, {"question_id": None}),
    ("ck_candidate_theme_size_not_negative", CandidateTheme, {"size": -1}),
    ("ck_candidate_quote_kind_is_known", CandidateQuote, {"kind": "best"}),
    ("ck_own_picture_media_type_is_known", OwnPicture, {"media_type": "image/svg+xml"}),
    ("ck_own_picture_source_is_given", OwnPicture, {"source": ""}),
    ("ck_own_picture_licence_is_given", OwnPicture, {"licence": ""}),
    ("ck_page_video_media_type_is_known", PageVideo, {"media_type": "video/ogg"}),
    ("ck_page_video_captions_are_given", PageVideo, {"captions": ""}),
    ("ck_page_video_transcript_is_given", PageVideo, {"transcript": ""}),
    ("ck_page_video_credit_is_given", PageVideo, {"credit": ""}),
    ("ck_page_video_language_is_known", PageVideo, {"language": "en"}),
    ("ck_release_file_has_a_hash", Release, {"file_sha256": "short"}),
    ("ck_respondent_capacity_is_known", Respondent, {"capacity": "mayor"}),
    ("ck_respondent_helper_is_known", Respondent, {"helper": "robot"}),
    ("ck_organisation_size_is_known", Organisation, {"size": "huge"}),
    ("ck_format_request_topic_is_known", FormatRequest, {"topic": "gold"}),
    ("ck_format_request_note_when_closed", FormatRequest, {"closed_at": NOW}),
    ("ck_extension_is_longer", Extension, {"new_closes_at": NOW}),
    ("ck_answer_problem_is_known", Answer, {"problem": "coffee"}),
    ("ck_profile_choice_problem_is_known", ProfileChoice, {"problem": "coffee", "option_id": None}),
    ("ck_profile_choice_problem_instead_of_option", ProfileChoice, {"problem": "illegible"}),
    ("ck_paper_layout_layout_is_known", PaperLayout, {"layout": "braille"}),
    ("ck_paper_layout_pages_from_one", PaperLayout, {"n_pages": 0}),
    ("ck_paper_batch_counts_not_negative", PaperBatch, {"n_easy_read": -1}),
    ("ck_paper_batch_closed_by_somebody", PaperBatch, {"closed_at": NOW}),
    ("ck_paper_form_kind_is_known", PaperForm, {"kind": "fax"}),
    ("ck_paper_form_printed_has_a_serial", PaperForm, {"printed_form_id": None}),
    ("ck_paper_form_unnumbered_has_a_sheet_number", PaperForm, {"kind": "unnumbered", "sheet_number": None}),
    ("ck_paper_form_paper_is_in_a_batch", PaperForm, {"batch_id": None, "has_agreed": True}),
    ("ck_paper_form_layout_is_known", PaperForm, {"layout": "braille"}),
    ("ck_paper_form_rejected_with_reason", PaperForm, {"rejected_at": NOW}),
    (
        "ck_paper_form_rejected_is_not_counted",
        PaperForm,
        {"rejected_at": NOW, "rejected_reason": "r", "response_id": select(Response.id).limit(1).scalar_subquery()},
    ),
    ("ck_paper_form_held_reason_is_known", PaperForm, {"held_reason": "boring"}),
    ("ck_paper_form_who_speaks_has_agreed", PaperForm, {"kind": "telephone", "batch_id": None}),
    ("ck_keying_kind_is_known", Keying, {"kind": "third"}),
    ("ck_keyed_value_source_is_known", KeyedValue, {"source": "guess"}),
    ("ck_keyed_value_missing_is_known", KeyedValue, {"missing": "lost"}),
    ("ck_keyed_value_settled_with_reason", KeyedValue, {"source": "settled"}),
    ("ck_scanned_file_refused_is_finished", ScannedFile, {"refused": "damaged"}),
    ("ck_scanned_page_position_from_one", ScannedPage, {"position": 0}),
    ("ck_scanned_page_read_page_is_of_a_form", ScannedPage, {"form_id": None}),
    ("ck_scanned_answer_confidence_is_a_share", ScannedAnswer, {"confidence": 1.1}),
    ("ck_scanned_answer_checks_are_of_what_is_sure", ScannedAnswer, {"is_check": True, "reason": "faint"}),
    ("ck_activity_type_is_known", Activity, {"type": "party"}),
    ("ck_activity_ends_after_starting", Activity, {"ends": NOW.time()}),
    ("ck_activity_cancelled_with_reason", Activity, {"cancelled_at": NOW}),
    ("ck_activity_group_is_whole", Activity, {"group_question": "age_band"}),
    ("ck_activity_record_not_negative", ActivityRecord, {"n_engaged": -1}),
    ("ck_activity_record_no_more_spoke_than_came", ActivityRecord, {"n_spoke": 9}),
    ("ck_activity_record_ended_after_starting", ActivityRecord, {"ended": NOW.time()}),
    ("ck_activity_record_closed_by_somebody", ActivityRecord, {"closed_at": NOW}),
    ("ck_contribution_kind_is_known", Contribution, {"kind": "song"}),
    ("ck_contribution_consent_is_known", Contribution, {"may_quote": "perhaps"}),
    ("ck_contribution_agreement_is_known", Contribution, {"agreement": "nobody"}),
    ("ck_contribution_agreed_not_negative", Contribution, {"n_agreed": -1}),
    ("ck_tally_kind_is_known", Tally, {"kind": "guess"}),
    ("ck_tally_count_not_negative", Tally, {"count": -1}),
    ("ck_promise_done_with_outcome", Promise, {"done_at": NOW}),
    ("ck_conflict_copy_settled_by_somebody", ConflictCopy, {"settled_at": NOW}),
    ("ck_photograph_media_type_is_known", Photograph, {"media_type": "image/svg+xml"}),
    ("ck_safeguarding_concern_acknowledged_by_somebody", SafeguardingConcern, {"acknowledged_at": NOW}),
    ("ck_safeguarding_concern_closed_with_outcome", SafeguardingConcern, {"outcome": b"x"}),
    (
        "ck_safeguarding_concern_closed_after_acknowledging",
        SafeguardingConcern,
        {"closed_at": NOW, "outcome": b"x"},
    ),
    ("ck_safeguarding_concern_of_an_activity_or_an_answer", SafeguardingConcern, {"consultation_id": 1}),
    ("ck_safeguarding_concern_answer_in_its_consultation", SafeguardingConcern, {"answer_id": 1}),
    ("ck_original_text_of_one_text", OriginalText, {"answer_id": None}),
    ("ck_text_check_of_one_text", TextCheck, {"answer_id": None}),
    ("ck_text_check_waiting_not_negative", TextCheck, {"n_waiting": -1}),
    ("ck_text_check_looked_at_by_somebody", TextCheck, {"looked_at": NOW}),
    ("ck_text_reading_alike_at_least_itself", TextReading, {"n_alike": 0}),
    ("ck_population_count_people_not_negative", PopulationCount, {"people": -1}),
    *RULES_ELSEWHERE,
]


@pytest.mark.parametrize(("rule", "model", "values"), [pytest.param(*case, id=f"{case[0]}-{n}") for n, case in
                                                       enumerate(RULES)])  # fmt: skip
def test_the_database_keeps_a_rule(rows, rule, model, values):
    statement = update(model).values(values)
    if model is Response:
        statement = statement.where(Response.submitted_at.is_not(None))

    with pytest.raises(IntegrityError, match=rule):
        db.session.execute(statement)


def test_every_rule_of_the_models_is_tried_above():
    stated = {
        str(rule.name)
        for table in db.metadata.sorted_tables
        for rule in table.constraints
        if isinstance(rule, CheckConstraint)
    }

    assert stated == {rule for rule, _model, _values in RULES}


def copy_of(model, **changes):
    """Insert the first row of a table once more, with these changes."""
    table = model.__table__
    row = db.session.execute(select(table).order_by(*table.primary_key)).mappings().first()
    values = {name: value for name, value in row.items() if name != "id"}
    for name in SEALED.get(model, ()):
        values[name] = keyed(values[name], of_consultation(db.session.scalar(select(Consultation.id))))
    return insert(table).values(values | changes)


@pytest.mark.parametrize(
    ("model", "changes"),
    [
        pytest.param(Consultation, {}, id="two consultations at one address"),
        pytest.param(Questionnaire, {}, id="one key twice in a consultation"),
        pytest.param(QuestionnaireVersion, {}, id="one number for two versions"),
        pytest.param(Section, {}, id="one section key twice in a version"),
        pytest.param(Question, {}, id="one question key twice in a version"),
        pytest.param(Option, {}, id="one option key twice in a question"),
        pytest.param(
            Response, {"reference": "ABCD-EFGH", "code_fingerprint": None}, id="two responses with one public id"
        ),
        pytest.param(
            Response, {"public_id": "another", "code_fingerprint": None}, id="two responses with one reference"
        ),
        pytest.param(Response, {"public_id": "another", "reference": "ABCD-EFGH"}, id="two responses with one code"),
        pytest.param(Holder, {}, id="one browser twice a holder"),
        pytest.param(Answer, {}, id="two answers for one question"),
        pytest.param(AnswerChoice, {}, id="one option chosen twice"),
        pytest.param(RespondentProfile, {}, id="two profiles of one response"),
        pytest.param(ProfileChoice, {}, id="two choices for one question about you"),
        pytest.param(StaffUser, {"public_id": "another"}, id="two accounts with one e-mail"),
        pytest.param(StaffUser, {"email": "other@example.org"}, id="two accounts with one public id"),
        pytest.param(Job, {}, id="two jobs with one public id"),
        pytest.param(CandidateTheme, {}, id="two themes at one position"),
        pytest.param(ChannelCode, {}, id="two places with one code"),
        pytest.param(PageVideo, {"public_id": "another"}, id="two videos of one page"),
        pytest.param(FormatRequest, {}, id="two requests with one public id"),
        pytest.param(PaperLayout, {}, id="two layouts of one name, version and language"),
        pytest.param(PrintedForm, {"public_id": "another"}, id="one serial printed twice"),
        pytest.param(PaperBatch, {"public_id": "another"}, id="two batches with one label"),
        pytest.param(
            PaperForm, {"public_id": "another", "sheet_number": 2}, id="two forms of one serial that both are the first"
        ),
        pytest.param(PaperForm, {"public_id": "another", "copy": 2}, id="one number of the batch sheet twice"),
        pytest.param(Keying, {}, id="two first keyings of one form"),
        pytest.param(ScannedFile, {"public_id": "another"}, id="one file twice in a batch"),
        pytest.param(ScannedPage, {"public_id": "another"}, id="one page of a file twice"),
        pytest.param(ScannedAnswer, {}, id="one question read twice on a page"),
        pytest.param(ActivityRecord, {"client_id": "d"}, id="two records of one activity"),
        pytest.param(RecordVersion, {}, id="one version of a record twice"),
        pytest.param(Contribution, {}, id="one contribution sent twice"),
        pytest.param(ConflictCopy, {}, id="one conflicting copy kept twice"),
        pytest.param(Invitation, {}, id="one person invited twice"),
        pytest.param(PopulationCount, {}, id="one group counted twice"),
        *ONCE_ELSEWHERE,
    ],
)
def test_the_database_keeps_what_is_only_once(rows, model, changes):
    statement = copy_of(model, **changes)

    with pytest.raises(IntegrityError, match="(?i)unique"):
        db.session.execute(statement)


def option_id(question_key, option_key):
    return db.session.scalar(select(Option.id).join(Option.question).where(
        Question.key == question_key, Option.key == option_key))  # fmt: skip


def test_two_choices_cannot_have_one_rank(rows):
    with pytest.raises(IntegrityError, match="(?i)unique"):
        db.session.execute(update(AnswerChoice).values(rank=1))


def test_an_answer_cannot_choose_an_option_of_another_question(rows):
    buses, bakers = option_id("streets_priorities", "buses"), option_id("shops_priorities", "bakers")
    statement = update(AnswerChoice).where(AnswerChoice.option_id == buses).values(option_id=bakers)

    with pytest.raises(IntegrityError, match="(?i)foreign key|choice_is_of_its_question"):
        db.session.execute(statement)


def test_a_choice_cannot_name_another_question_than_its_answer(rows):
    shops = db.session.scalar(select(Question.id).filter_by(key="shops_priorities"))
    buses, bakers = option_id("streets_priorities", "buses"), option_id("shops_priorities", "bakers")
    statement = update(AnswerChoice).where(AnswerChoice.option_id == buses).values(question_id=shops, option_id=bakers)

    with pytest.raises(IntegrityError, match="(?i)foreign key|choice_is_of_its_answer"):
        db.session.execute(statement)


def test_a_profile_cannot_choose_an_option_of_another_question(rows):
    statement = update(ProfileChoice).values(option_id=option_id("streets_priorities", "buses"))

    with pytest.raises(IntegrityError, match="(?i)foreign key|choice_is_of_its_question"):
        db.session.execute(statement)


def test_an_option_that_was_chosen_cannot_go(rows):
    with pytest.raises(IntegrityError, match="(?i)foreign key"):
        db.session.execute(Option.__table__.delete())


def test_an_answer_belongs_to_a_response(rows):
    with pytest.raises(IntegrityError, match="(?i)foreign key"):
        db.session.execute(copy_of(Answer, response_id=999_999))


def test_a_profile_can_be_erased_alone(rows):
    db.session.execute(RespondentProfile.__table__.delete())

    assert db.session.scalars(select(ProfileChoice.profile_id)).all() == []
    assert len(db.session.scalars(select(Response.id)).all()) == 2


@pytest.mark.parametrize("question_key", ["shops_comment", None])
def test_a_question_has_one_draft_and_each_number_once(rows, question_key):
    """Also where the codeframe is for every question, and so names none."""
    draft = {"question_key": question_key, "agreed_at": None, "agreed_by_id": None}
    db.session.execute(copy_of(Codeframe, **draft))

    for again in ({"number": 7}, {"agreed_at": NOW, "agreed_by_id": 1}):
        with pytest.raises(IntegrityError, match="(?i)unique"), db.session.begin_nested():
            db.session.execute(copy_of(Codeframe, **draft | again))


@pytest.mark.parametrize("changes", [{"coder_id": None, "run_id": 1}, {"sample_id": 1}])
def test_a_run_and_a_blind_coder_speak_once_on_a_theme_of_one_text(rows, changes):
    with pytest.raises(IntegrityError, match="(?i)unique"):
        db.session.execute(copy_of(CodeAssignment, **changes))


def test_what_was_replaced_is_kept_beside_what_replaced_it(rows):
    db.session.execute(update(CodeAssignment).values(replaced_at=NOW))

    db.session.execute(copy_of(CodeAssignment, replaced_at=None))

    assert len(db.session.scalars(select(CodeAssignment.id)).all()) == 4


def test_a_parent_stands_in_the_same_codeframe(rows):
    first, second = db.session.scalars(select(Theme.id).order_by(Theme.id))

    with pytest.raises(IntegrityError, match="(?i)foreign key"):
        db.session.execute(update(Theme).where(Theme.id == second).values(parent_id=first))


def test_an_unsent_draft_cannot_be_withdrawn(rows):
    unsent = update(Response).where(Response.submitted_at.is_(None)).values(withdrawn_at=NOW)

    with pytest.raises(IntegrityError, match="ck_response_withdrawn_after_sending"):
        db.session.execute(unsent)
