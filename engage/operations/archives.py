"""Reading an archive back in: a finished consultation whose results are public, and that nobody changes."""

import datetime as dt
import secrets

from sqlalchemy import exists, select

from engage.errors import ArchiveRefused
from engage.extensions import db
from engage.models import (
    ArchivedFile,
    Consultation,
    PanelSubmission,
    Publication,
    Questionnaire,
    QuestionnaireVersion,
    ReleaseFile,
    ResultsRelease,
    StaffUser,
)
from engage.operations import transaction
from engage.operations.staff import note
from engage.publishing import add_rows, sha256_of
from forms import definition

#: nobody signs in with these: accounts without a password that were closed when they were made
STAND_INS = ("prepared", "approved")


def is_archived(consultation):
    """Was it read back in from an archive?"""
    return db.session.scalar(select(exists().where(ArchivedFile.consultation_id == consultation.id)))


def files_of(consultation):
    """(path, content) of every file of the archive that it was read from; () of one that was held here."""
    query = select(ArchivedFile.path, ArchivedFile.content).filter_by(consultation_id=consultation.id)
    return db.session.execute(query.order_by(ArchivedFile.path)).all()


def submissions_of(consultation):
    """All that was put to the panel, oldest first."""
    query = select(PanelSubmission).filter_by(consultation_id=consultation.id)
    return db.session.scalars(query.order_by(PanelSubmission.number)).all()


def read_back(facts, files, demonstration, actor, now):
    """Make the Consultation of these facts. ArchiveRefused when its address is taken.

    files : {path: bytes} of everything in the archive
    """
    with transaction():
        code = facts["code"]
        if db.session.scalar(select(Consultation.id).filter_by(code=code)) is not None:
            raise ArchiveRefused(
                f"There is a consultation {code} here already. Read it into another database."
            )
        consultation = Consultation(
            code=code, opens_at=_moment(facts["opens_at"]), closes_at=_moment(facts["closes_at"]),
            demonstration=demonstration,
        )  # fmt: skip
        db.session.add(consultation)
        db.session.flush()
        _add_versions(consultation, facts, files)
        prepared, approved = [_stand_in(name, demonstration, now) for name in STAND_INS]
        for one in facts["releases"]:
            db.session.add(_release(consultation, one, files, prepared, approved))
        if facts["publication"]:
            db.session.add(_publication(consultation, facts["publication"], prepared))
        db.session.add_all(
            ArchivedFile(consultation_id=consultation.id, path=path, content=content) for path, content in files.items()
        )
        note(actor, "read_archive", "consultation", code, now, n=len(files))
    return consultation


def _add_versions(consultation, facts, files):
    questionnaires = {}
    for one in facts["versions"]:
        text = files[one["file"]].decode("utf-8")
        if sha256_of(text) != one["sha256"]:
            raise ArchiveRefused(f"{one['file']} is not the questionnaire that was published.")
        if one["key"] not in questionnaires:
            questionnaires[one["key"]] = Questionnaire(consultation=consultation, key=one["key"])
        version = QuestionnaireVersion(
            questionnaire=questionnaires[one["key"]], number=one["number"], schema_version=one["schema_version"],
            sha256=one["sha256"], definition=text, published_at=_moment(one["published_at"]),
        )  # fmt: skip
        add_rows(version, definition.parse(text))
        db.session.add(version)
        db.session.flush()


def _stand_in(name, demonstration, now):
    """Who prepared or approved stands in no archive; a release needs two people."""
    email = f"{name}@archive.invalid"
    found = db.session.scalar(select(StaffUser).filter_by(email=email))
    if found is None:
        found = StaffUser(
            public_id=secrets.token_urlsafe(9), email=email, password_hash="", demonstration=demonstration,
            disabled_at=now,
        )  # fmt: skip
        db.session.add(found)
        db.session.flush()
    return found


def _release(consultation, one, files, prepared, approved):
    kept = [
        ReleaseFile(kind=file["kind"], name=file["name"], sha256=file["sha256"], content=files[file["file"]])
        for file in one["files"]
    ]
    return ResultsRelease(
        consultation_id=consultation.id, number=one["number"], content=files[one["data"]], sha256=one["sha256"],
        link=one["link"], prepared_at=_moment(one["prepared_at"]), prepared_by_id=prepared.id,
        approved_at=_moment(one["approved_at"]), approved_by_id=approved.id, approved_sha256=one["sha256"],
        published_at=_moment(one["published_at"]), published_by_id=prepared.id, files=kept,
    )  # fmt: skip


def _publication(consultation, one, actor):
    return Publication(
        consultation_id=consultation.id, published_on=dt.date.fromisoformat(one["published_on"]), link=one["link"],
        texts=one["texts"], made_at=_moment(one["made_at"]), made_by_id=actor.id,
    )  # fmt: skip


def _moment(text):
    return dt.datetime.fromisoformat(text)
