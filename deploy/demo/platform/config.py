"""What a demo platform is made of: where it is reached, where it keeps its state, its courses."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Language = Literal["en", "zh_cn"]


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """A section of a course page, the files that lie in it and the usernames who opened them."""

    name: str
    files: tuple[Path, ...] = ()
    opened_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuizPlan:
    """A quiz that was taken before the tool came: usernames with their grades, 0..maximum.

    `section` is the index of its section. Where there are `questions`, `answers` has for each
    username whether each of them was right, in the same order."""

    name: str
    section: int
    maximum: float
    grades: tuple[tuple[str, float], ...]
    questions: tuple[str, ...] = ()
    answers: tuple[tuple[str, tuple[bool, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class AssignmentPlan:
    """An assignment that was due `days_ago`: usernames with the days by which what they handed in
    was late (below 0: early)."""

    name: str
    section: int
    days_ago: float
    handed_in: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class CoursePlan:
    """Both instructors and the first `learners` learners are enrolled. The language is forced
    in the course, as Moodle allows, so it is the locale of its launches."""

    title: str
    label: str
    language: Language
    sections: tuple[SectionPlan, ...]
    quizzes: tuple[QuizPlan, ...] = ()
    learners: int = 30
    assignments: tuple[AssignmentPlan, ...] = ()
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()  # names with usernames


@dataclass(frozen=True, slots=True)
class PlatformConfig:
    """`base_url` is also the issuer. `data_dir` keeps key, secrets and the SQLite file; courses
    and people are sown into it at the first start only. `storage_target`: this platform keeps
    small values for tools (LTI platform storage, which Moodle does not), in the frame of that name
    or, as "_parent", in the activity's own page."""

    base_url: str
    data_dir: Path
    courses: tuple[CoursePlan, ...] = ()
    webservice_token: str | None = None  # None: made at the first start
    site_name: str = "Norwell Learning"
    storage_target: str = ""
