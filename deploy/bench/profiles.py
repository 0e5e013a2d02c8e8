"""What the learner model costs: one update in memory, one stored answer, a rebuild of all.

All of it under a fitted snapshot with trees, as a course has it. The update is `update_state` for
a learner with history. The stored answer is `record_attempt` with its commit, on SQLite (WAL)
beside the answers of other learners, in a practice whose score is mastery, so that the profile is
folded too; the next step is what the page then recommends. The rebuild folds the whole history of
each learner, on all cores, simulated as it is folded, so that memory stays small; the time
includes the simulation.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from statistics import median, quantiles
from typing import Any

import click

from analytics.elo import start_state, update_state
from analytics.snapshot import Snapshot
from analytics.stream import StreamedAnswer, rebuild_state
from analytics.types import Evidence
from deploy.bench.fitted import fit_answers, name_exercise
from deploy.bench.machine import describe_machine
from deploy.bench.stored_answers import time_stored_answers

ANSWERS = 100
SKILLS = [f"skill {number}" for number in range(25)]
BEGIN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
BATCH = 500
GOALS = {"memory_us": 50.0, "stored_ms": 20.0, "rebuild_s": 60.0, "rebuild_mb": 1024.0}
OPTIONS = [
    click.Option(["--learners"], default=100_000, show_default=True, help="In the rebuild."),
    click.Option(["--updates"], default=50_000, show_default=True, help="In memory."),
    click.Option(["--stored"], default=1_000, show_default=True, help="Answers stored on SQLite."),
    click.Option(
        ["--fitted"], default=120, show_default=True, help="Learners in the fit; trees from 100 on."
    ),
]


def measure(
    learners: int = 100_000, updates: int = 50_000, stored: int = 1_000, fitted: int = 120
) -> dict[str, Any]:
    load, start = os.getloadavg()[0], time.perf_counter()
    fit = fit_answers(simulate_answers, BEGIN, fitted)
    refit, snapshot = time.perf_counter() - start, fit.courses["bench"].snapshot
    rows = list(time_stored_answers(stored, fit))
    return {
        "machine": describe_machine(),
        "load": load,
        "refit": {"answers": fit.courses["bench"].answers, "seconds": refit},
        "memory_us": _summarise([each * 1e6 for each in time_updates(updates, snapshot)]),
        "stored_ms": _summarise([each.stored * 1e3 for each in rows]),
        "next_ms": _summarise([each.recommended * 1e3 for each in rows]),
        "rebuild": time_rebuild(learners, snapshot),
    }


def describe(figures: Mapping[str, Any]) -> list[str]:
    rebuild = figures["rebuild"]
    return [
        f"{figures['machine']['processor']}, {figures['machine']['cores']} cores, "
        f"load {figures['load']:.1f} at the start",
        _show("update in memory", figures["memory_us"], "us", GOALS["memory_us"]),
        _show("answer stored", figures["stored_ms"], "ms", GOALS["stored_ms"]),
        f"next step         median {figures['next_ms']['median']:.1f} ms, p99 "
        f"{figures['next_ms']['p99']:.1f} ms (no goal)",
        f"refit             {figures['refit']['answers']:,} answers: "
        f"{figures['refit']['seconds']:.1f} s",
        f"rebuild           {rebuild['learners']:,} learners x {ANSWERS} answers: "
        f"{rebuild['seconds']:.1f} s wall, {rebuild['cpu_seconds']:.1f} s processor, "
        f"{rebuild['peak_mb']:.0f} MB on {rebuild['processes']} processes (goal for 100,000: "
        f"{GOALS['rebuild_s']:g} s, {GOALS['rebuild_mb']:g} MB)",
    ]


def time_updates(count: int, snapshot: Snapshot) -> Iterator[float]:
    """Seconds of each update; a learner is followed for `ANSWERS` answers."""
    for number in range(0, count, ANSWERS):
        state = start_state(snapshot.parameters)
        for at, answer in enumerate(simulate_answers(number)):
            piece = Evidence(
                str(at), "learner", tuple(answer.skills), answer.score,
                BEGIN + timedelta(seconds=answer.time),
                name_exercise(answer.skills, answer.difficulty),
            )  # fmt: skip
            start = time.perf_counter()
            difficulty = snapshot.difficulty(piece.exercise, piece.skills)
            state = update_state(state, piece, difficulty, snapshot.parameters)
            yield time.perf_counter() - start


def time_rebuild(learners: int, snapshot: Snapshot) -> dict[str, Any]:
    """Wall and processor seconds, and the memory of all processes at their peaks."""
    processes = os.cpu_count() or 1
    batches = [range(at, min(at + BATCH, learners)) for at in range(0, learners, BATCH)]
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    plain = replace(snapshot, blend=None)  # a state needs none of it
    with ProcessPoolExecutor(processes) as pool:
        found = sum(pool.map(partial(_rebuild_batch, plain), batches))
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    peak = after.ru_maxrss * processes + resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "learners": learners,
        "answers": found,
        "processes": processes,
        "seconds": seconds,
        "cpu_seconds": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "peak_mb": peak / 1024,
    }


def simulate_answers(learner: int) -> Iterator[StreamedAnswer]:
    """One to three skills an answer, now and then a day apart; times in seconds from `BEGIN`."""
    random = Random(learner).random
    clock = 0.0
    for _ in range(ANSWERS):
        clock += 60.0 if random() < 0.9 else 86400.0
        place = int(random() * 22)
        skills = SKILLS[place : place + (1 if random() < 0.8 else 3)]
        yield StreamedAnswer(skills, clock, float(random() < 0.6), random() * 4 - 2)


def _rebuild_batch(snapshot: Snapshot, learners: range) -> int:
    """How many answers of these learners ended in a state."""

    def place(answer: StreamedAnswer) -> StreamedAnswer:
        exercise = name_exercise(answer.skills, answer.difficulty)
        return answer._replace(difficulty=snapshot.difficulty(exercise, answer.skills))

    states = [
        rebuild_state(map(place, simulate_answers(learner)), snapshot.parameters)
        for learner in learners
    ]
    return len([state for state in states if state.skills]) * ANSWERS


def _summarise(values: list[float]) -> dict[str, float]:
    return {
        "count": len(values),
        "median": median(values),
        "p99": quantiles(values, n=100)[98],
        "most": max(values),
    }


def _show(name: str, figure: Mapping[str, float], unit: str, goal: float) -> str:
    met = "met" if figure["p99"] <= goal else "missed"
    return (
        f"{name:17} median {figure['median']:.1f} {unit}, p99 {figure['p99']:.1f} {unit} "
        f"(goal: p99 at most {goal:g}, {met})"
    )
