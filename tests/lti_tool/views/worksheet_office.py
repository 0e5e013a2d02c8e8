"""The instructor's browser with which pages of worksheets are tested."""

from __future__ import annotations

from dataclasses import dataclass
from html import unescape

from flask import Flask
from sqlalchemy import Select, func, select, update
from werkzeug.test import TestResponse

from lti_tool.db import Database, utcnow
from lti_tool.models import (
    Context,
    Exercise,
    GenerationRequest,
    Giving,
    Membership,
    Practice,
    Skill,
    Source,
    SourceState,
    Worksheet,
)
from lti_tool.services import giving
from lti_tool.services.worksheet_people import Target
from lti_tool.services.worksheets import list_slots
from tests.lti_tool.contents import CHOICE
from tests.lti_tool.factories import (
    make_exercise,
    make_person,
    store,
)
from tests.lti_tool.planned_sheets import make_worksheet
from tests.lti_tool.visits import VisitClient


@dataclass
class Office:
    """An instructor's browser in a course with one skill and one learner."""

    app: Flask
    database: Database
    visit: VisitClient
    context: Context
    learner: str
    skill: str
    practice: Practice

    def ask(self, whom: str = "", size: str = "6") -> TestResponse:
        form = {"whom": whom or f"person:{self.learner}", "size": size}
        return self.visit.post("/worksheets", form)

    def make(self, target: Target | None = None, **values: object) -> str:
        with self.database.write() as session:
            return make_worksheet(
                session, self.context.id, self.visit.person_id, self.skill,
                target or Target(self.learner), **values,
            ).id  # fmt: skip

    def edit(self, worksheet: str, do: str, slot: str = "", **values: str) -> TestResponse:
        form = {"do": do, "slot": slot, **values}
        return self.visit.post(f"/worksheets/{worksheet}/edit", form)

    def read(self, worksheet: str) -> Worksheet:
        with self.database.read() as session:
            return session.get_one(Worksheet, worksheet)

    def order(self, worksheet: str) -> list[str]:
        return [slot.id for slot in list_slots(self.read(worksheet))]

    def page(self, worksheet: str) -> str:
        return unescape(self.visit.get(f"/worksheets/{worksheet}").text)

    def count(self, kind: type[Worksheet] | type[GenerationRequest]) -> int:
        with self.database.read() as session:
            return session.scalar(select(func.count(kind.id))) or 0

    def add_source(self) -> None:
        with self.database.write() as session:
            source = Source(
                context_id=self.context.id, filename="a.txt", media_type="text/plain", size=1,
                sha256="", state=SourceState.READY,
            )  # fmt: skip
            store(session, source)

    def publish(self, difficulty: float = 0.0) -> str:
        with self.database.write() as session:
            skill = session.get_one(Skill, self.skill)
            content = CHOICE.model_copy(update={"stem": f"How fast is {difficulty}?"})
            made = make_exercise(session, self.context, content, skill=skill)
            session.get_one(Exercise, made.id).difficulty = difficulty
            return made.id

    def add_learners(self, count: int) -> None:
        with self.database.write() as session:
            for _ in range(count):
                make_person(session, self.context)

    def give(self, worksheet: str) -> TestResponse:
        form = {"practice": self.practice.id}
        return self.visit.post(f"/worksheets/{worksheet}/give", form)

    def find_giving(self, worksheet: str) -> Giving:
        with self.database.read() as session:
            found = giving.find_giving(session, worksheet)
        assert found
        return found

    def step(self, giving_id: str) -> bool:
        """What a worker does next of a giving; whether there is more."""
        with self.database.read() as session:
            step = giving.read_step(session, giving_id)
        with self.database.write() as session:
            return giving.keep_step(session, giving_id, step, utcnow())

    def copies(self, worksheet: str) -> Select[tuple[Worksheet]]:
        """What learners were given of it."""
        theirs = select(Giving.id).where(Giving.worksheet_id == worksheet)
        return select(Worksheet).where(Worksheet.giving_id.in_(theirs)).order_by(Worksheet.id)

    def leave(self) -> None:
        with self.database.write() as session:
            gone = update(Membership).where(Membership.person_id == self.learner)
            session.execute(gone.values(active=False))
