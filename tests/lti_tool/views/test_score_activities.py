"""Two activities of one practice: each with its column, its learners and its own sending."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select

from lti_tool.db import Database, utcnow
from lti_tool.models import Context, LineItem, Practice, ResourceLink, Role, Score, ScoreState
from lti_tool.queue import JobName
from lti_tool.services.audit_log import AuditFilter, list_entries
from lti_tool.views.score_words import name_column
from tests.lti_tool.factories import (
    RecordingQueue,
    make_course,
    make_person,
    make_practice,
    make_resource_link,
    make_score,
)
from tests.lti_tool.visits import VisitClient, visit_client


@dataclass
class Twins:
    """An activity and its duplicate: Ada's score waits in the first, Ben's was refused there and
    arrived in the second."""

    visit: VisitClient
    first: ResourceLink
    second: ResourceLink
    scores: dict[str, Score]


@pytest.fixture
def twins(app: Flask, database: Database) -> Twins:
    visit = visit_client(app, Role.INSTRUCTOR)
    with database.write() as session:
        context = session.get_one(Context, visit.context_id)
        practice = session.get_one(Practice, visit.practice_id)
        first = session.scalars(select(ResourceLink)).one()
        second = make_resource_link(session, context, practice)
        ada, ben = (make_person(session, context, name=name) for name in ("Ada", "Ben"))
        scores = {
            "ada": make_score(session, context, practice, ada, line_item_id=first.line_item_id),
            "ben": make_score(
                session, context, practice, ben, line_item_id=first.line_item_id,
                state=ScoreState.PARKED, last_error="refused_400",
            ),
            "ben again": make_score(
                session, context, practice, ben, line_item_id=second.line_item_id,
                state=ScoreState.CONFIRMED, sent_at=utcnow(),
            ),
        }  # fmt: skip
    return Twins(visit, first, second, scores)


def states(database: Database, twins: Twins) -> dict[str, tuple[ScoreState, int]]:
    with database.read() as session:
        rows = {name: session.get_one(Score, row.id) for name, row in twins.scores.items()}
        return {name: (row.state, row.version) for name, row in rows.items()}


def test_learner_may_not_send(app: Flask) -> None:
    assert visit_client(app).post("/scores/activities/x/send").status_code == 403


def test_column_of_another_course_is_not_sent(
    database: Database, twins: Twins, queue: RecordingQueue
) -> None:
    with database.write() as session:
        other = make_course(session)
        link = make_resource_link(session, other, make_practice(session, other))
    for wanted in (link.line_item_id, "x"):
        assert twins.visit.post(f"/scores/activities/{wanted}/send").status_code == 404
    assert queue.rung == []


def test_activities_of_one_name_are_told_apart(twins: Twins) -> None:
    page = twins.visit.get("/scores").text
    for link in (twins.first, twins.second):
        assert f"Practice: speed (no. {link.lti_id})" in page
        assert f"gradebook column {link.lti_id}, out of 100" in page


def test_one_activity_is_shown_alone(twins: Twins) -> None:
    path = f"/scores?activity={twins.second.line_item_id}"
    page = twins.visit.get(path).text
    assert f"Learners in Practice: speed (no. {twins.second.lti_id})" in page
    assert "Ben" in page
    assert "Ada" not in page
    assert "Ada" in twins.visit.get("/scores?activity=nonsense").text
    refused = twins.visit.get(f"/scores?activity={twins.first.line_item_id}&state=parked").text
    assert "not enrolled" in refused
    assert "Ada" not in refused


def test_what_did_not_arrive_is_sent_for_one_activity_alone(
    database: Database, twins: Twins, queue: RecordingQueue
) -> None:
    before = states(database, twins)
    first = twins.first.line_item_id
    answer = twins.visit.post(f"/scores/activities/{first}/send", {"activity": first})
    assert f"activity={first}" in answer.location
    assert "2 scores are sent again." in twins.visit.get("/scores").text
    after = states(database, twins)
    assert {name for name in after if after[name][1] == before[name][1] + 1} == {"ada", "ben"}
    assert after["ben"][0] is ScoreState.WAITING
    assert [name for name, _ in queue.rung] == [JobName.SEND_SCORES]


@pytest.mark.parametrize(("form", "state"), [({}, ScoreState.CONFIRMED), ({"which": "all"}, None)])
def test_what_arrived_is_sent_only_when_all_is(
    database: Database, twins: Twins, form: dict[str, str], state: ScoreState | None
) -> None:
    twins.visit.post(f"/scores/activities/{twins.second.line_item_id}/send", form)
    assert states(database, twins)["ben again"][0] is (state or ScoreState.WAITING)


def test_the_audit_names_the_activity_and_the_learner(database: Database, twins: Twins) -> None:
    twins.visit.post(f"/scores/activities/{twins.second.line_item_id}/send")
    twins.visit.post(f"/scores/{twins.scores['ben'].id}/send")
    with database.read() as session:
        found = {one.entry.action: one.subject for one in list_entries(session, AuditFilter(), 9)}
    assert found == {"scores.send_activity": "Practice: speed", "scores.send": "Ben"}


def test_scores_of_an_activity_that_is_gone_are_kept_apart(
    database: Database, twins: Twins
) -> None:
    with database.write() as session:
        session.get_one(ResourceLink, twins.second.id).line_item_id = None
    page = twins.visit.get("/scores").text
    assert f"An activity that is gone (column {twins.second.lti_id})" in page
    assert "(no. " not in page


def test_activity_without_answers_says_so(app: Flask, database: Database) -> None:
    visit = visit_client(app, Role.INSTRUCTOR)
    page = visit.get("/scores").text
    assert "Nobody has answered in it yet." in page
    assert "Send all again" not in page
    with database.write() as session:
        session.query(ResourceLink).update({"line_item_id": None})
        assert session.query(LineItem).count() == 1
    assert "Activities</h2>" not in visit.get("/scores").text


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://m.example/mod/lti/services.php/2/lineitems/17/lineitem?type_id=1", "17"),
        ("https://c.example/api/lti/courses/3/line_items/5", "5"),
        ("https://p.example", ""),
    ],
)
def test_a_column_is_named_by_what_tells_it_from_others(url: str, number: str) -> None:
    assert name_column(url) == number
