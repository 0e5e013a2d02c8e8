"""A lesson from its instructor's wish to its readers."""

from __future__ import annotations

import pytest

from generators.exercise.lesson import Lesson
from lti_tool.models import Lesson as Row
from lti_tool.models import LessonState
from lti_tool.queue import JobName
from lti_tool.services.lessons import begin_lesson, fail_lesson, store_lesson
from tests.lti_tool.contents import CHOICE, LESSON
from tests.lti_tool.views.classroom import RIGHT, Classroom, instructor

KEEP_ALL = {
    "own_words": "",
    "objectives": "Explain what “speed” means.",
    "prompts": "Compare speed and velocity.",
    "keep-terms-0": "1",
    "keep-section-0-0": "1",
    "keep-section-0-1": "1",
    "keep-questions-0": "1",
}


def ask(room: Classroom) -> str:
    answer = instructor(room).post("/lessons", {"skill": room.skill_id})
    assert answer.status_code == 303
    return str(room.rows(Row)[-1].id)


def drafted(room: Classroom) -> str:
    lesson_id = ask(room)
    with room.database.write() as session:
        store_lesson(session, lesson_id, LESSON)
    return lesson_id


def test_nothing_of_another_course_or_before_its_time(room: Classroom) -> None:
    home = instructor(room)
    assert home.post("/lessons", {"skill": "nobody"}).status_code == 404
    assert home.get("/lessons/nobody").status_code == 404
    lesson_id = ask(room)
    assert home.get(f"/lessons/{lesson_id}").status_code == 409
    assert home.post(f"/lessons/{lesson_id}", KEEP_ALL).status_code == 409


def test_learners_neither_ask_nor_read_what_is_not_published(room: Classroom) -> None:
    assert room.visit.post("/lessons", {"skill": room.skill_id}).status_code == 403
    lesson_id = drafted(room)
    assert room.visit.get(f"/lessons/{lesson_id}").status_code == 403
    assert room.visit.get(f"/learn/lessons/{lesson_id}").status_code == 404


@pytest.mark.parametrize("field", ["own_words", "objectives"])
def test_a_text_that_is_too_long_is_refused_and_kept(room: Classroom, field: str) -> None:
    lesson_id = drafted(room)
    long = {**KEEP_ALL, field: "x" * 20_001}
    answer = instructor(room).post(f"/lessons/{lesson_id}", long)
    assert answer.status_code == 422
    assert "x" * 20_001 in answer.text
    assert room.rows(Row)[0].content == LESSON.model_dump(mode="json")


@pytest.mark.parametrize("name", ["html", "markdown"])
def test_files_are_for_instructors_and_of_what_is_drafted(room: Classroom, name: str) -> None:
    home, waiting = instructor(room), ask(room)
    assert home.get(f"/lessons/{waiting}/file/{name}").status_code == 409
    assert home.get(f"/lessons/nobody/file/{name}").status_code == 404
    lesson_id = drafted(room)
    assert room.visit.get(f"/lessons/{lesson_id}/file/{name}").status_code == 403
    assert room.visit.post(f"/lessons/{lesson_id}/file/{name}").status_code == 403
    for wrong in ("pdf", "__class__"):
        assert home.get(f"/lessons/{lesson_id}/file/{wrong}").status_code == 404
        assert home.post(f"/lessons/{lesson_id}/file/{wrong}").status_code == 404


@pytest.mark.parametrize(
    ("name", "suffix", "media_type"),
    [("html", ".html", "text/html"), ("markdown", ".md", "text/markdown")],
)
def test_a_lesson_is_downloaded_with_its_label(
    room: Classroom, name: str, suffix: str, media_type: str
) -> None:
    lesson_id = drafted(room)
    home = instructor(room)
    assert "Download as Markdown" in home.get(f"/lessons/{lesson_id}").text
    home.post(f"/lessons/{lesson_id}", {**KEEP_ALL, "own_words": "Mine.", "then": "publish"})
    answer = home.post(f"/lessons/{lesson_id}/file/{name}")
    assert answer.status_code == 303
    assert "ticket=" in answer.headers["Location"]
    file = home.get(f"/lessons/{lesson_id}/file/{name}")
    assert file.mimetype == media_type
    assert f"{LESSON.title}{suffix}" in file.headers["Content-Disposition"]
    assert "attachment" in file.headers["Content-Disposition"]
    assert "Mine." in file.text
    assert LESSON.terms[0].text in file.text
    assert "AI-generated, reviewed by" in file.text
    assert f'"ProduceID": "{lesson_id}"' in file.text.replace("&quot;", '"')


def test_asking_rings_once_and_a_double_click_is_one_lesson(room: Classroom) -> None:
    first, second = ask(room), ask(room)
    assert first == second
    assert (JobName.DRAFT_LESSON, first) in room.queue.rung
    assert "Being drafted" in instructor(room).get("/lessons").text


def test_too_little_is_said_with_what_to_do(room: Classroom) -> None:
    lesson_id = ask(room)
    with room.database.write() as session:
        fail_lesson(session, lesson_id, "0 sentences")
    page = instructor(room).get("/lessons").text
    assert "The sources say too little about this skill" in page
    assert "Draft a lesson" in page


def test_a_second_run_of_the_job_changes_nothing(room: Classroom) -> None:
    lesson_id = drafted(room)
    instructor(room).post(f"/lessons/{lesson_id}", {**KEEP_ALL, "own_words": "Mine."})
    with room.database.write() as session:
        store_lesson(session, lesson_id, LESSON)
        fail_lesson(session, lesson_id, "late")
    (row,) = room.rows(Row)
    assert row.content["own_words"] == "Mine."
    assert row.state is LessonState.IN_REVIEW


def test_what_is_left_out_comes_back(room: Classroom) -> None:
    lesson_id = drafted(room)
    home = instructor(room)
    less = {k: v for k, v in KEEP_ALL.items() if k not in ("keep-section-0-0", "keep-terms-0")}
    assert home.post(f"/lessons/{lesson_id}", less).status_code == 303
    content = Lesson.model_validate(room.rows(Row)[0].content)
    assert content.terms == ()
    assert content.sections[0].sentences == LESSON.sections[0].sentences[1:]
    home.post(f"/lessons/{lesson_id}", KEEP_ALL)
    assert Lesson.model_validate(room.rows(Row)[0].content) == LESSON


def test_published_it_is_read_escaped_and_taken_back(room: Classroom) -> None:
    lesson_id = drafted(room)
    home = instructor(room)
    own = {**KEEP_ALL, "own_words": "Read **this**.", "then": "publish"}
    assert home.post(f"/lessons/{lesson_id}", own).status_code == 303
    page = room.visit.get(f"/learn/lessons/{lesson_id}").text
    assert "Read <strong>this</strong>." in page
    assert "A stopwatch measures &lt;b&gt;time&lt;/b&gt;." in page
    assert "24 km/h" in page
    assert "Put together automatically" in page
    room.publish(CHOICE)
    showing = room.start()
    room.post_answer(showing, RIGHT)
    assert f"/learn/lessons/{lesson_id}" in room.visit.get(showing).text
    assert home.post("/lessons", {"skill": room.skill_id}).status_code == 409
    home.post(f"/lessons/{lesson_id}/withdraw")
    assert room.visit.get(f"/learn/lessons/{lesson_id}").status_code == 404
    assert room.rows(Row)[0].content["own_words"] == "Read **this**."


def test_a_lesson_over_which_workers_die_is_given_up_and_asked_for_again(room: Classroom) -> None:
    lesson_id = ask(room)
    for _ in range(3):
        with room.database.write() as session:
            assert begin_lesson(session, lesson_id) is not None
    with room.database.write() as session:
        assert begin_lesson(session, lesson_id) is None
    assert "broke off three times" in instructor(room).get("/lessons").text
    assert ask(room) == lesson_id
    assert room.rows(Row)[0].state is LessonState.WAITING
