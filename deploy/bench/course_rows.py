"""Rows of a course as benches need them: people and exercises."""

from __future__ import annotations

from sqlalchemy.orm import Session

from generators.exercise.content import MultipleChoice
from lti_tool.models import (
    Context,
    Exercise,
    ExerciseVersion,
    Membership,
    Person,
    Practice,
    Role,
    Skill,
)


def add_person(session: Session, practice: Practice, subject: str, name: str, role: Role) -> str:
    """The id of one who belongs to the practice's course."""
    context = session.get_one(Context, practice.context_id)
    person = Person(registration_id=context.registration_id, subject=subject, name=name)
    session.add(person)
    session.flush()
    session.add(
        Membership(
            context_id=context.id,
            person_id=person.id,
            role=role,
            launch_role=role,
            ever_instructor=role is Role.INSTRUCTOR,
        )
    )
    return person.id


def add_exercise(session: Session, skill: Skill, content: MultipleChoice) -> str:
    """The id of a published exercise."""
    exercise = Exercise(
        context_id=skill.context_id,
        skill_id=skill.id,
        kind=content.kind,
        language=content.language,
        bloom="understand",
    )
    session.add(exercise)
    session.flush()
    session.add(
        ExerciseVersion(exercise_id=exercise.id, number=1, content=content.model_dump(mode="json"))
    )
    session.flush()
    return exercise.id
