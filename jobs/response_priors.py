"""Whether what a response VAE says of exercises makes a better learner model: one gate.

The VAE sees what was answered first (the share that a refit fits on). Its difficulties stand in for
those that exercises were given when they were written, and the refit with the lower log-loss on
what was answered last is kept; without a clear answer, the present one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from analytics.refit import RefitError, SiteFit
from analytics.refit_rows import EARLY, CourseEvidence
from generators.bank.items import BankError

MOST_ANSWERS = 50_000  # of a site; beyond, answers outweigh any prior and two refits cost too much
Refit = Callable[[Sequence[CourseEvidence]], SiteFit]


@dataclass(frozen=True, slots=True)
class Choice:
    """`reason`: "better", "no_better", "too_few", "too_many", "not_judged" or "unusable"; losses
    are those of answers that came last, in nats, None where there are none."""

    fit: SiteFit
    reason: str
    before: float | None = None
    after: float | None = None


def choose_fit(evidence: Sequence[CourseEvidence], refit: Refit) -> Choice:
    """Raises what `refit` raises for the evidence as it is."""
    present = refit(evidence)
    if sum(len(course.evidence) for course in evidence) > MOST_ANSWERS:
        return Choice(present, "too_many")
    informed = [inform_course(course) for course in evidence]
    if all(one is course for one, course in zip(informed, evidence, strict=True)):
        return Choice(present, "too_few")
    try:
        other = refit(informed)
    except RefitError:
        return Choice(present, "unusable")
    before, after = measure_late(present), measure_late(other)
    if before is None or after is None:
        return Choice(present, "not_judged", before, after)
    if after < before:
        return Choice(other, "better", before, after)
    return Choice(present, "no_better", before, after)


def inform_course(course: CourseEvidence) -> CourseEvidence:
    """The same course where too little was answered in it."""
    from generators.bank.priors import infer_priors  # brings torch: only while a refit runs

    pieces = sorted(course.evidence, key=lambda piece: (piece.time, piece.id))
    early = pieces[: round(EARLY * len(pieces))]
    answers = ((one.learner, one.exercise, one.score) for one in early if one.exercise)
    try:
        found = infer_priors(answers).exercises
    except BankError:
        return course
    easy = {name: -belief.mean for name, belief in found.items()}
    return replace(course, easy={**course.easy, **easy})


def measure_late(fit: SiteFit) -> float | None:
    """Mean log-loss of the belief over all courses."""
    total, answers = 0.0, 0
    for one in fit.courses.values():
        if one.report and one.report.belief.log_loss.value is not None:
            total += one.report.belief.answers * one.report.belief.log_loss.value
            answers += one.report.belief.answers
    return total / answers if answers else None
