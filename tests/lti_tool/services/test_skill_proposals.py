from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from lti_tool.db import Database
from lti_tool.models import Context, SkillState, SourceState
from lti_tool.services import skill_proposals, skills
from lti_tool.services.skill_proposals import Proposal, add_proposals
from tests.lti_tool.factories import make_course, make_skill
from tests.lti_tool.source_factories import make_source


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.write() as session:
        yield session


@pytest.fixture
def course(session: Session) -> Context:
    return make_course(session)


def proposals(*names: str) -> list[Proposal]:
    return [Proposal(name, f"About {name}.", (name.lower(),), "en") for name in names]


def names(session: Session, course: Context) -> list[str]:
    return [row.name for row in skills.list_skills(session, course.id)]


def test_what_the_instructor_decided_is_not_touched(session: Session, course: Context) -> None:
    make_skill(session, course, "Pace", proposed_as="Speed", description="Mine", position=1)
    make_skill(session, course, "Force", state=SkillState.DROPPED, position=2)
    source = make_source(session, course)
    added = add_proposals(
        session, course.id, [source.id], proposals("Speed", "force", "Pace", "Work")
    )
    assert added == 1
    assert names(session, course) == ["Pace", "Force", "Work"]
    assert skills.list_skills(session, course.id)[0].description == "Mine"
    assert skills.list_skills(session, course.id)[1].state is SkillState.DROPPED


def test_second_run_adds_nothing(session: Session, course: Context) -> None:
    source = make_source(session, course)
    assert add_proposals(session, course.id, [source.id], proposals("Speed", "Speed")) == 1
    skills.change_skill(
        session, course.id, skills.list_skills(session, course.id)[0].id, skills.SkillForm("Pace")
    )
    assert add_proposals(session, course.id, [source.id], proposals("Speed", "Work")) == 0
    assert names(session, course) == ["Pace"]


def test_new_skills_come_last_in_their_own_order(session: Session, course: Context) -> None:
    make_skill(session, course, "First", position=9)
    source = make_source(session, course)
    add_proposals(session, course.id, [source.id], proposals("B", "A"))
    assert names(session, course) == ["First", "B", "A"]
    assert skills.list_skills(session, course.id)[1].state is SkillState.PROPOSED


def test_proposing_waits_until_all_files_are_read(session: Session, course: Context) -> None:
    source = make_source(session, course)
    busy = make_source(session, course, state=SourceState.READING)
    other = make_course(session)
    make_source(session, other)
    assert skill_proposals.sources_without_proposals(session, course.id) == []
    assert skill_proposals.contexts_to_ring(session) == [other.id]
    busy.state = SourceState.FAILED
    session.flush()
    assert skill_proposals.sources_without_proposals(session, course.id) == [source]
    assert set(skill_proposals.contexts_to_ring(session)) == {course.id, other.id}
    source.skills_proposed = True
    session.flush()
    assert skill_proposals.contexts_to_ring(session) == [other.id]
