"""Evidence as the tests need it: one learner, one answer a minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from analytics.types import Evidence

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def answer(
    number: int, score: float, *skills: str, exercise: str | None = None, weight: float = 1.0
) -> Evidence:
    return Evidence(
        id=f"e{number:04}",
        learner="ada",
        skills=skills or ("speed",),
        score=score,
        time=START + timedelta(minutes=number),
        exercise=exercise or f"x{number}",
        weight=weight,
    )


def answers(scores: list[float], *skills: str, first: int = 0) -> list[Evidence]:
    return [answer(number, score, *skills) for number, score in enumerate(scores, start=first)]
