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
    whole = portable.content.model_dump_json()  # cases may be about the same text
    key = portable.id or sha256(whole.encode()).hexdigest()[:12]
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
    groups = _group_questions([own for _, own in entries])
    keys = {_key(own) for _, own in entries if isinstance(own, CaseHead)}
    exercises, problems = [], []
    for at, (place, own) in enumerate(entries):
        if isinstance(own, CaseHead):
            try:
                exercises.append(_join(own, groups[at]))
            except ValidationError as error:
                detail = describe_invalid(error)
                problems.append(Problem(place, own.title, ProblemCode.INVALID, detail))
        elif own.place is None or _key(own) not in keys:
            exercises.append(replace(own, place=None))
    return exercises, problems


def _group_questions(entries: list[Entry]) -> dict[int, list[Portable]]:
    """By the place of their case in the list: where several have the same key, as in files joined
    by hand, the last one before the question; where none is before it, the first one."""
    heads = [(at, own) for at, own in enumerate(entries) if isinstance(own, CaseHead)]
    latest = {_key(own): at for at, own in reversed(heads)}
    groups: dict[int, list[Portable]] = defaultdict(list)
    for at, own in enumerate(entries):
        if isinstance(own, CaseHead):
            latest[_key(own)] = at
        elif own.place and _key(own) in latest:
            groups[latest[_key(own)]].append(own)
    return groups


def _key(own: Entry) -> str:
    return own.place.case if own.place else ""


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
