"""What a call to the web services asks for, and how it is refused."""

from __future__ import annotations

from flask import request
from sqlalchemy.orm import Session

from deploy.demo.platform.rows import Course


class WebServiceError(Exception):
    """`code` is Moodle's errorcode."""

    def __init__(self, kind: str, code: str, message: str) -> None:
        super().__init__(message)
        self.body = {"exception": kind, "errorcode": code, "message": message}


def require_course(rows: Session, name: str = "courseid") -> Course:
    if name not in request.values:
        raise WebServiceError(
            "core\\exception\\invalid_parameter_exception",
            "invalidparameter",
            "Invalid parameter value detected",
        )
    course = rows.get(Course, request.values.get(name, 0, type=int))
    if course is None:
        raise WebServiceError(
            "dml_missing_record_exception",
            "invalidrecord",
            "Can't find data record in database table course.",
        )
    return course
