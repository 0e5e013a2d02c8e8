"""xAPI: what is refused and why, what is kept once, and what counts for whom."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from resource import RUSAGE_SELF, getrusage
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from lti_tool.app import create_app
from lti_tool.db import Database, utcnow
from lti_tool.limits import Limiter, connect_limiter
from lti_tool.models import EvidenceKey, OutsideEvidence, Person, Registration, Statement
from lti_tool.services.evidence import list_evidence
from lti_tool.services.evidence_keys import revoke_key
from lti_tool.services.outside_evidence import list_activities, map_activity
from lti_tool.services.profiles import read_profile
from lti_tool.services.statements import adopt_statements
from lti_tool.settings import Settings
from lti_tool.statements.received import LTI_CONTEXT
from lti_tool.statements.xapi import VOIDED
from tests.lti_tool.factories import PLATFORM, RecordingQueue, make_course, make_skill
from tests.lti_tool.views.evidence_sender import QUIZ, Sender, make_sender, stamp


@pytest.fixture
def sender(app: Flask, database: Database) -> Sender:
    return make_sender(app, database)


def count(database: Database, kind: Any = Statement) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"actor": None}, "actor: Field required"),
        ({"actor": {"mbox": "mailto:a@b.c", "openid": "https://a.b"}}, "exactly one of"),
        ({"actor": {"account": {"homePage": "https://other.example", "name": "1"}}}, "homePage"),
        ({"actor": {"mbox": "mailto:grace@example.org"}}, "does not find people by their e-mail"),
        ({"verb": {"id": "answered"}}, "verb.id"),
        ({"verb": {}}, "verb.id: Field required"),
        ({"object": {"id": "quiz 1"}}, "object: id has to be an IRI"),
        ({"object": {"id": f"https://a.example/{'x' * 300}"}}, "more than 255"),
        ({"result": {"score": {"scaled": 1.5}}}, "less than or equal to 1"),
        ({"result": {"score": {"scaled": "1"}}}, "valid number"),
        ({"result": {"score": {"raw": 11, "max": 10}}}, "between min and max"),
        ({"result": {"score": {"min": 5, "max": 5}}}, "min has to be less"),
        ({"timestamp": "yesterday"}, "timestamp"),
        ({"timestamp": "2026-01-01T10:00:00"}, "no zone"),
        ({"timestamp": stamp(utcnow() + timedelta(days=2))}, "in the future"),
        ({"id": "not-a-uuid"}, "badly formed"),
        ({"context": {"registration": "7"}}, "badly formed"),
        ({"grade": 7}, "grade: Extra inputs"),
        ({"verb": {"id": VOIDED}}, "StatementRef"),
    ],
)  # fmt: skip
def test_a_wrong_statement_is_refused_with_its_place_and_the_others_of_its_batch_too(
    sender: Sender, database: Database, changes: dict[str, Any], told: str
) -> None:
    answer = sender.send([sender.statement(), sender.statement(**changes)])
    assert answer.status_code == 400
    problems = answer.json["problems"]  # type: ignore[index]
    assert len(problems) == 1
    assert problems[0].startswith("Statement 2: ")
    assert told in problems[0]
    assert count(database) == count(database, OutsideEvidence) == 0


@pytest.mark.parametrize(
    "body", [b"{", b"\xff\xfe", b"[" * 100_000, b'{"a": NaN}', b'["\\u0000"]', b'["\\ud800"]',
             b"7", b"null", b'"text"', b"[7]", b""]
)  # fmt: skip
def test_what_is_no_statement_at_all_is_refused(
    sender: Sender, database: Database, body: bytes
) -> None:
    answer = sender.client.post(
        "/api/xapi/statements", data=body, headers=sender.headers(), content_type="application/json"
    )
    assert answer.status_code == 400
    assert answer.json["message"]  # type: ignore[index]
    assert count(database) == 0


def test_it_wants_a_version_a_media_type_and_a_bounded_body(sender: Sender) -> None:
    path, headers = "/api/xapi/statements", sender.headers()
    for version in ("", "0.9", "3.0.0"):
        assert sender.send(sender.statement(), version).status_code == 400
    for version in ("1.0", "1.0.3", "2.0.0"):
        answer = sender.send(sender.statement(), version)
        assert answer.status_code == 200
        assert answer.headers["X-Experience-API-Version"][0] == version[0]
    form = sender.client.post(path, data={"a": "b"}, headers=headers)
    assert form.status_code == 415
    assert sender.send(sender.statement(extra="x" * 3_000_000)).status_code == 413
    many = sender.send([sender.statement() for _ in range(501)])
    assert (many.status_code, many.json["error"]) == (413, "too_many_statements")  # type: ignore[index]
    assert sender.client.get("/api/xapi/about").json == {"version": ["1.0.3", "2.0.0"]}


def test_without_a_key_that_works_nothing_is_taken(sender: Sender, database: Database) -> None:
    wrong = replace(sender, secret="wrong")
    assert wrong.send(sender.statement()).status_code == 401
    assert replace(sender, name="").send(sender.statement()).status_code == 401
    bare = sender.client.post(
        "/api/xapi/statements", json={}, headers={"X-Experience-API-Version": "1.0.3"}
    )
    assert bare.status_code == 401
    assert "Basic" in bare.headers["WWW-Authenticate"]
    with database.write() as session:
        session.get_one(Registration, sender.context.registration_id).active = False
    assert sender.send(sender.statement()).status_code == 401
    with database.write() as session:
        session.get_one(Registration, sender.context.registration_id).active = True
        key = session.scalars(select(EvidenceKey)).one()
        assert sender.secret not in (key.secret_hash, key.name)
        revoke_key(session, key.id, utcnow(), "command-line")
    assert sender.send(sender.statement()).status_code == 401
    assert count(database) == 0


def test_the_same_statement_twice_is_kept_once_and_another_content_is_a_conflict(
    sender: Sender, database: Database
) -> None:
    one = sender.statement()
    first, again = sender.send(one), sender.send([one, sender.statement()])
    assert first.json == [one["id"]]
    assert again.status_code == 200
    described = {**one, "verb": {**one["verb"], "display": {"en": "answered"}}}
    assert sender.put(one["id"], described).status_code == 204
    assert count(database) == 2
    changed = sender.send([sender.statement(), {**one, "result": {"score": {"scaled": 0.0}}}])
    assert changed.status_code == 409
    assert one["id"] in changed.json["message"]  # type: ignore[index]
    assert count(database) == 2
    twice = sender.send([one, one])
    assert twice.status_code == 400
    assert "Two statements have the id" in twice.text


def test_a_put_names_its_statement(sender: Sender) -> None:
    one = sender.statement()
    assert sender.put("7", one).status_code == 400
    assert sender.put(str(uuid4()), one).status_code == 400
    assert sender.put(one["id"], [one]).status_code == 400
    del one["id"]
    own_id = str(uuid4())
    assert sender.put(own_id, one).status_code == 204
    assert sender.fetch(f"statementId={own_id}").json["id"] == own_id  # type: ignore[index]


def test_what_was_sent_can_be_fetched_and_nothing_else(
    sender: Sender, app: Flask, database: Database
) -> None:
    one = sender.statement(context={"team": {"mbox": "mailto:t@x.y", "objectType": "Group"}})
    sender.send(one)
    found = sender.fetch(f"statementId={one['id']}")
    assert found.json["actor"] == one["actor"]  # type: ignore[index]
    assert found.json["context"] == {}  # type: ignore[index]
    assert "Last-Modified" in found.headers
    for query in ("", "verb=x", f"statementId={one['id']}&format=ids", "statementId=7"):
        assert sender.fetch(query).status_code == 400
    assert sender.fetch(f"statementId={uuid4()}").status_code == 404
    other = make_sender(app, database)
    assert other.fetch(f"statementId={one['id']}").status_code == 404


@pytest.mark.parametrize(
    ("verb", "result", "score", "weight"),
    [
        ("answered", {"success": True}, 1.0, 0.9),
        ("answered", {"success": False, "response": "b"}, 0.0, 0.9),
        ("scored", {"score": {"raw": 3, "min": 1, "max": 5}}, 0.5, 0.8),
        ("scored", {"score": {"scaled": -0.5}}, 0.0, 0.8),
        ("completed", {"score": {"scaled": 0.25}, "completion": True}, 0.25, 0.8),
        ("completed", None, 1.0, 0.3),
        ("passed", None, 1.0, 0.8),
        ("failed", {}, 0.0, 0.8),
        ("passed", {"score": {"scaled": 0.7}}, 0.7, 0.8),
    ],
)
def test_verbs_become_evidence(
    sender: Sender, verb: str, result: Any, score: float, weight: float
) -> None:
    assert sender.send(sender.statement(verb, result=result)).status_code == 200
    (row,) = sender.rows()
    assert (row.score, row.weight, row.title) == (score, weight, "Speed test")
    assert row.person_id == sender.person.id


@pytest.mark.parametrize(
    ("verb", "result"),
    [("experienced", {"score": {"scaled": 1.0}}), ("https://verbs.example/waved", None),
     ("answered", None), ("completed", {"completion": False}), ("scored", {"score": {"raw": 3}})],
)  # fmt: skip
def test_what_tells_nothing_of_knowledge_is_kept_and_counts_for_nothing(
    sender: Sender, database: Database, verb: str, result: Any
) -> None:
    assert sender.send(sender.statement(verb, result=result)).status_code == 200
    assert count(database) == 1
    assert sender.rows() == []


def test_one_attempt_counts_once_and_its_latest_word_stands(sender: Sender) -> None:
    """Completed, scored and failed, passed an hour later, and all in the wrong order."""
    now = utcnow()

    def told(verb: str, hours: int, **result: Any) -> dict[str, Any]:
        time = stamp(now - timedelta(hours=hours))
        return sender.statement(verb, result=result or None, timestamp=time)

    sender.send([told("passed", 1, score={"scaled": 0.8}), told("completed", 0)])
    sender.send(
        [told("failed", 2, score={"scaled": 0.3}), told("scored", 3, score={"scaled": 0.2})]
    )
    assert [row.score for row in sender.rows()] == [0.8]
    again = {"registration": str(uuid4())}
    sender.send(sender.statement("passed", context=again, result={"score": {"scaled": 0.5}}))
    sender.send([sender.statement("answered"), sender.statement("answered")])
    assert sorted(row.score for row in sender.rows()) == [0.5, 0.8, 1.0, 1.0]


def test_a_voided_statement_counts_no_more_even_if_it_comes_after_its_voiding(
    sender: Sender, database: Database
) -> None:
    early, late, older = sender.statement(), sender.statement(), sender.statement("passed")

    def void(target: str) -> dict[str, Any]:
        thing = {"objectType": "StatementRef", "id": target}
        staff = {"mbox": "mailto:staff@tool.example"}
        return sender.statement(VOIDED, object=thing, actor=staff, result=None)

    sender.send([early, older])
    first = void(early["id"])
    assert sender.send([first, void(late["id"])]).status_code == 200
    sender.send(late)
    assert [row.weight for row in sender.rows()] == [0.8]
    assert sender.fetch(f"statementId={early['id']}").status_code == 404
    assert sender.fetch(f"voidedStatementId={late['id']}").status_code == 200
    refused = sender.send(void(first["id"]))
    assert refused.status_code == 400
    assert "cannot be voided" in refused.text
    with database.read() as session:
        bodies = json.dumps([row.body for row in session.scalars(select(Statement))])
    assert "staff@" not in bodies


def test_somebody_unknown_waits_until_the_platform_names_them(
    sender: Sender, database: Database
) -> None:
    actor = {"account": {"homePage": f"{PLATFORM}/", "name": "later"}}
    assert sender.send(sender.statement(actor=actor)).status_code == 200
    assert sender.rows() == []
    registration_id = sender.context.registration_id
    with database.write() as session:
        assert adopt_statements(session, registration_id) == 0
        session.add(Person(registration_id=registration_id, subject="later"))
        session.flush()
        assert adopt_statements(session, registration_id) == 1
    assert [row.score for row in sender.rows()] == [1.0]


def test_people_are_found_by_pseudonym_and_by_address_only_where_an_admin_lets_them(
    app: Flask, database: Database
) -> None:
    sender = make_sender(app, database, by_email=True)
    by_email = {"mbox": "mailto:grace@example.org"}
    pseudonym = {"account": {"homePage": "http://localhost", "name": sender.person.id}}
    assert (
        sender.send([sender.statement(actor=one) for one in (by_email, pseudonym)]).status_code
        == 200
    )
    assert len(sender.rows()) == 2
    for unknown in (
        {"mbox": "mailto:nobody@example.org"},
        {"account": {"homePage": "http://localhost", "name": "x"}},
    ):
        assert sender.send(sender.statement(actor=unknown)).status_code == 400


def test_a_key_of_a_platform_needs_the_course_and_one_of_a_course_keeps_to_it(
    app: Flask, database: Database
) -> None:
    wide = make_sender(app, database, whole_platform=True)
    narrow = make_sender(app, database, context=wide.context)
    with database.write() as session:
        other = make_course(session, session.get_one(Registration, wide.context.registration_id))

    def about(course: str) -> dict[str, Any]:
        return {"extensions": {LTI_CONTEXT: {"id": course}}}

    assert "names no course" in wide.send(wide.statement()).text
    assert "no course is" in wide.send(wide.statement(context=about("nowhere"))).text
    assert wide.send(wide.statement(context=about(other.lti_id))).status_code == 200
    assert "another course" in narrow.send(narrow.statement(context=about(other.lti_id))).text
    assert narrow.send(narrow.statement(context=about(wide.context.lti_id))).status_code == 200
    assert [row.context_id for row in wide.rows()].count(other.id) == 1


def test_a_fast_clock_is_forgiven_a_little(sender: Sender) -> None:
    before = utcnow()
    ahead = stamp(utcnow() + timedelta(minutes=3))
    assert sender.send(sender.statement(timestamp=ahead)).status_code == 200
    assert sender.send(sender.statement(timestamp=None)).status_code == 200
    assert all(before <= row.seen_at <= utcnow() for row in sender.rows())


def test_an_object_without_skills_counts_once_it_is_mapped(
    sender: Sender, database: Database
) -> None:
    sender.send(sender.statement("answered", object={"id": QUIZ}))
    context_id, person_id = sender.context.id, sender.person.id
    with database.write() as session:
        skill = make_skill(session, sender.context)
        assert list_evidence(session, context_id) == []
        (activity,) = list_activities(session, context_id)
        assert (activity.title, activity.is_settled) == (QUIZ, False)
        map_activity(session, context_id, activity.source, activity.external_id, [skill.id])
        (piece,) = list_evidence(session, context_id)
        assert (piece.skills, piece.weight, piece.exercise) == ((skill.id,), 0.9, QUIZ)
        assert read_profile(session, context_id, person_id, utcnow()).mastery[skill.id].answers == 1
    sender.send(sender.statement("answered", object={"id": QUIZ}))
    assert [row.mapped for row in sender.rows()] == [True, True]


def test_a_name_proposes_the_skill(sender: Sender, database: Database) -> None:
    with database.write() as session:
        skill = make_skill(session, sender.context)
    sender.send(sender.statement())
    (row,) = sender.rows()
    assert (row.skill_ids, row.mapped) == ([skill.id], False)


def test_a_flood_is_held_back_and_told_when_to_come_again(
    settings: Settings, database: Database
) -> None:
    limiter = Limiter(connect_limiter("redis://127.0.0.1:1/0").redis, clock=lambda: 90.0)
    app = create_app(replace(settings, evidence_limit=3), database, RecordingQueue(), limiter)
    sender, other = make_sender(app, database), make_sender(app, database)
    assert [sender.send(sender.statement()).status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = sender.send(sender.statement())
    assert refused.headers["Retry-After"] == "30"
    assert refused.json["error"] == "too_many_requests"  # type: ignore[index]
    assert other.send(other.statement()).status_code == 200


def test_five_thousand_statements_of_one_learner_cost_bounded_memory(
    sender: Sender, database: Database
) -> None:
    objects = [{"id": f"https://tool.example/items/{number}"} for number in range(100)]
    grown = getrusage(RUSAGE_SELF).ru_maxrss
    for _ in range(10):
        batch = [sender.statement(object=objects[number % 100]) for number in range(500)]
        assert sender.send(batch).status_code == 200
    assert sender.send(batch).status_code == 200
    grown = getrusage(RUSAGE_SELF).ru_maxrss - grown  # in KiB
    assert count(database) == count(database, OutsideEvidence) == 5000
    assert grown < 200_000
