"""What becomes of a selection: refused, changed, or an activity with its gradebook column."""

from __future__ import annotations

from typing import Any

import pytest

from deploy.demo.browsing import BrowsingError
from tests.contract.choosing import Chooser, Item, make_item
from tests.contract.conftest import SaveItems, line_item_of
from tests.contract.launching import Registered
from tests.contract.platform import Platform
from tests.contract.services import ITEM, ITEMS, Client
from tests.contract.tool import DL, LTI, between, make_key


@pytest.fixture
def chooser(registered: Registered) -> Chooser:
    return Chooser.open(registered, registered.platform.instructor)


def test_a_foreign_signature(chooser: Chooser, registered: Registered) -> None:
    claims = chooser.describe([make_item(registered)])
    assert chooser.send(claims, key=make_key()).status == 404


def test_an_unknown_kid(chooser: Chooser, registered: Registered) -> None:
    claims = chooser.describe([make_item(registered)])
    assert chooser.send(claims, kid="unknown").status == 404


@pytest.mark.parametrize(
    "change", [{"iss": "somebody"}, between(-600, -300)], ids=["foreign issuer", "expired"]
)
def test_wrong_claims(chooser: Chooser, registered: Registered, change: dict[str, Any]) -> None:
    claims = chooser.describe([make_item(registered)], **change)
    assert chooser.send(claims).status == 404


@pytest.mark.parametrize("token", ["no.token", "a.b.c"])
def test_what_is_no_token_comes_to_nothing_chosen(chooser: Chooser, token: str) -> None:
    returned = chooser.visitor.post(chooser.return_url, {"JWT": token})
    assert returned.status == 200
    assert chooser.take(returned) == []


def test_claims_that_are_not_looked_at(chooser: Chooser, registered: Registered) -> None:
    changes = {"aud": "elsewhere", "nonce": "", f"{LTI}deployment_id": "0"}
    page = chooser.send(chooser.describe([make_item(registered)], **changes))
    assert page.status == 200


def test_nothing_chosen(chooser: Chooser) -> None:
    returned = chooser.send(chooser.describe([], **{f"{DL}msg": "Nothing was chosen."}))
    assert returned.status == 200
    assert chooser.take(returned) == []


@pytest.mark.parametrize("maximum", [12.5, 250, 0])
def test_a_single_item_with_a_maximum_that_the_form_refuses(
    registered: Registered, add: SaveItems, maximum: float
) -> None:
    """The form comes back with a message: nothing is added, the instructor may correct it."""
    assert add(make_item(registered, lineItem={"scoreMaximum": maximum})) == []


def test_several_items_with_such_maxima_get_100(
    registered: Registered, add: SaveItems, client: Client
) -> None:
    maxima = (12.5, 250)
    items = [make_item(registered, n, lineItem={"scoreMaximum": m}) for n, m in enumerate(maxima)]
    for cmid in add(*items):
        shown = client.get(line_item_of(registered, cmid), ITEM).json()
        assert shown["scoreMaximum"] == 100


@pytest.fixture(scope="module")
def item(registered: Registered) -> Item:
    return make_item(registered, 5, title="Practise what you need next")


@pytest.fixture(scope="module")
def cmid(item: Item, add: SaveItems) -> int:
    (added,) = add(item)
    return added


def test_an_item_becomes_an_activity_with_a_column(
    registered: Registered, client: Client, cmid: int, item: Item
) -> None:
    claims = registered.launch(registered.platform.instructor, cmid)
    shown = client.get(line_item_of(registered, cmid), ITEM).json()
    link = claims[f"{LTI}resource_link"]
    assert link["title"] == item["title"] == shown["label"]
    assert claims[f"{LTI}target_link_uri"] == item["url"]
    assert claims[f"{LTI}custom"]["practice_id"] == "p-5"
    assert shown == {
        "id": line_item_of(registered, cmid),
        "label": item["title"],
        "scoreMaximum": 100,
        "resourceId": "p-5",
        "tag": "practice",
        "resourceLinkId": link["id"],
        "ltiLinkId": link["id"],
    }


def test_its_column_is_found_by_its_resource(
    registered: Registered, client: Client, cmid: int
) -> None:
    url = line_item_of(registered, cmid).partition("/lineitems/")[0]
    container = f"{url}/lineitems"
    query = {"type_id": registered.tool_id, "resource_id": "p-5"}
    found = client.get(container, ITEMS, **query).json()
    assert [one["id"] for one in found] == [line_item_of(registered, cmid)]


def test_a_learner_may_not_choose(platform: Platform, registered: Registered) -> None:
    initiation = registered.begin_choosing(platform.instructor)
    with pytest.raises((AssertionError, BrowsingError)):
        registered.finish(platform.learner, initiation)
