"""An exercise on its way out of the course or into it, and what reading a file gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from generators.exercise.content import Bloom, Content
from generators.exercise.family import Family


@dataclass(frozen=True, slots=True)
class CasePlace:
    """Of an entry in files that hold a case as several: which case it belongs to, which of its
    questions it is (0: what all are about), and the points of that."""

    case: str
    number: int = 0
    points: int = 1


@dataclass(frozen=True, slots=True)
class Portable:
    """`content` is the first variant where there is a `family`. `difficulty` is on the learner
    model's logit scale, None where a file does not say. `reviewer` is the name of who published
    it; `provenance` is the JSON that its version holds. `place` is that of a question of a case.
    """

    content: Content
    family: Family | None = None
    id: str = ""
    title: str = ""
    skill: str = ""
    bloom: Bloom | None = None
    difficulty: float | None = None
    generated: bool = False
    reviewer: str = ""
    provenance: Mapping[str, Any] = field(default_factory=dict)
    place: CasePlace | None = None


@dataclass(frozen=True, slots=True)
class CaseHead:
    """The entry that says what the questions of a case are about: no exercise by itself. `fields`
    are those of the case; the others as of `Portable`."""

    fields: Mapping[str, Any]
    place: CasePlace | None = None
    id: str = ""
    title: str = ""
    skill: str = ""
    bloom: Bloom | None = None
    difficulty: float | None = None
    generated: bool = False
    reviewer: str = ""
    provenance: Mapping[str, Any] = field(default_factory=dict)


class ProblemCode(StrEnum):
    """Why an entry of a file was left out, or what of it was."""

    TYPE = "type"  # a type of question that is not offered here
    SEVERAL_RIGHT = "several_right"
    PARTLY_RIGHT = "partly_right"  # marks between none and all were dropped
    PICTURES = "pictures"  # left out of the text
    NUMERIC_GAP = "numeric_gap"
    PATTERN = "pattern"  # an accepted answer with a wildcard
    FORMULA = "formula"
    INVALID = "invalid"  # no exercise: `detail` says what is wrong


@dataclass(frozen=True, slots=True)
class Problem:
    """`place` counts entries from 1; `left_out` says that the entry did not come in at all."""

    place: int
    name: str
    code: ProblemCode
    detail: str = ""
    left_out: bool = True


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a file held: what came in, and what did not with the reason."""

    exercises: tuple[Portable, ...]
    problems: tuple[Problem, ...] = ()


class FormatErrorCode(StrEnum):
    EMPTY = "empty"
    NOT_TEXT = "not_text"
    NOT_XML = "not_xml"
    ENTITIES = "entities"
    NOT_MOODLE = "not_moodle"
    NOT_WORKBOOK = "not_workbook"
    NO_HEADER = "no_header"
    TOO_MANY = "too_many"
    NOT_SIDECAR = "not_sidecar"
    UNKNOWN_TYPE = "unknown_type"


class FormatError(ValueError):
    """The file as a whole cannot be read; nothing came in. `detail` is a place or a name."""

    def __init__(self, code: FormatErrorCode, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else str(code))
        self.code = code
        self.detail = detail


class EntryError(ValueError):
    """One entry of a file is not an exercise that can be held here."""

    def __init__(self, code: ProblemCode, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else str(code))
        self.code = code
        self.detail = detail


MAX_ENTRIES = 5000
