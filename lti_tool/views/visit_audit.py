"""In the audit: what an instructor changed in a course, once the change was accepted.

It is written here, in the transaction of the view, so that no view can forget it: every post
counts but those below. Publishing, changing and withdrawing exercises is written by
services.exercises, exercise by exercise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, g, has_request_context, request
from sqlalchemy.orm import Session

from lti_tool.services.audit import note_audit
from lti_tool.views.wiring import wiring

IN_SERVICES = frozenset(
    {
        "bank.restore", "bank.withdraw", "bank_edit.save", "bank_map.restore", "bank_map.withdraw",
        "copies.copy", "desk.accept", "desk.accept_clean", "desk.undo",
        "item_figures.restore", "item_figures.withdraw", "my_data.ask", "my_data.export",
        "my_data.keep",
    }
)  # fmt: skip
NOTHING_OF_THE_COURSE = frozenset(
    {
        "class_view.find", "deep_linking.cancel", "disagreements.state", "disagreements.stop",
        "disagreements.test", "disagreements.withdraw", "exercise.answer", "exercise.go_on",
        "exercise.hint", "exercise.report", "exercise.solution", "handover.trade",
        "learn.ask_confidence", "learn.contest", "learn.start", "own_worksheets.ask",
        "own_worksheets.back", "own_worksheets.begin", "own_worksheets.stop", "requests.estimate",
        "self_reports.choose_asking", "self_reports.delete", "self_reports.report",
        "skill_changes.preview_merge", "skill_changes.preview_split", "typed.keep",
        "visit.choose_language",
    }
)  # fmt: skip
UNWRITTEN = IN_SERVICES | NOTHING_OF_THE_COURSE


@dataclass(frozen=True, slots=True)
class Change:
    actor: str
    action: str
    subject: str
    detail: dict[str, str]

    def note(self, session: Session) -> None:
        """Unless the view found meanwhile that nothing is to be changed."""
        if not g.get("change_refused"):
            note_audit(session, self.actor, self.action, self.subject, **self.detail)


def expect_change() -> None:
    """Before the view of a visit."""
    endpoint = request.endpoint or ""
    if request.method != "POST" or endpoint in UNWRITTEN:
        return
    visit = g.visit
    g.change = Change(visit.person.id, endpoint, _subject(), {"course": visit.context.id})


def take_change() -> Callable[[Session], None] | None:
    """For the request's first transaction, which is the view's: the change and its entry are
    committed together, or neither is."""
    change: Change | None = g.pop("change", None) if has_request_context() else None
    if change is None:
        return None
    # Not earlier: whoever may not upload is told so before the file is read.
    if whom := request.form.get("person", "")[:32]:
        change.detail["person"] = whom
    return change.note


def refuse_change() -> None:
    """For a view that answers with an error from within its transaction, having changed nothing."""
    g.change_refused = True


def note_reading(response: Response) -> Response:
    """After the view: what was accepted without a row being written, such as an export."""
    if "change" in g and response.status_code < 400:
        with wiring().database.write():
            pass  # its last word is the entry
    return response


def _subject() -> str:
    """The row that the address names, as "kind:id"; else the course."""
    for name, value in (request.view_args or {}).items():
        if name.endswith("_id"):
            return f"{name.removesuffix('_id')}:{value}"
    return f"context:{g.visit.context.id}"
