"""A person at the platform: the demo's small browser, for which an error page is a page too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

import requests
from bs4 import BeautifulSoup, Tag

from deploy.demo.browsing import SECONDS, Browser, Page

Parameters = Mapping[str, str | int]


@dataclass(frozen=True)
class SentForm:
    """A form that sends itself: where to, and its fields."""

    action: str
    fields: dict[str, str]


@dataclass
class Visitor(Browser):
    def look(self, url: str, /, **params: str | int) -> Page:
        return read_page(self.session.get(url, params=params, timeout=SECONDS))

    def post(self, url: str, fields: Parameters) -> Page:
        return read_page(self.session.post(url, data=fields, timeout=SECONDS))

    def follow_nothing(self, url: str, /, **params: str | int) -> requests.Response:
        return self.session.get(url, params=params, timeout=SECONDS, allow_redirects=False)


def read_page(answer: requests.Response) -> Page:
    return Page(answer.url, answer.status_code, BeautifulSoup(answer.text, "lxml"))


def find_form(page: Page, *, having: str) -> SentForm | None:
    """The form with a field of that name."""
    field = page.soup.select_one(f'form input[name="{having}"]')
    form = field.find_parent("form") if field else None
    if not isinstance(form, Tag):
        return None
    inputs = form.select("input[name]")
    fields = {str(one["name"]): str(one.get("value", "")) for one in inputs}
    return SentForm(urljoin(page.url, str(form.get("action") or page.url)), fields)
