"""AGS line items: the container and the single item."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from deploy.demo.platform.gradebook import change_maximum, format_number
from deploy.demo.platform.rows import Activity, Grade, GradeItem, Tool
from deploy.demo.platform.service import (
    CONTAINER_TYPE,
    LINEITEM_TYPE,
    SERVICE_PATH,
    ServiceError,
    answer_json,
    authorise,
    check_handler,
    find_course,
    paginate,
    read_media_type,
)
from deploy.demo.platform.site import site
from deploy.demo.platform.tools import LINEITEM, LINEITEM_READ


def describe_url(item: GradeItem, tool_id: int | None) -> str:
    url = f"{site().url}{SERVICE_PATH}/{item.course_id}/lineitems/{item.id}/lineitem"
    return url if tool_id is None else f"{url}?type_id={tool_id}"


def describe_item(item: GradeItem, tool_id: int) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": describe_url(item, tool_id),
        "label": item.name,
        "scoreMaximum": format_number(item.maximum),
    }
    if item.resource_id is not None:
        shown["resourceId"] = item.resource_id
    shown["tag"] = item.tag
    link = item.activity_id if item.tool_id else item.instance
    if link is not None:
        shown |= {"resourceLinkId": str(link), "ltiLinkId": str(link)}
    if item.review_url:
        shown["submissionReview"] = {"url": item.review_url}
        if item.review_custom:
            shown["submissionReview"]["custom"] = item.review_custom
    return shown


def handle_container(session: Session, course_id: str) -> Response:
    check_handler((CONTAINER_TYPE, LINEITEM_TYPE))
    creating = request.method == "POST"
    tool = authorise(session, LINEITEM, *(() if creating else (LINEITEM_READ,)))
    if read_media_type() != (LINEITEM_TYPE if creating else CONTAINER_TYPE):
        raise ServiceError(400, "No context or unsupported content type")
    find_course(session, course_id)
    if creating:
        return _create_item(session, int(course_id), tool)
    return _list_items(session, int(course_id), tool)


def _list_items(session: Session, course_id: int, tool: Tool) -> Response:
    items = session.scalars(
        select(GradeItem)
        .where(GradeItem.course_id == course_id, GradeItem.tool_id == tool.id)
        .order_by(GradeItem.id)
    )
    shown = [item for item in (describe_item(item, tool.id) for item in items) if _is_wished(item)]
    page, link = paginate(len(shown))
    answer = answer_json(shown[page], CONTAINER_TYPE)
    if link:
        answer.headers["Link"] = link
    return answer


def _is_wished(item: dict[str, Any]) -> bool:
    filters = {"resource_id": "resourceId", "tag": "tag", "resource_link_id": "resourceLinkId"}
    return all(
        item.get(field) == request.args[name]
        for name, field in filters.items()
        if request.args.get(name)
    )


def _create_item(session: Session, course_id: int, tool: Tool) -> Response:
    body = _read_item()
    activity_id = _check_link(session, course_id, tool, body.get("resourceLinkId"))
    item = GradeItem(
        course_id=course_id,
        kind="manual" if activity_id is None else "mod",
        module=None if activity_id is None else "lti",
        instance=activity_id,
        name=str(body["label"]),
        maximum=float(body["scoreMaximum"]),
        tool_id=tool.id,
        activity_id=activity_id,
        resource_id=str(body.get("resourceId") or ""),
        tag=str(body.get("tag") or ""),
    )
    session.add(item)
    session.flush()
    return answer_json(body | {"id": describe_url(item, tool.id)}, LINEITEM_TYPE, "201 Created")


def _read_item() -> dict[str, Any]:
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict) or not body.get("label") or not _is_maximum(body):
        raise ServiceError(400, "No label or Score Maximum")
    return body


def _is_maximum(body: dict[str, Any]) -> bool:
    maximum = body.get("scoreMaximum")
    return isinstance(maximum, int | float) and not isinstance(maximum, bool) and maximum > 0


def _check_link(session: Session, course_id: int, tool: Tool, link: object) -> int | None:
    if link is None:
        return None
    activity = session.get(Activity, int(str(link))) if str(link).isdigit() else None
    if activity is None or activity.tool_id != tool.id or activity.course_id != course_id:
        raise ServiceError(403, "Forbidden")
    return activity.id


def find_item(session: Session, course_id: str, item_id: str, tool: Tool) -> GradeItem:
    """A tool's own item, or, as in Moodle, one whose `iteminstance` happens to be the id of one of
    the tool's activities: Moodle's look-up forgets the module. The course in the address is not
    compared with the item's either."""
    find_course(session, course_id)
    item = session.get(GradeItem, int(item_id)) if item_id.isdigit() else None
    if item is None:
        raise ServiceError(404, f"Not Found: Grade item {item_id} doesn't exist")
    activity = None if item.instance is None else session.get(Activity, item.instance)
    if item.tool_id != tool.id and (activity is None or activity.tool_id != tool.id):
        raise ServiceError(404, "Line item does not exist")
    return item


def handle_item(session: Session, course_id: str, item_id: str) -> Response:
    check_handler((LINEITEM_TYPE,))
    reading = request.method == "GET"
    tool = authorise(session, LINEITEM, *((LINEITEM_READ,) if reading else ()))
    item = find_item(session, course_id, item_id, tool)
    if reading:
        return answer_json(describe_item(item, tool.id), LINEITEM_TYPE)
    if request.method == "PUT":
        return _change_item(session, item, tool)
    return _delete_item(session, item)


def _change_item(session: Session, item: GradeItem, tool: Tool) -> Response:
    body = _read_item()
    item.name = str(body["label"])
    item.resource_id = str(body.get("resourceId") or "")
    item.tag = str(body.get("tag") or "")
    change_maximum(session, item, float(body["scoreMaximum"]))
    return answer_json(body | {"id": describe_url(item, tool.id)}, LINEITEM_TYPE)


def _delete_item(session: Session, item: GradeItem) -> Response:
    """Of an activity too, which then takes no grades."""
    if item.tool_id is None:
        raise ServiceError(403, "Forbidden")
    for grade in session.scalars(select(Grade).where(Grade.item_id == item.id)):
        session.delete(grade)
    session.delete(item)
    return Response(status="204 OK", content_type="text/html; charset=utf-8")
