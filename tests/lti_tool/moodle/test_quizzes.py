from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from lti_tool.lti.http import make_session
from lti_tool.moodle.changes import UPDATES
from lti_tool.moodle.client import MoodleClient, MoodleError
from lti_tool.moodle.pace import Pace
from lti_tool.moodle.quizzes import (
    QUIZZES,
    REVIEW,
    Quiz,
    list_changed_attempts,
    list_quizzes,
    read_attempt,
)
from tests.fake_platform import FakePlatform, run_platform
from tests.lti_tool.moodle.recorded import recorded

QUIZ = Quiz("1", "5", "Quiz 1: motion")
CHANGED = {
    "instances": [
        {
            "contextlevel": "module",
            "id": 5,
            "updates": [{"name": "userattempts", "itemids": [9, 2]}],
        },
        {"contextlevel": "module", "id": 6, "updates": [{"name": "userattempts", "itemids": [4]}]},
    ],
    "warnings": [],
}


@pytest.fixture
def platform() -> Iterator[FakePlatform]:
    with run_platform() as platform:
        platform.web_service = {
            QUIZZES: recorded("quizzes"),
            UPDATES: CHANGED,
            REVIEW: recorded("quiz_attempt_review"),
        }
        yield platform


@pytest.fixture
def client(platform: FakePlatform) -> MoodleClient:
    return MoodleClient(make_session(), platform.origin, "secret", Pace(1e6))


def change_review(platform: FakePlatform, **values: Any) -> None:
    review = copy.deepcopy(recorded("quiz_attempt_review"))
    review["attempt"] |= values
    platform.web_service[REVIEW] = review


@pytest.mark.parametrize(
    "answer", [None, [], "many", {"attempt": 5}, {"attempt": {}, "questions": 3}]
)
def test_review_that_is_none_is_an_error(
    client: MoodleClient, platform: FakePlatform, answer: Any
) -> None:
    platform.web_service[REVIEW] = answer
    if isinstance(answer, dict) and answer["attempt"] == {}:
        answer["attempt"] = {"state": "finished", "timefinish": 5}
    with pytest.raises(MoodleError) as caught:
        read_attempt(client, "2")
    assert caught.value.code == "ws_broken_answer"


@pytest.mark.parametrize("answer", [None, {"quizzes": None}, {"quizzes": "x"}])
def test_quizzes_that_cannot_be_read(
    client: MoodleClient, platform: FakePlatform, answer: Any
) -> None:
    platform.web_service[QUIZZES] = answer
    with pytest.raises(MoodleError, match="ws_broken_answer"):
        list_quizzes(client, "2")


@pytest.mark.parametrize("code", ["noreviewattempt", "attemptclosed", "invalidrecord"])
def test_attempt_that_may_not_be_read_is_left_out(
    client: MoodleClient, platform: FakePlatform, code: str
) -> None:
    platform.web_service[REVIEW] = {"exception": "x", "errorcode": code, "message": "m"}
    assert read_attempt(client, "2") is None


@pytest.mark.parametrize(
    "values", [{"state": "inprogress"}, {"state": "abandoned"}, {"preview": 1}, {"timefinish": 0}]
)
def test_attempt_that_says_nothing_yet(
    client: MoodleClient, platform: FakePlatform, values: dict[str, Any]
) -> None:
    change_review(platform, **values)
    assert read_attempt(client, "2") is None


@pytest.mark.parametrize("mark", [None, "", "-", "NaN", True, []])
def test_question_without_a_mark_is_left_out(
    client: MoodleClient, platform: FakePlatform, mark: Any
) -> None:
    """An essay that waits to be marked, a text between questions."""
    review = copy.deepcopy(recorded("quiz_attempt_review"))
    review["questions"][0]["mark"] = mark
    platform.web_service[REVIEW] = review
    attempt = read_attempt(client, "2")
    assert attempt is not None
    assert len(attempt.answers) == 4


def test_quizzes_have_plain_names(client: MoodleClient, platform: FakePlatform) -> None:
    quizzes = copy.deepcopy(recorded("quizzes"))
    quizzes["quizzes"][0]["name"] = "Speed &amp; force"
    platform.web_service[QUIZZES] = quizzes
    assert list_quizzes(client, "2") == [Quiz("1", "5", "Speed & force")]


def test_only_attempts_of_quizzes_changed(client: MoodleClient, platform: FakePlatform) -> None:
    """A lesson has attempts, too."""
    assert list_changed_attempts(client, "2", [QUIZ], None) == ["2", "9"]
    assert platform.web_calls[-1]["since"] == "1"
    since = datetime(2026, 11, 1, tzinfo=UTC)
    list_changed_attempts(client, "2", [QUIZ], since)
    assert platform.web_calls[-1]["since"] == str(int(since.timestamp()))


def test_recorded_answer_without_attempts(client: MoodleClient, platform: FakePlatform) -> None:
    platform.web_service[UPDATES] = recorded("updates_since")
    assert list_changed_attempts(client, "2", [QUIZ], None) == []


def test_attempt_question_by_question(client: MoodleClient) -> None:
    attempt = read_attempt(client, "2")
    assert attempt is not None
    assert (attempt.id, attempt.quiz_id, attempt.subject) == ("2", "1", "6")
    assert attempt.finished_at == datetime.fromtimestamp(1795229265, UTC)
    assert [answer.share for answer in attempt.answers] == [0, 0, 0, 1, 0]
    assert attempt.answers[0].text == "Which unit is a unit of speed ?"
    assert len({answer.question for answer in attempt.answers}) == 5


def test_question_keeps_its_name_in_another_place(
    client: MoodleClient, platform: FakePlatform
) -> None:
    before = read_attempt(client, "2")
    review = copy.deepcopy(recorded("quiz_attempt_review"))
    review["questions"].reverse()
    for slot, question in enumerate(review["questions"], start=1):
        question["slot"] = slot
    platform.web_service[REVIEW] = review
    after = read_attempt(client, "3")
    assert before is not None
    assert after is not None
    assert {one.question for one in before.answers} == {one.question for one in after.answers}


def test_question_with_fresh_numbers_is_known_by_its_place(
    client: MoodleClient, platform: FakePlatform
) -> None:
    review = copy.deepcopy(recorded("quiz_attempt_review"))
    review["questions"][1]["type"] = "calculated"
    platform.web_service[REVIEW] = review
    attempt = read_attempt(client, "2")
    assert attempt is not None
    assert attempt.answers[1].question == "slot-2"


def test_pace_is_kept() -> None:
    slept: list[float] = []
    pace = Pace(per_second=4, clock=lambda: 0.0, sleep=slept.append)
    for _ in range(3):
        pace.wait()
    assert slept == [0.25, 0.5]
