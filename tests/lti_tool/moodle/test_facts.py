from __future__ import annotations

from typing import Any

import pytest

from lti_tool.moodle.changes import UPDATES, read_changes
from lti_tool.moodle.client import MoodleClient, MoodleError
from lti_tool.moodle.completion import STATUS, read_completion
from lti_tool.moodle.contents import FUNCTION, read_contents
from lti_tool.moodle.submissions import SUBMISSIONS, read_submissions
from tests.fake_platform import FakePlatform
from tests.lti_tool.moodle.recorded import recorded


@pytest.mark.parametrize("answer", [{}, {"statuses": {}}, {"statuses": None}, []])
def test_completion_that_is_no_list(
    client: MoodleClient, platform: FakePlatform, answer: Any
) -> None:
    platform.web_service[STATUS] = answer
    with pytest.raises(MoodleError, match="ws_broken_answer"):
        read_completion(client, "2", "6")


@pytest.mark.parametrize(
    "code", ["invaliduser", "userdeleted", "usernotconfirmed", "guestsarenotallowed"]
)
def test_account_that_is_gone_is_no_problem(
    client: MoodleClient, platform: FakePlatform, code: str
) -> None:
    platform.web_service[STATUS] = {"exception": "e", "errorcode": code, "message": "m"}
    assert read_completion(client, "2", "6") is None


def test_completion_of_odd_entries(client: MoodleClient, platform: FakePlatform) -> None:
    platform.web_service[STATUS] = {
        "statuses": [
            None, {}, {"cmid": 1}, {"cmid": 2, "state": "complete"}, {"cmid": 3, "state": True},
            {"cmid": 4, "state": "1", "timecompleted": "1795701772"}, {"cmid": 5, "state": 0},
            {"cmid": 6, "state": 2, "timecompleted": 0}, {"cmid": "7", "state": 3.0},
        ]
    }  # fmt: skip
    found = read_completion(client, "2", "6")
    assert found is not None
    assert [(one.module_id, one.failed) for one in found] == [
        ("4", False),
        ("6", False),
        ("7", True),
    ]
    assert [one.completed_at is None for one in found] == [False, True, True]


def test_recorded_completion_is_read(client: MoodleClient, platform: FakePlatform) -> None:
    platform.web_service[STATUS] = recorded("completion_status")
    found = read_completion(client, "3", "36")
    assert found
    complete = [one for one in recorded("completion_status")["statuses"] if one["state"]]
    assert {one.module_id for one in found} == {str(one["cmid"]) for one in complete}


@pytest.mark.parametrize("answer", [{}, {"assignments": {}}, {"warnings": []}, []])
def test_submissions_that_are_no_list(
    client: MoodleClient, platform: FakePlatform, answer: Any
) -> None:
    platform.web_service[SUBMISSIONS] = answer
    with pytest.raises(MoodleError, match="ws_broken_answer"):
        read_submissions(client, "2")


def test_assignment_that_may_not_be_seen_is_told_by_a_warning_only(
    client: MoodleClient, platform: FakePlatform
) -> None:
    warning = {"item": "assignment", "itemid": 2, "warningcode": "1", "message": "No access"}
    platform.web_service[SUBMISSIONS] = {"assignments": [], "warnings": [warning]}
    with pytest.raises(MoodleError, match="ws_rights_missing"):
        read_submissions(client, "2")
    platform.web_service[SUBMISSIONS] = {"assignments": [], "warnings": [None, {"warningcode": 3}]}
    assert read_submissions(client, "2") == []


def test_recorded_submissions_are_read_without_their_texts(
    client: MoodleClient, platform: FakePlatform
) -> None:
    answer = recorded("assign_submissions")
    answer["assignments"][0]["submissions"] += [
        {"userid": 0, "groupid": 4, "status": "submitted"},  # a team's own
        {"userid": 58, "status": "new"},
        None,
    ]
    platform.web_service[SUBMISSIONS] = answer
    found = read_submissions(client, "2")
    assert [(one.subject, one.state) for one in found] == [
        ("36", "submitted"),
        ("37", "submitted"),
        ("56", "draft"),
    ]
    assert "report" not in repr(found)


def test_changes_of_odd_entries(client: MoodleClient, platform: FakePlatform) -> None:
    updates = [None, {"name": "configuration"}, {"name": "usersubmissions", "itemids": [3, "x"]}]
    platform.web_service[UPDATES] = {
        "instances": [5, {"id": 1, "updates": None}, {"id": "2", "updates": updates}]
    }
    found = read_changes(client, "2", None)
    assert not found.touched("1", "configuration")
    assert found.touched("2", "usersubmissions")
    assert found.listed("2", "usersubmissions") == (3,)


def test_recorded_course_page_is_read(client: MoodleClient, platform: FakePlatform) -> None:
    platform.web_service[FUNCTION] = recorded("course_contents")
    found = {one.title: one for one in read_contents(client, "3").modules}
    assignment, quiz = found["Report on motion"], found["Quiz: speed & force"]
    assert (assignment.kind, assignment.instance, assignment.tracked) == ("assign", "2", True)
    assert assignment.due_at is not None
    assert quiz.due_at is not None
    assert assignment.due_at < quiz.due_at
    assert not found["Announcements"].tracked
