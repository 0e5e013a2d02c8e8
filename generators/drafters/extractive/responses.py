"""Multiple response: statements of one section, some as the source has them, some with a fact
changed. Only sentences that have a false twin take part, so that each is a fact to know.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generators.drafters.extractive.choice_statements import believes, rule_out
from generators.drafters.extractive.claims import (
    Claim,
    covered_sentences,
    false_claims,
    is_judgeable,
    true_claim,
)
from generators.drafters.extractive.options import (
    OPTIONS,
    are_apart,
    are_distinct,
    arrange,
    right_feedback,
)
from generators.drafters.extractive.task import Proposal, Task
from generators.drafters.extractive.wording import place_hint, quoted, says, section_name
from generators.drafters.text.markdown import escape
from generators.exercise.content import Citation, Language, MultipleResponse, Option

_LONGER = 1.8  # the longest statement against the shortest


@dataclass(frozen=True, slots=True)
class Twin:
    """A sentence's claim and the same with a fact changed."""

    true: Claim
    false: Claim


def propose_responses(task: Task) -> Iterator[Proposal]:
    """One for each sentence, with others of its section beside it."""
    for twins in _sections(task):
        for first in twins:
            others = sorted(
                (twin for twin in twins if twin is not first and _alike(first, twin)),
                key=lambda twin: task.weigh("beside", first.true.text, twin.true.text),
            )
            if len(others) >= OPTIONS - 1:
                yield from _propose(task, (first, *others[: OPTIONS - 1]))


def _sections(task: Task) -> list[list[Twin]]:
    found: defaultdict[str, list[Twin]] = defaultdict(list)
    for sentence in covered_sentences(task):
        if not is_judgeable(task, sentence):
            continue
        if changed := false_claims(task, sentence):
            pick = int(task.weigh("which", sentence.text) * len(changed))
            section = sentence.passage.heading or sentence.passage.id
            found[section].append(Twin(true_claim(task, sentence), changed[pick]))
    return list(found.values())


def _alike(one: Twin, other: Twin) -> bool:
    lengths = sorted((len(one.true.text), len(other.true.text)))
    return lengths[1] <= _LONGER * lengths[0]


def _propose(task: Task, twins: Sequence[Twin]) -> Iterator[Proposal]:
    """The first is right, the last is wrong, and the seed decides on those between."""
    first = twins[0].true
    right = 1 + int(task.weigh("right", first.text) * (len(twins) - 1))
    claims = [twin.true for twin in twins[:right]] + [twin.false for twin in twins[right:]]
    texts = [claim.text for claim in claims]
    if not are_distinct(texts) or (task.language is Language.EN and not are_apart(texts)):
        return
    about = escape(section_name(first.passage) or task.blueprint.skill_name)
    content = MultipleResponse(
        stem=_ask(task, about),
        language=task.language,
        options=arrange(task, first.text, [_option(task, claim) for claim in claims]),
        explanation=_explain(task, claims),
        hints=(
            place_hint(first.passage, [c.text for c in claims], task.blueprint.skill_name),
            rule_out(task, claims[-1]),
        ),
        citations=tuple(Citation(passage=c.passage.id, quote=c.quote) for c in claims),
    )
    yield Proposal(content, first.target, "statement", first.rank)


def _ask(task: Task, about: str) -> str:
    if task.language is Language.ZH:
        return f"关于“{about}”，下列哪些说法是正确的？"
    return f"Which of these statements about “{about}” are correct?"


def _option(task: Task, claim: Claim) -> Option:
    text = claim.text.rstrip("。.")
    if claim.truth:
        return Option(text=text, correct=True, feedback=right_feedback(task.language))
    return Option(
        text=text,
        feedback=says(claim.passage, claim.truth_text),
        misconception=believes(claim),
    )


def _explain(task: Task, claims: Sequence[Claim]) -> str:
    wrong = [claim for claim in claims if not claim.truth]
    if task.language is Language.ZH:
        changes = "；".join(f"“{escape(c.became)}”应为“{escape(c.was)}”" for c in wrong if c.was)
        return f"{len(claims) - len(wrong)} 项正确。{f'错误之处：{changes}。' if changes else ''}"
    changes = "; ".join(
        f"{quoted(c.became)} stands where {quoted(c.was)} should" for c in wrong if c.was
    )
    right = len(claims) - len(wrong)
    head = f"{right} of the {len(claims)} statements {'is' if right == 1 else 'are'} right."
    where = "In the other" if len(wrong) == 1 else "In the others"
    return f"{head} {where}, {changes}." if changes else head
