"""An open answer from its learner to its instructor and back, nothing lost on the way."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from generators.exercise.content import Kind, OpenAnswer
from lti_tool.db import utcnow
from lti_tool.models import (
    Attempt,
    AuditEntry,
    Context,
    Exercise,
    Practice,
    Score,
    Showing,
    WaitingAnswer,
)
from lti_tool.queue import JobName
from lti_tool.services import answer_list
from lti_tool.services.drafts import DraftText
from lti_tool.services.evidence import list_evidence
from lti_tool.services.regrades import correct_exercise
from lti_tool.views import open_answers
from tests.lti_tool.contents import OPEN
from tests.lti_tool.factories import make_person, store
from tests.lti_tool.statement_count import count_statements
from tests.lti_tool.views.classroom import Classroom, instructor, path_of

TEXT = {"text": "Its velocity changes direction.\n<b>Always.</b>"}
MARKS = {"points-1": "2", "points-2": "2", "comment": "Say **why**."}


def hand_in(room: Classroom) -> str:
    room.publish(OPEN)
    showing = room.start()
    assert room.post_answer(showing, TEXT).status_code == 303
    return showing


@pytest.mark.parametrize(
    "marks",
    [
        {},
        {"points-1": "1"},
        {"points-1": "3", "points-2": "1"},
        {"points-1": "-1", "points-2": "1"},
        {"points-1": "x", "points-2": "1"},
    ],
)
def test_marks_that_are_none_are_refused_and_kept(room: Classroom, marks: dict[str, str]) -> None:
    hand_in(room)
    (waiting,) = room.rows(WaitingAnswer)
    answer = instructor(room).post(f"/class/answers/{waiting.id}", {**marks, "comment": "Hm."})
    assert answer.status_code == 422
    assert "Give each criterion its points" in answer.text
    assert "Hm." in answer.text
    assert room.rows(Attempt) == []


def test_an_answer_is_handed_in_once(room: Classroom) -> None:
    showing = hand_in(room)
    form = {"text": "Another.", "token": "another", "version": "1"}
    again = room.visit.post(f"{showing}/answer", form)
    assert again.status_code == 409
    assert [row.text for row in room.rows(WaitingAnswer)] == [TEXT["text"]]


def test_points_from_the_browser_count_for_nothing(room: Classroom) -> None:
    room.publish(OPEN)
    room.post_answer(room.start(), {**TEXT, "points": "[2, 3]", "points-1": "2", "points-2": "3"})
    assert room.rows(Attempt) == []


def test_another_course_and_a_learner_mark_nothing(room: Classroom) -> None:
    hand_in(room)
    (waiting,) = room.rows(WaitingAnswer)
    assert room.visit.post(f"/class/answers/{waiting.id}", MARKS).status_code == 403
    assert instructor(room).get("/class/answers/nobody").status_code == 404


def test_what_waits_is_no_evidence_and_moves_no_score(room: Classroom) -> None:
    showing = hand_in(room)
    page = room.visit.get(showing).text
    assert "has not marked this answer yet" in page
    assert "&lt;b&gt;Always.&lt;/b&gt;" in page
    assert "Next exercise" in page
    assert room.rows(Attempt) == []
    assert room.rows(Score) == []


def test_marking_makes_an_attempt_of_its_time_and_sends_the_score(room: Classroom) -> None:
    showing = hand_in(room)
    (waiting,) = room.rows(WaitingAnswer)
    home = instructor(room)
    assert "Its velocity changes" in home.get("/class/answers").text
    page = home.get(f"/class/answers/{waiting.id}").text
    assert "Says that velocity has a direction" in page
    before = len(room.queue.rung)
    assert home.post(f"/class/answers/{waiting.id}", MARKS).status_code == 303
    (attempt,) = room.rows(Attempt)
    assert (attempt.id, attempt.created_at) == (waiting.id, waiting.created_at)
    assert (attempt.fraction, attempt.correct) == (0.8, True)
    assert room.rows(WaitingAnswer) == []
    scores = room.rows(Score)
    assert scores
    assert room.queue.rung[before:] == [(JobName.SEND_SCORES, scores[0].registration_id)]
    with room.database.read() as session:
        (piece,) = list_evidence(session, attempt.context_id, attempt.person_id)
    assert (piece.score, piece.time) == (0.8, attempt.created_at)
    told = room.visit.get(showing).text
    assert "2 of 3 points" in told
    assert "Say <strong>why</strong>." in told
    assert "An answer that earns all points" in told
    assert "open_answers.mark" in {row.action for row in room.rows(AuditEntry)}


def test_marks_are_changed_and_the_score_follows(room: Classroom) -> None:
    hand_in(room)
    (waiting,) = room.rows(WaitingAnswer)
    home = instructor(room)
    home.post(f"/class/answers/{waiting.id}", MARKS)
    assert 'value="2" checked' in home.get(f"/class/answers/{waiting.id}").text
    home.post(f"/class/answers/{waiting.id}", {"points-1": "0", "points-2": "1", "comment": ""})
    (attempt,) = room.rows(Attempt)
    assert (attempt.fraction, attempt.correct) == (0.2, False)
    assert attempt.regraded_at is not None
    assert {(score.given, score.version) for score in room.rows(Score)} == {(0, 2)}


def test_nothing_is_handed_in_after_closing(room: Classroom) -> None:
    room.publish(OPEN)
    showing = room.start()
    room.set(closes_at=utcnow() - timedelta(seconds=1))
    answer = room.post_answer(showing, TEXT)
    assert answer.status_code == 409
    assert "Its velocity changes direction." in answer.text
    assert room.rows(WaitingAnswer) == []


def test_no_answers_yet_says_where_they_come_from(room: Classroom) -> None:
    page = instructor(room).get("/class/answers").text
    assert "Nothing waits to be marked" in page
    assert Kind.OPEN_ANSWER.value not in page


def test_what_waits_is_not_asked_again(room: Classroom) -> None:
    hand_in(room)
    assert path_of(room.visit.post("/learn/start")).endswith("/learn")
    assert len(room.rows(WaitingAnswer)) == 1


def test_a_corrected_rubric_marks_what_waits_and_leaves_what_is_marked(room: Classroom) -> None:
    hand_in(room)
    (waiting,) = room.rows(WaitingAnswer)
    correct(room, OPEN.model_copy(update={"rubric": OPEN.rubric[:1]}))
    home = instructor(room)
    assert "change of velocity</legend>" not in home.get(f"/class/answers/{waiting.id}").text
    assert home.post(f"/class/answers/{waiting.id}", {"points-1": "2"}).status_code == 303
    correct(room, OPEN)
    (attempt,) = room.rows(Attempt)
    assert (attempt.fraction, attempt.version) == (1.0, 2)


def test_points_go_along_with_their_criterion(room: Classroom) -> None:
    hand_in(room)
    (waiting,) = room.rows(WaitingAnswer)
    instructor(room).post(f"/class/answers/{waiting.id}", MARKS | {"points-1": "0"})
    correct(room, OPEN.model_copy(update={"rubric": OPEN.rubric[::-1]}))
    (attempt,) = room.rows(Attempt)
    assert attempt.fraction == 0.4
    changed = (OPEN.rubric[0].model_copy(update={"points": 9}), OPEN.rubric[1])
    correct(room, OPEN.model_copy(update={"rubric": changed}))
    assert room.rows(Attempt)[0].fraction == 0.4


def wait(room: Classroom, count: int) -> list[str]:
    """So many answers to one exercise and then one to another; their ids in that order."""
    first, other = (
        room.publish(OPEN),
        room.publish(OPEN.model_copy(update={"stem": "And at rest?"})),
    )
    now = utcnow()
    with room.database.write() as session:
        practice = session.get_one(Practice, room.visit.practice_id)
        context = session.get_one(Context, practice.context_id)
        for number in range(count + 1):
            person = make_person(session, context)
            exercise = session.get_one(Exercise, other if number == 1 else first)
            showing = Showing(
                practice_id=practice.id, person_id=person.id, exercise_id=exercise.id, version=1,
                seed=1, skill_id=exercise.skill_id, reason="start", closed_at=now,
            )  # fmt: skip
            store(session, showing)
            waiting = WaitingAnswer(
                context_id=context.id, practice_id=practice.id, showing_id=showing.id,
                person_id=person.id, exercise_id=exercise.id, version=1, token="t",
                text=f"Answer {number}.", created_at=now + timedelta(seconds=number),
            )  # fmt: skip
            store(session, waiting)
    rows = sorted(
        room.rows(WaitingAnswer), key=lambda row: (row.exercise_id == other, row.created_at)
    )
    return [row.id for row in rows]


@pytest.mark.parametrize("query", ["?exercise=none", "?skill=none", "?exercise=none&page=9"])
def test_where_nothing_fits_the_filter_the_page_says_so(room: Classroom, query: str) -> None:
    hand_in(room)
    page = instructor(room).get(f"/class/answers{query}").text
    assert "Nothing of these waits to be marked" in page
    assert "Show all" in page


def test_the_list_comes_in_pages_by_few_statements(
    room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait(room, 3)
    home, counts = instructor(room), []
    for size in (4, 1):
        monkeypatch.setattr(answer_list, "PAGE", size)
        monkeypatch.setattr(open_answers, "PAGE", size)
        with count_statements(room.database) as statements:
            page = home.get("/class/answers?page=9").text
        counts.append(len(statements))
    assert "Page 4 of 4" in page
    assert "Answer 1." in page  # the other exercise comes last
    assert "Answer 3." not in page
    assert counts[0] == counts[1]


def test_the_next_one_is_a_key_away_and_stays_within_the_filter(room: Classroom) -> None:
    ids = wait(room, 2)
    home = instructor(room)
    base = f"/s/{home.visit_id}"
    exercise = next(row.exercise_id for row in room.rows(WaitingAnswer) if row.id == ids[0])
    page = unescape(home.get(f"/class/answers/{ids[0]}").text)
    assert "1 of 3 that wait" in page
    assert f'data-key="j" href="{base}/class/answers/{ids[1]}"' in page
    assert f'data-key="k" href="{base}/class/answers/{ids[2]}"' in page
    narrow = f"?exercise={exercise}"
    page = unescape(home.get(f"/class/answers/{ids[1]}{narrow}").text)
    assert f'data-key="j" href="{base}/class/answers/{ids[0]}{narrow}"' in page
    marked = home.post(f"/class/answers/{ids[1]}{narrow}", MARKS)
    assert marked.location.endswith(f"/class/answers/{ids[0]}{narrow}")
    marked = home.post(f"/class/answers/{ids[0]}{narrow}", MARKS)
    assert marked.location.endswith(f"/class/answers{narrow}")


def correct(room: Classroom, content: OpenAnswer) -> None:
    with room.database.write() as session:
        exercise = session.scalars(select(Exercise)).one()
        text, now = DraftText.of(content, None), utcnow()
        correct_exercise(
            session, exercise.context_id, exercise.id, exercise.version, text,
            room.visit.person_id, now,
        )  # fmt: skip
