"""The application in a thread on loopback, and Debian's Chromium that looks at it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Playwright, sync_playwright
from werkzeug.serving import make_server

from lti_tool.app import build_app, wire_app
from lti_tool.db import Database
from lti_tool.settings import Settings
from lti_tool.views.wiring import Wiring
from tests.lti_tool.factories import RecordingQueue
from tests.lti_tool.visits import VisitClient

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Live:
    """The running application; `open(page, visit, path)` goes there as that visit's browser."""

    app: Flask
    url: str
    queue: RecordingQueue

    def open(self, page: Page, visit: VisitClient, path: str) -> None:
        cookie = visit.client.get_cookie(f"cw-visit-{visit.visit_id}")
        assert cookie is not None
        name = f"cw-visit-{visit.visit_id}-plain"
        page.context.add_cookies([{"name": name, "value": cookie.value, "url": self.url}])
        page.goto(f"{self.url}/s/{visit.visit_id}{path}")


@pytest.fixture(scope="session")
def served_app() -> Flask:
    """One for all tests: each wires it anew, and finds its templates compiled."""
    app = build_app()
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 3600  # each file is asked for once
    return app


@pytest.fixture
def live(tmp_path: Path, database: Database, served_app: Flask) -> Iterator[Live]:
    queue = RecordingQueue()
    server = make_server("localhost", 0, served_app, threaded=True)
    url = f"http://localhost:{server.server_port}"
    settings = Settings.from_env(
        {
            "COURSEWRIGHT_DATA": str(tmp_path),
            "COURSEWRIGHT_BASE_URL": url,
            "COURSEWRIGHT_SECRET_KEY": "a secret of at least 32 characters",
        }
    )
    wire_app(served_app, Wiring(settings, database, queue))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Live(served_app, url, queue)
    server.shutdown()
    thread.join(timeout=10)


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    """One for all: a second one in the same thread is refused."""
    if CHROMIUM is None:
        pytest.skip("CHROMIUM IS MISSING: sh tests/install_browsers.sh chromium")
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(driver: Playwright) -> Iterator[Browser]:
    browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture(params=["en", "zh_CN"])
def locale(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=[1280, 375])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh profile each; set the size by `page.set_viewport_size`."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()
