"""Courses whose learners answered a quiz of the platform, for tests of the fitted model."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from analytics.elo import squash
from analytics.types import Source
from lti_tool.db import utcnow
from lti_tool.models import Context, OutsideEvidence
from tests.lti_tool.factories import make_person, make_skill

QUESTIONS = 12


def add_answers(
    session: Session, context: Context, learners: int, now: datetime | None = None
) -> list[str]:
    """One answer of each learner to each question, over the last hours; ids of two skills."""
    random = Random(f"{learners}")
    skills = [make_skill(session, context, name).id for name in ("Speed", "Force")]
    now = now or utcnow()
    for _ in range(learners):
        person, ability = make_person(session, context), random.gauss(0.5, 1.0)
        session.add_all(
            OutsideEvidence(
                context_id=context.id,
                person_id=person.id,
                source=Source.QUIZ_ATTEMPT,
                external_id=f"question-{at}",
                activity="quiz:1",
                skill_ids=[skills[at % 2]],
                score=float(random.random() < squash(ability + (5.5 - at) / 3)),
                seen_at=now - timedelta(minutes=60 * (QUESTIONS - at)),
            )
            for at in range(QUESTIONS)
        )
    session.flush()
    return skills
