"""Which rows of a consultation still hold something of each kind. Reading only: engage.operations.retention erases."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Date, Text, cast, func, or_, select, type_coerce

from engage.extensions import db
from engage.extracts.texts import is_in
from engage.models import (
    Activity,
    ActivityRecord,
    AnalysisRun,
    Answer,
    CandidateTheme,
    Codeframe,
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
    PaperBatch,
    PaperForm,
    Participant,
    Photograph,
    Question,
    Questionnaire,
    QuestionnaireVersion,
    Respondent,
    RespondentProfile,
    Response,
    SafeguardingConcern,
    ScannedAnswer,
    ScannedFile,
    ScannedPage,
)


@dataclass(frozen=True)
class Rows:
    """Some rows of one kind. `of(consultation_id)` selects their ids; None are those of no consultation."""

    of: Callable
    #: column with the day on which each is due; empty: all are, when the clock of the consultation has run out
    day: object = None
    #: column with the moment from which the days of each count
    since: object = None

    def due(self, consultation_id, now, days):
        """A select of the ids that are due now."""
        query = self.of(consultation_id)
        if self.day is not None:
            return query.where(self.day <= now.date())
        if self.since is not None:
            return query.where(self.since <= now - dt.timedelta(days=days))
        return query

    @property
    def has_own_clocks(self):
        return self.day is not None or self.since is not None

    def first_due_at(self, consultation_id, days):
        """When the first of them is due, or None: of rows that have clocks of their own."""
        query = self.of(consultation_id)
        if self.day is not None:
            first = db.session.scalar(query.with_only_columns(func.min(self.day)))
            return first and dt.datetime.combine(first, dt.time(), dt.UTC)
        first = db.session.scalar(query.with_only_columns(func.min(self.since)))
        return first and first + dt.timedelta(days=days)


def count(rows, consultation_id):
    """How many rows there are still, due or not."""
    return db.session.scalar(select(func.count()).select_from(rows.of(consultation_id).subquery()))


def versions_of(consultation_id):
    """A select of the ids of every version of a questionnaire, those of pilots too."""
    return (
        select(QuestionnaireVersion.id)
        .join(Questionnaire, Questionnaire.id == QuestionnaireVersion.questionnaire_id)
        .where(Questionnaire.consultation_id == consultation_id)
    )


def responses_of(consultation_id):
    return select(Response.id).where(Response.version_id.in_(versions_of(consultation_id)))


def forms_of(consultation_id):
    """Forms on paper and conversations; those that became no response too."""
    return select(PaperForm.id).where(PaperForm.version_id.in_(versions_of(consultation_id)))


def records_of(consultation_id):
    activities = select(Activity.id).where(Activity.consultation_id == consultation_id)
    return select(ActivityRecord.id).where(ActivityRecord.activity_id.in_(activities))


def _drafts(consultation_id):
    on_paper = select(PaperForm.response_id).where(PaperForm.response_id.is_not(None))
    return responses_of(consultation_id).where(Response.submitted_at.is_(None), Response.id.not_in(on_paper))


def _holders(consultation_id):
    return select(Holder.id).where(Holder.response_id.in_(responses_of(consultation_id)))


def _originals(consultation_id):
    return select(OriginalText.id).where(is_in(OriginalText, [consultation_id]))


def _contacts(consultation_id):
    return select(ContactDetails.response_id).where(ContactDetails.response_id.in_(responses_of(consultation_id)))


def _pages(consultation_id):
    batches = select(PaperBatch.id).where(PaperBatch.consultation_id == consultation_id)
    files = select(ScannedFile.id).where(ScannedFile.batch_id.in_(batches))
    return select(ScannedPage.id).where(ScannedPage.file_id.in_(files))


def _pictures(consultation_id):
    return _pages(consultation_id).where(ScannedPage.erased_at.is_(None))


def _day_of_page():
    """Its own, or the day on which the answers on it were withdrawn."""
    withdrawn = (
        select(func.date(Response.withdrawn_at))
        .join(PaperForm, PaperForm.response_id == Response.id)
        .where(PaperForm.id == ScannedPage.form_id, Response.withdrawn_at.is_not(None))
        .correlate(ScannedPage)
        .scalar_subquery()
    )
    return func.coalesce(type_coerce(withdrawn, Date), ScannedPage.erase_on, type_=Date)


def _photographs(consultation_id):
    return select(Photograph.id).where(Photograph.record_id.in_(records_of(consultation_id)))


def _participants(consultation_id):
    activities = select(Activity.id).where(Activity.consultation_id == consultation_id)
    return select(Participant.id).where(Participant.activity_id.in_(activities))


def _copies(consultation_id):
    settled = ConflictCopy.record_id.in_(records_of(consultation_id)) & ConflictCopy.settled_at.is_not(None)
    return select(ConflictCopy.id).where(settled, ~_empty(ConflictCopy.document))


def _requests(consultation_id):
    holds = or_(FormatRequest.sealed.is_not(None), FormatRequest.details != "")
    return select(FormatRequest.id).where(_in(FormatRequest.consultation_id, consultation_id), holds)


def _concerns(consultation_id):
    activities = select(Activity.id).where(Activity.consultation_id == consultation_id)
    here = or_(
        SafeguardingConcern.consultation_id == consultation_id, SafeguardingConcern.activity_id.in_(activities)
    )
    return select(SafeguardingConcern.id).where(here, SafeguardingConcern.closed_at.is_not(None))


def _described(consultation_id):
    """Responses of which something is known about the person."""
    holding = [model.response_id for model in (Respondent, Organisation, RespondentProfile)]
    return responses_of(consultation_id).where(or_(*(Response.id.in_(select(column)) for column in holding)))


def _keyed(consultation_id, is_about, holds):
    of_person = KeyedValue.field.like("who.%")
    here = KeyedValue.form_id.in_(forms_of(consultation_id)), of_person if is_about else ~of_person
    return select(KeyedValue.id).where(*here, holds)


def _keyed_about(consultation_id):
    holds = or_(KeyedValue.text.is_not(None), KeyedValue.note.is_not(None), ~_empty(KeyedValue.choices))
    return _keyed(consultation_id, True, holds)


def _helpers(consultation_id):
    return forms_of(consultation_id).where(PaperForm.helped_by.is_not(None))


def _records(consultation_id):
    return records_of(consultation_id).where(ActivityRecord.erased_at.is_(None))


def _support(consultation_id):
    of_one = Activity.consultation_id == consultation_id
    return select(Activity.id).where(of_one, Activity.support_details != "")


def _written(consultation_id):
    in_responses = Answer.response_id.in_(responses_of(consultation_id))
    return select(Answer.id).where(in_responses, Answer.text.is_not(None))


def _keyed_texts(consultation_id):
    explained = KeyedValue.reason.is_not(None) & (KeyedValue.reason != "")
    return _keyed(consultation_id, False, or_(KeyedValue.text.is_not(None), KeyedValue.note.is_not(None), explained))


def _comments(consultation_id):
    of_one = LoggedComment.consultation_id == consultation_id
    return select(LoggedComment.id).where(of_one, LoggedComment.text != "")


def _old_comments(consultation_id):
    of_one = (LineChange.consultation_id == consultation_id) & (LineChange.kind == "comment")
    return select(LineChange.id).where(of_one, ~_empty(LineChange.before))


def _candidates(consultation_id):
    questions = select(Question.id).where(Question.version_id.in_(versions_of(consultation_id)))
    codeframes = select(Codeframe.id).where(Codeframe.consultation_id == consultation_id)
    of_one = or_(AnalysisRun.question_id.in_(questions), AnalysisRun.codeframe_id.in_(codeframes))
    runs = select(AnalysisRun.id).where(of_one)
    return select(CandidateTheme.id).where(CandidateTheme.run_id.in_(runs), ~_empty(CandidateTheme.terms))


def _consents(consultation_id):
    return select(Consent.response_id).where(Consent.response_id.in_(responses_of(consultation_id)))


def _answers(consultation_id):
    return select(Answer.id).where(Answer.response_id.in_(responses_of(consultation_id)))


def _keyed_choices(consultation_id):
    return _keyed(consultation_id, False, or_(~_empty(KeyedValue.choices), KeyedValue.value.is_not(None)))


def _scanned(consultation_id):
    return select(ScannedAnswer.id).where(ScannedAnswer.page_id.in_(_pages(consultation_id)))


def _codes(consultation_id):
    return responses_of(consultation_id).where(Response.code_fingerprint.is_not(None))


#: kind -> name -> Rows. engage.operations.retention.erasing knows how each name is erased
ROWS = {
    "drafts": {"drafts": Rows(_drafts)},
    "browsers": {"browsers": Rows(_holders)},
    "originals": {"originals": Rows(_originals)},
    "contact": {"contact": Rows(_contacts)},
    "scans": {"scans": Rows(_pictures, day=_day_of_page())},
    "photographs": {"photographs": Rows(_photographs, day=Photograph.erase_on)},
    "participants": {"participants": Rows(_participants, day=Participant.erase_on)},
    "versions": {"versions": Rows(_copies, since=ConflictCopy.settled_at)},
    "requests": {"requests": Rows(_requests, day=FormatRequest.erase_on)},
    "about": {"described": Rows(_described), "keyed_about": Rows(_keyed_about), "helpers": Rows(_helpers)},
    "notes": {"notes": Rows(_records), "support": Rows(_support)},
    "texts": {
        "written": Rows(_written), "keyed_texts": Rows(_keyed_texts), "comments": Rows(_comments),
        "old_comments": Rows(_old_comments), "candidates": Rows(_candidates), "consents": Rows(_consents),
    },
    "answers": {
        "answers": Rows(_answers), "keyed_choices": Rows(_keyed_choices), "scanned": Rows(_scanned),
        "codes": Rows(_codes),
    },
    "concerns": {"concerns": Rows(_concerns, since=SafeguardingConcern.closed_at)},
}  # fmt: skip
#: kinds that there are outside every consultation too
OF_NONE = ("requests",)


def _empty(column):
    """The condition that a JSON column holds nothing: PostgreSQL compares no JSON."""
    return cast(column, Text).in_(["[]", "{}"])


def _in(column, consultation_id):
    return column.is_(None) if consultation_id is None else column == consultation_id
