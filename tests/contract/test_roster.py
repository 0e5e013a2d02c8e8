"""NRPS: who is in the course, and as what."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.contract.choosing import make_item
from tests.contract.conftest import SaveItems
from tests.contract.launching import Registered, short
from tests.contract.platform import Platform, Role
from tests.contract.services import MEMBERS, Client
from tests.contract.tool import SCORE

NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
MEMBER = {
    *("status", "roles", "user_id", "lis_person_sourcedid", "name", "given_name"),
    *("family_name", "email", "ext_user_username"),
}


@pytest.fixture(scope="module")
def launch(platform: Platform, registered: Registered, add: SaveItems) -> dict[str, Any]:
    (cmid,) = add(make_item(registered))
    return short(registered.launch(platform.person(Role.NON_EDITING), cmid))


@pytest.fixture(scope="module")
def url(launch: dict[str, Any]) -> str:
    return str(launch[NRPS]["context_memberships_url"])


def test_another_scope(registered: Registered, url: str) -> None:
    assert Client.open(registered, SCORE).get(url, MEMBERS).status_code == 401


@pytest.mark.parametrize(("accept", "status"), [("application/json", 400), (MEMBERS, 200)])
def test_the_media_type(client: Client, url: str, accept: str, status: int) -> None:
    assert client.get(url, accept).status_code == status


def test_an_activity_of_elsewhere(client: Client, url: str) -> None:
    assert client.get(url, MEMBERS, rlid="987654").status_code == 404


def test_the_roster(client: Client, url: str, platform: Platform, learner_id: str) -> None:
    shown = client.get(url, MEMBERS).json()
    assert shown.keys() == {"id", "context", "members"}
    assert shown["context"].keys() == {"id", "label", "title"}
    assert shown["context"]["id"] == str(platform.site.course_id)
    assert all(member.keys() == MEMBER for member in shown["members"])
    assert all(member["status"] == "Active" for member in shown["members"])
    (learner,) = (one for one in shown["members"] if one["user_id"] == learner_id)
    assert learner["roles"] == ["Learner"]


def test_a_non_editing_teacher_launches_as_instructor_and_is_listed_as_learner(
    client: Client, url: str, launch: dict[str, Any]
) -> None:
    assert [role.rpartition("#")[2] for role in launch["roles"]] == ["Instructor"]
    members = client.get(url, MEMBERS).json()["members"]
    (member,) = (one for one in members if one["user_id"] == launch["sub"])
    assert member["roles"] == ["Learner"]


def test_those_of_one_role(client: Client, url: str) -> None:
    members = client.get(url, MEMBERS, role="Instructor").json()["members"]
    assert members
    assert {role for member in members for role in member["roles"]} == {"Instructor"}


def test_those_of_one_activity(client: Client, url: str, launch: dict[str, Any]) -> None:
    shown = client.get(url, MEMBERS, rlid=launch["resource_link"]["id"]).json()
    for member in shown["members"]:
        assert member.keys() == MEMBER | {"message"}
        (message,) = member["message"]
        kind = "https://purl.imsglobal.org/spec/lti/claim/message_type"
        assert message[kind] == "LtiResourceLinkRequest"


def test_page_by_page(client: Client, url: str) -> None:
    everybody = client.get(url, MEMBERS).json()["members"]
    answer = client.get(url, MEMBERS, limit=2)
    seen = answer.json()["members"]
    while "next" in answer.links:
        following = answer.links["next"]["url"]
        assert urlsplit(following).path == urlsplit(url).path
        answer = client.get(following, MEMBERS)
        seen += answer.json()["members"]
    assert seen == everybody
