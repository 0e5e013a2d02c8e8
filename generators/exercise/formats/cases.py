"""A case in formats that hold one question an entry: it goes out as an entry with what all its
questions are about, then the questions, and comes in by what these say of their place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import sha256

from pydantic import ValidationError

from generators.exercise.content import CaseStudy, Kind
from generators.exercise.formats.portable import (
    CaseHead,
    CasePlace,
    Portable,
    Problem,
    ProblemCode,
)
from generators.exercise.formats.shapes import build_content, describe_invalid
from generators.exercise.formats.titles import title_of

Entry = Portable | CaseHead


def unfold_case(portable: Portable) -> Iterator[Portable]:
    """The case, then each of its questions; any other exercise as it is."""
    if not isinstance(portable.content, CaseStudy):
        yield portable
        return
    key = portable.id or sha256(portable.content.stem.encode()).hexdigest()[:12]
    yield replace(portable, place=CasePlace(key))
    for number, part in enumerate(portable.content.parts, start=1):
        yield replace(
            portable,
            content=part.content,
            id=f"{portable.id}-{number}" if portable.id else "",
            title=f"{title_of(portable)} ({number})",
            place=CasePlace(key, number, part.points),
        )


def fold_cases(entries: Iterable[tuple[int, Entry]]) -> tuple[list[Portable], list[Problem]]:
    """Entries with their places in the file, as exercises in the same order. A question whose case
    is not in the file comes in by itself; a case without two of its questions does not."""
    entries = list(entries)
    heads = {own.place.case for _, own in entries if isinstance(own, CaseHead) and own.place}
    questions: dict[str, list[Portable]] = defaultdict(list)
    for _, own in entries:
        if isinstance(own, Portable) and own.place:
            questions[own.place.case].append(own)
    exercises, problems = [], []
    for place, own in entries:
        if isinstance(own, CaseHead):
            try:
                exercises.append(_join(own, questions[own.place.case if own.place else ""]))
            except ValidationError as error:
                detail = describe_invalid(error)
                problems.append(Problem(place, own.title, ProblemCode.INVALID, detail))
        elif own.place is None or own.place.case not in heads:
            exercises.append(replace(own, place=None))
    return exercises, problems


def _join(head: CaseHead, questions: list[Portable]) -> Portable:
    """Raises ValidationError."""
    ordered = sorted(questions, key=lambda own: own.place.number if own.place else 0)
    language = head.fields["language"]
    parts = [
        {
            "content": own.content.model_copy(update={"language": language}).model_dump(),
            "points": own.place.points if own.place else 1,
        }
        for own in ordered
    ]
    return Portable(
        content=build_content(Kind.CASE_STUDY, {**head.fields, "parts": parts}),
        id=head.id,
        title=head.title,
        skill=head.skill,
        bloom=head.bloom,
        difficulty=head.difficulty,
        generated=head.generated,
        reviewer=head.reviewer,
        provenance=head.provenance,
    )
