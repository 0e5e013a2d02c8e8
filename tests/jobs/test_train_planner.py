"""Training a course's planner: too little, stopped, cancelled, damaged; then a small course."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from generators.exercise.content import Kind
from generators.planner.errors import TrainingStoppedError
from generators.planner.settings import TrainSettings
from jobs import plan_worksheet, planner_data, train_planner
from jobs.parts import Parts
from jobs.planner_data import gather_course
from jobs.stopping import STOP
from lti_tool.db import utcnow
from lti_tool.models import (
    Context,
    Membership,
    PlannerModel,
    SheetPath,
    TrainingState,
    Worksheet,
    WorksheetState,
)
from lti_tool.services import planner_models, trainings
from lti_tool.services.planner_models import find_planner, planner_folder
from lti_tool.services.worksheet_people import Target
from lti_tool.services.worksheets import ask_worksheet
from tests.lti_tool.class_course import ClassCourse
from tests.lti_tool.contents import CHOICE
from tests.lti_tool.factories import make_course, make_person, make_practice, make_skill
from tests.lti_tool.planned_sheets import make_worksheet

QUICK = TrainSettings(warm_steps=4, critic_steps=2, tune_steps=1, batch=16, look=2, pool=2, draws=2)


def make_answers(parts: Parts, learners: int = 4, each: int = 4) -> Context:
    """Each learner had one sitting of as many exercises, and a lonely answer weeks before."""
    begun = utcnow() - timedelta(hours=3)
    with parts.database.write() as session:
        context = make_course(session)
        course = ClassCourse(session, context, make_practice(session, context))
        skills = [course.skill(f"Skill {number}", number) for number in range(2)]
        exercises = [
            course.exercise(
                skills[number % 2], CHOICE.model_copy(update={"stem": f"Ride {number}?"})
            )
            for number in range(each)
        ]
        for person in course.learners(learners):
            course.answer(exercises[0], person, {}, begun - timedelta(days=20), correct=True)
            for number, exercise in enumerate(exercises):
                moment = begun + timedelta(minutes=2 * number)
                course.answer(exercise, person, {}, moment, correct=number % 2 == 0)
    return context


def train(parts: Parts, context: Context) -> PlannerModel:
    with parts.database.write() as session:
        trainings.ask_for_training(session, PlannerModel, context.id)
    train_planner.train_course(parts, context.id, QUICK)
    return read(parts, context)


def read(parts: Parts, context: Context) -> PlannerModel:
    with parts.database.read() as session:
        row = find_planner(session, context.id)
    assert row is not None
    return row


def test_nobody_asked_so_nothing_is_trained(parts: Parts) -> None:
    context = make_answers(parts)
    train_planner.train_course(parts, context.id, QUICK)
    assert read(parts, context).state is TrainingState.NONE


def test_a_course_without_skills_has_too_little(parts: Parts) -> None:
    with parts.database.write() as session:
        context = make_course(session)
    row = train(parts, context)
    assert (row.state, row.stage) == (TrainingState.FAILED, train_planner.TOO_LITTLE)
    assert "too few to learn from" in row.detail
    with parts.database.read() as session:
        assert planner_models.decide_path(session, context.id).path is SheetPath.RULE


def test_sittings_become_sheets_without_names(parts: Parts) -> None:
    context = make_answers(parts)
    with parts.database.read() as session:
        data = gather_course(session, context.id, seed=1)
        text = "".join(one.planned.model_dump_json() for one in data.prepared.train)
        people = [row.person_id for row in session.query(Membership)]
    assert (data.own, data.learners) == (4, 4)  # the lonely answer is no worksheet
    assert not any(person in text or person[:16] in text for person in people)
    assert "Learner 0" not in text
    mine = [one for one in all_of(data) if not one.learner.startswith("rule-")]
    assert len({one.learner for one in mine}) == 4
    for one in mine:
        assert [slot.kind for slot in one.planned.sheet] == [Kind.MULTIPLE_CHOICE] * 4
        assert all(slot.minutes == 0.5 for slot in one.planned.sheet)
        assert set(one.planned.learner.mastery) == set(data.skills)


def all_of(data: planner_data.CourseData) -> list[planner_data.DatedSheet]:
    parts = data.prepared
    return [*parts.train, *parts.validation, *parts.unseen]


def test_the_state_is_that_before_the_sheet(parts: Parts) -> None:
    context = make_answers(parts, learners=1)
    with parts.database.read() as session:
        data = gather_course(session, context.id, seed=1)
    (mine,) = [one for one in all_of(data) if not one.learner.startswith("rule-")]
    known, unknown = (mine.planned.learner.mastery[skill] for skill in data.skills)
    assert known > unknown  # one right answer before; what was wrong in the sheet is not known yet


def test_the_rule_teaches_but_is_never_what_the_planner_is_judged_on(parts: Parts) -> None:
    with parts.database.write() as session:
        context = make_course(session)
        make_skill(session, context)
    data = gather_again(parts, context)
    assert (data.own, data.taught) == (0, 0)
    assert data.simulated == planner_data.ENOUGH
    assert data.prepared.unseen == ()


def gather_again(parts: Parts, context: Context) -> planner_data.CourseData:
    with parts.database.read() as session:
        return gather_course(session, context.id, seed=1)


def test_the_same_course_gives_the_same_data(parts: Parts) -> None:
    context = make_answers(parts)
    assert gather_again(parts, context).prepared == gather_again(parts, context).prepared


def test_what_instructors_sent_is_learned_from(parts: Parts) -> None:
    context = make_answers(parts, learners=0)
    with parts.database.write() as session:
        learner = make_person(session, context)
        skill = make_skill(session, context, "Force").id
        profile = {"mastery": {skill: 0.4, "gone": 0.9}, "uncertainty": {skill: 0.1}}
        row = make_worksheet(
            session, context.id, learner.id, skill, Target(learner.id), profile=profile
        )
        dropped = make_worksheet(session, context.id, learner.id, skill, Target(learner.id))
        row.state, row.given_at = WorksheetState.SENT, utcnow()
        assert dropped.given_at is None
    with parts.database.read() as session:
        data = gather_course(session, context.id, seed=1)
    assert data.own == 1
    (mine,) = [one for one in all_of(data) if not one.learner.startswith("rule-")]
    assert mine.planned.learner.mastery == {skill: 0.4}


def test_instructors_answers_are_left_out(parts: Parts) -> None:
    context = make_answers(parts)
    with parts.database.write() as session:
        session.query(Membership).update({"ever_instructor": True})
    assert gather_again(parts, context).own == 0


def test_a_training_that_diverges_says_so_and_the_rule_serves(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def diverge(*_args: object, **_values: object) -> None:
        raise TrainingStoppedError("The loss is no number at step 3.")

    monkeypatch.setattr("generators.planner.training.train_planner", diverge)
    row = train(parts, make_answers(parts))
    assert (row.state, row.stage) == (TrainingState.FAILED, train_planner.DIVERGED)
    assert row.serves is SheetPath.RULE


def test_a_worker_that_is_to_stop_gives_the_training_back(parts: Parts) -> None:
    context = make_answers(parts)
    STOP.set()
    try:
        row = train(parts, context)
    finally:
        STOP.clear()
    assert (row.state, row.tries, row.lease_until) == (TrainingState.WAITING, 0, None)


def test_a_cancelled_training_stops(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    context = make_answers(parts)

    def cancel_and_gather(*args: Any) -> planner_data.CourseData:
        with parts.database.write() as session:
            trainings.cancel_training(session, PlannerModel, context.id, utcnow())
        return gather_course(*args)

    monkeypatch.setattr(train_planner, "gather_course", cancel_and_gather)
    row = train(parts, context)
    assert row.state is TrainingState.NONE
    assert not planner_folder(parts.settings.data, context.id).exists()


def test_a_small_course_is_trained_and_not_yet_trusted(parts: Parts) -> None:
    context = make_answers(parts)
    row = train(parts, context)
    assert row.state is TrainingState.TRAINED, row.detail
    assert (row.serves, row.gate_reason) == (SheetPath.RULE, "too_few_sheets")
    assert row.data["own_sheets"] == 4
    assert row.data["simulated_sheets"] > 0
    folder = planner_folder(parts.settings.data, context.id) / row.revision
    assert sorted(path.name for path in folder.iterdir()) == ["card.json", "planner.safetensors"]
    sheet = plan(parts, context)
    assert (sheet.path, sheet.path_reason) == (SheetPath.RULE, "too_few_sheets")
    assert len(sheet.sheets[SheetPath.PLANNER]) == 6


@pytest.mark.parametrize("damage", ["weights", "version", "gone"])
def test_a_model_that_cannot_be_used_serves_the_rule_with_the_reason(
    parts: Parts, damage: str
) -> None:
    context = make_answers(parts)
    row = train(parts, context)
    folder = planner_folder(parts.settings.data, context.id) / row.revision
    card, weights = folder / "card.json", folder / "planner.safetensors"
    match damage:
        case "weights":
            weights.write_bytes(weights.read_bytes()[:-7] + b"garbage")
        case "version":
            card.write_text(json.dumps({**json.loads(card.read_text()), "version": 99}))
        case "gone":
            weights.unlink()
    with parts.database.write() as session:
        session.query(PlannerModel).update({"serves": SheetPath.PLANNER, "gate_reason": "better"})
    sheet = plan(parts, context)
    assert (sheet.path, sheet.path_reason) == (SheetPath.RULE, plan_worksheet.UNREADABLE)
    assert "rain" in sheet.detail  # it says to train again
    assert len(sheet.slots) == 6


def plan(parts: Parts, context: Context) -> Worksheet:
    with parts.database.write() as session:
        person = make_person(session, context)
        row = ask_worksheet(session, context.id, person.id, Target(person.id), 6, seed=1)
    plan_worksheet.plan_worksheet(parts, row.id, by_model=True)
    with parts.database.read() as session:
        return session.get_one(Worksheet, row.id)


def test_what_is_served_is_decided_by_the_gate_alone(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = make_answers(parts)

    def boast(*args: Any) -> planner_models.Trained:
        return replace(judge(*args), serves=SheetPath.PLANNER, reason="better")

    judge = train_planner._judge
    monkeypatch.setattr(train_planner, "_judge", boast)
    train(parts, context)
    sheet = plan(parts, context)
    assert (sheet.path, sheet.path_reason) == (SheetPath.PLANNER, "better")
    assert sheet.revision == read(parts, context).revision != ""


def trained_report(**figures: float) -> Any:
    """As much of a report as playing and judging look at."""
    return SimpleNamespace(card=SimpleNamespace(figures=figures, digest="d" * 64), folder=Path())


@pytest.mark.parametrize(
    ("exam_gain", "serves", "reason"),
    [(0.02, SheetPath.PLANNER, "better"), (-0.2, SheetPath.RULE, "worse_in_worlds")],
    ids=["better", "worse"],
)
def test_a_planner_that_is_better_on_unseen_sheets_is_played_in_the_worlds(
    parts: Parts, monkeypatch: pytest.MonkeyPatch, exam_gain: float, serves: SheetPath, reason: str
) -> None:
    context = make_answers(parts)
    figures = {"unseen_sheets": 90.0, "planner_auc": 0.55, "rule_auc": 0.8}
    monkeypatch.setattr(
        "generators.planner.training.train_planner", lambda *_a, **_v: trained_report(**figures)
    )
    monkeypatch.setattr("generators.planner.planner.Planner.load", lambda _folder: None)
    monkeypatch.setattr(
        train_planner, "play_planner",
        lambda _planner, **_tell: {"exam_gain": exam_gain, "lowest_gain": 0.0, "worlds": {}},
    )  # fmt: skip
    row = train(parts, context)
    assert (row.serves, row.gate_reason) == (serves, reason)
    assert row.figures["exam_gain"] == exam_gain


def test_one_that_is_no_better_on_unseen_sheets_is_not_played(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures = {"unseen_sheets": 90.0, "planner_auc": 0.9, "rule_auc": 0.8}
    monkeypatch.setattr(
        "generators.planner.training.train_planner", lambda *_a, **_v: trained_report(**figures)
    )
    row = train(parts, make_answers(parts))
    assert (row.serves, row.gate_reason) == (SheetPath.RULE, "not_better_on_unseen")
    assert "exam_gain" not in row.figures


def test_where_the_gate_cannot_open_the_training_is_short(parts: Parts) -> None:
    data = gather_again(parts, make_answers(parts))
    short = train_planner._choose_settings(data)
    unseen = tuple(all_of(data)[:1] * 60)
    full = train_planner._choose_settings(
        replace(data, prepared=replace(data.prepared, unseen=unseen))
    )
    assert full == TrainSettings()
    assert short.warm_steps < full.warm_steps
    assert short.critic_steps < full.critic_steps
