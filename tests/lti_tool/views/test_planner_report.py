"""What plans the worksheets: nothing trained, a training under way, one that failed, a model."""

from __future__ import annotations

from html import unescape

from flask import Flask

from lti_tool.db import Database, utcnow
from lti_tool.models import PlannerModel, SheetPath, WorkerBeat
from lti_tool.queue import JobName
from lti_tool.services import planner_models, trainings
from lti_tool.services.planner_models import Trained
from lti_tool.services.trainings import Turn
from tests.lti_tool.factories import RecordingQueue, store
from tests.lti_tool.views.admin_client import AdminClient
from tests.lti_tool.visits import VisitClient, visit_client

PATH = "/class/planner"


def read(visit: VisitClient) -> str:
    return unescape(visit.get(PATH).text)


def begin(database: Database, teacher: VisitClient) -> Turn:
    teacher.post(f"{PATH}/train")
    with database.write() as session:
        turn = trainings.begin_training(session, PlannerModel, teacher.context_id, utcnow())
    assert turn
    return turn


def train(database: Database, teacher: VisitClient, serves: SheetPath = SheetPath.PLANNER) -> None:
    turn = begin(database, teacher)
    trained = Trained(
        serves, "better" if serves is SheetPath.PLANNER else "worse_in_worlds", "r1",
        data={"own_sheets": 12, "rule_sheets": 300, "learners": 4, "removed": 2},
        figures={"planner_auc": 0.55, "rule_auc": 0.81, "exam_gain": 0.012, "unseen_sheets": 64},
    )  # fmt: skip
    with database.write() as session:
        assert planner_models.keep_trained(session, turn, trained, utcnow())


def test_learners_may_neither_train_nor_switch(app: Flask) -> None:
    learner = visit_client(app)
    for verb in ("train", "cancel", "switch"):
        assert learner.post(f"{PATH}/{verb}").status_code == 403


def test_without_a_training_the_rule_is_served_and_the_page_says_why(teacher: VisitClient) -> None:
    page = read(teacher)
    assert "Served now: the rule.</strong> No planner was trained for this course yet." in page
    assert "Back to the rule" not in page


def test_there_is_nothing_to_cancel(teacher: VisitClient) -> None:
    assert teacher.post(f"{PATH}/cancel").status_code == 409


def test_a_switch_to_something_else_is_refused(teacher: VisitClient) -> None:
    assert teacher.post(f"{PATH}/switch", {"to": "gan"}).status_code == 422


def test_pressed_twice_one_training_waits(
    database: Database, teacher: VisitClient, queue: RecordingQueue
) -> None:
    for _ in range(2):
        teacher.post(f"{PATH}/train")
    assert queue.rung[-1] == (JobName.TRAIN_PLANNER, teacher.context_id)
    with database.read() as session:
        assert trainings.contexts_to_train(session, PlannerModel, utcnow()) == [teacher.context_id]
    with database.write() as session:
        store(session, WorkerBeat(name="m", queue="model", seen_at=utcnow()))
    assert "No worker is running at this moment" in read(teacher)
    with database.write() as session:
        store(session, WorkerBeat(name="t", queue="train", seen_at=utcnow()))
    assert "begins as soon as a worker is free" in read(teacher)
    queue.reachable = False
    assert "queue is out of reach" in read(teacher)


def test_the_bar_moves_and_the_training_can_be_stopped(
    database: Database, teacher: VisitClient
) -> None:
    turn = begin(database, teacher)
    with database.write() as session:
        now = utcnow()
        assert trainings.tell_progress(session, turn, "critic", 3, 10, now)
        assert not trainings.begin_training(session, PlannerModel, teacher.context_id, now)
    part = teacher.fragment(PATH).text
    assert 'value="3" max="10"' in part
    assert "Training the critic" in part
    teacher.post(f"{PATH}/cancel")
    with database.write() as session:
        now = utcnow()
        assert not trainings.tell_progress(session, turn, "x", 4, 10, now)
        assert not planner_models.keep_trained(
            session, turn, Trained(SheetPath.PLANNER, "better", "r1"), now
        )
    assert "No planner was trained for this course yet" in read(teacher)


def test_a_training_that_fails_says_why_and_leaves_what_was_there(
    database: Database, teacher: VisitClient
) -> None:
    train(database, teacher)
    turn = begin(database, teacher)
    with database.write() as session:
        trainings.fail_training(session, turn, "diverged", "NaN at step 7.", utcnow())
    page = read(teacher)
    assert "The training met numbers that are none, and was stopped." in page
    assert "NaN at step 7." not in page  # English whatever the page's language: for the log
    assert "Served now: the trained planner." in page


def test_a_silent_worker_is_followed_by_others_but_not_for_ever(
    database: Database, teacher: VisitClient
) -> None:
    first = begin(database, teacher)
    late = utcnow()
    with database.write() as session:
        for _ in range(trainings.MOST_TRIES - 1):
            late += 2 * trainings.LEASE
            assert trainings.begin_training(session, PlannerModel, teacher.context_id, late)
            assert not trainings.tell_progress(session, first, "critic", 1, 2, late)
        late += 2 * trainings.LEASE
        assert not trainings.begin_training(session, PlannerModel, teacher.context_id, late)
    assert "interrupted three times" in read(teacher)


def test_data_figures_and_reason_are_shown(database: Database, teacher: VisitClient) -> None:
    train(database, teacher, SheetPath.RULE)
    page = read(teacher)
    assert "learners learned less with the planner than with the rule" in page
    assert "12 worksheets from what 4 learners of this course did" in page
    assert "300 worksheets made by the rule" in page
    assert "0.550" in page
    assert "+0.012" in page
    assert ">64<" in page


def test_back_to_the_rule_and_back_again(database: Database, teacher: VisitClient) -> None:
    train(database, teacher)
    assert "Served now: the trained planner." in read(teacher)
    teacher.post(f"{PATH}/switch", {"to": "rule"})
    page = read(teacher)
    assert "Served now: the rule.</strong> This course was switched back to the rule." in page
    teacher.post(f"{PATH}/switch", {"to": "gate"})
    assert "Served now: the trained planner." in read(teacher)


def test_an_admin_sees_all_planners_and_may_train_and_switch(
    database: Database, teacher: VisitClient, admin: AdminClient, queue: RecordingQueue
) -> None:
    assert "No planner was trained yet" in admin.get("/admin/models").text
    train(database, teacher)
    url = f"/admin/models/planners/{teacher.context_id}"
    assert "Served now: the trained planner." in admin.get("/admin/models").text
    assert admin.post(url, do="rule").status_code == 303
    assert "Served now: the rule." in admin.get("/admin/models").text
    assert admin.post(url, do="gate").status_code == 303
    assert admin.post(url, do="train").status_code == 303
    assert queue.rung[-1] == (JobName.TRAIN_PLANNER, teacher.context_id)
    assert admin.post(url, do="explode").status_code == 404
    assert admin.post("/admin/models/planners/nowhere", do="train").status_code == 404
