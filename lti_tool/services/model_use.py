"""What courses use of a model server, day by day (UTC): it may cost money."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_tool.model_settings import Budget
from lti_tool.models import ModelUse
from lti_tool.services.rows import find_or_add


def is_spent(session: Session, budget: Budget, context_id: str, day: date) -> bool:
    """A budget may be overdrawn by what was asked at once before it was spent."""
    use = session.scalar(
        select(ModelUse).where(ModelUse.context_id == context_id, ModelUse.day == day.isoformat())
    )
    if use is None:
        return False
    requests_spent = budget.requests and use.requests >= budget.requests
    return bool(requests_spent or (budget.tokens and use.tokens >= budget.tokens))


def note_use(session: Session, context_id: str, day: date, requests: int, tokens: int) -> None:
    none: dict[str, Any] = {"requests": 0, "tokens": 0}
    row = find_or_add(session, ModelUse, none, context_id=context_id, day=day.isoformat())
    session.flush()
    session.execute(
        update(ModelUse)
        .where(ModelUse.id == row.id)
        .values(requests=ModelUse.requests + requests, tokens=ModelUse.tokens + tokens)
        .execution_options(synchronize_session=False)
    )
