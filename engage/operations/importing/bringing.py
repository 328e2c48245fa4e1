"""Rows of a file become responses, some hundred in one transaction; they count together, once the last one is in."""

import datetime as dt
import hashlib
import hmac
import json
import logging
import secrets

from sqlalchemy import func, insert, select, update

from engage.errors import ImportRefused
from engage.extensions import db
from engage.import_store import FAULTS, FILE, PROFILE, name_of
from engage.models import (
    Answer,
    AnswerChoice,
    Consent,
    ImportedRow,
    ProfileChoice,
    Respondent,
    RespondentProfile,
    Response,
    ResponseImport,
    ResultsRelease,
    SafeguardingConcern,
)
from engage.operations import texts, transaction
from engage.operations.below import erase_with_all_below
from engage.operations.consultations import version_of
from engage.operations.held import refuse_held
from engage.operations.importing.keeping import n_rows_in, refuse_over
from engage.operations.responses import draw_reference, hour_of
from engage.operations.returning import empty_write_ahead_log
from engage.operations.staff import note
from engage.operations.watching import watch_imported
from engage.publishing import newest_version, published, sha256_of
from engage.safeguarding import kinds_in
from forms import definition
from forms.importing import mapping as mappings

log = logging.getLogger(__name__)

#: rows in one transaction: short enough that a resident who answers meanwhile waits for no more than a second
AT_ONCE = 250
CHANNEL = "imported"


def make_version(found, text, mapping, actor, now):
    """Freeze the questionnaire that was made from the file as the first version of its consultation."""
    document = definition.parse(text)
    with transaction():
        db.session.refresh(found, with_for_update=True)
        refuse_over(found)
        consultation = found.consultation
        if not consultation.analysed_only:
            raise ImportRefused("mapping", "This consultation has a questionnaire of its own, or will have one")
        if newest_version(consultation) is None:
            version = version_of(consultation, document, text, sha256_of(text), now)
            db.session.add(version)
            db.session.flush()
            note(actor, "made_imported_version", "consultation", consultation.code, now, sha256=version.sha256)
        found.mapping = mappings.written(mapping)
    return newest_version(consultation)


def fingerprints(secret, found, row, turn=0):
    """(of its reference or of the whole row, of its answers), as keyed hashes: nothing of a row is kept.

    row  : forms.importing.answers.Taken
    turn : how many rows of the file said the same before, where there is no reference
    """
    answers = {key: [*given.choices, *given.places, given.text] for key, given in row.answers.items()}
    content = json.dumps([answers, dict(row.about), str(row.submitted)], sort_keys=True)
    name = f"reference {row.reference}" if row.reference else f"row {turn} {content}"
    return _hmac(secret, f"{found.consultation_id} {name}"), _hmac(secret, content)


def known(found, marks):
    """fingerprint -> (import, row number, hash of its answers) of those that are in this consultation."""
    query = select(
        ImportedRow.fingerprint, ImportedRow.import_id, ImportedRow.row_number, ImportedRow.content_hmac
    ).where(ImportedRow.consultation_id == found.consultation_id, ImportedRow.fingerprint.in_(marks))
    return {mark: (import_id, number, content) for mark, import_id, number, content in db.session.execute(query)}


def add(found, version, rows, now):
    """Write rows, none of them known, as responses that do not count yet: [(Taken, fingerprint, hash of answers)]."""
    kept = published(version.id)
    with transaction():
        db.session.refresh(found, ["finished_at", "thrown_away_at"], with_for_update=True)
        refuse_over(found)
        taken = [row for row, _mark, _content in rows]
        ids = _responses(version, kept.definition.locales[0], taken, _in_time(found, now))
        same = {"import_id": found.id, "consultation_id": found.consultation_id}
        db.session.execute(insert(ImportedRow), [
            same | {"response_id": id_, "row_number": row.number, "fingerprint": mark, "content_hmac": content}
            for id_, (row, mark, content) in zip(ids, rows, strict=True)
        ])  # fmt: skip
        _who(ids, taken)
        _closed(kept, ids, taken)
        _profiles(kept, ids, taken)
        dangerous = _texts(kept, ids, taken)
        for response in dangerous:
            watch_imported(response, now)


def finish(found, counts, store, actor, now):
    """Let everything that came in count, in one moment; the file goes. `counts`: {"n_faulty", "n_known"}."""
    with transaction():
        db.session.refresh(found, with_for_update=True)
        refuse_over(found)
        own = select(ImportedRow.response_id).filter_by(import_id=found.id)
        counted = update(Response).where(Response.id.in_(own)).values(is_test=False)
        db.session.execute(counted.execution_options(synchronize_session=False))
        found.n_imported, found.finished_at = n_rows_in(found), now
        found.n_faulty, found.n_known = counts["n_faulty"], counts["n_known"]
        consultation = found.consultation
        if consultation.analysed_only:
            first = db.session.scalar(select(func.min(Response.submitted_at)).where(Response.id.in_(own)))
            consultation.opens_at = min(consultation.opens_at, first or consultation.opens_at)
        note(actor, "imported_responses", "consultation", consultation.code, now, file=found.public_id,
             sha256=found.file_sha256, system=found.system, responses=found.n_imported, **counts)  # fmt: skip
    for kind in (FILE, PROFILE):
        store.erase(name_of(found, kind))
    log.info("%s responses of %s were imported", found.n_imported, consultation.code)


def remove(found, store, actor, now):
    """Take back a whole import: every response of it, with all that hangs on them; how many. All or nothing.

    HoldStands while a legal hold stands; ImportRefused once results with them are published, or while a safeguarding
    concern of one is open.
    """
    with transaction():
        db.session.refresh(found, with_for_update=True)
        if found.removed_at is not None or found.thrown_away_at is not None:
            raise ImportRefused("remove", "This import was removed already")
        refuse_held(found.consultation)
        _refuse_published(found)
        ids = db.session.scalars(
            select(ImportedRow.response_id).filter_by(import_id=found.id).order_by(ImportedRow.response_id)
        ).all()
        _refuse_concerns(found)
        for start in range(0, len(ids), AT_ONCE):
            erase_with_all_below(Response.__table__, ids[start : start + AT_ONCE])
        if found.finished_at is None:
            found.thrown_away_at = now
        else:
            found.removed_at = now
        note(actor, "removed_import", "consultation", found.consultation.code, now, file=found.public_id,
             sha256=found.file_sha256, responses=len(ids))  # fmt: skip
    for kind in (FILE, PROFILE, FAULTS):
        store.erase(name_of(found, kind))
    empty_write_ahead_log()
    log.info("an import of %s was removed, %s responses", found.consultation.code, len(ids))
    return len(ids)


def standing(consultation_id):
    """Every import whose responses are in and count, oldest first."""
    query = select(ResponseImport).filter_by(consultation_id=consultation_id, removed_at=None)
    return db.session.scalars(query.where(ResponseImport.finished_at.is_not(None)).order_by(ResponseImport.id)).all()


def _refuse_published(found):
    released = select(ResultsRelease.number).filter_by(consultation_id=found.consultation_id, taken_back_at=None)
    since = released.where(ResultsRelease.published_at.is_not(None))
    if found.finished_at is not None:
        since = since.where(ResultsRelease.published_at >= found.finished_at)
        if (number := db.session.scalars(since.order_by(ResultsRelease.number)).first()) is not None:
            raise ImportRefused("remove", f"Release {number} of the results counts them. Take it back first")


def _refuse_concerns(found):
    query = (
        select(func.count(SafeguardingConcern.id))
        .join(Answer, Answer.id == SafeguardingConcern.answer_id)
        .join(ImportedRow, ImportedRow.response_id == Answer.response_id)
        .where(ImportedRow.import_id == found.id, SafeguardingConcern.closed_at.is_(None))
    )
    if db.session.scalar(query):
        raise ImportRefused("remove", "A safeguarding concern about one of them is open. Its officer closes it first")


def _in_time(found, now):
    """When a row was sent that does not say when: never after closing time, so that it is not counted as late."""
    return min(now, found.consultation.closes_at - dt.timedelta(hours=1))


def _responses(version, locale, rows, else_sent_at):
    references = _references(len(rows))
    made = []
    for row, reference in zip(rows, references, strict=True):
        sent = hour_of(row.submitted or else_sent_at)
        made.append({
            "public_id": secrets.token_urlsafe(9), "reference": reference, "version_id": version.id,
            "channel": row.about.get("channel", CHANNEL), "variant": row.about.get("variant", "standard"),
            "locale": row.about.get("locale", locale), "started_at": sent, "submitted_at": sent, "is_test": True,
        })  # fmt: skip
    return db.session.scalars(insert(Response).returning(Response.id, sort_by_parameter_order=True), made).all()


def _references(n):
    while True:
        drawn = {draw_reference() for _ in range(n)}
        if len(drawn) == n and not db.session.scalars(select(Response.id).where(Response.reference.in_(drawn))).first():
            return list(drawn)


def _who(ids, rows):
    """Who answers, and whether it may be quoted: only what the file says."""
    capacities = [
        {"response_id": id_, "capacity": row.about["capacity"]}
        for id_, row in zip(ids, rows, strict=True)
        if "capacity" in row.about
    ]
    consents = [
        {"response_id": id_, "quote": row.about["quote"] == "yes"}
        for id_, row in zip(ids, rows, strict=True)
        if "quote" in row.about
    ]
    for model, values in ((Respondent, capacities), (Consent, consents)):
        if values:
            db.session.execute(insert(model), values)


def _given(kept, ids, rows, purpose):
    """(response id, row, question, Given) of the questions of sections of this purpose."""
    sections = kept.definition.of_purpose(purpose)
    asked = {question.key: question for section in sections for question in section.questions}
    for id_, row in zip(ids, rows, strict=True):
        for key, given in row.answers.items():
            if key in asked:
                yield id_, row, asked[key], given


def _answer(kept, id_, row, question, given):
    return {
        "response_id": id_, "question_id": kept.questions[question.key], "problem": given.problem,
        "variant": row.about.get("variant", "standard"), "locale": row.about.get("locale", kept.definition.locales[0]),
    }  # fmt: skip


def _closed(kept, ids, rows):
    """Answers that are options, and texts that were left blank."""
    found = [one for one in _given(kept, ids, rows, "views") if not one[3].text]
    if not found:
        return
    values = [_answer(kept, *one) for one in found]
    answer_ids = db.session.scalars(insert(Answer).returning(Answer.id, sort_by_parameter_order=True), values).all()
    choices = [
        {
            "answer_id": answer_id, "question_id": kept.questions[question.key],
            "option_id": kept.options[question.key][key], "rank": place,
        }
        for answer_id, (_id, _row, question, given) in zip(answer_ids, found, strict=True)
        for key, place in zip(given.choices, given.places or [None] * len(given.choices), strict=True)
    ]  # fmt: skip
    if choices:
        db.session.execute(insert(AnswerChoice), choices)


def _profiles(kept, ids, rows):
    found = list(_given(kept, ids, rows, "profile"))
    if not found:
        return
    people = list(dict.fromkeys(id_ for id_, _row, _question, _given in found))
    profiles = insert(RespondentProfile).returning(RespondentProfile.id, sort_by_parameter_order=True)
    made = db.session.scalars(profiles, [{"response_id": id_} for id_ in people]).all()
    profile_of = dict(zip(people, made, strict=True))
    db.session.execute(insert(ProfileChoice), [
        {
            "profile_id": profile_of[id_], "question_id": kept.questions[question.key], "problem": given.problem,
            "option_id": kept.options[question.key][given.choices[0]] if given.choices and not given.problem else None,
        }
        for id_, _row, question, given in found
    ])  # fmt: skip


def _texts(kept, ids, rows):
    """Write texts masked, as they are when they are typed here. The responses in which words point to danger."""
    found = [one for one in _given(kept, ids, rows, "views") if one[3].text]
    answers = [Answer(**_answer(kept, *one)) for one in found]
    db.session.add_all(answers)
    db.session.flush()
    dangerous = []
    for answer, (id_, _row, _question, given) in zip(answers, found, strict=True):
        texts.write(answer, given.text)
        if kinds_in(given.text):
            dangerous.append(id_)
    db.session.flush()
    return db.session.scalars(select(Response).where(Response.id.in_(dangerous)).order_by(Response.id)).all()


def _hmac(secret, text):
    return hmac.new(secret.encode(), f"imported {text}".encode(), hashlib.sha256).hexdigest()
