"""How it goes: asked only where an instructor lets it be, and told to nobody by name."""

from __future__ import annotations

import re
from datetime import timedelta

from lti_tool.db import utcnow
from lti_tool.models import Context, Membership, SelfReport
from lti_tool.services.self_report_sums import close_weeks
from lti_tool.services.self_reports import report_week
from tests.lti_tool.factories import make_person
from tests.lti_tool.views.classroom import Classroom, instructor, second_learner


def switch(room: Classroom, ask: str = "yes") -> None:
    assert instructor(room).post("/course/voices/asking", {"ask": ask}).status_code == 303


def test_learners_neither_switch_nor_see_the_instructors_page(room: Classroom) -> None:
    assert room.visit.post("/course/voices/asking", {"ask": "yes"}).status_code == 403
    assert room.visit.get("/course/voices").status_code == 403
    assert instructor(room).post("/course/voices/asking", {"ask": "perhaps"}).status_code == 422


def test_off_by_default(room: Classroom) -> None:
    assert "How it goes" not in room.visit.get("/learn").text
    assert "does not ask" in room.visit.get("/how-it-goes").text
    assert room.visit.post("/how-it-goes", {"effort": "3"}).status_code == 409
    assert room.rows(SelfReport) == []
    assert "This is off in this course." in instructor(room).get("/course/voices").text


def test_said_changed_deleted_and_kept_out_of_the_instructors_sight(room: Classroom) -> None:
    switch(room)
    assert "How it goes" in room.visit.get("/learn").text
    assert room.visit.post("/how-it-goes", {}).status_code == 422
    assert room.visit.post("/how-it-goes", {"effort": "nine"}).status_code == 422
    room.visit.post("/how-it-goes", {"effort": "5", "feeling": "1"})
    page = room.visit.get("/how-it-goes").text
    assert "Very much" in page
    assert "Change what I said" in page
    teacher = instructor(room)
    assert "Not well at all" not in teacher.get("/course/voices").text
    assert "Not well at all" not in teacher.get(f"/course/learners/{room.visit.person_id}").text
    second_learner(room).post("/how-it-goes/delete")
    (row,) = room.rows(SelfReport)
    room.visit.post("/how-it-goes/delete", {"row": row.id})
    assert room.rows(SelfReport) == []


def test_switched_off_again_the_words_stay_the_learners_own(room: Classroom) -> None:
    switch(room)
    room.visit.post("/how-it-goes", {"effort": "2"})
    switch(room, "no")
    assert "see or delete" in room.visit.get("/my-data").text
    page = room.visit.get("/how-it-goes").text
    assert "Little" in page
    assert "Delete all" in page


def test_who_does_not_want_to_be_reminded_is_not(room: Classroom) -> None:
    room.publish()
    switch(room)
    assert "say how it goes" in room.visit.get("/learn").text
    assert room.visit.post("/how-it-goes/asking", {"ask": "x"}).status_code == 422
    room.visit.post("/how-it-goes/asking", {"ask": "no"})
    assert "say how it goes" not in room.visit.get("/learn").text
    room.visit.post("/how-it-goes/asking", {"ask": "yes"})
    room.visit.post("/how-it-goes", {"effort": "3"})
    assert "say how it goes" not in room.visit.get("/learn").text  # this week it was said
    assert [row.self_reports_off for row in room.rows(Membership) if row.self_reports_off] == []


def test_the_instructor_sees_shares_of_a_week_and_no_number(room: Classroom) -> None:
    switch(room)
    past = utcnow() - timedelta(days=8)
    with room.database.write() as session:
        context = session.get_one(Context, room.visit.context_id)
        for _ in range(7):
            person = make_person(session, context)
            report_week(session, context.id, person.id, {"effort": 5}, past)
        close_weeks(session, utcnow())
    page = instructor(room).get("/course/voices").text
    assert "much effort: most" in page
    assert "little effort: few or none" in page
    assert "too few answers" in page
    figures = re.sub(r"<th scope=\"row\".*?</th>", "", page[page.index("<tbody>") :])
    assert not re.search(r"\b7\b", figures)
