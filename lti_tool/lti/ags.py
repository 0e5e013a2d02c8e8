"""Assignment and Grade Services 2.0: scores out, results and line items in.

What Moodle 4.5 asks for beyond the specification: media types matched exactly, `/scores` and
`/results` before the query, and never a `limit` (its results page then crashes).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import requests

from lti_tool.lti import claims
from lti_tool.lti.connector import Connector
from lti_tool.lti.http import BrokenAnswerError, read_json
from lti_tool.lti.paging import read_pages

SCORE_MAXIMUM = 100


@dataclass(frozen=True, slots=True)
class Result:
    """As the platform holds it; `percent` is None where it holds no value."""

    subject: str
    percent: float | None
    timestamp: datetime | None


@dataclass(frozen=True, slots=True)
class LineItemEntry:
    url: str
    label: str
    score_maximum: float
    resource_id: str
    tag: str
    resource_link_id: str


def post_score(
    connector: Connector,
    line_item_url: str,
    *,
    subject: str,
    given: float,
    activity_progress: str,
    timestamp: datetime,
) -> requests.Response:
    """`given` is of 100. The platform's answer, whatever its status. Raises `HttpError`."""
    score = {
        "userId": subject,
        "scoreGiven": round(given, 4),
        "scoreMaximum": SCORE_MAXIMUM,
        "activityProgress": activity_progress,
        "gradingProgress": "FullyGraded",
        "timestamp": timestamp.astimezone(UTC).isoformat(timespec="seconds"),
    }
    return connector.request(
        "POST",
        extend_url(line_item_url, "scores"),
        [claims.SCOPE_SCORE],
        body=json.dumps(score).encode(),
        content_type=claims.MEDIA_SCORE,
    )


def can_read_results(connector: Connector) -> bool:
    return connector.allows(claims.SCOPE_RESULT_READONLY)


def read_result(connector: Connector, line_item_url: str, subject: str) -> Result:
    """One learner's result; empty where the platform lists none. Raises `HttpError`."""
    url = extend_url(line_item_url, "results", user_id=subject)
    found = [one for one in _read_results(connector, url) if one.subject == subject]
    return found[0] if found else Result(subject, None, None)


def read_results(connector: Connector, line_item_url: str) -> list[Result]:
    """All learners' results of one line item. Raises `HttpError`."""
    return _read_results(connector, extend_url(line_item_url, "results"))


def _read_results(connector: Connector, url: str) -> list[Result]:
    scopes = [claims.SCOPE_RESULT_READONLY]
    entries = _read_entries(connector, url, scopes, claims.MEDIA_RESULTS)
    return [_take_result(entry) for entry in entries if entry.get("userId")]


def _take_result(entry: Mapping[str, Any]) -> Result:
    value = _take_number(entry.get("resultScore"))
    maximum = _take_number(entry.get("resultMaximum", 1))
    percent = 100 * value / maximum if value is not None and maximum else None
    return Result(str(entry["userId"]), percent, _take_time(entry.get("timestamp")))


def list_line_items(
    connector: Connector, line_items_url: str, resource_id: str = ""
) -> list[LineItemEntry]:
    """The course's line items of this tool. Raises `HttpError`."""
    url = _add_query(line_items_url, resource_id=resource_id) if resource_id else line_items_url
    readable = [claims.SCOPE_LINEITEM]
    if not connector.allows(*readable):
        readable = [claims.SCOPE_LINEITEM_READONLY]
    entries = _read_entries(connector, url, readable, claims.MEDIA_LINEITEMS)
    return [_take_line_item(entry) for entry in entries if entry.get("id")]


def can_make_line_items(connector: Connector) -> bool:
    return connector.allows(claims.SCOPE_LINEITEM)


def create_line_item(
    connector: Connector,
    line_items_url: str,
    *,
    label: str,
    resource_id: str,
    resource_link_id: str,
) -> LineItemEntry:
    """A gradebook column of an activity that has none yet. Raises `HttpError`."""
    wanted = {
        "label": label,
        "scoreMaximum": SCORE_MAXIMUM,
        "resourceId": resource_id,
        "resourceLinkId": resource_link_id,
    }
    return _take_line_item(_exchange_line_item(connector, "POST", line_items_url, wanted))


def rename_line_item(connector: Connector, line_item_url: str, label: str) -> LineItemEntry:
    """A PUT replaces the whole, so what the platform holds is read and sent back with the new
    label. Raises `HttpError`."""
    held = _exchange_line_item(connector, "GET", line_item_url)
    wanted = {**held, "label": label}
    return _take_line_item(_exchange_line_item(connector, "PUT", line_item_url, wanted))


def _exchange_line_item(
    connector: Connector, method: str, url: str, body: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    response = connector.request(
        method,
        url,
        [claims.SCOPE_LINEITEM],
        accept=claims.MEDIA_LINEITEM,
        body=json.dumps(body).encode() if body else None,
        content_type=claims.MEDIA_LINEITEM if body else None,
    )
    found = read_json(response)
    if not isinstance(found, dict) or not found.get("id"):
        raise BrokenAnswerError(detail="the line item has no id", response=response)
    return found


def _take_line_item(entry: Mapping[str, Any]) -> LineItemEntry:
    return LineItemEntry(
        url=str(entry["id"]),
        label=str(entry.get("label") or ""),
        score_maximum=_take_number(entry.get("scoreMaximum")) or float(SCORE_MAXIMUM),
        resource_id=str(entry.get("resourceId") or ""),
        tag=str(entry.get("tag") or ""),
        resource_link_id=str(entry.get("resourceLinkId") or ""),
    )


def _read_entries(
    connector: Connector, url: str, scopes: list[str], media: str
) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    for page in read_pages(connector, url, scopes, media):
        if not isinstance(page.body, list):
            raise BrokenAnswerError(detail="the answer is no list")
        entries += [entry for entry in page.body if isinstance(entry, dict)]
    return entries


def extend_url(url: str, tail: str, **query: str) -> str:
    """`tail` as a further part of the path, before the query; `query` is added to it."""
    parts = urlsplit(url)
    longer = urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{tail}"))
    return _add_query(longer, **query) if query else longer


def _add_query(url: str, **query: str) -> str:
    parts = urlsplit(url)
    pairs = [*parse_qsl(parts.query, keep_blank_values=True), *query.items()]
    return urlunsplit(parts._replace(query=urlencode(pairs)))


def _take_time(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _take_number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None
