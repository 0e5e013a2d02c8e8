"""Answers in pages, joined by Link headers (RFC 8288) read as leniently as platforms write them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from lti_tool.lti.connector import Connector
from lti_tool.lti.http import BrokenAnswerError, read_json

MOST_PAGES = 200  # Canvas gives ten entries a page, unless it is asked

_LINK = re.compile(r"<([^>]*)>([^<]*)")
_REL = re.compile(r"rel\s*=\s*[^A-Za-z]*([A-Za-z]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """Its parsed JSON, and the URLs of its Link header by their relation."""

    body: Any
    links: dict[str, str]


def read_pages(connector: Connector, url: str, scopes: list[str], media: str) -> Iterator[Page]:
    """Raises `HttpError`; `ForeignUrlError` for a next page outside the platform."""
    seen = {url}
    for _ in range(MOST_PAGES):
        response = connector.request("GET", url, scopes, accept=media)
        page = Page(read_json(response), read_links(response.headers.get("Link", "")))
        yield page
        following = page.links.get("next")
        if not following:
            return
        url = urljoin(url, following)
        if url in seen:
            raise BrokenAnswerError("the pages lead in a circle")
        seen.add(url)
    raise BrokenAnswerError(f"more than {MOST_PAGES} pages")


def read_links(header: str) -> dict[str, str]:
    """URLs by relation. Moodle writes typographic quotes and `&amp;` in some of them."""
    return {
        rel.group(1).lower(): html.unescape(url)
        for url, parameters in _LINK.findall(header)
        if (rel := _REL.search(parameters))
    }
