"""Answers as they are stored: `record_attempt` with its commit, on SQLite (WAL).

A course of its own, with an activity and its gradebook column, so that the score of each answer
is written too; learners take turns, each answer is to an exercise that was just shown.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.orm import Session

from analytics.refit import SiteFit
from analytics.types import Reason, Recommendation
from deploy.bench.course_rows import add_exercise, add_person
from deploy.bench.fitted import move_fit
from deploy.bench.platform import BenchPlatform
from generators.exercise.content import Language, MultipleChoice, Option
from generators.exercise.ids import shown_id
from lti_tool.db import Database, utcnow
from lti_tool.migrate import migrate_database
from lti_tool.models import (
    Context,
    Exercise,
    LineItem,
    Practice,
    ResourceLink,
    Role,
    ScorePolicy,
    Showing,
    Skill,
    SkillState,
)
from lti_tool.services.attempts import GivenAnswer, record_attempt
from lti_tool.services.learner_models import keep_fit
from lti_tool.services.recommendations import recommend_step
from lti_tool.services.showings import open_showing

LEARNERS = 30
EXERCISES = 20
RIGHT, WRONG = "Distance over time", "Mass over time"


class Times(NamedTuple):
    """In seconds: from the call to the end of the commit; of the recommendation after it."""

    stored: float
    recommended: float


def time_stored_answers(count: int, fit: SiteFit) -> Iterator[Times]:
    """Answer by answer. The course has `fit` (of "bench") as its model."""
    with tempfile.TemporaryDirectory(prefix="coursewright-bench-") as folder:
        database = Database(f"sqlite:///{Path(folder) / 'bench.db'}")
        try:
            migrate_database(database.engine)
            platform = BenchPlatform("https://tool.invalid")
            platform.sow(database)
            with database.write() as session:
                exercises, people = _sow(session, platform.practice_id)
                _keep(session, platform.practice_id, fit)
            for number in range(count):
                learner, turn = number % LEARNERS, number // LEARNERS
                exercise = exercises[turn % EXERCISES]
                showing = _show(database, platform.practice_id, people[learner], exercise, number)
                stored = _store(database, platform.practice_id, showing, number)
                yield Times(stored, _recommend(database, platform.practice_id, people[learner]))
        finally:
            database.close()


def _keep(session: Session, practice_id: str, fit: SiteFit) -> None:
    """The score is mastery, so that an answer folds the profile."""
    practice = session.get_one(Practice, practice_id)
    practice.policy = ScorePolicy.MASTERY
    context = session.get_one(Context, practice.context_id)
    keep_fit(
        session, context.registration_id, move_fit(fit, context.id), [context.id], pooled=False
    )


def _sow(session: Session, practice_id: str) -> tuple[list[str], list[str]]:
    """Ids of exercises and learners."""
    practice = session.get_one(Practice, practice_id)
    context_id = practice.context_id
    skill = Skill(context_id=context_id, name="Speed", state=SkillState.KEPT)
    line_item = LineItem(context_id=context_id, url="https://moodle.invalid/lineitems/1")
    session.add_all([skill, line_item])
    session.flush()
    session.add(
        ResourceLink(
            context_id=context_id,
            lti_id="1",
            title="Practice",
            practice_id=practice_id,
            line_item_id=line_item.id,
        )
    )
    exercises = [_add_exercise(session, skill, number) for number in range(EXERCISES)]
    return exercises, [
        add_person(session, practice, f"learner {number}", "Ada Smith", Role.LEARNER)
        for number in range(LEARNERS)
    ]


def _add_exercise(session: Session, skill: Skill, number: int) -> str:
    content = MultipleChoice(
        stem=f"What is speed, in example {number}?",
        language=Language.EN,
        options=(Option(text=WRONG), Option(text=RIGHT, correct=True), Option(text="Time")),
    )
    return add_exercise(session, skill, content)


def _show(
    database: Database, practice_id: str, person_id: str, exercise_id: str, number: int
) -> str:
    with database.write() as session:
        practice = session.get_one(Practice, practice_id)
        skill = session.get_one(Exercise, exercise_id).skill_id
        found = Recommendation(skill, exercise_id, 0.7, Reason.START)
        return open_showing(session, practice, person_id, found, seed=number).id


def _store(database: Database, practice_id: str, showing_id: str, number: int) -> float:
    chosen = RIGHT if number % 3 else WRONG
    given = GivenAnswer(f"answer {number}", 1, {"option": shown_id("option", chosen)})
    start = time.perf_counter()
    with database.write() as session:
        practice = session.get_one(Practice, practice_id)
        showing = session.get_one(Showing, showing_id)
        record_attempt(session, practice, showing, given, utcnow())
    return time.perf_counter() - start


def _recommend(database: Database, practice_id: str, person_id: str) -> float:
    start = time.perf_counter()
    with database.read() as session:
        practice = session.get_one(Practice, practice_id)
        recommend_step(session, practice, person_id, utcnow())
    return time.perf_counter() - start
