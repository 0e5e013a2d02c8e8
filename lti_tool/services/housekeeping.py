"""What has to be done without anybody asking: end what is over, take away what has expired."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from lti_tool.models import AdminSession, LoginState
from lti_tool.services.key_rotation import drop_retired_keys
from lti_tool.services.practice_scores import close_practices
from lti_tool.services.refusals import purge_refusals
from lti_tool.services.retention import SWEEPER, is_due, run_retention
from lti_tool.services.self_report_sums import close_weeks
from lti_tool.services.worker_beats import forget_old_beats


def keep_house(session: Session, now: datetime) -> None:
    """Scores that it moves wait in the outbox, where the sweeper finds them."""
    purge_expired(session, now)
    close_practices(session, now)
    close_weeks(session, now)
    if is_due(session, now):
        run_retention(session, now, SWEEPER)


def purge_expired(session: Session, now: datetime) -> None:
    session.execute(delete(LoginState).where(LoginState.expires_at < now))
    session.execute(delete(AdminSession).where(AdminSession.expires_at < now))
    purge_refusals(session, now)
    drop_retired_keys(session, now)
    forget_old_beats(session, now)
