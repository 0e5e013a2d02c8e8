"""Who may need a conversation: never for learners, with reasons, notes and a switch."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from lti_tool.db import Database, utcnow
from lti_tool.models import (
    AuditEntry,
    Contact,
    Context,
    CourseActivity,
    Exercise,
    Membership,
    Person,
    Practice,
    Registration,
    Submission,
    SubmissionState,
)
from tests.lti_tool.class_course import ClassCourse, make_doubtful
from tests.lti_tool.factories import make_course, make_person, make_practice, store
from tests.lti_tool.views.admin_client import AdminClient
from tests.lti_tool.visits import VisitClient, visit_client


@pytest.fixture
def silent(database: Database, teacher: VisitClient) -> Person:
    """Learner 000 stopped working twelve days ago, the others go on; a practice has closed."""
    now = utcnow()
    with database.write() as session:
        context = session.get_one(Context, teacher.context_id)
        context.created_at = now - timedelta(days=60)
        session.get_one(Registration, context.registration_id).product = "moodle"
        practice = session.get_one(Practice, teacher.practice_id)
        course = ClassCourse(session, context, practice)
        exercise = course.exercise(course.skill(), make_doubtful("How is speed reckoned?"))
        people = course.learners(3)
        session.execute(update(Membership).values(created_at=now - timedelta(days=50)))
        for person, days in zip(people, ([12, 13, 14], [0.1, 1, 2], [0.1, 1, 2]), strict=True):
            for ago in days:
                course.choose(exercise, person, "a", now - timedelta(days=ago))
        return people[0]


def talks(page: str) -> list[str]:
    return re.findall(r'<h3 class="h6 fw-semibold" id="talk-\w+">([^<]+)</h3>', page)


def note(person: Person, **form: str) -> dict[str, str]:
    return {"person": person.id, "kind": "contacted", "days": "14", **form}


def test_learner_sees_and_notes_nothing(app: Flask) -> None:
    learner = visit_client(app)
    assert learner.get("/class/talks").status_code == 403
    assert learner.post("/class/talks").status_code == 403
    assert learner.post("/class/talks/x/undo").status_code == 403


def test_course_without_learners_or_signs(database: Database, teacher: VisitClient) -> None:
    assert "No learners yet" in teacher.get("/class/talks").text
    with database.write() as session:
        make_person(session, session.get_one(Context, teacher.context_id), name="New")
    assert "No signs now" in teacher.get("/class/talks").text


@pytest.mark.parametrize(
    "form", [{"kind": "blamed"}, {"days": "0"}, {"days": "9999"}, {"days": ""}, {"note": "x" * 501}]
)
def test_bad_note_is_refused(
    database: Database, teacher: VisitClient, silent: Person, form: dict[str, str]
) -> None:
    assert teacher.post("/class/talks", note(silent, **form)).status_code == 422
    with database.read() as session:
        assert session.scalars(select(Contact)).all() == []


def test_person_of_another_course_and_foreign_notes(
    database: Database, teacher: VisitClient
) -> None:
    with database.write() as session:
        foreign = make_person(session, make_course(session))
    assert teacher.post("/class/talks", note(foreign)).status_code == 404
    assert teacher.post("/class/talks/nothing/undo").status_code == 404


def test_reasons_are_words_without_figures_of_risk(teacher: VisitClient, silent: Person) -> None:
    page = teacher.get("/class/talks").text
    assert talks(page) == ["Learner 000"]
    assert "No work for 12 days." in page
    assert f"/message/index.php?id={silent.subject}" in page
    main = page[page.index("<article") : page.rindex("</article>")]
    assert "%" not in main
    assert "risk" not in page.lower()


def test_look_stands_in_the_audit(database: Database, teacher: VisitClient, silent: Person) -> None:
    teacher.get("/class/talks")
    with database.read() as session:
        entry = session.scalars(select(AuditEntry).filter_by(action="talks.open")).one()
    assert (entry.actor, entry.subject) == (teacher.person_id, f"context:{teacher.context_id}")


def test_noted_learner_rests_until_then_and_is_listed_again_on_undo(
    database: Database, teacher: VisitClient, silent: Person
) -> None:
    assert teacher.post("/class/talks", note(silent, note="Wrote <b>today")).status_code == 303
    page = teacher.get("/class/talks").text
    assert talks(page) == []
    assert "Wrote &lt;b&gt;today" in page
    with database.write() as session:
        row = session.scalars(select(Contact)).one()
        row.until = utcnow() - timedelta(minutes=1)
    again = teacher.get("/class/talks").text
    assert talks(again) == ["Learner 000"]
    assert "was talked or written to" in again
    assert teacher.post(f"/class/talks/{row.id}/undo").status_code == 303
    assert "was talked or written to" not in teacher.get("/class/talks").text


def test_closed_practices_count_unless_hardly_anybody_answered_in_them(
    database: Database, teacher: VisitClient, silent: Person
) -> None:
    """Learner 000 answered in neither of the practices that closed, the others in two of three."""
    now = utcnow()
    with database.write() as session:
        context = session.get_one(Context, teacher.context_id)
        exercise = session.scalars(select(Exercise)).one()
        names = ("Learner 001", "Learner 002")
        people = session.scalars(select(Person).where(Person.name.in_(names))).all()
        for days in (10, 8, 6):
            practice = make_practice(session, context, closes_at=now - timedelta(days=days))
            course = ClassCourse(session, context, practice)
            for person in people if days > 6 else []:
                course.choose(exercise, person, "a", now - timedelta(days=days + 1))
    page = teacher.get("/class/talks").text
    assert talks(page) == ["Learner 000"]
    assert "Several signs" in page
    assert "2 of 2 dated pieces of work were not handed in." in page
    assert "more did not pass than passed" in page


def test_assignments_of_the_platform_count_and_a_draft_is_not_handed_in(
    database: Database, teacher: VisitClient, silent: Person
) -> None:
    now = utcnow()
    with database.write() as session:
        people = session.scalars(select(Person).where(Person.name.like("Learner %"))).all()
        for number, days in enumerate((9, 5)):
            activity = CourseActivity(
                context_id=teacher.context_id, external_id=str(number), activity=f"assign:{number}",
                due_at=now - timedelta(days=days),
            )  # fmt: skip
            store(session, activity)
            for person in people:
                state = (
                    SubmissionState.DRAFT if person.id == silent.id else SubmissionState.SUBMITTED
                )
                row = Submission(course_activity_id=activity.id, person_id=person.id, state=state,
                                 changed_at=now - timedelta(days=days + 1))  # fmt: skip
                store(session, row)
    page = teacher.get("/class/talks").text
    assert talks(page) == ["Learner 000"]
    assert "2 of 2 dated pieces of work were not handed in." in page
    with database.write() as session:
        session.execute(
            update(Membership)
            .where(Membership.person_id == silent.id)
            .values(created_at=now - timedelta(days=3))
        )
    assert "dated pieces of work were not" not in teacher.get("/class/talks").text


def test_admin_switches_it_off_for_all_courses(
    teacher: VisitClient, silent: Person, admin: AdminClient
) -> None:
    assert "It is on" in admin.get("/admin/signs").text
    assert admin.post("/admin/signs", on="no").status_code == 303
    answer = teacher.get("/class/talks")
    assert (answer.status_code, "Switched off" in answer.text) == (403, True)
    assert teacher.post("/class/talks", note(silent)).status_code == 403
    assert admin.post("/admin/signs", on="yes").status_code == 303
    assert talks(teacher.get("/class/talks").text) == ["Learner 000"]


def test_table_for_a_spreadsheet_is_an_instructors_and_stands_in_the_audit(
    app: Flask, database: Database, teacher: VisitClient, silent: Person, admin: AdminClient
) -> None:
    ask, give = "/class/talks/export/csv", "/class/talks/export/csv/talks"
    learner = visit_client(app)
    assert {learner.post(ask).status_code, learner.get(give).status_code} == {403}
    assert teacher.post("/class/talks/export/pdf").status_code == 404
    with database.write() as session:
        session.get_one(Person, silent.id).name = "=王子涵"
    teacher.post("/class/talks", note(silent, note="Rang up."))
    asked = teacher.post(ask)
    rows = list(
        csv.reader(io.StringIO(teacher.client.get(asked.location).data.decode("utf-8-sig")))
    )
    assert rows[0] == ["Learner", "Signs", "What was done", "Note", "Taken care of until"]
    (row,) = rows[1:]
    assert (row[0], row[2:4]) == ("'=王子涵", ["was talked or written to", "Rang up."])
    assert "No work for 12 days" in row[1]
    with database.read() as session:
        actions = session.scalars(select(AuditEntry.action)).all()
    assert "talk_export.ask" in actions
    admin.post("/admin/signs", on="no")
    assert teacher.get(give).status_code == 403
