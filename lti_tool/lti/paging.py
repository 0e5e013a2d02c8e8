"""Answers in pages, joined by Link headers (RFC 8288) read as leniently as platforms write them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from lti_tool.lti.connector import Connector
from lti_tool.lti.http import BrokenAnswerError, read_json

MOST_PAGES = 50

_LINK = re.compile(r"<([^>]*)>([^<]*)")
_REL = re.compile(r"rel\s*=\s*[^A-Za-z]*([A-Za-z]+)", re.IGNORECASE)


def read_pages(connector: Connector, url: str, scopes: list[str], media: str) -> Iterator[Any]:
    """The parsed JSON of each page. Raises `HttpError`."""
    for _ in range(MOST_PAGES):
        response = connector.request("GET", url, scopes, accept=media)
        yield read_json(response)
        following = find_next_url(response.headers.get("Link", ""))
        if not following:
            return
        url = following
    raise BrokenAnswerError(f"more than {MOST_PAGES} pages")


def find_next_url(header: str) -> str | None:
    """The URL of rel=next. Moodle writes typographic quotes and `&amp;` in some of them."""
    for url, parameters in _LINK.findall(header):
        rel = _REL.search(parameters)
        if rel and rel.group(1).lower() == "next":
            return html.unescape(url)
    return None
