"""What a lesson's file is made of and of which sorts there are; what writes them is heavier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from generators.exercise.lesson import Lesson


class LessonFormat(StrEnum):
    HTML = "html"
    MARKDOWN = "markdown"


@dataclass(frozen=True, slots=True)
class LessonFile:
    """`places` tells of passages in which file and on which page they stand; `aigc` is the
    machine-readable label; `reviewer` "" where nobody has published the lesson.
    """

    lesson: Lesson
    places: Mapping[str, str]
    aigc: Mapping[str, str]
    reviewer: str = ""
