from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from lti_tool.lti.http import make_session
from lti_tool.moodle.client import MoodleClient, MoodleError
from lti_tool.moodle.grades import FUNCTION, read_gradebook
from tests.fake_platform import FakePlatform
from tests.lti_tool.moodle.recorded import recorded


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (recorded("ws_error_bad_token"), "ws_token_invalid"),
        (recorded("ws_error_course_unknown"), "ws_course_unknown"),
        (recorded("ws_error_function_not_in_service"), "ws_function_missing"),
        (recorded("ws_error_notingroup"), "ws_group_rights_missing"),
        ({"exception": "x", "errorcode": "something_new", "message": "m"}, "ws_refused"),
        ({"usergrades": [], "warnings": []}, "ws_empty"),
        ([], "ws_broken_answer"),
        (None, "ws_broken_answer"),
        ({"usergrades": "many"}, "ws_broken_answer"),
    ],
)
def test_error_with_status_200_has_a_name(
    client: MoodleClient, platform: FakePlatform, answer: Any, code: str
) -> None:
    platform.web_service[FUNCTION] = answer
    with pytest.raises(MoodleError) as caught:
        read_gradebook(client, "2")
    assert caught.value.code == code


def test_nobody_there(client: MoodleClient) -> None:
    away = MoodleClient(client.http, "http://127.0.0.1:9", "secret")
    with pytest.raises(MoodleError) as caught:
        read_gradebook(away, "2")
    assert caught.value.code == "ws_unreachable"


@pytest.mark.parametrize("course", ["", "2&userid=1", "-1", "x"])
def test_course_that_is_no_moodle_course(
    client: MoodleClient, platform: FakePlatform, course: str
) -> None:
    with pytest.raises(MoodleError):
        read_gradebook(client, course)
    assert platform.web_calls == []


def test_recorded_gradebook(client: MoodleClient, platform: FakePlatform) -> None:
    platform.web_service[FUNCTION] = recorded("grade_items")
    book = read_gradebook(client, "2")
    assert platform.web_calls == [
        {
            "wstoken": "secret",
            "wsfunction": FUNCTION,
            "moodlewsrestformat": "json",
            "courseid": "2",
            "userid": "0",
        }
    ]
    assert book.subjects == {"6", "9", "21"}
    quiz = next(one for one in book.grades if (one.subject, one.title) == ("6", "Quiz 1: motion"))
    assert (quiz.item_id, quiz.module, quiz.share) == ("2", "quiz", 0.3)
    assert quiz.graded_at == datetime.fromtimestamp(1795488150, UTC)
    assert not any(one.item_id == "1" for one in book.grades)  # the course total


@pytest.mark.parametrize(
    ("values", "share"),
    [
        ({"graderaw": "89.80000"}, 0.898),
        ({"graderaw": 150}, 1),
        ({"graderaw": -5}, 0),
        ({"graderaw": 3, "grademin": 1, "grademax": 5}, 0.5),
        ({"graderaw": None}, None),
        ({"graderaw": "-"}, None),
        ({"graderaw": float("nan")}, None),
        ({"graderaw": 3, "grademax": 0}, None),
        ({"graderaw": 3, "itemtype": "category"}, None),
    ],
)
def test_numbers_as_moodle_mixes_them(
    client: MoodleClient, platform: FakePlatform, values: dict[str, Any], share: float | None
) -> None:
    item = {"id": 7, "itemname": "A &amp; B", "itemtype": "mod", "grademin": 0, "grademax": 100}
    report = {"userid": 6, "gradeitems": [{**item, **values}, "junk"]}
    platform.web_service[FUNCTION] = {"usergrades": [report, "junk"]}
    grades = read_gradebook(client, "2").grades
    assert [grade.share for grade in grades] == ([] if share is None else [share])
    assert all(grade.title == "A & B" and grade.graded_at is None for grade in grades)


def test_address_of_the_script_itself_may_be_given(platform: FakePlatform) -> None:
    platform.web_service[FUNCTION] = recorded("grade_items")
    client = MoodleClient(make_session(), f"{platform.origin}/webservice/rest/server.php", "s")
    assert read_gradebook(client, "2").grades


def test_token_is_not_in_what_is_printed(client: MoodleClient) -> None:
    assert "secret" not in repr(client)
