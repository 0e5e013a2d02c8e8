"""Aiken: multiple choice in plain lines, the right letter below; it holds nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pydantic import ValidationError

from generators.exercise.content import Kind, MultipleChoice
from generators.exercise.formats.languages import guess_language
from generators.exercise.formats.markup import to_plain
from generators.exercise.formats.portable import (
    MAX_ENTRIES,
    FormatError,
    FormatErrorCode,
    Portable,
    Problem,
    ProblemCode,
    Reading,
)
from generators.exercise.formats.shapes import build_content, describe_invalid
from generators.exercise.formats.texts import decode_text

LETTERS = "ABCDEFGH"
_OPTION = re.compile(r"^([A-Z])[.)]\s+(.+)$")
_ANSWER = re.compile(r"^ANSWER:\s*([A-Z])\s*$", re.IGNORECASE)


def write_aiken(exercises: Iterable[Portable], course: str) -> bytes:
    """UTF-8; exercises of other kinds are left out. The format has no place for a course."""
    del course
    contents = (portable.content for portable in exercises)
    blocks = [_write(content) for content in contents if isinstance(content, MultipleChoice)]
    return ("\n\n".join(blocks) + "\n").encode()


def _write(content: MultipleChoice) -> str:
    lines = [to_plain(content.stem)]
    lines += [
        f"{letter}. {' '.join(option.text.split())}"
        for letter, option in zip(LETTERS, content.options, strict=False)
    ]
    right = next(place for place, option in enumerate(content.options) if option.correct)
    return "\n".join([*lines, f"ANSWER: {LETTERS[right]}"])


def read_aiken(data: bytes) -> Reading:
    """Raises FormatError where the file is no text."""
    lines = [line.strip() for line in decode_text(data).splitlines()]
    exercises: list[Portable] = []
    problems: list[Problem] = []
    stem: list[str] = []
    options: list[tuple[str, str]] = []
    place = 0
    for line in filter(None, [*lines, "\0"]):
        if answer := _ANSWER.match(line):
            place += 1
            name = " ".join(stem)
            try:
                exercises.append(_build(name, options, answer[1].upper()))
            except (ValidationError, ValueError) as error:
                problems.append(Problem(place, name, ProblemCode.INVALID, describe_invalid(error)))
            stem, options = [], []
        elif option := _OPTION.match(line):
            options.append((option[1], option[2]))
        elif line == "\0":
            if stem or options:
                detail = "the line with ANSWER is missing"
                problems.append(Problem(place + 1, " ".join(stem), ProblemCode.INVALID, detail))
        else:
            stem.append(line)
    if place > MAX_ENTRIES:
        raise FormatError(FormatErrorCode.TOO_MANY, str(place))
    return Reading(tuple(exercises), tuple(problems))


def _build(stem: str, options: list[tuple[str, str]], right: str) -> Portable:
    if right not in {letter for letter, _ in options}:
        raise ValueError(f"ANSWER is {right}, but there is no option {right}")
    fields = {
        "stem": stem,
        "language": guess_language(stem),
        "options": [{"text": text, "correct": letter == right} for letter, text in options],
    }
    return Portable(content=build_content(Kind.MULTIPLE_CHOICE, fields))
