"""Migrations end where the models are, and the rules that models state are kept by the database itself."""

import re
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask_migrate import upgrade
from sqlalchemy import CheckConstraint, create_engine, insert, inspect, select, text, update
from sqlalchemy.exc import IntegrityError

from engage import create_app
from engage.config import ROOT
from engage.extensions import db
from engage.models import (
    AnalysisRun,
    Answer,
    AnswerChoice,
    CandidateTheme,
    Consultation,
    Job,
    Option,
    OwnPicture,
    ProfileChoice,
    Question,
    Questionnaire,
    QuestionnaireVersion,
    Release,
    RespondentProfile,
    Response,
    Section,
    StaffUser,
)
from tests.builders import NOW, a_consultation, a_response, a_staff_user
from tests.conftest import settings

VERSIONS = ROOT / "migrations" / "versions"


def schema(engine):
    """Everything a database says about its tables, for comparison."""
    inspector = inspect(engine)
    return {
        name: {
            "columns": [
                (column["name"], str(column["type"]), column["nullable"]) for column in inspector.get_columns(name)
            ],
            "key": inspector.get_pk_constraint(name)["constrained_columns"],
            "foreign keys": sorted(
                (key["name"], key["constrained_columns"], key["referred_table"], key["referred_columns"],
                 key["options"].get("ondelete", ""))
                for key in inspector.get_foreign_keys(name)
            ),
            "unique": sorted((rule["name"], rule["column_names"]) for rule in inspector.get_unique_constraints(name)),
            "checks": sorted((rule["name"], rule["sqltext"]) for rule in inspector.get_check_constraints(name)),
            "indexes": sorted((index["name"], index["column_names"]) for index in inspector.get_indexes(name)),
        }
        for name in inspector.get_table_names()
        if name != "alembic_version"
    }  # fmt: skip


@pytest.fixture
def modelled(app, tmp_path):
    """An empty database beside the migrated one, made from the models."""
    if db.engine.dialect.name == "sqlite":
        engine = create_engine(f"sqlite:///{tmp_path / 'modelled.sqlite3'}")
        db.metadata.create_all(engine)
        yield engine
    else:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CREATE DATABASE modelled"))
            engine = create_engine(db.engine.url.set(database="modelled"))
            db.metadata.create_all(engine)
            yield engine
            engine.dispose()
            connection.execute(text("DROP DATABASE modelled"))
    engine.dispose()


# the three tests of architecture.md §7


def test_migrations_end_where_the_models_are(app, modelled):
    assert schema(db.engine) == schema(modelled)


def test_migrating_twice_is_migrating_once(app):
    before = schema(db.engine)

    upgrade()

    assert schema(db.engine) == before


def test_migrations_are_numbered_without_gaps():
    numbers = [path.name[:4] for path in sorted(VERSIONS.glob("*.py"))]

    revisions = list(ScriptDirectory(ROOT / "migrations").walk_revisions())[::-1]

    assert numbers == [f"{n:04}" for n in range(1, len(numbers) + 1)]
    assert [revision.revision for revision in revisions] == numbers
    assert [revision.down_revision for revision in revisions] == [None, *numbers[:-1]]
    assert all(re.fullmatch(r"\d{4}_[a-z]+(_[a-z]+)+", path.stem) for path in VERSIONS.glob("*.py"))


def test_a_migration_runs_on_an_empty_sqlite_file_from_nothing(tmp_path):
    path = tmp_path / "new.sqlite3"
    app = create_app(settings(f"sqlite:///{path}"))

    with app.app_context():
        upgrade()
        tables = inspect(db.engine).get_table_names()
        db.engine.dispose()

    assert set(tables) == {table.name for table in db.metadata.sorted_tables} | {"alembic_version"}
    assert Path(path).exists()


# the rules


@pytest.fixture
def rows(app):
    """One row at least in every table that has a rule."""
    consultation = a_consultation()
    a_response(
        consultation,
        {"streets": ["buses", "trees"], "shops": ["banks"]},
        {"streets": "More trees"},
        {"age_band": "old"},
    )
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
    db.session.add_all([job, run, release, picture])
    db.session.commit()


RULES = [
    ("ck_consultation_closes_after_opening", Consultation, {"closes_at": Consultation.opens_at}),
    ("ck_questionnaire_version_number_from_one", QuestionnaireVersion, {"number": 0}),
    ("ck_section_purpose_is_known", Section, {"purpose": "quiz"}),
    ("ck_response_channel_is_known", Response, {"channel": "pigeon"}),
    ("ck_response_variant_is_known", Response, {"variant": "braille"}),
    ("ck_response_submitted_after_starting", Response, {"started_at": NOW.replace(year=2027)}),
    ("ck_response_reference_when_submitted", Response, {"reference": None}),
    ("ck_response_reference_when_submitted", Response, {"submitted_at": None}),
    ("ck_answer_variant_is_known", Answer, {"variant": "braille"}),
    ("ck_answer_choice_rank_one_to_three", AnswerChoice, {"rank": 4}),
    ("ck_answer_choice_rank_one_to_three", AnswerChoice, {"rank": 0}),
    ("ck_staff_user_email_in_small_letters", StaffUser, {"email": "Officer@example.org"}),
    ("ck_staff_user_role_is_known", StaffUser, {"role": "mayor"}),
    ("ck_job_progress_is_a_share", Job, {"progress": 1.01}),
    ("ck_job_progress_is_a_share", Job, {"progress": -0.01}),
    ("ck_job_attempts_not_negative", Job, {"attempts": -1}),
    ("ck_analysis_run_texts_not_negative", AnalysisRun, {"n_texts": -1}),
    ("ck_candidate_theme_size_not_negative", CandidateTheme, {"size": -1}),
    ("ck_own_picture_media_type_is_known", OwnPicture, {"media_type": "image/svg+xml"}),
    ("ck_own_picture_source_is_given", OwnPicture, {"source": ""}),
    ("ck_own_picture_licence_is_given", OwnPicture, {"licence": ""}),
    ("ck_release_file_has_a_hash", Release, {"file_sha256": "short"}),
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
        pytest.param(Response, {"reference": "ABCD-EFGH"}, id="two responses with one public id"),
        pytest.param(Response, {"public_id": "another"}, id="two responses with one reference"),
        pytest.param(Answer, {}, id="two answers for one question"),
        pytest.param(AnswerChoice, {}, id="one option chosen twice"),
        pytest.param(RespondentProfile, {}, id="two profiles of one response"),
        pytest.param(ProfileChoice, {}, id="two choices for one question about you"),
        pytest.param(StaffUser, {"public_id": "another"}, id="two accounts with one e-mail"),
        pytest.param(StaffUser, {"email": "other@example.org"}, id="two accounts with one public id"),
        pytest.param(Job, {}, id="two jobs with one public id"),
        pytest.param(CandidateTheme, {}, id="two themes at one position"),
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
