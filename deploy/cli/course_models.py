"""What a course has that can be written for other frameworks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy.orm import Session

from deploy.cli.courses import find_course
from deploy.cli.errors import CommandError
from deploy.cli.parts import open_current_database
from lti_tool.models.training import TrainedModel
from lti_tool.services.bank_models import bank_folder, find_bank_model
from lti_tool.services.evidence import list_evidence
from lti_tool.services.planner_models import find_planner, planner_folder
from lti_tool.settings import Settings

NO_PLANNER = (
    "No planner of worksheets was trained in this course: an instructor does so on the page "
    "“Worksheets”, under “What plans them, and how well”."
)
NO_BANK = (
    "No model of this course's exercises was trained: coursewright bank train --course {course}."
)


def find_planner_revision(course: str) -> Path:
    """Raises `CommandError` for a course that is not there or has no model."""
    return _find_revision(course, find_planner, planner_folder, NO_PLANNER)


def find_bank_revision(course: str) -> Path:
    """Raises `CommandError` for a course that is not there or has no model."""
    return _find_revision(course, find_bank_model, bank_folder, NO_BANK)


def _find_revision(
    course: str,
    find: Callable[[Session, str], TrainedModel | None],
    folder: Callable[[Path, str], Path],
    none: str,
) -> Path:
    settings = Settings.from_env()
    with open_current_database(settings) as database, database.read() as session:
        context_id = find_course(session, course).id
        row = find(session, context_id)
        revision = row.revision if row else ""
    if not revision:
        raise CommandError(none.format(course=context_id))
    return folder(settings.data, context_id) / revision


def read_answers_of(course: str) -> list[tuple[str, str, float]]:
    """Of all learners, as (learner, exercise, score). Raises `CommandError`."""
    with open_current_database(Settings.from_env()) as database, database.read() as session:
        pieces = list_evidence(session, find_course(session, course).id)
    return [(one.learner, one.exercise, one.score) for one in pieces if one.exercise]
