"""What no other tool's format holds, in a JSON file beside it, joined again by id.

What the format holds is taken from the format: somebody may have changed it there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from generators.exercise.content import (
    CasePart,
    CaseStudy,
    Content,
    Mistake,
    Numerical,
    OpenAnswer,
    WithOptions,
    read_content,
)
from generators.exercise.family import Family
from generators.exercise.formats.portable import FormatError, FormatErrorCode, Portable
from generators.exercise.formats.texts import decode_text
from generators.exercise.rubric import default_rubric

FORMAT = "coursewright-exercises"
VERSION = 1


def write_sidecar(exercises: Iterable[Portable], course: str) -> bytes:
    entries = {portable.id: _write(portable) for portable in exercises if portable.id}
    document = {"format": FORMAT, "version": VERSION, "course": course, "exercises": entries}
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _write(portable: Portable) -> dict[str, Any]:
    return {
        "content": portable.content.model_dump(mode="json"),
        "family": portable.family.model_dump(mode="json") if portable.family else None,
        "difficulty": portable.difficulty,
        "provenance": dict(portable.provenance),
    }


def read_sidecar(data: bytes) -> dict[str, Portable]:
    """By id. Raises FormatError where it is no file of ours."""
    try:
        document = json.loads(decode_text(data))
        if document["format"] != FORMAT or document["version"] != VERSION:
            raise FormatError(FormatErrorCode.NOT_SIDECAR)
        return {own: _read(own, entry) for own, entry in document["exercises"].items()}
    except (ValidationError, KeyError, TypeError, AttributeError, json.JSONDecodeError) as error:
        raise FormatError(FormatErrorCode.NOT_SIDECAR) from error


def _read(own: str, entry: Mapping[str, Any]) -> Portable:
    return Portable(
        content=read_content(entry["content"]),
        family=Family.model_validate(entry["family"]) if entry["family"] else None,
        id=own,
        difficulty=entry["difficulty"],
        provenance=entry["provenance"],
    )


def join_sidecar(portable: Portable, kept: Mapping[str, Portable]) -> Portable:
    """The exercise with what its format could not hold; as it is where nothing was kept of it."""
    beside = kept.get(portable.id)
    if beside is None or beside.content.kind is not portable.content.kind:
        return portable
    return replace(
        portable,
        content=_join_content(portable.content, beside.content),
        family=_join_family(portable.family, beside.family),
        difficulty=beside.difficulty if portable.difficulty is None else portable.difficulty,
        provenance={**beside.provenance, **portable.provenance},
    )


def _join_content(content: Content, beside: Content) -> Content:
    changes: dict[str, Any] = {"citations": beside.citations}
    if isinstance(content, WithOptions) and isinstance(beside, WithOptions):
        known = {option.text: option.misconception for option in beside.options}
        changes["options"] = tuple(
            option.model_copy(update={"misconception": known.get(option.text)})
            for option in content.options
        )
    if isinstance(content, Numerical) and isinstance(beside, Numerical):
        changes["mistakes"] = _still_wrong(beside, content)
    if isinstance(content, CaseStudy) and isinstance(beside, CaseStudy):
        changes["parts"] = tuple(_join_parts(content, beside))
    if isinstance(content, OpenAnswer | CaseStudy) and not content.hints:
        changes["hints"] = beside.hints
    if _has_lost_rubric(content) and isinstance(beside, OpenAnswer):
        changes |= {"rubric": beside.rubric, "sample_answer": beside.sample_answer}
    return content.model_copy(update=changes)


def _join_parts(content: CaseStudy, beside: CaseStudy) -> Iterator[CasePart]:
    """Questions are known by their text and kind."""
    known = {(part.content.kind, part.content.stem): part.content for part in beside.parts}
    for part in content.parts:
        own = known.get((part.content.kind, part.content.stem))
        joined = _join_content(part.content, own) if own else part.content
        yield part.model_copy(update={"content": joined})


def _still_wrong(beside: Numerical, content: Numerical) -> tuple[Mistake, ...]:
    """Those that the file's key, which may have been changed there, does not take for right."""
    return tuple(
        mistake
        for mistake in beside.mistakes
        if abs(mistake.value - content.value) > content.tolerance
    )


def _has_lost_rubric(content: Content) -> bool:
    return isinstance(content, OpenAnswer) and content.rubric == default_rubric(content.language)


def _join_family(family: Family | None, beside: Family | None) -> Family | None:
    """Steps, units of variables and mistakes are ours; the texts are the format's."""
    if family is None or beside is None:
        return family
    known = {variable.name: variable for variable in beside.variables}
    variables = tuple(
        old if (old := known.get(new.name)) and (old.low, old.high) == (new.low, new.high) else new
        for new in family.variables
    )
    kept: dict[str, Any] = {"variables": variables, "citations": beside.citations}
    if {variable.name for variable in variables} == known.keys():
        kept["mistakes"] = beside.mistakes
    return family.model_copy(update=kept)
