"""Tables, by the seven nouns. Importing this package registers them all."""

from engage.models.coding import AnalysisRun, CandidateMember, CandidateTheme, UnusableAnswer
from engage.models.consultations import Consultation, Option, Question, Questionnaire, QuestionnaireVersion, Section
from engage.models.pictures import OwnPicture
from engage.models.reporting import Release
from engage.models.responses import CHANNELS, Answer, AnswerChoice, ProfileChoice, RespondentProfile, Response
from engage.models.staff import AuditEvent, Job, Role, SignInFailure, StaffSession, StaffUser

__all__ = [
    "CHANNELS", "AnalysisRun", "Answer", "AnswerChoice", "AuditEvent", "CandidateMember", "CandidateTheme",
    "Consultation", "Job", "Option", "OwnPicture", "ProfileChoice", "Question", "Questionnaire", "QuestionnaireVersion",
    "Release", "RespondentProfile", "Response", "Role", "Section", "SignInFailure", "StaffSession", "StaffUser",
    "UnusableAnswer",
]
