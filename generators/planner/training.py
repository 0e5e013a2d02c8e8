"""A planner learnt from sheets: all stages, what they are worth on unseen sheets, and the files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path

from generators.exercise.worksheet import PlannedSheet
from generators.fitting.errors import NoNumberError
from generators.fitting.progress import Progress, Tell, tell_nobody
from generators.fitting.stage import Fitted
from generators.fitting.tensor_file import write_tensors
from generators.planner.card import (
    VERSION,
    WEIGHTS,
    Card,
    DataUsed,
    StageDone,
    digest_file,
    write_card,
)
from generators.planner.critic import Critic
from generators.planner.encoding import encode_learners, encode_sheets
from generators.planner.errors import PlannerInputError, TrainingStoppedError
from generators.planner.features import find_valid
from generators.planner.generator import Generator
from generators.planner.hand_rule import score_by_rule
from generators.planner.measures import Judge, find_in_band
from generators.planner.sampling import sample
from generators.planner.settings import TrainSettings
from generators.planner.sheets import DatedSheet, Prepared
from generators.planner.stages import Coded, Course, choose_best, train_critic, tune, warm_up
from generators.planner.vocabulary import Vocabulary, build_vocabulary

MARGIN = 0.01  # of AUC on validation, by which fine-tuning has to be better to be kept
FEWEST_HELD = 8


@dataclass(frozen=True, slots=True)
class Learnt:
    """Generator and critic as of the warm start and fine-tuned, with the AUC of either on
    validation; `keeps` says whether the fine-tuned ones are served."""

    warm: tuple[Generator, Critic]
    tuned: tuple[Generator, Critic]
    stages: tuple[Fitted, ...]
    warm_auc: float
    tuned_auc: float

    @property
    def keeps(self) -> bool:
        return abs(self.tuned_auc - 0.5) < abs(self.warm_auc - 0.5) - MARGIN

    @property
    def served(self) -> tuple[Generator, Critic]:
        return self.tuned if self.keeps else self.warm


@dataclass(frozen=True, slots=True)
class TrainReport:
    card: Card
    folder: Path


def train_planner(
    prepared: Prepared,
    out: Path,
    *,
    settings: TrainSettings | None = None,
    seed: int = 0,
    requires: Mapping[str, Sequence[str]] | None = None,
    order: Sequence[str] = (),
    simulated: bool,
    tell: Tell = tell_nobody,
) -> TrainReport:
    """`order` names the course's skills in order. A call that was cut short leaves checkpoints in
    `out`, from which the same call goes on.

    Raises PlannerInputError for too little data, TrainingStoppedError where it diverges at once.
    """
    chosen = settings or TrainSettings()
    course, unseen = open_course(prepared, out, chosen, seed, requires, order, tell)
    learnt, figures = _learn_and_weigh(course, unseen)
    generator, critic = learnt.served
    tensors = {f"generator/{name}": one for name, one in generator.state_dict().items()}
    tensors |= {f"critic/{name}": one for name, one in critic.state_dict().items()}
    write_tensors(out / WEIGHTS, tensors, {"version": str(VERSION)})
    card = Card(
        version=VERSION,
        date=datetime.now(UTC).date().isoformat(),
        seed=seed,
        words=course.words,
        data=_count(prepared, simulated),
        stages=tuple(StageDone(**asdict(stage)) for stage in learnt.stages),
        tuned=learnt.keeps,
        draws=chosen.draws,
        figures=figures,
        digest=digest_file(out / WEIGHTS),
    )
    write_card(out, card)
    for path in out.glob("checkpoint-*.safetensors"):
        path.unlink()
    return TrainReport(card, out)


def _learn_and_weigh(course: Course, unseen: Coded | None) -> tuple[Learnt, dict[str, float]]:
    try:
        learnt = learn(course)
        return learnt, weigh(course, learnt, unseen)
    except NoNumberError as error:
        raise TrainingStoppedError(
            f"{error} Look for extreme values in the sheets, or train with another --seed."
        ) from error


def open_course(
    prepared: Prepared,
    out: Path | None,
    settings: TrainSettings,
    seed: int,
    requires: Mapping[str, Sequence[str]] | None,
    order: Sequence[str],
    tell: Tell,
) -> tuple[Course, Coded | None]:
    """And the unseen sheets, None where they are too few to be measured on."""
    parts = [[one.planned for one in part] for part in (prepared.train, prepared.validation)]
    words = build_vocabulary(parts[0], requires, order)
    train, held, unseen = (
        encode(words, keep_known(words, part))
        for part in (prepared.train, prepared.validation, prepared.unseen)
    )
    if len(held) < FEWEST_HELD:
        raise PlannerInputError(
            f"Only {len(held)} sheets of learners kept aside to check on: {FEWEST_HELD} are "
            "needed. Sheets of more learners help. Until then sheets are planned by the rule."
        )
    key = _sign(prepared, settings, seed, words)
    course = Course(words, train, held, settings, seed, key, out, tell)
    return course, unseen if len(unseen) >= FEWEST_HELD else None


def keep_known(words: Vocabulary, sheets: Sequence[DatedSheet]) -> list[PlannedSheet]:
    """Without those that name a skill which the training sheets do not."""
    known = set(words.skills)
    plain = [one.planned for one in sheets]
    return [sheet for sheet in plain if known.issuperset(slot.skill for slot in sheet.sheet)]


def encode(words: Vocabulary, sheets: Sequence[PlannedSheet]) -> Coded:
    learners = encode_learners(words, [sheet.learner for sheet in sheets])
    return Coded(learners, encode_sheets(words, sheets))


def learn(course: Course) -> Learnt:
    """Fine-tuning is kept only where it beats warm start and critic on validation."""
    draws, stages = course.settings.draws, []
    warm, fitted = warm_up(course)
    stages.append(fitted)
    critic, fitted = train_critic(course, warm)
    stages.append(fitted)
    tuned, fitted = tune(course, warm, critic)
    stages.append(fitted)
    second, fitted = train_critic(course, tuned, "critic-tuned", critic)
    stages.append(fitted)
    held = course.validation
    judge = Judge(course.words, held.learners, held.sheets, course.train.sheets, course.seed)
    aucs = [
        judge.find_auc(choose_best(model, held, draws, course.random("choose"), against))
        for model, against in ((warm, critic), (tuned, second))
    ]
    return Learnt((warm, critic), (tuned, second), tuple(stages), *aucs)


def weigh(course: Course, learnt: Learnt, unseen: Coded | None) -> dict[str, float]:
    """Figures for the card, by all features; only those that are numbers."""
    figures = {
        "unseen_sheets": float(len(unseen) if unseen else 0),
        "warm_start_with_critic_auc": learnt.warm_auc,
        "finetuned_auc": learnt.tuned_auc,
    }
    if unseen:
        course.tell(Progress("weigh", 0, 1))
        words, draws = course.words, course.settings.draws
        judge = Judge(words, unseen.learners, unseen.sheets, course.train.sheets, course.seed)
        random = course.random("weigh")
        generator, critic = learnt.served
        ours = choose_best(generator, unseen, draws, random, critic)
        by_rule = score_by_rule(words)
        rule = choose_best(learnt.warm[0], unseen, draws, random, by_rule, by_chance=False)
        plain = sample(learnt.warm[0], unseen.learners, unseen.lengths, random)
        figures |= {
            "planner_auc": judge.find_auc(ours),
            "rule_auc": judge.find_auc(rule),
            "warm_start_auc": judge.find_auc(plain),
            "valid": float(find_valid(words, unseen.learners, ours).mean()),
            "data_valid": float(find_valid(words, unseen.learners, unseen.sheets).mean()),
            "in_band": find_in_band(words, unseen.learners, ours),
            "data_in_band": find_in_band(words, unseen.learners, unseen.sheets),
        }
    return {name: value for name, value in figures.items() if isfinite(value)}


def _count(prepared: Prepared, simulated: bool) -> DataUsed:
    parts = (prepared.train, prepared.validation, prepared.unseen)
    return DataUsed(
        train=len(parts[0]),
        validation=len(parts[1]),
        unseen=len(parts[2]),
        learners=len({one.learner for part in parts for one in part}),
        removed=prepared.removed,
        simulated=simulated,
    )


def _sign(prepared: Prepared, settings: TrainSettings, seed: int, words: Vocabulary) -> str:
    """Of all that a checkpoint depends on."""
    digest = hashlib.sha256(f"{VERSION}/{settings}/{seed}/{words}".encode())
    for part in (prepared.train, prepared.validation):
        for one in part:
            digest.update(one.planned.model_dump_json().encode())
    return digest.hexdigest()
