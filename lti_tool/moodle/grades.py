"""The gradebook of one course, as `gradereport_user_get_grade_items` gives it."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lti_tool.moodle.client import MoodleClient, MoodleError
from lti_tool.moodle.values import take_number, take_time

FUNCTION = "gradereport_user_get_grade_items"
TOTALS = ("course", "category")  # sums of what is listed anyway


@dataclass(frozen=True, slots=True)
class Grade:
    """`share` of the item's range in [0, 1]. `module` and `instance` name the activity, if any.

    `graded_at` is None where Moodle keeps no time.
    """

    item_id: str
    title: str
    module: str
    instance: str
    subject: str
    share: float
    graded_at: datetime | None


@dataclass(frozen=True, slots=True)
class Gradebook:
    """`subjects` are all whom the report covers, graded or not."""

    subjects: frozenset[str]
    grades: tuple[Grade, ...]


def read_gradebook(client: MoodleClient, course_id: str) -> Gradebook:
    """Raises `MoodleError`; an empty report too: Moodle gives one to a role without the right
    to see all groups, and says nothing."""
    if not course_id.isdecimal():
        raise MoodleError(code="ws_course_unknown")
    answer = client.call(FUNCTION, courseid=int(course_id), userid=0)
    reports = answer.get("usergrades") if isinstance(answer, dict) else None
    if not isinstance(reports, list):
        raise MoodleError(code="ws_broken_answer")
    users = [report for report in reports if isinstance(report, dict) and report.get("userid")]
    if not users:
        raise MoodleError(code="ws_empty")
    grades = (grade for report in users for grade in _take_grades(report))
    return Gradebook(frozenset(str(report["userid"]) for report in users), tuple(grades))


def _take_grades(report: dict[str, Any]) -> Iterator[Grade]:
    for item in report.get("gradeitems") or []:
        if not isinstance(item, dict) or item.get("itemtype") in TOTALS:
            continue
        share = _take_share(item)
        if share is not None and item.get("id"):
            yield _take_grade(str(report["userid"]), item, share)


def _take_grade(subject: str, item: dict[str, Any], share: float) -> Grade:
    return Grade(
        item_id=str(item["id"]),
        title=html.unescape(str(item.get("itemname") or "")),
        module=str(item.get("itemmodule") or ""),
        instance=str(item.get("iteminstance") or ""),
        subject=subject,
        share=share,
        graded_at=take_time(item.get("gradedategraded")),
    )


def _take_share(item: dict[str, Any]) -> float | None:
    value, low, high = (
        take_number(item.get(name)) for name in ("graderaw", "grademin", "grademax")
    )
    if value is None or low is None or high is None or high <= low:
        return None
    return min(max((value - low) / (high - low), 0.0), 1.0)
