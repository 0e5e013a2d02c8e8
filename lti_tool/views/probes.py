"""/healthz: the process answers. /readyz: it can do its work."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from lti_tool.queue import QueueName
from lti_tool.revision import is_current
from lti_tool.views.wiring import wiring

blueprint = Blueprint("probes", __name__)


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    return jsonify(ok=True)


@blueprint.get("/readyz")
def readyz() -> ResponseReturnValue:
    parts = {"database": _database_ready(), "queue": _queue_ready()}
    return jsonify(ok=all(parts.values()), parts=parts), 200 if all(parts.values()) else 503


def _database_ready() -> bool:
    try:
        return is_current(wiring().database.engine)
    except SQLAlchemyError:
        return False


def _queue_ready() -> bool:
    return all(wiring().queue.depth(name) is not None for name in QueueName)
