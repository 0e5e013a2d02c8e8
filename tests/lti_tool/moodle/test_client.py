"""Answers that are no answers: what a web server puts before Moodle, or Moodle before its JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lti_tool.lti.http import make_session
from lti_tool.moodle.changes import read_changes
from lti_tool.moodle.client import MoodleClient, MoodleError
from lti_tool.moodle.completion import read_completion
from lti_tool.moodle.contents import read_contents
from lti_tool.moodle.grades import read_gradebook
from lti_tool.moodle.pace import Pace
from lti_tool.moodle.people import read_enrolled, read_groupings
from lti_tool.moodle.quizzes import list_quizzes, read_attempt
from lti_tool.moodle.site_clock import ON_THE_WAY, SiteClock
from lti_tool.moodle.submissions import read_submissions
from tests.local_server import serve

READERS: dict[str, Callable[[MoodleClient], Any]] = {
    "changes": lambda client: read_changes(client, "2", None),
    "completion": lambda client: read_completion(client, "2", "6"),
    "contents": lambda client: read_contents(client, "2"),
    "enrolled": lambda client: read_enrolled(client, "2"),
    "grades": lambda client: read_gradebook(client, "2"),
    "groupings": lambda client: read_groupings(client, "2"),
    "quizzes": lambda client: list_quizzes(client, "2"),
    "attempt": lambda client: read_attempt(client, "2"),
    "submissions": lambda client: read_submissions(client, "2"),
}
HALF = json.dumps({"usergrades": [{"userid": 6, "gradeitems": []}]}).encode()[:-5]


@contextmanager
def answering(status: int, body: bytes) -> Iterator[MoodleClient]:
    with serve(lambda request: request.answer(status, body)) as origin:
        yield MoodleClient(make_session(100_000), origin, "secret", Pace(1e6))


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (200, b"<!DOCTYPE html><title>Maintenance</title>", "ws_broken_answer"),
        (200, HALF, "ws_broken_answer"),
        (200, b"", "ws_broken_answer"),
        (200, b"\xff\xfe{", "ws_broken_answer"),
        (200, b"[" * 100_000, "ws_broken_answer"),
        (200, b"null", "ws_broken_answer"),
        (200, b'"text"', "ws_broken_answer"),
        (503, b"{}", "ws_status"),
        (302, b"", "ws_status"),
        (200, b'{"exception":"e","errorcode":"invalidtoken","message":"m"}', "ws_token_invalid"),
        (200, b'{"exception":"e","errorcode":["x"],"message":null}', "ws_refused"),
        (200, b"1" * 100_001, "ws_too_large"),
    ],
)
def test_what_is_no_answer_has_a_name(status: int, body: bytes, code: str) -> None:
    found = {}
    with answering(status, body) as client:
        for name, read in READERS.items():
            with pytest.raises(MoodleError) as caught:
                read(client)
            found[name] = caught.value.code
    assert found == dict.fromkeys(READERS, code)


# The site's clock


@pytest.mark.parametrize("date", ["", "yesterday", "Thu, 99 Nov 2026 14:08:32 GMT", "2026-11-26"])
def test_date_that_is_none_changes_nothing(date: str) -> None:
    here = datetime(2026, 11, 26, tzinfo=UTC)
    clock = SiteClock(now_here=lambda: here)
    clock.learn(date)
    assert clock.now() == here - ON_THE_WAY


@pytest.mark.parametrize("hours", [-30, 0, 30])
def test_site_is_asked_by_its_own_clock(hours: int) -> None:
    ours = SiteClock(now_here=lambda: datetime.now(UTC) + timedelta(hours=hours))
    with answering(200, b'{"instances": []}') as client:
        read_changes(replace(client, clock=ours), "2", None)
    assert abs(ours.now() - datetime.now(UTC)) < timedelta(minutes=1)
