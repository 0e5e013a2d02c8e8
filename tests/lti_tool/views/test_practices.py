from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lti_tool.db import Database, utcnow
from lti_tool.models import Allowance, Practice, ResourceLink, Role, Score, ScorePolicy
from lti_tool.queue import JobName
from tests.lti_tool.factories import (
    RecordingQueue,
    make_course,
    make_exercise,
    make_person,
    make_practice,
    make_skill,
)
from tests.lti_tool.services.learning import RIGHT, make_learning
from tests.lti_tool.views.classroom import field
from tests.lti_tool.visits import VisitClient, visit_client

GOOD = {
    "title": "Motion",
    "language": "en",
    "policy": "points",
    "goal": "3",
    "tries": "0",
    "opens_at": "2026-09-01T08:00",
    "closes_at": "2026-09-30T18:30",
}


def rows(database: Database, kind: type[Any]) -> list[Any]:
    with database.read() as session:
        return list(session.scalars(select(kind).order_by(kind.created_at)))


@pytest.mark.parametrize(
    "change",
    [
        {"title": " "},
        {"goal": "many"},
        {"goal": ""},
        {"goal": "-3"},
        {"goal": "0"},
        {"tries": "99"},
        {"policy": "luck"},
        {"language": "tlh"},
        {"opens_at": "tomorrow"},
        {"closes_at": "2026-08-01T08:00"},
        {"skill": "unknown"},
    ],
)
def test_bad_settings_get_a_sentence_and_keep_the_rest(
    teacher: VisitClient, database: Database, change: dict[str, str]
) -> None:
    form = {**GOOD, "title": "Kept as typed", **change}
    answer = teacher.post("/practices/new", form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    if "title" not in change:
        assert "Kept as typed" in answer.text
    assert len(rows(database, Practice)) == 1


def test_learners_stay_out(app: Flask) -> None:
    learner = visit_client(app)
    for path in ("/practices", "/practices/new", f"/practices/{learner.practice_id}"):
        assert learner.get(path).status_code == 403
    assert learner.post("/practices/new", GOOD).status_code == 403


def test_practice_of_another_course_is_not_found(
    app: Flask, teacher: VisitClient, database: Database
) -> None:
    with database.write() as session:
        other = make_practice(session, make_course(session))
    for path in (f"/practices/{other.id}", f"/practices/{other.id}/learners"):
        assert teacher.get(path).status_code == 404
        assert teacher.post(path, GOOD).status_code == 404
    assert teacher.post(f"/practices/{other.id}/open").status_code == 404


def test_create_and_change(teacher: VisitClient, database: Database) -> None:
    assert teacher.post("/practices/new", GOOD).status_code == 303
    practice = next(row for row in rows(database, Practice) if row.title == "Motion")
    assert (practice.policy, practice.goal, practice.tries) == (ScorePolicy.POINTS, 3, 0)
    assert practice.opens_at.isoformat() == "2026-09-01T08:00:00+00:00"
    page = teacher.get(f"/practices/{practice.id}").text
    assert 'value="2026-09-30T18:30"' in page
    changed = {**GOOD, "title": "Motion 2", "policy": "completion", "opens_at": "", "goal": "３"}
    assert teacher.post(f"/practices/{practice.id}", changed).status_code == 303
    page = teacher.get("/practices").text
    assert "Motion 2" in page
    assert "Answer 3 different exercises, right or not." in page
    assert "As many tries as wanted." in page


def test_another_tab_does_not_undo_what_was_saved(teacher: VisitClient, database: Database) -> None:
    teacher.post("/practices/new", GOOD)
    path = next(f"/practices/{own.id}" for own in rows(database, Practice) if own.title == "Motion")
    base = field(teacher.get(path).text, "base")
    assert teacher.post(path, {**GOOD, "tries": "5", "base": base}).status_code == 303
    other = teacher.post(path, {**GOOD, "title": "Motion 2", "base": base})
    assert other.status_code == 409
    assert "saving them again replaces the others" in other.text
    assert 'value="Motion 2"' in other.text
    kept = next(own for own in rows(database, Practice) if own.title == "Motion")
    assert kept.tries == 5
    again = {**GOOD, "title": "Motion 2", "base": field(other.text, "base")}
    assert teacher.post(path, again).status_code == 303
    assert [own.tries for own in rows(database, Practice) if own.title == "Motion 2"] == [0]


def test_list_tells_what_there_is(app: Flask, database: Database) -> None:
    with database.write() as session:
        context = make_course(session)
        skill = make_skill(session, context)
        make_exercise(session, context, skill=skill)
        practice = make_practice(session, context, language="", skill_ids=[skill.id], goal=2)
    page = visit_client(app, Role.INSTRUCTOR, context=context, practice=practice)
    text = page.get("/practices").text
    assert "1 published exercise ·" in text
    assert "opened by 1 activity" in text
    assert "Fewer exercises than the goal." in text
    assert f"practice={practice.id}" in text


def test_new_practice_is_what_an_unbound_activity_opens(
    teacher: VisitClient, database: Database
) -> None:
    with database.write() as session:
        session.query(ResourceLink).update({"practice_id": None})
    assert "opens no practice yet" in teacher.get("/practices").text
    assert "Set up the practices" in teacher.get("/learn").text
    teacher.post("/practices/new", GOOD)
    (link,) = rows(database, ResourceLink)
    practice = next(row for row in rows(database, Practice) if row.title == "Motion")
    assert link.practice_id == practice.id
    teacher.post(f"/practices/{teacher.practice_id}/open")
    (link,) = rows(database, ResourceLink)
    assert link.practice_id == teacher.practice_id


def test_extra_time_and_tries(app: Flask, database: Database) -> None:
    with database.write() as session:
        context = make_course(session)
        practice = make_practice(session, context)
        person = make_person(session, context, name="Li Wei")
        stranger = make_person(session, make_course(session), name="Li elsewhere")
    teacher = visit_client(app, Role.INSTRUCTOR, context=context, practice=practice)
    path = f"/practices/{practice.id}/learners"
    page = teacher.get(f"{path}?name=li").text
    assert "Li Wei" in page
    assert "elsewhere" not in page
    form = {"person": person.id, "closes_at": "2026-10-01T12:00", "extra_tries": "2"}
    assert teacher.post(path, {**form, "person": stranger.id}).status_code == 404
    assert teacher.post(path, {**form, "extra_tries": "lots"}).status_code == 422
    assert teacher.post(path, form).status_code == 303
    (allowance,) = rows(database, Allowance)
    assert (allowance.person_id, allowance.extra_tries) == (person.id, 2)
    assert 'value="2026-10-01T12:00"' in teacher.get(path).text
    teacher.post(path, {"person": person.id, "closes_at": "", "extra_tries": "0"})
    assert rows(database, Allowance) == []


def test_course_without_practice_says_how_to_begin(
    teacher: VisitClient, database: Database
) -> None:
    with database.write() as session:
        session.query(ResourceLink).update({"practice_id": None})
        session.query(Practice).delete()
    page = teacher.get("/practices").text
    assert "No practice yet" in page
    assert "Add an activity" in page


def test_scores_that_move_are_told_before_anything_is_saved(
    app: Flask, database: Database, queue: RecordingQueue
) -> None:
    with database.write() as session:
        learning = make_learning(session, goal=2)
        learning.answer(learning.show(learning.publish()), RIGHT, utcnow())
        context, practice = learning.context, learning.practice
    teacher = visit_client(app, Role.INSTRUCTOR, context=context, practice=practice)
    path, form = f"/practices/{practice.id}", {**GOOD, "goal": "5", "opens_at": "", "closes_at": ""}
    for told in ({}, {"moves": "7"}, {"moves": "many"}):
        answer = teacher.post(path, {**form, **told})
        assert answer.status_code == 200
        assert "changes the score of 1 learner" in answer.text
        assert "1 of them falls" in answer.text
        assert 'name="goal" type="number" min="1" max="500" value="5"' in answer.text
        assert [row.goal for row in rows(database, Practice)] == [2]
    assert queue.rung == []
    moves = re.search(r'name="moves" value="(\d+)"', answer.text)
    assert moves
    assert teacher.post(path, {**form, "moves": moves[1]}).status_code == 303
    assert {row.given for row in rows(database, Score)} == {20}
    assert queue.rung == [(JobName.SEND_SCORES, context.registration_id)]
