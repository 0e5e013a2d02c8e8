"""Planning a worksheet: what cannot be planned first, then the rule, then a model in its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from generators.exercise.content import Kind
from generators.exercise.worksheet import Slot
from generators.planner.errors import PlannerFileError
from jobs import plan_worksheet
from jobs.parts import Parts
from lti_tool.db import utcnow
from lti_tool.models import (
    Context,
    Exercise,
    Membership,
    Person,
    PlannerModel,
    Practice,
    SheetPath,
    Skill,
    WorkerBeat,
    Worksheet,
    WorksheetState,
)
from lti_tool.queue import JobName
from lti_tool.services import planner_models, trainings, worksheets
from lti_tool.services.own_worksheets import SIZE, ask_own_worksheet
from lti_tool.services.planner_models import Trained
from lti_tool.services.worksheet_people import LearnerLeftError, NobodyToPlanForError, Target
from lti_tool.services.worksheet_slots import SheetSlot
from lti_tool.services.worksheets import MOST_TRIES, ask_worksheet, list_slots
from tests.lti_tool.contents import CHOICE
from tests.lti_tool.factories import (
    RecordingQueue,
    make_course,
    make_exercise,
    make_person,
    make_practice,
    make_skill,
    store,
)
from tests.lti_tool.services.learning import RIGHT, WRONG, Learning, make_learning

LENGTH = 6


@dataclass
class Room:
    """A course with as many skills as wanted and one learner."""

    parts: Parts
    context: Context
    learner: Person
    practice: Practice
    skills: list[Skill]

    def ask(self, target: Target | None = None, seed: int = 1) -> str:
        """Each a worksheet of its own."""
        with self.parts.database.write() as session:
            wanted = target or Target(self.learner.id)
            row = ask_worksheet(session, self.context.id, self.learner.id, wanted, LENGTH, seed)
            return row.id

    def ask_own(self, seed: int = 1) -> str:
        with self.parts.database.write() as session:
            return ask_own_worksheet(session, self.practice, self.learner.id, seed).id

    def publish(self, skill: Skill, stem: str = "How fast?") -> str:
        with self.parts.database.write() as session:
            content = CHOICE.model_copy(update={"stem": stem})
            return make_exercise(session, self.context, content, skill=skill).id

    def plan(self, worksheet_id: str, **values: Any) -> Worksheet:
        plan_worksheet.plan_worksheet(self.parts, worksheet_id, **values)
        return self.read(worksheet_id)

    def read(self, worksheet_id: str) -> Worksheet:
        with self.parts.database.read() as session:
            return session.get_one(Worksheet, worksheet_id)

    def train(self, serves: SheetPath = SheetPath.PLANNER, reason: str = "better") -> None:
        """As a training leaves the row; of a model there is no file."""
        with self.parts.database.write() as session:
            trainings.ask_for_training(session, PlannerModel, self.context.id)
            turn = trainings.begin_training(session, PlannerModel, self.context.id, utcnow())
            assert turn
            trained = Trained(serves, reason, revision="r1")
            planner_models.keep_trained(session, turn, trained, utcnow())

    def start_worker(self) -> None:
        with self.parts.database.write() as session:
            store(session, WorkerBeat(name="w", queue="model", seen_at=utcnow()))


def make_room(parts: Parts, skills: int = 3) -> Room:
    with parts.database.write() as session:
        context = make_course(session)
        learner = make_person(session, context)
        practice = make_practice(session, context, language="")
        made = [make_skill(session, context, f"Skill {n}", position=n) for n in range(skills)]
    return Room(parts, context, learner, practice, made)


@pytest.fixture
def room(parts: Parts) -> Room:
    return make_room(parts)


def test_without_skills_the_sheet_fails_with_that_reason(parts: Parts) -> None:
    room = make_room(parts, skills=0)
    row = room.plan(room.ask())
    assert (row.state, row.reason) == (WorksheetState.FAILED, "no_skills")


def test_a_learners_own_sheet_needs_published_exercises(room: Room) -> None:
    row = room.plan(room.ask_own())
    assert (row.state, row.reason) == (WorksheetState.FAILED, "no_exercises")


def test_a_sheet_of_nobody_fails(room: Room) -> None:
    worksheet = room.ask(Target())
    with room.parts.database.write() as session:
        session.execute(update(Membership).values(active=False))
    row = room.plan(worksheet)
    assert (row.state, row.reason) == (WorksheetState.FAILED, "nobody")


def test_nothing_is_planned_for_a_learner_who_left(room: Room) -> None:
    with room.parts.database.write() as session:
        session.execute(update(Membership).values(active=False))
    with pytest.raises(LearnerLeftError):
        room.ask()
    with pytest.raises(NobodyToPlanForError):
        room.ask(Target())


def test_a_job_for_a_row_that_is_not_there_does_nothing(room: Room) -> None:
    plan_worksheet.plan_worksheet(room.parts, "nothing")
    with room.parts.database.read() as session:
        assert session.scalar(select(func.count(Worksheet.id))) == 0


def test_one_skill_and_no_answers_give_a_sheet_by_the_rule(parts: Parts) -> None:
    room = make_room(parts, skills=1)
    row = room.plan(room.ask())
    slots = list_slots(row)
    assert (row.state, row.path, row.path_reason) == (
        WorksheetState.PLANNED, SheetPath.RULE, planner_models.NO_MODEL,
    )  # fmt: skip
    assert len(slots) == LENGTH
    assert {slot.skill for slot in slots} == {room.skills[0].id}
    assert {slot.why for slot in slots} == {"start"}
    assert [slot.difficulty for slot in slots] == sorted(slot.difficulty for slot in slots)
    assert len({(slot.bloom, slot.kind) for slot in slots}) == LENGTH


def test_a_second_run_changes_nothing(room: Room) -> None:
    worksheet = room.ask()
    first = room.plan(worksheet)
    assert room.plan(worksheet).slots == first.slots
    assert room.read(worksheet).tries == first.tries == 1


def test_the_seed_decides(room: Room) -> None:
    sheets = [room.plan(room.ask(seed=seed)).slots for seed in (1, 1, 2)]
    assert sheets[0] == sheets[1] != sheets[2]


def test_a_sheet_over_which_workers_die_fails(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_args: object, **_values: object) -> None:
        raise MemoryError

    worksheet = room.ask()
    monkeypatch.setattr(plan_worksheet, "read_ground", die)
    for _ in range(MOST_TRIES):
        with pytest.raises(MemoryError):
            room.plan(worksheet)
    row = room.plan(worksheet)
    assert (row.state, row.reason) == (WorksheetState.FAILED, "interrupted")


def test_five_exercises_of_one_skill_make_a_sheet_of_five(room: Room) -> None:
    exercises = {room.publish(room.skills[1], f"Ride {n}: how fast?") for n in range(5)}
    row = room.plan(room.ask_own())
    slots = list_slots(row)
    assert {slot.exercise for slot in slots} == exercises
    assert len(slots) == SIZE
    assert {slot.skill for slot in slots} == {room.skills[1].id}
    assert {slot.kind for slot in slots} == {Kind.MULTIPLE_CHOICE}


def test_one_exercise_makes_a_sheet_of_one(room: Room) -> None:
    exercise = room.publish(room.skills[0])
    assert [slot.exercise for slot in list_slots(room.plan(room.ask_own()))] == [exercise]


def test_a_withdrawn_exercise_is_in_no_sheet(room: Room) -> None:
    from lti_tool.services.exercises import withdraw_exercise

    exercise = room.publish(room.skills[0])
    with room.parts.database.write() as session:
        withdraw_exercise(session, room.context.id, exercise, room.learner.id)
    assert room.plan(room.ask_own()).reason == "no_exercises"


def test_errors_are_the_reason_of_their_skill(parts: Parts) -> None:
    with parts.database.write() as session:
        learning = make_learning(session)
        answer_wrong(learning, 3)
    room = Room(parts, learning.context, learning.person, learning.practice, [learning.skill])
    slots = list_slots(room.plan(room.ask()))
    assert {slot.why for slot in slots} == {"recent_errors"}
    assert slots[0].facts["wrong"] == 3
    assert all(slot.difficulty < 0 for slot in slots[:3])


def test_mastered_skills_that_are_not_due_have_a_reason_and_may_fill_up(
    parts: Parts,
) -> None:
    """One is due, one was mastered today, one is open and has too few exercises."""
    with parts.database.write() as session:
        learning = make_learning(session)
        due, today = learning.skill, make_skill(session, learning.context, "Today", position=1)
        opened = make_skill(session, learning.context, "Open", position=2)
        now = utcnow()
        master(learning, due, now - timedelta(days=9))
        master(learning, today, now - timedelta(hours=2))
        fresh = {
            publish(learning, skill, number).id
            for number, skill in enumerate((due, today, opened, opened))
        }
    room = Room(parts, learning.context, learning.person, learning.practice, [due, today, opened])
    row = room.plan(room.ask_own())
    slots = list_slots(row)
    assert row.state is WorksheetState.PLANNED
    assert {slot.exercise for slot in slots} == fresh
    whys = {slot.skill: slot.why for slot in slots}
    assert whys == {due.id: "review", today.id: "mastered", opened.id: "start"}


def master(learning: Learning, skill: Skill, at: datetime) -> None:
    for number in range(10, 20):
        learning.answer(learning.show(publish(learning, skill, number)), RIGHT, at)


def publish(learning: Learning, skill: Skill, number: int) -> Exercise:
    stem = f"{skill.name}, ride {number}: how fast?"
    return learning.publish(CHOICE.model_copy(update={"stem": stem}), skill)


def answer_wrong(learning: Learning, times: int) -> None:
    now = utcnow() - timedelta(hours=1)
    for number in range(times):
        learning.answer(learning.show(learning.publish_another(number)), WRONG, now)


def test_a_group_is_planned_for_by_its_mean_and_counts(room: Room) -> None:
    with room.parts.database.write() as session:
        make_person(session, room.context)
    row = room.plan(room.ask(Target()))
    slots = list_slots(row)
    assert {slot.why for slot in slots} == {"group"}
    assert slots[0].facts["learners"] == 2
    assert row.person_id is None


def test_a_model_on_another_queue_is_rung_for(room: Room) -> None:
    room.train()
    room.start_worker()
    worksheet = room.ask()
    row = room.plan(worksheet)
    assert (row.state, row.for_model) == (WorksheetState.WAITING, True)
    queue = room.parts.queue
    assert isinstance(queue, RecordingQueue)
    assert queue.rung[-1] == (JobName.PLAN_BY_MODEL, worksheet)
    with room.parts.database.read() as session:
        now = utcnow()
        assert worksheets.worksheets_to_ring(session, now, for_model=True) == [worksheet]
        assert worksheets.worksheets_to_ring(session, now, for_model=False) == []


def test_a_model_that_lets_wait_is_waited_for_no_longer(room: Room) -> None:
    room.train()
    room.start_worker()
    worksheet = room.ask()
    handed = room.plan(worksheet).handed_at
    assert room.plan(worksheet).handed_at == handed  # rung for twice, it waits since the first
    late = utcnow() + worksheets.MODEL_PATIENCE
    with room.parts.database.read() as session:
        assert worksheets.worksheets_to_ring(session, late, for_model=True) == []
        assert worksheets.worksheets_to_ring(session, late, for_model=False) == [worksheet]
    with room.parts.database.write() as session:
        past = utcnow() - worksheets.MODEL_PATIENCE - timedelta(seconds=1)
        session.execute(update(Worksheet).values(handed_at=past))
    row = room.plan(worksheet)
    assert (row.state, row.for_model) == (WorksheetState.PLANNED, False)
    assert (row.path, row.path_reason) == (SheetPath.RULE, plan_worksheet.NO_WORKER)


def test_without_a_worker_for_the_model_the_rule_is_served(room: Room) -> None:
    room.train()
    row = room.plan(room.ask())
    assert (row.path, row.path_reason) == (SheetPath.RULE, plan_worksheet.NO_WORKER)


def planned(skill: Skill) -> tuple[Slot, ...]:
    return tuple(
        Slot(skill=skill.id, bloom="apply", kind=kind, difficulty=0.5, minutes=2, p_correct=0.7)
        for kind in (Kind.CLOZE, Kind.MATCHING)
    )


def test_the_planner_is_served_where_the_gate_says_so(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = planned(room.skills[2])
    monkeypatch.setattr(plan_worksheet, "_ask_planner", lambda *_args: sheet)
    room.train()
    row = room.plan(room.ask(), by_model=True)
    assert (row.path, row.path_reason, row.revision) == (SheetPath.PLANNER, "better", "r1")
    assert [slot.kind for slot in list_slots(row)] == [Kind.CLOZE, Kind.MATCHING]
    assert len(row.sheets[SheetPath.RULE]) == LENGTH
    assert row.sheets[SheetPath.PLANNER] == row.slots


def test_where_the_gate_says_the_rule_both_sheets_are_kept(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_worksheet, "_ask_planner", lambda *_args: planned(room.skills[2]))
    room.train(SheetPath.RULE, "worse_in_worlds")
    row = room.plan(room.ask(), by_model=True)
    assert (row.path, row.path_reason) == (SheetPath.RULE, "worse_in_worlds")
    assert row.slots == row.sheets[SheetPath.RULE]
    assert len(row.sheets[SheetPath.PLANNER]) == 2


def test_back_to_the_rule_wins_over_the_gate(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_worksheet, "_ask_planner", lambda *_args: planned(room.skills[2]))
    room.train()
    for wanted, path in ((True, SheetPath.RULE), (False, SheetPath.PLANNER)):
        with room.parts.database.write() as session:
            planner_models.want_rule(session, room.context.id, wanted)
        assert room.plan(room.ask(), by_model=True).path is path


def test_a_model_file_that_cannot_be_read_serves_the_rule_and_says_why(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> tuple[SheetSlot, ...]:
        raise PlannerFileError("The file is damaged.")

    monkeypatch.setattr(plan_worksheet, "_ask_planner", refuse)
    room.train()
    row = room.plan(room.ask(), by_model=True)
    assert (row.path, row.path_reason) == (SheetPath.RULE, plan_worksheet.UNREADABLE)
    assert row.detail == "The file is damaged."
    assert len(row.slots) == LENGTH
    with room.parts.database.write() as session:
        planner_models.want_rule(session, room.context.id, True)
    row = room.plan(room.ask(), by_model=True)
    assert row.path_reason == planner_models.SWITCHED_BACK  # that is why, damaged or not


def test_where_a_skill_runs_out_the_next_one_fills_up(room: Room) -> None:
    exercises = {room.publish(skill, f"{skill.name}: how fast?") for skill in room.skills}
    slots = list_slots(room.plan(room.ask_own()))
    assert {slot.exercise for slot in slots} == exercises
    assert {slot.skill for slot in slots} == {skill.id for skill in room.skills}
