"""The map of the bank: nothing there, nothing trained, a training under way or failed, a map."""

from __future__ import annotations

from html import unescape

import pytest
from flask import Flask

from generators.exercise.content import Bloom
from lti_tool.db import Database, utcnow
from lti_tool.models import BankModel, Context, Exercise, ExerciseState
from lti_tool.queue import JobName
from lti_tool.services import bank_models, trainings
from lti_tool.services.bank_models import TrainedBank
from lti_tool.services.trainings import Turn
from lti_tool.views.map_chart import SHAPES, TONES, mark_skill
from tests.lti_tool.factories import RecordingQueue, make_choice, make_exercise, make_skill
from tests.lti_tool.views.admin_client import AdminClient
from tests.lti_tool.visits import VisitClient, visit_client

PATH = "/exercises/map"
FIGURES = {"bound": 700.0, "bound_ppca": 690.0, "near_found": 0.64, "trust": 0.91}


def read(visit: VisitClient) -> str:
    return unescape(visit.get(PATH).text)


def fill(database: Database, teacher: VisitClient, number: int) -> list[str]:
    """Exercises of two skills in turn."""
    with database.write() as session:
        context = session.get_one(Context, teacher.context_id)
        skills = [make_skill(session, context, name) for name in ("Speed", "Mass")]
        return [
            make_exercise(
                session, context, make_choice(stem=f"Ride {at}?"), skill=skills[at % 2]
            ).id
            for at in range(number)
        ]


def begin(database: Database, teacher: VisitClient) -> Turn:
    teacher.post(f"{PATH}/train")
    with database.write() as session:
        turn = trainings.begin_training(session, BankModel, teacher.context_id, utcnow())
    assert turn
    return turn


def train(database: Database, teacher: VisitClient, ids: list[str]) -> None:
    """All but the last exercise are in the picture; the first two are twins."""
    turn = begin(database, teacher)
    places = {own: [at / len(ids), 0.5] for at, own in enumerate(ids[:-1])}
    data = {"items": len(places), "embedder": "minilm-l6@1"}
    trained = TrainedBank("r1", data, FIGURES, places, [(ids[0], ids[1], 0.3)])
    with database.write() as session:
        assert bank_models.keep_bank(session, turn, trained, utcnow())


def test_learners_see_no_map_and_change_nothing(app: Flask) -> None:
    learner = visit_client(app)
    assert learner.get(PATH).status_code == 403
    for verb in ("train", "cancel", "withdraw/x", "restore/x"):
        assert learner.post(f"{PATH}/{verb}").status_code == 403


def test_there_is_nothing_to_cancel_and_nothing_to_withdraw(teacher: VisitClient) -> None:
    assert teacher.post(f"{PATH}/cancel").status_code == 409
    assert teacher.post(f"{PATH}/withdraw/none").status_code == 404


def test_an_empty_bank_leads_to_the_desk(teacher: VisitClient) -> None:
    page = read(teacher)
    assert "No exercise is published yet" in page
    assert "Draw the map" not in page


def test_a_small_bank_shows_its_gaps_and_what_a_map_takes(
    database: Database, teacher: VisitClient
) -> None:
    fill(database, teacher, 7)
    page = read(teacher)
    assert "A map takes 50 published exercises; the course has 7." in page
    assert "Draw the map" not in page
    assert '<svg class="map"' not in page
    with database.read() as session:
        row = session.query(Exercise).first()
        assert row is not None
        assert Bloom(row.bloom) is Bloom.UNDERSTAND
    assert page.count("Ask for more") == 4  # four of one skill and three of the other: two levels


def test_a_training_is_begun_once_shown_and_stopped(
    database: Database, teacher: VisitClient, queue: RecordingQueue
) -> None:
    fill(database, teacher, 2)
    teacher.post(f"{PATH}/train")
    assert (JobName.TRAIN_BANK, teacher.context_id) in queue.rung
    assert "No worker is running at this moment" in read(teacher)
    turn = begin(database, teacher)
    with database.write() as session:
        trainings.tell_progress(session, turn, "items", 3, 10, utcnow())
    part = teacher.fragment(PATH).text
    assert "Learning how the exercises lie" in part
    assert "<html" not in part
    assert "HX-Refresh" not in teacher.fragment(PATH).headers
    teacher.post(f"{PATH}/cancel")
    assert teacher.fragment(PATH).headers["HX-Refresh"] == "true"
    assert "Stop the training" not in read(teacher)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("too_little", "There is too little to learn from."),
        ("diverged", "The training met numbers that are none, and was stopped. Begin it again"),
    ],
)
def test_a_training_that_failed_says_why(
    database: Database, teacher: VisitClient, reason: str, words: str
) -> None:
    fill(database, teacher, bank_models.FEWEST)
    turn = begin(database, teacher)
    with database.write() as session:
        trainings.fail_training(session, turn, reason, "Of the log.", utcnow())
    page = read(teacher)
    assert f"no new map. {words}" in page
    assert "Of the log." not in page


def test_the_map_names_each_exercise_and_one_of_two_twins_is_withdrawn(
    database: Database, teacher: VisitClient
) -> None:
    ids = fill(database, teacher, 5)
    train(database, teacher, ids)
    page = read(teacher)
    assert page.count('<g transform="translate(') == 4
    assert page.count("not in the picture") == 1
    assert all(page.count(f'/exercises/{own}"') >= 1 for own in ids)
    assert "1 exercise came after the training" not in page  # fewer than a training takes
    assert "64%" in page
    teacher.post(f"{PATH}/withdraw/{ids[0]}")
    page = read(teacher)
    assert "No two exercises are that near." in page
    with database.read() as session:
        assert session.get_one(Exercise, ids[0]).state is ExerciseState.WITHDRAWN
    assert "Undo: publish it again" in unescape(teacher.get(f"{PATH}?undo={ids[0]}").text)
    teacher.post(f"{PATH}/restore/{ids[0]}")
    assert "Withdraw this one" in read(teacher)


def test_an_admin_sees_all_banks_and_may_train_them(
    app: Flask, database: Database, teacher: VisitClient, queue: RecordingQueue
) -> None:
    admin = AdminClient(app, database)
    assert "None was trained yet." in admin.get("/admin/models").text
    train(database, teacher, fill(database, teacher, 4))
    assert "minilm-l6@1" in admin.get("/admin/models").text
    assert admin.post("/admin/models/banks/nowhere").status_code == 404
    queue.rung.clear()
    admin.post(f"/admin/models/banks/{teacher.context_id}")
    assert queue.rung == [(JobName.TRAIN_BANK, teacher.context_id)]


def test_marks_of_35_skills_differ() -> None:
    assert len({mark_skill(number) for number in range(1, 36)}) == 35 == len(SHAPES) * TONES
