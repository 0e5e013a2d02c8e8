"""Reading answers from CSV: `user,item,skills,timestamp,correct`, in any order, others ignored.

`skills` are joined by `~` and may be empty, as may `item`. A timestamp is ISO 8601 (without a
zone: UTC) or a number: of seconds, or of milliseconds, micro- or nanoseconds since 1970, as
their size tells.
`correct` is 0, 1 or a share between them.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from analytics.tracing.log import AnswerRow

COLUMNS = ("user", "item", "skills", "timestamp", "correct")
LONGEST = 1_000  # characters of a value: more is a quote that was never closed
# Seconds since 1970 reach 1e11 in the year 5138, milliseconds did in 1973, and so on.
UNITS = ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3))


class LogError(ValueError):
    """A sentence that says in which file, line and column something cannot be read."""


def read_answers(lines: Iterable[str], name: str) -> list[AnswerRow]:
    """`name` is what errors call the file. Raises `LogError`; a header alone is an empty log."""
    rows = list(_read_rows(lines, name))
    unit = _find_unit(max((abs(row.time) for row, counted in rows if counted), default=0.0))
    return [row._replace(time=row.time / unit) if counted else row for row, counted in rows]


def _find_unit(largest: float) -> float:
    """How many of the file's units of time make a second. One for the whole file, so that no
    answers change places."""
    return next((unit for least, unit in UNITS if largest >= least), 1.0)


def _read_rows(lines: Iterable[str], name: str) -> Iterator[tuple[AnswerRow, bool]]:
    """Each with whether its time is a number of the file's unit, not yet of seconds."""
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
        raise LogError(
            f"{name}, line {reader.line_num}: not readable as CSV: {error}. "
            "Look for a double quote that is never closed, or stands within a value."
        ) from error
    except UnicodeDecodeError as error:
        raise LogError(
            f"{name}: not UTF-8 text after line {reader.line_num}. Save it as CSV in UTF-8."
        ) from error


def _place_columns(header: list[str], name: str) -> dict[str, int]:
    named = [value.strip().lower() for value in header]
    missing = [column for column in COLUMNS if column not in named]
    if missing:
        raise LogError(
            f"{name}, line 1: no column {', '.join(missing)}. The header must name "
            f"{', '.join(COLUMNS)}, parted by commas; it names {', '.join(named) or 'nothing'}."
        )
    doubled = [column for column in COLUMNS if named.count(column) > 1]
    if doubled:
        raise LogError(f"{name}, line 1: column {doubled[0]} is there twice. Remove one.")
    return {column: named.index(column) for column in COLUMNS}


def _read_row(values: dict[str, str], where: str) -> tuple[AnswerRow, bool]:
    for column, value in values.items():
        if len(value) > LONGEST and column != "skills":
            raise LogError(f"{where}, column {column}: longer than {LONGEST} characters.")
    if not values["user"]:
        raise LogError(f"{where}, column user: empty. Each answer needs its user.")
    skills = (skill.strip() for skill in values["skills"].split("~"))
    number = _read_number(values["timestamp"])
    row = AnswerRow(
        user=values["user"],
        item=values["item"],
        skills=tuple(dict.fromkeys(skill for skill in skills if skill)),
        time=_read_date(values["timestamp"], where) if number is None else number,
        correct=_read_share(values["correct"], where),
    )
    return row, number is not None


def _read_share(text: str, where: str) -> float:
    share = _read_number(text)
    if share is None or not 0 <= share <= 1:
        raise LogError(f"{where}, column correct: {text[:40]!r} is not a number from 0 to 1.")
    return share


def _read_date(text: str, where: str) -> float:
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
