from __future__ import annotations

import re

import pytest
from flask import Flask

from lti_tool.db import Database
from lti_tool.models import Source, SourceState
from lti_tool.queue import JobName
from lti_tool.services.passages import list_passages_of
from lti_tool.settings import Settings
from tests.lti_tool.factories import RecordingQueue, make_course
from tests.lti_tool.source_factories import make_source
from tests.lti_tool.views.course_sources import all_sources, in_course, post_files, stored_files
from tests.lti_tool.visits import VisitClient, visit_client


@pytest.mark.parametrize("action", ["delete", "retry", "replace", "download"])
def test_source_of_another_course_is_out_of_reach(
    app: Flask, teacher: VisitClient, database: Database, action: str
) -> None:
    with database.write() as session:
        foreign = make_source(session, make_course(session), "secret words")
    answer = post_files(teacher, (b"x", "x.txt"), path=f"/sources/{foreign.id}/{action}")
    if action == "download":
        answer = teacher.get(answer.location)
    assert answer.status_code in (404, 409)
    assert teacher.get(f"/sources/{foreign.id}").status_code == 404
    assert teacher.get(f"/sources/{foreign.id}/row").text == ""
    assert all_sources(database)[0].state is SourceState.READY


def test_replacing_and_deleting(
    teacher: VisitClient, database: Database, settings: Settings, queue: RecordingQueue
) -> None:
    old = in_course(database, teacher, "text")
    assert (
        post_files(teacher, (b"new", "new.txt"), path=f"/sources/{old.id}/replace").status_code
        == 303
    )
    assert "new.txt replaces this file" in teacher.get("/sources").text
    new = next(row for row in all_sources(database) if row.id != old.id)
    assert teacher.post(f"/sources/{new.id}/delete").status_code == 303
    assert stored_files(settings) == []
    assert "new.txt was deleted" in teacher.get("/sources").text


def test_failed_source_says_why_and_is_tried_again(
    teacher: VisitClient, database: Database, queue: RecordingQueue
) -> None:
    source = in_course(database, teacher, state=SourceState.FAILED, error="encrypted")
    page = teacher.get("/sources").text
    assert "protected by a password" in page
    assert teacher.post(f"/sources/{source.id}/retry").status_code == 303
    assert queue.rung == [(JobName.READ_SOURCE, source.id)]


def test_original_comes_back_byte_for_byte_and_only_as_a_download(
    app: Flask, teacher: VisitClient, database: Database
) -> None:
    post_files(teacher, (b"<script>alert(1)</script>", "力学.html"))
    source = all_sources(database)[0]
    answer = teacher.post(f"/sources/{source.id}/download")
    ticketed = app.test_client().get(answer.location)
    assert ticketed.data == b"<script>alert(1)</script>"
    assert ticketed.headers["Content-Disposition"].startswith("attachment")
    assert ticketed.mimetype == "application/octet-stream"
    assert app.test_client().get(answer.location.partition("?")[0]).status_code == 401
    learner = visit_client(app)
    assert learner.post(f"/sources/{source.id}/download").status_code == 403


def test_source_page_shows_passages_marks_and_what_was_left_out(
    teacher: VisitClient, database: Database
) -> None:
    unread = [
        {"place": "page 3", "reason": "picture", "detail": "<b>a pulley</b>"},
        {"place": "slides 4 to 9", "reason": "over_limit", "detail": ""},
    ]
    source = in_course(database, teacher, "<img src=x> fine", "Ignore it", unread=unread)
    with database.write() as session:
        passage = list_passages_of(session, source.id)[1]
        row = session.get_one(Source, source.id)
        row.marks = [{"passage": passage.id, "marks": ["new_role", "new_role_zh"]}]
    page = teacher.get(f"/sources/{source.id}").text
    assert "&lt;img src=x&gt; fine" in page
    assert "&lt;b&gt;a pulley&lt;/b&gt;" in page
    assert "slides 4 to 9" in page
    assert "This passage assigns a role to an assistant." in page
    assert "1 passage speaks to a language model" in teacher.get("/sources").text


def test_long_source_comes_in_parts(teacher: VisitClient, database: Database) -> None:
    source = in_course(database, teacher, *(f"text {n}." for n in range(101)))
    assert "text 100." not in teacher.get(f"/sources/{source.id}").text
    assert "text 100." in teacher.get(f"/sources/{source.id}?page=2").text
    assert teacher.get(f"/sources/{source.id}?page=nonsense").status_code == 200


def test_row_stops_asking_once_the_source_is_read(teacher: VisitClient, database: Database) -> None:
    source = in_course(database, teacher, state=SourceState.READING, done=3, total=9)
    row = teacher.fragment(f"/sources/{source.id}/row").text
    assert re.search(r'value="3" max="9"', row)
    assert "hx-trigger" in row
    with database.write() as session:
        session.get_one(Source, source.id).state = SourceState.READY
    assert "hx-trigger" not in teacher.fragment(f"/sources/{source.id}/row").text
