"""WebKitGTK's MiniBrowser by its own WebDriver: near Safari, not Safari. It shares Safari's engine
and none of Safari's network code, where cookies are decided.

It needs a display, so that each window has an Xvfb of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from tests.browser.cross_site.certificates import Trust
from tests.browser.cross_site.sites import PLATFORM_HOST, TOOL_HOST
from tests.browser.cross_site.window import PATIENCE, Window
from tests.jobs.embedded import free_port

DRIVER, XVFB = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
BROWSERS = sorted(Path("/usr/lib").glob("*/webkit2gtk-4.1/MiniBrowser"))
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key of an element's id (W3C WebDriver)


class WebDriverError(Exception):
    """What the driver says of a command that it refuses."""


class WebDriver:
    """A session: commands and their answers (W3C WebDriver)."""

    def __init__(self, url: str, capabilities: dict[str, Any]) -> None:
        self._url = url
        made = self.post("/session", capabilities={"alwaysMatch": capabilities})
        self._url = f"{url}/session/{made['sessionId']}"

    def post(self, path: str, **body: Any) -> Any:
        return self._ask("POST", path, json=body)

    def get(self, path: str) -> Any:
        return self._ask("GET", path)

    def quit(self) -> None:
        self._ask("DELETE", "")

    def _ask(self, method: str, path: str, **options: Any) -> Any:
        answer = requests.request(method, self._url + path, timeout=PATIENCE, **options)
        value = answer.json()["value"]
        if answer.status_code != 200:
            raise WebDriverError(f"{path}: {value['error']}: {value['message']}")
        return value


class WebKitWindow(Window):
    def __init__(self, driver: WebDriver, handle: str) -> None:
        self.driver = driver
        self.handle = handle

    def go(self, url: str) -> None:
        self._enter()
        self.driver.post("/url", url=url)

    def run(self, expression: str) -> Any:
        self._enter()
        script = f"return JSON.stringify({expression});"
        text = self.driver.post("/execute/sync", script=script, args=[])
        return None if text is None else json.loads(text)

    def press(self, selector: str) -> None:
        self._enter()
        self.driver.post(f"/element/{self._find(selector)[ELEMENT]}/click")

    def tabs(self) -> list[Window]:
        handles = self.driver.get("/window/handles")
        return [WebKitWindow(self.driver, handle) for handle in handles]

    def open_tab(self) -> Window:
        """A window: MiniBrowser makes a tab behind the others, where a click opens nothing."""
        self._enter()
        made = self.driver.post("/window/new", type="window")
        return WebKitWindow(self.driver, made["handle"])

    def _enter(self) -> None:
        """The driver holds one place at a time."""
        self.driver.post("/window", handle=self.handle)
        if self.framed:
            self.driver.post("/frame", id=self._find("#contentframe"))

    def _find(self, selector: str) -> dict[str, str]:
        found: dict[str, str] = self.driver.post("/element", using="css selector", value=selector)
        return found


@contextmanager
def open_webkit(folder: Path, trust: Trust, *options: str) -> Iterator[Window]:
    """`options` of MiniBrowser: how it treats cookies."""
    port = free_port()
    with _display(folder) as display:
        home = {"DISPLAY": display, "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
        process = subprocess.Popen(
            [str(DRIVER), f"--port={port}"],
            env=os.environ | home | {"LIBGL_ALWAYS_SOFTWARE": "1", "NO_AT_BRIDGE": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            driver = _begin(f"http://127.0.0.1:{port}", trust, options)
            yield WebKitWindow(driver, driver.get("/window"))
            driver.quit()
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)


def _begin(url: str, trust: Trust, options: tuple[str, ...]) -> WebDriver:
    hosts = (TOOL_HOST, PLATFORM_HOST)
    browser = {
        "binary": str(BROWSERS[-1]),
        "args": ["--automation", *options],
        "certificates": [{"host": host, "certificateFile": str(trust.chain)} for host in hosts],
    }
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            return WebDriver(url, {"webkitgtk:browserOptions": browser})
        except requests.ConnectionError:
            time.sleep(0.05)
    raise AssertionError("WebKitWebDriver does not listen")


@contextmanager
def _display(folder: Path) -> Iterator[str]:
    """Xvfb says which number it took once it listens."""
    reading, writing = os.pipe()
    process = subprocess.Popen(
        [str(XVFB), "-displayfd", str(writing), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as said:
            yield f":{said.readline().strip()}"
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)
