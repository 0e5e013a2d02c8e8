from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from generators.exercise.verdict import Outcome, Verdict
from lti_tool.db import Database, utcnow
from lti_tool.model_settings import Quotas
from lti_tool.models import (
    Context,
    GenerationRequest,
    Passage,
    RequestState,
    Role,
    Skill,
    Source,
    SourceState,
    Wish,
    WorkerBeat,
)
from lti_tool.queue import JobName
from lti_tool.services import requests
from lti_tool.services.model_choice import ModelUse, choose_model
from lti_tool.views.wiring import EXTENSION
from tests.lti_tool.factories import (
    RecordingQueue,
    make_course,
    make_draft,
    make_request,
    make_skill,
    store,
)
from tests.lti_tool.visits import VisitClient, visit_client

FORM = {
    "spread": "evenly",
    "kinds": ["multiple_choice", "cloze"],
    "blooms": ["remember"],
    "count": "4",
    "language": "en",
    "difficulty": "mixed",
    "note": "about ships",
}


def add_source(session: Any, context_id: str) -> None:
    source = Source(
        context_id=context_id,
        filename="a.md",
        media_type="text/markdown",
        size=1,
        sha256="0",
        state=SourceState.READY,
    )
    store(session, source)


@pytest.fixture
def skills(database: Database) -> list[Skill]:
    """Two kept skills of a course with a ready source."""
    with database.write() as session:
        context = make_course(session)
        add_source(session, context.id)
        return [make_skill(session, context, name) for name in ("Speed", "Density")]


@pytest.fixture
def instructor(app: Flask, database: Database, skills: list[Skill]) -> VisitClient:
    return enter(app, database, skills[0].context_id)


def enter(
    app: Flask, database: Database, context_id: str, role: Role = Role.INSTRUCTOR
) -> VisitClient:
    with database.read() as session:
        context = session.get_one(Context, context_id)
    return visit_client(app, role, context)


def all_requests(database: Database) -> list[GenerationRequest]:
    with database.read() as session:
        return list(session.scalars(select(GenerationRequest)))


@pytest.mark.parametrize("path", ["/requests", "/requests/new"])
def test_learners_may_not_ask(app: Flask, path: str) -> None:
    assert visit_client(app).get(path).status_code == 403


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("count", "0", "whole number from 1 to 60"),
        ("count", "many", "whole number from 1 to 60"),
        ("count", "61", "whole number from 1 to 60"),
        ("kinds", [], "at least one kind"),
        ("kinds", ["essay"], "at least one kind"),
        ("blooms", [], "at least one level"),
        ("language", "fr", "Choose a language"),
        ("difficulty", "brutal", "Choose a difficulty"),
        ("note", "x" * 501, "Shorten the note"),
        ("spread", "chosen", "at least one skill"),
    ],
)
def test_bad_field_is_named_and_nothing_typed_is_lost(
    instructor: VisitClient, database: Database, field: str, value: Any, sentence: str
) -> None:
    answer = instructor.post("/requests/new", {**FORM, field: value})
    assert answer.status_code == 422
    assert sentence in answer.text
    if field != "note":
        assert "about ships" in answer.text
    assert all_requests(database) == []


def test_skill_of_another_course_is_not_taken(instructor: VisitClient, database: Database) -> None:
    with database.write() as session:
        foreign = make_skill(session, make_course(session))
    answer = instructor.post("/requests/new", {**FORM, "spread": "chosen", "skills": [foreign.id]})
    assert answer.status_code == 422
    assert all_requests(database) == []


def test_course_without_sources_or_skills_says_what_is_missing(
    app: Flask, database: Database
) -> None:
    client = visit_client(app, Role.INSTRUCTOR)
    for path in ("/requests", "/requests/new"):
        assert "No source is ready yet" in client.get(path).text
    assert client.post("/requests/new", FORM).status_code == 422
    with database.write() as session:
        add_source(session, client.context_id)
    assert "No skill is kept yet" in client.get("/requests").text


def test_request_is_stored_spread_and_rung(
    instructor: VisitClient, database: Database, queue: RecordingQueue, skills: list[Skill]
) -> None:
    answer = instructor.post("/requests/new", FORM)
    assert answer.status_code == 303
    (request,) = all_requests(database)
    assert queue.rung == [(JobName.GENERATE, request.id)]
    wanted = [(b["skill"], b["kind"]) for b in request.blueprints]
    assert len(set(wanted)) == 4
    assert {b["note"] for b in request.blueprints} == {"about ships"}
    page = instructor.get("/requests").text
    assert "4 exercises are asked for" in page
    assert "hx-get" in page


def test_chosen_skill_alone_and_a_trial_of_three(
    instructor: VisitClient, database: Database, skills: list[Skill]
) -> None:
    form = {**FORM, "count": "20", "trial": "yes", "spread": "chosen", "skills": [skills[1].id]}
    instructor.post("/requests/new", form)
    (request,) = all_requests(database)
    assert (len(request.blueprints), request.trial) == (3, True)
    assert {b["skill"] for b in request.blueprints} == {skills[1].id}
    with database.write() as session:
        requests.take_request(session, request.id, "w", utcnow())
        requests.finish_request(session, request.id, "w", utcnow())
    assert "Ask for the rest" in instructor.get("/requests").text
    assert 'value="20"' in instructor.get(f"/requests/new?like={request.id}").text


def test_queue_out_of_reach_loses_nothing(
    instructor: VisitClient, database: Database, queue: RecordingQueue
) -> None:
    queue.reachable = False
    assert instructor.post("/requests/new", FORM).status_code == 303
    assert len(all_requests(database)) == 1
    assert "starts by itself once the queue is back" in instructor.get("/requests").text


def test_wish_leads_to_a_request_of_its_skill(
    instructor: VisitClient, database: Database, skills: list[Skill]
) -> None:
    with database.write() as session:
        store(session, Wish(context_id=skills[0].context_id, skill_id=skills[1].id, count=3))
    assert "missed 3 times" in instructor.get("/requests").text
    page = instructor.get(f"/requests/new?skill={skills[1].id}").text
    assert f'value="{skills[1].id}" checked' in page
    instructor.post("/requests/new", {**FORM, "spread": "chosen", "skills": [skills[1].id]})
    with database.read() as session:
        assert session.scalars(select(Wish.request_id)).one() == all_requests(database)[0].id


def test_estimate_tells_what_is_known(instructor: VisitClient, database: Database) -> None:
    assert "time not known" in instructor.post("/requests/estimate", FORM).text
    assert "once the number" in instructor.post("/requests/estimate", {**FORM, "count": "?"}).text
    with database.write() as session:
        context = make_course(session)
        make_request(session, context)
        done = make_request(session, context)
        requests.take_request(session, done.id, "w", utcnow())
        requests.finish_request(session, done.id, "w", utcnow())
    answer = instructor.post("/requests/estimate", FORM).text
    assert "less than a minute" in answer
    assert "1 exercise of other requests comes first" in answer
    assert "<html" not in answer


@pytest.fixture
def own(database: Database, instructor: VisitClient) -> Callable[..., GenerationRequest]:
    """A request of the instructor's course."""

    def make() -> GenerationRequest:
        with database.write() as session:
            return make_request(session, session.get_one(Context, instructor.context_id))

    return make


def test_request_of_another_course_cannot_be_touched(
    instructor: VisitClient, database: Database
) -> None:
    with database.write() as session:
        foreign = make_request(session, make_course(session))
    assert instructor.get(f"/requests/{foreign.id}").status_code == 404
    for action in ("cancel", "retry"):
        assert instructor.post(f"/requests/{foreign.id}/{action}").status_code == 404


def test_bar_shows_stage_position_and_progress(
    instructor: VisitClient, database: Database, own: Callable[..., GenerationRequest]
) -> None:
    first, second = own(), own()
    path = f"/requests/{second.id}"
    assert "No worker is running" in instructor.fragment(path).text
    with database.write() as session:
        store(session, WorkerBeat(name="w", queue="model", seen_at=utcnow()))
    assert "1 request comes before this one" in instructor.fragment(path).text
    with database.write() as session:
        requests.take_request(session, first.id, "w", utcnow())
        requests.report_progress(session, first.id, "w", utcnow(), done=0, stage="drafting")
        make_draft(session, first)
    bar = instructor.fragment(f"/requests/{first.id}").text
    assert "Drafting exercises" in bar
    assert "1 draft written" in bar
    assert "Time left: not known yet" in bar
    assert "<html" not in bar


def test_cancel_ends_and_stops_the_polling(
    instructor: VisitClient, database: Database, own: Callable[..., GenerationRequest]
) -> None:
    request = own()
    assert instructor.post(f"/requests/{request.id}/retry").status_code == 409
    assert instructor.post(f"/requests/{request.id}/cancel").status_code == 303
    assert "hx-trigger" not in instructor.fragment(f"/requests/{request.id}").text
    assert instructor.post(f"/requests/{request.id}/cancel").status_code == 409
    assert instructor.post(f"/requests/{request.id}/retry").status_code == 303
    old, new = sorted(all_requests(database), key=lambda row: row.created_at)
    assert (old.state, new.state) == (RequestState.CANCELLED, RequestState.WAITING)
    assert old.blueprints == new.blueprints


def test_request_without_a_result_says_why(
    instructor: VisitClient, database: Database, own: Callable[..., GenerationRequest]
) -> None:
    request = own()
    fail = Verdict(check="well_formed", outcome=Outcome.FAIL, reason="unreadable")
    with database.write() as session:
        requests.take_request(session, request.id, "w", utcnow())
        for _ in range(2):
            make_draft(session, request, verdicts=[fail])
        requests.finish_request(session, request.id, "w", utcnow())
    page = instructor.get("/requests").text
    assert "No draft passed the checks" in page
    assert "The drafter gave nothing" in page
    assert "× 2" in page


def limit(app: Flask, monkeypatch: pytest.MonkeyPatch, quotas: Quotas) -> None:
    settings = app.extensions[EXTENSION].settings
    models = replace(settings.models, quotas=quotas)
    wired = replace(app.extensions[EXTENSION], settings=replace(settings, models=models))
    monkeypatch.setitem(app.extensions, EXTENSION, wired)


def test_quota_is_told_beside_the_number_and_nothing_typed_is_lost(
    app: Flask, instructor: VisitClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(app, monkeypatch, Quotas(instructor=6))
    assert instructor.post("/requests/new", FORM).status_code == 303
    answer = instructor.post("/requests/new", FORM)
    assert answer.status_code == 429
    assert "6 exercises within 24 hours in this course, and 2 of them are left" in answer.text
    assert 'id="count-error"' in answer.text
    assert "about ships" in answer.text
    assert len(all_requests(database)) == 1
    assert instructor.post("/requests/new", {**FORM, "count": "2"}).status_code == 303


def test_quota_holds_for_asking_again(
    app: Flask, instructor: VisitClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    instructor.post("/requests/new", FORM)
    [row] = all_requests(database)
    with database.write() as session:
        requests.cancel_request(session, row.context_id, row.id, utcnow())
    limit(app, monkeypatch, Quotas(course=3))
    answer = instructor.post(f"/requests/{row.id}/retry")
    assert answer.status_code == 429
    assert "This course may ask for 3 exercises within 24 hours" in answer.text


def test_cases_are_offered_and_it_is_said_what_they_come_from(
    instructor: VisitClient, database: Database, app: Flask, skills: list[Skill]
) -> None:
    page = instructor.get("/requests/new").text
    assert 'value="case_study">' in page  # to be chosen by hand
    assert "Your sources have no table, and no language model is set up" in page
    with database.write() as session:
        source = session.scalars(select(Source)).one()
        own = {"context_id": source.context_id, "source_id": source.id, "ordinal": 0}
        store(session, Passage(**own, kind="table", text="a | b", language="en"))
    assert "made by rules, from tables of quantities" in instructor.get("/requests/new").text
    with database.write() as session:
        choose_model(session, ModelUse.DRAFT, "some-model")
    assert "come from the language model" in instructor.get("/requests/new").text
    assert instructor.post("/requests/new", {**FORM, "kinds": ["case_study"]}).status_code == 303
    (request,) = all_requests(database)
    assert {b["kind"] for b in request.blueprints} == {"case_study"}
    with database.write() as session:
        row = session.get_one(GenerationRequest, request.id)
        row.missed = [{"slot": 0, "kind": "case_study", "reason": "no_material"}]
    assert "tell no table of quantities and no rate" in instructor.get("/requests").text


def test_without_a_language_model_it_is_said_what_rules_draft_from(
    instructor: VisitClient, database: Database
) -> None:
    said = "No language model is set up, so exercises are drafted by rules"
    assert said in instructor.get("/requests/new").text
    instructor.post("/requests/new", FORM)
    assert said not in instructor.get("/requests").text
    with database.write() as session:
        row = session.get_one(GenerationRequest, all_requests(database)[0].id)
        row.missed = [{"slot": 0, "kind": "cloze", "reason": "no_material"}]
    assert said in instructor.get("/requests").text
    with database.write() as session:
        choose_model(session, ModelUse.DRAFT, "some-model")
    assert said not in instructor.get("/requests").text + instructor.get("/requests/new").text
