"""What is typed and not sent yet, so that a visit that ends takes nothing along.

A browser may refuse a frame all storage of its own, so the row is the only place that outlives the
page in every browser. It goes with the attempt that is made of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.errors import ConflictError, TooLargeError
from lti_tool.models import Showing, TypedAnswer
from lti_tool.services.showings import list_attempts, lock_showing

MOST_CHARACTERS = 80_000  # of all fields together: six open answers, as a case may have them


class TypedTooLongError(TooLargeError):
    code = "typed_too_long"
    message = "This is more than an answer may hold. Shorten it before you send it."


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, and which state of it this is; both empty where nothing was."""

    fields: dict[str, str] = field(default_factory=dict)
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Writer:
    """The form that is typed into, and the `Typed.seen` that it was made from."""

    form: str = ""
    seen: str = ""


class TypedElsewhereError(ConflictError):
    """`other` is what another form kept since."""

    code = "typed_elsewhere"
    message = "In another tab you typed another answer to this exercise, and that one is kept."

    def __init__(self, other: Typed) -> None:
        super().__init__()
        self.other = other


def keep_typed(
    session: Session,
    showing: Showing,
    number: int,
    fields: Mapping[str, str],
    writer: Writer | None,
    now: datetime,
) -> bool:
    """In place of what was typed before; what another form than the `writer` kept since stays,
    unless there is no writer: the learner sent it. False where the try after `number` attempts was
    sent or the showing closed meanwhile: nothing is kept then.

    Raises `TypedTooLongError`, `TypedElsewhereError`.
    """
    if len(json.dumps(dict(fields), ensure_ascii=False)) > MOST_CHARACTERS:
        raise TypedTooLongError
    lock_showing(session, showing)
    if showing.closed_at is not None or len(list_attempts(session, showing.id)) != number:
        return False
    row = _find(session, showing.id)
    if row is None:
        row = TypedAnswer(showing_id=showing.id, person_id=showing.person_id)
    elif writer is not None and row.number == number:
        _check_writer(row, writer, fields)
    row.number, row.fields, row.typed_at = number, dict(fields), now
    row.writer = writer.form if writer else ""
    session.add(row)
    session.flush()
    return True


def _check_writer(row: TypedAnswer, writer: Writer, fields: Mapping[str, str]) -> None:
    kept = _show(row)
    if writer.form != row.writer and writer.seen != kept.seen and dict(fields) != kept.fields:
        raise TypedElsewhereError(kept)


def read_typed(session: Session, showing_id: str, number: int) -> Typed:
    """For the try after `number` attempts."""
    row = _find(session, showing_id)
    return _show(row) if row is not None and row.number == number else Typed()


def _show(row: TypedAnswer) -> Typed:
    return Typed(dict(row.fields), row.typed_at.isoformat())


def forget_typed(session: Session, showing_id: str) -> None:
    session.execute(delete(TypedAnswer).where(TypedAnswer.showing_id == showing_id))


def _find(session: Session, showing_id: str) -> TypedAnswer | None:
    return session.scalar(select(TypedAnswer).where(TypedAnswer.showing_id == showing_id))
