from __future__ import annotations

from typing import Any

import pytest

from lti_tool.lti.connector import Connector, ForeignUrlError
from lti_tool.lti.http import BrokenAnswerError
from lti_tool.lti.nrps import Member, Roster, read_roster
from tests.fake_platform import FakePlatform


def read_members(connector: Connector, url: str) -> list[Member]:
    return read_roster(connector, url, None).members


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
    "user_id", [None, "", " ", "7" * 256, "7\0", "\ud800", True, {"a": "x" * 300}]
)
def test_id_that_no_launch_could_have_is_left_out(
    connector: Connector, platform: FakePlatform, user_id: object
) -> None:
    platform.members = [{"user_id": user_id}, {"user_id": "8", "name": "A\0da\ud800"}]
    assert read_members(connector, platform.memberships_url) == [
        Member("8", "A da", "", False, True)
    ]


def test_pages_in_a_circle_are_left(connector: Connector, platform: FakePlatform) -> None:
    platform.circle = True
    platform.members = [{"user_id": "1"}]
    with pytest.raises(BrokenAnswerError):
        read_members(connector, platform.memberships_url)
    assert len([one for one in platform.requests if "memberships" in one]) == 1


def test_changes_are_read_from_the_link_to_them(
    connector: Connector, platform: FakePlatform
) -> None:
    platform.changes = [{"user_id": "1", "status": "Deleted"}, {"user_id": "3"}]
    platform.members = [{"user_id": "1"}, {"user_id": "2"}]
    whole = read_roster(connector, platform.memberships_url, None)
    assert whole.whole
    assert whole.changes_url == f"{platform.memberships_url}?since=1"
    changes = read_roster(connector, platform.memberships_url, whole.changes_url)
    assert not changes.whole
    assert [(one.subject, one.active) for one in changes.members] == [("1", False), ("3", True)]


@pytest.mark.parametrize("url", ["{memberships}?since=gone", "https://evil.example/changes"])
def test_link_to_changes_that_is_gone_or_foreign_gives_way_to_the_whole(
    connector: Connector, platform: FakePlatform, url: str
) -> None:
    platform.members = [{"user_id": "1"}]
    found = read_roster(
        connector,
        platform.memberships_url,
        url.format(memberships=platform.memberships_url),
    )
    assert found == Roster([Member("1", "", "", False, True)])


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
