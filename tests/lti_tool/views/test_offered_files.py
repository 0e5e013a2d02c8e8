"""Taking files of the platform's course, as the instructor meets it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import update

from lti_tool.db import Database
from lti_tool.models import OfferedFile
from lti_tool.moodle.contents import CourseFile
from lti_tool.queue import JobName
from lti_tool.services.offered_files import keep_offered, list_offers
from tests.lti_tool.factories import RecordingQueue, make_course
from tests.lti_tool.visits import VisitClient, visit_client


def offer(database: Database, context_id: str, *names: str) -> list[str]:
    files = [
        CourseFile(f"7:/{n}", "Motion <b>", n, n, "", f"https://m/{n}", 2048, None) for n in names
    ]
    with database.write() as session:
        keep_offered(session, context_id, files)
        return [one.file.id for one in list_offers(session, context_id)]


@pytest.mark.parametrize("path", ["/sources/offered", "/sources/offered/state"])
def test_learner_sees_nothing_of_it(app: Flask, path: str) -> None:
    learner = visit_client(app)
    assert learner.get(path).status_code == 403
    assert learner.post("/sources/offered").status_code == 403


def test_nothing_chosen_is_told(teacher: VisitClient, queue: RecordingQueue) -> None:
    answer = teacher.post("/sources/offered", {})
    assert answer.status_code == 422
    assert "Choose at least one" in answer.text
    assert queue.rung == []


def test_file_of_another_course_is_not_taken(teacher: VisitClient, database: Database) -> None:
    with database.write() as session:
        other = make_course(session).id
    (foreign,) = offer(database, other, "a.pdf")
    assert teacher.post("/sources/offered", {"files": foreign}).status_code == 422


def test_course_without_a_token_says_what_it_lacks(teacher: VisitClient) -> None:
    assert "Nothing to take yet" in teacher.get("/sources/offered").text


def test_chosen_files_are_fetched(
    teacher: VisitClient, database: Database, queue: RecordingQueue
) -> None:
    first, _ = offer(database, teacher.context_id, "a.pdf", "b.pdf")
    page = teacher.get("/sources/offered").text
    assert "Motion &lt;b&gt;" in page
    assert "2 KB" in page
    assert teacher.post("/sources/offered", {"files": first}).status_code == 303
    assert queue.rung == [(JobName.FETCH_FILES, teacher.context_id)]
    page = teacher.get("/sources/offered").text
    assert "1 file is being fetched" in page
    assert 'hx-trigger="every 2s"' in page
    assert "HX-Refresh" not in teacher.get("/sources/offered/state").headers


def test_page_is_loaded_anew_when_the_last_one_is_there(
    teacher: VisitClient, database: Database
) -> None:
    offer(database, teacher.context_id, "a.pdf")
    assert teacher.get("/sources/offered/state").headers["HX-Refresh"] == "true"


def test_refusal_is_a_sentence(teacher: VisitClient, database: Database) -> None:
    offer(database, teacher.context_id, "a.pdf")
    with database.write() as session:
        session.execute(update(OfferedFile).values(note="ws_file_refused"))
    assert "allow downloads in the service" in teacher.get("/sources/offered").text


def test_queue_out_of_reach_is_told(
    teacher: VisitClient, database: Database, queue: RecordingQueue
) -> None:
    (only,) = offer(database, teacher.context_id, "a.pdf")
    queue.reachable = False
    teacher.post("/sources/offered", {"files": only})
    assert "Fetching is delayed" in teacher.get("/sources/offered").text
