"""Wishes: skills for which learners found nothing published to practise."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import Skill, Wish


def record_wish(session: Session, context_id: str, skill_id: str) -> None:
    """One more learner lacked an exercise of this skill; a wish that was met opens again."""
    # The skill's row is the lock under which the one wish of a skill is made.
    session.get_one(Skill, skill_id, with_for_update=True)
    wish = session.scalar(
        select(Wish).where(Wish.context_id == context_id, Wish.skill_id == skill_id)
    )
    if wish is None:
        session.add(Wish(context_id=context_id, skill_id=skill_id, count=1))
    else:
        wish.count += 1
        if not wish.open:
            wish.open, wish.request_id = True, None
    session.flush()
