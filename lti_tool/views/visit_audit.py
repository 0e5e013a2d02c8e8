"""In the audit: what an instructor changed in a course, once the change was accepted.

It is written here, after the view, so that no view can forget it: every post counts but those
below. Publishing, changing and withdrawing exercises is written by services.exercises in the
transaction of the change itself.
"""

from __future__ import annotations

from flask import Response, g, request

from lti_tool.services.audit import note_audit
from lti_tool.views.wiring import wiring

IN_SERVICES = frozenset(
    {
        "bank.restore", "bank.withdraw", "bank_edit.save", "copies.copy", "desk.accept",
        "desk.accept_clean", "desk.undo", "item_figures.restore", "item_figures.withdraw",
        "my_data.ask", "my_data.export", "my_data.keep",
    }
)  # fmt: skip
NOTHING_OF_THE_COURSE = frozenset(
    {
        "class_view.find", "deep_linking.cancel", "disagreements.state", "disagreements.stop",
        "disagreements.test", "disagreements.withdraw", "exercise.answer", "exercise.go_on",
        "exercise.hint", "exercise.report", "exercise.solution", "handover.trade",
        "learn.ask_confidence", "learn.contest", "learn.start", "requests.estimate",
        "self_reports.choose_asking", "self_reports.delete", "self_reports.report", "typed.keep",
        "visit.choose_language",
    }
)  # fmt: skip
UNWRITTEN = IN_SERVICES | NOTHING_OF_THE_COURSE


def note_change(response: Response) -> Response:
    """After each request of a visit. What was refused (a status from 400 on) changed nothing."""
    endpoint = request.endpoint or ""
    if request.method != "POST" or endpoint in UNWRITTEN or response.status_code >= 400:
        return response
    visit, whom = g.visit, request.form.get("person", "")[:32]
    detail = {"course": visit.context.id} | ({"person": whom} if whom else {})
    with wiring().database.write() as session:
        note_audit(session, visit.person.id, endpoint, _subject(), **detail)
    return response


def _subject() -> str:
    """The row that the address names, as "kind:id"; else the course."""
    for name, value in (request.view_args or {}).items():
        if name.endswith("_id"):
            return f"{name.removesuffix('_id')}:{value}"
    return f"context:{g.visit.context.id}"
