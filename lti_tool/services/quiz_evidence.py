"""Answers in the platform's quizzes as evidence, one row for each question of each attempt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.types import Source
from lti_tool.models import Context, OutsideEvidence
from lti_tool.moodle.quizzes import Answer, QuizAttempt
from lti_tool.services.outside_evidence import SkillChoice, find_people

SOURCE = Source.QUIZ_ATTEMPT
JOINT = " \u2013 "  # between the quiz and the question in a title


def keep_attempts(
    session: Session,
    context_id: str,
    attempts: Sequence[QuizAttempt],
    titles: Mapping[str, str],
    now: datetime,
) -> None:
    """Make the rows of these attempts agree with what was read; `titles` of quizzes by their ids.

    Whoever is not known here is left out: a person enters by launch or roster only.
    """
    session.get_one(Context, context_id, with_for_update=True)
    people = find_people(session, context_id, {attempt.subject for attempt in attempts})
    skills = SkillChoice(session, context_id, SOURCE)
    known = _find_rows(session, context_id, attempts)
    for attempt in attempts:
        if attempt.subject in people:
            quiz = titles.get(attempt.quiz_id, "")
            person_id = people[attempt.subject]
            for answer in attempt.answers:
                row = known.pop((attempt.id, _name(attempt, answer)), None)
                if row is None:
                    row = _make_row(context_id, person_id, attempt, answer)
                    session.add(row)
                row.title = f"{quiz}{JOINT}{answer.text}" if answer.text else quiz
                row.score, row.seen_at = answer.share, min(attempt.finished_at, now)
                row.skill_ids, row.mapped = skills.choose(row.external_id, answer.text, quiz)
    for gone in known.values():
        session.delete(gone)
    session.flush()


def propose_anew(session: Session, context_id: str) -> None:
    """Skills that the course got since its attempts were read; what somebody chose stays."""
    skills = SkillChoice(session, context_id, SOURCE)
    query = select(OutsideEvidence).where(
        OutsideEvidence.context_id == context_id,
        OutsideEvidence.source == SOURCE.value,
        OutsideEvidence.mapped.is_(False),
    )
    for row in session.scalars(query):
        quiz, _, text = row.title.partition(JOINT)
        row.skill_ids, row.mapped = skills.choose(row.external_id, text, quiz)


def _find_rows(
    session: Session, context_id: str, attempts: Sequence[QuizAttempt]
) -> dict[tuple[str, str], OutsideEvidence]:
    query = select(OutsideEvidence).where(
        OutsideEvidence.context_id == context_id,
        OutsideEvidence.source == SOURCE.value,
        OutsideEvidence.occasion.in_([attempt.id for attempt in attempts]),
    )
    return {(row.occasion, row.external_id): row for row in session.scalars(query)}


def _make_row(
    context_id: str, person_id: str, attempt: QuizAttempt, answer: Answer
) -> OutsideEvidence:
    return OutsideEvidence(
        context_id=context_id,
        person_id=person_id,
        source=SOURCE.value,
        external_id=_name(attempt, answer),
        occasion=attempt.id,
        activity=f"quiz:{attempt.quiz_id}",
    )


def _name(attempt: QuizAttempt, answer: Answer) -> str:
    return f"quiz:{attempt.quiz_id}:{answer.question}"
