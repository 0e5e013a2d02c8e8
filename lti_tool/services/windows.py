"""When a learner may answer in a practice, and how often: its times and their own allowance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import ConflictError
from lti_tool.models import Allowance, Practice


class PracticeNotOpenError(ConflictError):
    code = "practice_not_open"
    message = "This practice is not open yet. Come back at its opening time."


class PracticeClosedError(ConflictError):
    code = "practice_closed"
    message = (
        "This practice has closed: no more answers are taken. Ask your instructor if you need "
        "more time."
    )


class WindowState(StrEnum):
    NOT_OPEN = "not_open"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Window:
    """`tries` of one exercise, None: as many as wanted. `extended`: the times are their own."""

    opens_at: datetime | None
    closes_at: datetime | None
    tries: int | None
    extended: bool = False

    def state(self, now: datetime) -> WindowState:
        if self.opens_at and now < self.opens_at:
            return WindowState.NOT_OPEN
        if self.closes_at and now >= self.closes_at:
            return WindowState.CLOSED
        return WindowState.OPEN

    def tries_left(self, used: int) -> int | None:
        return None if self.tries is None else max(0, self.tries - used)


def read_window(session: Session, practice: Practice, person_id: str) -> Window:
    allowance = find_allowance(session, practice.id, person_id)
    extra = allowance.extra_tries if allowance else 0
    own = allowance.closes_at if allowance else None
    return Window(
        opens_at=practice.opens_at,
        closes_at=own or practice.closes_at,
        tries=practice.tries + extra if practice.tries else None,
        extended=own is not None,
    )


def require_open(window: Window, now: datetime) -> None:
    match window.state(now):
        case WindowState.NOT_OPEN:
            raise PracticeNotOpenError
        case WindowState.CLOSED:
            raise PracticeClosedError
        case WindowState.OPEN:
            return


def find_allowance(session: Session, practice_id: str, person_id: str) -> Allowance | None:
    return session.scalar(
        select(Allowance).where(
            Allowance.practice_id == practice_id, Allowance.person_id == person_id
        )
    )
