"""Who needs what: the skills in which chosen learners need practice, and what there is for them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lti_tool.models import Person, Practice, Skill
from lti_tool.services.class_view import ClassView, LearnerRow, needs_practice
from lti_tool.services.practices import list_practices
from lti_tool.services.request_options import read_options


@dataclass(frozen=True, slots=True)
class Need:
    """`learners` need practice in the skill; of `judged` chosen ones it is known. `published`
    exercises and `practices` are there for it."""

    skill: Skill
    learners: tuple[Person, ...]
    judged: int
    published: int
    practices: tuple[Practice, ...]


@dataclass(frozen=True, slots=True)
class Help:
    """`needs` of most learners first, empty where nobody is known to need practice."""

    people: tuple[Person, ...]
    needs: tuple[Need, ...]


def find_help(
    session: Session, context_id: str, view: ClassView, chosen: Collection[str], skill_id: str
) -> Help:
    """For the chosen learners, of all skills. Where nobody is chosen, for those who need
    practice in the skill, and of it alone."""
    if chosen:
        rows = [row for row in view.all if row.person.id in chosen]
        skills: Sequence[Skill] = view.skills
    else:
        skills = [skill for skill in view.skills if skill.id == skill_id]
        rows = [row for row in view.all if any(_needs(view, row, skill) for skill in skills)]
    published = read_options(session, context_id).published
    practices = list_practices(session, context_id)
    needs = [
        Need(
            skill,
            tuple(row.person for row in rows if _needs(view, row, skill)),
            sum(row.mastery[view.skills.index(skill)].enough for row in rows),
            published.get(skill.id, 0),
            tuple(one for one in practices if not one.skill_ids or skill.id in one.skill_ids),
        )
        for skill in skills
    ]
    found = sorted((need for need in needs if need.learners), key=lambda need: -len(need.learners))
    return Help(tuple(row.person for row in rows), tuple(found))


def _needs(view: ClassView, row: LearnerRow, skill: Skill) -> bool:
    return needs_practice(row.mastery[view.skills.index(skill)])
