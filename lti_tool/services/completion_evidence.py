"""What learners completed as evidence.

That somebody completed an activity moves no figure by itself: most activities are complete when
they were opened or ticked off, there is no such thing as a wrong completion, and evidence that can
only be right would raise everybody who clicks. An instructor who knows that an activity cannot be
completed without the skill says so by tying it to the skill; where the activity has a grade too,
the grade counts instead (`services.evidence`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.types import Source
from lti_tool.models import CourseActivity, ResourceLink
from lti_tool.moodle.completion import Completion
from lti_tool.services.outside_evidence import OutsideGrade, keep_grades


def keep_completion(
    session: Session, context_id: str, found: Mapping[str, Sequence[Completion]], now: datetime
) -> None:
    """Make the rows of these learners (by subject) agree with what was read. Activities of this
    tool are left out: what was done there is known from here."""
    activities = _find_activities(session, context_id)
    grades = [
        OutsideGrade(
            external_id=f"module:{one.module_id}",
            subject=subject,
            title=activities[one.module_id].title,
            share=0.0 if one.failed else 1.0,
            seen_at=one.completed_at,
            activity=activities[one.module_id].activity,
        )
        for subject, many in found.items()
        for one in many
        if one.module_id in activities
    ]
    keep_grades(session, context_id, Source.COMPLETION, grades, found.keys(), now)


def _find_activities(session: Session, context_id: str) -> dict[str, CourseActivity]:
    links = select(ResourceLink.lti_id).where(ResourceLink.context_id == context_id)
    own = {f"lti:{one}" for one in session.scalars(links)}
    query = select(CourseActivity).where(CourseActivity.context_id == context_id)
    return {row.external_id: row for row in session.scalars(query) if row.activity not in own}
