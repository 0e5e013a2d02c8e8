"""AGS line items: media types, who may do what, columns without an activity."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from tests.contract.choosing import make_item
from tests.contract.conftest import SaveItems, line_item_of
from tests.contract.launching import Registered
from tests.contract.platform import Platform
from tests.contract.services import ITEM, ITEMS, Client
from tests.contract.tool import RESULT_READ

ERROR = {"status", "reason", "request"}


@pytest.fixture(scope="module")
def item_url(registered: Registered, add: SaveItems) -> str:
    return line_item_of(registered, add(make_item(registered))[0])


@pytest.fixture(scope="module")
def container(platform: Platform, registered: Registered) -> str:
    path = f"/mod/lti/services.php/{platform.site.course_id}/lineitems"
    return platform.address(f"{path}?type_id={registered.tool_id}")


@pytest.fixture
def create(client: Client, container: str) -> Iterator[Callable[..., requests.Response]]:
    """Columns that it made are deleted after the test."""
    made: list[str] = []

    def post(body: dict[str, Any], kind: str = ITEM) -> requests.Response:
        answer = client.send("POST", container, body, kind)
        if answer.status_code == 201:
            made.append(answer.json()["id"])
        return answer

    yield post
    for url in made:
        client.send("DELETE", url, None, ITEM)


@pytest.mark.parametrize(
    ("accept", "status"), [("application/json", 400), ("*/*", 400), (ITEMS, 200)]
)
def test_the_container_wants_its_exact_media_type(
    client: Client, container: str, accept: str, status: int
) -> None:
    assert client.get(container, accept).status_code == status


def test_an_error_is_json_with_its_reason(client: Client, container: str) -> None:
    answer = client.get(container, "application/json")
    assert answer.json().keys() == ERROR
    assert answer.json()["reason"].startswith("No handler found for /")


@pytest.mark.parametrize("scopes", [(RESULT_READ,), None])
def test_without_the_right_token(
    registered: Registered, container: str, scopes: tuple[str, ...] | None
) -> None:
    client = Client("invented") if scopes is None else Client.open(registered, *scopes)
    answer = client.get(container, ITEMS)
    assert (answer.status_code, answer.json()["reason"]) == (401, "Unauthorized")


def test_another_tools_type_id(client: Client, container: str) -> None:
    url = container.partition("?")[0]
    assert client.get(url, ITEMS, type_id=987654).status_code == 401


def test_an_unknown_course(client: Client, platform: Platform, registered: Registered) -> None:
    url = platform.address("/mod/lti/services.php/987654/lineitems")
    assert client.get(url, ITEMS, type_id=registered.tool_id).status_code == 404


def test_an_unknown_item(client: Client, container: str) -> None:
    url = container.replace("/lineitems?", "/lineitems/987654/lineitem?")
    answer = client.get(url, ITEM)
    assert answer.status_code == 404
    assert answer.json()["reason"] == "Not Found: Grade item 987654 doesn't exist"


def test_a_limit_gets_links_in_curly_quotes(
    client: Client, container: str, item_url: str, create: Callable[..., requests.Response]
) -> None:
    create({"label": "One more", "scoreMaximum": 10})
    answer = client.get(container, ITEMS, limit=1)
    assert len(answer.json()) == 1
    link = answer.headers["Link"].encode("latin-1").decode("utf-8")
    assert "rel=“next”" in link
    assert "&amp;limit=1&amp;from=1" in link


def test_a_column_without_an_activity(
    client: Client, create: Callable[..., requests.Response]
) -> None:
    body = {"label": "Mastery", "scoreMaximum": 10.5, "resourceId": "m", "tag": "mastery"}
    answer = create(body)
    assert answer.status_code == 201
    url = answer.json()["id"]
    assert answer.json() == body | {"id": url}
    assert client.get(url, ITEM).json() == body | {"id": url}


def test_a_column_is_changed(client: Client, create: Callable[..., requests.Response]) -> None:
    url = create({"label": "Mastery", "scoreMaximum": 10}).json()["id"]
    body = {"label": "Mastery 2", "scoreMaximum": 20, "resourceId": "r", "tag": "t"}
    answer = client.send("PUT", url, body, ITEM)
    assert (answer.status_code, answer.json()) == (200, body | {"id": url})
    assert client.get(url, ITEM).json() == body | {"id": url}


def test_a_column_is_deleted(client: Client, create: Callable[..., requests.Response]) -> None:
    url = create({"label": "Mastery", "scoreMaximum": 10}).json()["id"]
    answer = client.send("DELETE", url, None, ITEM)
    assert (answer.status_code, answer.text) == (204, "")
    assert client.get(url, ITEM).status_code == 404


@pytest.mark.parametrize("body", [{"scoreMaximum": 5}, {"label": "x"}], ids=str)
def test_a_column_needs_a_label_and_a_maximum(
    create: Callable[..., requests.Response], body: dict[str, Any]
) -> None:
    answer = create(body)
    assert (answer.status_code, answer.json()["reason"]) == (400, "No label or Score Maximum")


def test_a_column_in_the_wrong_media_type(create: Callable[..., requests.Response]) -> None:
    answer = create({"label": "x", "scoreMaximum": 5}, "application/json")
    assert answer.status_code == 400


def test_a_column_for_a_foreign_activity(create: Callable[..., requests.Response]) -> None:
    answer = create({"label": "x", "scoreMaximum": 5, "resourceLinkId": "987654"})
    assert answer.status_code == 403


def test_a_tool_may_delete_even_the_column_of_its_activity(
    registered: Registered, add: SaveItems, client: Client
) -> None:
    (cmid,) = add(make_item(registered, 2))
    assert client.send("DELETE", line_item_of(registered, cmid), None, ITEM).status_code == 204
    claims = registered.launch(registered.platform.learner, cmid)
    endpoint = claims["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"]
    assert endpoint.keys() == {"scope", "lineitems"}
