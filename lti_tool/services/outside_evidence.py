"""What the platform knows of learners, kept as evidence; and which skills it speaks of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analytics.types import Source
from lti_tool.errors import NotFoundError
from lti_tool.models import Context, CourseActivity, Membership, OutsideEvidence, Person
from lti_tool.services.rows import delete_rows
from lti_tool.services.skill_matching import SkillWords, propose_skills
from lti_tool.services.skills import list_kept_skills

ROUNDED = 1e-4  # of a share: what a grade moves by when its activity gets another maximum
FEW = 500  # people whom a query names; of more, it takes all of the course


@dataclass(frozen=True, slots=True)
class OutsideGrade:
    """`share` in [0, 1]; `skill_ids` where they are known, else the title proposes them.

    `activity` is "module:instance" where the platform names one.
    """

    external_id: str
    subject: str
    title: str
    share: float
    seen_at: datetime | None
    skill_ids: tuple[str, ...] | None = None
    activity: str = ""


class Tie(NamedTuple):
    """What an activity speaks of, and whether an instructor chose that."""

    skill_ids: tuple[str, ...]
    mapped: bool


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity that grades came from. `mapped`: an instructor decided what it is about.

    `questions` are those of a quiz; a learner's answers to them count instead of the quiz's grade.
    """

    source: str
    external_id: str
    title: str
    skill_ids: tuple[str, ...]
    mapped: bool
    learners: int
    name: str = ""
    questions: tuple[Activity, ...] = ()

    @property
    def is_settled(self) -> bool:
        """It counts for a skill, or somebody decided that it does not, or nobody has to."""
        return bool(self.skill_ids) or self.mapped or self.source == Source.COMPLETION.value


def keep_grades(
    session: Session,
    context_id: str,
    source: Source,
    grades: Sequence[OutsideGrade],
    covered: Collection[str],
    now: datetime,
) -> None:
    """Make the rows of `source` agree with `grades`, for the people in `covered` (subjects).

    Whoever is not known here is left out: a person enters by launch or roster only.
    """
    people = find_people(session, context_id, covered)
    skills = SkillChoice(session, context_id, source)
    rows = _find_rows(session, context_id, source, people.values())
    for grade in grades:
        person_id = people.get(grade.subject)
        if person_id is None:
            continue
        row = rows.pop((grade.external_id, person_id), None)
        if row is None:
            row = OutsideEvidence(
                context_id=context_id,
                person_id=person_id,
                source=source.value,
                external_id=grade.external_id,
            )
            session.add(row)
            row.seen_at = min(grade.seen_at or now, now)  # no clock of theirs moves ours ahead
        elif abs(row.score - grade.share) > ROUNDED:
            row.seen_at = min(grade.seen_at or now, now)
        row.title, row.score, row.activity = grade.title, grade.share, grade.activity
        row.skill_ids, row.mapped = _choose_skills(skills, grade)
    delete_rows(session, OutsideEvidence, [row.id for row in rows.values()])
    session.flush()


def find_people(session: Session, context_id: str, subjects: Collection[str]) -> dict[str, str]:
    query = (
        select(Person.subject, Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.context_id == context_id)
    )
    if len(subjects) <= FEW:
        query = query.where(Person.subject.in_(subjects))
    found = {row.subject: row.id for row in session.execute(query)}
    return {subject: found[subject] for subject in subjects if subject in found}


def _find_rows(
    session: Session, context_id: str, source: Source, people: Iterable[str]
) -> dict[tuple[str, str], OutsideEvidence]:
    wanted = set(people)
    query = select(OutsideEvidence).where(
        OutsideEvidence.context_id == context_id, OutsideEvidence.source == source.value
    )
    if len(wanted) <= FEW:
        query = query.where(OutsideEvidence.person_id.in_(wanted))
    rows = [row for row in session.scalars(query) if row.person_id in wanted]
    return {(row.external_id, row.person_id): row for row in rows}


class SkillChoice:
    """An instructor's choice for an activity goes before what its grade or title says."""

    def __init__(self, session: Session, context_id: str, source: Source) -> None:
        self.words = list_skill_words(session, context_id)
        one_each = (
            select(func.min(OutsideEvidence.id))
            .where(
                OutsideEvidence.context_id == context_id,
                OutsideEvidence.source == source.value,
                OutsideEvidence.mapped,
            )
            .group_by(OutsideEvidence.external_id)
        )
        query = select(OutsideEvidence.external_id, OutsideEvidence.skill_ids).where(
            OutsideEvidence.id.in_(one_each)
        )
        activities = select(CourseActivity).where(CourseActivity.context_id == context_id)
        self.sections = {row.activity: row.section for row in session.scalars(activities)}
        self.chosen = {row.external_id: list(row.skill_ids) for row in session.execute(query)}

    def choose(self, external_id: str, *titles: str) -> tuple[list[str], bool]:
        """The skills and whether somebody chose them; the first title that proposes any counts."""
        if external_id in self.chosen:
            return self.chosen[external_id], True
        proposals = (propose_skills(title, self.words) for title in titles)
        return next(filter(None, proposals), []), False


def _choose_skills(skills: SkillChoice, grade: OutsideGrade) -> tuple[list[str], bool]:
    if grade.skill_ids is not None and grade.external_id not in skills.chosen:
        return list(grade.skill_ids), False
    return skills.choose(grade.external_id, grade.title, skills.sections.get(grade.activity, ""))


def list_skill_words(session: Session, context_id: str) -> list[SkillWords]:
    skills = list_kept_skills(session, context_id)
    return [SkillWords(skill.id, skill.name, tuple(skill.terms)) for skill in skills]


def list_activities(session: Session, context_id: str) -> list[Activity]:
    """Activities of the gradebook that grades were read from, unmapped ones without skill first;
    the questions of a quiz stand below it.

    Our own practices are left out: they carry their skills themselves.
    """
    query = select(OutsideEvidence).where(
        OutsideEvidence.context_id == context_id,
        OutsideEvidence.source != Source.AGS_RESULT.value,
    )
    found: dict[tuple[str, str], list[OutsideEvidence]] = {}
    for row in session.scalars(query.order_by(OutsideEvidence.created_at)):
        found.setdefault((row.source, row.external_id), []).append(row)
    activities = [
        Activity(source, external_id, rows[-1].title, tuple(rows[-1].skill_ids), rows[-1].mapped,
                 len({row.person_id for row in rows}), rows[-1].activity)
        for (source, external_id), rows in found.items()
    ]  # fmt: skip
    return _sort(_nest(activities))


def _nest(activities: Sequence[Activity]) -> list[Activity]:
    """Questions whose quiz has no grade stand for themselves; an activity that has answers or a
    grade is not listed as something to complete."""
    graded = {one.name for one in activities if one.source != Source.COMPLETION.value}
    activities = [
        one for one in activities if one.source != Source.COMPLETION.value or one.name not in graded
    ]
    questions: dict[str, list[Activity]] = {}
    for one in activities:
        if one.source == Source.QUIZ_ATTEMPT.value:
            questions.setdefault(one.name, []).append(one)
    others = [one for one in activities if one.source != Source.QUIZ_ATTEMPT.value]
    nested = [replace(one, questions=tuple(_sort(questions.pop(one.name, [])))) for one in others]
    return nested + [one for left in questions.values() for one in left]


def _sort(activities: Sequence[Activity]) -> list[Activity]:
    return sorted(activities, key=lambda one: (one.is_settled, one.title))


def map_activity(
    session: Session,
    context_id: str,
    source: str,
    external_id: str,
    skill_ids: Collection[str],
    *,
    mapped: bool = True,
) -> Tie:
    """What all grades of this activity speak of, from now on; what they spoke of before, to undo
    it. Not `mapped`: as the tool proposed it. Raises `NotFoundError`."""
    known = [skill.id for skill in list_kept_skills(session, context_id)]
    if not set(skill_ids) <= set(known):
        raise NotFoundError
    session.get_one(Context, context_id, with_for_update=True)
    rows = session.scalars(
        select(OutsideEvidence).where(
            OutsideEvidence.context_id == context_id,
            OutsideEvidence.source == source,
            OutsideEvidence.external_id == external_id,
        )
    ).all()
    if not rows:
        raise NotFoundError
    before = Tie(tuple(rows[0].skill_ids), rows[0].mapped)
    for row in rows:
        row.skill_ids = [skill_id for skill_id in known if skill_id in skill_ids]
        row.mapped = mapped
    return before


def count_unmapped(session: Session, context_id: str) -> int:
    """Activities whose grades say nothing about any skill, and nobody has decided so."""
    found = list_activities(session, context_id)
    return sum(not one.is_settled for quiz in found for one in (quiz, *quiz.questions))
