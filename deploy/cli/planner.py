from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from pydantic import ValidationError

from deploy.cli.errors import CommandError
from deploy.cli.export import export_model, export_options
from deploy.cli.output import json_option, write_json

if TYPE_CHECKING:
    from generators.exercise.worksheet import LearnerState, PlannedSheet

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
OLD_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group()
def planner() -> None:
    """Worksheets planned for a learner: the data, the training, the plan.

    A sheet is a line of JSON: {"learner": {"mastery": {SKILL: p}, "uncertainty": {SKILL: sd}},
    "sheet": [{"skill", "bloom", "kind", "difficulty", "minutes", "p_correct"}, ...]}, each slot
    with "misconception" and "context" where it has any. docs/BENCHMARKS.md says what the planner
    is worth (`coursewright bench planner`).
    """


@planner.command()
@click.option("--sheets", type=FILE, help="Sheets to look at, instead of simulated ones.")
@click.option("--worlds", is_flag=True, help="Teach learners of the worlds of `planner play`.")
@click.option("--map", "name", default="algebra", show_default=True, help="Skills to simulate on.")
@click.option("--data", type=FILE, help="A file of skill maps, instead of those that come along.")
@click.option("--learners", default=200, show_default=True, type=click.IntRange(1, 20_000))
@click.option("--each", default=6, show_default=True, type=click.IntRange(1, 50))
@click.option("--seed", default=1, show_default=True)
@click.option("--out", type=NEW_FILE, help="Write the sheets here, doubles removed.")
@json_option
def data(
    sheets: Path | None,
    worlds: bool,
    name: str,
    data: Path | None,
    learners: int,
    each: int,
    seed: int,
    out: Path | None,
    json_file: Path | None,
) -> None:
    """Prepare sheets to learn from: what is simulated, doubles, splits by learner and time.

    With --worlds, simulated teachers serve the learners of each world but those kept aside.
    """
    from deploy.cli.planner_sheets import (
        count_sheets,
        describe_sheets,
        simulate_school,
        teach_worlds_of,
        tell_of_file,
    )
    from generators.planner.sheets import date_sheets, prepare_sheets, read_sheets, write_sheets

    if sheets:
        dated, facts = date_sheets(read_sheets(sheets)), tell_of_file(sheets)
    elif worlds:
        dated, facts = teach_worlds_of(seed, learners, each)
    else:
        dated, facts = simulate_school(name, data, seed, learners, each)
    prepared = prepare_sheets(dated)
    figures = facts | count_sheets(prepared)
    for line in describe_sheets(figures):
        click.echo(line)
    if out:
        parts = prepared.train + prepared.validation + prepared.unseen
        write_sheets(out, [one.planned for one in parts])
        click.echo(f"Wrote {len(parts)} sheets to {out}.")
    write_json(json_file, figures)


@planner.command()
@click.option("--sheets", required=True, type=FILE, help="Sheets to learn from.")
@click.option("--out", required=True, type=FOLDER, help="Where the planner goes.")
@click.option("--seed", default=0, show_default=True)
@click.option("--steps", type=click.IntRange(1), help="Upper bound of each stage's steps.")
@click.option("--simulated", is_flag=True, help="Note on the card that the sheets are simulated.")
@json_option
def train(
    sheets: Path,
    out: Path,
    seed: int,
    steps: int | None,
    simulated: bool,
    json_file: Path | None,
) -> None:
    """Train a planner. Broken off, the same command goes on from its last checkpoint.

    Learners are kept aside to stop by and to measure on; who has the same state is one learner.
    """
    from dataclasses import replace

    from deploy.cli.stage_bars import show_training
    from generators.planner.settings import TrainSettings
    from generators.planner.sheets import date_sheets, prepare_sheets, read_sheets
    from generators.planner.training import train_planner

    settings = TrainSettings()
    if steps is not None:
        names = ("warm_steps", "critic_steps", "tune_steps")
        bounds = {name: min(steps, getattr(settings, name)) for name in names[1:]}
        settings = replace(settings, warm_steps=steps, **bounds)
    prepared = prepare_sheets(date_sheets(read_sheets(sheets)))
    with show_training() as tell:
        card = train_planner(
            prepared, out, settings=settings, seed=seed, simulated=simulated, tell=tell
        ).card
    for stage in card.stages:
        click.echo(f"{stage.stage}: {stage.steps} steps, best at {stage.best} ({stage.ending})")
    click.echo("Adversarial fine-tuning was " + ("kept." if card.tuned else "not kept."))
    for name, figure in sorted(card.figures.items()):
        click.echo(f"  {name:28} {figure:.3f}")
    click.echo(f"The planner is in {out}.")
    write_json(json_file, card.model_dump(mode="json", exclude={"words"}))


@planner.command()
@click.option("--model", type=OLD_FOLDER, help="A trained planner's folder.")
@click.option("--course", help="Or a course, by id or title, whose planner it is to be.")
@export_options
@click.option("--slots", type=click.IntRange(1, 40), help="Of a sheet; default: the longest known.")
@json_option
def export(
    model: Path | None,
    course: str | None,
    out: Path,
    seed: int,
    slots: int | None,
    json_file: Path | None,
) -> None:
    """Write generator and critic as ONNX, each checked against torch.

    The folder's card.json says how to call them; docs/MODELS.md has an example.
    """
    from deploy.cli.course_models import find_planner_revision
    from generators.planner.planner import Planner
    from generators.portable.planner import describe_planner

    if (model is None) == (course is None):
        raise CommandError("Name either a folder with --model, or a course with --course.")
    loaded = Planner.load(model or find_planner_revision(course or ""))
    export_model(describe_planner(loaded, slots), out, seed, json_file)


@planner.command()
@click.option("--model", type=OLD_FOLDER, help="A trained planner's folder.")
@click.option("--learner", "learner_file", required=True, type=FILE, help="A learner's state.")
@click.option("--seed", default=0, show_default=True, help="Of the noise.")
@click.option("--length", default=6, show_default=True, type=click.IntRange(1, 40))
@click.option("--alternatives", default=1, show_default=True, type=click.IntRange(1, 20))
@json_option
def plan(
    model: Path | None,
    learner_file: Path,
    seed: int,
    length: int,
    alternatives: int,
    json_file: Path | None,
) -> None:
    """Plan a learner's worksheet; without --model, by the rule.

    The learner's file is JSON: {"mastery": {SKILL: p}, "uncertainty": {SKILL: sd}}.
    """
    from generators.planner.rule import plan_by_rule
    from generators.planner.wishes import Wishes

    learner, wishes = _read_learner(learner_file), Wishes(length)
    if model:
        from generators.planner.planner import Planner

        found = Planner.load(model).plan(learner, wishes, seed=seed, alternatives=alternatives)
    else:
        found = plan_by_rule(learner, wishes, seed=seed, alternatives=alternatives)
    for number, sheet in enumerate(found, start=1):
        click.echo(f"Sheet {number}, planned by {'the model' if model else 'the rule'}:")
        _print_slots(sheet)
    write_json(json_file, {"sheets": [sheet.model_dump(mode="json") for sheet in found]})


@planner.command()
@click.option("--model", required=True, type=OLD_FOLDER)
@click.option("--world", "worlds", multiple=True, help="Only these; default: all.")
@click.option("--learners", default=20, show_default=True, type=click.IntRange(4, 5000))
@click.option("--seeds", default=3, show_default=True, type=click.IntRange(1, 100))
@click.option("--keep", is_flag=True, help="Write the gains to the model's card, for the gate.")
@json_option
def play(
    model: Path,
    worlds: tuple[str, ...],
    learners: int,
    seeds: int,
    keep: bool,
    json_file: Path | None,
) -> None:
    """Serve simulated learners by the planner and by the rule; who scores more in the exam?

    Says what the gate decides by it: the planner is served where it is better on unseen sheets
    and loses no more than a hundredth of the exam score, also in the lowest quartile.
    """
    from analytics.simulation.worlds import WORLDS
    from deploy.cli.stage_bars import show_training
    from generators.fitting.progress import Progress
    from generators.planner.card import write_card
    from generators.planner.planner import Planner
    from jobs.planner_trial import play_planner

    unknown = [world for world in worlds if world not in WORLDS]
    if unknown:
        raise CommandError(f"There is no world {unknown[0]!r}. There are: {', '.join(WORLDS)}.")
    loaded = Planner.load(model)
    with show_training() as tell:
        found = play_planner(
            loaded,
            worlds=worlds or tuple(WORLDS),
            learners=learners,
            seeds=seeds,
            tell=lambda done, total: tell(Progress("worlds", done, total)),
        )
    gains = {name: found[name] for name in ("exam_gain", "lowest_gain")}
    card = loaded.card.model_copy(update={"figures": loaded.card.figures | gains})
    for line in _describe_play(found):
        click.echo(line)
    served, reason = _decide(card.figures)
    click.echo(f"The gate serves the {served}: {reason.replace('_', ' ')}.")
    if keep:
        write_card(model, card)
        click.echo(f"Wrote the gains to the card in {model}.")
    write_json(json_file, found | {"served": served, "reason": reason})


def _decide(figures: dict[str, float]) -> tuple[str, str]:
    from generators.planner.gate import GateFigures, decide_gate

    served, reason = decide_gate(GateFigures.from_card(figures))
    return served.value, reason.value


def _describe_play(found: dict[str, Any]) -> list[str]:
    lines = [f"{'world':12} {'served by':11} {'exam':>6} {'lowest':>7} {'gain':>14} {'lowest':>14}"]
    for world, policies in found["worlds"].items():
        for name, one in policies.items():
            lines.append(
                f"{world:12} {name:11} {one['exam']:6.3f} {one['lowest']:7.3f} "
                f"{one['gain']:+7.1%} ±{one['gain_spread']:5.1%} "
                f"{one['lowest_gain']:+7.1%} ±{one['lowest_gain_spread']:5.1%}"
            )
    lines.append(
        f"the planner against the rule: {found['exam_gain']:+.1%} of the exam score, "
        f"{found['lowest_gain']:+.1%} in the lowest quartile"
    )
    return lines


def _read_learner(path: Path) -> LearnerState:
    from generators.exercise.worksheet import LearnerState

    try:
        return LearnerState.model_validate_json(path.read_text(encoding="utf-8"))
    except (ValidationError, UnicodeDecodeError) as error:
        reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise CommandError(f"{path} holds no learner's state: {reason}.") from error


def _print_slots(sheet: PlannedSheet) -> None:
    for number, slot in enumerate(sheet.sheet, start=1):
        more = " ".join(f"[{one}]" for one in (slot.misconception, slot.context) if one)
        click.echo(
            f"  {number}. {slot.skill}: {slot.bloom.value}, {slot.kind.value}, difficulty "
            f"{slot.difficulty:+.2f}, {slot.minutes:g} min, P(correct) {slot.p_correct:.2f} {more}"
        )
