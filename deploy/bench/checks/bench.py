"""Which seeded faults the checks of drafts find, and how often they object to sound exercises.

The first two parts of the set were read while the checks were changed; the third was written after
they were frozen, by somebody who had not read them.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import click

from deploy.bench.checks.cases import PARTS, Part, Seeded, read_part
from deploy.bench.checks.counting import count_part, describe_counts
from deploy.bench.checks.faults import BY_MEANING, CHECKS_OF
from deploy.bench.checks.models import NONE, open_tools
from deploy.bench.machine import describe_machine
from generators.checks.case import Tools
from generators.checks.run import run_checks
from generators.drafters.base import Candidate, Material
from generators.exercise.blueprint import Blueprint
from generators.exercise.verdict import Outcome, Verdict

RECALL_GOAL, ALARM_GOAL = 0.9, 0.05
DRAFTER = "transformer"  # which the checks trust least
DEVELOPMENT = frozenset({"first", "second"})  # parts that were read before the freeze
_ALARMS = (Outcome.FAIL, Outcome.FLAG)

OPTIONS = [
    click.Option(
        ["--show-missed"], is_flag=True, help="Also list what was missed, and each false alarm."
    ),
    click.Option(
        ["--count-only"], is_flag=True, help="Read the lines and count them; no check is run."
    ),
    click.Option(["--solver"], default=NONE, show_default=True, help="A model that answers again."),
    click.Option(
        ["--embedder"], default=NONE, show_default=True, help="A model that compares meanings."
    ),
]


@dataclass
class Tally:
    """Of one part. `alarms` counts, by check, the sound exercises that it objected to."""

    found: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    refused: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    by_check: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    alarms: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    missed: list[str] = field(default_factory=list)
    objected: list[str] = field(default_factory=list)
    sound: int = 0
    sound_refused: int = 0
    sound_alarmed: int = 0


def measure(
    show_missed: bool = False, count_only: bool = False, solver: str = NONE, embedder: str = NONE
) -> Mapping[str, Any]:
    parts = {name: read_part(name) for name in PARTS}
    if count_only:
        return {"counts": {name: count_part(part) for name, part in parts.items()}}
    begun, tools = time.perf_counter(), open_tools(solver, embedder)
    written = {name: part for name, part in parts.items() if part.sound}
    tallies = {name: _tally(part, tools) for name, part in written.items()}
    return {
        "machine": describe_machine(),
        "seconds": round(time.perf_counter() - begun, 1),
        "drafter": DRAFTER,
        "solver": solver,
        "embedder": embedder,
        "goals": {"recall": RECALL_GOAL, "false_alarms": ALARM_GOAL},
        "parts": {
            name: {"development": name in DEVELOPMENT, **_figures(tally, show_missed)}
            for name, tally in tallies.items()
        },
        "not_written": [name for name in parts if name not in written],
    }


def _tally(part: Part, tools: Tools) -> Tally:
    tally, material = Tally(), Material.of(part.passages)
    for seeded in (*part.sound, *part.faulty):
        verdicts = _verdicts(seeded, material, tools)
        for verdict in verdicts:
            tally.seconds[verdict.check].append(verdict.seconds)
        (_note_fault if seeded.fault else _note_sound)(tally, seeded, verdicts)
    return tally


def _verdicts(seeded: Seeded, material: Material, tools: Tools) -> tuple[Verdict, ...]:
    blueprint = Blueprint(
        skill="s",
        skill_name=seeded.passage.heading,
        kind=seeded.content.kind,
        language=seeded.passage.language,
    )
    candidate = Candidate(drafter=DRAFTER, content=seeded.content)
    return run_checks(candidate, blueprint, material, seeded.bank, tools)


def _alarmed(verdicts: Iterable[Verdict]) -> set[str]:
    return {verdict.check for verdict in verdicts if verdict.outcome in _ALARMS}


def _note_fault(tally: Tally, seeded: Seeded, verdicts: tuple[Verdict, ...]) -> None:
    alarmed = _alarmed(verdicts)
    found = bool(alarmed & CHECKS_OF[seeded.fault])
    if seeded.fault not in BY_MEANING:
        for check in CHECKS_OF[seeded.fault]:
            tally.by_check[check].append(check in alarmed)
    tally.found[seeded.fault].append(found)
    tally.refused[seeded.fault].append(any(v.outcome is Outcome.FAIL for v in verdicts))
    if not found:
        tally.missed.append(f"{seeded.fault} {seeded.id}")


def _note_sound(tally: Tally, seeded: Seeded, verdicts: tuple[Verdict, ...]) -> None:
    alarmed = _alarmed(verdicts)
    tally.sound += 1
    tally.sound_alarmed += bool(alarmed)
    tally.sound_refused += any(v.outcome is Outcome.FAIL for v in verdicts)
    for check in alarmed:
        tally.alarms[check] += 1
    tally.objected += [
        f"{seeded.id} {v.check}: {v.reason} {v.evidence}" for v in verdicts if v.check in alarmed
    ]


def _share(values: Iterable[bool]) -> float:
    values = list(values)
    return round(sum(values) / len(values), 3) if values else 0.0


def _figures(tally: Tally, show_missed: bool) -> dict[str, Any]:
    by_rule = [f for fault, own in tally.found.items() if fault not in BY_MEANING for f in own]
    return {
        "exercises": tally.sound + sum(map(len, tally.found.values())),
        "faulty": sum(map(len, tally.found.values())),
        "sound": tally.sound,
        "recall_by_rule": _share(by_rule),
        "sound_with_an_alarm": round(tally.sound_alarmed / max(1, tally.sound), 3),
        "sound_refused": round(tally.sound_refused / max(1, tally.sound), 3),
        "faults": {fault: _of_fault(tally, fault) for fault in CHECKS_OF if fault in tally.found},
        "checks": {check: _of_check(tally, check) for check in tally.seconds},
        "false_alarms": {
            check: round(count / tally.sound, 3) for check, count in sorted(tally.alarms.items())
        },
        **({"missed": tally.missed, "objected": tally.objected} if show_missed else {}),
    }


def _of_fault(tally: Tally, fault: str) -> dict[str, Any]:
    return {
        "count": len(tally.found[fault]),
        "recall": _share(tally.found[fault]),
        "refused_by_any": _share(tally.refused[fault]),
        "by_rule": fault not in BY_MEANING,
        "checks": sorted(CHECKS_OF[fault]),
    }


def _of_check(tally: Tally, check: str) -> dict[str, Any]:
    """`meant` counts the faults, decidable by rule, that the check or another one is there to
    find; `found` is the share that it finds by itself."""
    seconds = tally.seconds[check]
    return {
        "meant": len(tally.by_check[check]),
        "found": _share(tally.by_check[check]),
        "false_alarms": round(tally.alarms.get(check, 0) / max(1, tally.sound), 3),
        "milliseconds": round(1000 * sum(seconds) / len(seconds), 3),
    }


def describe(figures: Mapping[str, Any]) -> list[str]:
    if "counts" in figures:
        return describe_counts(figures["counts"])
    lines = [line for name, part in figures["parts"].items() for line in _describe(name, part)]
    return lines + [f"{name} part: not written yet" for name in figures["not_written"]]


def _describe(name: str, part: Mapping[str, Any]) -> list[str]:
    read = "read while the checks were made" if part["development"] else "written after the freeze"
    lines = [
        f"{name} part ({read}): {part['faulty']} faulty and {part['sound']} sound exercises",
        f"  {'fault':22}{'count':>6}{'found':>8}{'refused':>9}",
    ]
    for fault, own in part["faults"].items():
        meaning = "" if own["by_rule"] else "  by meaning, not by rule"
        recall, refused = f"{own['recall']:.0%}", f"{own['refused_by_any']:.0%}"
        lines.append(f"  {fault:22}{own['count']:>6}{recall:>8}{refused:>9}{meaning}")
    alarms = ", ".join(f"{check} {share:.1%}" for check, share in part["false_alarms"].items())
    lines += [
        f"  by rule, all together: {part['recall_by_rule']:.1%} found",
        f"  false alarms by check: {alarms or 'none'}",
        f"  sound exercises with any alarm: {part['sound_with_an_alarm']:.1%}"
        f" (refused: {part['sound_refused']:.1%})",
    ]
    lines += [f"  missed: {one}" for one in part.get("missed", ())]
    return lines + [f"  false: {one}" for one in part.get("objected", ())]


def has_failed(figures: Mapping[str, Any]) -> bool:
    """Where a part that was written after the freeze misses a goal."""
    parts = [part for part in figures.get("parts", {}).values() if not part["development"]]
    return any(_misses(part) for part in parts)


def _misses(part: Mapping[str, Any]) -> bool:
    worst = max(part["false_alarms"].values(), default=0.0)
    return bool(part["recall_by_rule"] < RECALL_GOAL or worst > ALARM_GOAL)
