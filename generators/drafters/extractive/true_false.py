"""True/false by controlled change: what the source says, or that with one fact changed."""

from __future__ import annotations

from collections.abc import Iterator

from generators.drafters.extractive.claims import (
    Claim,
    covered_misconceptions,
    covered_sentences,
    false_claims,
    is_judgeable,
    misconception_claim,
    true_claim,
)
from generators.drafters.extractive.contrast_zh import exchanged_claims
from generators.drafters.extractive.task import Proposal, Task
from generators.drafters.extractive.topic_zh import close_sentence
from generators.drafters.extractive.wording import cite, place_hint, quoted, says
from generators.drafters.text.markdown import escape
from generators.exercise.content import Language, TrueFalse


def propose_true_false(task: Task) -> Iterator[Proposal]:
    """One statement for each sentence that has a false twin, and for each misconception; the seed
    decides which is false. A sentence in which nothing can be changed holds no fact to know, and a
    set of those would be true throughout.
    """
    for sentence in covered_sentences(task):
        if not is_judgeable(task, sentence):
            continue
        changed = false_claims(task, sentence)
        if not changed:
            continue
        if task.weigh("false", sentence.text) < 0.55:
            pick = int(task.weigh("which", sentence.text) * len(changed))
            yield _propose(task, changed[pick], "changed")
        else:
            yield _propose(task, true_claim(task, sentence), "kept")
    for misconception in covered_misconceptions(task):
        yield _propose(task, misconception_claim(task, misconception), "misconception")
    for claim in exchanged_claims(task):
        yield _propose(task, claim, "kept" if claim.truth else "exchanged")


def _propose(task: Task, claim: Claim, form: str) -> Proposal:
    right, wrong = _feedback(task, claim)
    content = TrueFalse(
        stem=close_sentence(escape(claim.text), task.language),
        language=task.language,
        truth=claim.truth,
        explanation=_explain(task, claim),
        feedback_true=right if claim.truth else wrong,
        feedback_false=wrong if claim.truth else right,
        hints=_hints(task, claim),
        citations=cite(claim.passage, claim.quote),
    )
    return Proposal(content, claim.target, form, claim.rank)


def _explain(task: Task, claim: Claim) -> str:
    source = says(claim.passage, claim.truth_text or claim.quote)
    if task.language is Language.ZH:
        if claim.truth:
            return f"这句话是对的。{source}"
        change = f"题目把“{escape(claim.was)}”改成了“{escape(claim.became)}”。" if claim.was else ""
        return f"这句话是错的。{change or '这是一种常见的误解。'}{source}"
    if claim.truth:
        return f"True. {source}"
    if claim.was:
        return f"False: {quoted(claim.became)} stands where {quoted(claim.was)} should. {source}"
    return f"False: this is a common misconception. {source}"


def _feedback(task: Task, claim: Claim) -> tuple[str, str]:
    """For the learner who is right, and for the one who is not."""
    if task.language is Language.ZH:
        if claim.truth:
            return "判断正确。", "再读一遍：教材里就是这样说的。"
        if claim.was:
            return (
                "判断正确。",
                f"注意“{escape(claim.became)}”：教材里说的是“{escape(claim.was)}”。",
            )
        return "判断正确。", "很多人都会这样想，但教材说明了为什么不对。"
    if claim.truth:
        return "Right.", "Read it again: this is what the course says."
    if claim.was:
        return "Right.", f"Look at {quoted(claim.became)}: the course has {quoted(claim.was)} here."
    return "Right.", "Many people believe this, but the course says why it is wrong."


def _hints(task: Task, claim: Claim) -> tuple[str, str]:
    keys = [claim.was or claim.focus] if (claim.was or claim.focus) else []
    where = place_hint(claim.passage, keys, task.blueprint.skill_name)
    if task.language is Language.ZH:
        if claim.focus:
            return where, f"重点看“{escape(claim.focus)}”：换成别的说法会怎样？"
        return where, "试着找一个反例：有没有一种情况使这句话不成立？"
    if claim.focus:
        return where, f"Look closely at {quoted(claim.focus)}: is that what the course says?"
    return where, "Try to find a case in which the statement does not hold."
