"""The audit: who published, changed, exported, erased what; as a page and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from flask import g, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from lti_tool.errors import InvalidInputError
from lti_tool.services.audit import note_audit
from lti_tool.services.audit_log import (
    AuditFilter,
    NamedEntry,
    list_actions,
    list_entries,
    stream_entries,
)
from lti_tool.views.admin_session import admin_blueprint
from lti_tool.views.audit_words import describe_action, describe_actor
from lti_tool.views.wiring import wiring

MOST_LINES = 200
COLUMNS = ("time", "actor", "actor_id", "action", "subject", "subject_id", "course", "detail")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run

blueprint = admin_blueprint("admin_audit", __name__)


@blueprint.get("/audit")
def index() -> ResponseReturnValue:
    wanted = _read_filter()
    with wiring().database.read() as session:
        return render_template(
            "admin/audit.html",
            lines=list_entries(session, wanted, MOST_LINES),
            actions=list_actions(session),
            asked=request.args,
            narrowed=wanted != AuditFilter(),
            most=MOST_LINES,
            describe_action=describe_action,
            describe_actor=describe_actor,
        )


@blueprint.post("/audit/csv")
def export() -> ResponseReturnValue:
    """All entries of the filter; that they were exported is one more."""
    wanted = _read_filter()
    with wiring().database.write() as session:
        note_audit(session, g.admin.id, "audit.export", "audit")
    answer = Response(_write_csv(wanted), mimetype="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="coursewright-audit.csv"'
    return answer


def _write_csv(wanted: AuditFilter) -> Iterator[str]:
    """With the mark by which spreadsheets know UTF-8."""
    database = wiring().database

    def rows() -> Iterator[str]:
        yield "\ufeff" + _line(COLUMNS)
        with database.read() as session:
            for named in stream_entries(session, wanted):
                yield _line(_cells(named))

    return rows()


def _cells(named: NamedEntry) -> tuple[str, ...]:
    entry = named.entry
    detail = " ".join(f"{name}={value}" for name, value in sorted(entry.detail.items()))
    return (
        entry.created_at.isoformat(timespec="seconds"), named.actor, entry.actor, entry.action,
        named.subject, entry.subject, named.course, detail,
    )  # fmt: skip


def _line(cells: tuple[str, ...]) -> str:
    """A name may look like a formula: then it is written as a text."""
    safe = [f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells]
    out = io.StringIO()
    csv.writer(out).writerow(safe)
    return out.getvalue()


def _read_filter() -> AuditFilter:
    """Dates are whole days in UTC, both included. Raises `InvalidInputError`."""
    until = _read_day("until")
    return AuditFilter(
        action=request.values.get("action", "")[:64],
        since=_read_day("since"),
        until=until + timedelta(days=1) if until else None,
    )


def _read_day(name: str) -> datetime | None:
    text = request.values.get(name, "")
    try:
        return datetime.combine(datetime.fromisoformat(text), time(), UTC) if text else None
    except (ValueError, OverflowError) as error:
        raise InvalidInputError("Give the day as in 2026-01-31.") from error
