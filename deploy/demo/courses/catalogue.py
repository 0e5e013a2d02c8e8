"""The courses that the demo brings: their files and the skills that its instructor chooses."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

HERE = Path(__file__).parent
COURSE_FOLDERS = ("en_data_protection", "zh_mechanics")


@dataclass(frozen=True)
class CourseSkill:
    """`terms` are words by which passages about the skill are found; `requires` names skills."""

    name: str
    description: str
    terms: tuple[str, ...]
    requires: tuple[str, ...]


@dataclass(frozen=True)
class CourseFile:
    name: str
    media_type: str
    path: Path


@dataclass(frozen=True)
class DemoCourse:
    """Skills stand in teaching order; label is the short name of a course (context_label). `case`
    is a table with a case of several questions, which an instructor wrote."""

    title: str
    label: str
    language: Literal["en", "zh"]
    kind: Literal["corporate", "school"]
    skills: tuple[CourseSkill, ...]
    files: tuple[CourseFile, ...]
    folder: Path

    @property
    def case(self) -> Path:
        return self.folder / "case.csv"

    def read_text(self, file: CourseFile) -> str:
        """The Markdown from which a file was written."""
        return (self.folder / "text" / f"{file.path.stem}.md").read_text("utf-8")


def load_courses() -> tuple[DemoCourse, ...]:
    return tuple(_load_course(HERE / name) for name in COURSE_FOLDERS)


def _load_course(folder: Path) -> DemoCourse:
    content = json.loads((folder / "course.json").read_text("utf-8"))
    return DemoCourse(
        title=content["title"],
        label=content["label"],
        language=content["language"],
        kind=content["kind"],
        skills=tuple(_load_skill(skill) for skill in content["skills"]),
        files=tuple(_load_file(file, folder) for file in content["files"]),
        folder=folder,
    )


def _load_skill(content: dict[str, Any]) -> CourseSkill:
    return CourseSkill(
        name=content["name"],
        description=content["description"],
        terms=tuple(content["terms"]),
        requires=tuple(content["requires"]),
    )


def _load_file(content: dict[str, Any], folder: Path) -> CourseFile:
    name = content["name"]
    return CourseFile(name, content["media_type"], folder / "files" / name)
