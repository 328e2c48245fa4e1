"""Tables, by the seven nouns. Importing this package registers them all."""

from engage.models.api import ApiClient
from engage.models.assignments import AgreementSample, CodeAssignment, CodedText, SampleText, Settlement
from engage.models.authoring import DraftSave, QuestionnaireDraft
from engage.models.codeframes import (
    LONGEST_CODE,
    LONGEST_LABEL,
    Codeframe,
    CodeframeChange,
    Theme,
    ThemeExample,
    ThemeOrigin,
)
from engage.models.coding import AnalysisRun, CandidateMember, CandidateQuote, CandidateTheme, UnusableAnswer
from engage.models.consultations import (
    Consultation,
    Option,
    Question,
    Questionnaire,
    QuestionnaireVersion,
    Section,
    TranslationCheck,
)
from engage.models.delivery import (
    ANSWERS,
    LIFE_COURSES,
    STATES,
    Action,
    ActionState,
    Ambition,
    BodyResponse,
    Evidence,
    Measure,
    MeasureValue,
    Recommendation,
)
from engage.models.fieldwork import (
    ACTIVITY_TYPES,
    AGREEMENTS,
    CONSENTS_TO_QUOTE,
    CONTRIBUTION_KINDS,
    TALLY_KINDS,
    Activity,
    ActivityRecord,
    ConflictCopy,
    Contribution,
    Invitation,
    Participant,
    Photograph,
    PopulationCount,
    Promise,
    RecordVersion,
    SafeguardingConcern,
    Tally,
    TopicNote,
)
from engage.models.imports import ImportedRow, ResponseImport
from engage.models.keys import DataKey
from engage.models.line_history import LINE_KINDS, LineChange, PublishedLine
from engage.models.outreach import ChannelCode, Extension, FormatRequest, IncompleteOpening
from engage.models.paper import (
    FORM_KINDS,
    HELD,
    LAYOUTS,
    MISSING,
    SOURCES,
    BatchShare,
    KeyedValue,
    Keying,
    PaperBatch,
    PaperForm,
    PaperLayout,
    PrintedForm,
)
from engage.models.pictures import OwnPicture
from engage.models.plans import (
    CAPACITIES,
    ConsultationPlan,
    DateChange,
    PanelComment,
    PanelDecision,
    PanelSubmission,
    Pilot,
    Reminder,
    WordingFix,
)
from engage.models.releases import ArchivedFile, ReleaseFile, ReleaseOverride, ReleaseQuote, ResultsRelease
from engage.models.reporting import DataFile, Publication, Release
from engage.models.respondents import Consent, ContactDetails, Organisation, Respondent
from engage.models.responses import (
    CHANNELS,
    Answer,
    AnswerChoice,
    CodeFailure,
    Holder,
    ProfileChoice,
    RespondentProfile,
    Response,
)
from engage.models.retention import Erasure, KeepingPeriod, LegalHold, RetentionRun, WholeErasure
from engage.models.scans import ScannedAnswer, ScannedFile, ScannedPage
from engage.models.staff import (
    AuditEvent,
    Job,
    RecoveryCode,
    Role,
    SignInFailure,
    StaffInvitation,
    StaffRole,
    StaffSession,
    StaffUser,
)
from engage.models.submissions import COMMENT_STATUSES, Consideration, LoggedComment, Submission
from engage.models.texts import OriginalText, TextCheck, TextReading
from engage.models.videos import PageVideo
from engage.models.webhooks import Webhook, WebhookDelivery, WebhookEvent

__all__ = [
    "ACTIVITY_TYPES", "AGREEMENTS", "ANSWERS", "CAPACITIES", "CHANNELS", "COMMENT_STATUSES", "CONSENTS_TO_QUOTE",
    "CONTRIBUTION_KINDS", "FORM_KINDS", "HELD", "LAYOUTS", "LIFE_COURSES", "LINE_KINDS", "LONGEST_CODE",
    "LONGEST_LABEL", "MISSING", "SOURCES", "STATES", "TALLY_KINDS", "Action", "ActionState", "Activity",
    "ActivityRecord", "AgreementSample", "Ambition", "AnalysisRun", "Answer", "AnswerChoice", "ApiClient",
    "ArchivedFile", "AuditEvent",
    "BatchShare", "BodyResponse", "CandidateMember", "CandidateQuote", "CandidateTheme", "ChannelCode",
    "CodeAssignment", "CodeFailure", "CodedText", "Codeframe", "CodeframeChange", "ConflictCopy", "Consent",
    "Consideration", "Consultation", "ConsultationPlan", "ContactDetails", "Contribution", "DataFile", "DataKey",
    "DateChange", "DraftSave", "Erasure", "Evidence", "Extension", "FormatRequest", "Holder", "ImportedRow",
    "IncompleteOpening", "Invitation", "Job", "KeepingPeriod", "KeyedValue", "Keying", "LegalHold", "LineChange",
    "LoggedComment", "Measure", "MeasureValue", "Option", "Organisation", "OriginalText", "OwnPicture", "PageVideo",
    "PanelComment", "PanelDecision", "PanelSubmission", "PaperBatch", "PaperForm", "PaperLayout", "Participant",
    "Photograph", "Pilot", "PopulationCount", "PrintedForm", "ProfileChoice", "Promise", "Publication", "PublishedLine",
    "Question", "Questionnaire", "QuestionnaireDraft", "QuestionnaireVersion", "Recommendation", "RecordVersion",
    "RecoveryCode", "Release", "ReleaseFile", "ReleaseOverride", "ReleaseQuote", "Reminder", "Respondent",
    "RespondentProfile", "Response", "ResponseImport", "ResultsRelease", "RetentionRun", "Role", "SafeguardingConcern",
    "SampleText", "ScannedAnswer", "ScannedFile", "ScannedPage", "Section", "Settlement", "SignInFailure",
    "StaffInvitation", "StaffRole", "StaffSession", "StaffUser", "Submission", "Tally", "TextCheck", "TextReading",
    "Theme", "ThemeExample", "ThemeOrigin", "TopicNote", "TranslationCheck", "UnusableAnswer", "Webhook",
    "WebhookDelivery", "WebhookEvent", "WholeErasure", "WordingFix",
]
