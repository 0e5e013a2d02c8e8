"""Evidence of a course as xAPI statements or a Caliper envelope, in the shape that is taken in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.types import Evidence, Source
from lti_tool.errors import NotFoundError
from lti_tool.models import Context, OutsideEvidence, Person, Registration
from lti_tool.services.evidence import list_evidence
from lti_tool.services.skills import name_skills
from lti_tool.statements.caliper import DATA_VERSION
from lti_tool.statements.received import LTI_CONTEXT
from lti_tool.statements.xapi import ANSWERED, COMPLETED, SCORED

SKILLS = "/api/skills"  # of an extension: the skills of a piece, by name
ANSWERS = (Source.HERE, Source.QUIZ_ATTEMPT)


@dataclass(frozen=True, slots=True)
class Writer:
    """`home` and `names` say who somebody is: the issuer and the platform's ids, or the tool's own
    address and pseudonyms."""

    base_url: str
    home: str
    names: Mapping[str, str]
    course: str
    skills: Mapping[str, str]
    objects: Mapping[str, str]

    def statement(self, piece: Evidence) -> dict[str, Any]:
        verb = ANSWERED if piece.source in ANSWERS else SCORED
        verb = COMPLETED if piece.source is Source.COMPLETION else verb
        return {
            "id": str(UUID(piece.id)),
            "actor": {"account": {"homePage": self.home, "name": self.names[piece.learner]}},
            "verb": {"id": verb},
            "object": {"id": self._object(piece)},
            "result": {"score": {"scaled": piece.score}},
            "context": {"extensions": {
                LTI_CONTEXT: {"id": self.course}, f"{self.base_url}{SKILLS}": self._skills(piece),
            }},
            "timestamp": piece.time.isoformat(),
        }  # fmt: skip

    def event(self, piece: Evidence) -> dict[str, Any]:
        kind = "AssessmentItem" if piece.source in ANSWERS else "Assessment"
        return {
            "id": f"urn:uuid:{UUID(piece.id)}", "type": "GradeEvent", "action": "Graded",
            "actor": {"id": self.base_url, "type": "SoftwareApplication"},
            "eventTime": piece.time.isoformat(),
            "object": {
                "id": f"{self.base_url}/api/evidence/{piece.id}", "type": "Attempt",
                "assignee": self._person(piece.learner),
                "assignable": {"id": self._object(piece), "type": kind},
                "extensions": {"skills": self._skills(piece)},
            },
            "generated": {"type": "Score", "scoreGiven": piece.score, "maxScore": 1.0},
            "federatedSession": {
                "id": f"{self.base_url}/api/courses/{self.course}", "type": "LtiSession",
                "messageParameters": {LTI_CONTEXT: {"id": self.course}},
            },
        }  # fmt: skip

    def envelope(self, events: list[dict[str, Any]], now: datetime) -> dict[str, Any]:
        return {
            "sensor": self.base_url, "sendTime": now.isoformat(), "dataVersion": DATA_VERSION,
            "data": events,
        }  # fmt: skip

    def _person(self, learner: str) -> dict[str, Any]:
        name = self.names[learner]
        if self.home == self.base_url:
            return {"id": f"urn:uuid:{UUID(name)}", "type": "Person"}
        entry = {"type": "SystemIdentifier", "identifierType": "LtiUserId", "identifier": name}
        return {"id": f"{self.home}#{name}", "type": "Person", "otherIdentifiers": [entry]}

    def _object(self, piece: Evidence) -> str:
        outside = self.objects.get(piece.id, "")
        if "://" in outside:
            return outside
        return f"{self.base_url}/api/objects/{outside or piece.exercise or piece.id}"

    def _skills(self, piece: Evidence) -> list[str]:
        return [self.skills[skill] for skill in piece.skills]


def export_evidence(
    session: Session, context_id: str, base_url: str, *, subjects: bool
) -> tuple[Writer, list[Evidence]]:
    """What writes the evidence of a course, and the evidence. Raises `NotFoundError`."""
    context = session.get(Context, context_id)
    if context is None:
        raise NotFoundError("There is no course with this id.")
    registration = session.get_one(Registration, context.registration_id)
    evidence = list_evidence(session, context_id)
    people = session.execute(
        select(Person.id, Person.subject).where(Person.registration_id == registration.id)
    )
    names = {own: subject if subjects else own for own, subject in people}
    outside = session.execute(
        select(OutsideEvidence.id, OutsideEvidence.external_id).where(
            OutsideEvidence.context_id == context_id
        )
    )
    home = registration.issuer if subjects else base_url
    objects = {row.id: row.external_id for row in outside}
    writer = Writer(
        base_url, home, names, context.lti_id, name_skills(session, context_id), objects
    )
    return writer, evidence
