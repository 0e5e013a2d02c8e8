"""A course whose learners answered exercises, some of them by a misconception."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from generators.exercise.content import Content, Language, MultipleChoice, Option
from lti_tool.models import Attempt, Context, Exercise, Person, Practice, Showing, Skill
from tests.lti_tool.factories import make_exercise, make_person, make_skill, store


def make_doubtful(stem: str, misconception: str | None = "Speed times time") -> MultipleChoice:
    """Option "a" is right, "b" stands for the misconception, "c" for none."""
    options = (
        Option(text="Distance over time", correct=True),
        Option(text="Distance times time", misconception=misconception),
        Option(text="Time over distance"),
    )
    return MultipleChoice(stem=stem, language=Language.EN, options=options)


class ClassCourse:
    """Rows as they would be after answers; `answer` takes the authored answer."""

    def __init__(self, session: Session, context: Context, practice: Practice) -> None:
        self.session, self.context, self.practice = session, context, practice

    def skill(self, name: str = "Speed", position: int = 0) -> Skill:
        return make_skill(self.session, self.context, name, position=position)

    def exercise(self, skill: Skill, content: Content) -> Exercise:
        return make_exercise(self.session, self.context, content, skill=skill)

    def learners(self, count: int) -> list[Person]:
        return [
            make_person(self.session, self.context, name=f"Learner {n:03}") for n in range(count)
        ]

    def answer(
        self, exercise: Exercise, person: Person, answer: dict[str, Any], time: datetime,
        *, correct: bool, number: int = 1,
    ) -> None:  # fmt: skip
        showing = Showing(
            practice_id=self.practice.id, person_id=person.id, exercise_id=exercise.id, version=1,
            seed=1, skill_id=exercise.skill_id, reason="start", closed_at=time,
        )  # fmt: skip
        store(self.session, showing)
        store(
            self.session,
            Attempt(
                context_id=self.context.id, practice_id=self.practice.id, showing_id=showing.id,
                person_id=person.id, exercise_id=exercise.id, version=1, number=number,
                token=f"t{number}", answer=answer, fraction=float(correct), correct=correct,
                seconds=30.0, created_at=time,
            ),
        )  # fmt: skip

    def choose(
        self, exercise: Exercise, person: Person, option: str, time: datetime, number: int = 1
    ) -> None:
        self.answer(exercise, person, {"option": option}, time, correct=option == "a",
                    number=number)  # fmt: skip


def days_before(now: datetime, days: float) -> datetime:
    return now - timedelta(days=days)
