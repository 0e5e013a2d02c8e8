"""Custom parameters of a launch: the activity's, then the tool's, with Moodle's variables."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from deploy.demo.platform.copies import list_history
from deploy.demo.platform.line_items import describe_url as describe_item_url
from deploy.demo.platform.nrps import describe_url as describe_memberships_url
from deploy.demo.platform.rows import Activity, Course, GradeItem, Launch, Tool, User
from deploy.demo.platform.service import SERVICE_PATH
from deploy.demo.platform.site import site

Values = dict[str, str | None]


def substitute_custom(
    rows: Session,
    launch: Launch,
    user: User,
    course: Course,
    tool: Tool,
    activity: Activity | None,
    column: GradeItem | None,
) -> Values:
    """A variable that Moodle does not know stays as it is written; one about a resource link is
    null in deep linking. Each key comes a second time in lower case with underscores."""
    variables = _list_variables(user, course, tool) | _list_link_variables(
        course, tool, activity, column
    )
    variables["Context.id.history"] = ",".join(list_history(rows, course))
    parameters = tool.custom if activity is None else activity.custom | tool.custom
    if launch.for_user_id is not None and column is not None:
        parameters = parameters | column.review_custom
    values: Values = {}
    for name, value in parameters.items():
        filled = variables.get(value[1:], value) if value.startswith("$") else value
        values[re.sub(r"[^a-z0-9]", "_", name.lower())] = filled
        values[name] = filled
    if tool.memberships:
        values["context_memberships_url"] = describe_memberships_url(course.id, tool.id)
    return values


def _list_variables(user: User, course: Course, tool: Tool) -> Values:
    return {
        "Context.id": str(course.id),
        "Context.title": course.title,
        "Context.label": course.label,
        "Context.sourcedId": course.idnumber,
        "Context.timeFrame.begin": str(course.starts_at),
        "CourseSection.title": course.title,
        "CourseSection.label": course.label,
        "CourseSection.sourcedId": course.idnumber,
        "User.id": str(user.id),
        "User.username": user.username,
        "Person.name.full": user.full_name,
        "Person.name.given": user.given_name,
        "Person.name.family": user.family_name,
        "Person.email.primary": user.email,
        "Person.sourcedId": user.idnumber,
        "Person.address.timezone": "99",
        "Moodle.Person.userGroupIds": "",
        "ToolProxyBinding.memberships.url": describe_memberships_url(course.id, tool.id),
    }


def _list_link_variables(
    course: Course, tool: Tool, activity: Activity | None, column: GradeItem | None
) -> Values:
    container = f"{site().url}{SERVICE_PATH}/{course.id}/lineitems?type_id={tool.id}"
    return {
        "ResourceLink.id": None if activity is None else str(activity.id),
        "ResourceLink.title": None if activity is None else activity.name,
        "ResourceLink.description": None if activity is None else activity.text,
        "LineItems.url": container,
        "LineItem.url": None if column is None else describe_item_url(column, tool.id),
    }
