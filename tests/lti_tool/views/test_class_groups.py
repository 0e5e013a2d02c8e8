"""A group of the platform narrows every page about the class, and the files that come from them."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from lti_tool.db import Database, utcnow
from lti_tool.models import Context, CourseGroup, GroupMember, Membership, Practice
from tests.lti_tool.class_course import ClassCourse, make_doubtful
from tests.lti_tool.factories import make_course, store
from tests.lti_tool.visits import VisitClient

PAGES = ["/class", "/class/misconceptions", "/class/exercises", "/class/talks"]


@pytest.fixture
def group(database: Database, teacher: VisitClient) -> CourseGroup:
    """Learners 000 and 001 of four, who gave the wrong answer and were last seen long ago."""
    now = utcnow()
    with database.write() as session:
        context = session.get_one(Context, teacher.context_id)
        course = ClassCourse(session, context, session.get_one(Practice, teacher.practice_id))
        exercise = course.exercise(course.skill(), make_doubtful("How is speed reckoned?"))
        people = course.learners(4)
        for place, person in enumerate(people):
            course.choose(exercise, person, "b" if place < 2 else "a", now)
        group = CourseGroup(context_id=context.id, external_id="1", name="Monday")
        store(session, group)
        for person in people[:2]:
            store(session, GroupMember(group_id=group.id, person_id=person.id))
        for person in people:
            row = session.query(Membership).filter_by(person_id=person.id).one()
            row.last_access = now - timedelta(days=20)
        return group


def test_course_without_groups_offers_none(teacher: VisitClient) -> None:
    for path in PAGES:
        assert 'name="group"' not in teacher.get(path).text


@pytest.mark.parametrize("path", PAGES)
def test_group_of_another_course_is_not_found(
    database: Database, teacher: VisitClient, path: str
) -> None:
    with database.write() as session:
        foreign = CourseGroup(context_id=make_course(session).id, external_id="1", name="Other")
        store(session, foreign)
    for group in (foreign.id, "gone"):
        assert teacher.get(f"{path}?group={group}").status_code == 404


def test_pages_tell_of_the_group_and_keep_it(teacher: VisitClient, group: CourseGroup) -> None:
    pages = {path: teacher.get(f"{path}?group={group.id}").text for path in PAGES}
    for path, page in pages.items():
        assert "Monday (2)" in page, path
        assert f"/class/talks?group={group.id}" in page, path
    assert "Learner 001" in pages["/class"]
    assert "Learner 002" not in pages["/class"]
    assert "2 of 2 learners" in pages["/class/misconceptions"]
    assert "shown to 2 learners" in pages["/class/exercises"]
    assert "Last opened the course 20 days ago." in pages["/class/talks"]
    assert "Learner 002" not in pages["/class/talks"]
    assert "2 of 4 learners" in teacher.get("/class/misconceptions").text


@pytest.mark.parametrize(
    ("path", "rows"),
    [("/course/export/csv", 2), ("/class/misconceptions/export/csv", 1),
     ("/class/exercises/export/csv", 1)],
)  # fmt: skip
def test_files_follow_the_group(
    teacher: VisitClient, group: CourseGroup, path: str, rows: int
) -> None:
    asked = teacher.post(f"{path}?group={group.id}")
    text = teacher.client.get(asked.location).text.lstrip("\ufeff")
    found = list(csv.reader(io.StringIO(text)))[1:]
    assert len(found) == rows
    assert "Learner 002" not in text
