"""Options scored by letter, where an engine tells how likely the next token is, and no more.

Models prefer some letters whatever stands beside them: each option is asked for at two places.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from generators.engines.base import EngineError, Message
from generators.engines.scoring import Choices

LETTERS = "ABCDEFGH"
UNSEEN = -20.0  # the log-probability of a letter that is not among the likeliest tokens
_ASK = "Answer with the letter of one option alone:"

# From messages to the log-probabilities of the likeliest next tokens.
Next = Callable[[Sequence[Message]], dict[str, float]]


def score_letters(next_tokens: Next, asked: Sequence[Choices]) -> list[list[float]]:
    """The mean log-probability of each continuation's letter. Raises `EngineError`."""
    return [_score(next_tokens, one) for one in asked]


def _score(next_tokens: Next, asked: Choices) -> list[float]:
    count = len(asked.continuations)
    if count > len(LETTERS):
        raise EngineError(f"At most {len(LETTERS)} options can be scored by letter.")
    turned = [*range(count // 2, count), *range(count // 2)]
    found = [0.0] * count
    for order in (list(range(count)), turned):
        tokens = next_tokens(_with_letters(asked, order))
        for letter, place in zip(LETTERS, order, strict=False):
            found[place] += tokens.get(letter, UNSEEN) / 2
    return found


def _with_letters(asked: Choices, order: Sequence[int]) -> tuple[Message, ...]:
    *before, last = asked.messages
    listed = "\n".join(
        f"{letter}. {asked.continuations[place]}"
        for letter, place in zip(LETTERS, order, strict=False)
    )
    return (*before, Message(role=last.role, content=f"{last.content}\n\n{_ASK}\n{listed}"))
