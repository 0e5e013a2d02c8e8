"""Posting JSON with time-outs, bounded answers and retries."""

from __future__ import annotations

import json
import random
import time
from typing import Any

import requests

_CONNECT_SECONDS = 5.0
_LONGEST_PAUSE = 30.0
_MOST_BYTES = 4 * 1024 * 1024
_DETAIL_CHARACTERS = 300
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})


class Unreachable(Exception):  # noqa: N818 - named for what is the case
    """The server could not be reached, was too slow or busy, or answered no JSON."""


class Refused(Exception):  # noqa: N818 - named for what is the case
    """The server answered with a status that trying again does not change."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(f"{status}: {detail}")
        self.status, self.detail = status, detail


def _read_bounded(response: requests.Response, until: float) -> bytes:
    """The body, unless it is endless or trickles on beyond `until` (monotonic seconds)."""
    body = b""
    for chunk in response.iter_content(65536):
        body += chunk
        if len(body) > _MOST_BYTES:
            raise Unreachable(f"its answer is longer than {_MOST_BYTES // 1024 // 1024} MB")
        if time.monotonic() > until:
            raise Unreachable("its answer takes too long")
    return body


def _once(session: requests.Session, url: str, body: dict[str, Any], seconds: float) -> Any:
    """One try. Raises `Unreachable` where another try may help, else `Refused`."""
    until = time.monotonic() + seconds
    try:
        with session.post(
            url,
            json=body,
            timeout=(min(_CONNECT_SECONDS, seconds), seconds),
            stream=True,
            allow_redirects=False,
        ) as response:
            data = _read_bounded(response, until)
    except requests.RequestException as error:
        raise Unreachable(type(error).__name__) from error
    detail = data[:_DETAIL_CHARACTERS].decode("utf-8", "replace")
    if response.status_code in _AGAIN:
        raise Busy(f"status {response.status_code}", response.headers.get("Retry-After", ""))
    if response.status_code != 200:
        raise Refused(response.status_code, detail)
    try:
        return json.loads(data)
    except ValueError as error:
        raise Unreachable(f"it answers no JSON: {detail!r}") from error


class Busy(Unreachable):
    """`after` is the server's Retry-After header."""

    def __init__(self, message: str, after: str) -> None:
        super().__init__(message)
        self.after = after


def _pause(attempt: int, error: Unreachable) -> float:
    """The server's own wish in seconds, else 0.5, 1, 2, ... with jitter."""
    if isinstance(error, Busy) and error.after.isdecimal():
        return min(float(error.after), _LONGEST_PAUSE)
    return min(0.5 * 2.0**attempt, _LONGEST_PAUSE) * random.uniform(0.5, 1.0)


def post_json(
    session: requests.Session,
    url: str,
    body: dict[str, Any],
    *,
    seconds: float,
    retries: int,
    deadline: float | None,
) -> Any:
    """The parsed answer. `deadline` is in monotonic seconds.

    Raises `Refused`, or `Unreachable` after the last retry or when the deadline is too near.
    """
    for attempt in range(retries + 1):
        left = seconds if deadline is None else min(seconds, deadline - time.monotonic())
        if left <= 0:
            raise Unreachable("the time for the whole request is over")
        try:
            return _once(session, url, body, left)
        except Unreachable as error:
            pause = _pause(attempt, error)
            late = deadline is not None and time.monotonic() + pause >= deadline
            if attempt == retries or late:
                raise
            time.sleep(pause)
    raise AssertionError("the loop returns or raises")
