"""Quiz attempts of one course, question by question.

`core_course_get_updates_since` names the attempts that changed, so that a sync costs one call for
each of those and none for a learner who did nothing. What was asked stands only inside the HTML
of a review.
"""

from __future__ import annotations

import hashlib
import html
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lti_tool.moodle.changes import read_changes
from lti_tool.moodle.client import MoodleClient, MoodleError
from lti_tool.moodle.values import take_number, take_time

QUIZZES = "mod_quiz_get_quizzes_by_courses"
REVIEW = "mod_quiz_get_attempt_review"
TITLE_CHARACTERS = 300
# Their text differs from attempt to attempt, so that the place in the quiz is what stays.
DRAWN_ANEW = ("calculated", "calculatedmulti", "calculatedsimple")
NOT_TO_READ = ("ws_attempt_open", "ws_course_unknown")  # still open; deleted meanwhile


@dataclass(frozen=True, slots=True)
class Quiz:
    id: str
    module_id: str
    title: str


@dataclass(frozen=True, slots=True)
class Answer:
    """`question` stays the same in every attempt of the quiz; `share` of its marks in [0, 1]."""

    question: str
    text: str
    share: float


@dataclass(frozen=True, slots=True)
class QuizAttempt:
    id: str
    quiz_id: str
    subject: str
    finished_at: datetime
    answers: tuple[Answer, ...]


def list_quizzes(client: MoodleClient, course_id: str) -> list[Quiz]:
    """Raises `MoodleError`."""
    answer = client.call(QUIZZES, **{"courseids[0]": course_id})
    return [
        Quiz(str(entry["id"]), str(entry["coursemodule"]), html.unescape(str(entry["name"])))
        for entry in _take_entries(answer, "quizzes")
        if {"id", "coursemodule", "name"} <= entry.keys()
    ]


def list_changed_attempts(
    client: MoodleClient, course_id: str, quizzes: Collection[Quiz], since: datetime | None
) -> list[str]:
    """Ids of attempts that were begun, finished or graded after `since`, oldest first.

    Raises `MoodleError`.
    """
    changes = read_changes(client, course_id, since)
    found = {
        number for quiz in quizzes for number in changes.listed(quiz.module_id, "userattempts")
    }
    return [str(number) for number in sorted(found)]


def read_attempt(client: MoodleClient, attempt_id: str) -> QuizAttempt | None:
    """None for one that is not finished, was deleted or is an instructor's preview.

    Raises `MoodleError`.
    """
    try:
        answer = client.call(REVIEW, attemptid=attempt_id, page=-1)
    except MoodleError as error:
        if error.code in NOT_TO_READ:
            return None
        raise
    attempt = answer.get("attempt") if isinstance(answer, dict) else None
    if not isinstance(attempt, dict):
        raise MoodleError(code="ws_broken_answer")
    finished_at = take_time(attempt.get("timefinish"))
    if attempt.get("state") != "finished" or attempt.get("preview") or finished_at is None:
        return None
    return QuizAttempt(
        id=str(attempt_id),
        quiz_id=str(attempt.get("quiz")),
        subject=str(attempt.get("userid")),
        finished_at=finished_at,
        answers=tuple(_take_answers(_take_entries(answer, "questions"))),
    )


def _take_entries(answer: Any, name: str) -> list[dict[str, Any]]:
    entries = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(entries, list):
        raise MoodleError(code="ws_broken_answer")
    return [entry for entry in entries if isinstance(entry, dict)]


def _take_answers(questions: list[dict[str, Any]]) -> Iterator[Answer]:
    """Those that carry a mark: not texts between questions, nor what waits for a person."""
    for question in questions:
        mark, most = take_number(question.get("mark")), take_number(question.get("maxmark"))
        if mark is None or most is None or most <= 0:
            continue
        text = _read_text(str(question.get("html") or ""))
        yield Answer(_identify(question, text), text, min(max(mark / most, 0.0), 1.0))


def _read_text(page: str) -> str:
    from bs4 import BeautifulSoup  # here, as it loads lxml

    soup = BeautifulSoup(page, "lxml")
    found = soup.select_one(".qtext") or soup.select_one(".formulation")
    return " ".join(found.get_text(" ").split())[:TITLE_CHARACTERS] if found else ""


def _identify(question: dict[str, Any], text: str) -> str:
    """A review tells no question id, and a random question changes its place."""
    if not text or question.get("type") in DRAWN_ANEW:
        return f"slot-{question.get('slot')}"
    return hashlib.sha256(text.encode()).hexdigest()[:20]
