"""The tool's rows of a demo learner, for the figures of the report."""

from __future__ import annotations

from sqlalchemy import select

from deploy.demo.walk.setting import FIRST_LEARNER_ID, Place, Setting
from lti_tool.db import utcnow
from lti_tool.models import Context, Person, Skill
from lti_tool.services.profiles import read_profile


def find_person(setting: Setting, place: Place, number: int) -> tuple[str, str]:
    """Ids of the person and of the context."""
    subject = str(FIRST_LEARNER_ID + number - 1)
    with setting.running.database.read() as session:
        person = session.scalars(select(Person.id).where(Person.subject == subject)).one()
        query = select(Context.id).where(Context.lti_id == str(place.course_id))
        return person, session.scalars(query).one()


def mastery_of(setting: Setting, context_id: str, person_id: str) -> dict[str, float]:
    """By name of skill; only skills of which anything is known."""
    with setting.running.database.read() as session:
        profile = read_profile(session, context_id, person_id, utcnow())
        names = dict(session.execute(select(Skill.id, Skill.name)).tuples().all())
    return {
        names[skill]: round(mastery.mean, 4)
        for skill, mastery in profile.mastery.items()
        if mastery.answers and skill in names
    }
