"""What a walk of the demo reports: the steps as they go, and the JSON that others read."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console

# In the order of the walk; each is confirmed from the outside before it counts as done.
STEPS = {
    "register": "The tool registers itself with the course site, whose admin activates it",
    "deep_link": "An instructor adds the activity to each course page",
    "import_sources": "Course files are read into passages, skills are proposed and chosen",
    "request": "The instructor asks for exercises of every kind",
    "draft": "A worker drafts and checks them",
    "review": "The instructor reads the drafts and rejects one",
    "publish": "The instructor publishes the others, and a case that came with a file",
    "launch_learner": "Learners open the activity from the course page",
    "answer": "They answer inside the page",
    "send_score": "The worker sends the scores",
    "read_gradebook": "The course's gradebook shows each of them",
    "update_profile": "Each learner's mastery has moved and has a next step",
    "plan_worksheet": "A worksheet is planned for one learner, and its exercises are drafted",
}


@dataclass
class Step:
    name: str
    ok: bool
    seconds: float


@dataclass
class Exercises:
    requested: int = 0
    drafted: int = 0
    accepted: int = 0
    published: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)
    by_drafter: dict[str, int] = field(default_factory=dict)
    by_language: dict[str, int] = field(default_factory=dict)


@dataclass
class LearnerRow:
    learner: str
    mastery_before: dict[str, float]
    mastery_after: dict[str, float]
    next: dict[str, str]


@dataclass
class ScoreRow:
    """Both of 100; `gradebook` is None where the gradebook shows nothing."""

    learner: str
    sent: float
    gradebook: float | None


@dataclass
class Scores:
    sent: int = 0
    confirmed: int = 0
    mismatched: int = 0
    rows: list[ScoreRow] = field(default_factory=list)


@dataclass
class SheetRow:
    """`profile` by name of skill; `sheets` of planner and rule, a line a slot; `served` says which
    of them it is and why."""

    learner: str
    profile: dict[str, float]
    sheets: dict[str, list[str]] = field(default_factory=dict)
    served: str = ""
    drafts: int = 0
    accepted: int = 0


@dataclass
class Report:
    steps: list[Step] = field(default_factory=list)
    sources: dict[str, int] = field(default_factory=lambda: {"files": 0, "passages": 0})
    exercises: Exercises = field(default_factory=Exercises)
    learners: list[LearnerRow] = field(default_factory=list)
    scores: Scores = field(default_factory=Scores)
    worksheet: SheetRow | None = None

    @property
    def ok(self) -> bool:
        done = {step.name for step in self.steps if step.ok}
        return done == set(STEPS) and self.scores.mismatched == 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(self.as_json(), ensure_ascii=False, indent=2), "utf-8")


@dataclass
class Narrator:
    """Prints each step as it begins and how it ended; parts of a step are told by `tell`."""

    report: Report
    console: Console

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        started = time.monotonic()
        self.console.print(f"[bold]{STEPS[name]}[/bold] ...")
        ok = False
        try:
            yield
            ok = True
        finally:
            seconds = round(time.monotonic() - started, 2)
            self.report.steps.append(Step(name, ok, seconds))
            mark = "[green]done[/green]" if ok else "[red]failed[/red]"
            self.console.print(f"  {mark} after {seconds:.1f} s")

    def tell(self, text: str) -> None:
        self.console.print(f"  {text}", style="dim", markup=False)
