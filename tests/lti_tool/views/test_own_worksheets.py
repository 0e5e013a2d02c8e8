"""A learner's worksheet: nothing to make it of, strangers and tabs first, then from end to end."""

from __future__ import annotations

from html import unescape

import pytest
from sqlalchemy import func, select

from generators.exercise.content import Kind
from lti_tool.db import utcnow
from lti_tool.models import Attempt, Practice, Showing, Worksheet, WorksheetState
from lti_tool.queue import JobName
from lti_tool.services.exercises import withdraw_exercise
from lti_tool.services.worksheets import fail_worksheet, keep_plan, list_slots
from tests.lti_tool.contents import CHOICE
from tests.lti_tool.planned_sheets import make_plan, make_slots
from tests.lti_tool.views.classroom import (
    RIGHT,
    WRONG,
    Classroom,
    instructor,
    path_of,
    second_learner,
)


def publish(room: Classroom, count: int) -> list[str]:
    return [
        room.publish(CHOICE.model_copy(update={"stem": f"Ride {number}: how fast?"}))
        for number in range(count)
    ]


def plan(room: Classroom, exercises: list[str]) -> str:
    """Asked for by the learner, then planned of these exercises."""
    room.visit.post("/learn/worksheet")
    row = newest(room)
    slots = [
        slot.model_copy(update={"exercise": exercise, "kind": Kind.MULTIPLE_CHOICE})
        for slot, exercise in zip(make_slots(room.skill_id, len(exercises)), exercises, strict=True)
    ]
    with room.database.write() as session:
        keep_plan(session, row.id, make_plan(room.skill_id, slots=slots), utcnow())
    return row.id


def newest(room: Classroom) -> Worksheet:
    with room.database.read() as session:
        query = select(Worksheet).order_by(Worksheet.created_at.desc())
        return session.scalars(query).all()[0]


def read(room: Classroom) -> str:
    return unescape(room.visit.get("/learn/worksheet").text)


def begin(room: Classroom, worksheet: str) -> str:
    answer = room.visit.post(f"/learn/worksheet/{worksheet}/begin")
    assert answer.status_code == 303, answer.text
    return path_of(answer)


def go_on(room: Classroom, showing: str) -> str:
    return path_of(room.visit.post(f"{showing}/next"))


def test_there_is_none_until_it_is_asked_for(room: Classroom) -> None:
    publish(room, 1)
    assert "No worksheet yet" in read(room)
    assert "Plan a short worksheet" in room.visit.get("/learn").text


def test_pressed_twice_one_is_planned(room: Classroom) -> None:
    for _ in range(2):
        assert room.visit.post("/learn/worksheet").status_code == 303
    assert len(room.rows(Worksheet)) == 1
    assert room.queue.rung[-1] == (JobName.PLAN_WORKSHEET, newest(room).id)
    assert 'hx-trigger="every 2s"' in read(room)
    assert "<html" not in room.visit.fragment("/learn/worksheet").text


def test_without_exercises_the_page_says_so_and_another_try_is_possible(room: Classroom) -> None:
    room.visit.post("/learn/worksheet")
    with room.database.write() as session:
        fail_worksheet(session, newest(room).id, "no_exercises", utcnow())
    assert "No published exercise fits here yet" in read(room)
    room.visit.post("/learn/worksheet")
    assert 'data-state="waiting"' in read(room)


def test_others_worksheets_are_not_found(room: Classroom) -> None:
    worksheet = plan(room, publish(room, 2))
    stranger = second_learner(room)
    for verb in ("begin", "stop"):
        assert stranger.post(f"/learn/worksheet/{worksheet}/{verb}").status_code == 404
    assert "No worksheet yet" in stranger.get("/learn/worksheet").text
    assert newest(room).state is WorksheetState.PLANNED
    assert instructor(room).get(f"/worksheets/{worksheet}").status_code == 404


def test_one_that_is_not_planned_cannot_be_begun(room: Classroom) -> None:
    room.visit.post("/learn/worksheet")
    answer = room.visit.post(f"/learn/worksheet/{newest(room).id}/begin")
    assert answer.status_code == 409


def test_a_practice_that_has_closed_takes_none(room: Classroom) -> None:
    worksheet = plan(room, publish(room, 1))
    room.set(closes_at=utcnow())
    assert room.visit.post(f"/learn/worksheet/{worksheet}/begin").status_code == 409
    assert room.visit.post("/learn/worksheet").status_code == 409
    assert "is not open" in read(room)


def test_it_is_worked_through_one_after_another(room: Classroom) -> None:
    exercises = publish(room, 3)
    worksheet = plan(room, exercises)
    page = read(room)
    assert page.count("still to come") == 3
    assert "A first look at this skill" in page
    assert "A worksheet is ready for you" in room.visit.get("/learn").text
    first = begin(room, worksheet)
    assert begin(room, worksheet) == first  # a second press
    assert "Exercise 1 of 3 of your worksheet" in room.visit.get(first).text
    room.post_answer(first, RIGHT)
    second = go_on(room, first)
    assert "Exercise 2 of 3" in room.visit.get(second).text
    room.post_answer(second, WRONG)
    third = go_on(room, second)
    assert "Exercise 3 of 3 of your worksheet" in unescape(room.visit.get("/learn").text)
    assert go_on(room, third).endswith("/learn/worksheet")
    page = read(room)
    assert "This worksheet is done" in page
    for words in ("answered, not right yet", "skipped", "Plan my next worksheet"):
        assert words in page
    assert newest(room).state is WorksheetState.DONE
    shown = [slot.showing for slot in list_slots(newest(room))]
    assert [path.rpartition("/")[2] for path in (first, second, third)] == shown


def test_its_end_opens_no_exercise_that_nobody_asked_for(room: Classroom) -> None:
    first = begin(room, plan(room, publish(room, 1)))
    publish(room, 3)
    room.post_answer(first, RIGHT)
    assert go_on(room, first).endswith("/learn/worksheet")
    assert [row.id for row in room.rows(Showing)] == [first.rpartition("/")[2]]
    assert "Go on where you were" not in room.visit.get("/learn").text


def test_it_goes_on_though_the_goal_is_reached(room: Classroom) -> None:
    room.set(goal=1)
    first = begin(room, plan(room, publish(room, 2)))
    room.post_answer(first, RIGHT)
    assert "Exercise 2 of 2" in room.visit.get(go_on(room, first)).text


def test_what_was_withdrawn_is_passed_over(room: Classroom) -> None:
    exercises = publish(room, 2)
    worksheet = plan(room, exercises)
    with room.database.write() as session:
        context_id = session.get_one(Practice, room.visit.practice_id).context_id
        withdraw_exercise(session, context_id, exercises[0], room.visit.person_id)
    assert "withdrawn by your instructor" in read(room)
    showing = begin(room, worksheet)
    assert "Exercise 2 of 2" in room.visit.get(showing).text
    assert go_on(room, showing).endswith("/learn/worksheet")


def test_what_was_withdrawn_while_open_is_over(room: Classroom) -> None:
    exercises = publish(room, 2)
    worksheet = plan(room, exercises)
    begin(room, worksheet)
    with room.database.write() as session:
        context_id = session.get_one(Practice, room.visit.practice_id).context_id
        withdraw_exercise(session, context_id, exercises[0], room.visit.person_id)
    second = begin(room, worksheet)
    assert "Exercise 2 of 2" in room.visit.get(second).text
    assert go_on(room, second).endswith("/learn/worksheet")
    page = read(room)
    assert "withdrawn by your instructor" in page
    assert "2 / 2" in page


def test_kind_and_minutes_are_those_of_the_exercise(room: Classroom) -> None:
    worksheet = plan(room, publish(room, 1))
    with room.database.write() as session:
        row = session.get_one(Worksheet, worksheet)
        row.slots = [{**slot, "kind": "matching", "minutes": 30.0} for slot in row.slots]
    page = read(room)
    assert "Multiple choice" in page
    assert "Matching" not in page
    assert "about 1 minute" in page


def test_one_put_away_is_brought_back(room: Classroom) -> None:
    worksheet = plan(room, publish(room, 2))
    room.visit.post(f"/learn/worksheet/{worksheet}/stop")
    assert "You put a worksheet away." in read(room)
    assert begin(room, worksheet).endswith("/learn/worksheet")  # a press on an old page
    assert "You had put this worksheet away" in read(room)
    room.visit.post(f"/learn/worksheet/{worksheet}/back")
    assert newest(room).state is WorksheetState.PLANNED
    assert "You put a worksheet away." not in read(room)
    assert "/learn/" in begin(room, worksheet)


def test_all_withdrawn_it_is_over_at_once(room: Classroom) -> None:
    exercises = publish(room, 1)
    worksheet = plan(room, exercises)
    with room.database.write() as session:
        context_id = session.get_one(Practice, room.visit.practice_id).context_id
        withdraw_exercise(session, context_id, exercises[0], room.visit.person_id)
    assert begin(room, worksheet).endswith("/learn/worksheet")
    assert "This worksheet is done" in read(room)


@pytest.mark.parametrize("begun", [False, True], ids=["planned", "begun"])
def test_it_can_be_stopped(room: Classroom, begun: bool) -> None:
    worksheet = plan(room, publish(room, 2))
    if begun:
        room.post_answer(begin(room, worksheet), RIGHT)
    room.visit.post(f"/learn/worksheet/{worksheet}/stop")
    expected = WorksheetState.DONE if begun else WorksheetState.DROPPED
    assert newest(room).state is expected
    with room.database.read() as session:
        assert session.scalar(select(func.count(Attempt.id))) == int(begun)
    assert "of your worksheet" not in room.visit.get("/learn").text


def test_one_that_an_instructor_gave_says_so(room: Classroom) -> None:
    plan(room, publish(room, 1))
    teacher = instructor(room)
    with room.database.write() as session:
        row = session.scalars(select(Worksheet)).one()
        row.asked_by = teacher.person_id
    assert "Your instructor put this worksheet together for you" in read(room)
