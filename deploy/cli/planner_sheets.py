"""Sheets for `coursewright planner data`: where they come from, and what is said of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from generators.planner.sheets import DatedSheet, Prepared
from generators.planner.skill_map import SHIPPED, load_map
from generators.planner.world import simulate_sheets
from jobs.world_sheets import teach_worlds


def simulate_school(
    name: str, file: Path | None, seed: int, learners: int, each: int
) -> tuple[list[DatedSheet], dict[str, Any]]:
    skill_map = load_map(name, file or SHIPPED)
    dated = [one.dated for one in simulate_sheets(skill_map, seed, learners, each)]
    origin = "names and order of the skills" if file else "names and order of OATutor's skills"
    return dated, {
        "simulated": True,
        "simulated_parts": ["learners", "teachers", "sheets", "prerequisites"],
        "not_simulated": [origin],
        "skills": len(skill_map.skills),
        "seed": seed,
    }


def teach_worlds_of(seed: int, learners: int, each: int) -> tuple[list[DatedSheet], dict[str, Any]]:
    dated = list(teach_worlds(seed, learners, each))
    return dated, {
        "simulated": True,
        "simulated_parts": ["learners", "teachers", "sheets", "skills", "prerequisites"],
        "not_simulated": [],
        "skills": len(dated[0].planned.learner.mastery),
        "seed": seed,
    }


def tell_of_file(path: Path) -> dict[str, Any]:
    return {"simulated": None, "file": path.name}


def count_sheets(prepared: Prepared) -> dict[str, Any]:
    parts = {
        "train": prepared.train,
        "validation": prepared.validation,
        "unseen": prepared.unseen,
    }
    return {
        "sheets": sum(len(part) for part in parts.values()),
        "slots": sum(len(one.planned.sheet) for part in parts.values() for one in part),
        "doubles_removed": prepared.removed,
        "splits": {
            name: {"sheets": len(part), "learners": len({one.learner for one in part})}
            for name, part in parts.items()
        },
    }


def describe_sheets(figures: dict[str, Any]) -> list[str]:
    if figures["simulated"]:
        first = (
            f"Simulated: {', '.join(figures['simulated_parts'])} (seed {figures['seed']}). "
            f"Not simulated: {', '.join(figures['not_simulated']) or 'nothing'} "
            f"({figures['skills']} skills)."
        )
    else:
        first = f"{figures['file']}: whether these sheets are simulated is not known here."
    lines = [first, f"{figures['sheets']} sheets, {figures['slots']} slots"]
    lines.append(f"doubles removed: {figures['doubles_removed']}")
    for name, one in figures["splits"].items():
        lines.append(f"  {name:11} {one['sheets']:6} sheets of {one['learners']} learners")
    lines.append("unseen: of learners kept aside, or of the last tenth by time")
    return lines
