from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from lti_tool.moodle.client import MoodleClient, MoodleError
from lti_tool.moodle.people import (
    A_PAGE,
    ENROLLED,
    GROUPINGS,
    IN_GROUPINGS,
    Group,
    read_enrolled,
    read_groupings,
)
from tests.fake_platform import FakePlatform
from tests.lti_tool.moodle.recorded import recorded


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ([], "ws_empty"),
        (None, "ws_broken_answer"),
        ({"users": []}, "ws_broken_answer"),
        (["6", None, {}, {"id": None}, {"id": "x"}, {"id": {"a": 1}}], "ws_empty"),
        ({"exception": "x", "errorcode": "nopermissions", "message": "m"}, "ws_rights_missing"),
    ],
)
def test_answer_without_people_has_a_name(
    client: MoodleClient, platform: FakePlatform, answer: Any, code: str
) -> None:
    platform.web_service[ENROLLED] = answer
    with pytest.raises(MoodleError) as caught:
        read_enrolled(client, "2")
    assert caught.value.code == code


def test_people_with_broken_parts_are_read_as_far_as_they_go(
    client: MoodleClient, platform: FakePlatform
) -> None:
    platform.web_service[ENROLLED] = [
        {"id": "6", "fullname": None, "roles": "student", "groups": {"1": "a"}},
        {"id": 7, "fullname": "O&#039;Connell &amp; Co", "roles": [None, {"shortname": "teacher"}],
         "groups": [None, {"id": 0}, {"id": 3, "name": "A &lt; B"}], "lastcourseaccess": "soon"},
    ]  # fmt: skip
    blank, named = read_enrolled(client, "2")
    assert (blank.subject, blank.name, blank.groups) == ("6", "", ())
    assert (named.name, named.is_instructor) == ("O'Connell & Co", True)
    assert named.groups == (Group("3", "A < B"),)
    assert named.last_access is None


def test_recorded_course_is_read(client: MoodleClient, platform: FakePlatform) -> None:
    platform.web_service[ENROLLED] = recorded("enrolled_users")
    found = {one.subject: one for one in read_enrolled(client, "2")}
    assert {key for key, one in found.items() if one.is_instructor} == {"3", "4"}
    assert found["6"].groups == (Group("2", "Lab group B"),)
    assert found["4"].last_access == datetime.fromtimestamp(1795487845, UTC)
    assert found["9"].last_access is None


def test_pages_are_read_to_their_end(client: MoodleClient, platform: FakePlatform) -> None:
    everybody = [{"id": number} for number in range(1, 2 * A_PAGE + 4)]

    def give(form: dict[str, str]) -> list[dict[str, int]]:
        start = int(form["options[1][value]"])
        return everybody[start : start + int(form["options[2][value]"])]

    platform.web_service[ENROLLED] = give
    assert len(read_enrolled(client, "2", only_active=True)) == len(everybody)
    assert [form["options[3][name]"] for form in platform.web_calls] == ["onlyactive"] * 3


def test_platform_that_knows_no_pages_is_not_asked_for_ever(
    client: MoodleClient, platform: FakePlatform
) -> None:
    platform.web_service[ENROLLED] = [{"id": number} for number in range(1, A_PAGE + 1)]
    assert len(read_enrolled(client, "2")) == A_PAGE
    assert len(platform.web_calls) == 2


def test_groupings_are_read(client: MoodleClient, platform: FakePlatform) -> None:
    platform.web_service |= {GROUPINGS: [], IN_GROUPINGS: recorded("groupings")}
    assert read_groupings(client, "2") == {}
    platform.web_service[GROUPINGS] = recorded("course_groupings")
    assert read_groupings(client, "2") == {"1": ("Labs",), "2": ("Labs",)}
    platform.web_service[IN_GROUPINGS] = [None, {"name": "Odd", "groups": [5, {"id": "1"}]}]
    assert read_groupings(client, "2") == {"1": ("Odd",)}
