"""Quizzes by web service: which there are, whose attempts changed, and one attempt as marked."""

from __future__ import annotations

import html
from typing import Any

from flask import request
from sqlalchemy import select
from sqlalchemy.orm import Session

from deploy.demo.platform.course_facts import list_handed_in
from deploy.demo.platform.rows import Module, QuizAttempt, QuizQuestion
from deploy.demo.platform.webservice_request import WebServiceError, require_course


def list_quizzes(rows: Session) -> dict[str, Any]:
    course = require_course(rows, "courseids[0]")
    return {
        "quizzes": [
            {
                "id": module.instance,
                "coursemodule": module.id,
                "course": course.id,
                "name": html.escape(module.name),
                "visible": True,
            }
            for module in _find_modules(rows, course.id, "quiz")
        ],
        "warnings": [],
    }


def list_updates(rows: Session) -> dict[str, Any]:
    course, since = require_course(rows), request.values.get("since", 0, type=int)
    found = [
        (module.id, "userattempts", _changed(rows, module.instance, since))
        for module in _find_modules(rows, course.id, "quiz")
    ] + [
        (module.id, "usersubmissions", list_handed_in(rows, module.instance, since))
        for module in _find_modules(rows, course.id, "assign")
    ]
    return {
        "instances": [
            {
                "contextlevel": "module",
                "id": module_id,
                "updates": [{"name": kind, "itemids": changed}],
            }
            for module_id, kind, changed in found
            if changed
        ],
        "warnings": [],
    }


def review_attempt(rows: Session) -> dict[str, Any]:
    attempt = rows.get(QuizAttempt, request.values.get("attemptid", 0, type=int))
    if attempt is None:
        raise WebServiceError(
            "dml_missing_record_exception",
            "invalidrecord",
            "Can't find data record in database table quiz_attempts.",
        )
    questions = rows.scalars(
        select(QuizQuestion).where(QuizQuestion.quiz == attempt.quiz).order_by(QuizQuestion.slot)
    )
    return {
        "grade": sum(attempt.marks),
        "attempt": {
            "id": attempt.id,
            "quiz": attempt.quiz,
            "userid": attempt.user_id,
            "attempt": 1,
            "preview": 0,
            "state": "finished",
            "timefinish": attempt.finished_at,
            "timemodified": attempt.finished_at,
            "sumgrades": sum(attempt.marks),
        },
        "additionaldata": [],
        "questions": [
            _describe_question(question, mark)
            for question, mark in zip(questions, attempt.marks, strict=True)
        ],
        "warnings": [],
    }


def _find_modules(rows: Session, course_id: int, kind: str) -> list[Module]:
    query = select(Module).where(Module.course_id == course_id, Module.kind == kind)
    return list(rows.scalars(query.order_by(Module.id)))


def _changed(rows: Session, quiz: int, since: int) -> list[int]:
    query = select(QuizAttempt.id).where(QuizAttempt.quiz == quiz, QuizAttempt.finished_at > since)
    return list(rows.scalars(query.order_by(QuizAttempt.id)))


def _describe_question(question: QuizQuestion, mark: int) -> dict[str, Any]:
    return {
        "slot": question.slot,
        "type": "multichoice",
        "page": 0,
        "html": f'<div class="que"><div class="qtext">{html.escape(question.text)}</div></div>',
        "state": "gradedright" if mark else "gradedwrong",
        "mark": f"{mark:.2f}",
        "maxmark": 1,
    }
