"""Another exercise like this one: what cannot be asked for first."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from lti_tool.db import Database, utcnow
from lti_tool.models import (
    BankModel,
    Exercise,
    GenerationRequest,
    Role,
    Skill,
    SkillState,
    Source,
    SourceState,
)
from lti_tool.queue import JobName
from lti_tool.services import bank_models, trainings
from lti_tool.services.bank_models import TrainedBank
from tests.lti_tool.factories import RecordingQueue, make_course, make_exercise, store
from tests.lti_tool.visits import visit_client

NUMBER = {"shift": "harder", "kind": "numerical", "bloom": "apply", "difficulty": 1.2, "share": 0.4}


class Shelf:
    """An instructor of a course with one published exercise and one source that was read."""

    def __init__(self, app: Flask, database: Database) -> None:
        self.database = database
        with database.write() as session:
            self.context = make_course(session)
            self.exercise = make_exercise(session, self.context)
            source = Source(
                context_id=self.context.id, filename="a.txt", media_type="text/plain", size=1,
                sha256="", state=SourceState.READY,
            )  # fmt: skip
            store(session, source)
        self.client = visit_client(app, Role.INSTRUCTOR, self.context)
        self.path = f"/exercises/{self.exercise.id}/another"

    def ask(self, shift: str) -> str:
        return self.client.post(self.path, {"shift": shift}).text

    def ask_form(self, key: str) -> str:
        return self.client.post(self.path, {"form": key}).text

    def draw_map(self, *forms: dict[str, object]) -> None:
        """As if the course's map had been drawn."""
        with self.database.write() as session:
            trainings.ask_for_training(session, BankModel, self.context.id)
            turn = trainings.begin_training(session, BankModel, self.context.id, utcnow())
            assert turn
            trained = TrainedBank("r1", {}, {}, {}, forms={self.exercise.id: list(forms)})
            assert bank_models.keep_bank(session, turn, trained, utcnow())

    def requests(self) -> list[GenerationRequest]:
        """Without that out of which the exercise came."""
        with self.database.read() as session:
            query = select(GenerationRequest).order_by(GenerationRequest.created_at)
            return list(session.scalars(query))[1:]


@pytest.fixture
def shelf(app: Flask, database: Database) -> Shelf:
    return Shelf(app, database)


def test_learners_cannot_ask(app: Flask) -> None:
    assert visit_client(app).post("/exercises/x/another", {"shift": "like"}).status_code == 403


def test_exercise_of_another_course_is_not_found(shelf: Shelf, database: Database) -> None:
    with database.write() as session:
        other = make_exercise(session, make_course(session)).id
    answer = shelf.client.post(f"/exercises/{other}/another", {"shift": "like"})
    assert answer.status_code == 404


@pytest.mark.parametrize("shift", ["", "much harder", "0"])
def test_unknown_shift_is_refused(shelf: Shelf, shift: str) -> None:
    assert "Choose whether" in shelf.ask(shift)
    assert shelf.requests() == []


def test_without_a_source_nothing_is_asked(shelf: Shelf, database: Database) -> None:
    with database.write() as session:
        session.execute(update(Source).values(state=SourceState.FAILED))
    assert "Upload course material first" in shelf.ask("like")
    assert shelf.requests() == []


def test_dropped_skill_is_refused_with_what_to_do(shelf: Shelf, database: Database) -> None:
    with database.write() as session:
        session.execute(update(Skill).values(state=SkillState.DROPPED))
    assert "Keep it again" in shelf.ask("like")
    assert shelf.requests() == []


def test_without_a_map_no_other_form_is_offered(shelf: Shelf) -> None:
    assert "In another form" not in shelf.client.get(f"/exercises/{shelf.exercise.id}").text
    assert "Look at the list again" in shelf.ask_form("harder-cloze-apply")
    assert shelf.requests() == []


@pytest.mark.parametrize(
    "key", ["harder-cloze-apply", "easier-numerical-apply", "harder-numerical", "' or 1=1"]
)
def test_a_form_that_is_not_offered_is_refused(shelf: Shelf, key: str) -> None:
    shelf.draw_map(NUMBER)
    assert "Look at the list again" in shelf.ask_form(key)
    assert shelf.requests() == []


def test_a_kind_that_nobody_drafts_is_not_offered(shelf: Shelf) -> None:
    shelf.draw_map({**NUMBER, "kind": "case_study"})
    assert "In another form" not in shelf.client.get(f"/exercises/{shelf.exercise.id}").text


def test_another_form_is_asked_for_as_the_list_names_it(
    shelf: Shelf, queue: RecordingQueue
) -> None:
    shelf.draw_map(NUMBER)
    page = shelf.client.get(f"/exercises/{shelf.exercise.id}").text
    assert "Number · Apply · a little harder" in page
    shelf.ask_form("harder-numerical-apply")
    (row,) = shelf.requests()
    (blueprint,) = row.blueprints
    asked = (blueprint["skill"], blueprint["kind"], blueprint["bloom"], blueprint["difficulty"])
    assert asked == (shelf.exercise.skill_id, "numerical", "apply", 1.2)
    assert (JobName.GENERATE, row.id) in queue.rung


@pytest.mark.parametrize(
    ("shift", "from_", "to"),
    [
        ("easier", 0.0, -0.75),
        ("like", 0.5, 0.5),
        ("harder", 0.0, 0.75),
        ("harder", 3.9, 4.0),
        ("easier", -4.0, -4.0),
    ],
)
def test_the_other_one_differs_in_difficulty_alone(
    shelf: Shelf, database: Database, queue: RecordingQueue, shift: str, from_: float, to: float
) -> None:
    with database.write() as session:
        session.execute(update(Exercise).values(difficulty=from_))
    shelf.ask(shift)
    assert "Asked for." in shelf.client.get(f"/exercises/{shelf.exercise.id}").text
    (row,) = shelf.requests()
    (blueprint,) = row.blueprints
    assert blueprint["difficulty"] == pytest.approx(to)
    asked = (blueprint["skill"], blueprint["kind"], blueprint["language"], blueprint["bloom"])
    own = shelf.exercise
    assert asked == (own.skill_id, own.kind, own.language, own.bloom)
    assert (JobName.GENERATE, row.id) in queue.rung


def test_the_page_of_an_exercise_offers_all_three(shelf: Shelf, database: Database) -> None:
    page = shelf.client.get(f"/exercises/{shelf.exercise.id}").text
    for label in ("a little easier", "as hard", "a little harder"):
        assert label in page
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(GenerationRequest)) == 1
