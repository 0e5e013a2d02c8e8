"""An activity of a tool: its page with the frame, the login initiation, the way back."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from deploy.demo.platform.activities import find_module
from deploy.demo.platform.launches import begin_launch
from deploy.demo.platform.rows import Activity, Course, Module
from deploy.demo.platform.sign_in import is_teaching, require_course, require_user
from deploy.demo.platform.site import site

activity_pages = Blueprint("activity", __name__, url_prefix="/mod/lti")


@activity_pages.get("/view.php")
def show_activity() -> ResponseReturnValue:
    """As in Moodle: the frame's address is launch.php, or the whole window goes there."""
    with site().database.read() as rows:
        module, course, _ = _require_activity(rows)
        activity = rows.get_one(Activity, module.instance)
    action, user = request.args.get("action"), request.args.get("user")
    address = url_for(".launch", id=module.id, triggerview=0, action=action, user=user)
    if activity.container == "window":
        return redirect(address)
    return render_template(
        "frame.html",
        course=course,
        title=activity.name,
        address=address,
        storage=site().config.storage_target,
    )


@activity_pages.get("/storage.php")
def show_storage() -> ResponseReturnValue:
    """A frame of its own that keeps values for tools."""
    return render_template("storage.html")


@activity_pages.get("/launch.php")
def launch() -> ResponseReturnValue:
    with site().database.write() as rows:
        module, _, role = _require_activity(rows)
        activity = rows.get_one(Activity, module.instance)
        initiation = begin_launch(
            rows, require_user(), module, activity.container, _read_review(role)
        )
    return render_template(
        "submit.html", action=initiation.action, fields=initiation.fields, title=activity.name
    )


def _require_activity(rows: Session) -> tuple[Module, Course, str]:
    module = find_module(rows, request.args.get("id", 0, type=int), "lti")
    if module is None:
        abort(404, "There is no such activity; perhaps a teacher deleted it.")
    course, role = require_course(rows, module.course_id)
    return module, course, role


def _read_review(role: str) -> int | None:
    if request.args.get("action") != "gradeReport":
        return None
    if not is_teaching(role):
        abort(403, "Only teachers may look at a submission.")
    return request.args.get("user", type=int)


@activity_pages.get("/return.php")
def come_back() -> ResponseReturnValue:
    """Where a tool sends people who leave it."""
    message = request.args.get("lti_errormsg") or request.args.get("lti_msg")
    if message:
        return render_template("message.html", title="Message of the tool", text=message)
    return redirect(url_for("pages.show_course", course_id=request.args.get("course", 0, type=int)))
