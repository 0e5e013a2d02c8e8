from __future__ import annotations

from collections.abc import Iterator

import pytest

from lti_tool.lti.http import make_session
from lti_tool.moodle.client import MoodleClient
from lti_tool.moodle.pace import Pace
from tests.fake_platform import FakePlatform, run_platform


@pytest.fixture
def platform() -> Iterator[FakePlatform]:
    with run_platform() as platform:
        yield platform


@pytest.fixture
def client(platform: FakePlatform) -> MoodleClient:
    """It need not wait: the platform serves nobody else."""
    return MoodleClient(make_session(), f"{platform.origin}/", "secret", Pace(10_000))
