"""The main job from end to end, step by step; a walk that was interrupted goes on where it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from deploy.demo.report import Narrator
from deploy.demo.running import Running
from deploy.demo.walk.drafting import draft, publish, request, review
from deploy.demo.walk.learning import answer, launch_learner
from deploy.demo.walk.material import import_sources
from deploy.demo.walk.outcome import read_gradebook, send_score, update_profile
from deploy.demo.walk.setting import Setting, Size
from deploy.demo.walk.setup import deep_link, register
from deploy.demo.walk.worksheet import plan_worksheet

VERBS: dict[str, Callable[[Setting], None]] = {
    "register": register,
    "deep_link": deep_link,
    "import_sources": import_sources,
    "request": request,
    "draft": draft,
    "review": review,
    "publish": publish,
    "launch_learner": launch_learner,
    "answer": answer,
    "send_score": send_score,
    "read_gradebook": read_gradebook,
    "update_profile": update_profile,
    "plan_worksheet": plan_worksheet,
}


@dataclass
class Walk:
    setting: Setting
    narrator: Narrator
    notes: Path

    @classmethod
    def open(cls, running: Running, narrator: Narrator, size: Size) -> Walk:
        """What an earlier run of this folder has done stands in its notes."""
        notes = running.places.data / "walk.json"
        setting = Setting.open(running, narrator, size, notes)
        return cls(setting, narrator, notes)

    @property
    def is_done(self) -> bool:
        return set(self.setting.done) == set(VERBS)

    def go(self) -> None:
        """Raises what a step raises: the steps before it stay done."""
        for name, verb in VERBS.items():
            if name in self.setting.done:
                continue
            with self.narrator.step(name):
                verb(self.setting)
            self.setting.done.append(name)
            self.setting.save(self.notes)
