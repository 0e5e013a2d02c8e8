"""A large class that has practised: rows on SQLite, and the visit of its instructor."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from deploy.bench.course_rows import add_exercise, add_person
from deploy.bench.platform import BenchPlatform
from generators.exercise.content import Language, MultipleChoice, Option
from lti_tool.db import Database, new_id, utcnow
from lti_tool.models import (
    Attempt,
    Context,
    LaunchSession,
    Practice,
    Role,
    Showing,
    Skill,
    SkillState,
)

EXERCISES = 5  # a skill
SPREAD = timedelta(days=60)
BATCH = 5_000
CHOSEN = ("b", "c", "d")


def sow_class(
    database: Database, learners: int, skills: int, answers: int, seed: int
) -> LaunchSession:
    """`answers` of each learner, to exercises drawn at random; a visit of the instructor."""
    platform = BenchPlatform("https://tool.invalid")
    platform.sow(database)
    with database.write() as session:
        practice = session.get_one(Practice, platform.practice_id)
        exercises = [one for n in range(skills) for one in _add_skill(session, practice, n)]
        people = [
            add_person(session, practice, str(n), f"Ada {n:04} Smith", Role.LEARNER)
            for n in range(learners)
        ]
        teacher = add_person(session, practice, "teacher", "Ms Example", Role.INSTRUCTOR)
        _add_answers(session, practice, exercises, people, answers, Random(seed))
        visit = LaunchSession(
            person_id=teacher,
            context_id=practice.context_id,
            deployment_id=session.get_one(Context, practice.context_id).deployment_id,
            message="resource_link",
            secret_hash="0" * 64,
            locale="en",
            seen_at=utcnow(),
        )
        session.add(visit)
    return visit


def _add_skill(session: Session, practice: Practice, number: int) -> Iterator[tuple[str, str]]:
    """Ids of its exercises, each with that of the skill."""
    skill = Skill(
        context_id=practice.context_id,
        name=f"Skill {number}",
        position=number,
        state=SkillState.KEPT,
    )
    session.add(skill)
    session.flush()
    for place in range(EXERCISES):
        content = MultipleChoice(
            stem=f"Question {place} of skill {number}?",
            language=Language.EN,
            options=(
                Option(text="The right answer", correct=True),
                Option(text="A tempting answer", misconception=f"Misconception {place % 2}"),
                Option(text="Another answer"),
                Option(text="A third answer"),
            ),
        )
        yield add_exercise(session, skill, content), skill.id


def _add_answers(
    session: Session,
    practice: Practice,
    exercises: list[tuple[str, str]],
    people: list[str],
    answers: int,
    draws: Random,
) -> None:
    """An exercise that is drawn twice is answered twice, each time at a showing of its own."""
    session.flush()
    showings: list[dict[str, Any]] = []
    attempts: list[dict[str, Any]] = []
    for person in people:
        ability = draws.random()
        for exercise, skill in draws.choices(exercises, k=answers):
            right = draws.random() < ability
            time = utcnow() - SPREAD * draws.random()
            showing = new_id()
            showings.append(
                {"id": showing, "created_at": time, "practice_id": practice.id, "version": 1,
                 "person_id": person, "exercise_id": exercise, "seed": 1, "skill_id": skill,
                 "reason": "start", "closed_at": time}
            )  # fmt: skip
            attempts.append(
                {"context_id": practice.context_id, "practice_id": practice.id, "number": 1,
                 "showing_id": showing, "person_id": person, "exercise_id": exercise, "version": 1,
                 "token": "t", "answer": {"option": "a" if right else draws.choice(CHOSEN)},
                 "fraction": float(right), "correct": right, "seconds": 30.0, "created_at": time}
            )  # fmt: skip
    for start in range(0, len(showings), BATCH):
        session.execute(insert(Showing), showings[start : start + BATCH])
        session.execute(insert(Attempt), attempts[start : start + BATCH])
