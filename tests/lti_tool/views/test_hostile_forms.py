"""What no page would send, sent to every page that takes something."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from generators.exercise.content import Kind
from lti_tool.models import Attempt
from tests.lti_tool.contents import ALL
from tests.lti_tool.views.classroom import Classroom, instructor

TEXTS = {
    "NUL": "a\0b",
    "control characters": "a\x1b[31m\x07\u202eb",
    "very long": "x" * 100_000,
    "many lines": "\r\n" * 2_000,
    "digits": "9" * 400,
}
SECONDS = 10.0  # for all of them, of this process


@pytest.mark.parametrize("case", TEXTS)
def test_it_is_taken_or_refused_and_breaks_nothing(app: Flask, room: Classroom, case: str) -> None:
    room.publish(ALL[Kind.SHORT_ANSWER])
    began = time.process_time()
    statuses = {name: send().status_code for name, send in senders(app, room, TEXTS[case]).items()}
    assert {name: status for name, status in statuses.items() if status >= 500} == {}
    assert time.process_time() - began < SECONDS
    assert all(attempt.fraction == 0 for attempt in room.rows(Attempt))


def senders(app: Flask, room: Classroom, text: str) -> dict[str, Callable[[], TestResponse]]:
    showing, learner, teacher = room.start(), room.visit, instructor(room)
    stranger, practice = app.test_client(), f"/practices/{room.visit.practice_id}"
    words = {"words": text, "skill": text, "kind": text, "state": text, "page": text, "q": text}
    wish = {"kinds": "cloze", "count": text, "language": text, "spread": text, "note": text}
    login = {"iss": text, "login_hint": text, "target_link_uri": text, "client_id": text}
    return {
        "answer": lambda: room.post_answer(showing, {"text": text}),
        "odd answer": lambda: learner.post(
            f"{showing}/answer", {"text": "a", "token": text, "version": text, "confidence": text}
        ),
        "report": lambda: learner.post(f"{showing}/report", {"note": text}),
        "disagreement": lambda: learner.post(f"/mastery/{room.skill_id}/disagree", words),
        "odd disagreement": lambda: learner.post(
            f"/mastery/disagreements/{room.skill_id}/test", words
        ),
        "how it goes": lambda: learner.post("/how-it-goes", {"effort": text, "row": text}),
        "forgotten word": lambda: learner.post("/how-it-goes/delete", {"row": text}),
        "voices": lambda: teacher.post("/course/voices/asking", {"ask": text}),
        "language": lambda: learner.post("/language", {"locale": text}),
        "start": lambda: learner.post("/learn/start", {"practice": text}),
        "skill": lambda: teacher.post("/skills", {"name": text, "terms": text, "language": "en"}),
        "practice": lambda: teacher.post("/practices/new", {"title": text, "goal": text}),
        "opening time": lambda: teacher.post(practice, {"title": "x", "opens_at": text}),
        "allowance": lambda: teacher.post(f"{practice}/learners", {"person": text, "tries": text}),
        "request": lambda: teacher.post("/requests/new", wish),
        "draft": lambda: teacher.post("/desk/write/short_answer", {"stem": text, "skill": text}),
        "decisions": lambda: teacher.post("/desk/accept", {"drafts": text}),
        "grades": lambda: teacher.post("/course/activities", {"activity": text, "skills": text}),
        **{
            path: lambda path=path: teacher.get(path, query_string=words)  # type: ignore[misc]
            for path in ("/exercises", "/desk", "/scores", f"{practice}/learners", "/sources")
        },
        "login": lambda: stranger.post("/lti/login", data=login),
        "launch": lambda: stranger.post("/lti/launch", data={"state": text, "id_token": text}),
    }


@pytest.mark.parametrize(
    "path",
    ["/s/a%00b/learn", "/lti/enter/a%00b", "/lti/jwks/a%00b", "/lti/register/a%00b",
     "/admin/enter/a%00b", "/static/a%00b", "/a%00b"],
)  # fmt: skip
def test_address_with_nul_leads_nowhere(app: Flask, path: str) -> None:
    assert 400 <= app.test_client().get(path).status_code < 500


@pytest.mark.parametrize("path", ["/learn/a%00b", "/passages/a%00b", "/exercises/a%00b"])
def test_page_of_a_visit_with_nul_leads_nowhere(room: Classroom, path: str) -> None:
    assert 400 <= instructor(room).get(path).status_code < 500
