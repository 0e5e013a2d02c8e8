"""One learner's account for instructors: each skill with the evidence behind its figure, and what
else is known of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import NotFoundError
from lti_tool.models import Membership, OutsideEvidence, Person
from lti_tool.services.disagreements import Voice, list_voices
from lti_tool.services.learner_facts import LearnerFacts, read_facts
from lti_tool.services.skill_accounts import SkillAccount, list_grades, read_accounts


@dataclass(frozen=True, slots=True)
class LearnerAccount:
    """`untied` are grades that speak of no skill; `voices` are where the learner disagrees."""

    person: Person
    membership: Membership
    skills: tuple[SkillAccount, ...]
    untied: tuple[OutsideEvidence, ...]
    voices: tuple[Voice, ...]
    facts: LearnerFacts


def read_learner(
    session: Session, context_id: str, person_id: str, now: datetime
) -> LearnerAccount:
    """Raises `NotFoundError`, for instructors of the course too: they are in no analytics."""
    found = session.execute(
        select(Person, Membership)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.context_id == context_id,
            Membership.person_id == person_id,
            Membership.ever_instructor.is_(False),
        )
    ).one_or_none()
    if found is None:
        raise NotFoundError
    grades = list_grades(session, context_id, person_id)
    return LearnerAccount(
        person=found.Person,
        membership=found.Membership,
        skills=tuple(read_accounts(session, context_id, person_id, now)),
        untied=tuple(grade for grade in grades if not grade.skill_ids),
        voices=tuple(list_voices(session, context_id, now, person_id)),
        facts=read_facts(session, context_id, person_id),
    )
