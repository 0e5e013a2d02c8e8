"""Measure how many accepted exercises a second an engine gives, and what limits it.

The drafter's own prompts on a demo course, judged by the checks: one after the other, all at once,
and by a server where one is named, by turns in one run. Random weights write junk, of which
nothing is accepted: their figures are those of speed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import quantiles
from typing import Any

import click

from deploy.bench.engines.opening import OPTIONS as ENGINE_OPTIONS
from deploy.bench.engines.opening import describe_load, open_measured, read_settings
from deploy.bench.engines.ways import Drafted, draft
from deploy.bench.machine import describe_machine
from deploy.cli.errors import CommandError
from deploy.demo.courses.catalogue import DemoCourse, load_courses
from deploy.evaluation.texts import read_folder
from generators.drafters.base import Material
from generators.drafters.transformer import Ask, TransformerDrafter
from generators.engines.base import Engine, EngineError
from generators.engines.openai_engine import EndpointSettings, OpenAIEngine
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Kind, Language

PER_ASK = 2  # drafts
_SEED_STEP = 7919

OPTIONS = (
    *ENGINE_OPTIONS,
    click.Option(["--batch"], default=16, show_default=True, type=click.IntRange(1, 1024)),
    click.Option(["--n", "count"], default=8, show_default=True, type=click.IntRange(1, 2000)),
    click.Option(["--seed"], default=1, show_default=True),
    click.Option(["--language"], type=click.Choice(["en", "zh"]), default="en", show_default=True),
    click.Option(
        ["--seconds"],
        default=300.0,
        show_default=True,
        type=click.FloatRange(1, 86400),
        help="For each way in each round; what is not written then does not count.",
    ),
    click.Option(["--rounds"], default=1, show_default=True, type=click.IntRange(1, 50)),
    click.Option(["--server"], default="", help="An OpenAI-compatible server: http://HOST:PORT/v1"),
    click.Option(["--server-model"], default="", help="The model's name at the server."),
)


def measure(
    engine: str,
    device: str,
    dtype: str,
    threads: int,
    batch: int,
    count: int,
    seed: int,
    language: str,
    seconds: float,
    rounds: int,
    server: str,
    server_model: str,
) -> dict[str, Any]:
    from generators.engines.load import measure_bandwidth, peak_memory

    if bool(server) != bool(server_model):
        raise CommandError("--server and --server-model belong together.")
    opened = open_measured(engine, read_settings(device, dtype, threads, batch))
    where = getattr(opened, "device", "cpu" if device == "auto" else device)
    bandwidth = measure_bandwidth(where)
    course = next(own for own in load_courses() if own.language == language)
    material = Material.of(read_folder(course.folder / "text").passages)
    asks = _plan(course, count, seed)
    ways = {"plain": (opened, True), "batched": (opened, False)}
    if server:
        endpoint = EndpointSettings(server, server_model, concurrency=batch)
        ways["server"] = (OpenAIEngine(endpoint, "server"), False)
    turns = []
    for _ in range(rounds):
        turns.append(
            {
                name: _measure_way(own, one_by_one, asks, material, seconds, bandwidth)
                for name, (own, one_by_one) in ways.items()
            }
        )
    return {
        "bench": "generate",
        "machine": describe_machine(),
        "engine": engine,
        "revision": opened.revision,
        "device": where,
        "dtype": dtype,
        "threads": threads,
        "batch": batch,
        "asks": count,
        "seed": seed,
        "language": language,
        "bandwidth_bytes_a_second": bandwidth,
        "peak_memory_bytes": peak_memory(where),
        "rounds": turns,
    }


def describe(figures: Mapping[str, Any]) -> Sequence[str]:
    lines = [
        f"{figures['engine']} on {figures['device']}, {figures['dtype']}, {figures['threads']} "
        f"threads, {figures['batch']} at once; memory reads and writes "
        f"{figures['bandwidth_bytes_a_second'] / 1e9:.1f} GB/s; at most "
        f"{figures['peak_memory_bytes'] / 1e9:.2f} GB in use",
        f"{'':8} {'drafts':>6} {'accepted':>8} {'acc./s':>8} {'tok/s':>8} {'tok/CPU s':>9} "
        f"{'p50 s':>7} {'p95 s':>7} {'of limit':>8}",
    ]
    for turn in figures["rounds"]:
        for name, own in turn.items():
            share = own["share_of_bandwidth"]
            lines.append(
                f"{name:8} {own['drafts']:6} {own['accepted']:8} "
                f"{own['accepted_a_second']:8.4f} {own['tokens_a_second']:8.1f} "
                f"{own['tokens_a_cpu_second']:9.1f} {own['p50_seconds']:7.2f} "
                f"{own['p95_seconds']:7.2f} {'' if share is None else f'{share:.0%}':>8}"
            )
    return lines


def _plan(course: DemoCourse, count: int, seed: int) -> list[Ask]:
    """Skills and the kinds that the model can write take turns."""
    kinds = sorted(TransformerDrafter.kinds)
    asks = []
    for number in range(count):
        turn, place = divmod(number, len(course.skills))
        skill = course.skills[place]
        blueprint = Blueprint(
            skill=skill.name,
            skill_name=skill.name,
            kind=Kind(kinds[(turn + place) % len(kinds)]),
            language=Language(course.language),
            terms=skill.terms,
        )
        asks.append(Ask(blueprint, seed + number * _SEED_STEP, PER_ASK))
    return asks


def _measure_way(
    engine: Engine,
    one_by_one: bool,
    asks: Sequence[Ask],
    material: Material,
    seconds: float,
    bandwidth: float,
) -> dict[str, Any]:
    before = describe_load(engine)
    try:
        drafted = draft(engine, asks, material, seconds, one_by_one=one_by_one)
    except EngineError as error:
        raise CommandError(str(error)) from error
    after = describe_load(engine)
    share = None
    if before and after:
        share = (after["read"] - before["read"]) / bandwidth / drafted.wall
    return _figures(drafted) | {"share_of_bandwidth": share}


def _figures(drafted: Drafted) -> dict[str, Any]:
    latencies = drafted.watched.latencies or [0.0]
    cuts = quantiles([*latencies, latencies[-1]], n=20, method="inclusive")
    errors = sorted({own.error for own in drafted.watched.done if own.error})
    return {
        "drafts": drafted.drafts,
        "accepted": drafted.accepted,
        "finished": len(drafted.watched.latencies),
        "tokens": drafted.tokens,
        "wall_seconds": drafted.wall,
        "cpu_seconds": drafted.cpu,
        "accepted_a_second": drafted.accepted / drafted.wall,
        "tokens_a_second": drafted.tokens / drafted.wall,
        "tokens_a_cpu_second": drafted.tokens / drafted.cpu,
        "p50_seconds": cuts[9],
        "p95_seconds": cuts[18],
        "errors": errors,
    }
