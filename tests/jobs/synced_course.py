"""A course as a sync leaves it, and what the platform of a site gives to be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from jobs.sync_course import sync_course
from lti_tool.models import (
    Context,
    Membership,
    OutsideEvidence,
    Person,
    Registration,
    ResourceLink,
    Skill,
    SkillState,
)
from lti_tool.moodle.contents import FUNCTION as CONTENTS
from lti_tool.moodle.grades import FUNCTION
from lti_tool.moodle.people import ENROLLED, GROUPINGS
from tests.jobs.site import Site
from tests.lti_tool.factories import store

RECORDED = Path(__file__).parents[1] / "fixtures" / "moodle"
MEMBERS = json.loads((RECORDED / "memberships.json").read_text())["members"]
ENROLLED_PEOPLE = json.loads((RECORDED / "enrolled_users.json").read_text())
GRADES = json.loads((RECORDED / "grade_items.json").read_text())


def sync(site: Site) -> tuple[str, ...]:
    """The codes of what could not be read."""
    reading = sync_course(site.parts, site.context.id)
    assert reading is not None
    return tuple(dict.fromkeys(reading.problems.values()))


def context(site: Site) -> Context:
    with site.parts.database.read() as session:
        return session.get_one(Context, site.context.id)


def members(site: Site) -> dict[str, Membership]:
    with site.parts.database.read() as session:
        query = select(Person.subject, Membership).join(
            Membership, Membership.person_id == Person.id
        )
        return {row.subject: row.Membership for row in session.execute(query)}


def evidence(site: Site, source: str) -> dict[tuple[str, str], OutsideEvidence]:
    with site.parts.database.read() as session:
        query = (
            select(Person.subject, OutsideEvidence)
            .join(Person, Person.id == OutsideEvidence.person_id)
            .where(OutsideEvidence.source == source)
        )
        return {
            (row.subject, row.OutsideEvidence.title): row.OutsideEvidence
            for row in session.execute(query)
        }


def add_skill(site: Site, name: str, **values: Any) -> str:
    with site.parts.database.write() as session:
        skill = Skill(context_id=site.context.id, name=name, state=SkillState.KEPT, **values)
        store(session, skill)
        return skill.id


def change(site: Site, kind: type, **values: Any) -> None:
    with site.parts.database.write() as session:
        session.execute(update(kind).values(**values))


def open_web_service(site: Site, token: bytes | None = None) -> None:
    sealed = site.parts.vault.seal(b"ws-token", "web_service")
    change(
        site,
        Registration,
        web_service_url=site.platform.origin,
        web_service_token=token or sealed,
    )
    site.platform.web_service |= {
        FUNCTION: GRADES,
        CONTENTS: [],
        ENROLLED: ENROLLED_PEOPLE,
        GROUPINGS: [],
    }


def bind(site: Site) -> None:
    """The line item belongs to an activity that opens the practice."""
    with site.parts.database.write() as session:
        link = ResourceLink(
            context_id=site.context.id,
            lti_id="1",
            practice_id=site.practice.id,
            line_item_id=site.line_item.id,
        )
        store(session, link)
