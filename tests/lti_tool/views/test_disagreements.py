""" "I disagree", from the map over the test to what it changed."""

from __future__ import annotations

from lti_tool.db import utcnow
from lti_tool.models import Attempt, Disagreement, DisagreementState, Score, Showing, Wish
from tests.lti_tool.contents import CHOICE
from tests.lti_tool.views.classroom import (
    RIGHT,
    WRONG,
    Classroom,
    instructor,
    path_of,
    second_learner,
)


def fill(room: Classroom, exercises: int = 4) -> None:
    for number in range(exercises):
        room.publish(CHOICE.model_copy(update={"stem": f"Ride {number}: how fast?"}))


def disagree(room: Classroom, then: str = "test", words: str = "") -> str:
    """Where it leads to."""
    form = {"then": then, "words": words}
    answer = room.visit.post(f"/mastery/{room.skill_id}/disagree", form)
    assert answer.status_code == 303, answer.text
    return path_of(answer)


def test_unknown_skill_and_foreign_disagreement_are_not_found(room: Classroom) -> None:
    assert room.visit.post("/mastery/unknown/disagree").status_code == 404
    fill(room)
    path = disagree(room, "note")
    other = second_learner(room)
    for post in ("test", "stop", "withdraw"):
        row_id = path.rpartition("/")[2]
        assert other.post(f"/mastery/disagreements/{row_id}/{post}").status_code == 404
    assert other.get(f"/mastery/disagreements/{row_id}").status_code == 404


def test_only_said_it_offers_the_test(room: Classroom) -> None:
    fill(room)
    page = room.visit.get(disagree(room, "note", "<b>I know this</b>")).text
    assert "&lt;b&gt;I know this" in page
    assert "4 exercises of this skill, about 8 minutes." in page
    assert "never lower it" in page
    assert "You disagree with this figure" in room.visit.get("/mastery").text


def test_nothing_to_test_with_is_one_wish(room: Classroom) -> None:
    for _ in range(2):
        page = room.visit.get(disagree(room)).text
        assert "There is no exercise of this skill" in page
    assert [wish.count for wish in room.rows(Wish)] == [1]
    teacher = instructor(room)
    teacher.post(f"/mastery/{room.skill_id}/disagree", {"then": "test"})
    assert [wish.count for wish in room.rows(Wish)] == [1]


def test_a_closed_practice_still_takes_the_word(room: Classroom) -> None:
    fill(room)
    room.set(closes_at=utcnow())
    assert "This practice is not open" in room.visit.get(disagree(room)).text
    assert room.rows(Disagreement)[0].state is DisagreementState.STATED


def test_from_the_word_over_the_test_to_the_change(room: Classroom) -> None:
    room.set(goal=1)  # the goal that is reached on the way does not end the test
    fill(room)
    showing = disagree(room, words="I did this at work")
    for number in range(1, 5):
        assert f"exercise {number} of 4" in room.visit.get(showing).text
        room.post_answer(showing, RIGHT)
        if number == 2:
            start = room.visit.get("/learn").text
            assert "You asked to be tested" in start
        following = path_of(room.visit.post(f"{showing}/next"))
        assert (following.count("disagreements") == 1) is (number == 4)
        showing = following
    page = room.visit.get(showing).text
    assert "After the test" in page
    assert page.count("Answer here") == 4
    assert "I did this at work" in page
    assert "Test me once more" in page  # with those that were seen
    assert "tested" in room.visit.get("/mastery").text
    assert len(room.rows(Attempt)) == 4
    assert room.rows(Score)[0].given == 100.0


def test_pressed_twice_it_is_one_test(room: Classroom) -> None:
    fill(room)
    assert disagree(room) == disagree(room)
    (row,) = room.rows(Disagreement)
    assert room.visit.post(f"/mastery/disagreements/{row.id}/test").status_code == 303
    assert len(room.rows(Disagreement)[0].showing_ids) == len(room.rows(Showing)) == 1


def test_left_in_the_middle_it_goes_on_from_the_card(room: Classroom) -> None:
    fill(room)
    showing = disagree(room)
    room.post_answer(showing, RIGHT)
    page = room.visit.get("/learn").text
    assert "exercise 2 of 4" in page
    assert "exercise 2 of 4" in room.visit.get(room.start()).text


def test_stop_and_withdraw(room: Classroom) -> None:
    fill(room)
    room.post_answer(disagree(room, words="no"), WRONG)
    (row,) = room.rows(Disagreement)
    page = room.visit.get(f"/mastery/disagreements/{row.id}").text
    assert "Go on with the test" in page
    room.visit.post(f"/mastery/disagreements/{row.id}/stop")
    assert "Your answers in the test" in room.visit.get(f"/mastery/disagreements/{row.id}").text
    room.visit.post(f"/mastery/disagreements/{row.id}/withdraw")
    assert "Withdrawn." in room.visit.get("/mastery").text
    (row,) = room.rows(Disagreement)
    assert (row.state, row.words) == (DisagreementState.WITHDRAWN, "")
    assert len(room.rows(Attempt)) == 1
