from __future__ import annotations

import copy
from typing import Any

import pytest
from sqlalchemy import func, select

from lti_tool.errors import NotFoundError
from lti_tool.models import GroupMember
from lti_tool.moodle.people import ENROLLED
from lti_tool.services.course_groups import list_groups, list_members
from tests.jobs.site import Site
from tests.jobs.synced_course import ENROLLED_PEOPLE, MEMBERS, members, open_web_service, sync
from tests.lti_tool.factories import make_course


@pytest.fixture(autouse=True)
def token(site: Site) -> None:
    open_web_service(site)
    site.platform.members = MEMBERS


def groups(site: Site) -> dict[str, set[str]]:
    """Subjects by the groups' names."""
    subjects = {row.person_id: subject for subject, row in members(site).items()}
    with site.parts.database.read() as session:
        return {
            group.name: {subjects[one] for one in list_members(session, site.context.id, group.id)}
            for group in list_groups(session, site.context.id)
        }


def change_groups(site: Site, **names: list[str]) -> None:
    """`names` by subjects, as u6="A"."""
    people: list[dict[str, Any]] = copy.deepcopy(ENROLLED_PEOPLE)
    for one in people:
        wanted = names.get(f"u{one['id']}", [])
        one["groups"] = [{"id": sum(name.encode()), "name": name} for name in wanted]
    site.platform.web_service[ENROLLED] = people


def test_course_without_groups_has_none(site: Site) -> None:
    change_groups(site)
    assert sync(site) == ()
    assert groups(site) == {}


def test_people_who_are_not_known_enter_no_group(site: Site) -> None:
    site.platform.members = [one for one in MEMBERS if one["user_id"] != "6"]
    sync(site)
    assert "6" not in set().union(*groups(site).values())


def test_groups_follow_the_platform(site: Site) -> None:
    sync(site)
    assert groups(site) == {"Lab group A": {"9", "21"}, "Lab group B": {"6"}}
    change_groups(site, u6=["Lab group B", "Lab group C"], u9=["Lab group C"])
    sync(site)
    assert groups(site) == {"Lab group B": {"6"}, "Lab group C": {"6", "9"}}
    change_groups(site)
    sync(site)
    with site.parts.database.read() as session:
        assert session.scalar(select(func.count(GroupMember.id))) == 0


def test_silent_emptiness_dissolves_no_group(site: Site) -> None:
    sync(site)
    before = groups(site)
    site.platform.web_service[ENROLLED] = []
    assert sync(site) == ("ws_empty",)
    assert groups(site) == before


def test_who_left_or_teaches_is_a_member_but_not_counted(site: Site) -> None:
    change_groups(site, u3=["A"], u6=["A"], u9=["A"])
    site.platform.members = [one for one in MEMBERS if one["user_id"] != "9"] + [
        one | {"status": "Inactive"} for one in MEMBERS if one["user_id"] == "9"
    ]
    sync(site)
    with site.parts.database.read() as session:
        (group,) = list_groups(session, site.context.id)
        assert group.learners == 1
        assert len(list_members(session, site.context.id, group.id)) == 3


def test_group_of_another_course_is_not_found(site: Site) -> None:
    sync(site)
    with site.parts.database.write() as session:
        other = make_course(session)
        group = list_groups(session, site.context.id)[0]
        assert list_groups(session, other.id) == []
        for course, wanted in ((other.id, group.id), (site.context.id, "nobody's")):
            with pytest.raises(NotFoundError):
                list_members(session, course, wanted)


def test_last_access_is_kept_by_the_platforms_clock(site: Site) -> None:
    sync(site)
    found = members(site)
    assert found["9"].last_access is None
    assert found["4"].last_access is not None
    assert found["4"].last_access.timestamp() == 1795487845
