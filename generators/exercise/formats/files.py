"""Several files at once, as people choose them: exercises, and the sidecar of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generators.exercise.formats.portable import FormatError, FormatErrorCode, Portable, Problem
from generators.exercise.formats.registry import FORMATS, guess_format
from generators.exercise.formats.sidecar import join_sidecar, read_sidecar


class FileError(ValueError):
    """The file of this name cannot be read, so none came in."""

    def __init__(self, name: str, error: FormatError) -> None:
        super().__init__(f"{name}: {error}")
        self.name, self.code, self.detail = name, error.code, error.detail


@dataclass(frozen=True, slots=True)
class Files:
    """`problems` are those of each file, with its name."""

    exercises: tuple[Portable, ...]
    problems: tuple[tuple[str, Problem], ...]


def read_files(files: Iterable[tuple[str, bytes]]) -> Files:
    """Names and contents. Raises FileError for the first that cannot be read."""
    exercises: list[Portable] = []
    problems: list[tuple[str, Problem]] = []
    kept: dict[str, Portable] = {}
    for name, data in files:
        try:
            if name.casefold().endswith(".json"):
                kept |= read_sidecar(data)
                continue
            guessed = guess_format(name, data)
            read = FORMATS[guessed].read if guessed else None
            if read is None:
                raise FormatError(FormatErrorCode.UNKNOWN_TYPE)
            reading = read(data)
        except FormatError as error:
            raise FileError(name, error) from error
        exercises += reading.exercises
        problems += [(name, problem) for problem in reading.problems]
    return Files(tuple(join_sidecar(own, kept) for own in exercises), tuple(problems))
