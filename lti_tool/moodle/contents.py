"""What stands on the page of one course: its activities, its files and pages, and their bytes.
The files need a service that allows downloads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import requests

from lti_tool.moodle.client import MoodleClient, MoodleError
from lti_tool.moodle.values import take_dicts, take_number, take_text, take_time

FUNCTION = "core_course_get_contents"
KINDS = ("page", "resource", "folder", "book")
DUE = ("duedate", "timeclose")  # of an assignment, of a quiz
DOWNLOAD_PATH = "/webservice/pluginfile.php/"


@dataclass(frozen=True, slots=True)
class CourseFile:
    """`id` stays the same when the file is changed; `size` in bytes, 0 where Moodle tells none."""

    id: str
    section: str
    title: str
    filename: str
    media_type: str
    url: str
    size: int
    modified_at: datetime | None


@dataclass(frozen=True, slots=True)
class CourseModule:
    """An activity; `id` is its place on the page. `tracked`: Moodle notes who completed it."""

    id: str
    kind: str
    instance: str
    title: str
    section: str
    due_at: datetime | None
    tracked: bool


@dataclass(frozen=True, slots=True)
class Contents:
    """What learners of the course may see, in its order."""

    modules: list[CourseModule]
    files: list[CourseFile]


def read_contents(client: MoodleClient, course_id: str) -> Contents:
    """Raises `MoodleError`."""
    answer = client.call(FUNCTION, courseid=course_id)
    if not isinstance(answer, list):
        raise MoodleError(code="ws_broken_answer")
    shown = [
        (take_text(section.get("name")), module)
        for section in answer
        if isinstance(section, dict) and section.get("visible")
        for module in take_dicts(section.get("modules"))
        if module.get("visible")
    ]
    return Contents(
        [_take_module(section, module) for section, module in shown if module.get("id")],
        [
            file
            for section, module in shown
            if module.get("modname") in KINDS
            for file in _take_files(section, module)
        ],
    )


def _take_module(section: str, module: dict[str, Any]) -> CourseModule:
    dates = {one.get("dataid"): one.get("timestamp") for one in take_dicts(module.get("dates"))}
    return CourseModule(
        id=str(module["id"]),
        kind=str(module.get("modname") or ""),
        instance=str(module.get("instance") or ""),
        title=take_text(module.get("name")),
        section=section,
        due_at=next(filter(None, (take_time(dates.get(name)) for name in DUE)), None),
        tracked=bool(take_number(module.get("completion"))),
    )


def download_file(client: MoodleClient, url: str) -> bytes:
    """Raises `MoodleError`; the token goes to the site's own file script and nowhere else."""
    if not url.startswith(client.root + DOWNLOAD_PATH):
        raise MoodleError(code="ws_foreign_file")
    client.pace.wait()
    try:
        response = client.http.post(url, data={"token": client.token})
    except requests.RequestException as error:  # a bounded session's errors have codes
        raise MoodleError(code=getattr(error, "code", "ws_unreachable")) from None
    if response.status_code != 200 or _is_error(response):
        raise MoodleError(code="ws_file_refused")
    return response.content


def _is_error(response: requests.Response) -> bool:
    return response.headers.get("Content-Type", "").startswith("application/json")


def _take_files(section: str, module: dict[str, Any]) -> Iterator[CourseFile]:
    title = take_text(module.get("name"))
    for content in take_dicts(module.get("contents")):
        if content.get("type") != "file":
            continue
        path, name = str(content.get("filepath") or "/"), str(content.get("filename") or "")
        chapter = take_text(content.get("content")) if module["modname"] == "book" else ""
        size = take_number(content.get("filesize"))
        yield CourseFile(
            id=f"{module.get('id')}:{path}{name}"[:255],
            section=section,
            title=" – ".join(filter(None, (title, chapter))),
            filename=_name_file(module["modname"], title, chapter, name),
            media_type=str(content.get("mimetype") or ""),
            url=str(content.get("fileurl") or ""),
            size=int(size or 0),
            modified_at=take_time(content.get("timemodified")),
        )


def _name_file(kind: str, title: str, chapter: str, name: str) -> str:
    """Every page of a course is called index.html: its title tells more."""
    if name == "index.html" and kind in ("page", "book"):
        return f"{chapter or title}.html".replace("/", "-")
    return name
