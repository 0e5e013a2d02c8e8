"""Completion, submissions, and a reading that is stopped, broken off or has to begin again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from analytics.types import Source
from jobs import read_attempts, read_completion
from jobs.sync_course import sync_course
from lti_tool.db import utcnow
from lti_tool.models import Context, CourseActivity, Membership, Submission, SubmissionState
from lti_tool.moodle.changes import UPDATES
from lti_tool.moodle.client import MoodleClient
from lti_tool.moodle.completion import STATUS
from lti_tool.moodle.contents import FUNCTION as CONTENTS
from lti_tool.moodle.grades import FUNCTION as GRADES
from lti_tool.moodle.pace import Pace
from lti_tool.moodle.people import ENROLLED
from lti_tool.moodle.quizzes import QUIZZES, REVIEW
from lti_tool.moodle.submissions import SUBMISSIONS
from lti_tool.queue import JobName
from lti_tool.services import completion_rounds
from lti_tool.services.course_activities import Delivery, list_deliveries
from lti_tool.services.course_sync import ask_for_sync, forget_reading, is_stale
from lti_tool.services.evidence import list_evidence
from lti_tool.services.outside_evidence import count_unmapped, list_activities, map_activity
from lti_tool.services.sync_stages import STOPPED, Part, stop_reading
from tests.jobs.site import Site
from tests.jobs.synced_course import (
    MEMBERS,
    add_skill,
    bind,
    change,
    context,
    evidence,
    members,
    open_web_service,
    sync,
)

REFUSAL = {"exception": "x", "errorcode": "nopermissions", "message": "m"}
DUE = datetime(2026, 11, 20, tzinfo=UTC)


def module(number: int, kind: str, title: str, **values: Any) -> dict[str, Any]:
    return {"id": number, "modname": kind, "instance": number, "name": title, "visible": 1,
            "completion": 2, **values}  # fmt: skip


def page(*modules: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"name": "Motion", "visible": 1, "modules": list(modules)}]


def complete(*modules: int, **values: Any) -> dict[str, Any]:
    return {"statuses": [{"cmid": one, "state": 1, **values} for one in modules]}


def handed_in(**people: str) -> dict[str, Any]:
    """u6="submitted"; an hour after it was due for whoever has an odd number."""
    many = [
        {
            "userid": int(name[1:]),
            "status": state,
            "timemodified": DUE.timestamp() + (3600 if int(name[1:]) % 2 else -3600),
        }
        for name, state in people.items()
    ]
    return {"assignments": [{"assignmentid": 12, "submissions": many}], "warnings": []}


@pytest.fixture
def course(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Learners 6, 9 and 21; a page 11, an assignment 12 and a quiz 1 at the place 5."""
    monkeypatch.setattr(Pace, "wait", lambda _self: None)
    open_web_service(site)
    site.platform.members = [one for one in MEMBERS if one["user_id"] not in ("3", "4")]
    dates = [{"dataid": "duedate", "timestamp": DUE.timestamp()}]
    site.platform.web_service |= {
        CONTENTS: page(
            module(11, "page", "Speed &amp; force"),
            module(12, "assign", "Report", dates=dates),
            module(5, "quiz", "Quiz 1: motion", instance=1),
        ),
        STATUS: complete(11),
        SUBMISSIONS: handed_in(u6="submitted", u9="submitted", u99="submitted"),
        UPDATES: {"instances": []},
        QUIZZES: {"quizzes": []},
        ENROLLED: [{"id": 6}, {"id": 9}, {"id": 21}],
    }
    return site


def read_rounds(site: Site) -> None:
    read_completion.read_round(site.parts, site.context.id)


def asked(site: Site, function: str) -> list[dict[str, str]]:
    return [call for call in site.platform.web_calls if call["wsfunction"] == function]


def deliveries(site: Site) -> dict[str, Delivery]:
    people = {subject: row.person_id for subject, row in members(site).items()}
    with site.parts.database.read() as session:
        found = list_deliveries(session, site.context.id, list(people.values()))
    by_person = {one.person_id: one for one in found}
    return {subject: by_person[person_id] for subject, person_id in people.items()}


# Submissions


def test_submissions_are_kept_of_known_learners(course: Site) -> None:
    assert sync(course) == ()
    found = deliveries(course)
    assert {key: one.state for key, one in found.items()} == {
        "6": SubmissionState.SUBMITTED,
        "9": SubmissionState.SUBMITTED,
        "21": None,
    }
    assert [key for key, one in found.items() if one.is_late] == ["9"]
    now = utcnow()
    assert [key for key, one in found.items() if one.is_missing(now)] == ["21"]
    assert not found["21"].is_missing(DUE)


def test_only_changed_assignments_are_asked_for_again(course: Site) -> None:
    sync(course)
    sync(course)
    assert len(asked(course, SUBMISSIONS)) == 1
    changed = {"id": 12, "updates": [{"name": "usersubmissions", "itemids": [1]}]}
    course.platform.web_service[UPDATES] = {"instances": [changed]}
    course.platform.web_service[SUBMISSIONS] = handed_in(u6="new", u21="draft", u9="odd")
    sync(course)
    assert {key: one.state for key, one in deliveries(course).items()} == {
        "6": None,
        "9": None,
        "21": SubmissionState.DRAFT,
    }


def test_suspended_learner_leaves_the_views_and_keeps_what_was_handed_in(course: Site) -> None:
    sync(course)
    course.platform.members = [one for one in MEMBERS if one["user_id"] in ("6", "21")]
    changed = {"id": 12, "updates": [{"name": "configuration"}]}
    course.platform.web_service |= {
        UPDATES: {"instances": [changed]},
        SUBMISSIONS: handed_in(u6="submitted"),
        ENROLLED: [{"id": 6}, {"id": 21}],
    }
    sync(course)
    assert members(course)["9"].active is False
    assert deliveries(course)["9"].state is SubmissionState.SUBMITTED


def test_newcomer_brings_what_they_handed_in_before(course: Site) -> None:
    everybody = course.platform.members
    course.platform.members = [one for one in everybody if one["user_id"] == "6"]
    sync(course)
    course.platform.members = everybody
    sync(course)
    sync(course)
    assert deliveries(course)["9"].state is SubmissionState.SUBMITTED


def test_time_from_the_future_is_now(course: Site) -> None:
    ahead = handed_in(u6="submitted")
    later = (utcnow() + timedelta(days=400)).timestamp()
    ahead["assignments"][0]["submissions"][0]["timemodified"] = later
    course.platform.web_service[SUBMISSIONS] = ahead
    sync(course)
    changed_at = deliveries(course)["6"].changed_at
    assert changed_at is not None
    assert changed_at <= utcnow()


def test_activity_that_is_gone_takes_its_submissions_along(course: Site) -> None:
    sync(course)
    course.platform.web_service[CONTENTS] = page(module(11, "page", "Speed"))
    sync(course)
    with course.parts.database.read() as session:
        assert session.scalar(select(func.count(Submission.id))) == 0
        assert list(session.scalars(select(CourseActivity.title))) == ["Speed"]


# Completion


def test_completion_moves_no_figure_until_an_instructor_says_so(course: Site) -> None:
    speed = add_skill(course, "Speed")
    sync(course)
    read_rounds(course)
    rows = evidence(course, "completion")
    assert rows["6", "Speed & force"].skill_ids == [speed]
    with course.parts.database.write() as session:
        assert list_evidence(session, course.context.id) == []
        assert count_unmapped(session, course.context.id) == 3  # columns of the gradebook
        map_activity(session, course.context.id, "completion", "module:11", [speed])
        found = list_evidence(session, course.context.id)
    assert [(one.source, one.score, one.weight) for one in found] == [
        (Source.COMPLETION, 1.0, 0.3)
    ] * 3


def test_grade_counts_instead_of_the_completion(course: Site) -> None:
    motion = add_skill(course, "Motion")
    course.platform.web_service[STATUS] = complete(5)
    sync(course)
    read_rounds(course)
    with course.parts.database.write() as session:
        map_activity(session, course.context.id, "completion", "module:5", [motion])
        found = list_evidence(session, course.context.id)
        listed = {(one.source, one.name) for one in list_activities(session, course.context.id)}
    assert {one.source for one in found} == {Source.GRADEBOOK}
    assert ("completion", "quiz:1") not in listed


def test_own_activity_is_not_counted_by_its_completion(course: Site) -> None:
    bind(course)
    course.platform.web_service[CONTENTS] = page(module(7, "lti", "Practice", instance=1))
    course.platform.web_service[STATUS] = complete(7)
    sync(course)
    read_rounds(course)
    assert evidence(course, "completion") == {}


def test_completion_that_was_taken_back_is_none(course: Site) -> None:
    sync(course)
    read_rounds(course)
    assert len(evidence(course, "completion")) == 3
    course.platform.web_service[STATUS] = complete()
    with course.parts.database.write() as session:
        forget_reading(session, course.context.id)
    sync(course)
    read_rounds(course)
    assert evidence(course, "completion") == {}


def test_only_who_was_there_since_is_asked_for_again(course: Site) -> None:
    sync(course)
    read_rounds(course)
    assert len(asked(course, STATUS)) == 3
    seen = (utcnow() + timedelta(hours=1)).timestamp()
    course.platform.web_service[ENROLLED] = [{"id": 6, "lastcourseaccess": seen}, {"id": 9}]
    sync(course)
    read_rounds(course)
    assert [call["userid"] for call in asked(course, STATUS)[3:]] == ["6"]


def test_course_that_tracks_nothing_costs_nothing(course: Site) -> None:
    course.platform.web_service[CONTENTS] = page(module(11, "page", "Speed", completion=0))
    sync(course)
    read_rounds(course)
    assert asked(course, STATUS) == []


def test_account_that_is_gone_does_not_end_the_round(course: Site) -> None:
    def answer(form: dict[str, str]) -> Any:
        gone = {"exception": "x", "errorcode": "userdeleted", "message": "m"}
        return gone if form["userid"] == "9" else complete(11)

    course.platform.web_service[STATUS] = answer
    sync(course)
    read_rounds(course)
    assert {subject for subject, _ in evidence(course, "completion")} == {"6", "21"}
    assert context(course).sync_problems == {}


# Problems, stopping, dying


def test_each_part_fails_by_itself_and_is_named(course: Site) -> None:
    course.platform.web_service |= {ENROLLED: [], SUBMISSIONS: REFUSAL, STATUS: REFUSAL}
    assert sync(course) == ("ws_empty", "ws_rights_missing")
    read_rounds(course)
    assert context(course).sync_problems == {
        "people": "ws_empty",
        "submissions": "ws_rights_missing",
        "completion": "ws_rights_missing",
    }
    assert len(evidence(course, "gradebook")) > 0
    assert members(course)["6"].completion_wanted is False
    course.platform.web_service |= {
        ENROLLED: [{"id": 6}],
        SUBMISSIONS: handed_in(u6="submitted"),
        STATUS: complete(11),
    }
    assert sync(course) == ()
    read_rounds(course)
    assert context(course).sync_problems == {}
    assert len(evidence(course, "completion")) == 3
    assert deliveries(course)["6"].state is SubmissionState.SUBMITTED


def test_without_a_roster_service_the_enrolled_are_the_roster(course: Site) -> None:
    change(course, Context, memberships_url=None)
    course.platform.web_service[ENROLLED] = [
        {"id": 6, "fullname": "Ada", "roles": [{"shortname": "student"}]},
        {"id": 3, "fullname": "Tina", "roles": [{"shortname": "editingteacher"}]},
    ]
    assert sync(course) == ()
    assert {key: one.role.value for key, one in members(course).items()} == {
        "6": "learner",
        "3": "instructor",
    }
    assert asked(course, ENROLLED)[0]["options[3][name]"] == "onlyactive"
    course.platform.web_service[ENROLLED] = REFUSAL
    assert sync(course) == ("ws_rights_missing",)
    assert all(one.active for one in members(course).values())


def test_reading_that_was_stopped_asks_no_more(course: Site) -> None:
    with course.parts.database.write() as session:
        ask_for_sync(session, course.context.id)
        stop_reading(session, course.context.id)
    assert sync_course(course.parts, course.context.id) is None
    assert course.platform.web_calls == []
    assert not is_stale(context(course), utcnow() + timedelta(days=9))


def test_stop_in_the_middle_keeps_what_was_read(course: Site) -> None:
    def stop(_form: dict[str, str]) -> Any:
        with course.parts.database.write() as session:
            stop_reading(session, course.context.id)
        return complete(11)

    sync(course)
    course.platform.web_service[STATUS] = stop
    read_rounds(course)
    assert members(course)["21"].completion_wanted is False
    read_attempts.read_attempts(course.parts, course.context.id)
    assert asked(course, QUIZZES) == []
    assert context(course).sync_note == STOPPED


def test_stop_while_the_last_part_is_read_applies_nothing(course: Site) -> None:
    def stop(_form: dict[str, str]) -> Any:
        with course.parts.database.write() as session:
            stop_reading(session, course.context.id)
        return handed_in(u6="submitted")

    course.platform.web_service[SUBMISSIONS] = stop
    assert sync_course(course.parts, course.context.id) is None
    assert members(course) == {}


def test_how_far_it_is_is_told(course: Site) -> None:
    stages: list[tuple[str, int, int]] = []

    def note(_form: dict[str, str]) -> Any:
        row = context(course)
        stages.append((row.sync_stage, row.sync_done, row.sync_total))
        return complete(11)

    course.platform.web_service |= {
        GRADES: lambda form: (note(form), {})[1],
        STATUS: note,
    }
    sync(course)
    read_rounds(course)
    assert stages[0] == ("grades", 2, 6)
    assert context(course).sync_stage == ""


def test_dead_worker_leaves_the_rest_to_the_next(
    course: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_completion, "AT_ONCE", 1)
    sync(course)
    answers = iter([complete(11), KeyError("killed")])

    def answer(client: MoodleClient, *_: object) -> Any:
        found = next(answers)
        if isinstance(found, Exception):
            raise found
        return []

    with monkeypatch.context() as patched:
        patched.setattr(read_completion, "read_completion", answer)
        with pytest.raises(KeyError):
            read_rounds(course)
    row = context(course)
    assert (row.sync_stage, row.sync_done, row.sync_total) == (Part.COMPLETION, 1, 3)
    with course.parts.database.read() as session:
        assert completion_rounds.contexts_with_wanted(session) == [course.context.id]
    read_rounds(course)
    with course.parts.database.read() as session:
        assert completion_rounds.contexts_with_wanted(session) == []
        unread = select(func.count(Membership.id)).where(Membership.completion_read_at.is_(None))
        assert session.scalar(unread) == 0


def test_long_round_rings_for_the_rest(course: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_completion, "AT_ONCE", 1)
    monkeypatch.setattr(read_completion, "A_RUN", 2)
    sync(course)
    course.parts.queue.rung.clear()  # type: ignore[attr-defined]
    read_rounds(course)
    assert course.parts.queue.rung == [(JobName.READ_COMPLETION, course.context.id)]  # type: ignore[attr-defined]
    read_rounds(course)
    assert course.parts.queue.rung[1:] == [(JobName.READ_ATTEMPTS, course.context.id)]  # type: ignore[attr-defined]


def test_newcomers_attempts_from_before_are_read(course: Site) -> None:
    answers = {"instances": [{"id": 5, "updates": [{"name": "userattempts", "itemids": [2, 3]}]}]}
    course.platform.web_service |= {
        QUIZZES: {"quizzes": [{"id": 1, "coursemodule": 5, "name": "Quiz"}]},
        UPDATES: lambda form: answers if form["since"] == "1" else {"instances": []},
        REVIEW: lambda form: {
            "attempt": {"quiz": 1, "userid": {"2": 6, "3": 9}[form["attemptid"]],
                        "state": "finished", "timefinish": 1795487284},
            "questions": [{"slot": 1, "mark": "1.00", "maxmark": 1, "html": "<p>Q</p>"}],
        },
    }  # fmt: skip
    everybody = course.platform.members
    course.platform.members = [one for one in everybody if one["user_id"] == "6"]
    sync(course)
    read_attempts.read_attempts(course.parts, course.context.id)
    course.platform.members = everybody
    sync(course)
    read_attempts.read_attempts(course.parts, course.context.id)
    assert {subject for subject, _ in evidence(course, "quiz_attempt")} == {"6", "9"}
    assert [call["attemptid"] for call in asked(course, REVIEW)] == ["2", "3", "3"]
    read_attempts.read_attempts(course.parts, course.context.id)
    assert len(asked(course, REVIEW)) == 3
