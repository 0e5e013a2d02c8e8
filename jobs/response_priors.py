"""Whether what a response VAE says of exercises makes a better learner model: one gate.

The VAE sees what was answered first (the share that a refit fits on). Its difficulties stand in for
those that exercises were given when they were written, and of both trials the one with the lower
log-loss on what was answered last is finished; without a clear answer, the present one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from analytics.refit import RefitError, SiteFit, SiteTrial, finish_site, try_site
from analytics.refit_rows import EARLY, CourseEvidence
from analytics.tracing.steps import Tell, keep_quiet
from generators.bank.items import BankError
from generators.bank.priors_apart import infer_apart

MOST_ANSWERS = 50_000  # of a site; beyond, answers outweigh any prior
Infer = Callable[[Iterable[tuple[str, str, float]]], dict[str, float]]
Losses = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Choice:
    """`reason`: "better", "no_better", "too_few", "too_many", "not_judged" or "unusable"; losses
    are those of answers that came last, in nats, None where there are none."""

    fit: SiteFit
    reason: str
    before: float | None = None
    after: float | None = None


def choose_fit(
    evidence: Sequence[CourseEvidence], tell: Tell = keep_quiet, infer: Infer | None = None
) -> Choice:
    """The one that is served is fitted to all answers, once. `infer` gives difficulties by
    exercise, of (learner, exercise, score): a process of its own, unless another is given.

    Raises `RefitError` where the evidence as it is makes no model.
    """
    present = try_site(evidence, tell=tell)
    found, reason = present, "too_many"
    losses: Losses = (None, None)
    if sum(len(course.evidence) for course in evidence) <= MOST_ANSWERS:
        ask = infer or (lambda answers: infer_apart(answers, lambda: tell("priors", 0, 1)))
        found, reason, losses = _choose_trial(present, evidence, tell, ask)
    try:
        return Choice(finish_site(found, tell=tell), reason, *losses)
    except RefitError:
        if found is present:
            raise
    return Choice(finish_site(present, tell=tell), "unusable", *losses)


def _choose_trial(
    present: SiteTrial, evidence: Sequence[CourseEvidence], tell: Tell, infer: Infer
) -> tuple[SiteTrial, str, Losses]:
    informed = [inform_course(course, infer) for course in evidence]
    if all(one is course for one, course in zip(informed, evidence, strict=True)):
        return present, "too_few", (None, None)
    try:
        other = try_site(informed, tell=tell)
    except RefitError:
        return present, "unusable", (None, None)
    before, after = measure_late(present), measure_late(other)
    if before is None or after is None:
        return present, "not_judged", (before, after)
    if after < before:
        return other, "better", (before, after)
    return present, "no_better", (before, after)


def inform_course(course: CourseEvidence, infer: Infer) -> CourseEvidence:
    """The same course where too little was answered in it."""
    pieces = sorted(course.evidence, key=lambda piece: (piece.time, piece.id))
    early = pieces[: round(EARLY * len(pieces))]
    answers = [(one.learner, one.exercise, one.score) for one in early if one.exercise]
    try:
        found = infer(answers)
    except BankError:
        return course
    return replace(course, easy={**course.easy, **{name: -hard for name, hard in found.items()}})


def measure_late(trial: SiteTrial) -> float | None:
    """Mean log-loss of the belief over all courses."""
    total, answers = 0.0, 0
    for report in trial.reports:
        if report and report.belief.log_loss.value is not None:
            total += report.belief.answers * report.belief.log_loss.value
            answers += report.belief.answers
    return total / answers if answers else None
