from __future__ import annotations

from pathlib import Path

import pytest

from jobs.parts import Parts
from jobs.propose_skills import propose_course_skills
from lti_tool.db import Database
from lti_tool.lti.vault import Vault
from lti_tool.models import Context, Skill, SkillState, SourceState
from lti_tool.services import skills
from lti_tool.settings import Settings
from tests.lti_tool.factories import RecordingQueue, make_course
from tests.lti_tool.source_factories import make_passage, make_source

SPEED = (
    "Speed is the distance that a body covers in a unit of time. The speed of a train is the "
    "distance from one town to the next, divided by the time that it takes to get there."
)
FORCE = (
    "Force is a push or a pull that one body exerts on another. A force has a size and a "
    "direction, and where two forces on a body are balanced, its motion does not change."
)
DENSITY = (
    "密度是指某种物质组成的物体的质量与它的体积之比。同种物质的密度通常不变,不同物质的密度一般不同,"
    "因此可以用密度来鉴别物质。水的密度是一千千克每立方米,冰的密度比水的密度小,所以冰浮在水面上。"
)


@pytest.fixture
def parts(tmp_path: Path, database: Database) -> Parts:
    settings = Settings.from_env({"COURSEWRIGHT_DATA": str(tmp_path)})
    return Parts(settings, database, RecordingQueue(), Vault(settings.secret_key))


def add_file(parts: Parts, course: Context, language: str = "en", **sections: str) -> None:
    with parts.database.write() as session:
        source = make_source(session, course, language=language)
        for ordinal, (heading, text) in enumerate(sections.items()):
            heading = f"Course > {heading}"
            session.add(
                make_passage(source, text, ordinal=ordinal, heading=heading, language=language)
            )


def skills_of(parts: Parts, course: Context) -> list[Skill]:
    with parts.database.read() as session:
        return skills.list_skills(session, course.id)


@pytest.fixture
def course(parts: Parts) -> Context:
    with parts.database.write() as session:
        return make_course(session)


def test_course_without_sources_gets_no_skills(parts: Parts, course: Context) -> None:
    propose_course_skills(parts, course.id)
    assert skills_of(parts, course) == []


def test_nothing_is_proposed_while_a_file_is_still_read(parts: Parts, course: Context) -> None:
    add_file(parts, course, Speed=SPEED)
    with parts.database.write() as session:
        make_source(session, course, state=SourceState.WAITING)
    propose_course_skills(parts, course.id)
    assert skills_of(parts, course) == []


def test_headings_become_proposals_in_course_order(parts: Parts, course: Context) -> None:
    add_file(parts, course, Speed=SPEED, Force=FORCE)
    propose_course_skills(parts, course.id)
    found = skills_of(parts, course)
    assert [row.name for row in found] == ["Speed", "Force"]
    assert {row.state for row in found} == {SkillState.PROPOSED}
    assert found[0].description.startswith("Speed is the distance")
    assert "speed" in found[0].terms


def test_new_file_adds_behind_what_was_edited_and_dropped(parts: Parts, course: Context) -> None:
    add_file(parts, course, Speed=SPEED, Force=FORCE)
    propose_course_skills(parts, course.id)
    first, second = skills_of(parts, course)
    with parts.database.write() as session:
        skills.change_skill(session, course.id, first.id, skills.SkillForm("Pace"))
        skills.drop_skill(session, course.id, second.id)
    add_file(parts, course, "zh", 密度=DENSITY)
    add_file(parts, course, Speed=SPEED, Force=FORCE)
    propose_course_skills(parts, course.id)
    propose_course_skills(parts, course.id)
    found = skills_of(parts, course)
    assert [row.name for row in found] == ["Pace", "Force", "密度"]
    assert found[1].state is SkillState.DROPPED
    assert found[2].language == "zh"
