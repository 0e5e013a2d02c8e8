"""What a response VAE says of exercises, asked in a process of its own: torch stays out of a worker
that lives for months and needs it for a few seconds a night."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from generators.bank.items import BankError
from generators.bank.responses import arrange_responses, check_enough

Answers = list[tuple[str, str, float]]
TELL_SECONDS = 1.0


def infer_apart(
    answers: Iterable[tuple[str, str, float]], tell: Callable[[], None]
) -> dict[str, float]:
    """Difficulties as `Priors.exercises` has them, of (learner, exercise, score). `tell` is called
    every second meanwhile. Raises `BankError` where too little was answered, before any process is
    started, and where the process ended unexpectedly.
    """
    given = list(answers)
    check_enough(arrange_responses(given))
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        return _await(pool.submit(_infer, given), tell)


def _await(found: Future[dict[str, float]], tell: Callable[[], None]) -> dict[str, float]:
    while not wait([found], timeout=TELL_SECONDS).done:
        tell()
    try:
        return found.result()
    except BrokenProcessPool as error:
        raise BankError("The process that infers the difficulties ended too soon.") from error


def _infer(answers: Answers) -> dict[str, float]:
    from generators.bank.priors import infer_priors  # brings torch

    return {name: belief.mean for name, belief in infer_priors(answers).exercises.items()}
