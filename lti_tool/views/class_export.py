"""The class as a table for a spreadsheet: for an instructor's own use, with the names they see."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from flask import Response, g, redirect
from flask.typing import ResponseReturnValue
from xlsxwriter import Workbook

from analytics.types import Mastery
from lti_tool.db import utcnow
from lti_tool.errors import NotFoundError
from lti_tool.services.course_overview import ClassView, read_class
from lti_tool.views.people import name_person
from lti_tool.views.translate import gettext
from lti_tool.views.visit import instructors_only, ticketed_url, visit_blueprint
from lti_tool.views.wiring import wiring

Value = str | int | float | None
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

blueprint = visit_blueprint("class_export", __name__)


@blueprint.post("/course/export/<kind>")
@instructors_only
def ask(kind: str) -> ResponseReturnValue:
    """A fresh ticket, however long the page with the button was open."""
    if kind not in TYPES:
        raise NotFoundError
    return redirect(ticketed_url("class_export.give", kind=kind), 303)


@blueprint.get("/course/export/<kind>/class")
@instructors_only
def give(kind: str) -> ResponseReturnValue:
    if kind not in TYPES:
        raise NotFoundError
    now, context_id = utcnow(), g.visit.context.id
    with wiring().database.read() as session:
        view = read_class(session, context_id, now)
    rows = list(_list_rows(view))
    content = _write_csv(rows) if kind == "csv" else _write_xlsx(rows)
    response = Response(content, content_type=TYPES[kind])
    response.headers["Content-Disposition"] = f"attachment; filename=class-{now:%Y-%m-%d}.{kind}"
    return response


def _list_rows(view: ClassView) -> Iterator[list[Value]]:
    """Shares in [0, 1]; a skill that is not known well enough has no figures."""
    head: list[Value] = [gettext("Learner"), gettext("Answers given here")]
    for skill in view.skills:
        head += [
            skill.name,
            gettext("%(skill)s: likely from", skill=skill.name),
            gettext("%(skill)s: likely to", skill=skill.name),
        ]
    yield head
    for row in view.learners:
        figures = [value for mastery in row.mastery for value in _show(mastery)]
        yield [name_person(row.person), row.answers, *figures]


def _show(mastery: Mastery) -> tuple[Value, Value, Value]:
    if not mastery.enough:
        return None, None, None
    return round(mastery.mean, 3), round(mastery.low, 3), round(mastery.high, 3)


def _write_csv(rows: list[list[Value]]) -> bytes:
    """With a byte-order mark, without which Excel takes Chinese for something else."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerows([[_disarm(value) for value in row] for row in rows])
    return file.getvalue().encode("utf-8-sig")


def _disarm(value: Value) -> Value:
    """A name must not become a formula in the spreadsheet that opens the file."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def _write_xlsx(rows: list[list[Value]]) -> bytes:
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
                    sheet.write_number(place, column, value, percent if column > 1 else None)
    return file.getvalue()
