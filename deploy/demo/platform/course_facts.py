"""What Moodle tells of a course besides its grades: groups, dates, completion, submissions."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from flask import request
from sqlalchemy import select
from sqlalchemy.orm import Session

from deploy.demo.platform.rows import (
    Assignment,
    Course,
    CourseGroup,
    Grade,
    GradeItem,
    GroupMember,
    Module,
    Submission,
    User,
    Viewing,
)
from deploy.demo.platform.webservice_request import WebServiceError, require_course

TRACKED = ("resource", "quiz", "assign")  # viewed, graded, handed in


def list_groups_of(rows: Session, user: User, course: Course) -> list[dict[str, Any]]:
    query = (
        select(CourseGroup)
        .join(GroupMember, GroupMember.group_id == CourseGroup.id)
        .where(CourseGroup.course_id == course.id, GroupMember.user_id == user.id)
    )
    return [
        {"id": group.id, "name": html.escape(group.name), "description": ""}
        for group in rows.scalars(query.order_by(CourseGroup.id))
    ]


def describe_dates(rows: Session, module: Module) -> dict[str, Any]:
    """`completion` is 2 where Moodle completes by itself."""
    found = rows.get(Assignment, module.instance) if module.kind == "assign" else None
    due = [{"label": "Due:", "timestamp": found.due_at, "dataid": "duedate"}] if found else []
    return {"completion": 2 * (module.kind in TRACKED), "dates": due}


def list_completion(rows: Session) -> dict[str, Any]:
    course, user = require_course(rows), rows.get(User, request.values.get("userid", 0, type=int))
    if user is None:
        raise WebServiceError("dml_missing_record_exception", "invaliduser", "Invalid user")
    query = select(Module).where(Module.course_id == course.id, Module.kind.in_(TRACKED))
    done = _completed_at(rows, user.id)
    return {
        "statuses": [
            _describe_status(module, done) for module in rows.scalars(query.order_by(Module.id))
        ],
        "warnings": [],
    }


def _describe_status(module: Module, done: Mapping[tuple[str, int], int]) -> dict[str, Any]:
    at = done.get((module.kind, module.instance))
    return {
        "cmid": module.id,
        "modname": module.kind,
        "instance": module.instance,
        "state": int(at is not None),
        "timecompleted": at or 0,
        "tracking": 2,
        "hascompletion": True,
        "isautomatic": True,
        "istrackeduser": True,
        "uservisible": True,
    }


def _completed_at(rows: Session, user_id: int) -> dict[tuple[str, int], int]:
    """By the kind and the instance of the module."""
    viewed = (
        select(Module.instance, Viewing.viewed_at).join(Module).where(Viewing.user_id == user_id)
    )
    handed_in = select(Submission.assignment_id, Submission.handed_in_at).where(
        Submission.user_id == user_id
    )
    graded = (
        select(GradeItem.instance, Grade.timestamp)
        .join(Grade, Grade.item_id == GradeItem.id)
        .where(GradeItem.module == "quiz", Grade.user_id == user_id, Grade.value.is_not(None))
    )
    kinds: dict[str, Any] = {"resource": viewed, "assign": handed_in, "quiz": graded}
    return {(kind, row[0]): row[1] for kind, query in kinds.items() for row in rows.execute(query)}


def list_handed_in(rows: Session, assignment_id: int, since: int) -> list[int]:
    """Ids of what was handed in after `since`."""
    query = select(Submission.id).where(
        Submission.assignment_id == assignment_id, Submission.handed_in_at > since
    )
    return list(rows.scalars(query.order_by(Submission.id)))


def list_submissions(rows: Session) -> dict[str, Any]:
    """Of the one assignment that was asked for."""
    assignment = rows.get(Assignment, request.values.get("assignmentids[0]", 0, type=int))
    if assignment is None:
        return {"assignments": [], "warnings": []}
    query = select(Submission).where(Submission.assignment_id == assignment.id)
    found = [
        {
            "id": row.id,
            "userid": row.user_id,
            "attemptnumber": 0,
            "timecreated": row.handed_in_at,
            "timemodified": row.handed_in_at,
            "status": "submitted",
            "groupid": 0,
            "plugins": [],
            "gradingstatus": "notgraded",
        }
        for row in rows.scalars(query.order_by(Submission.id))
    ]
    return {
        "assignments": [{"assignmentid": assignment.id, "submissions": found}],
        "warnings": [],
    }
