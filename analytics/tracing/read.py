"""Reading answers from CSV: `user,item,skills,timestamp,correct`, in any order, others ignored.

`skills` are joined by `~` and may be empty, as may `item`. A timestamp is a number (of any unit
that is used throughout; seconds, where pauses are to mean anything) or ISO 8601 (without a zone:
UTC). `correct` is 0, 1 or a share between them.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from analytics.tracing.log import AnswerRow

COLUMNS = ("user", "item", "skills", "timestamp", "correct")
LONGEST = 1_000  # characters of a value: more is a quote that was never closed


class LogError(ValueError):
    """A sentence that says in which file, line and column something cannot be read."""


def read_answers(lines: Iterable[str], name: str) -> list[AnswerRow]:
    """`name` is what errors call the file. Raises `LogError`; a header alone is an empty log."""
    return list(_read_rows(lines, name))


def _read_rows(lines: Iterable[str], name: str) -> Iterator[AnswerRow]:
    reader = csv.reader(lines, strict=True)
    try:
        places: dict[str, int] = {}
        width = 0
        for values in reader:
            if not values:
                continue
            if not places:
                places, width = _place_columns(values, name), len(values)
                continue
            where = f"{name}, line {reader.line_num}"
            if len(values) != width:
                raise LogError(
                    f"{where}: {len(values)} values where the header names {width} columns. "
                    "Put values that hold commas in double quotes."
                )
            yield _read_row({column: values[at].strip() for column, at in places.items()}, where)
        if not places:
            raise LogError(f"{name} is empty. Its first line must name {', '.join(COLUMNS)}.")
    except csv.Error as error:
        raise LogError(f"{name}, line {reader.line_num}: not readable as CSV: {error}.") from error
    except UnicodeDecodeError as error:
        raise LogError(f"{name}: not UTF-8 text after line {reader.line_num}.") from error


def _place_columns(header: list[str], name: str) -> dict[str, int]:
    named = [value.strip().lower() for value in header]
    missing = [column for column in COLUMNS if column not in named]
    if missing:
        raise LogError(
            f"{name}, line 1: no column {', '.join(missing)}. The header must name "
            f"{', '.join(COLUMNS)}; it names {', '.join(named) or 'nothing'}."
        )
    doubled = [column for column in COLUMNS if named.count(column) > 1]
    if doubled:
        raise LogError(f"{name}, line 1: column {doubled[0]} is there twice. Remove one.")
    return {column: named.index(column) for column in COLUMNS}


def _read_row(values: dict[str, str], where: str) -> AnswerRow:
    for column, value in values.items():
        if len(value) > LONGEST and column != "skills":
            raise LogError(f"{where}, column {column}: longer than {LONGEST} characters.")
    if not values["user"]:
        raise LogError(f"{where}, column user: empty. Each answer needs its user.")
    skills = (skill.strip() for skill in values["skills"].split("~"))
    return AnswerRow(
        user=values["user"],
        item=values["item"],
        skills=tuple(dict.fromkeys(skill for skill in skills if skill)),
        time=_read_time(values["timestamp"], where),
        correct=_read_share(values["correct"], where),
    )


def _read_share(text: str, where: str) -> float:
    share = _read_number(text)
    if share is None or not 0 <= share <= 1:
        raise LogError(f"{where}, column correct: {text[:40]!r} is not a number from 0 to 1.")
    return share


def _read_time(text: str, where: str) -> float:
    number = _read_number(text)
    if number is not None:
        return number
    try:
        time = datetime.fromisoformat(text)
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        raise LogError(
            f"{where}, column timestamp: {text[:40]!r} is neither a number nor a time like "
            "2026-03-01T09:30:00Z."
        ) from None


def _read_number(text: str) -> float | None:
    """None for what is no finite number; 1_000 is none either."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and "_" not in text else None
