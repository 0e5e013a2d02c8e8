"""How like teachers' worksheets the planner's are, beside seven other ways to draw them.

Without files, a simulated school on a skill map of OATutor: teachers' habits are simulated, partly
by what the critic is not shown. With --train and --unseen, on sheets of anybody's (one JSON object
a line): skills and words are those of the training file, prerequisites are unknown and no part of
"valid", and "real" is one half of the unseen sheets held against the other.

auc: boosted trees tell sampled sheets from unseen real ones by kinds, minutes, places in the
course, contexts and misconceptions, none of which the critic is shown (.5 is best); auc_all: by all
features. in_band: slots whose P(correct) is where eight of ten training slots have theirs.
profile_fit: sheets that fit their own learner's band better than another learner's.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from deploy.bench.machine import describe_machine
from deploy.bench.planner.goals import check_goals
from deploy.bench.planner.runs import FilesOfSheets, SimulatedSchool, run_seed
from deploy.cli.errors import CommandError
from deploy.cli.stage_bars import show_training
from generators.planner.contest import BESIDE, SAMPLERS
from generators.planner.measures import FIGURES, summarise
from generators.planner.settings import TrainSettings
from generators.planner.skill_map import list_maps

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OPTIONS = [
    click.Option(["--seeds"], default=5, show_default=True, type=click.IntRange(1, 100)),
    click.Option(
        ["--seed"],
        default=2,
        show_default=True,
        help="The first of the seeds; 1 served while the planner was built.",
    ),
    click.Option(["--train"], type=FILE, help="Sheets to learn from, instead of simulated ones."),
    click.Option(["--unseen"], type=FILE, help="Sheets to be held against, with --train."),
    click.Option(["--map", "name"], default="algebra", type=click.Choice(list_maps())),
    click.Option(
        ["--share"],
        default=1.0,
        show_default=True,
        type=click.FloatRange(0.01, 1.0),
        help="Of the training steps and the simulated learners: for a quick look.",
    ),
]


def measure(
    seeds: int = 5,
    seed: int = 2,
    train: Path | None = None,
    unseen: Path | None = None,
    name: str = "algebra",
    share: float = 1.0,
) -> dict[str, Any]:
    """Raises `CommandError` for one file without the other, PlannerError for files that cannot be
    used."""
    if (train is None) != (unseen is None):
        raise CommandError("--train and --unseen belong together. Give both, or none of them.")
    source = FilesOfSheets(train, unseen) if train and unseen else SimulatedSchool(name, share)
    settings = _shorten(share)
    with show_training() as tell:
        runs = [run_seed(source, number, settings, tell) for number in range(seed, seed + seeds)]
    samplers = {one: summarise([run.figures[one] for run in runs]) for one in (*SAMPLERS, *BESIDE)}
    return {
        "bench": "planner",
        "machine": describe_machine(),
        "load": os.getloadavg()[0],
        "data": source.describe(),
        "seeds": list(range(seed, seed + seeds)),
        "cpu_seconds": [run.cpu_seconds for run in runs],
        "finetuning_kept": [run.tuned for run in runs],
        "samplers": {one: samplers[one] for one in SAMPLERS},
        "beside": {one: samplers[one] for one in BESIDE},
        "goals": check_goals(samplers),
    }


def describe(figures: Mapping[str, Any]) -> Sequence[str]:
    lines = [figures["data"], f"{'':23}" + "".join(f"{name:>14}" for name in FIGURES)]
    for name, row in (figures["samplers"] | figures["beside"]).items():
        cells = (f"{row[one]['mean']:.3f} ±{row[one]['spread']:.3f}" for one in FIGURES)
        lines.append(f"{name:23}" + "".join(f"{cell:>14}" for cell in cells))
    kept = sum(figures["finetuning_kept"])
    lines.append(f"fine-tuning kept in {kept} of {len(figures['seeds'])} seeds")
    lines += [
        f"{name}: {one['value']:.3f}, goal {one['goal']}: {'met' if one['met'] else 'missed'}"
        for name, one in figures["goals"].items()
    ]
    return lines


def _shorten(share: float) -> TrainSettings:
    usual = TrainSettings()
    return TrainSettings(
        warm_steps=max(20, int(usual.warm_steps * share)),
        critic_steps=max(20, int(usual.critic_steps * share)),
        tune_steps=max(2, int(usual.tune_steps * share)),
        rival_share=share,
    )
