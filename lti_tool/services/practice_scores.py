"""The scores of a whole practice: when its settings change, and when it closes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.models import (
    Allowance,
    Attempt,
    Membership,
    Practice,
    ResourceLink,
    Score,
)
from lti_tool.services.practices import PracticeForm, change_practice
from lti_tool.services.score_policy import ActivityProgress
from lti_tool.services.score_preview import ScoreMove, preview_scores
from lti_tool.services.scores import update_scores


def preview_change(
    session: Session, context_id: str, practice_id: str, form: PracticeForm, now: datetime
) -> list[ScoreMove]:
    """The scores that these settings would move. `session` must be one that may write.

    Raises what `change_practice` raises.
    """

    def change() -> None:
        change_practice(session, context_id, practice_id, form)

    return preview_scores(session, list_standings(session, context_id, practice_id), change, now)


def change_and_rescore(
    session: Session, context_id: str, practice_id: str, form: PracticeForm, now: datetime
) -> set[str]:
    """The registrations whose scores moved. Raises what `change_practice` raises."""
    change_practice(session, context_id, practice_id, form)
    return update_scores(session, list_standings(session, context_id, practice_id), now)


def close_practices(session: Session, now: datetime) -> set[str]:
    """Complete the scores of learners whose time has ended; the registrations that they go to.

    A second run finds nothing: it looks for scores that do not say so yet.
    """
    query = (
        select(Practice.id, Score.person_id)
        .join(Score, Score.practice_id == Practice.id)
        .join(
            ResourceLink,
            (ResourceLink.line_item_id == Score.line_item_id)
            & (ResourceLink.practice_id == Practice.id),
        )
        .join(
            Membership,
            (Membership.context_id == Practice.context_id)
            & (Membership.person_id == Score.person_id),
        )
        .outerjoin(
            Allowance,
            (Allowance.practice_id == Practice.id) & (Allowance.person_id == Score.person_id),
        )
        .where(
            Score.activity_progress != ActivityProgress.COMPLETED.value,
            func.coalesce(Allowance.closes_at, Practice.closes_at) <= now,
            Membership.ever_instructor.is_(False),
        )
    )
    return update_scores(session, session.execute(query).tuples(), now)


def list_standings(session: Session, context_id: str, practice_id: str) -> list[tuple[str, str]]:
    """(practice id, person id) of the learners who have answered."""
    query = (
        select(Attempt.practice_id, Attempt.person_id)
        .join(
            Membership,
            (Membership.context_id == Attempt.context_id)
            & (Membership.person_id == Attempt.person_id),
        )
        .where(
            Attempt.context_id == context_id,
            Attempt.practice_id == practice_id,
            Membership.ever_instructor.is_(False),
        )
        .distinct()
    )
    return [(practice, person) for practice, person in session.execute(query)]
