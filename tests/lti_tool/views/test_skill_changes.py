"""The pages of merging and splitting: what would change, the change, and its undo."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select, update

from lti_tool.db import Database, utcnow
from lti_tool.models import GenerationRequest, RequestState, Role, Skill, SkillState
from tests.lti_tool.factories import make_skill
from tests.lti_tool.services.learning import RIGHT, Learning, make_learning
from tests.lti_tool.views.admin_client import actions
from tests.lti_tool.visits import VisitClient, visit_client


@pytest.fixture
def taught(app: Flask, database: Database) -> tuple[VisitClient, Learning, Skill]:
    with database.write() as session:
        learning = make_learning(session)
        other = make_skill(session, learning.context, "Velocity")
        learning.answer(learning.show(learning.publish()), RIGHT, utcnow())
        session.execute(update(GenerationRequest).values(state=RequestState.DONE))
    return visit_client(app, Role.INSTRUCTOR, learning.context), learning, other


def test_learners_may_not(app: Flask, taught: tuple[VisitClient, Learning, Skill]) -> None:
    learner = visit_client(app, Role.LEARNER, taught[1].context)
    for path in ("merge", "split"):
        assert learner.get(f"/skills/{taught[1].skill.id}/{path}").status_code == 403
        assert learner.post(f"/skills/{taught[1].skill.id}/{path}").status_code == 403


def test_merge_shows_what_would_change_and_is_undone(
    database: Database, taught: tuple[VisitClient, Learning, Skill]
) -> None:
    visit, learning, other = taught
    path = f"/skills/{learning.skill.id}"
    assert f"{path}/merge" in visit.get(path).text
    assert "Velocity" in visit.get(f"{path}/merge").text
    wrong = visit.post(f"{path}/merge/preview", {"into": learning.skill.id})
    assert wrong.status_code == 422
    assert "two different skills" in wrong.text
    shown = visit.post(f"{path}/merge/preview", {"into": other.id}).text
    assert "1 exercise, 1 answer, 1 learner" in " ".join(shown.split())
    with database.read() as session:
        assert session.get_one(Skill, learning.skill.id).state is SkillState.KEPT
    assert visit.post(f"{path}/merge", {"into": other.id}).status_code == 303
    listed = visit.get("/skills").text
    assert "Speed was merged into Velocity" in listed
    undo = re.findall(r"/skills/changes/\w+/undo", listed)[0]
    assert visit.post(undo).status_code == 303
    assert visit.post(undo).status_code == 409
    assert "was merged into" not in visit.get("/skills").text
    assert actions(database)[-2:] == ["skill_changes.merge", "skill_changes.undo"]


def test_split_keeps_what_was_typed_and_is_undone(
    database: Database, taught: tuple[VisitClient, Learning, Skill]
) -> None:
    visit, learning, _ = taught
    path = f"/skills/{learning.skill.id}/split"
    field = re.findall(r'name="(exercise:\w+)"', visit.get(path).text)[0]
    wrong = visit.post(f"{path}/preview", {"name": "Velocity", field: "1"})
    assert wrong.status_code == 422
    assert "already has a skill" in wrong.text
    assert 'value="Velocity"' in wrong.text
    for value in ("0", "9", "-1", "x"):
        assert visit.post(f"{path}/preview", {"name": "New", field: value}).status_code == 422
    bad = visit.post(f"{path}/preview", {"name": "New", field: "1", "activity:7": "1"})
    assert bad.status_code == 422
    shown = visit.post(f"{path}/preview", {"name": "Average speed", field: "1"}).text
    assert "What would change" in shown
    assert visit.post(path, {"name": "Average speed", field: "1"}).status_code == 303
    with database.read() as session:
        names = set(session.scalars(select(Skill.name).where(Skill.state == SkillState.KEPT)))
    assert names == {"Average speed", "Velocity"}
    undo = re.findall(r"/skills/changes/\w+/undo", visit.get("/skills").text)[0]
    assert visit.post(undo).status_code == 303


def test_a_skill_without_anything_cannot_be_split(
    taught: tuple[VisitClient, Learning, Skill],
) -> None:
    visit, _, other = taught
    assert "nothing to divide" in visit.get(f"/skills/{other.id}/split").text
