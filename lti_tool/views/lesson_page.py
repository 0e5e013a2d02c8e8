"""What templates and files need to show a lesson: where its sentences stand."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from generators.exercise.lesson import Lesson
from lti_tool.models import Source
from lti_tool.services.passages import find_passages
from lti_tool.views.translate import gettext


@dataclass(frozen=True, slots=True)
class Place:
    """`page` None where the file has none."""

    filename: str
    page: int | None

    def __str__(self) -> str:
        if self.page is None:
            return self.filename
        return f"{self.filename}, {gettext('page %(number)s', number=self.page)}"


def find_places(session: Session, context_id: str, lesson: Lesson) -> dict[str, Place]:
    """By passage; those that are gone are left out."""
    found = find_passages(session, context_id, lesson.passages)
    return {
        own: Place(session.get_one(Source, passage.source_id).filename, passage.page)
        for own, passage in found.items()
    }
