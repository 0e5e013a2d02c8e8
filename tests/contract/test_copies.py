"""Duplicates and course copies of the demo platform, as they were recorded on Moodle 4.5.6: new ids
for context, resource link and line item; custom parameters, resource id, tag and maximum kept;
`Context.id.history` with the nearest course first, and empty for a duplicate."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.contract.choosing import Chooser, make_item
from tests.contract.launching import Registered, short
from tests.contract.platform import Platform
from tests.contract.services import ITEM, Client
from tests.contract.visitor import Visitor

AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"


@pytest.fixture
def cmid(registered: Registered) -> int:
    """The platform's own courses are copied, so only where that costs nobody anything."""
    if registered.platform.site.name != "demo":
        pytest.skip("NOT TRIED ON A REAL MOODLE: its copies were recorded once, by hand")
    (added,) = Chooser.open(registered, registered.platform.instructor).save(
        [make_item(registered, 0)]
    )
    return added


def list_cmids(platform: Platform, visitor: Visitor, course: str) -> list[int]:
    page = visitor.open(platform.address(f"/course/{course}"))
    links = page.soup.select('li[data-cmid]:has(a[href*="/mod/lti/view.php"])')
    return [int(str(entry["data-cmid"])) for entry in links]


def test_only_an_editor_copies(platform: Platform, cmid: int) -> None:
    course = platform.site.course_id
    for action in (f"duplicate/{cmid}", "copy"):
        page = platform.learner.post(platform.address(f"/course/{course}/{action}"), {})
        assert page.status == 403


def test_duplicate(platform: Platform, registered: Registered, cmid: int, client: Client) -> None:
    course, teacher = str(platform.site.course_id), platform.instructor
    before = set(list_cmids(platform, teacher, course))
    page = teacher.open(platform.address(f"/course/{course}"))
    teacher.submit(page, f'form[action$="/duplicate/{cmid}"]')
    (added,) = set(list_cmids(platform, teacher, course)) - before
    old, new = (short(registered.launch(teacher, one)) for one in (cmid, added))
    compare(client, old, new)
    assert old["context"]["id"] == new["context"]["id"]
    assert new["custom"]["history"] == ""


def test_copy_of_a_copy(
    platform: Platform, registered: Registered, cmid: int, client: Client
) -> None:
    teacher, course = platform.instructor, str(platform.site.course_id)
    place = list_cmids(platform, teacher, course).index(cmid)
    first = copy_course(platform, course)
    second = copy_course(platform, first)
    copied = list_cmids(platform, teacher, second)[place]
    old, new = (short(registered.launch(teacher, one)) for one in (cmid, copied))
    compare(client, old, new)
    assert new["context"]["id"] == second
    assert new["custom"]["history"] == f"{first},{course}"
    assert registered.launch(platform.learner, copied)["sub"]


def copy_course(platform: Platform, course: str) -> str:
    page = platform.instructor.open(platform.address(f"/course/{course}"))
    made = platform.instructor.submit(page, 'form[action$="/copy"]')
    found = re.search(r"/course/(\d+)", made.url)
    assert found
    return found[1]


def compare(client: Client, old: dict[str, Any], new: dict[str, Any]) -> None:
    assert old["custom"]["practice_id"] == new["custom"]["practice_id"]
    assert old["resource_link"]["id"] != new["resource_link"]["id"]
    assert old[AGS]["lineitem"] != new[AGS]["lineitem"]
    assert old["target_link_uri"] == new["target_link_uri"]
    assert old["deployment_id"] == new["deployment_id"]
    assert describe_column(client, old) == describe_column(client, new)


def describe_column(client: Client, claims: dict[str, Any]) -> dict[str, Any]:
    found = client.get(claims[AGS]["lineitem"], ITEM).json()
    return {name: found[name] for name in ("scoreMaximum", "resourceId", "tag")}
