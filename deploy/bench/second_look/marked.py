"""Drafts that people have read and marked, from the files that `eval generation` writes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from generators.checks.look_sheet import Sheet
from generators.exercise.content import Kind, Language
from generators.sources.language import language_of

MARKS = ("A", "B", "C", "K")  # docs/READING.md; A alone is usable
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Marked:
    """`source` is the file that it was made from."""

    id: str
    sheet: Sheet
    source: str
    mark: str

    @property
    def usable(self) -> bool:
        return self.mark == "A"


def read_marked(drafts: Sequence[Path], marks: Sequence[Path]) -> list[Marked]:
    """The drafts that have a mark, in their order. Raises `click.ClickException` for what is no
    such file, a mark that is none, and marks of unknown drafts or of none."""
    given: dict[str, str] = {}
    for place, row in _rows(marks):
        mark = str(row.get("mark", ""))
        if mark not in MARKS:
            raise click.ClickException(f"{place}: the mark {mark!r} is none of {', '.join(MARKS)}.")
        given[_id(place, row)] = mark
    found: dict[str, Marked] = {}
    for place, row in _rows(drafts):
        own = _id(place, row)
        if own in found:
            raise click.ClickException(f"{place}: a second draft has the id {own!r}.")
        if own in given:
            found[own] = _read(place, own, row, given[own])
    if unknown := sorted(given.keys() - found.keys()):
        raise click.ClickException(f"Marked, but not among the drafts: {', '.join(unknown[:5])}.")
    if not found:
        raise click.ClickException("No draft has a mark.")
    return list(found.values())


def _rows(files: Sequence[Path]) -> Iterator[tuple[str, Row]]:
    """Of lines of JSON, or of the "exercises" of one JSON file, with where each stands."""
    for file in files:
        try:
            rows = _parse(file)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise click.ClickException(f"{file} cannot be read: {error!r}") from error
        for number, row in enumerate(rows, start=1):
            if not isinstance(row, Mapping):
                raise click.ClickException(f"{file}:{number} is no object.")
            yield f"{file}:{number}", row


def _parse(file: Path) -> Sequence[Any]:
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".json":
        rows: Sequence[Any] = json.loads(text)["exercises"]
        return rows
    return [json.loads(line) for line in text.splitlines() if line]


def _id(place: str, row: Row) -> str:
    if not row.get("id"):
        raise click.ClickException(f"{place} has no id.")
    return str(row["id"])


def _read(place: str, own: str, row: Row, mark: str) -> Marked:
    try:
        stem = str(row["stem"])
        source = row.get("source") or ""
        sheet = Sheet(
            Kind(row["kind"]),
            Language(row.get("language") or language_of(stem)),
            stem,
            tuple(row.get("options") or ()),
            row["key"],
            tuple(row.get("hints") or ()),
            str(row.get("passage") or row["quote"]),
        )
        return Marked(own, sheet, source if isinstance(source, str) else str(source["file"]), mark)
    except (KeyError, ValueError, TypeError) as error:
        raise click.ClickException(f"{place} is no draft: {error!r}") from error
