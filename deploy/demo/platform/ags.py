"""Addresses of the assignment and grade services and of the roster."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response
from sqlalchemy.orm import Session

from deploy.demo.platform.line_items import handle_container, handle_item
from deploy.demo.platform.nrps import handle_memberships
from deploy.demo.platform.scores import handle_results, handle_scores, write_journal
from deploy.demo.platform.service import SERVICE_PATH, ServiceError, answer_error
from deploy.demo.platform.site import site

services = Blueprint("services", __name__, url_prefix=SERVICE_PATH)
ITEM = "/<course_id>/lineitems/<item_id>/lineitem"


def _answer(handle: Callable[[Session], Response], journal: bool = False) -> Response:
    """One transaction per request; a refused score is still noted in the journal."""
    with site().database.write() as session:
        try:
            answer = handle(session)
        except ServiceError as error:
            answer = answer_error(error)
        if journal:
            write_journal(session, answer)
    return answer


@services.route("/<course_id>/lineitems", methods=["GET", "POST"])
def answer_container(course_id: str) -> Response:
    return _answer(lambda session: handle_container(session, course_id))


@services.route(ITEM, methods=["GET", "PUT", "DELETE"])
def answer_item(course_id: str, item_id: str) -> Response:
    return _answer(lambda session: handle_item(session, course_id, item_id))


@services.post(f"{ITEM}/scores")
def answer_scores(course_id: str, item_id: str) -> Response:
    return _answer(lambda session: handle_scores(session, course_id, item_id), journal=True)


@services.get(f"{ITEM}/results")
def answer_results(course_id: str, item_id: str) -> Response:
    return _answer(lambda session: handle_results(session, course_id, item_id))


@services.get("/CourseSection/<course_id>/bindings/<tool_id>/memberships")
def answer_memberships(course_id: str, tool_id: str) -> Response:
    return _answer(lambda session: handle_memberships(session, course_id, tool_id))


@services.route("/<path:_path>", methods=["GET", "POST", "PUT", "DELETE"])
def answer_nothing(_path: str) -> Response:
    """No service lives here, as with the course groups service."""
    return _answer(_refuse)


def _refuse(session: Session) -> Response:
    del session
    from flask import request

    accept = request.headers.get("Accept", "") if request.method == "GET" else ""
    shown = request.path.removeprefix(SERVICE_PATH)
    raise ServiceError(400, f"No handler found for {shown} {accept} ")
