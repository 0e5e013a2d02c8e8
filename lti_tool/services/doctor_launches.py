"""What the launches of the last day say: who came, by which proof of the browser, and by which
address of the tool."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from lti_tool.models import Context, LaunchSession, Refusal, Registration
from lti_tool.services.logins import Rung
from lti_tool.services.registration_checks import Finding

LATELY = timedelta(days=1)
OFTEN = 0.1  # of the launches in a new tab: then something can be done about it


def check_launches(
    session: Session, row: Registration, base_url: str, now: datetime
) -> list[Finding]:
    since = now - LATELY
    rungs = _count_by(session, LaunchSession.rung, row, since)
    refused = session.execute(
        select(Refusal.code, func.count())
        .where(Refusal.registration_id == row.id, Refusal.created_at > since)
        .group_by(Refusal.code)
        .order_by(func.count().desc())
    ).first()
    came = sum(rungs.values())
    if refused:
        code, count = refused
        fields = {"came": str(came), "count": str(count), "code": code}
        findings = [Finding("launches_refused", None, fields)]
    elif not came:
        return [Finding("launches_none", None)]
    else:
        findings = [Finding("launches_came", True, {"came": str(came)})]
    return [*findings, *_check_rungs(rungs), *_check_addresses(session, row, base_url, since)]


def _check_rungs(rungs: dict[str, int]) -> list[Finding]:
    """How the browsers of the last day were bound to their logins: services.logins.Rung."""
    cookies = rungs.get(Rung.PARTITIONED, 0) + rungs.get(Rung.UNPARTITIONED, 0)
    storage, new_tab = rungs.get(Rung.STORAGE, 0), rungs.get(Rung.NEW_TAB, 0)
    known = cookies + storage + new_tab
    if not known:
        return []
    fields = {"cookies": str(cookies), "storage": str(storage), "new_tab": str(new_tab)}
    often = new_tab > OFTEN * known
    return [Finding("rungs_new_tab" if often else "rungs_fine", None if often else True, fields)]


def _check_addresses(
    session: Session, row: Registration, base_url: str, since: datetime
) -> list[Finding]:
    """Where a proxy does not hand on scheme and host, launches come by another address than the
    public one."""
    seen = _count_by(session, LaunchSession.came_as, row, since)
    wrong = [(count, url) for url, count in seen.items() if url and url != base_url]
    if wrong:
        count, url = max(wrong)
        fields = {"seen": url, "count": str(count), "url": base_url}
        return [Finding("launches_elsewhere", False, fields)]
    return [Finding("launches_by_address", True, {"url": base_url})] if base_url in seen else []


def _count_by(
    session: Session, column: InstrumentedAttribute[Any], row: Registration, since: datetime
) -> dict[str, int]:
    query: Select[Any] = (
        select(column, func.count())
        .join(Context, Context.id == LaunchSession.context_id)
        .where(Context.registration_id == row.id, LaunchSession.created_at > since)
        .group_by(column)
    )
    return {value or "": count for value, count in session.execute(query)}
