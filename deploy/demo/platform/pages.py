"""The front page with its people, course pages and the files on them."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, abort, redirect, render_template, request, send_file, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from deploy.demo.platform.activities import delete_activity, find_module
from deploy.demo.platform.copies import copy_course, duplicate_activity
from deploy.demo.platform.courses import note_viewing, read_page
from deploy.demo.platform.rows import Course, Enrolment, Tool, User
from deploy.demo.platform.sign_in import (
    check_sesskey,
    find_user,
    is_teaching,
    may_edit,
    require_course,
    require_editor,
    require_user,
    sign_in_user,
)
from deploy.demo.platform.site import site

pages = Blueprint("pages", __name__)
ROLE_NAMES = {"editingteacher": "Teacher", "teacher": "Non-editing teacher", "student": "Student"}


@pages.get("/")
def show_front_page() -> ResponseReturnValue:
    with site().database.read() as rows:
        users = rows.scalars(select(User).order_by(User.id)).all()
        courses = _list_courses(rows)
        roles = dict(rows.execute(select(Enrolment.user_id, Enrolment.role)).all())
    return render_template(
        "home.html",
        staff=[user for user in users if roles.get(user.id) != "student"],
        learners=[user for user in users if roles.get(user.id) == "student"],
        roles={key: ROLE_NAMES[role] for key, role in roles.items()},
        courses=courses,
    )


def _list_courses(rows: Session) -> list[Course]:
    """Those of the person who is signed in."""
    user, query = find_user(), select(Course).order_by(Course.id)
    if user is None:
        return []
    if not user.is_admin:
        enrolled = (Enrolment.user_id == user.id) & Enrolment.suspended.is_(False)
        query = query.join(Enrolment, Enrolment.course_id == Course.id).where(enrolled)
    return list(rows.scalars(query))


@pages.post("/login")
def sign_in() -> ResponseReturnValue:
    """There are no passwords: this site runs on loopback, for a demo and for tests."""
    with site().database.write() as rows:
        user = rows.get(User, request.form.get("user", 0, type=int))
        if user is None:
            abort(404, "There is no such person.")
        user.last_access = site().now()
    sign_in_user(user)
    target = request.form.get("next", "")
    return redirect(target if target.startswith("/") else url_for(".show_front_page"), 303)


@pages.post("/logout")
def sign_out() -> ResponseReturnValue:
    session.clear()
    return redirect(url_for(".show_front_page"), 303)


@pages.get("/course/<int:course_id>")
def show_course(course_id: int) -> ResponseReturnValue:
    with site().database.read() as rows:
        course, role = require_course(rows, course_id)
        page = read_page(rows, course)
        tools = rows.scalars(select(Tool).where(Tool.active, Tool.deep_linking)).all()
    return render_template(
        "course.html",
        course=course,
        page=page,
        tools=tools,
        may_edit=may_edit(role),
        teaching=is_teaching(role),
    )


@pages.get("/mod/resource/view.php")
def show_file() -> ResponseReturnValue:
    with site().database.write() as rows:
        module = find_module(rows, request.args.get("id", 0, type=int), "resource")
        if module is None:
            abort(404, "There is no such file.")
        require_course(rows, module.course_id)
        note_viewing(rows, module, require_user().id, site().now())
    return send_file(Path(module.path), download_name=module.name)


@pages.post("/course/<int:course_id>/remove/<int:cmid>")
def remove_activity(course_id: int, cmid: int) -> ResponseReturnValue:
    with site().database.write() as rows:
        require_editor(rows, course_id)
        check_sesskey()
        module = find_module(rows, cmid, "lti")
        if module is None or module.course_id != course_id:
            abort(404, "There is no such activity.")
        delete_activity(rows, module)
    return redirect(url_for(".show_course", course_id=course_id), 303)


@pages.post("/course/<int:course_id>/duplicate/<int:cmid>")
def duplicate(course_id: int, cmid: int) -> ResponseReturnValue:
    with site().database.write() as rows:
        require_editor(rows, course_id)
        check_sesskey()
        module = find_module(rows, cmid, "lti")
        if module is None or module.course_id != course_id:
            abort(404, "There is no such activity.")
        duplicate_activity(rows, module)
    return redirect(url_for(".show_course", course_id=course_id), 303)


@pages.post("/course/<int:course_id>/copy")
def copy(course_id: int) -> ResponseReturnValue:
    with site().database.write() as rows:
        course = require_editor(rows, course_id)
        check_sesskey()
        new = copy_course(rows, course)
    return redirect(url_for(".show_course", course_id=new.id), 303)


@pages.get("/course/<int:course_id>/add/<int:tool_id>")
def choose_content(course_id: int, tool_id: int) -> ResponseReturnValue:
    """The tool's own page in a frame, in which a teacher chooses what to add."""
    with site().database.read() as rows:
        course = require_editor(rows, course_id)
        tool = rows.get(Tool, tool_id)
    if tool is None or not tool.active:
        abort(404, "This tool is not registered, or the admin has not activated it yet.")
    address = url_for("deep_linking.choose_content", course=course_id, id=tool_id)
    return render_template("frame.html", course=course, title=tool.name, address=address)
