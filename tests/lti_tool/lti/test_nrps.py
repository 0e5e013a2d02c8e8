from __future__ import annotations

from typing import Any

import pytest

from lti_tool.lti.connector import Connector, ForeignUrlError
from lti_tool.lti.http import BrokenAnswerError
from lti_tool.lti.nrps import Member, read_members
from tests.fake_platform import FakePlatform

LONG = "http://purl.imsglobal.org/vocab/lis/v2/"


def test_everyone_is_read_over_all_pages_once(connector: Connector, platform: FakePlatform) -> None:
    platform.page_size = 10
    platform.members = [{"user_id": str(number % 31)} for number in range(32)]
    assert len(read_members(connector, platform.memberships_url)) == 31


def test_next_page_on_another_host_is_not_asked(
    connector: Connector, platform: FakePlatform
) -> None:
    platform.page_size = 1
    platform.members = [{"user_id": "1"}, {"user_id": "2"}]
    platform.link_origin = "http://evil.example"
    with pytest.raises(ForeignUrlError):
        read_members(connector, platform.memberships_url)


@pytest.mark.parametrize("answer", [b'{"members": null}', b"[]", b"<html>"])
def test_answer_without_members_is_no_empty_course(
    connector: Connector, platform: FakePlatform, answer: bytes
) -> None:
    platform.members_answer = answer
    with pytest.raises(BrokenAnswerError):
        read_members(connector, platform.memberships_url)


@pytest.mark.parametrize(
    ("entry", "member"),
    [
        ({"user_id": 7}, Member("7", "", "", False, True)),
        (
            {"user_id": "7", "given_name": "Ada", "family_name": None, "status": "Inactive"},
            Member("7", "Ada", "", False, False),
        ),
        (
            {"user_id": "7", "name": "Ada S", "email": "a@b", "roles": ["Instructor"]},
            Member("7", "Ada S", "a@b", True, True),
        ),
        ({"user_id": "7", "roles": "Instructor"}, Member("7", "", "", True, True)),
        (
            {"user_id": "7", "roles": [f"{LONG}membership#Instructor"]},
            Member("7", "", "", True, True),
        ),
        (
            {"user_id": "7", "roles": [f"{LONG}membership/Instructor#TeachingAssistant"]},
            Member("7", "", "", True, True),
        ),
        (
            {"user_id": "7", "roles": [f"{LONG}institution/person#Instructor"]},
            Member("7", "", "", False, True),
        ),
        ({"user_id": "7", "roles": None}, Member("7", "", "", False, True)),
    ],
)
def test_member(
    connector: Connector, platform: FakePlatform, entry: dict[str, Any], member: Member
) -> None:
    platform.members = [{"name": "no id"}, entry]
    assert read_members(connector, platform.memberships_url) == [member]
