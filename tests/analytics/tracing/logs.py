"""Simulated logs for tests: small, seeded, with skills, items and ties."""

from __future__ import annotations

from random import Random

from analytics.elo import squash
from analytics.tracing.log import AnswerRow


def make_rows(learners: int, answers: int, seed: int = 0, name: str = "u") -> list[AnswerRow]:
    """Learners differ, items differ, skills are learnt; some answers have two skills or none."""
    random = Random(f"log/{seed}/{name}")
    shared = Random(f"items/{seed}")
    items = [(f"i{at}", f"s{at % 4}", shared.gauss(0, 1)) for at in range(40)]
    rows = []
    for learner in range(learners):
        ability = random.gauss(0.3, 1)
        for at in range(answers):
            item, skill, difficulty = random.choice(items)
            skills = ((), (skill,), (skill,), (skill, "s9"))[at % 4]
            correct = random.random() < squash(ability + 0.05 * at - difficulty)
            rows.append(AnswerRow(f"{name}{learner}", item, skills, float(at // 2), float(correct)))
    return rows
