from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy.orm import Session

from lti_tool.db import Database
from lti_tool.errors import NotFoundError
from lti_tool.models import Context, Skill, SkillState
from lti_tool.services import skills
from lti_tool.services.skill_prerequisites import (
    PrerequisiteCircleError,
    list_prerequisites,
    set_prerequisites,
)
from lti_tool.services.skills import SkillForm, SkillNameMissingError, SkillNameTakenError
from tests.lti_tool.factories import make_course, make_skill


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.write() as session:
        yield session


@pytest.fixture
def course(session: Session) -> Context:
    return make_course(session)


@pytest.mark.parametrize("name", ["", "  \t", "x" * 201])
def test_skill_needs_a_name(session: Session, course: Context, name: str) -> None:
    with pytest.raises(SkillNameMissingError):
        skills.add_skill(session, course.id, SkillForm(name), "en")


def test_two_skills_do_not_share_a_name(session: Session, course: Context) -> None:
    make_skill(session, course, "Speed", state=SkillState.DROPPED)
    with pytest.raises(SkillNameTakenError, match="Speed"):
        skills.add_skill(session, course.id, SkillForm(" speed. "), "en")
    other = make_course(session)
    assert skills.add_skill(session, other.id, SkillForm("speed"), "en").name == "speed"


@pytest.mark.parametrize(
    "act",
    [
        skills.find_skill,
        skills.keep_skill,
        skills.drop_skill,
        lambda *scope: skills.change_skill(*scope, SkillForm("x")),
        lambda *scope: skills.move_skill(*scope, 1),
        lambda *scope: set_prerequisites(*scope, []),
    ],
)
def test_skill_of_another_course_is_not_found(
    session: Session, course: Context, act: Callable[..., object]
) -> None:
    foreign = make_skill(session, make_course(session))
    with pytest.raises(NotFoundError):
        act(session, course.id, foreign.id)


def test_circle_of_prerequisites_is_refused(session: Session, course: Context) -> None:
    a, b, c = (make_skill(session, course, name) for name in ("Speed", "Force", "Work"))
    set_prerequisites(session, course.id, b.id, [a.id])
    set_prerequisites(session, course.id, c.id, [b.id])
    with pytest.raises(PrerequisiteCircleError, match="Speed cannot build on Work"):
        set_prerequisites(session, course.id, a.id, [c.id])
    with pytest.raises(PrerequisiteCircleError):
        set_prerequisites(session, course.id, a.id, [a.id])
    assert list_prerequisites(session, course.id) == {b.id: {a.id}, c.id: {b.id}}


def test_prerequisite_of_another_course_is_refused(session: Session, course: Context) -> None:
    own, foreign = make_skill(session, course), make_skill(session, make_course(session))
    with pytest.raises(NotFoundError):
        set_prerequisites(session, course.id, own.id, [foreign.id])


def test_prerequisites_are_replaced(session: Session, course: Context) -> None:
    a, b, c = (make_skill(session, course, name) for name in ("Speed", "Force", "Work"))
    set_prerequisites(session, course.id, c.id, [a.id, b.id])
    set_prerequisites(session, course.id, c.id, [b.id])
    assert list_prerequisites(session, course.id) == {c.id: {b.id}}
    set_prerequisites(session, course.id, c.id, [])
    assert list_prerequisites(session, course.id) == {}


def names(rows: list[Skill]) -> list[str]:
    return [row.name for row in rows]


def test_order_is_the_instructors(session: Session, course: Context) -> None:
    a = make_skill(session, course, "a", position=1)
    make_skill(session, course, "gone", position=2, state=SkillState.DROPPED)
    make_skill(session, course, "b", position=3)
    skills.move_skill(session, course.id, a.id, -1)
    assert names(skills.list_kept_skills(session, course.id)) == ["a", "b"]
    skills.move_skill(session, course.id, a.id, 1)
    assert names(skills.list_kept_skills(session, course.id)) == ["b", "a"]
    skills.move_skill(session, course.id, a.id, 1)
    added = skills.add_skill(session, course.id, SkillForm("last"), "zh")
    assert names(skills.list_kept_skills(session, course.id)) == ["b", "a", "last"]
    assert (added.state, added.language) == (SkillState.KEPT, "zh")


def test_keeping_all_does_not_bring_back_what_was_dropped(
    session: Session, course: Context
) -> None:
    make_skill(session, course, "new", state=SkillState.PROPOSED)
    gone = make_skill(session, course, "gone", state=SkillState.DROPPED)
    assert skills.keep_all_skills(session, course.id) == 1
    assert names(skills.list_kept_skills(session, course.id)) == ["new"]
    skills.keep_skill(session, course.id, gone.id)
    assert gone.state is SkillState.KEPT


def test_editing_keeps_the_skill_and_cleans_its_terms(session: Session, course: Context) -> None:
    skill = make_skill(session, course, "Speed", state=SkillState.PROPOSED)
    form = SkillForm("  Average   speed ", " What it is. ", ("speed", " ", "speed", "km/h "))
    skills.change_skill(session, course.id, skill.id, form)
    assert (skill.name, skill.description) == ("Average speed", "What it is.")
    assert (skill.terms, skill.state) == (["speed", "km/h"], SkillState.KEPT)
