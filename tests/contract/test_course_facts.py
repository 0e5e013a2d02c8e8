"""What the tool's own readers make of a course: people, groups, activities, what was handed in."""

from __future__ import annotations

import pytest

from lti_tool.lti.http import make_session
from lti_tool.moodle.changes import read_changes
from lti_tool.moodle.client import MoodleClient, MoodleError
from lti_tool.moodle.completion import read_completion
from lti_tool.moodle.contents import Contents, read_contents
from lti_tool.moodle.people import Enrolled, read_enrolled
from lti_tool.moodle.submissions import read_submissions
from tests.contract.platform import Platform


@pytest.fixture
def client(platform: Platform) -> MoodleClient:
    token = platform.site.web_service_token
    if not token:
        pytest.skip("NO WEB SERVICES ARE TESTED: set MOODLE_WS_TOKEN (see docs/MOODLE.md)")
    return MoodleClient(make_session(), platform.site.url, token)


@pytest.fixture
def course(platform: Platform) -> str:
    return str(platform.site.course_id)


@pytest.fixture
def people(client: MoodleClient, course: str) -> list[Enrolled]:
    return read_enrolled(client, course)


@pytest.fixture
def contents(client: MoodleClient, course: str) -> Contents:
    return read_contents(client, course)


def test_unknown_course_has_no_facts(client: MoodleClient) -> None:
    for read in (read_enrolled, read_contents):
        with pytest.raises(MoodleError, match="ws_course_unknown"):
            read(client, "987654")


def test_people_and_their_groups(client: MoodleClient, people: list[Enrolled]) -> None:
    assert any(one.is_instructor for one in people)
    assert any(not one.is_instructor for one in people)
    assert all(one.subject.isdecimal() and one.name for one in people)
    groups = {group for one in people for group in one.groups}
    if not groups:
        pytest.skip("NO GROUP IS COMPARED: the course of this platform has none")
    assert all(group.id and "&amp;" not in group.name for group in groups)


def test_completion_of_a_learner(
    client: MoodleClient, course: str, people: list[Enrolled], contents: Contents
) -> None:
    learner = next(one for one in people if not one.is_instructor)
    found = read_completion(client, course, learner.subject)
    assert found is not None
    tracked = {one.id for one in contents.modules if one.tracked}
    assert {one.module_id for one in found} <= tracked
    assert all(one.completed_at for one in found)
    assert read_completion(client, course, "987654") is None


def test_what_was_handed_in(
    client: MoodleClient, course: str, people: list[Enrolled], contents: Contents
) -> None:
    assignments = [one for one in contents.modules if one.kind == "assign"]
    if not assignments:
        pytest.skip("NO ASSIGNMENT IS COMPARED: the course of this platform has none")
    subjects = {one.subject for one in people}
    for assignment in assignments:
        found = read_submissions(client, assignment.instance)
        assert {one.subject for one in found} <= subjects
        assert all(one.changed_at for one in found)
        changes = read_changes(client, course, None)
        assert changes.touched(assignment.id, "usersubmissions") == bool(found)
