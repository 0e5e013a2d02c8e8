"""A browser that notices whatever runs, leads away, or is asked of another site.

The content policy is switched off in it: what a page escapes must be safe without.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Dialog, Page

from tests.browser.conftest import Live
from tests.lti_tool.visits import VisitClient

MARK = "EXECUTED"
LISTEN = f"window.alert = () => console.log('{MARK} in ' + location.href)"
SETTLE = "new Promise((done) => requestAnimationFrame(() => setTimeout(done, 9)))"
# What a page of the tool never holds of itself: handlers, frames, foreign addresses.
FIND = """(own) => {
  const bad = /^(script|iframe|object|embed|base|style|img|video|template|form|link|meta)$/;
  const ours = ['script[src^="/static/"]', 'head > link[href^="/static/"]', 'head > meta[name]',
    'head > meta[charset]', 'form[method=post]', 'form[method=get]'].join();
  const address = /^(href|src|action|formaction|data|poster|hx-(get|post|put|delete))$/;
  const known = (url) => ['http://ok.example', 'https://ok.example', own, 'mailto:']
    .some((start) => url.href.startsWith(start));
  const found = [];
  for (const element of document.querySelectorAll('*')) {
    const tag = element.localName.toLowerCase();
    if (bad.test(tag) && !element.matches(ours)) found.push('<' + tag + '>');
    for (const { name, value } of element.attributes) {
      if (/^on|^srcdoc$|^hx-on|^data-hx/.test(name)) found.push(tag + ' ' + name);
      if (address.test(name) && !known(new URL(value, document.baseURI)))
        found.push(tag + ' ' + name + '=' + value);
    }
  }
  return found;
}"""


@dataclass
class Watch:
    """`seen` is what no page may do: run a payload, or ask another site for something."""

    page: Page
    live: Live
    seen: list[str] = field(default_factory=list)

    def start(self) -> None:
        self.page.on("console", lambda message: self._note(MARK in message.text, message.text))
        self.page.on("dialog", self._note_dialog)
        self.page.on("request", lambda asked: self._note(self._is_foreign(asked.url), asked.url))

    def _note(self, is_bad: bool, what: str) -> None:
        if is_bad:
            self.seen.append(what)

    def _note_dialog(self, dialog: Dialog) -> None:
        self.seen.append("dialog")
        dialog.dismiss()

    def _is_foreign(self, url: str) -> bool:
        return not url.startswith((self.live.url, "data:", "about:", "blob:"))

    def open(self, visit: VisitClient, path: str) -> None:
        self.live.open(self.page, visit, path)

    def look(self, visit: VisitClient, path: str) -> str:
        """The words of a page that is whole and harmless, folded away or not."""
        self.open(visit, path)
        words = self.page.text_content("main") or ""
        assert "Something went wrong" not in words, path
        self.assert_harmless(path)
        return words

    def findings(self) -> list[str]:
        """After the handlers of images, animations and focus had their turn."""
        self.page.evaluate(SETTLE)
        return [*self.page.evaluate(FIND, self.live.url), *self.seen]

    def assert_harmless(self, where: str) -> None:
        assert self.findings() == [], where


@contextmanager
def watching(browser: Browser, live: Live) -> Iterator[Watch]:
    context = browser.new_context(bypass_csp=True)
    context.add_init_script(LISTEN)
    watch = Watch(context.new_page(), live)
    watch.start()
    yield watch
    context.close()
