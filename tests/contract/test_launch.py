"""The claims of a launch, by role."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.choosing import make_item
from tests.contract.conftest import SaveItems
from tests.contract.launching import Registered, short
from tests.contract.platform import Platform, Role
from tests.contract.tool import LINEITEM, LINEITEM_READ, RESULT_READ, SCORE

AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
ROLE = "http://purl.imsglobal.org/vocab/lis/v2/"
# Moodle's LTI 1.1 outcomes, which the tool never reads.
LEFT_OUT = {"https://purl.imsglobal.org/spec/lti-bo/claim/basicoutcome"}
TOKEN = {"nonce", "iat", "exp", "iss", "aud", "sub"}
PERSON = {"given_name", "family_name", "name", "email", "lis", "ext", "roles"}
MESSAGE = {"deployment_id", "target_link_uri", "message_type", "version", "tool_platform"}
PLACE = {"context", "resource_link", "launch_presentation", "custom"}


@pytest.fixture(scope="module")
def cmid(registered: Registered, add: SaveItems) -> int:
    return add(make_item(registered, 3, title="A <i>practice</i> & more"))[0]


@pytest.fixture(scope="module")
def ungraded(registered: Registered, add: SaveItems) -> int:
    item = make_item(registered, 4)
    del item["lineItem"]
    return add(item)[0]


@pytest.fixture(params=[Role.LEARNER, Role.INSTRUCTOR, Role.NON_EDITING, Role.ADMIN])
def role(request: pytest.FixtureRequest) -> Role:
    return Role(request.param)


@pytest.fixture
def claims(platform: Platform, registered: Registered, role: Role, cmid: int) -> dict[str, Any]:
    return short(registered.launch(platform.person(role), cmid))


ROLES = {
    Role.LEARNER: ["membership#Learner"],
    Role.INSTRUCTOR: ["membership#Instructor"],
    Role.NON_EDITING: ["membership#Instructor"],
    Role.ADMIN: [
        "institution/person#Administrator",
        "membership#Instructor",
        "system/person#Administrator",
    ],
}


def test_the_claims_of_everybody(claims: dict[str, Any], role: Role) -> None:
    assert claims.keys() - LEFT_OUT == TOKEN | PERSON | MESSAGE | PLACE | {AGS, NRPS}
    assert sorted(claims["roles"]) == [f"{ROLE}{name}" for name in ROLES[role]]


def test_the_token(claims: dict[str, Any], registered: Registered, role: Role) -> None:
    assert claims["exp"] - claims["iat"] == 60
    assert claims["aud"] == registered.client_id
    assert claims["iss"] == registered.platform.site.url
    assert claims["sub"].isdigit()
    assert claims["deployment_id"] == registered.tool_id
    assert (claims["message_type"], claims["version"]) == ("LtiResourceLinkRequest", "1.3.0")


@pytest.mark.parametrize("role", [Role.LEARNER], indirect=True)
def test_the_place(claims: dict[str, Any], platform: Platform, registered: Registered) -> None:
    assert claims["context"].keys() == {"id", "label", "title", "type"}
    assert claims["context"]["id"] == str(platform.site.course_id)
    assert claims["context"]["type"] == ["CourseSection"]
    assert claims["resource_link"].keys() == {"title", "description", "id"}
    assert claims["resource_link"]["description"] == "Answer ten exercises."
    assert claims["target_link_uri"] == f"{registered.tool.launch_url}?practice=3"
    assert claims["launch_presentation"].keys() == {"locale", "document_target", "return_url"}
    assert claims["lis"].keys() == {"person_sourcedid", "course_section_sourcedid"}
    assert claims["ext"].keys() == {"user_username", "lms"}
    assert claims["tool_platform"].keys() == {
        *("product_family_code", "version", "guid", "name", "description"),
    }


@pytest.mark.parametrize("role", [Role.LEARNER], indirect=True)
def test_tags_of_a_title_are_stripped(claims: dict[str, Any]) -> None:
    assert claims["resource_link"]["title"] == "A practice & more"


@pytest.mark.parametrize("role", [Role.LEARNER], indirect=True)
def test_the_services(claims: dict[str, Any], platform: Platform, registered: Registered) -> None:
    assert claims[AGS].keys() == {"scope", "lineitems", "lineitem"}
    assert claims[AGS]["scope"] == [LINEITEM, LINEITEM_READ, RESULT_READ, SCORE]
    base, query = platform.address("/mod/lti/services.php"), f"?type_id={registered.tool_id}"
    course = platform.site.course_id
    assert claims[AGS]["lineitems"] == f"{base}/{course}/lineitems{query}"
    assert claims[AGS]["lineitem"].startswith(f"{base}/{course}/lineitems/")
    assert claims[AGS]["lineitem"].endswith(f"/lineitem{query}")
    roster = f"{base}/CourseSection/{course}/bindings/{registered.tool_id}/memberships"
    assert claims[NRPS] == {"context_memberships_url": roster, "service_versions": ["1.0", "2.0"]}


@pytest.mark.parametrize("role", [Role.LEARNER], indirect=True)
def test_custom_parameters(claims: dict[str, Any], platform: Platform) -> None:
    custom = claims["custom"]
    assert custom.keys() == {
        *("practice_id", "course", "history", "Mixed-Case", "mixed_case", "unknown"),
        *("plain", "pair", "link", "context_memberships_url"),
    }
    assert custom["practice_id"] == "p-3"
    assert custom["course"] == str(platform.site.course_id)
    assert custom["history"] == ""
    assert custom["unknown"] == "$Foo.bar"
    assert custom["pair"] == "a=b"
    assert custom["mixed_case"] == custom["Mixed-Case"] == claims["ext"]["user_username"]
    assert custom["link"] == claims["resource_link"]["title"]


def test_an_activity_without_a_line_item(
    platform: Platform, registered: Registered, ungraded: int
) -> None:
    claims = registered.launch(platform.learner, ungraded)
    assert claims[AGS].keys() == {"scope", "lineitems"}


def test_choosing_content(platform: Platform, registered: Registered) -> None:
    claims = short(registered.choose(platform.instructor))
    settings = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
    place = PLACE - {"resource_link"}
    assert claims.keys() - {NRPS} == TOKEN | PERSON | MESSAGE | place | {AGS, settings}
    assert claims["message_type"] == "LtiDeepLinkingRequest"
    assert claims["target_link_uri"] == f"{registered.tool.url}/choose"
    assert claims["launch_presentation"].keys() == {"locale"}
    assert claims[AGS].keys() == {"scope", "lineitems"}
    assert claims["custom"]["link"] is None
    assert claims[settings].keys() == {
        *("accept_types", "accept_presentation_document_targets", "accept_copy_advice"),
        *("accept_multiple", "accept_unsigned", "auto_create", "can_confirm"),
        *("deep_link_return_url", "title", "text"),
    }
    assert claims[settings]["accept_types"] == ["ltiResourceLink"]
    assert claims[settings]["accept_multiple"] is True
