from __future__ import annotations

import errno
import re
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_tool.db import Database
from lti_tool.models import Context, Role, Source, SourceState
from lti_tool.queue import JobName
from lti_tool.services import uploads
from lti_tool.services.passages import list_passages_of
from lti_tool.services.uploads import source_path
from lti_tool.settings import Settings
from lti_tool.views.passage_text import find_quote, show_text
from tests.lti_tool.factories import RecordingQueue, VisitClient, make_course, visit_client
from tests.lti_tool.source_factories import make_passage, make_source


@pytest.fixture
def teacher(app: Flask) -> VisitClient:
    return visit_client(app, Role.INSTRUCTOR)


def post_files(
    client: VisitClient, *files: tuple[bytes, str], path: str = "/sources", **kwargs: object
) -> TestResponse:
    streams = [(BytesIO(data), name) for data, name in files]
    return client.post(path, {"files": streams}, content_type="multipart/form-data", **kwargs)


def stored_files(settings: Settings) -> list[Path]:
    return [path for path in settings.uploads.rglob("*") if path.is_file()]


def all_sources(database: Database) -> list[Source]:
    with database.read() as session:
        return list(session.scalars(select(Source).order_by(Source.position)))


def in_course(database: Database, client: VisitClient, *texts: str, **values: object) -> Source:
    with database.write() as session:
        return make_source(session, session.get_one(Context, client.context_id), *texts, **values)


def test_learner_may_not_upload(app: Flask, database: Database, settings: Settings) -> None:
    answer = post_files(visit_client(app), (b"text", "a.txt"))
    assert answer.status_code == 403
    assert all_sources(database) == []
    assert stored_files(settings) == []


def test_upload_of_300_mb_is_refused_by_its_announced_length(teacher: VisitClient) -> None:
    answer = teacher.client.post(
        f"/s/{teacher.visit_id}/sources",
        headers={"X-Visit-Token": teacher.token},
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(300 * 1024 * 1024)},
    )
    assert answer.status_code == 413
    assert "larger than the tool accepts" in answer.text


def test_upload_without_a_file_says_so(teacher: VisitClient) -> None:
    answer = post_files(teacher)
    assert answer.status_code == 422
    assert "No file was chosen" in answer.text


@pytest.mark.parametrize(
    ("data", "name", "status", "sentence"),
    [
        (b"", "a.pdf", 422, "a.pdf is empty"),
        (b"x", "marks.xlsx", 422, "does not read"),
        (b"x", "<script>.exe", 422, "&lt;script&gt;.exe"),
    ],
)
def test_refused_file_leaves_nothing(
    teacher: VisitClient,
    database: Database,
    settings: Settings,
    data: bytes,
    name: str,
    status: int,
    sentence: str,
) -> None:
    answer = post_files(teacher, (data, name))
    assert answer.status_code == status
    assert sentence in answer.text
    assert all_sources(database) == []
    assert stored_files(settings) == []


def test_full_disk_stores_nothing_and_says_so(
    teacher: VisitClient,
    database: Database,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written: list[int] = []

    def fill_up(file: object, data: bytes) -> None:
        written.append(len(data))
        if len(written) > 2:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(uploads, "_write_all", fill_up)
    answer = post_files(teacher, (b"first", "a.txt"), (b"x" * 500_000, "b.txt"))
    assert answer.status_code == 507
    assert "storage is full" in answer.text
    assert all_sources(database) == []
    assert stored_files(settings) == []


def test_row_that_cannot_be_stored_leaves_no_file(
    teacher: VisitClient, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the database went away")

    monkeypatch.setattr("lti_tool.views.source_upload._add_notices", fail)
    assert post_files(teacher, (b"text", "a.txt")).status_code == 500
    assert stored_files(settings) == []


def test_files_become_sources_that_wait(
    teacher: VisitClient, database: Database, settings: Settings, queue: RecordingQueue
) -> None:
    answer = post_files(teacher, (b"one", "../力.txt"), (b"two", "b.md"), (b"", "empty.txt"))
    assert answer.status_code == 303
    first, second = all_sources(database)
    assert (first.filename, second.filename) == ("力.txt", "b.md")
    assert source_path(settings.uploads, teacher.context_id, first.id).read_bytes() == b"one"
    assert len(stored_files(settings)) == 2
    assert queue.rung == [(JobName.READ_SOURCE, first.id), (JobName.READ_SOURCE, second.id)]
    page = teacher.get("/sources").text
    assert "2 files were uploaded" in page
    assert "empty.txt is empty" in page
    assert page.count('hx-trigger="every 2s"') == 2


def test_full_course_takes_what_fits_and_says_what_is_left(
    teacher: VisitClient, database: Database, settings: Settings
) -> None:
    in_course(database, teacher, size=settings.course_bytes - 1024)
    answer = post_files(teacher, (b"x" * 1025, "large.txt"))
    assert answer.status_code == 413
    assert "large.txt has 2 KB, but only 1 KB of this course" in answer.text
    assert stored_files(settings) == []
    assert post_files(teacher, (b"x" * 1024, "small.txt")).status_code == 303


def test_same_file_twice_says_so(teacher: VisitClient, settings: Settings) -> None:
    post_files(teacher, (b"same", "a.txt"))
    answer = post_files(teacher, (b"same", "copy.txt"))
    assert answer.status_code == 409
    assert "copy.txt is among the sources already, as a.txt" in answer.text
    assert len(stored_files(settings)) == 1


def test_upload_works_while_the_queue_is_away(
    teacher: VisitClient, database: Database, queue: RecordingQueue
) -> None:
    queue.reachable = False
    assert post_files(teacher, (b"text", "a.txt")).status_code == 303
    assert all_sources(database)[0].state is SourceState.WAITING


def test_script_gets_the_address_to_go_on_or_the_refusal_alone(teacher: VisitClient) -> None:
    headers = {"HX-Request": "true"}
    answer = post_files(teacher, (b"text", "a.txt"), headers=headers)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (
        204, f"/s/{teacher.visit_id}/sources",
    )  # fmt: skip
    refusal = post_files(teacher, (b"text", "a.txt"), headers=headers)
    assert refusal.status_code == 409
    assert "<html" not in refusal.text


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


def test_passage_of_another_course_is_not_shown(
    app: Flask, database: Database, teacher: VisitClient
) -> None:
    source = in_course(database, teacher, "course text")
    with database.read() as session:
        passage = list_passages_of(session, source.id)[0]
    stranger = visit_client(app, Role.INSTRUCTOR)
    assert stranger.get(f"/passages/{passage.id}").status_code == 404


def test_instructor_sees_a_passage_between_its_neighbours_and_a_learner_does_not(
    app: Flask, database: Database, teacher: VisitClient
) -> None:
    source = in_course(
        database, teacher, "Before.", "A force is a push or <b>.", "After.",
        state=SourceState.REPLACED,
    )  # fmt: skip
    with database.read() as session:
        passage = list_passages_of(session, source.id)[1]
        course = session.get_one(Context, teacher.context_id)
    path = f"/passages/{passage.id}"
    assert visit_client(app, context=course).get(path).status_code == 403
    page = teacher.get(path).text
    assert "A force is a push or &lt;b&gt;." in page
    assert "Before." in page
    assert "After." in page
    assert "since been replaced" in page


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        ("a b", "", ""),
        ("a b", "  ", ""),
        ("a (b)*", "(b)*", "(b)*"),
        ("one\ntwo three", "one two", "one\ntwo"),
        ("密度是", "度", "度"),
    ],
)
def test_quote_is_found_whatever_its_blanks(text: str, quote: str, found: str) -> None:
    start, end = find_quote(text, quote)
    assert text[start:end] == found


def test_quote_across_cells_of_a_table_is_marked_in_each() -> None:
    passage = make_passage(Source(), "Phase | Length\nProphase | 30 min", kind="table")
    shown = show_text(passage, "Prophase | 30")
    marked = [[[p.text for p in cell if p.marked] for cell in row] for row in shown.rows]
    assert marked == [[[], []], [["Prophase"], ["30"]]]


def test_row_stops_asking_once_the_source_is_read(teacher: VisitClient, database: Database) -> None:
    source = in_course(database, teacher, state=SourceState.READING, done=3, total=9)
    row = teacher.fragment(f"/sources/{source.id}/row").text
    assert re.search(r'value="3" max="9"', row)
    assert "hx-trigger" in row
    with database.write() as session:
        session.get_one(Source, source.id).state = SourceState.READY
    assert "hx-trigger" not in teacher.fragment(f"/sources/{source.id}/row").text


def test_half_sent_upload_leaves_nothing(teacher: VisitClient, settings: Settings) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nhalf'
    answer = teacher.client.post(
        f"/s/{teacher.visit_id}/sources",
        data=body,
        headers={"X-Visit-Token": teacher.token},
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status_code == 422
    assert stored_files(settings) == []
