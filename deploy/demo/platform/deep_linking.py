"""Deep linking: choosing content in the tool, its return, and the saving of activities."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from deploy.demo.platform.activities import ActivityForm, FormError, add_activity
from deploy.demo.platform.content_items import DL, read_items
from deploy.demo.platform.launches import begin_deep_linking
from deploy.demo.platform.rows import Section, Tool
from deploy.demo.platform.sign_in import (
    check_sesskey,
    find_user,
    require_editor,
    require_user,
)
from deploy.demo.platform.site import site
from deploy.demo.platform.tools import (
    JwksError,
    ToolJwtError,
    peek_claims,
    verify_tool_jwt,
)

deep_linking = Blueprint("deep_linking", __name__)


class ReturnRefusedError(Exception):
    """Moodle's error page, status 404."""


@deep_linking.get("/mod/lti/contentitem.php")
def choose_content() -> ResponseReturnValue:
    """`course` and `id` (the tool's): opened in an iframe by the page that adds an activity."""
    with site().database.write() as rows:
        course = require_editor(rows, request.args.get("course", 0, type=int))
        tool = _require_tool(rows, request.args.get("id", 0, type=int))
        initiation = begin_deep_linking(rows, require_user(), course, tool)
    return render_template(
        "submit.html", action=initiation.action, fields=initiation.fields, title="Select content"
    )


def _require_tool(rows: Session, tool_id: int) -> Tool:
    tool = rows.get(Tool, tool_id)
    if tool is None or not tool.active:
        abort(404, "This tool is not registered, or the admin has not activated it yet.")
    return tool


@deep_linking.post("/mod/lti/contentitem_return.php")
def return_content() -> ResponseReturnValue:
    """Without the session cookie (another site's frame) the page posts itself once more."""
    if find_user() is None and "repost" not in request.values:
        return render_template("repost.html", fields=request.form.items(multi=True))
    try:
        return _show_return()
    except (ReturnRefusedError, ToolJwtError, JwksError) as error:
        return render_template("message.html", title="Error", text=str(error)), 404


def _show_return() -> ResponseReturnValue:
    """Signature, kid, expiry and issuer are checked; audience, nonce, deployment and message
    type are not, as in Moodle. Raises `ReturnRefusedError`, `ToolJwtError`, `JwksError`."""
    with site().database.read() as rows:
        course = require_editor(rows, request.args.get("course", 0, type=int))
        check_sesskey()
        tool = _require_tool(rows, request.args.get("id", 0, type=int))
        claims = _read_selection(tool, request.form.get("JWT", ""))
        sections = rows.scalars(
            select(Section).where(Section.course_id == course.id).order_by(Section.position)
        ).all()
    return render_template(
        "content_return.html",
        course=course,
        tool=tool,
        sections=sections,
        section_id=None,
        forms=[form.fields for form in read_items(claims, tool)],
        msg=claims.get(f"{DL}msg"),
        errormsg=claims.get(f"{DL}errormsg"),
        problem=None,
    )


def _read_selection(tool: Tool, token: str) -> dict[str, Any]:
    """What is no JWT, or names no issuer, comes to nothing chosen."""
    try:
        issuer = peek_claims(token).get("iss")
    except ToolJwtError:
        return {}
    if not issuer:
        return {}
    if issuer != tool.client_id:
        raise ReturnRefusedError("Consumer key is incorrect.")
    return verify_tool_jwt(tool, token)


@deep_linking.post("/course/<int:course_id>/modedit")
def save_activities(course_id: int) -> ResponseReturnValue:
    """One or more filled forms: the n-th value of each field belongs to the n-th activity."""
    with site().database.write() as rows:
        course = require_editor(rows, course_id)
        check_sesskey()
        tool = _require_tool(rows, request.form.get("typeid", 0, type=int))
        section = rows.get(Section, request.form.get("section", 0, type=int))
        if section is None or section.course_id != course.id:
            abort(400, "Choose a section of this course.")
        forms = _split_forms(request.form)
        try:
            with rows.begin_nested():
                modules = [add_activity(rows, section, tool, form) for form in forms]
        except FormError as error:
            return _show_again(rows, course_id, tool, section.id, forms, str(error)), 200
        added = ",".join(str(module.id) for module in modules)
    return redirect(url_for("pages.show_course", course_id=course_id, added=added), 303)


def _split_forms(form: MultiDict[str, str]) -> list[ActivityForm]:
    names = [name for name in form if name not in ("sesskey", "section", "typeid")]
    count = len(form.getlist("name"))
    columns = {name: form.getlist(name) for name in names}
    return [
        ActivityForm({name: values[n] for name, values in columns.items() if n < len(values)})
        for n in range(count)
    ]


def _show_again(
    rows: Session,
    course_id: int,
    tool: Tool,
    section_id: int,
    forms: list[ActivityForm],
    problem: str,
) -> str:
    sections = rows.scalars(
        select(Section).where(Section.course_id == course_id).order_by(Section.position)
    ).all()
    return render_template(
        "content_return.html",
        course=require_editor(rows, course_id),
        tool=tool,
        sections=sections,
        section_id=section_id,
        forms=[{**form.fields, "typeid": str(tool.id)} for form in forms],
        msg=None,
        errormsg=None,
        problem=problem,
    )
