from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from jobs import read_attempts as job
from jobs import read_completion
from lti_tool.db import utcnow
from lti_tool.models import OutsideEvidence, Person, Role
from lti_tool.moodle.changes import UPDATES
from lti_tool.moodle.pace import Pace
from lti_tool.moodle.quizzes import QUIZZES, REVIEW
from lti_tool.queue import JobName
from lti_tool.services.attempt_rounds import begin_round, contexts_with_attempts
from lti_tool.services.evidence import list_evidence
from lti_tool.services.outside_evidence import count_unmapped, list_activities, map_activity
from tests.jobs.site import Site
from tests.jobs.synced_course import add_skill, context, open_web_service, sync
from tests.lti_tool.factories import make_person
from tests.lti_tool.moodle.recorded import recorded

REFUSAL = {"exception": "x", "errorcode": "accessexception", "message": "m"}


@pytest.fixture(autouse=True)
def _without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Pace, "wait", lambda _self: None)


@pytest.fixture
def quiz(site: Site) -> Site:
    """Learners 6 and 7 know the tool; 6 has attempts 2 and 4, 7 has 3, somebody else 5."""
    open_web_service(site)
    with site.parts.database.write() as session:
        for subject in ("6", "7"):
            make_person(session, site.context, Role.LEARNER, subject=subject)
    site.platform.web_service |= {QUIZZES: recorded("quizzes"), REVIEW: review()}
    tell_changed(site, 2, 3, 4, 5)
    return site


def review(**attempt: Any) -> Callable[[dict[str, str]], Any]:
    owners = {"2": 6, "3": 7, "4": 6, "5": 99}

    def answer(form: dict[str, str]) -> Any:
        found = copy.deepcopy(recorded("quiz_attempt_review"))
        asked = form["attemptid"]
        found["attempt"] |= {"id": int(asked), "userid": owners[asked], **attempt}
        return found

    return answer


def tell_changed(site: Site, *attempts: int) -> None:
    update = {"name": "userattempts", "itemids": list(attempts)}
    site.platform.web_service[UPDATES] = {"instances": [{"id": 5, "updates": [update]}]}


def read(site: Site) -> None:
    job.read_attempts(site.parts, site.context.id)


def rows(site: Site) -> list[OutsideEvidence]:
    with site.parts.database.read() as session:
        query = select(OutsideEvidence).where(OutsideEvidence.source == "quiz_attempt")
        return list(session.scalars(query))


def waiting_courses(site: Site) -> list[str]:
    with site.parts.database.read() as session:
        return contexts_with_attempts(session)


@pytest.mark.parametrize(
    ("function", "answer", "code"),
    [
        (QUIZZES, REFUSAL, "ws_function_missing"),
        (UPDATES, REFUSAL, "ws_function_missing"),
        (REVIEW, REFUSAL, "ws_function_missing"),
        (UPDATES, "<html>", "ws_broken_answer"),
        (REVIEW, None, "ws_broken_answer"),
    ],
)
def test_round_that_fails_says_why_and_is_begun_anew(
    quiz: Site, function: str, answer: Any, code: str
) -> None:
    before = quiz.platform.web_service[function]
    quiz.platform.web_service[function] = answer
    read(quiz)
    assert context(quiz).attempts_note == code
    assert waiting_courses(quiz) == []
    assert context(quiz).attempts_since is None
    quiz.platform.web_service[function] = before
    read(quiz)
    assert context(quiz).attempts_note == ""
    assert len(rows(quiz)) == 15


def test_without_a_token_nothing_is_asked(site: Site) -> None:
    read(site)
    assert site.platform.web_calls == []


def test_token_that_cannot_be_read(quiz: Site) -> None:
    open_web_service(quiz, b"junk")
    read(quiz)
    assert context(quiz).attempts_note == "ws_token_unreadable"


def test_attempts_that_are_hidden_are_told_and_not_taken_for_read(quiz: Site) -> None:
    sync(quiz)
    tell_changed(quiz)
    read(quiz)
    assert context(quiz).attempts_note == "ws_attempts_hidden"
    assert context(quiz).attempts_since is None
    tell_changed(quiz, 2)
    read(quiz)
    assert context(quiz).attempts_note == ""
    assert len(rows(quiz)) == 5


def test_course_without_attempts_has_no_problem(quiz: Site) -> None:
    tell_changed(quiz)
    read(quiz)
    assert context(quiz).attempts_note == ""


def test_attempts_become_evidence_of_known_learners(quiz: Site) -> None:
    read(quiz)
    found = rows(quiz)
    assert {row.occasion for row in found} == {"2", "3", "4"}
    assert {row.activity for row in found} == {"quiz:1"}
    assert {row.score for row in found} == {0.0, 1.0}
    assert "Quiz 1: motion – Which unit is a unit of speed ?" in {row.title for row in found}
    assert context(quiz).attempts_since is not None


def test_second_round_asks_for_changes_only(quiz: Site) -> None:
    read(quiz)
    tell_changed(quiz)
    read(quiz)
    asked = [call for call in quiz.platform.web_calls if call["wsfunction"] == UPDATES]
    since = context(quiz).attempts_since
    assert since is not None
    assert asked[0]["since"] == "1"
    assert int(asked[1]["since"]) <= since.timestamp()
    assert len(rows(quiz)) == 15


def test_attempt_that_was_marked_anew(quiz: Site) -> None:
    read(quiz)

    def better(form: dict[str, str]) -> Any:
        found = review()(form)
        for question in found["questions"]:
            question["mark"] = "1.00"
        del found["questions"][0]
        return found

    quiz.platform.web_service[REVIEW] = better
    tell_changed(quiz, 2)
    read(quiz)
    again = [row for row in rows(quiz) if row.occasion == "2"]
    assert [row.score for row in again] == [1.0] * 4


def test_worker_that_died_midway_leaves_the_rest(
    quiz: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "AT_ONCE", 1)

    with quiz.parts.database.write() as session:
        begin_round(session, quiz.context.id, ["2", "3", "4"], utcnow())
    monkeypatch.setattr(job, "A_RUN", 2)
    read(quiz)
    assert context(quiz).attempts_waiting == ["4"]
    assert waiting_courses(quiz) == [quiz.context.id]
    read(quiz)
    assert waiting_courses(quiz) == []
    assert [c for c in quiz.platform.web_calls if c["wsfunction"] == UPDATES] == []
    assert len(rows(quiz)) == 15


def test_long_round_rings_for_the_rest(quiz: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "A_RUN", 3)
    read(quiz)
    assert (JobName.READ_ATTEMPTS, quiz.context.id) in quiz.parts.queue.rung  # type: ignore[attr-defined]
    assert context(quiz).attempts_total == 4


def test_sync_rings_for_the_attempts(quiz: Site) -> None:
    sync(quiz)
    assert (JobName.READ_COMPLETION, quiz.context.id) in quiz.parts.queue.rung  # type: ignore[attr-defined]
    read_completion.read_round(quiz.parts, quiz.context.id)
    assert (JobName.READ_ATTEMPTS, quiz.context.id) in quiz.parts.queue.rung  # type: ignore[attr-defined]


def test_question_proposes_its_skill_and_an_instructor_decides(quiz: Site) -> None:
    speed, motion = add_skill(quiz, "speed"), add_skill(quiz, "motion")
    read(quiz)
    by_title = {row.title: row.skill_ids for row in rows(quiz)}
    assert by_title["Quiz 1: motion – Which unit is a unit of speed ?"] == [speed]
    fall = next(row for row in rows(quiz) if "free fall" in row.title)
    assert fall.skill_ids == [motion]  # by the quiz's own title
    with quiz.parts.database.write() as session:
        map_activity(session, quiz.context.id, "quiz_attempt", fall.external_id, [])
    tell_changed(quiz, 2, 3)
    read(quiz)
    mapped = [row for row in rows(quiz) if row.external_id == fall.external_id]
    assert [row.skill_ids for row in mapped] == [[]] * 3
    assert all(row.mapped for row in mapped)


def test_quiz_counts_by_its_questions_or_by_its_grade(quiz: Site) -> None:
    add_skill(quiz, "motion")
    sync(quiz)
    with quiz.parts.database.read() as session:
        assert {p.source.value for p in list_evidence(session, quiz.context.id)} == {"gradebook"}
    tell_changed(quiz, 2)
    read(quiz)
    with quiz.parts.database.read() as session:
        six = session.scalars(select(Person.id).where(Person.subject == "6")).one()
        seven = session.scalars(select(Person.id).where(Person.subject == "7")).one()
        kinds = {(p.learner, p.source.value) for p in list_evidence(session, quiz.context.id)}
    assert (six, "quiz_attempt") in kinds
    assert (six, "gradebook") not in kinds
    assert (seven, "quiz_attempt") not in kinds


def test_learners_of_a_question_are_counted_once(quiz: Site) -> None:
    read(quiz)
    with quiz.parts.database.read() as session:
        counts = {one.learners for one in list_activities(session, quiz.context.id)}
    assert counts == {2}


def test_questions_stand_below_their_quiz(quiz: Site) -> None:
    add_skill(quiz, "speed")
    sync(quiz)
    read(quiz)
    with quiz.parts.database.read() as session:
        found = list_activities(session, quiz.context.id)
        assert count_unmapped(session, quiz.context.id) == len(found) + 4
    (one,) = [activity for activity in found if activity.questions]
    assert len(one.questions) == 5
    assert [question.is_settled for question in one.questions] == [False] * 4 + [True]


def test_skill_that_came_later_is_proposed_for_what_was_read(quiz: Site) -> None:
    read(quiz)
    assert {tuple(row.skill_ids) for row in rows(quiz)} == {()}
    speed, motion = add_skill(quiz, "speed"), add_skill(quiz, "motion")
    tell_changed(quiz)
    read(quiz)
    assert {tuple(row.skill_ids) for row in rows(quiz)} == {(speed,), (motion,)}
