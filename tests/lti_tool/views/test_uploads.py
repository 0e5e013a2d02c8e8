from __future__ import annotations

import errno

import pytest
from flask import Flask

from lti_tool.db import Database
from lti_tool.models import SourceState
from lti_tool.queue import JobName
from lti_tool.services import uploads
from lti_tool.services.uploads import source_path
from lti_tool.settings import Settings
from tests.lti_tool.factories import RecordingQueue
from tests.lti_tool.views.course_sources import all_sources, in_course, post_files, stored_files
from tests.lti_tool.visits import VisitClient, visit_client


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
