"""Caliper envelopes: what is refused and why, whose grade it is, and what is passed over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from lti_tool.db import Database, utcnow
from lti_tool.statements.received import LTI_CONTEXT
from tests.lti_tool.views.evidence_sender import QUIZ, Sender, make_sender, stamp


@pytest.fixture
def sender(app: Flask, database: Database) -> Sender:
    return make_sender(app, database)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"id": "7"}, "id: "),
        ({"action": None}, "action: "),
        ({"eventTime": "2026-01-01T00:00:00"}, "no zone"),
        ({"eventTime": stamp(utcnow() + timedelta(days=1))}, "in the future"),
        ({"generated": {"type": "Score", "maxScore": 0, "scoreGiven": 1}}, "maxScore"),
        ({"generated": "https://tool.example/scores/1"}, "type: Field required"),
        ({"object": {"type": "Attempt", "assignee": {"id": "x"}}}, "its id is missing"),
        ({"object": "https://tool.example/attempts/1"}, "actor: nobody can be found"),
    ],
)
def test_a_wrong_event_refuses_its_envelope(
    sender: Sender, changes: dict[str, Any], told: str
) -> None:
    answer = sender.emit(sender.grade(5), sender.grade(5, **changes))
    assert answer.status_code == 400
    (problem,) = answer.json["problems"]  # type: ignore[index]
    assert problem.startswith("Event 2: ")
    assert told in problem
    assert sender.rows() == []


def test_a_wrong_envelope_is_refused(sender: Sender) -> None:
    grade = sender.grade(5)
    assert (
        sender.emit(grade, dataVersion="http://purl.imsglobal.org/ctx/caliper/v1p1").status_code
        == 422
    )
    assert "in the future" in sender.emit(grade, sendTime=stamp(utcnow() + timedelta(hours=1))).text
    assert sender.emit(grade, data={}).status_code == 400
    assert sender.emit(grade, sensor=None, sendTime="now").status_code == 400
    assert sender.emit(*[sender.grade(5) for _ in range(501)]).status_code == 413
    sender.secret = "wrong"
    assert sender.emit(grade).status_code == 401
    assert sender.rows() == []


def test_a_grade_counts_for_whose_attempt_it_was_once(sender: Sender) -> None:
    grade = sender.grade(4)
    assert sender.emit(grade).json == {"kept": 1, "passed_over": 0, "repeated": 0, "waiting": 0}
    again = sender.emit(
        grade, {"id": "urn:uuid:1", "type": "NavigationEvent"}, {"id": "x", "type": "Person"}
    )
    assert again.json == {"kept": 0, "passed_over": 2, "repeated": 1, "waiting": 0}
    (row,) = sender.rows()
    assert (row.person_id, row.external_id) == (sender.person.id, QUIZ)
    assert (row.score, row.weight, row.title) == (0.4, 0.8, "Speed test")
    assert sender.emit({**grade, "eventTime": stamp(utcnow())}).status_code == 409


def test_a_regrade_stands_and_an_item_counts_as_an_answer(sender: Sender) -> None:
    now = utcnow()
    sender.emit(
        sender.grade(9, eventTime=stamp(now)),
        sender.grade(2, eventTime=stamp(now - timedelta(days=1))),
    )
    assert [row.score for row in sender.rows()] == [0.9]
    item = sender.grade(10)
    item["object"]["assignable"] = {"id": f"{QUIZ}/1", "type": "AssessmentItem"}
    sender.emit(item)
    assert sorted((row.external_id, row.weight) for row in sender.rows()) == [
        (QUIZ, 0.8),
        (f"{QUIZ}/1", 0.9),
    ]


def test_a_submission_is_a_completion_until_its_grade_comes(sender: Sender) -> None:
    grade = sender.grade(3)
    submitted = {
        **sender.grade(0), "type": "AssessmentEvent", "action": "Submitted",
        "actor": grade["object"]["assignee"], "object": grade["object"]["assignable"],
        "generated": {**grade["object"], "assignable": QUIZ},
    }  # fmt: skip
    started = {**submitted, "id": sender.grade(0)["id"], "action": "Started"}
    assert sender.emit(submitted, started).json["kept"] == 2  # type: ignore[index]
    assert [row.weight for row in sender.rows()] == [0.3]
    sender.emit(grade)
    assert [(row.score, row.weight) for row in sender.rows()] == [(0.3, 0.8)]


def test_the_launch_tells_who_and_where(app: Flask, database: Database) -> None:
    sender = make_sender(app, database, whole_platform=True)
    claims = {
        "iss": "https://moodle.example", "sub": sender.person.subject,
        LTI_CONTEXT: {"id": sender.context.lti_id},
    }  # fmt: skip
    event = sender.grade(10, federatedSession={"type": "LtiSession", "messageParameters": claims})
    event["actor"] = {"id": "https://tool.example/users/1", "type": "Person"}
    event["object"]["assignee"] = event["actor"]
    assert sender.emit(event).status_code == 200
    assert [row.person_id for row in sender.rows()] == [sender.person.id]
    claims["iss"] = "https://elsewhere.example"
    assert "nobody can be found" in sender.emit({**event, "id": sender.grade(1)["id"]}).text
