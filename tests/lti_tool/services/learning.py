"""A course with exercises and a learner in it, for tests of answering."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from analytics.types import Reason, Recommendation
from generators.exercise.content import Content
from generators.exercise.ids import shown_id
from lti_tool.models import (
    Context,
    Exercise,
    Person,
    Practice,
    ResourceLink,
    Role,
    Showing,
    Skill,
)
from lti_tool.services.attempts import GivenAnswer, Recorded, record_attempt
from lti_tool.services.showings import open_showing
from tests.lti_tool.contents import CHOICE
from tests.lti_tool.factories import (
    make_course,
    make_exercise,
    make_person,
    make_practice,
    make_resource_link,
    make_skill,
)

RIGHT = {"option": shown_id("option", "24 km/h")}
WRONG = {"option": shown_id("option", "6 km/h")}


@dataclass
class Learning:
    session: Session
    context: Context
    skill: Skill
    practice: Practice
    person: Person
    link: ResourceLink
    tokens: int = 0

    def publish(self, content: Content = CHOICE, skill: Skill | None = None) -> Exercise:
        return make_exercise(self.session, self.context, content, skill=skill or self.skill)

    def publish_another(self, number: int) -> Exercise:
        """A choice with the same options, so that RIGHT and WRONG answer it."""
        return self.publish(CHOICE.model_copy(update={"stem": f"Ride number {number}: how fast?"}))

    def show(self, exercise: Exercise, seed: int = 1, person: Person | None = None) -> Showing:
        found = Recommendation(exercise.skill_id, exercise.id, 0.7, Reason.START)
        return open_showing(self.session, self.practice, (person or self.person).id, found, seed)

    def answer(
        self, showing: Showing, answer: dict[str, object], now: datetime, **values: Any
    ) -> Recorded:
        self.tokens += 1
        given = GivenAnswer(
            **{"token": f"t{self.tokens}", "version": 1, "answer": answer, **values}
        )
        return record_attempt(self.session, self.practice, showing, given, now)


def make_learning(session: Session, role: Role = Role.LEARNER, **values: Any) -> Learning:
    context = make_course(session)
    practice = make_practice(session, context, language="", **values)
    return Learning(
        session=session,
        context=context,
        skill=make_skill(session, context),
        practice=practice,
        person=make_person(session, context, role),
        link=make_resource_link(session, context, practice),
    )
