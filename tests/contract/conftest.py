"""The same tests on the demo platform and, where the environment names one, on a real Moodle.

MOODLE_URL, MOODLE_ADMIN, MOODLE_TEACHER, MOODLE_NON_EDITING_TEACHER and MOODLE_LEARNER
(`user:password` each) name it; MOODLE_COURSE and MOODLE_WS_TOKEN may. What a run makes there it
removes again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from tests.contract.choosing import Chooser, Item, make_item
from tests.contract.demo_site import run_demo
from tests.contract.launching import Registered
from tests.contract.moodle_site import MoodleSite
from tests.contract.platform import Platform
from tests.contract.services import Client
from tests.contract.tool import ProbeTool, run_tool

SaveItems = Callable[..., list[int]]


@pytest.fixture(scope="session", params=["demo", pytest.param("moodle", marks=pytest.mark.moodle)])
def platform(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Platform]:
    if request.param == "moodle":
        yield Platform(MoodleSite.from_env(os.environ))
        return
    with run_demo(tmp_path_factory.mktemp("platform")) as site:
        yield Platform(site)


@pytest.fixture(scope="session")
def tool() -> Iterator[ProbeTool]:
    with run_tool() as running:
        yield running


@pytest.fixture(scope="session")
def registered(platform: Platform, tool: ProbeTool) -> Iterator[Registered]:
    """By dynamic registration, then activated by the admin."""
    query = platform.start_registration(tool)
    answer = platform.register(query["registration_token"], tool.describe())
    assert answer.status_code == 200, answer.text
    state = platform.find_tool(answer.json()["client_id"])
    assert state is not None
    platform.site.activate(platform.admin, state.tool_id)
    yield Registered(platform, tool, state.client_id, state.tool_id)
    platform.site.remove_tool(platform.admin, state.tool_id)


@pytest.fixture(scope="module")
def add(registered: Registered) -> Iterator[SaveItems]:
    """Adds activities by deep linking; they are removed after the module's last test."""
    platform, made = registered.platform, list[int]()

    def save(*items: Item) -> list[int]:
        added = Chooser.open(registered, platform.instructor).save(list(items))
        made.extend(added)
        return added

    yield save
    platform.site.clean_up(platform.instructor, made)


@pytest.fixture(scope="session")
def client(registered: Registered) -> Client:
    """With all scopes."""
    return Client.open(registered)


@pytest.fixture(scope="session")
def learner_id(platform: Platform, registered: Registered) -> Iterator[str]:
    """Whoever launches learns their id; here by an activity of its own."""
    (cmid,) = Chooser.open(registered, platform.instructor).save([make_item(registered, 0)])
    yield str(registered.launch(platform.learner, cmid)["sub"])
    platform.site.clean_up(platform.instructor, [cmid])


def line_item_of(registered: Registered, cmid: int) -> str:
    claims = registered.launch(registered.platform.instructor, cmid)
    return str(claims["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"]["lineitem"])
