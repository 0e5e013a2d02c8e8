from __future__ import annotations

import re
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from generators.exercise.content import Kind
from lti_tool.db import utcnow
from lti_tool.models import Attempt, Membership, Person, ResourceLink, Score, ScorePolicy, Wish
from lti_tool.services.confidence import asks_confidence
from tests.lti_tool.contents import ALL
from tests.lti_tool.factories import make_course, make_practice
from tests.lti_tool.views.classroom import (
    RIGHT,
    RIGHT_ANSWERS,
    WRONG,
    Classroom,
    instructor,
    path_of,
    second_learner,
)
from tests.lti_tool.visits import visit_client


def test_activity_without_practice(room: Classroom) -> None:
    with room.database.write() as session:
        session.query(ResourceLink).update({"practice_id": None})
    assert "not set up yet" in room.visit.get("/learn").text
    assert "Set up the practices" not in room.visit.get("/learn").text
    assert room.visit.post("/learn/start").status_code == 404


def test_not_open_and_closed(room: Classroom) -> None:
    room.publish()
    room.set(opens_at=utcnow() + timedelta(days=1))
    assert "not open yet" in room.visit.get("/learn").text
    assert room.visit.post("/learn/start").status_code == 409
    room.set(opens_at=None, closes_at=utcnow())
    assert "has closed" in room.visit.get("/learn").text
    assert room.visit.post("/learn/start").status_code == 409


def test_nothing_published_records_one_wish_a_visit(room: Classroom) -> None:
    for _ in range(2):
        assert "Nothing to practise yet" in room.visit.get("/learn").text
    (wish,) = room.rows(Wish)
    assert (wish.skill_id, wish.count) == (room.skill_id, 1)
    second_learner(room).get("/learn")
    (wish,) = room.rows(Wish)
    assert wish.count == 2
    instructor(room).get("/learn")
    assert room.rows(Wish)[0].count == 2


def test_card_says_what_why_and_how_long(room: Classroom) -> None:
    room.publish()
    page = room.visit.get("/learn").text
    assert "Average speed" in page
    assert "Multiple choice · about 1 minute" in page
    assert "A first look at this skill" in page
    assert "0 of 4 right: 0 of 100 points" in page
    assert "nothing answered yet" in page


def test_practice_of_another_course_is_not_found(room: Classroom) -> None:
    with room.database.write() as session:
        other = make_practice(session, make_course(session))
    assert instructor(room).get(f"/learn?practice={other.id}").status_code == 404
    own = room.visit.get(f"/learn?practice={other.id}")
    assert "Motion" in own.text


def test_standing_polls_only_while_a_score_is_moving(room: Classroom) -> None:
    room.publish()
    assert "hx-get" not in room.visit.fragment("/learn/standing").text
    room.post_answer(room.start(), RIGHT)
    fragment = room.visit.fragment("/learn/standing").text
    assert "hx-get" in fragment
    assert "<html" not in fragment
    assert "1 of 4 right: 25 of 100 points" in fragment
    with room.database.write() as session:
        session.query(Score).update({"state": "confirmed"})
    fragment = room.visit.fragment("/learn/standing").text
    assert "Sent to the gradebook." in fragment
    assert "hx-get" not in fragment


def test_goal_reached_leads_back_and_lets_go_on(room: Classroom) -> None:
    room.set(goal=1)
    room.publish()
    room.publish(ALL[Kind.TRUE_FALSE])
    showing = room.start()
    kind = Kind.MULTIPLE_CHOICE if "option" in room.visit.get(showing).text else Kind.TRUE_FALSE
    room.post_answer(showing, RIGHT_ANSWERS[kind])
    back = room.visit.post(f"{showing}/next")
    assert path_of(back).endswith("/learn")
    page = room.visit.get("/learn").text
    assert "Goal reached." in page
    assert "Start" in page


def test_preview_counts_for_nobody(room: Classroom) -> None:
    room.publish()
    teacher = instructor(room)
    room.visit = teacher
    assert "Preview" in teacher.get("/learn").text
    room.post_answer(room.start(), RIGHT)
    assert len(room.rows(Attempt)) == 1
    assert room.rows(Score) == []
    assert room.queue.rung == []


def test_mastery_without_skills(app: Flask) -> None:
    assert "No skills yet" in visit_client(app).get("/mastery").text


def test_mastery_opens_to_its_evidence(room: Classroom) -> None:
    room.publish()
    assert "no answer and no grade" in room.visit.get("/mastery").text
    showing = room.start()
    room.post_answer(showing, WRONG)
    page = room.visit.get("/mastery").text
    assert "Average speed" in page
    assert "How the figure comes about" in page
    assert "Answer here" in page
    assert re.search(r'data-label="Moved it by">−\d', page)
    assert re.search(r'data-label="Counts as">100', page)
    assert f'href="{showing}"' in page


def test_contest_shows_an_exercise_of_that_skill(room: Classroom) -> None:
    room.publish()
    open_now = room.start()
    answer = room.visit.post(f"/mastery/{room.skill_id}/test")
    assert answer.status_code == 303
    page = room.visit.get(path_of(answer)).text
    assert "You asked to be tested" in page
    assert path_of(answer) != open_now


def test_contest_without_exercise_is_a_wish(room: Classroom) -> None:
    answer = room.visit.post(f"/mastery/{room.skill_id}/test")
    assert "no exercise of this skill" in room.visit.get(path_of(answer)).text
    assert room.rows(Wish)[0].skill_id == room.skill_id
    foreign = room.visit.post("/mastery/unknown/test")
    assert foreign.status_code == 303
    assert len(room.rows(Wish)) == 1


def test_former_instructor_is_told(room: Classroom) -> None:
    room.publish()
    with room.database.write() as session:
        membership = session.scalars(
            select(Membership).where(Membership.person_id == room.visit.person_id)
        ).one()
        membership.ever_instructor = True
    assert "You were an instructor" in room.visit.get("/learn").text


def test_the_card_opens_to_what_its_reason_rests_on(room: Classroom) -> None:
    room.publish()
    page = room.visit.get("/learn").text
    assert "no answer and no grade for this skill" in page
    assert "with a chance of 5" in page  # nothing is known: near 0.58
    showing = room.start()
    room.post_answer(showing, WRONG)
    page = room.visit.get("/learn").text
    assert "Your last answers and grades in this skill" in page
    assert page.count("Answer here") == 1


def test_the_score_opens_to_what_counts(room: Classroom) -> None:
    assert "Nothing answered yet" in room.visit.get("/learn/score").text
    room.publish()
    showing = room.start()
    room.post_answer(showing, WRONG)
    room.post_answer(showing, RIGHT)
    page = room.visit.get("/learn/score").text
    assert page.count("<td>counts</td>") == 1
    assert page.count("<td>–</td>") == 1
    room.set(policy=ScorePolicy.MASTERY)
    page = room.visit.get("/learn/score").text
    assert "mean over these skills" in page
    assert "Average speed" in page


def test_confidence_is_chosen_for_each_course_and_told_back_to_the_learner_alone(
    room: Classroom,
) -> None:
    room.publish()
    showing = room.start()
    assert "How sure are you?" in room.visit.get(showing).text
    room.post_answer(showing, WRONG, confidence="high")
    assert "“Sure”: right 0 of 1 time" in room.visit.get("/mastery").text
    account = instructor(room).get(f"/course/learners/{room.visit.person_id}").text
    assert "right 0 of 1" not in account
    assert room.visit.post("/mastery/confidence", {"ask": "perhaps"}).status_code == 422
    room.visit.post("/mastery/confidence", {"ask": "no"})
    assert "How sure are you?" not in room.visit.get(showing).text
    assert "are not asked how sure you are" in room.visit.get("/mastery").text
    with room.database.write() as session:
        person = session.get_one(Person, room.visit.person_id)
        assert asks_confidence(person, Membership(confidence_off=None))  # another course
        person.confidence_off = True  # as chosen before courses had a choice of their own
        assert not asks_confidence(person, Membership(confidence_off=None))
        assert asks_confidence(person, Membership(confidence_off=False))
    room.visit.post("/mastery/confidence", {"ask": "yes"})
    assert "How sure are you?" in room.visit.get(showing).text
