"""Which blueprint comes next: the cell (file, language, kind) that has the fewest accepted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from deploy.evaluation.texts import Text
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Bloom, Kind, Language
from generators.sources.skills import SkillProposal

LEVELS = {
    Kind.MULTIPLE_CHOICE: (Bloom.UNDERSTAND, Bloom.REMEMBER, Bloom.APPLY),
    Kind.MULTIPLE_RESPONSE: (Bloom.UNDERSTAND, Bloom.REMEMBER),
    Kind.TRUE_FALSE: (Bloom.UNDERSTAND, Bloom.REMEMBER),
    Kind.CLOZE: (Bloom.REMEMBER,),
    Kind.SHORT_ANSWER: (Bloom.REMEMBER, Bloom.UNDERSTAND),
    Kind.NUMERICAL: (Bloom.APPLY,),
    Kind.MATCHING: (Bloom.UNDERSTAND,),
    Kind.ORDERING: (Bloom.UNDERSTAND,),
    Kind.OPEN_ANSWER: (Bloom.UNDERSTAND, Bloom.ANALYSE),
    Kind.CASE_STUDY: (Bloom.APPLY, Bloom.ANALYSE),
}
TRIES = 2  # of a skill in a row that give nothing, until it is left


@dataclass
class Cell:
    """`left` are the skills that may still give something, the next one first."""

    file: str
    language: Language
    kind: Kind
    left: list[SkillProposal]
    accepted: int = 0
    asked: int = 0
    misses: dict[str, int] = field(default_factory=dict)

    def next_blueprint(self) -> Blueprint:
        skill = self.left[0]
        levels = LEVELS[self.kind]
        return Blueprint(
            skill=f"{self.file}#{skill.name}",
            skill_name=skill.name,
            kind=self.kind,
            language=self.language,
            bloom=levels[self.asked % len(levels)],
            terms=skill.terms,
        )

    def note(self, *, accepted: bool) -> None:
        """Skills take turns; one that gives nothing twice in a row is left."""
        self.asked += 1
        skill = self.left.pop(0)
        self.misses[skill.name] = 0 if accepted else self.misses.get(skill.name, 0) + 1
        self.accepted += accepted
        if self.misses[skill.name] < TRIES:
            self.left.append(skill)


def plan_cells(texts: Sequence[Text], kinds: Sequence[Kind]) -> list[Cell]:
    return [
        Cell(text.name, language, kind, list(skills))
        for text in texts
        for language, skills in text.skills.items()
        for kind in kinds
    ]


def next_cell(cells: Sequence[Cell]) -> Cell | None:
    """None once the texts are exhausted."""
    open_cells = [cell for cell in cells if cell.left]
    return min(open_cells, key=lambda cell: (cell.accepted, cell.asked), default=None)
