"""How the rows of each kind are erased. Every function runs inside the caller's transaction, on some ids at a time."""

from sqlalchemy import delete, select, update

from engage.extensions import db
from engage.models import (
    Activity,
    ActivityRecord,
    Answer,
    AnswerChoice,
    CandidateMember,
    CandidateQuote,
    CandidateTheme,
    ConflictCopy,
    Consent,
    ContactDetails,
    FormatRequest,
    Holder,
    KeyedValue,
    LineChange,
    LoggedComment,
    Organisation,
    OriginalText,
    PaperForm,
    Participant,
    Photograph,
    ProfileChoice,
    Respondent,
    RespondentProfile,
    Response,
    SafeguardingConcern,
    ScannedAnswer,
    ScannedPage,
    TextCheck,
    TextReading,
    UnusableAnswer,
)
from engage.operations import coded_texts
from engage.operations.below import erase_with_all_below
from engage.operations.fieldwork.erasing import erase_words

#: beside a text: what was made of it
OF_ONE_TEXT = (CandidateMember, CandidateQuote, UnusableAnswer, TextCheck, OriginalText, TextReading)


def erase(name, ids, store, now):
    """Erase these rows of engage.extracts.retention.rows. store: of the scans"""
    ERASERS[name](ids, store, now)


def _gone(model, column=None):
    """An eraser that deletes the rows themselves."""
    return lambda ids, _store, _now: _run(delete(model).where((model.id if column is None else column).in_(ids)))


def _blank(model, **values):
    """An eraser that leaves the rows, with these values in place of what they held."""
    return lambda ids, _store, _now: _run(update(model).where(model.id.in_(ids)).values(**values))


def _drafts(ids, _store, _now):
    erase_with_all_below(Response.__table__, ids)


def _scans(ids, store, now):
    for public_id in db.session.scalars(select(ScannedPage.public_id).where(ScannedPage.id.in_(ids))):
        store.erase(public_id)
    _run(update(ScannedPage).where(ScannedPage.id.in_(ids)).values(erased_at=now))


def _described(ids, _store, _now):
    profiles = select(RespondentProfile.id).where(RespondentProfile.response_id.in_(ids))
    _run(delete(ProfileChoice).where(ProfileChoice.profile_id.in_(profiles)))
    for model in (RespondentProfile, Respondent, Organisation):
        _run(delete(model).where(model.response_id.in_(ids)))


def _notes(ids, _store, now):
    for record in db.session.scalars(select(ActivityRecord).where(ActivityRecord.id.in_(ids))):
        erase_words(record, now)


def _written(ids, _store, _now):
    _forget_texts(ids)
    _run(update(Answer).where(Answer.id.in_(ids)).values(text=None))


def _keyed_texts(ids, _store, _now):
    _run(update(KeyedValue).where(KeyedValue.id.in_(ids)).values(text=None, note=None))
    _run(update(KeyedValue).where(KeyedValue.id.in_(ids), KeyedValue.reason.is_not(None)).values(reason=""))


def _answers(ids, _store, _now):
    _forget_texts(ids)
    _run(update(SafeguardingConcern).where(SafeguardingConcern.answer_id.in_(ids)).values(answer_id=None))
    _run(delete(AnswerChoice).where(AnswerChoice.answer_id.in_(ids)))
    _run(delete(Answer).where(Answer.id.in_(ids)))


def _forget_texts(ids):
    coded_texts.erase_answers(ids)
    for model in OF_ONE_TEXT:
        _run(delete(model).where(model.answer_id.in_(ids)))


def _run(statement):
    db.session.execute(statement.execution_options(synchronize_session=False))


#: name in engage.extracts.retention.rows -> eraser
ERASERS = {
    "drafts": _drafts,
    "browsers": _gone(Holder),
    "originals": _gone(OriginalText),
    "contact": _gone(ContactDetails, ContactDetails.response_id),
    "scans": _scans,
    "photographs": _gone(Photograph),
    "participants": _gone(Participant),
    "versions": _blank(ConflictCopy, document={}),
    "requests": _blank(FormatRequest, sealed=None, fingerprint=None, details=""),
    "described": _described,
    "keyed_about": _blank(KeyedValue, text=None, note=None, choices=[]),
    "helpers": _blank(PaperForm, helped_by=None),
    "notes": _notes,
    "support": _blank(Activity, support_details=""),
    "written": _written,
    "keyed_texts": _keyed_texts,
    "comments": _blank(LoggedComment, text=""),
    "old_comments": _blank(LineChange, before={}),
    "candidates": _blank(CandidateTheme, terms=[], label="Erased"),
    "consents": _gone(Consent, Consent.response_id),
    "answers": _answers,
    "keyed_choices": _blank(KeyedValue, choices=[], value=None),
    "scanned": _gone(ScannedAnswer),
    "codes": _blank(Response, code_fingerprint=None),
    "concerns": _gone(SafeguardingConcern),
}
