"""AGS scores and results, and the gradebook behind them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.contract.choosing import make_item
from tests.contract.conftest import SaveItems, line_item_of
from tests.contract.launching import Registered
from tests.contract.platform import Platform
from tests.contract.services import RESULTS, SCORE_TYPE, Client, Column
from tests.contract.tool import RESULT_READ


@pytest.fixture(scope="module")
def shared(registered: Registered, add: SaveItems, client: Client, learner_id: str) -> Column:
    """Each score into it is later than the one before."""
    return Column(line_item_of(registered, add(make_item(registered))[0]), learner_id, client)


@pytest.fixture
def column(registered: Registered, add: SaveItems, client: Client, learner_id: str) -> Column:
    """Nobody has a score in it yet."""
    return Column(line_item_of(registered, add(make_item(registered))[0]), learner_id, client)


@pytest.fixture(scope="module")
def untouched(registered: Registered, add: SaveItems, client: Client, learner_id: str) -> Column:
    """It stays as it was made."""
    return Column(line_item_of(registered, add(make_item(registered))[0]), learner_id, client)


REFUSED = [
    {"timestamp": None},
    {"timestamp": "1795480000"},
    {"timestamp": "yesterday"},
    {"scoreMaximum": None},
    {"scoreGiven": "abc"},
    {"activityProgress": None},
    {"gradingProgress": None},
    {"userId": None},
    {"userId": "987654"},
]


@pytest.mark.parametrize("change", REFUSED, ids=str)
def test_a_wrong_score_comes_back_in_the_reason(shared: Column, change: dict[str, Any]) -> None:
    answer = shared.post(shared.describe(60, **change))
    assert (answer.status_code, answer.json()) == (400, [])
    assert answer.headers["Content-Type"].startswith(SCORE_TYPE)
    assert answer.reason.startswith("Incorrect score received{")


def test_an_instructor_gets_no_score(
    platform: Platform, registered: Registered, shared: Column
) -> None:
    claims = registered.choose(platform.instructor)
    assert shared.give(60, userId=claims["sub"]) == 400


@pytest.mark.parametrize("kind", ["application/json", "text/plain"])
def test_a_score_of_another_media_type(shared: Column, kind: str) -> None:
    answer = shared.post(shared.describe(60), kind)
    assert answer.status_code == 400
    assert answer.json()["reason"].startswith("No handler found for /")


@pytest.mark.parametrize("token", ["", "invented"])
def test_a_score_without_a_token(shared: Column, token: str) -> None:
    other = Column(shared.url, shared.user_id, Client(token))
    answer = other.post(other.describe(60))
    assert (answer.status_code, answer.json()["reason"]) == (401, "Unauthorized")


def test_a_score_with_a_token_for_results(registered: Registered, shared: Column) -> None:
    other = Column(shared.url, shared.user_id, Client.open(registered, RESULT_READ))
    assert other.give(60) == 401


def test_a_score_is_taken_and_read_back(shared: Column) -> None:
    answer = shared.post(shared.describe(75, comment="Well done & <b>on</b>"))
    assert (answer.status_code, answer.text) == (200, "")
    assert answer.headers["Content-Type"].startswith(SCORE_TYPE)
    (result,) = shared.read()
    assert result.keys() == {
        *("id", "userId", "resultScore", "resultMaximum", "comment", "scoreOf", "timestamp"),
    }
    assert (result["resultScore"], result["resultMaximum"]) == (75, 100)
    assert result["comment"] == "Well done & <b>on</b>"
    assert result["scoreOf"] == shared.url
    assert result["timestamp"] == shared.moment.replace(microsecond=0).isoformat()


@pytest.mark.parametrize(
    ("given", "maximum", "held"),
    [
        (0, 100, 0),
        (4, 10, 40),
        (120, 100, 100),
        (-5, 100, 0),
        (1, 3, 33.33333),
        (66.6666666, 100, 66.66667),
        ("50", "100", 50),
    ],
)
def test_what_a_score_becomes(shared: Column, given: Any, maximum: Any, held: float) -> None:
    assert shared.give(given, maximum) == 200
    assert shared.result == pytest.approx(held, abs=0.0001)


def test_the_gradebook_shows_it(platform: Platform, column: Column) -> None:
    column.give(62.5)
    shown = platform.site.read_gradebook(platform.instructor, column.item_id, column.user_id)
    assert shown == "62.50"


def test_a_second_score_of_the_same_second(shared: Column) -> None:
    score = shared.describe(80)
    assert shared.post(score).status_code == 200
    answer = shared.post(score | {"scoreGiven": 20})
    assert (answer.status_code, answer.json()) == (409, [])
    reason = f"timestamp for item {shared.item_id} and user {shared.user_id}"
    assert answer.reason == f"Refusing score with an earlier {reason}"
    assert shared.result == 80


def test_an_older_score(shared: Column) -> None:
    shared.give(81)
    older = (shared.moment - timedelta(minutes=30)).isoformat()
    assert shared.give(20, timestamp=older) == 409
    assert shared.result == 81


def test_a_score_that_is_not_fully_graded(shared: Column) -> None:
    shared.give(82)
    assert shared.give(20, gradingProgress="PendingManual") == 200
    assert shared.result is None


def test_a_score_without_points_takes_the_result_away(shared: Column) -> None:
    shared.give(83)
    assert shared.give(None, None, activityProgress="InProgress") == 200
    assert shared.read() == []


def test_after_which_an_older_score_is_taken_again(shared: Column) -> None:
    shared.give(84)
    older = (shared.moment - timedelta(minutes=30)).isoformat()
    shared.give(None, None)
    assert shared.give(20, timestamp=older) == 200
    assert shared.result == 20


def test_a_comment_without_points_is_listed_without_a_score(column: Column) -> None:
    column.give(83)
    assert column.give(None, None, comment="Almost there") == 200
    (result,) = column.read()
    assert result.keys() == {"id", "userId"}


def test_a_score_without_a_comment_takes_the_last_comment_away(shared: Column) -> None:
    shared.give(85, comment="Well done")
    shared.give(86)
    (result,) = shared.read()
    assert "comment" not in result


def test_a_future_score_blocks_the_present(column: Column) -> None:
    future = (column.moment + timedelta(days=1)).isoformat()
    assert column.give(10, timestamp=future) == 200
    assert column.give(90) == 409


def test_an_override_wins_in_silence(platform: Platform, column: Column) -> None:
    column.give(40)
    platform.site.override(platform.instructor, column.item_id, column.user_id, "3")
    column.moment += timedelta(hours=2)
    assert column.give(90) == 200
    assert column.result == 3


def test_a_locked_grade(platform: Platform, column: Column) -> None:
    column.give(40)
    platform.site.lock(platform.instructor, column.item_id, column.user_id)
    column.moment += timedelta(hours=2)
    answer = column.post(column.describe(90))
    assert (answer.status_code, answer.json()) == (500, [])
    assert column.result == 40


def test_nobody_has_a_result_yet(untouched: Column) -> None:
    assert untouched.read() == []


def test_results_crash_on_a_limit(untouched: Column) -> None:
    answer = untouched.client.get(untouched.address("results"), RESULTS, limit=3)
    assert answer.status_code == 404
    assert "<html" in answer.text.lower() or "<!doctype" in answer.text.lower()


@pytest.mark.parametrize(("accept", "status"), [("application/json", 400), (RESULTS, 200)])
def test_results_want_their_media_type(untouched: Column, accept: str, status: int) -> None:
    assert untouched.client.get(untouched.address("results"), accept).status_code == status


def test_scores_cannot_be_read(untouched: Column) -> None:
    assert untouched.client.get(untouched.address("scores"), SCORE_TYPE).status_code in (
        400,
        401,
        405,
    )
