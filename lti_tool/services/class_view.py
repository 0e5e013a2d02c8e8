"""The class: who knows what, narrowed and sorted as an instructor asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analytics.types import Mastery
from lti_tool.models import Attempt, Person, Skill
from lti_tool.services.class_people import fits_words, list_learners
from lti_tool.services.profiles import read_class_mastery
from lti_tool.services.score_policy import GATE
from lti_tool.services.skills import list_kept_skills

PAGE = 200
HALF = 0.5  # who gets fewer than this right of average exercises needs practice


@dataclass(frozen=True, slots=True)
class ClassFilter:
    """Empty fields do not narrow. `need` is a skill: only learners who need practice in it.
    `group` is one of the platform's. `sort` is "" (by name), "answers" or a skill; pages count
    from 1."""

    group: str = ""
    words: str = ""
    need: str = ""
    sort: str = ""
    descending: bool = False
    page: int = 1


EVERYBODY = ClassFilter()


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """`mastery` in the order of the course's skills; `answers` given here."""

    person: Person
    mastery: tuple[Mastery, ...]
    answers: int


@dataclass(frozen=True, slots=True)
class ClassView:
    """`learners` are those of the page that was asked for; `all` those of all its pages."""

    skills: tuple[Skill, ...]
    all: tuple[LearnerRow, ...]
    page: int = 1

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.all) // PAGE))

    @property
    def learners(self) -> tuple[LearnerRow, ...]:
        return self.all[PAGE * (self.page - 1) : PAGE * self.page]


@dataclass(frozen=True, slots=True)
class SkillSum:
    """How many learners are known well enough to be judged, and how many need practice."""

    skill: Skill
    judged: int
    needing: int


def needs_practice(mastery: Mastery) -> bool:
    return mastery.enough and not mastery.reaches(GATE) and mastery.mean < HALF


def read_class(
    session: Session, context_id: str, now: datetime, wanted: ClassFilter = EVERYBODY
) -> ClassView:
    """Raises `NotFoundError` for a group that the course does not have."""
    skills = list_kept_skills(session, context_id)
    people = list_learners(session, context_id, wanted.group)
    mastery = read_class_mastery(session, context_id, now, [skill.id for skill in skills])
    answers = _count_answers(session, context_id)
    rows = [
        LearnerRow(person, mastery[person.id], answers.get(person.id, 0))
        for person in people
        if fits_words(person.id, person.name, wanted.words)
    ]
    places = {skill.id: place for place, skill in enumerate(skills)}
    if (place := places.get(wanted.need)) is not None:
        rows = [row for row in rows if needs_practice(row.mastery[place])]
    view = ClassView(tuple(skills), tuple(_sort(rows, wanted, places)))
    return replace(view, page=min(wanted.page, view.pages))


def sum_up(view: ClassView) -> list[SkillSum]:
    """One a skill, in course order, of the learners of all pages."""
    sums = []
    for place, skill in enumerate(view.skills):
        known = [row.mastery[place] for row in view.all if row.mastery[place].enough]
        sums.append(SkillSum(skill, len(known), sum(map(needs_practice, known))))
    return sums


def _sort(
    rows: list[LearnerRow], wanted: ClassFilter, places: dict[str, int]
) -> Sequence[LearnerRow]:
    """What is not known well enough comes last in either direction."""
    turn = -1 if wanted.descending else 1
    if wanted.sort == "answers":
        return sorted(rows, key=lambda row: turn * row.answers)
    if (place := places.get(wanted.sort)) is not None:
        return sorted(
            rows, key=lambda row: (not row.mastery[place].enough, turn * row.mastery[place].mean)
        )
    return rows[::turn]


def _count_answers(session: Session, context_id: str) -> dict[str, int]:
    query = (
        select(Attempt.person_id, func.count(Attempt.id).label("answers"))
        .where(Attempt.context_id == context_id)
        .group_by(Attempt.person_id)
    )
    return {row.person_id: row.answers for row in session.execute(query)}
