"""Train the worksheet planner of one course. May run twice at any time: it goes on at checkpoints.

What was there before stays in use until the new model lies whole beside its card; whatever keeps it
from coming is kept as the reason, and the rule serves.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import structlog

from generators.planner.errors import PlannerError, TrainingStoppedError
from generators.planner.gate import FEWEST, GateFigures, GateReason, decide_gate
from jobs.model_folders import clear_others, fresh_folder, put_beside
from jobs.parts import Parts, current_parts
from jobs.planner_data import CourseData, gather_course
from jobs.planner_trial import play_planner
from jobs.training_progress import Teller
from jobs.training_turn import DIVERGED, TOO_LITTLE, NotTrainedError, take_turn
from lti_tool.db import utcnow
from lti_tool.models import PlannerModel, SheetPath
from lti_tool.services import planner_models
from lti_tool.services.planner_models import Trained, planner_folder
from lti_tool.services.trainings import Turn

if TYPE_CHECKING:
    from generators.planner.settings import TrainSettings
    from generators.planner.training import TrainReport

log = structlog.get_logger(__name__)

SEED = 20261126


def run(context_id: str) -> None:
    train_course(current_parts(), context_id)


def train_course(parts: Parts, context_id: str, settings: TrainSettings | None = None) -> None:
    took = take_turn(parts, PlannerModel, context_id, lambda turn: _try(parts, turn, settings))
    if took is None:
        return
    turn, trained = took
    folder = planner_folder(parts.settings.data, context_id)
    put_beside(folder, trained.revision)
    with parts.database.write() as session:
        kept = planner_models.keep_trained(session, turn, trained, utcnow())
    if kept:
        clear_others(folder, trained.revision)
    log.info("planner_trained", context=context_id, kept=kept, serves=trained.serves.value,
             reason=trained.reason, revision=trained.revision)  # fmt: skip


def _try(parts: Parts, turn: Turn, settings: TrainSettings | None) -> Trained:
    try:
        return _train(parts, turn, settings)
    except PlannerError as error:
        reason = DIVERGED if isinstance(error, TrainingStoppedError) else TOO_LITTLE
        raise NotTrainedError(reason, str(error)) from error


def _train(parts: Parts, turn: Turn, settings: TrainSettings | None) -> Trained:
    """Raises `PlannerError` and the two above."""
    from generators.planner.training import train_planner  # brings torch

    context_id, tell = turn.context_id, Teller(parts, turn)
    tell.say("data", 0, 1)
    with parts.database.read() as session:
        data = gather_course(session, context_id, SEED)
    fresh = fresh_folder(planner_folder(parts.settings.data, context_id))
    fresh.mkdir(parents=True, exist_ok=True)
    report = train_planner(
        data.prepared,
        fresh,
        settings=settings or _choose_settings(data),
        seed=SEED,
        requires=data.requires,
        order=data.skills,
        simulated=bool(data.taught or data.simulated),
        tell=lambda progress: tell.say(progress.stage, progress.done, progress.total),
    )
    return _judge(report, data, _play(report, tell))


def _choose_settings(data: CourseData) -> TrainSettings:
    """Where too few sheets are kept aside for the gate, a short training shows where it stands."""
    from generators.planner.settings import TrainSettings

    if len(data.prepared.unseen) >= FEWEST:
        return TrainSettings()
    return TrainSettings(warm_steps=250, critic_steps=150, tune_steps=20, patience=3)


def _play(report: TrainReport, tell: Teller) -> dict[str, float]:
    """In the simulated worlds, where nothing else keeps it from being served."""
    _, reason = decide_gate(GateFigures.from_card(report.card.figures))
    if reason is not GateReason.NOT_PLAYED:
        return {}
    from generators.planner.planner import Planner

    played = play_planner(
        Planner.load(report.folder), tell=lambda done, total: tell.say("worlds", done, total)
    )
    return {name: float(played[name]) for name in ("exam_gain", "lowest_gain")}


def _judge(report: TrainReport, data: CourseData, played: Mapping[str, float]) -> Trained:
    figures = {**report.card.figures, **played}
    serves, reason = decide_gate(GateFigures.from_card(figures))
    return Trained(
        serves=SheetPath(serves.value),
        reason=reason.value,
        revision=report.card.digest[:16],
        data={
            "learners": data.learners,
            "own_sheets": data.own,
            "rule_sheets": data.taught,
            "simulated_sheets": data.simulated,
            "removed": data.removed,
        },
        figures=figures,
    )
