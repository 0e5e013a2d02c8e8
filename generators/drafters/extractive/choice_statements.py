"""Multiple choice on statements: one that the source makes among three with a fact changed."""

from __future__ import annotations

from collections.abc import Iterator

from generators.drafters.extractive.claims import (
    Claim,
    correction_claim,
    covered_misconceptions,
    covered_sentences,
    false_claims,
    is_judgeable,
    misconception_claim,
    true_claim,
)
from generators.drafters.extractive.number_question import NumberQuestion, ask_number
from generators.drafters.extractive.options import (
    OPTIONS,
    are_apart,
    are_distinct,
    arrange,
    right_feedback,
)
from generators.drafters.extractive.quantity import spread_values
from generators.drafters.extractive.short_answer import number_hint
from generators.drafters.extractive.task import Proposal, Task
from generators.drafters.extractive.wording import cite, place_hint, says, section_name
from generators.drafters.text.markdown import escape
from generators.drafters.text.order import weigh
from generators.exercise.content import Language, MultipleChoice, Option

_LENGTHS = (0.55, 1.8)


def propose_statement_choices(task: Task) -> Iterator[Proposal]:
    true, false = _claims(task)
    for claim in _one_a_section(true) if task.language is Language.ZH else true:
        yield from _of_claim(task, claim, false)
    if task.language is Language.ZH:
        return  # of numbers of one measure some are out of question by their size
    for sentence in covered_sentences(task):
        question = ask_number(sentence)
        if question and task.holds_number_to_know(sentence.text):
            yield from _of_number(task, question)


def _claims(task: Task) -> tuple[list[Claim], list[Claim]]:
    """A true claim and one false one for each sentence, and the misconceptions."""
    true, false = [], []
    for sentence in covered_sentences(task):
        if not is_judgeable(task, sentence):
            continue
        changed = false_claims(task, sentence)
        if changed or task.language is Language.ZH:
            true.append(true_claim(task, sentence))
        if changed:
            false.append(changed[int(task.weigh("option", sentence.text) * len(changed))])
    for misconception in covered_misconceptions(task):
        if misconception.truth:
            false.append(misconception_claim(task, misconception))
        if misconception.passage.kind == "table":
            true.append(correction_claim(task, misconception))
    return true, false


def _section(claim: Claim) -> tuple[str, str]:
    """The section that a claim is of; without headings its passage."""
    passage = claim.passage
    return passage.source, passage.heading or passage.id


def _one_a_section(claims: list[Claim]) -> list[Claim]:
    """The same one whoever asks: the false statements beside it are mostly the same as well."""
    kept: dict[tuple[str, str], Claim] = {}
    for claim in sorted(claims, key=lambda claim: weigh(0, claim.text)):
        kept.setdefault(_section(claim), claim)
    return list(kept.values())


def _distractors(task: Task, claim: Claim, false: list[Claim]) -> list[Claim]:
    """Of the same section if it has enough, of like length, each on another sentence."""
    low, high = _LENGTHS
    fit = [
        other
        for other in false
        if other.target != claim.target
        and low <= len(other.text) / len(claim.text) <= high
        and _section(other) == _section(claim)
    ]
    fit.sort(key=lambda other: task.weigh(claim.text, other.text))
    kept: dict[str, Claim] = {}
    for other in fit:
        kept.setdefault(other.target, other)
    return list(kept.values())[: OPTIONS - 1]


def _of_claim(task: Task, claim: Claim, false: list[Claim]) -> Iterator[Proposal]:
    others = _distractors(task, claim, false)
    texts = [c.text.rstrip("。.") for c in (claim, *others)]
    if len(others) < OPTIONS - 1 or not are_distinct(texts):
        return
    if task.language is Language.EN and not are_apart(texts):
        return
    if len(texts[0]) > 1.15 * max(map(len, texts[1:])):
        return
    about = escape(section_name(claim.passage) or task.blueprint.skill_name)
    chinese = task.language is Language.ZH
    stem = (
        f"下列关于“{about}”的说法，正确的是哪一项？"
        if chinese
        else f"Which statement about “{about}” is correct?"
    )
    options = [
        Option(text=texts[0], correct=True, feedback=right_feedback(task.language)),
        *(
            Option(
                text=text,
                feedback=says(other.passage, other.truth_text),
                misconception=believes(other),
            )
            for text, other in zip(texts[1:], others, strict=True)
        ),
    ]
    hint = rule_out(task, others[0])
    content = MultipleChoice(
        stem=stem,
        language=task.language,
        options=arrange(task, claim.text, options),
        explanation=says(claim.passage, claim.quote),
        hints=(place_hint(claim.passage, [claim.text], task.blueprint.skill_name), hint),
        citations=cite(claim.passage, claim.quote),
    )
    yield Proposal(content, claim.target, "statement", claim.rank + 0.1)


def believes(claim: Claim) -> str:
    if claim.passage.language is Language.ZH:
        return f"以为{claim.text.rstrip('。')}"
    return f"Believes: {claim.text}"


def rule_out(task: Task, claim: Claim) -> str:
    text = escape(claim.text.rstrip("。."))
    if task.language is Language.ZH:
        return f"可以先排除：“{text}”。"
    return f"Rule this one out: “{text}”."


def _of_number(task: Task, question: NumberQuestion) -> Iterator[Proposal]:
    quantity, sentence = question.quantity, question.sentence
    pool = task.facts.numbers.get(quantity.measure, [])
    pool = sorted(set(pool), key=lambda v: task.weigh("choice", sentence.text, v))
    others = spread_values(quantity, pool, OPTIONS - 1)
    if len(others) < OPTIONS - 1:
        return
    lead = f"{question.lead} ".capitalize() if question.lead else ""
    right = Option(
        text=f"{lead}{quantity.shown}", correct=True, feedback=right_feedback(task.language)
    )
    wrong = [
        Option(
            text=f"{lead}{quantity.with_number(n)}",
            feedback=says(sentence.passage, sentence.as_written),
        )
        for n in others
    ]
    where = place_hint(
        sentence.passage, [quantity.number, quantity.shown], task.blueprint.skill_name
    )
    content = MultipleChoice(
        stem=escape(question.stem),
        language=task.language,
        options=arrange(task, question.stem, [right, *wrong]),
        explanation=says(sentence.passage, sentence.as_written),
        hints=(where, number_hint(quantity, task.language)),
        citations=cite(sentence.passage, sentence.as_written),
    )
    rank = task.distance(sentence.passage, sentence.text)
    yield Proposal(content, sentence.text, "number", rank)
