"""What a model wrote, as an exercise: code shuffles options, cleans the words, and takes nothing
that is cut off or of another shape.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from random import Random
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from generators.drafters.targets import Target
from generators.engines.base import Completion
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import (
    CasePart,
    CaseStudy,
    Citation,
    Content,
    Criterion,
    Kind,
    Language,
    MultipleChoice,
    OpenAnswer,
    Option,
    Question,
    ShortAnswer,
)

_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_NUMBERED = re.compile(r"^\(?[A-Da-d1-4][.):：、]\s*")


class _Read(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Asked(_Read):
    quote: str
    question: str


class _Wrong(_Read):
    text: str
    misconception: str


class _Choice(_Asked):
    kind: Literal["choice"] = "choice"
    correct: str
    wrong: tuple[_Wrong, ...]


class _Answer(_Asked):
    kind: Literal["short"] = "short"
    answer: str
    also: tuple[str, ...]


class _Criterion(_Read):
    text: str
    points: int


class _Open(_Asked):
    kind: Literal["open"] = "open"
    sample: str
    rubric: tuple[_Criterion, ...]


class _Case(_Read):
    situation: str
    questions: tuple[Annotated[_Choice | _Answer | _Open, Field(discriminator="kind")], ...]


_SHAPES: dict[Kind, type[_Choice | _Answer | _Case]] = {
    Kind.MULTIPLE_CHOICE: _Choice,
    Kind.SHORT_ANSWER: _Answer,
    Kind.CASE_STUDY: _Case,
}


def read_written(
    completion: Completion, blueprint: Blueprint, target: Target, seed: int
) -> Content | None:
    """None for what is cut off, no JSON, or no exercise. `blueprint.kind` is one that a model is
    asked for.
    """
    if completion.finish_reason != "stop":
        return None
    try:
        # xgrammar lets raw control characters through, which strict JSON does not know.
        data = json.loads(completion.text, strict=False)
        written = _SHAPES[blueprint.kind].model_validate(data)
        if isinstance(written, _Case):
            return _build_case(written, blueprint.language, target, seed)
        return _build(written, blueprint.language, seed, _cite(target, [written.quote]))
    except (json.JSONDecodeError, RecursionError, ValidationError):
        return None


def _line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())


def _option(text: str) -> str:
    return _NUMBERED.sub("", _line(text))


def _cite(target: Target, quotes: Iterable[str]) -> tuple[Citation, ...]:
    return tuple(
        Citation(passage=target.passage.id, quote=quote)
        for quote in dict.fromkeys(map(_line, quotes))
    )


def _build(
    written: _Choice | _Answer | _Open,
    language: Language,
    seed: int,
    citations: tuple[Citation, ...] = (),
) -> Question:
    common: dict[str, Any] = {
        "stem": _line(written.question),
        "language": language,
        "explanation": _line(written.quote),
        "citations": citations,
    }
    if isinstance(written, _Choice):
        return MultipleChoice(options=_shuffle(written, seed), **common)
    if isinstance(written, _Answer):
        accepted = dict.fromkeys(_option(text) for text in (written.answer, *written.also))
        return ShortAnswer(accepted=tuple(text for text in accepted if text), **common)
    rubric = tuple(Criterion(text=_line(own.text), points=own.points) for own in written.rubric)
    return OpenAnswer(rubric=rubric, sample_answer=_line(written.sample), **common)


def _shuffle(written: _Choice, seed: int) -> tuple[Option, ...]:
    options = [Option(text=_option(written.correct), correct=True)]
    for wrong in written.wrong:
        note = _line(wrong.misconception)
        options.append(Option(text=_option(wrong.text), feedback=note, misconception=note or None))
    Random(f"options {seed}").shuffle(options)
    return tuple(options)


def _build_case(written: _Case, language: Language, target: Target, seed: int) -> CaseStudy:
    """An open answer is worth what its rubric gives, any other question one point."""
    questions = [_build(own, language, seed + place) for place, own in enumerate(written.questions)]
    return CaseStudy(
        stem=_line(written.situation),
        language=language,
        citations=_cite(target, (own.quote for own in written.questions)),
        parts=tuple(CasePart(content=own, points=_points(own)) for own in questions),
    )


def _points(question: Question) -> int:
    return question.most_points if isinstance(question, OpenAnswer) else 1
