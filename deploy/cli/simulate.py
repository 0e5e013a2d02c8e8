from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from analytics.simulation.policies import BASELINE, POLICIES
from analytics.simulation.runner import Compared, Outcome, compare_outcomes, run_learners
from analytics.simulation.worlds import ASIDE, TUNED, WORLDS
from deploy.bench.machine import describe_machine
from deploy.cli.errors import CommandError
from deploy.cli.output import json_option, write_json

Found = dict[str, dict[str, Compared]]  # by world, by policy


@click.command()
@click.option("--policy", "policies", default="all", show_default=True, help=", ".join(POLICIES))
@click.option(
    "--world",
    "worlds",
    default="all",
    show_default=True,
    help=f"{', '.join(TUNED)}; kept aside from development: {', '.join(ASIDE)}; tuned; aside.",
)
@click.option("--learners", default=60, show_default=True, type=click.IntRange(4, 5000))
@click.option("--seeds", default=4, show_default=True, type=click.IntRange(1, 100))
@click.option("--seed", default=1, show_default=True, help="The first of the seeds.")
@json_option
def simulate(
    policies: str, worlds: str, learners: int, seeds: int, seed: int, json_file: Path | None
) -> None:
    """Play policies against simulated learners and compare their exam scores.

    Differences are shares of the score under gated order, with the same learners.
    """
    chosen = _pick(policies, "policy", {"all": tuple(POLICIES)}, POLICIES)
    groups = {"all": tuple(WORLDS), "tuned": TUNED, "aside": ASIDE}
    places = _pick(worlds, "world", groups, WORLDS)
    found = _run(chosen, places, learners, range(seed, seed + seeds))
    console = Console()
    for name in places:
        console.print(_draw_table(name, found[name]))
    write_json(json_file, _to_figures(found, learners, seeds, seed))


def _pick(
    text: str, what: str, groups: dict[str, tuple[str, ...]], known: Sequence[str] | dict[str, Any]
) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    names = [one for name in names for one in groups.get(name, (name,))]
    for name in names:
        if name not in known:
            raise CommandError(f"There is no {what} {name!r}. There are: {', '.join(known)}.")
    if not names:
        raise CommandError(f"Name at least one {what}: {', '.join(known)}.")
    return list(dict.fromkeys(names))


def _run(policies: list[str], worlds: list[str], learners: int, seeds: range) -> Found:
    played = list(dict.fromkeys([BASELINE, *policies]))
    found: Found = {}
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=len(worlds) * len(played) * len(seeds) * learners)
        for name in worlds:
            outcomes: dict[str, list[list[Outcome]]] = {policy: [] for policy in played}
            for policy in played:
                progress.update(task, description=f"{name}: {policy}")
                for seed in seeds:
                    run = run_learners(WORLDS[name](seed), POLICIES[policy](), learners)
                    outcomes[policy].append([])
                    for outcome in run:
                        outcomes[policy][-1].append(outcome)
                        progress.advance(task)
            found[name] = {
                policy: compare_outcomes(outcomes[policy], outcomes[BASELINE])
                for policy in policies
            }
    return found


def _draw_table(world: str, found: dict[str, Compared]) -> Table:
    aside = ", kept aside" if world in ASIDE else ""
    table = Table(title=f"{world}{aside}", title_justify="left")
    for title in ("policy", "exam", "lowest quartile", "against gated", "lowest", "mastered"):
        table.add_column(title, justify="left" if title == "policy" else "right")
    for policy, one in found.items():
        table.add_row(
            policy,
            f"{one.exam:.3f}",
            f"{one.lowest:.3f}",
            f"{one.gain:+.1%} ± {one.gain_spread:.1%}",
            f"{one.lowest_gain:+.1%} ± {one.lowest_gain_spread:.1%}",
            f"{one.mastered:.1f}",
        )
    return table


def _to_figures(found: Found, learners: int, seeds: int, seed: int) -> dict[str, Any]:
    return {
        "machine": describe_machine(),
        "learners": learners,
        "seeds": seeds,
        "first_seed": seed,
        "baseline": BASELINE,
        "worlds": {
            world: {
                "kept_aside": world in ASIDE,
                "policies": {policy: asdict(one) for policy, one in by_policy.items()},
            }
            for world, by_policy in found.items()
        },
    }
