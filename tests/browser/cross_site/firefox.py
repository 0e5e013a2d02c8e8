"""Debian's Firefox by WebDriver BiDi, which it speaks itself, in a profile of its own in which
third-party cookies are partitioned (its default) or blocked."""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.browser.cross_site.certificates import Trust
from tests.browser.cross_site.window import PATIENCE, Window

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
CERTUTIL = shutil.which("certutil")
PARTITION, BLOCK = 5, 1  # Firefox's network.cookie.cookieBehavior
QUIET = {
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.server": "",
}


class BidiError(Exception):
    """What the browser says of a command that it refuses."""


class Bidi:
    """A connection: commands and their answers, one at a time (W3C WebDriver BiDi)."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """Raises `BidiError`, `TimeoutError`."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            said = json.loads(self._socket.recv(timeout=PATIENCE))
            if said.get("id") != number:
                continue  # an event
            if said["type"] == "error":
                raise BidiError(f"{method}: {said['error']}: {said['message']}")
            result: dict[str, Any] = said["result"]
            return result


class FirefoxWindow(Window):
    def __init__(self, bidi: Bidi, context: str) -> None:
        self.bidi = bidi
        self.handle = self.context = context

    def go(self, url: str) -> None:
        self.bidi.ask("browsingContext.navigate", context=self.context, url=url, wait="complete")

    def run(self, expression: str) -> Any:
        text = self._evaluate(f"JSON.stringify({expression})").get("value")
        return None if text is None else json.loads(text)

    def press(self, selector: str) -> None:
        self.bidi.ask("browsingContext.activate", context=self.context)
        found = f"document.querySelector({json.dumps(selector)})"
        self.run(f"{found}.scrollIntoView({{ block: 'center', behavior: 'instant' }})")
        element = {"sharedId": self._evaluate(found)["sharedId"]}
        steps = [
            {"type": "pointerMove", "x": 0, "y": 0,
             "origin": {"type": "element", "element": element}},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]  # fmt: skip
        mouse = {"type": "pointer", "id": "mouse", "actions": steps}
        self.bidi.ask("input.performActions", context=self._place(), actions=[mouse])

    def tabs(self) -> list[Window]:
        tree = self.bidi.ask("browsingContext.getTree", maxDepth=0)["contexts"]
        return [FirefoxWindow(self.bidi, one["context"]) for one in tree]

    def open_tab(self) -> Window:
        made = self.bidi.ask("browsingContext.create", type="tab")
        return FirefoxWindow(self.bidi, made["context"])

    def _evaluate(self, expression: str) -> dict[str, Any]:
        answer = self.bidi.ask(
            "script.evaluate",
            expression=expression,
            target={"context": self._place()},
            awaitPromise=False,
            userActivation=True,
        )
        if answer["type"] == "exception":
            raise BidiError(answer["exceptionDetails"]["text"])
        result: dict[str, Any] = answer["result"]
        return result

    def _place(self) -> str:
        if not self.framed:
            return self.context
        tree = self.bidi.ask("browsingContext.getTree", root=self.context)["contexts"][0]
        frame: str = tree["children"][0]["context"]
        return frame


@contextmanager
def open_firefox(folder: Path, trust: Trust, block: bool) -> Iterator[Window]:
    assert FIREFOX
    profile = folder / "firefox"
    _make_profile(profile, trust, block)
    command = [FIREFOX, "--headless", "--no-remote", "--profile", str(profile)]
    process = subprocess.Popen(
        [*command, "--remote-debugging-port", "0", "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with connect(_wait_for_address(profile), max_size=None) as socket:
            bidi = Bidi(socket)
            bidi.ask("session.new", capabilities={})
            tree = bidi.ask("browsingContext.getTree", maxDepth=0)["contexts"]
            yield FirefoxWindow(bidi, tree[0]["context"])
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def _make_profile(profile: Path, trust: Trust, block: bool) -> None:
    profile.mkdir()
    settings = QUIET | {"network.cookie.cookieBehavior": BLOCK if block else PARTITION}
    lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in settings.items()]
    (profile / "user.js").write_text("\n".join(lines))
    store = f"sql:{profile}"
    _certutil("-N", "-d", store, "--empty-password")
    _certutil("-A", "-d", store, "-t", "C,,", "-n", "test CA", "-i", str(trust.authority))


def _certutil(*arguments: str) -> None:
    assert CERTUTIL
    subprocess.run([CERTUTIL, *arguments], check=True, capture_output=True)


def _wait_for_address(profile: Path) -> str:
    """Firefox writes it into its profile once it listens."""
    said, until = profile / "WebDriverBiDiServer.json", time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if said.exists() and (text := said.read_text()):
            server = json.loads(text)
            return f"ws://{server['ws_host']}:{server['ws_port']}/session"
        time.sleep(0.05)
    raise AssertionError("Firefox does not listen")
