"""Chinese passages, and what the extractive drafter makes of them."""

from __future__ import annotations

from generators.drafters.base import Material
from generators.drafters.extractive import ExtractiveDrafter
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Content, Kind, Language
from generators.exercise.passage import Passage


def text(body: str, heading: str = "课程 > 安全", kind: str = "text", number: int = 1) -> Passage:
    return Passage(
        id=str(number), text=body, heading=heading, kind=kind, source="a.md", language=Language.ZH
    )


def draft(kind: Kind, *passages: Passage, skill: str = "安全") -> list[Content]:
    asked = Blueprint(skill="s", skill_name=skill, kind=kind, language=Language.ZH)
    found = ExtractiveDrafter().draft(asked, Material.of(passages), 1, 20)
    return [candidate.content for candidate in found if candidate.content]
