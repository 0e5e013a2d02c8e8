"""A course with real text, and requests for exercises in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from generators.exercise.content import Kind
from jobs.parts import Parts
from lti_tool.models import Context, Draft, GenerationRequest, Skill
from tests.lti_tool.factories import make_blueprint, make_course, make_request, make_skill
from tests.lti_tool.source_factories import make_source

TEXTS = (
    "A full backup is a copy of all data of a system. A differential backup is a copy of everything"
    " that has changed since the last full backup. An incremental backup is a copy of everything"
    " that has changed since the last backup of any kind. An offsite backup is a copy that is kept"
    " in another building.",
    "The recovery point objective is the largest amount of data, measured in time, that an"
    " organisation accepts to lose. The recovery time objective is the longest time that a system"
    " may be down after a failure.",
    "A threat is something that could cause harm, such as a fire or a thief. A vulnerability is a"
    " weakness that a threat can exploit. A control is a measure that makes a risk smaller.",
    "A snapshot is a picture of a disk that is taken at one moment of the day. A tape library is a"
    " cabinet in which tapes are kept and changed by a robot. A retention period is the time for"
    " which a copy must be kept before it is deleted.",
    "A checksum is a short value that is computed from a file and changes when the file changes."
    " A restore test of each system takes place every 3 months.",
)


@dataclass
class Course:
    parts: Parts
    context: Context
    skill: Skill

    def ask(self, *kinds: Kind, **values: Any) -> str:
        """The id of a request for one exercise of each kind."""
        with self.parts.database.write() as session:
            blueprints = [make_blueprint(self.skill, kind, terms=("backup",)) for kind in kinds]
            return make_request(session, self.context, *blueprints, **values).id

    def request(self, request_id: str) -> GenerationRequest:
        with self.parts.database.read() as session:
            return session.get_one(GenerationRequest, request_id)

    def change(self, request_id: str, **values: Any) -> None:
        with self.parts.database.write() as session:
            row = session.get_one(GenerationRequest, request_id)
            for name, value in values.items():
                setattr(row, name, value)

    def drafts(self, request_id: str) -> list[Draft]:
        with self.parts.database.read() as session:
            query = select(Draft).where(Draft.request_id == request_id)
            return list(session.scalars(query.order_by(Draft.created_at)))


def open_course(parts: Parts, *texts: str) -> Course:
    with parts.database.write() as session:
        context = make_course(session)
        skill = make_skill(session, context, "Backups", terms=["backup", "restore"])
        if texts:
            make_source(session, context, *texts, heading="Backups")
    return Course(parts, context, skill)
