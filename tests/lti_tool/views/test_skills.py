from __future__ import annotations

import pytest
from flask import Flask

from lti_tool.db import Database
from lti_tool.models import Context, Skill, SkillState, SourceState
from lti_tool.services.skill_prerequisites import list_prerequisites, set_prerequisites
from lti_tool.services.skills import list_skills
from tests.lti_tool.factories import make_course, make_skill
from tests.lti_tool.source_factories import make_passage, make_source
from tests.lti_tool.visits import VisitClient, visit_client


def in_course(database: Database, client: VisitClient, name: str, **values: object) -> Skill:
    with database.write() as session:
        course = session.get_one(Context, client.context_id)
        return make_skill(session, course, name, **values)


def skills_of(database: Database, client: VisitClient) -> list[Skill]:
    with database.read() as session:
        return list_skills(session, client.context_id)


@pytest.mark.parametrize("path", ["", "/keep-all", "/{id}", "/{id}/keep", "/{id}/move"])
def test_learner_decides_nothing(app: Flask, database: Database, path: str) -> None:
    learner = visit_client(app)
    skill = in_course(database, learner, "Speed", state=SkillState.PROPOSED)
    answer = learner.post(f"/skills{path.format(id=skill.id)}", {"name": "x", "to": "up"})
    assert answer.status_code == 403
    assert [row.name for row in skills_of(database, learner)] == ["Speed"]


@pytest.mark.parametrize("action", ["", "/keep", "/drop", "/move"])
def test_skill_of_another_course_is_out_of_reach(
    teacher: VisitClient, database: Database, action: str
) -> None:
    with database.write() as session:
        foreign = make_skill(session, make_course(session), "Theirs", state=SkillState.PROPOSED)
    answer = teacher.post(f"/skills/{foreign.id}{action}", {"name": "mine", "to": "up"})
    assert answer.status_code == 404
    with database.read() as session:
        assert session.get_one(Skill, foreign.id).name == "Theirs"


def test_bad_words_are_given_back_with_a_sentence(teacher: VisitClient, database: Database) -> None:
    in_course(database, teacher, "Speed")
    form = {"name": "SPEED", "description": "<i>mine</i>", "terms": "a, b", "language": "en"}
    answer = teacher.post("/skills", form)
    assert answer.status_code == 422
    assert "already has a skill named Speed" in answer.text
    assert "&lt;i&gt;mine&lt;/i&gt;" in answer.text
    assert teacher.post("/skills", {"name": " ", "language": "en"}).status_code == 422
    assert teacher.post("/skills", {"name": "x", "language": "tlh"}).status_code == 422
    skill = skills_of(database, teacher)[0]
    assert teacher.post(f"/skills/{skill.id}/move", {"to": "left"}).status_code == 422


def test_circle_changes_nothing_and_keeps_what_was_typed(
    teacher: VisitClient, database: Database
) -> None:
    speed, force = in_course(database, teacher, "Speed"), in_course(database, teacher, "Force")
    with database.write() as session:
        set_prerequisites(session, teacher.context_id, force.id, [speed.id])
    form = {"name": "Pace", "requires": [force.id]}
    answer = teacher.post(f"/skills/{speed.id}", form)
    assert answer.status_code == 422
    assert "Pace cannot build on Force" in answer.text
    assert 'value="Pace"' in answer.text
    assert [row.name for row in skills_of(database, teacher)] == ["Speed", "Force"]


def test_first_visit_explains_what_a_skill_is(teacher: VisitClient) -> None:
    page = teacher.get("/skills").text
    assert "A skill is one thing that a learner can know or do." in page
    assert "Upload your course files first" in page


def test_page_says_that_proposals_are_on_their_way(
    teacher: VisitClient, database: Database
) -> None:
    with database.write() as session:
        course = session.get_one(Context, teacher.context_id)
        make_source(session, course, state=SourceState.READING)
    assert "Skills are proposed from them afterwards" in teacher.get("/skills").text


def test_proposals_are_kept_dropped_and_restored(teacher: VisitClient, database: Database) -> None:
    one, two = (
        in_course(database, teacher, name, state=SkillState.PROPOSED) for name in ("One", "Two")
    )
    assert "2 skills were proposed" in teacher.get("/skills").text
    teacher.post(f"/skills/{one.id}/drop")
    assert "Dropped skills" in teacher.get("/skills").text
    teacher.post("/skills/keep-all")
    states = {row.name: row.state for row in skills_of(database, teacher)}
    assert states == {"One": SkillState.DROPPED, "Two": SkillState.KEPT}
    teacher.post(f"/skills/{one.id}/keep")
    assert "Dropped skills" not in teacher.get("/skills").text
    assert two.id in teacher.get("/skills").text


def test_skill_is_edited_with_what_it_builds_on(teacher: VisitClient, database: Database) -> None:
    speed = in_course(database, teacher, "Speed", position=1)
    work = in_course(database, teacher, "Work", position=2, state=SkillState.PROPOSED)
    form = {"name": "Work", "terms": "joule, W，功、J", "requires": [speed.id]}
    assert teacher.post(f"/skills/{work.id}", form).status_code == 303
    changed = skills_of(database, teacher)[1]
    assert (changed.terms, changed.state) == (["joule", "W", "功", "J"], SkillState.KEPT)
    with database.read() as session:
        assert list_prerequisites(session, teacher.context_id) == {work.id: {speed.id}}
    assert "Builds on:" in teacher.get("/skills").text
    assert (
        f'value="{speed.id}" id="requires-{speed.id}" checked'
        in teacher.get(f"/skills/{work.id}").text
    )


def test_order_changes_by_buttons(teacher: VisitClient, database: Database) -> None:
    for position, name in enumerate(("One", "Two"), 1):
        in_course(database, teacher, name, position=position)
    second = skills_of(database, teacher)[1]
    answer = teacher.post(f"/skills/{second.id}/move", {"to": "up"})
    assert answer.location.endswith(f"#skill-{second.id}")
    assert [row.name for row in skills_of(database, teacher)] == ["Two", "One"]


def test_script_gets_the_list_alone(teacher: VisitClient, database: Database) -> None:
    skill = in_course(database, teacher, "Speed", state=SkillState.PROPOSED)
    headers = {"HX-Request": "true"}
    answer = teacher.post(f"/skills/{skill.id}/keep", headers=headers, follow_redirects=True)
    assert answer.text.lstrip().startswith('<div id="skills">')
    assert "<html" not in answer.text


def test_skill_added_by_hand_is_kept(teacher: VisitClient, database: Database) -> None:
    form = {"name": "压强", "terms": "帕斯卡", "language": "zh"}
    assert teacher.post("/skills", form).status_code == 303
    skill = skills_of(database, teacher)[0]
    assert (skill.name, skill.language, skill.state) == ("压强", "zh", SkillState.KEPT)
    assert "压强 was added." in teacher.get("/skills").text


def test_notes_are_shown_with_their_place_escaped_and_edited(
    teacher: VisitClient, database: Database
) -> None:
    quote = "Speed is <b>often</b> confused with velocity."
    errors = [{"text": quote, "quote": quote}]
    skill = in_course(database, teacher, "Speed", definition="Mine.", misconceptions=errors)
    with database.write() as session:
        source = make_source(session, session.get_one(Context, teacher.context_id))
        session.add(make_passage(source, quote, page=4))
    listed = teacher.get("/skills").text
    assert "Often wrong:" in listed
    assert "<b>often</b>" not in listed
    page = teacher.get(f"/skills/{skill.id}").text
    assert "These words stand in no source of the course." in page
    assert f"{source.filename}, page 4" in page
    form = {"name": "Speed", "definition": "", "misconception": ["", "New"], "mark": ["x", ""]}
    assert teacher.post(f"/skills/{skill.id}", form).status_code == 303
    [changed] = skills_of(database, teacher)
    assert changed.misconceptions == [{"text": "New", "quote": ""}]
    assert "Speed was edited" in teacher.get("/skills").text


def test_refused_edit_gives_the_typed_errors_back(teacher: VisitClient, database: Database) -> None:
    skill = in_course(database, teacher, "Speed")
    form = {"name": " ", "misconception": ["<i>Typed</i>", ""], "mark": ["", ""]}
    answer = teacher.post(f"/skills/{skill.id}", form)
    assert answer.status_code == 422
    assert "&lt;i&gt;Typed&lt;/i&gt;" in answer.text
