"""How jobs came out, counted in rows, so that workers on any machine count together."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from lti_tool.models import JobTally
from lti_tool.services.rows import find_or_add


def note_job(session: Session, job: str, outcome: str, seconds: float) -> None:
    row = find_or_add(session, JobTally, {"runs": 0, "seconds": 0.0}, job=job, outcome=outcome)
    session.flush()
    session.execute(
        update(JobTally)
        .where(JobTally.id == row.id)
        .values(runs=JobTally.runs + 1, seconds=JobTally.seconds + seconds)
        .execution_options(synchronize_session=False)
    )
