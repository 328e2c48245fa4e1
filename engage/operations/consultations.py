"""Publishing a questionnaire and setting the dates of its consultation."""

import logging

from sqlalchemy import select

from engage.errors import Incomplete, PlanRefused, VersionConflict
from engage.extensions import db
from engage.models import (
    Consultation,
    ConsultationPlan,
    IncompleteOpening,
    Questionnaire,
    QuestionnaireVersion,
    Role,
    TranslationCheck,
)
from engage.operations import transaction
from engage.operations.pictures import refuse_missing
from engage.operations.staff import note
from engage.publishing import add_rows, newest_version, sha256_of
from forms import completeness, definition, wording

log = logging.getLogger(__name__)

#: first words of addresses that are not consultations
RESERVED = (
    "accessibility", "api", "come-back", "contact", "cookies", "healthz", "new", "own-pictures", "pictures", "privacy",
    "readyz", "staff", "static", "videos",
)  # fmt: skip


def open_consultation(code, opens_at, closes_at, demonstration=False):
    """Make the consultation, or give an existing one these dates."""
    if closes_at.minute or closes_at.second or closes_at.microsecond:
        raise ValueError("A consultation closes on the hour. Use 00:00 of the next day for the end of a day.")
    if code in RESERVED:
        raise ValueError(f"/{code} is the address of another page. Use another --code.")
    with transaction():
        consultation = find_consultation(code)
        _refuse_prepared(consultation)
        if consultation is None:
            consultation = Consultation(code=code, demonstration=demonstration)
            db.session.add(consultation)
        consultation.opens_at, consultation.closes_at = opens_at, closes_at
    return consultation


def _refuse_prepared(consultation):
    """What is prepared in the browser is approved by a panel and opened there: no other way leads past it."""
    if consultation is not None and consultation.analysed_only:
        raise PlanRefused("open", f"{consultation.code} was held elsewhere, and only its responses are here")
    if consultation is not None and db.session.get(ConsultationPlan, consultation.id) is not None:
        raise PlanRefused(
            "open", f"{consultation.code} is prepared in the browser. Open it there, once the panel has approved it."
        )


def section_keys(consultation):
    """The keys of the sections of what is published, in their order."""
    version = newest_version(consultation)
    return [section.key for section in version.sections] if version else []


def publish(consultation, text, now, administrator=None, reason="", ready=()):
    """Freeze this document as the next version. The same text again changes nothing; a used number is refused.

    Incomplete while a promised format or language is not ready, unless an administrator says why. `ready`: the formats
    that this installation prints (engage.printed_forms.formats_ready).
    """
    with transaction():
        _refuse_prepared(consultation)
        return freeze(consultation, text, now, administrator, reason, ready)


def freeze(consultation, text, now, administrator=None, reason="", ready=()):
    """The same inside the caller's transaction, for what the panel approved too."""
    document = definition.parse(text)
    if faults := wording.faults(document):
        raise definition.DefinitionError(faults)
    lacking = completeness.missing(document, ready)
    if lacking and not (administrator and administrator.holds([Role.ADMINISTRATOR]) and reason.strip()):
        raise Incomplete(
            f"All formats and languages open together. Not ready: {', '.join(lacking)}. "
            "An administrator can open it all the same: --open-incomplete REASON --by EMAIL"
        )
    sha256 = sha256_of(text)
    refuse_missing(document)
    latest = newest_version(consultation)
    if latest is not None and latest.sha256 == sha256:
        return latest
    if latest is not None and document.version <= latest.number:
        raise VersionConflict(
            f"Version {latest.number} of {document.key} is published with another text. "
            f'Set "version": {latest.number + 1} in the document to publish this one.'
        )
    version = version_of(consultation, document, text, sha256, now)
    db.session.add(version)
    if lacking:
        db.session.flush()
        _record_incomplete(version, lacking, administrator, reason.strip(), now)
    log.info("published %s version %s for %s", document.key, version.number, consultation.code)
    return version


def _record_incomplete(version, lacking, administrator, reason, now):
    db.session.add(
        IncompleteOpening(
            version_id=version.id, missing=lacking, reason=reason, allowed_at=now, allowed_by_id=administrator.id
        )
    )
    code = version.questionnaire.consultation.code
    note(administrator, "opened_incomplete", "consultation", code, now, missing=lacking, reason=reason)


def version_of(consultation, document, text, sha256, now):
    """A version of the consultation with its rows, not yet added."""
    questionnaire = db.session.scalar(
        select(Questionnaire).filter_by(consultation_id=consultation.id, key=document.key)
    ) or Questionnaire(consultation_id=consultation.id, key=document.key)
    version = QuestionnaireVersion(
        questionnaire=questionnaire,
        number=document.version,
        sha256=sha256,
        schema_version=definition.SCHEMA_VERSION,
        definition=text,
        published_at=now,
    )
    add_rows(version, document)
    return version


def find_consultation(code):
    return db.session.scalar(select(Consultation).filter_by(code=code))


def tick_translation(version, locale, is_checked, actor, now):
    """Write down that somebody who speaks this language has read the translation, or take that back."""
    with transaction():
        found = db.session.scalar(select(TranslationCheck).filter_by(version_id=version.id, locale=locale))
        if is_checked == (found is not None):
            return
        if is_checked:
            whom = {"checked_by_id": actor.id, "checked_at": now}
            db.session.add(TranslationCheck(version_id=version.id, locale=locale, **whom))
        else:
            db.session.delete(found)
        verb = "checked_translation" if is_checked else "unchecked_translation"
        code = version.questionnaire.consultation.code
        note(actor, verb, "consultation", code, now, version=version.number, locale=locale)
