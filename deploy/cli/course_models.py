"""What a course has that can be written for other frameworks."""

from __future__ import annotations

from pathlib import Path

from deploy.cli.courses import find_course
from deploy.cli.errors import CommandError
from deploy.cli.parts import open_current_database
from lti_tool.services.bank_models import bank_folder, find_bank_model
from lti_tool.services.evidence import list_evidence
from lti_tool.services.planner_models import planner_folder
from lti_tool.settings import Settings


def find_planner_folder(course: str) -> Path:
    """Raises `CommandError` for a course that is not there."""
    settings = Settings.from_env()
    with open_current_database(settings) as database, database.read() as session:
        return planner_folder(settings.data, find_course(session, course).id)


def find_bank_revision(course: str) -> Path:
    """Raises `CommandError` for a course that is not there or has no model."""
    settings = Settings.from_env()
    with open_current_database(settings) as database, database.read() as session:
        context_id = find_course(session, course).id
        row = find_bank_model(session, context_id)
        revision = row.revision if row else ""
    if not revision:
        raise CommandError(
            "No model of this course's exercises was trained: "
            f"coursewright bank train --course {context_id}."
        )
    return bank_folder(settings.data, context_id) / revision


def read_answers_of(course: str) -> list[tuple[str, str, float]]:
    """Of all learners, as (learner, exercise, score). Raises `CommandError`."""
    with open_current_database(Settings.from_env()) as database, database.read() as session:
        pieces = list_evidence(session, find_course(session, course).id)
    return [(one.learner, one.exercise, one.score) for one in pieces if one.exercise]
