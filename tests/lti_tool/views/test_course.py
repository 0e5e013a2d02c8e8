from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from lti_tool.db import Database, utcnow
from lti_tool.models import (
    Context,
    CourseActivity,
    CourseGroup,
    ExerciseReport,
    GroupMember,
    Membership,
    OutsideEvidence,
    Practice,
    Registration,
    Role,
    ScoreState,
    Skill,
    Source,
    SourceState,
    Submission,
    SubmissionState,
    Wish,
)
from lti_tool.queue import JobName
from tests.lti_tool.factories import (
    RecordingQueue,
    make_course,
    make_exercise,
    make_person,
    make_score,
    make_skill,
    store,
)
from tests.lti_tool.services.learning import WRONG, make_learning
from tests.lti_tool.visits import VisitClient, visit_client


@pytest.fixture
def instructor(app: Flask) -> VisitClient:
    return visit_client(app, Role.INSTRUCTOR)


def course(database: Database, client: VisitClient) -> Context:
    with database.read() as session:
        return session.get_one(Context, client.context_id)


def add_learner(database: Database, client: VisitClient, name: str = "Ada") -> str:
    with database.write() as session:
        return make_person(session, session.get_one(Context, client.context_id), name=name).id


def add_skill(database: Database, client: VisitClient, name: str = "Speed") -> Skill:
    with database.write() as session:
        return make_skill(session, session.get_one(Context, client.context_id), name)


def add_grade(
    database: Database, client: VisitClient, person_id: str, *skills: Skill, **values: Any
) -> OutsideEvidence:
    with database.write() as session:
        row = OutsideEvidence(
            **{
                "context_id": client.context_id,
                "person_id": person_id,
                "source": "gradebook",
                "external_id": "grade-item:2",
                "title": "Quiz 1: motion",
                "skill_ids": [skill.id for skill in skills],
                "score": 0.3,
                "seen_at": utcnow() - timedelta(days=1),
                **values,
            }
        )
        store(session, row)
        return row


PAGES = ["/course", "/course/sync", "/course/learners/x", "/course/activities"]


@pytest.mark.parametrize("path", PAGES)
def test_learner_may_not_look(app: Flask, path: str) -> None:
    assert visit_client(app).get(path).status_code == 403


def test_learner_may_change_nothing(app: Flask) -> None:
    learner = visit_client(app)
    assert learner.post("/course/sync").status_code == 403
    assert learner.post("/course/activities").status_code == 403
    assert learner.post("/course/activities/undo").status_code == 403
    assert learner.post("/course/sync/stop").status_code == 403


def test_person_of_another_course_has_no_page(database: Database, instructor: VisitClient) -> None:
    with database.write() as session:
        foreign = make_person(session, make_course(session))
    assert instructor.get(f"/course/learners/{foreign.id}").status_code == 404
    assert instructor.get("/course/learners/nobody").status_code == 404


def test_instructors_are_in_no_analytics(database: Database, instructor: VisitClient) -> None:
    add_skill(database, instructor)
    person_id = add_learner(database, instructor, "Once a teacher")
    with database.write() as session:
        session.execute(
            update(Membership).where(Membership.person_id == person_id).values(ever_instructor=True)
        )
    assert "Once a teacher" not in instructor.get("/class").text
    assert instructor.get(f"/course/learners/{person_id}").status_code == 404


def test_empty_course_begins_with_material(instructor: VisitClient) -> None:
    page = instructor.get("/course").text
    assert "What to do next" in page
    assert page.count('aria-current="step"') == 1
    assert "No skills yet" in page


def test_next_step_is_the_first_that_is_not_done(
    database: Database, instructor: VisitClient
) -> None:
    with database.write() as session:
        source = Source(
            context_id=instructor.context_id,
            filename="motion.md",
            media_type="text/markdown",
            size=1,
            sha256="0" * 64,
            state=SourceState.READY,
        )
        store(session, source)
    page = instructor.get("/course").text
    following = page[page.index('aria-current="step"') :]
    assert following.index("Choose the skills") < following.index("Have exercises drafted")
    assert "1 file is ready." in page


def test_what_waits_is_counted(database: Database, instructor: VisitClient) -> None:
    skill, person_id = add_skill(database, instructor), add_learner(database, instructor)
    with database.write() as session:
        context = session.get_one(Context, instructor.context_id)
        practice = session.get_one(Practice, instructor.practice_id)
        exercise = make_exercise(session, context)
        report = ExerciseReport(exercise_id=exercise.id, version=1, person_id=person_id)
        store(session, report, Wish(context_id=context.id, skill_id=skill.id, count=3))
        person = make_person(session, context)
        make_score(session, context, practice, person, state=ScoreState.PARKED)
    add_grade(database, instructor, person_id)
    page = instructor.get("/course").text
    for text in (
        "an exercise seems wrong",
        "1 score did not reach the gradebook",
        "Learners lacked an exercise of “Speed” 3 times",
        "The grades of 1 activity are not tied to a skill",
    ):
        assert text in page
    assert f"/requests/new?skill={skill.id}" in page


def test_skills_are_summed_up_with_ways_to_act(database: Database, instructor: VisitClient) -> None:
    skill, person_id = add_skill(database, instructor), add_learner(database, instructor)
    assert "nothing known yet" in instructor.get("/course").text
    for number in range(12):
        add_grade(database, instructor, person_id, skill, external_id=f"i{number}", score=0.0)
    page = instructor.get("/course").text
    assert "1 of 1 need practice" in page
    assert f"/class/help?skill={skill.id}" in page


def test_who_left_is_not_in_the_class_but_keeps_a_page(
    database: Database, instructor: VisitClient
) -> None:
    add_skill(database, instructor)
    person_id = add_learner(database, instructor, "Gone")
    with database.write() as session:
        session.execute(
            update(Membership).where(Membership.person_id == person_id).values(active=False)
        )
    assert "Gone" not in instructor.get("/class").text
    assert "No longer on" in instructor.get(f"/course/learners/{person_id}").text


def test_name_of_a_learner_is_text(database: Database, instructor: VisitClient) -> None:
    add_skill(database, instructor)
    add_learner(database, instructor, "<script>alert(1)</script>")
    page = instructor.get("/class").text
    assert "alert(1)" in page
    assert "<script>alert" not in page


def test_learner_opens_to_evidence(database: Database, instructor: VisitClient) -> None:
    skill, person_id = add_skill(database, instructor), add_learner(database, instructor)
    add_grade(database, instructor, person_id, skill)
    add_grade(database, instructor, person_id, external_id="i9", title="Participation")
    page = instructor.get(f"/course/learners/{person_id}").text
    assert "Quiz 1: motion" in page
    assert "30%" in page
    assert "Grades that say nothing of a skill" in page
    assert "Participation" in page


# Reading roster and grades


def test_first_look_reads_the_course_once(
    database: Database, instructor: VisitClient, queue: RecordingQueue
) -> None:
    page = instructor.get("/course").text
    instructor.get("/course")
    assert queue.rung == [(JobName.SYNC_COURSE, instructor.context_id)]
    assert "being read" in page
    assert 'hx-trigger="every 3s"' in page


def test_fresh_course_is_not_read_by_itself_but_on_demand(
    database: Database, instructor: VisitClient, queue: RecordingQueue
) -> None:
    with database.write() as session:
        session.get_one(Context, instructor.context_id).synced_at = utcnow()
    assert "Last read" in instructor.get("/course").text
    assert queue.rung == []
    assert instructor.post("/course/sync").status_code == 303
    assert queue.rung == [(JobName.SYNC_COURSE, instructor.context_id)]


def test_reading_that_failed_says_why(database: Database, instructor: VisitClient) -> None:
    with database.write() as session:
        row = session.get_one(Context, instructor.context_id)
        row.synced_at, row.sync_note = utcnow(), "ws_token_invalid"
        row.sync_problems = {"people": "ws_rights_missing", "grades": "ws_token_invalid"}
        row.attempts_note = "ws_attempts_hidden"
    page = instructor.fragment("/course/sync").text
    assert "Not all could be read" in page
    assert "token is not valid" in page
    assert page.index("gradereport_user_get_grade_items") < page.index("enrolreview")
    assert "mod/quiz:viewreports" in page
    assert "moodle/grade:viewall" not in page  # a token that is no longer valid has no rights
    assert "hx-trigger" not in page


def test_without_a_token_it_is_said_what_is_lacking(
    database: Database, instructor: VisitClient
) -> None:
    with database.write() as session:
        session.get_one(Context, instructor.context_id).synced_at = utcnow()
    page = instructor.fragment("/course/sync").text
    assert "no web-service token" in page
    assert "What was handed in" in page
    assert "Read everything anew" not in page
    with database.write() as session:
        session.execute(update(Registration).values(web_service_token=b"sealed"))
    page = instructor.fragment("/course/sync").text
    assert "no web-service token" not in page
    assert "Read everything anew" in page


def test_reading_shows_how_far_it_is_and_is_stopped(
    database: Database, instructor: VisitClient
) -> None:
    with database.write() as session:
        row = session.get_one(Context, instructor.context_id)
        row.synced_at, row.sync_stage, row.sync_done, row.sync_total = utcnow(), "completion", 4, 30
        row.attempts_waiting, row.attempts_begun = ["7"], utcnow()
    page = instructor.fragment("/course/sync").text
    assert "What was completed" in page
    assert "4 / 30" in page
    assert 'hx-trigger="every 3s"' in page
    assert instructor.post("/course/sync/stop").status_code == 303
    page = instructor.get("/course").text
    assert "The reading was stopped" in page
    assert course(database, instructor).attempts_waiting == []


def test_everything_is_read_anew(database: Database, instructor: VisitClient) -> None:
    with database.write() as session:
        row = session.get_one(Context, instructor.context_id)
        row.facts_since = row.attempts_since = utcnow()
    instructor.post("/course/sync")
    assert course(database, instructor).facts_since is not None
    instructor.post("/course/sync", {"anew": "1"})
    row = course(database, instructor)
    assert (row.facts_since, row.attempts_since, row.sync_note) == (None, None, "waiting")


def test_queue_away_delays_the_reading(
    database: Database, instructor: VisitClient, queue: RecordingQueue
) -> None:
    queue.reachable = False
    assert "Nothing is lost" in instructor.get("/course").text
    assert course(database, instructor).sync_note == "waiting"


# Grades of other activities


def test_no_grades_yet(instructor: VisitClient) -> None:
    assert "No grades of other activities yet" in instructor.get("/course/activities").text


def test_activity_is_tied_to_skills(database: Database, instructor: VisitClient) -> None:
    skill, person_id = add_skill(database, instructor), add_learner(database, instructor)
    grade = add_grade(database, instructor, person_id)
    assert "Counts for nothing yet" in instructor.get("/course/activities").text
    form = {"source": "gradebook", "activity": "grade-item:2", "skills": [skill.id]}
    assert instructor.post("/course/activities", form).status_code == 303
    assert "You chose" in instructor.get("/course/activities").text
    with database.read() as session:
        assert session.get_one(OutsideEvidence, grade.id).skill_ids == [skill.id]


def test_choice_is_undone(database: Database, instructor: VisitClient) -> None:
    skill, person_id = add_skill(database, instructor), add_learner(database, instructor)
    grade = add_grade(database, instructor, person_id, skill)
    assert instructor.post("/course/activities/undo").status_code == 409
    assert "Undo the last choice" not in instructor.get("/course/activities").text
    instructor.post("/course/activities", {"source": "gradebook", "activity": "grade-item:2"})
    assert "Undo the last choice" in instructor.get("/course/activities").text
    assert instructor.post("/course/activities/undo").status_code == 303
    with database.read() as session:
        row = session.get_one(OutsideEvidence, grade.id)
    assert (row.skill_ids, row.mapped) == ([skill.id], False)
    assert instructor.post("/course/activities/undo").status_code == 409


def test_completion_is_a_proposal_until_it_is_saved(
    database: Database, instructor: VisitClient
) -> None:
    skill, person_id = add_skill(database, instructor), add_learner(database, instructor)
    values = {"source": "completion", "external_id": "module:3", "title": "Read: speed"}
    add_grade(database, instructor, person_id, skill, score=1.0, **values)
    page = instructor.get("/course/activities").text
    assert "1 learner completed it" in page
    assert "Counts for nothing until you save it" in page


def test_activity_or_skill_that_is_not_of_this_course(
    database: Database, instructor: VisitClient
) -> None:
    person_id = add_learner(database, instructor)
    grade = add_grade(database, instructor, person_id)
    with database.write() as session:
        foreign = make_skill(session, make_course(session))
    bad = [
        {"source": "gradebook", "activity": "grade-item:2", "skills": [foreign.id]},
        {"source": "gradebook", "activity": "grade-item:99"},
        {},
    ]
    for form in bad:
        assert instructor.post("/course/activities", form).status_code == 404
    with database.read() as session:
        row = session.get_one(OutsideEvidence, grade.id)
    assert (row.skill_ids, row.mapped) == ([], False)


def test_learner_shows_groups_submissions_and_what_was_answered(
    database: Database, instructor: VisitClient
) -> None:
    with database.write() as session:
        learning = make_learning(session)
        context, person = learning.context, learning.person
        exercise = learning.publish()
        learning.answer(learning.show(exercise), WRONG, utcnow())
        other = make_person(session, context)
        for name, member in (("Monday", person), ("Tuesday", other)):
            group = CourseGroup(context_id=context.id, external_id=name, name=name)
            store(session, group)
            store(session, GroupMember(group_id=group.id, person_id=member.id))
        essay = CourseActivity(
            context_id=context.id, external_id="7", activity="assign:7", title="Essay on motion"
        )
        store(session, essay)
        state = SubmissionState.DRAFT
        own = Submission(
            course_activity_id=essay.id, person_id=person.id, state=state, changed_at=utcnow()
        )
        store(session, own)
    visit = visit_client(instructor.client.application, Role.INSTRUCTOR, context=context)
    page = visit.get(f"/course/learners/{person.id}").text
    assert "Monday" in page
    assert "Tuesday" not in page
    assert "Essay on motion: begun, not handed in" in page
    answers = page.partition('id="answers"')[2]
    assert f"/exercises/{exercise.id}" in answers
    assert "Not yet" in answers
    assert "6 km/h" in answers
    assert "24 km/h" not in answers  # what was given, not the key
    assert 'id="answers"' not in visit.get(f"/course/learners/{other.id}").text
