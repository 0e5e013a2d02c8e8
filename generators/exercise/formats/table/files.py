"""Tables as files: CSV and XLSX."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence

from openpyxl import load_workbook
from pydantic import ValidationError
from xlsxwriter import Workbook

from generators.exercise.formats.cases import Entry, fold_cases, unfold_case
from generators.exercise.formats.portable import (
    MAX_ENTRIES,
    EntryError,
    FormatError,
    FormatErrorCode,
    Portable,
    Problem,
    ProblemCode,
    Reading,
)
from generators.exercise.formats.shapes import describe_invalid
from generators.exercise.formats.table.read_row import read_row
from generators.exercise.formats.table.rows import Row, columns_of, write_row
from generators.exercise.formats.texts import decode_text

MAX_UNPACKED = 64 * 1024 * 1024
ARMED = ("=", "+", "-", "@", "\t", "\r", "'")
WIDTHS = {"stem": 60, "explanation": 40, "solution": 40}


def write_csv(exercises: Iterable[Portable], course: str) -> bytes:
    """With a byte-order mark, without which Excel takes Chinese for something else."""
    del course
    rows = [write_row(entry) for portable in exercises for entry in unfold_case(portable)]
    file = io.StringIO()
    writer = csv.DictWriter(file, columns_of(rows), restval="")
    writer.writeheader()
    writer.writerows({name: _disarm(value) for name, value in row.items() if value} for row in rows)
    return file.getvalue().encode("utf-8-sig")


def _disarm(cell: str) -> str:
    """A text must not become a formula in the spreadsheet that opens the file."""
    return f"'{cell}" if cell.startswith(ARMED) and not _is_number(cell) else cell


def _arm(cell: str) -> str:
    return cell[1:] if cell.startswith(tuple(f"'{start}" for start in ARMED)) else cell


def _is_number(cell: str) -> bool:
    return cell.removeprefix("-").replace(".", "", 1).isdigit()


def write_xlsx(exercises: Iterable[Portable], course: str) -> bytes:
    rows = [write_row(entry) for portable in exercises for entry in unfold_case(portable)]
    columns = columns_of(rows)
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
        book.set_properties({"title": course})
        sheet.freeze_panes(1, 2)
        for place, name in enumerate(columns):
            sheet.set_column(place, place, WIDTHS.get(name, 16), wrapped)
            sheet.write_string(0, place, name, bold)
            for line, row in enumerate(rows, start=1):
                sheet.write_string(line, place, row.get(name, ""))
    return file.getvalue()


def read_csv(data: bytes) -> Reading:
    """Commas, semicolons or tabs, as spreadsheets save them. Raises FormatError."""
    text = decode_text(data)
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    lines = csv.reader(io.StringIO(text), delimiter=delimiter)
    return _read_table([_arm(cell) for cell in line] for line in lines)


def read_xlsx(data: bytes) -> Reading:
    """The first sheet. Raises FormatError."""
    if not data:
        raise FormatError(FormatErrorCode.EMPTY)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise FormatError(FormatErrorCode.TOO_MANY)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        if isinstance(error, FormatError):
            raise
        raise FormatError(FormatErrorCode.NOT_WORKBOOK) from error
    sheet = book.worksheets[0]
    return _read_table([_cell(value) for value in row] for row in sheet.iter_rows(values_only=True))


def _cell(value: object) -> str:
    """A spreadsheet makes numbers and truths of what looks like one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _read_table(lines: Iterable[Sequence[str]]) -> Reading:
    entries: list[tuple[int, Entry]] = []
    problems: list[Problem] = []
    for place, row in _named(lines):
        try:
            entries.append((place, read_row(row)))
        except EntryError as error:
            problems.append(Problem(place, row.get("stem", ""), error.code, error.detail))
        except (ValidationError, ValueError) as error:
            detail = describe_invalid(error)
            problems.append(Problem(place, row.get("stem", ""), ProblemCode.INVALID, detail))
    exercises, broken = fold_cases(entries)
    return Reading(tuple(exercises), tuple(problems + broken))


def _named(lines: Iterable[Sequence[str]]) -> Iterator[tuple[int, Row]]:
    """Rows with the names of their columns and the row's number in the file; empty ones aside."""
    columns: list[str] = []
    count = 0
    for number, cells in enumerate(lines, start=1):
        if not any(cell.strip() for cell in cells):
            continue
        if not columns:
            columns = [cell.strip().casefold().replace(" ", "_") for cell in cells]
            if missing := {"kind", "stem"} - set(columns):
                raise FormatError(FormatErrorCode.NO_HEADER, ", ".join(sorted(missing)))
            continue
        count += 1
        if count > MAX_ENTRIES:
            raise FormatError(FormatErrorCode.TOO_MANY, str(count))
        yield number, dict(zip(columns, cells, strict=False))
    if not columns:
        raise FormatError(FormatErrorCode.EMPTY)
