from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lti_tool.db import Database
from lti_tool.errors import InvalidInputError, NotFoundError
from lti_tool.models import ResourceLink, SkillState
from lti_tool.services.practices import (
    PracticeForm,
    change_practice,
    create_practice,
    find_practice,
    list_practice_skills,
    list_practices,
    open_resource_link,
)
from tests.lti_tool.factories import (
    make_course,
    make_practice,
    make_resource_link,
    make_skill,
)

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "form",
    [
        PracticeForm(title="  "),
        PracticeForm(title="x" * 201),
        PracticeForm(title="x", goal=0),
        PracticeForm(title="x", goal=501),
        PracticeForm(title="x", tries=-1),
        PracticeForm(title="x", tries=21),
        PracticeForm(title="x", language="tlh"),
        PracticeForm(title="x", opens_at=NOON, closes_at=NOON),
        PracticeForm(title="x", opens_at=NOON, closes_at=NOON - timedelta(hours=1)),
        PracticeForm(title="x", skill_ids=("gone",)),
    ],
)
def test_bad_settings_are_refused(database: Database, form: PracticeForm) -> None:
    with database.write() as session:
        context = make_course(session)
        with pytest.raises(InvalidInputError):
            create_practice(session, context.id, form)


def test_skills_of_another_course_and_dropped_ones_are_refused(database: Database) -> None:
    with database.write() as session:
        context, other = make_course(session), make_course(session)
        foreign = make_skill(session, other)
        dropped = make_skill(session, context, state=SkillState.DROPPED)
        for skill in (foreign, dropped):
            with pytest.raises(InvalidInputError):
                create_practice(session, context.id, PracticeForm(title="x", skill_ids=(skill.id,)))


def test_practice_of_another_course_is_not_found(database: Database) -> None:
    with database.write() as session:
        context, other = make_course(session), make_course(session)
        practice = make_practice(session, other)
        with pytest.raises(NotFoundError):
            find_practice(session, context.id, practice.id)
        with pytest.raises(NotFoundError):
            change_practice(session, context.id, practice.id, PracticeForm(title="mine now"))


def test_activity_opens_only_its_own_courses_practice(database: Database) -> None:
    with database.write() as session:
        context, other = make_course(session), make_course(session)
        link = make_resource_link(session, context)
        with pytest.raises(NotFoundError):
            open_resource_link(session, link, make_practice(session, other).id)
        own = make_practice(session, context)
        open_resource_link(session, link, own.id)
        assert session.get_one(ResourceLink, link.id).practice_id == own.id


def test_create_list_and_change(database: Database) -> None:
    with database.write() as session:
        context = make_course(session)
        skill = make_skill(session, context)
        form = PracticeForm(title=" Motion ", skill_ids=(skill.id, skill.id), language="zh_cn")
        practice = create_practice(session, context.id, form)
        assert (practice.title, practice.skill_ids, practice.language) == (
            "Motion", [skill.id], "zh",
        )  # fmt: skip
        change_practice(session, context.id, practice.id, PracticeForm(title="Motion 2", goal=3))
        assert [row.title for row in list_practices(session, context.id)] == ["Motion 2"]


def test_no_skills_means_all_kept_ones_in_course_order(database: Database) -> None:
    with database.write() as session:
        context = make_course(session)
        names = ["Speed", "Force", "Work"]
        for position, name in reversed(list(enumerate(names))):
            make_skill(session, context, name, position=position)
        make_skill(session, context, "Dropped", state=SkillState.DROPPED)
        practice = make_practice(session, context)
        assert [skill.name for skill in list_practice_skills(session, practice)] == names
