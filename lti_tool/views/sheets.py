"""Tables for a spreadsheet, as CSV or XLSX: for an instructor's own use, with names as they see."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence
from datetime import datetime

from flask import Response
from xlsxwriter import Workbook

from lti_tool.errors import NotFoundError

Value = str | int | float | None
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def check_kind(kind: str) -> None:
    """Raises `NotFoundError`."""
    if kind not in TYPES:
        raise NotFoundError


def give_sheet(
    kind: str, name: str, now: datetime, rows: Sequence[Sequence[Value]], shares: Collection[int]
) -> Response:
    """The first row is the head; the columns `shares` hold shares in [0, 1]."""
    check_kind(kind)
    content = _write_csv(rows) if kind == "csv" else _write_xlsx(rows, shares)
    response = Response(content, content_type=TYPES[kind])
    response.headers["Content-Disposition"] = f"attachment; filename={name}-{now:%Y-%m-%d}.{kind}"
    return response


def _write_csv(rows: Sequence[Sequence[Value]]) -> bytes:
    """With a byte-order mark, without which Excel takes Chinese for something else."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerows([[_disarm(value) for value in row] for row in rows])
    return file.getvalue().encode("utf-8-sig")


def _disarm(value: Value) -> Value:
    """A name must not become a formula in the spreadsheet that opens the file."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def _write_xlsx(rows: Sequence[Sequence[Value]], shares: Collection[int]) -> bytes:
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True, "text_wrap": True})
        percent = book.add_format({"num_format": "0 %"})
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 28)
        for place, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(place, column, value, None if place else bold)
                elif value is not None:
                    form = percent if column in shares else None
                    sheet.write_number(place, column, value, form)
    return file.getvalue()
