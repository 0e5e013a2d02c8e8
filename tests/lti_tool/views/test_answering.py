from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from generators.exercise.content import Cloze, Gap, Kind, Language, Mistake
from lti_tool.db import utcnow
from lti_tool.models import Attempt, Exercise, Score
from lti_tool.queue import JobName
from lti_tool.services.exercises import withdraw_exercise
from tests.lti_tool.contents import ALL, NUMBER
from tests.lti_tool.views.classroom import (
    EMPTY_ANSWERS,
    RIGHT,
    RIGHT_ANSWERS,
    WRONG,
    Classroom,
    field,
    path_of,
    second_window,
)


@pytest.mark.parametrize("kind", list(Kind))
def test_misshapen_answer_gets_a_sentence_and_keeps_what_was_typed(
    room: Classroom, kind: Kind
) -> None:
    room.publish(ALL[kind])
    answer = room.post_answer(room.start(), EMPTY_ANSWERS[kind], confidence="high")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert 'value="high" checked' in answer.text
    if kind is Kind.NUMERICAL:
        assert 'value="sixty or so"' in answer.text
    assert room.rows(Attempt) == []


def test_who_makes_a_typical_mistake_is_told_why_and_nobody_before(room: Classroom) -> None:
    told = "The two numbers are <multiplied> here; a speed is a quotient."
    room.publish(NUMBER.model_copy(update={"mistakes": (Mistake(value=135, feedback=told),)}))
    showing = room.start()
    assert "multiplied" not in room.visit.get(showing).text
    other = room.visit.get(room.post_answer(showing, {"number": "70 km/h"}).location).text
    assert "multiplied" not in other
    mistaken = room.visit.get(room.post_answer(showing, {"number": "135 km/h"}).location).text
    assert "The two numbers are &lt;multiplied&gt; here" in mistaken


def test_authored_ids_are_not_taken(room: Classroom) -> None:
    room.publish()
    assert room.post_answer(room.start(), {"option": "b"}).status_code == 422


def test_same_post_twice_is_one_attempt(room: Classroom) -> None:
    room.publish()
    showing = room.start()
    form = {**WRONG, "token": "once", "version": "1"}
    first = room.visit.post(f"{showing}/answer", form)
    second = room.visit.post(f"{showing}/answer", {**form, **RIGHT})
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert [row.correct for row in room.rows(Attempt)] == [False]


def test_double_click_is_one_attempt(room: Classroom) -> None:
    """Two requests of one form at the same moment, each in a thread of the server."""
    room.publish()
    form = {**RIGHT, "token": "once", "version": "1"}
    path = f"{room.start()}/answer"
    with ThreadPoolExecutor(4) as pool:
        posts = [pool.submit(second_window(room).post, path, form) for _ in range(4)]
        statuses = [post.result().status_code for post in posts]
    assert statuses == [303] * 4
    assert len(room.rows(Attempt)) == 1
    assert [row.version for row in room.rows(Score)] == [1]


def test_answer_after_closing_is_refused_and_stays_in_the_form(room: Classroom) -> None:
    room.publish(ALL[Kind.SHORT_ANSWER])
    showing = room.start()
    room.set(closes_at=utcnow() - timedelta(seconds=1))
    answer = room.visit.post(
        f"{showing}/answer", {"text": "velocity", "token": "t", "version": "1"}
    )
    assert answer.status_code == 409
    assert "has closed" in answer.text
    assert 'value="velocity"' in answer.text
    assert room.rows(Attempt) == []


def test_tries_beyond_the_limit_are_refused(room: Classroom) -> None:
    room.set(tries=1)
    room.publish()
    showing = room.start()
    assert room.post_answer(showing, WRONG).status_code == 303
    form = {**RIGHT, "token": "more", "version": "1"}
    answer = room.visit.post(f"{showing}/answer", form)
    assert answer.status_code == 409
    assert "all tries" in answer.text
    assert len(room.rows(Attempt)) == 1


def test_answer_to_a_withdrawn_exercise_is_refused(room: Classroom) -> None:
    exercise_id = room.publish()
    showing = room.start()
    page = room.visit.get(showing).text
    form = {"token": field(page, "token"), "version": field(page, "version")}
    with room.database.write() as session:
        exercise = session.get_one(Exercise, exercise_id)
        withdraw_exercise(session, exercise.context_id, exercise_id, room.visit.person_id)
    answer = room.visit.post(f"{showing}/answer", {**form, **RIGHT})
    assert answer.status_code == 409
    assert "withdrew" in answer.text


def test_the_browser_supplies_no_score(room: Classroom) -> None:
    room.publish()
    room.post_answer(room.start(), WRONG, fraction="1", correct="true", given="100")
    (score,) = room.rows(Score)
    assert score.given == 0


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.OPEN_ANSWER])
def test_right_answer_of_each_kind(room: Classroom, kind: Kind) -> None:
    room.publish(ALL[kind])
    showing = room.start()
    answer = room.post_answer(showing, RIGHT_ANSWERS[kind], confidence="middle")
    assert answer.status_code == 303
    page = room.visit.get(showing).text
    assert "feedback-right" in page
    assert "Next exercise" in page
    (attempt,) = room.rows(Attempt)
    assert (attempt.correct, attempt.confidence) == (True, 0.6)


def test_answer_rings_and_a_silent_bell_loses_nothing(room: Classroom) -> None:
    room.publish()
    room.publish(ALL[Kind.TRUE_FALSE])
    showing = room.start()
    kind = Kind.MULTIPLE_CHOICE if "option" in room.visit.get(showing).text else Kind.TRUE_FALSE
    room.queue.reachable = False
    room.post_answer(showing, RIGHT_ANSWERS[kind])
    assert "cannot be sent at this moment" in room.visit.get(showing).text
    room.queue.reachable = True
    following = path_of(room.visit.post(f"{showing}/next"))
    other = Kind.TRUE_FALSE if kind is Kind.MULTIPLE_CHOICE else Kind.MULTIPLE_CHOICE
    room.post_answer(following, RIGHT_ANSWERS[other])
    (score,) = room.rows(Score)
    assert room.queue.rung == [(JobName.SEND_SCORES, score.registration_id)]
    assert (score.given, score.version) == (50, 2)


def test_gap_in_the_title_of_a_link_can_be_answered(room: Classroom) -> None:
    stem = '[Speed](https://ok.example "{{1}} by time") is distance by what?'
    room.publish(Cloze(stem=stem, language=Language.EN, gaps=(Gap(accepted=("time",)),)))
    showing = room.start()
    page = BeautifulSoup(room.visit.get(showing).text, "lxml")
    assert len(page.select('form#answer input[name="gap-1"]')) == 1
    assert room.post_answer(showing, {"gap-1": "time"}).status_code == 303
