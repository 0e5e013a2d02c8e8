"""A course's reading in words: its parts, what cannot be read of them and by which function."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from lti_tool.models import Context
from lti_tool.moodle import changes, completion, contents, grades, people, quizzes, submissions
from lti_tool.services.sync_stages import Part
from lti_tool.views.service_words import explain_problem

PARTS = {
    Part.ROSTER: _l("The roster"),
    Part.RESULTS: _l("Grades of this tool's activities"),
    Part.GRADES: _l("The gradebook"),
    Part.CONTENTS: _l("The activities and files of the course page"),
    Part.PEOPLE: _l("Groups and last visits"),
    Part.SUBMISSIONS: _l("What was handed in"),
    Part.COMPLETION: _l("What was completed"),
    Part.ATTEMPTS: _l("Answers in the course's quizzes"),
}
NEEDS_TOKEN = (
    Part.GRADES,
    Part.ATTEMPTS,
    Part.COMPLETION,
    Part.SUBMISSIONS,
    Part.PEOPLE,
    Part.CONTENTS,
)
FUNCTIONS = {
    Part.ROSTER: "Names and Role Provisioning Services",
    Part.RESULTS: "Assignment and Grade Services",
    Part.GRADES: grades.FUNCTION,
    Part.CONTENTS: contents.FUNCTION,
    Part.PEOPLE: people.ENROLLED,
    Part.SUBMISSIONS: f"{submissions.SUBMISSIONS}, {changes.UPDATES}",
    Part.COMPLETION: completion.STATUS,
    Part.ATTEMPTS: f"{quizzes.QUIZZES}, {changes.UPDATES}, {quizzes.REVIEW}",
}
# Of the account's role, besides what every function needs (docs/MOODLE.md).
RIGHTS = {
    Part.GRADES: "moodle/grade:viewall, gradereport/user:view, moodle/site:accessallgroups",
    Part.CONTENTS: "moodle/course:view",
    Part.PEOPLE: "moodle/course:viewparticipants, moodle/user:viewdetails, "
    "moodle/site:accessallgroups, moodle/course:enrolreview",
    Part.SUBMISSIONS: "mod/assign:view, mod/assign:viewgrades",
    Part.COMPLETION: "report/progress:view, moodle/site:accessallgroups",
    Part.ATTEMPTS: "mod/quiz:view, mod/quiz:viewreports",
}
OF_RIGHTS = {"ws_rights_missing", "ws_group_rights_missing", "ws_empty", "ws_attempts_hidden"}


@dataclass(frozen=True, slots=True)
class PartProblem:
    """`rights` where the account lacks one of them."""

    name: str
    sentence: str
    function: str
    rights: str


def list_problems(context: Context) -> list[PartProblem]:
    """In the order of the parts."""
    codes = context.sync_problems | (
        {Part.ATTEMPTS.value: context.attempts_note} if context.attempts_note else {}
    )
    return [_describe(part, codes[part]) for part in Part if part in codes]


def _describe(part: Part, code: str) -> PartProblem:
    rights = RIGHTS.get(part, "") if code in OF_RIGHTS else ""
    return PartProblem(str(PARTS[part]), explain_problem(code), FUNCTIONS[part], rights)


def name_stage(stage: str) -> str:
    return str(PARTS[Part(stage)]) if stage else ""


def list_lacking() -> list[str]:
    """What is not read without a web-service token."""
    return [str(PARTS[part]) for part in NEEDS_TOKEN]
