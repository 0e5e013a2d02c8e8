"""A small browser for the walk: pages, forms, and the forms that post themselves in real life.

It knows the site from the outside only: what it submits are the forms that the pages hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import requests
from bs4 import BeautifulSoup, Tag

SECONDS = 60
Values = Mapping[str, str | Sequence[str]]
HOPS = 8
SELF_SENT = "form[data-submit], form[data-send]"


class BrowsingError(RuntimeError):
    """A page that was not expected; the message holds its address and what it says."""


@dataclass(frozen=True, slots=True)
class Page:
    url: str
    status: int
    soup: BeautifulSoup

    def find(self, selector: str) -> Tag:
        """Raises `BrowsingError` where the page has no such element."""
        found = self.soup.select_one(selector)
        if found is None:
            raise BrowsingError(f"{self.url} shows no {selector}: {self.words[:600]}")
        return found

    def has(self, selector: str) -> bool:
        return self.soup.select_one(selector) is not None

    def link(self, selector: str) -> str:
        element = self.find(selector)
        return urljoin(self.url, str(element.get("href") or element.get("src")))

    @property
    def words(self) -> str:
        main = self.soup.select_one("main") or self.soup
        return " ".join(main.get_text(" ").split())


@dataclass
class Browser:
    session: requests.Session = field(default_factory=requests.Session)

    def open(self, url: str) -> Page:
        return self._read(self.session.get(url, timeout=SECONDS))

    def submit(
        self,
        page: Page,
        selector: str,
        values: Values | None = None,
        files: Sequence[Path] = (),
    ) -> Page:
        """Send the form (or the form of the button) at `selector` with `values` over its own.

        `files` fill the form's file field.
        """
        element = page.find(selector)
        form = element if element.name == "form" else element.find_parent("form")
        if not isinstance(form, Tag):
            raise BrowsingError(f"{page.url}: {selector} belongs to no form")
        data: dict[str, Any] = {**_fields(form), **(values or {})}
        if element is not form and element.get("name"):
            data[str(element["name"])] = str(element.get("value", ""))
        action = urljoin(page.url, str(form.get("action") or page.url))
        if str(form.get("method", "get")).lower() == "get":
            return self._read(self.session.get(action, params=data, timeout=SECONDS))
        return self._read(self._post(action, form, data, files))

    def _post(
        self, action: str, form: Tag, data: Mapping[str, Any], files: Sequence[Path]
    ) -> requests.Response:
        if not files:
            return self.session.post(action, data=data, timeout=SECONDS)
        field_name = str(form.select_one("input[type=file]")["name"])  # type: ignore[index]
        parts = [(field_name, (path.name, path.read_bytes())) for path in files]
        return self.session.post(action, data=data, files=parts, timeout=SECONDS)

    def _read(self, answer: requests.Response) -> Page:
        page = Page(answer.url, answer.status_code, BeautifulSoup(answer.text, "lxml"))
        if answer.status_code >= 400:
            raise BrowsingError(f"{answer.url} answered {answer.status_code}: {page.words[:600]}")
        return page

    def enter(self, page: Page) -> Page:
        """Follow the forms that send themselves: login, id_token, deep-linking answer."""
        for _ in range(HOPS):
            if not page.has(SELF_SENT):
                return page
            page = self.submit(page, SELF_SENT)
        raise BrowsingError(f"{page.url} goes round in circles")


def _fields(form: Tag) -> dict[str, Any]:
    """What a browser would send of an untouched form, buttons aside."""
    found: dict[str, Any] = {}
    for element in form.select("input[name], select[name], textarea[name]"):
        name = str(element["name"])
        for value in _values(element):
            found.setdefault(name, []).append(value)
    return found


def _values(element: Tag) -> list[str]:
    if element.has_attr("disabled"):
        return []
    if element.name == "textarea":
        return [element.get_text()]
    if element.name == "select":
        return _selected(element)
    kind = str(element.get("type", "text"))
    if kind in ("checkbox", "radio"):
        return [str(element.get("value", "on"))] if element.has_attr("checked") else []
    return [] if kind in ("submit", "button", "file") else [str(element.get("value", ""))]


def _selected(element: Tag) -> list[str]:
    chosen = list(element.select("option[selected]"))
    if not chosen and not element.has_attr("multiple"):
        chosen = list(element.select("option"))[:1]
    return [str(option.get("value", option.get_text())) for option in chosen]
