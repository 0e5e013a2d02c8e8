"""The rows, one noun a file. Importing this package makes `Base.metadata` whole."""

from lti_tool.models.admin import (
    Admin,
    AdminInvite,
    AdminSession,
    AuditEntry,
    JobTally,
    SiteSetting,
    WorkerBeat,
)
from lti_tool.models.attempt import GRADED_UNDER, Attempt, Showing
from lti_tool.models.bank_model import BankModel
from lti_tool.models.contact import Contact, ContactKind
from lti_tool.models.context import Context, Membership, Role
from lti_tool.models.course_activity import CourseActivity, Submission, SubmissionState
from lti_tool.models.course_group import CourseGroup, GroupMember
from lti_tool.models.disagreement import Disagreement, DisagreementState
from lti_tool.models.draft import Draft, DraftComment, DraftState
from lti_tool.models.evidence import OutsideEvidence
from lti_tool.models.exercise import (
    IS_CURRENT,
    Exercise,
    ExerciseReport,
    ExerciseState,
    ExerciseTally,
    ExerciseVersion,
)
from lti_tool.models.generation_request import GenerationRequest, RequestState
from lti_tool.models.giving import Giving, GivingState
from lti_tool.models.launch_session import LaunchSession
from lti_tool.models.learner_model import CourseModel, Refit, SiteModel
from lti_tool.models.lesson import Lesson, LessonState
from lti_tool.models.login_state import LoginState
from lti_tool.models.model_use import ModelUse
from lti_tool.models.offered_file import OfferedFile
from lti_tool.models.person import Person
from lti_tool.models.practice import Allowance, Practice, ScorePolicy, Wish
from lti_tool.models.refusal import Refusal
from lti_tool.models.registration import Deployment, Registration, RegistrationInvite
from lti_tool.models.resource_link import LineItem, ResourceLink
from lti_tool.models.score import Breaker, Score, ScoreState
from lti_tool.models.self_report import SelfReport, SelfReportSum
from lti_tool.models.skill import Skill, SkillChange, SkillPrerequisite, SkillState
from lti_tool.models.source import Passage, Source, SourceState
from lti_tool.models.statement import EvidenceKey, Statement
from lti_tool.models.tool_key import AccessToken, KeyState, ToolKey
from lti_tool.models.training import TrainedModel, TrainingState
from lti_tool.models.typed_answer import TypedAnswer
from lti_tool.models.waiting_answer import WaitingAnswer
from lti_tool.models.worksheet import (
    PlannerModel,
    SheetPath,
    Worksheet,
    WorksheetState,
)

__all__ = [
    "GRADED_UNDER", "IS_CURRENT",
    "AccessToken", "Admin", "AdminInvite", "AdminSession", "Allowance", "Attempt", "AuditEntry",
    "BankModel", "Breaker", "Contact", "ContactKind", "Context", "CourseActivity", "CourseGroup",
    "CourseModel",
    "Deployment", "Disagreement", "DisagreementState",
    "Draft", "DraftComment", "DraftState", "EvidenceKey", "Exercise", "ExerciseReport",
    "ExerciseState", "ExerciseTally", "ExerciseVersion", "GenerationRequest", "Giving",
    "GivingState", "GroupMember",
    "JobTally", "KeyState",
    "LaunchSession", "Lesson", "LessonState", "LineItem", "LoginState", "Membership", "ModelUse",
    "OfferedFile",
    "OutsideEvidence",
    "Passage", "Person", "PlannerModel", "Practice",
    "Refit", "Refusal", "Registration", "RegistrationInvite", "RequestState", "ResourceLink",
    "Role",
    "Score", "ScorePolicy", "ScoreState", "SelfReport", "SelfReportSum", "SheetPath", "Showing",
    "SiteModel", "SiteSetting", "Skill", "SkillChange", "SkillPrerequisite", "SkillState",
    "Source", "SourceState", "Statement", "Submission", "SubmissionState",
    "ToolKey", "TrainedModel", "TrainingState", "TypedAnswer", "WaitingAnswer", "Wish",
    "WorkerBeat", "Worksheet", "WorksheetState",
]  # fmt: skip
