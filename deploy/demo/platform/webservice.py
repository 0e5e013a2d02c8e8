"""Moodle's web services over REST, as far as the tool asks them. Errors are HTTP 200."""

from __future__ import annotations

import html
from collections.abc import Callable
from mimetypes import guess_type
from pathlib import Path
from secrets import compare_digest
from typing import Any
from urllib.parse import quote

from flask import Blueprint, jsonify, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from deploy.demo.platform.course_facts import (
    describe_dates,
    list_completion,
    list_groups_of,
    list_submissions,
)
from deploy.demo.platform.courses import list_learners, read_page
from deploy.demo.platform.gradebook import find_grade, format_number
from deploy.demo.platform.quizzes import list_quizzes, list_updates, review_attempt
from deploy.demo.platform.rows import Course, Enrolment, Grade, GradeItem, Module, User
from deploy.demo.platform.site import site
from deploy.demo.platform.webservice_request import WebServiceError, require_course

webservice = Blueprint("webservice", __name__)
ROLE_IDS = {"editingteacher": 3, "teacher": 4, "student": 5}


@webservice.route("/webservice/rest/server.php", methods=["GET", "POST"])
def answer_rest() -> ResponseReturnValue:
    """Only the JSON format is spoken here."""
    try:
        _check_token()
        function = FUNCTIONS.get(request.values.get("wsfunction", ""))
        if function is None:
            raise WebServiceError(
                "required_capability_exception", "accessexception", "Access control exception"
            )
        with site().database.read() as rows:
            return jsonify(function(rows))
    except WebServiceError as error:
        return jsonify(error.body)


def _check_token(name: str = "wstoken") -> None:
    token = request.values.get(name, "")
    if not compare_digest(token.encode(), site().webservice_token.encode()):
        raise WebServiceError(
            "core\\exception\\moodle_exception", "invalidtoken", "Invalid token - token not found"
        )


@webservice.route("/webservice/pluginfile.php/<int:module_id>/<path:rest>", methods=["GET", "POST"])
def give_file(module_id: int, rest: str) -> ResponseReturnValue:
    """A refusal is JSON, as Moodle's is."""
    del rest
    try:
        _check_token("token")
    except WebServiceError as error:
        return jsonify({"error": str(error), "errorcode": error.body["errorcode"]})
    with site().database.read() as rows:
        module = rows.get(Module, module_id)
    if module is None or not module.path:
        return jsonify({"error": "not found", "errorcode": "filenotfound"}), 404
    return send_file(module.path, as_attachment=True)


def describe_site(rows: Session) -> dict[str, Any]:
    del rows
    return {
        "sitename": site().config.site_name,
        "username": "wstool",
        "lang": "en",
        "siteurl": site().url,
        "functions": [{"name": name, "version": "2024100706"} for name in FUNCTIONS],
        "release": "4.5.6 (Build: 20250811)",
        "version": "2024100706",
    }


def list_enrolled(rows: Session) -> list[dict[str, Any]]:
    course = require_course(rows)
    found = rows.execute(
        select(User, Enrolment)
        .join(Enrolment, Enrolment.user_id == User.id)
        .where(Enrolment.course_id == course.id)
        .order_by(User.id)
    )
    return [_describe_user(rows, user, enrolment, course) for user, enrolment in found]


def _describe_user(
    rows: Session, user: User, enrolment: Enrolment, course: Course
) -> dict[str, Any]:
    return {
        "id": user.id,
        "username": user.username,
        "firstname": html.escape(user.given_name),
        "lastname": html.escape(user.family_name),
        "fullname": html.escape(user.full_name),
        "email": user.email,
        "idnumber": user.idnumber,
        "lastaccess": user.last_access,
        "lastcourseaccess": user.last_access,
        "groups": list_groups_of(rows, user, course),
        "roles": [
            {
                "roleid": ROLE_IDS[enrolment.role],
                "name": "",
                "shortname": enrolment.role,
                "sortorder": 0,
            }
        ],
        "enrolledcourses": [
            {"id": course.id, "fullname": html.escape(course.title), "shortname": course.label}
        ],
    }


def list_grade_items(rows: Session) -> dict[str, Any]:
    """Of all learners, or of `userid`."""
    course = require_course(rows)
    wished = request.values.get("userid", 0, type=int)
    items = rows.scalars(
        select(GradeItem).where(GradeItem.course_id == course.id).order_by(GradeItem.id)
    ).all()
    learners = [u for u in list_learners(rows, course.id) if wished in (0, u.id)]
    return {
        "usergrades": [_describe_grades(rows, course, user, items) for user in learners],
        "warnings": [],
    }


def _describe_grades(rows: Session, course: Course, user: User, items: Any) -> dict[str, Any]:
    return {
        "courseid": course.id,
        "courseidnumber": course.idnumber,
        "userid": user.id,
        "userfullname": html.escape(user.full_name),
        "useridnumber": user.idnumber,
        "maxdepth": 2,
        "gradeitems": [
            _describe_item(rows, item, find_grade(rows, item, user.id)) for item in items
        ],
    }


def _describe_item(rows: Session, item: GradeItem, grade: Grade | None) -> dict[str, Any]:
    value = grade.value if grade is not None else None
    query = select(Module.id).where(Module.kind == item.module, Module.instance == item.instance)
    return {
        "id": item.id,
        "itemname": None if item.name is None else html.escape(item.name),
        "itemtype": item.kind,
        "itemmodule": item.module,
        "iteminstance": item.instance,
        "itemnumber": 0,
        "idnumber": "",
        "cmid": rows.scalar(query),
        "graderaw": None if value is None else format_number(value),
        "gradedatesubmitted": None,
        "gradedategraded": grade.timestamp if grade is not None and value is not None else None,
        "gradeislocked": bool(grade and grade.locked),
        "gradeisoverridden": bool(grade and grade.overridden),
        "gradeformatted": "-" if value is None else f"{value:.2f}",
        "grademin": 0,
        "grademax": format_number(item.maximum),
        "feedback": "",
        "feedbackformat": 0,
    }


def list_contents(rows: Session) -> list[dict[str, Any]]:
    page = read_page(rows, require_course(rows))
    return [
        {
            "id": section.id,
            "name": html.escape(section.name),
            "visible": 1,
            "summary": "",
            "section": section.position,
            "uservisible": True,
            "modules": [_describe_module(rows, module) for module in modules],
        }
        for section, modules in page.sections
    ]


def _describe_module(rows: Session, module: Module) -> dict[str, Any]:
    shown = _describe_module_itself(module) | describe_dates(rows, module)
    return shown | {"contents": [_describe_file(module)]} if module.path else shown


def _describe_file(module: Module) -> dict[str, Any]:
    path = Path(module.path)
    return {
        "type": "file",
        "filename": path.name,
        "filepath": "/",
        "filesize": path.stat().st_size,
        "fileurl": f"{site().url}/webservice/pluginfile.php/{module.id}/mod_resource/content/0/"
        f"{quote(path.name)}?forcedownload=1",
        "timemodified": int(path.stat().st_mtime),
        "mimetype": guess_type(path.name)[0] or "application/octet-stream",
    }


def _describe_module_itself(module: Module) -> dict[str, Any]:
    return {
        "id": module.id,
        "url": f"{site().url}/mod/{module.kind}/view.php?id={module.id}",
        "name": html.escape(module.name),
        "instance": module.instance,
        "visible": 1,
        "uservisible": True,
        "modname": module.kind,
        "modplural": {
            "lti": "External tools",
            "resource": "Files",
            "quiz": "Quizzes",
            "assign": "Assignments",
        }[module.kind],
    }


FUNCTIONS: dict[str, Callable[[Session], Any]] = {
    "core_webservice_get_site_info": describe_site,
    "core_enrol_get_enrolled_users": list_enrolled,
    "gradereport_user_get_grade_items": list_grade_items,
    "core_course_get_contents": list_contents,
    "core_course_get_updates_since": list_updates,
    "core_completion_get_activities_completion_status": list_completion,
    "core_group_get_course_groupings": lambda _rows: [],
    "mod_assign_get_submissions": list_submissions,
    "mod_quiz_get_quizzes_by_courses": list_quizzes,
    "mod_quiz_get_attempt_review": review_attempt,
}
