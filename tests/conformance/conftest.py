"""One tool for all cases, on one database; each case registers a platform of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.conformance.document import LISTING, describe
from tests.conformance.platform import Tenant
from tests.conformance.tool import Tool, open_tool
from tests.local_server import serve
from tests.lti_tool.platform_signer import Browser


@pytest.fixture(scope="session")
def tool(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tool]:
    folder = tmp_path_factory.mktemp("conformance")
    path = folder / "tool.db"
    shutil.copyfile(sqlite_template, path)
    tools: list[Tool] = []
    with serve(lambda request: tools[0].handle(request)) as url:
        tools.append(open_tool(folder, f"sqlite:///{path}", url))
        yield tools[0]
        tools[0].database.close()


@pytest.fixture(autouse=True)
def _nobody_in_the_log() -> Iterator[None]:
    """Whatever the case, what is logged meanwhile names no person."""
    with capture_logs() as logs:
        yield
    assert not re.search(r"jane|\bdoe\b", str(logs), re.IGNORECASE)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Write down the cases, where a collecting run is asked to: see document.py."""
    if LISTING in os.environ:
        own = [one for one in session.items if Path(one.fspath).name != "test_document.py"]
        text = json.dumps([asdict(describe(one)) for one in own])
        Path(os.environ[LISTING]).write_text(text)


@pytest.fixture
def tenant(tool: Tool) -> Tenant:
    return tool.register()


@pytest.fixture
def browser(tool: Tool, tenant: Tenant) -> Browser:
    return Browser(tool.app, tenant)
