from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jobs.parts import Parts
from lti_tool.db import Database
from lti_tool.lti.vault import Vault
from lti_tool.settings import Settings
from tests.fake_platform import FakePlatform, run_platform
from tests.jobs.site import Site, open_site
from tests.lti_tool.factories import RecordingQueue


@pytest.fixture
def parts(tmp_path: Path, database: Database) -> Parts:
    settings = Settings.from_env(
        {
            "COURSEWRIGHT_DATA": str(tmp_path),
            "COURSEWRIGHT_SECRET_KEY": "a secret of at least 32 characters",
        }
    )
    return Parts(settings, database, RecordingQueue(), Vault(settings.secret_key))


@pytest.fixture
def platform() -> Iterator[FakePlatform]:
    with run_platform() as platform:
        yield platform


@pytest.fixture
def site(parts: Parts, platform: FakePlatform) -> Site:
    return open_site(parts, platform)
