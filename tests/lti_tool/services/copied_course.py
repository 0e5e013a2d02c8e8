"""A course with everything in it, learners' work included, and its copy on the platform."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from generators.exercise.content import Citation
from lti_tool.db import Database, Row, utcnow
from lti_tool.models import (
    Allowance,
    Attempt,
    Context,
    Disagreement,
    Exercise,
    ExerciseReport,
    Membership,
    Passage,
    Person,
    Practice,
    Registration,
    ResourceLink,
    Role,
    SelfReport,
    SelfReportSum,
    Showing,
    Skill,
    SkillPrerequisite,
    Source,
    SourceState,
    Wish,
)
from lti_tool.services.uploads import source_path
from tests.lti_tool.factories import (
    make_choice,
    make_course,
    make_exercise,
    make_person,
    make_practice,
    make_resource_link,
    make_score,
    make_skill,
    store,
)

SECRET = "Zofia Kowalska"


@dataclass
class Copied:
    """`link` is the copied activity in `here`; `teacher` instructs `here` only."""

    there: Context
    here: Context
    practice: Practice
    other: Practice
    exercise: Exercise
    passage: Passage
    source: Source
    learner: Person
    link: ResourceLink
    teacher: Person


def make_copied(database: Database, uploads: Path, **values: Any) -> Copied:
    with database.write() as session:
        return _make(session, uploads, **values)


def _make(session: Session, uploads: Path, history: str | None = None) -> Copied:
    there = make_course(session)
    registration = session.get_one(Registration, there.registration_id)
    skill = make_skill(session, there, "Speed", position=1)
    second = make_skill(session, there, "Acceleration", position=2)
    store(session, SkillPrerequisite(skill_id=second.id, requires_id=skill.id))
    source, passage = _make_source(session, uploads, there)
    quote = Citation(passage=passage.id, quote="distance over time")
    exercise = make_exercise(session, there, make_choice(citations=(quote,)), skill=skill)
    practice = make_practice(
        session, there, title="Speed", skill_ids=[skill.id], goal=7, opens_at=utcnow()
    )
    other = make_practice(session, there, title="All")
    learner = _let_learn(session, there, practice, exercise, skill)
    here = make_course(
        session,
        registration,
        deployment_id=there.deployment_id,
        history=f"99,{there.lti_id}" if history is None else history,
    )
    link = make_resource_link(session, here)
    link.named_practice = practice.id
    teacher = make_person(session, here, Role.INSTRUCTOR)
    return Copied(there, here, practice, other, exercise, passage, source, learner, link, teacher)


def _make_source(session: Session, uploads: Path, course: Context) -> tuple[Source, Passage]:
    source = Source(
        context_id=course.id,
        filename="motion.pdf",
        media_type="application/pdf",
        size=4,
        sha256="a" * 64,
        state=SourceState.READY,
        language="en",
        position=1,
        skills_proposed=True,
    )
    store(session, source)
    passage = Passage(
        context_id=course.id,
        source_id=source.id,
        ordinal=0,
        page=3,
        language="en",
        text="Speed is distance over time.",
    )
    store(session, passage)
    source.marks = [{"passage": passage.id, "marks": ["odd"]}]
    path = source_path(uploads, course.id, source.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"%PDF")
    return source, passage


def _let_learn(
    session: Session, course: Context, practice: Practice, exercise: Exercise, skill: Skill
) -> Person:
    """One row of each kind that a learner leaves behind, each with the learner's words."""
    learner = make_person(
        session, course, name=SECRET, email="zofia@school.example", subject="subject-of-zofia"
    )
    showing = Showing(
        practice_id=practice.id,
        person_id=learner.id,
        exercise_id=exercise.id,
        version=1,
        seed=1,
        skill_id=skill.id,
        reason="weak",
    )
    store(session, showing)
    attempt = Attempt(
        context_id=course.id,
        practice_id=practice.id,
        showing_id=showing.id,
        person_id=learner.id,
        exercise_id=exercise.id,
        version=1,
        number=1,
        token="token",
        answer={"option": "a", "words": SECRET},
        fraction=0.0,
        correct=False,
    )
    rows: list[Row] = [
        attempt,
        ExerciseReport(exercise_id=exercise.id, version=1, person_id=learner.id, note=SECRET),
        Allowance(practice_id=practice.id, person_id=learner.id, extra_tries=2),
        Wish(context_id=course.id, skill_id=skill.id, count=3),
        Disagreement(context_id=course.id, person_id=learner.id, skill_id=skill.id, words=SECRET),
        SelfReport(context_id=course.id, person_id=learner.id, week="2026-08-31", effort=5),
        SelfReportSum(context_id=course.id, week="2026-08-24", shares={"effort": ["most"]}),
    ]
    store(session, *rows)
    make_score(session, course, practice, learner)
    return learner


def instruct(database: Database, course: Context, person: Person, **values: Any) -> None:
    """Let somebody who is known already belong to another course too."""
    with database.write() as session:
        fields = {"role": Role.INSTRUCTOR, "launch_role": Role.INSTRUCTOR, **values}
        store(session, Membership(context_id=course.id, person_id=person.id, **fields))
