"""What of an answer was written freely, and what an instructor gave for it: pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generators.exercise.content import CaseStudy, Content, OpenAnswer
from generators.exercise.ids import number_ids


@dataclass(frozen=True, slots=True)
class Written:
    """`part` is the id of the question of a case, "" where the exercise is the question. `points`
    are empty and `comment` too while nobody has marked it."""

    part: str
    content: OpenAnswer
    text: str
    points: tuple[int, ...] = ()
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Marks:
    """`points` by criterion."""

    points: tuple[int, ...]
    comment: str = ""


def find_written(content: Content, answer: Mapping[str, Any]) -> tuple[Written, ...]:
    """`answer` has authored ids, marked or not."""
    match content:
        case OpenAnswer():
            return (_read("", content, answer),)
        case CaseStudy(parts=parts):
            own = zip(number_ids(len(parts)), parts, strict=True)
            return tuple(
                _read(part, one.content, answer["parts"][part])
                for part, one in own
                if isinstance(one.content, OpenAnswer)
            )
    return ()


def _read(part: str, content: OpenAnswer, given: Mapping[str, Any]) -> Written:
    points, comment = given.get("points") or (), str(given.get("comment", ""))
    return Written(part, content, str(given["text"]), tuple(points), comment)


def join_texts(written: tuple[Written, ...]) -> str:
    return "\n\n".join(one.text for one in written)


def add_marks(answer: Mapping[str, Any], marks: Mapping[str, Marks]) -> dict[str, Any]:
    """The answer with `marks`, by the `part` of what was written."""
    if "parts" not in answer:
        return {**answer, **_spell(marks[""])} if "" in marks else dict(answer)
    parts = {
        own: {**given, **_spell(marks[own])} if own in marks else given
        for own, given in answer["parts"].items()
    }
    return {"parts": parts}


def _spell(marks: Marks) -> dict[str, Any]:
    return {"points": list(marks.points), "comment": marks.comment}
