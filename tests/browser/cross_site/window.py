"""One tab of any engine, as a person uses it: the tool's page is in the platform's frame or fills
the tab. Three things differ by engine: to go somewhere, to run a script, to press something."""

from __future__ import annotations

import json
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable
from typing import Any

PATIENCE = 60.0  # seconds that a condition may take on a busy machine


class Window(ABC):
    """`framed`: what follows happens in the platform's frame `#contentframe`; `handle` tells tabs
    apart."""

    framed = False
    handle: Hashable

    @abstractmethod
    def go(self, url: str) -> None: ...

    @abstractmethod
    def run(self, expression: str) -> Any:
        """A JSON value of the place. Raises `Exception` while the place is not there."""

    @abstractmethod
    def press(self, selector: str) -> None:
        """As a person does: it may open a tab."""

    @abstractmethod
    def tabs(self) -> list[Window]:
        """All of this browser, each with `handle`; unframed."""

    @abstractmethod
    def open_tab(self) -> Window: ...

    def click_for_tab(self, selector: str) -> Window:
        """The tab that the click opens."""
        before = {tab.handle for tab in self.tabs()}
        self.click(selector)
        self.wait(lambda: self._new_tabs(before), "a new tab")
        return self._new_tabs(before)[0]

    def _new_tabs(self, before: set[Hashable]) -> list[Window]:
        return [tab for tab in self.tabs() if tab.handle not in before]

    def text(self, selector: str = "main") -> str:
        return str(self.run(f"document.querySelector({json.dumps(selector)}).innerText"))

    def value(self, selector: str) -> str:
        return str(self.run(f"document.querySelector({json.dumps(selector)}).value"))

    def fill(self, selector: str, text: str) -> None:
        """And tells the page of it, as a keyboard does."""
        field, value = json.dumps(selector), json.dumps(text)
        self.wait(lambda: self.run(f"!!document.querySelector({field})"), selector)
        self.run(
            f"(() => {{ const field = document.querySelector({field}); field.value = {value};"
            "field.dispatchEvent(new Event('input', { bubbles: true })); return true; })()"
        )

    def click(self, selector: str) -> None:
        """Chromium throws clicks away that come right after a frame of another site was moved or
        resized, as a person's second click shows: so it is pressed until the page noticed."""
        found = f"!!document.querySelector({json.dumps(selector)})"
        ready = f"document.readyState === 'complete' && {found}"
        self.wait(lambda: self.run(ready), selector)
        self.run(
            "(() => { window.noticed = false; document.addEventListener('click', () => {"
            "window.noticed = true; }, { capture: true, once: true }); return true; })()"
        )
        self.wait(lambda: self._press_once(selector), f"a click on {selector}")

    def _press_once(self, selector: str) -> bool:
        """Whether the page has noticed, or is another one by now."""
        if self.run("window.noticed === false"):
            self.press(selector)
        return not self._is("window.noticed === false")

    def _is(self, expression: str) -> bool:
        """False, too, while a page is on its way."""
        try:
            return bool(self.run(expression))
        except Exception:  # noqa: BLE001 - the press led away from the page
            return False

    def reload(self) -> None:
        self.run("window.before = true")
        self.run("setTimeout(() => location.reload(), 0) > 0")
        self.wait(lambda: self.run("!window.before"), "a reload")

    def wait_for_text(self, wanted: str, selector: str = "body") -> None:
        self.wait(lambda: wanted in self.text(selector), wanted)

    def wait(self, condition: Callable[[], Any], what: str) -> None:
        until, last = time.monotonic() + PATIENCE, ""
        while time.monotonic() < until:
            try:
                if condition():
                    return
                last = ""
            except Exception as error:  # noqa: BLE001 - the page is on its way: asked again
                last = str(error)
            time.sleep(0.05)
        raise AssertionError(f"waited in vain for {what!r}; {last}; the page: {self._shown()}")

    def _shown(self) -> str:
        try:
            return str(self.run("location.href + ' ' + document.body.innerText"))[:1500]
        except Exception as error:  # noqa: BLE001 - only said in a failure's message
            return str(error)
