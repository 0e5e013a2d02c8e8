"""What learners have of a worksheet that was given: only reads."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.models import Giving, Worksheet, WorksheetState


def list_having(session: Session, row: Worksheet, people: list[str]) -> set[str]:
    """By an earlier giving that was taken back after they had begun."""
    query = (
        select(Worksheet.person_id)
        .join(Giving, Giving.id == Worksheet.giving_id)
        .where(
            Giving.worksheet_id == row.id,
            Worksheet.state != WorksheetState.DROPPED,
            Worksheet.person_id.in_(people),
        )
    )
    return {person for person in session.scalars(query) if person}


def count_copies(session: Session, giving_id: str, *states: WorksheetState) -> int:
    """The learners' worksheets in these states."""
    query = select(func.count()).where(
        Worksheet.giving_id == giving_id, Worksheet.state.in_(states)
    )
    return session.scalar(query) or 0


def count_having(session: Session, worksheet_id: str) -> int:
    """Learners who have it by any giving and did not end it."""
    query = (
        select(func.count(Worksheet.person_id.distinct()))
        .join(Giving, Giving.id == Worksheet.giving_id)
        .where(
            Giving.worksheet_id == worksheet_id,
            Worksheet.state.in_((WorksheetState.PLANNED, WorksheetState.WORKING)),
        )
    )
    return session.scalar(query) or 0


def count_keepers(session: Session, giving: Giving) -> int:
    """Learners who have it by an earlier giving: they had begun when that was taken back."""
    query = (
        select(func.count(Worksheet.person_id.distinct()))
        .join(Giving, Giving.id == Worksheet.giving_id)
        .where(
            Giving.worksheet_id == giving.worksheet_id,
            Giving.id != giving.id,
            Worksheet.state != WorksheetState.DROPPED,
        )
    )
    return session.scalar(query) or 0
