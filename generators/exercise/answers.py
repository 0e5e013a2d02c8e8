"""The JSON shapes of a learner's answer, one per kind, and the errors of reading them.

multiple_choice {"option": "b"} - multiple_response {"options": ["a", "c"]}
true_false {"value": true} - cloze {"gaps": {"1": "text"}}
short_answer {"text": "..."} - numerical {"number": "3.5"} (as typed: decimal comma, unit and
thousands separators are read by `grading`) - matching {"pairs": {"1": "3"}} (left id to right id)
ordering {"order": ["2", "1", "3"]} - open_answer {"text": "..."}, and once it is marked
{"text": "...", "points": [2, 0], "comment": "..."} - case_study {"parts": {"1": {"option": "b"},
"2": {"number": "3.5"}}} (part id to its answer in the shape of its kind; none is left out)
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field


class AnswerShapeError(ValueError):
    """The answer is not of the shape that its exercise's kind takes; nothing was graded. `part` is
    the id of the part of a case whose answer it is, "" where it is the exercise's own."""

    def __init__(self, message: str, part: str = "") -> None:
        super().__init__(message)
        self.part = part


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


MOST_WRITTEN = 12_000  # characters of an open answer
Typed = Annotated[str, Field(max_length=2000)]
Id = Annotated[str, Field(max_length=40)]


class OptionAnswer(_Answer):
    option: Id


class OptionsAnswer(_Answer):
    options: list[Id] = Field(max_length=8)


class TruthAnswer(_Answer):
    value: bool


class GapsAnswer(_Answer):
    """Gap id to what was typed; a gap left out counts as empty."""

    gaps: dict[Id, Typed] = Field(max_length=8)


class TextAnswer(_Answer):
    text: Typed


class WrittenAnswer(_Answer):
    """`points` by criterion, None until somebody has marked it; `comment` is Markdown."""

    text: Annotated[str, Field(max_length=MOST_WRITTEN)]
    points: list[int] | None = Field(default=None, max_length=8)
    comment: Annotated[str, Field(max_length=4000)] = ""


class NumberAnswer(_Answer):
    number: Annotated[str, Field(max_length=80)]


class PairsAnswer(_Answer):
    """Left id to right id; a left that is missing counts as not matched."""

    pairs: dict[Id, Id] = Field(max_length=8)


class OrderAnswer(_Answer):
    order: list[Id] = Field(max_length=8)


class CaseAnswer(_Answer):
    """Part id to the answer of that part, which the part's own kind reads."""

    parts: dict[Id, dict[str, Any]] = Field(max_length=6)


Answer = (
    OptionAnswer
    | OptionsAnswer
    | TruthAnswer
    | GapsAnswer
    | TextAnswer
    | NumberAnswer
    | PairsAnswer
    | OrderAnswer
    | WrittenAnswer
    | CaseAnswer
)
