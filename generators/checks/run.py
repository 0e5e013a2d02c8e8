"""All checks of a draft in one pass, cheap first: one verdict from each that concerns it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from generators.checks.case import Case
from generators.checks.grounding import (
    check_key_in_source,
    check_one_right_answer,
    check_quote,
    check_stem_copied,
)
from generators.checks.wording import check_injection, check_language
from generators.drafters.base import Candidate, Material
from generators.exercise import rules_options, rules_safety, rules_stem
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Content
from generators.exercise.rules import Finding
from generators.exercise.rules_duplicate import check_duplicate, check_variety
from generators.exercise.rules_form import check_form, check_reading_length
from generators.exercise.rules_leak import check_no_leak
from generators.exercise.rules_numbers import check_numbers
from generators.exercise.verdict import Outcome, Verdict

Check = Callable[[Case], Finding | None]


def _of_content(rule: Callable[[Content], Finding | None]) -> Check:
    return lambda case: rule(case.content)


CHECKS: dict[str, Check] = {
    "language": check_language,
    "distinct_options": _of_content(rules_options.check_distinct_options),
    "options_overlap": _of_content(rules_options.check_options_overlap),
    "option_length": _of_content(rules_options.check_option_length),
    "all_or_none": _of_content(rules_options.check_all_or_none),
    "absolute_words": _of_content(rules_options.check_absolute_words),
    "grammar_cue": _of_content(rules_options.check_grammar_cue),
    "negative_stem": _of_content(rules_stem.check_negative_stem),
    "no_leak": _of_content(check_no_leak),
    "self_contained": _of_content(rules_stem.check_self_contained),
    "reading_length": _of_content(check_reading_length),
    "quote_in_passage": check_quote,
    "key_in_source": check_key_in_source,
    "one_right_answer": check_one_right_answer,
    "stem_copied": check_stem_copied,
    "numbers": lambda case: check_numbers(case.content, case.candidate.family, case.candidate.seed),
    "duplicate": lambda case: check_duplicate(case.content, case.bank),
    "variety": lambda case: None if case.by_hand else check_variety(case.content, case.bank),
    "personal_data": _of_content(rules_safety.check_personal_data),
    "unsafe_words": _of_content(rules_safety.check_unsafe_words),
    "injection": check_injection,
}
# What is a reason to look at in a draft made by rule, or by hand, is reason enough to refuse one
# that a model wrote: there are more where it came from.
STRICT_FOR_MODELS = frozenset({"options_overlap", "option_length", "all_or_none", "unsafe_words"})


def _verdict(check: str, finding: Finding | None, seconds: float) -> Verdict:
    if finding is None:
        return Verdict(check=check, outcome=Outcome.PASS, seconds=seconds)
    return Verdict(
        check=check,
        outcome=finding.outcome,
        reason=finding.reason,
        evidence=finding.evidence,
        seconds=seconds,
    )


def _run(name: str, check: Check, case: Case) -> Verdict:
    began = time.perf_counter()
    verdict = _verdict(name, check(case), time.perf_counter() - began)
    strict = case.by_model and name in STRICT_FOR_MODELS
    if strict and verdict.outcome is Outcome.FLAG:
        return verdict.model_copy(update={"outcome": Outcome.FAIL})
    return verdict


def run_checks(
    candidate: Candidate, blueprint: Blueprint, material: Material, bank: Sequence[Content]
) -> tuple[Verdict, ...]:
    """A draft without content has one verdict; any other one from every check, in their order.

    `bank` is what the draft may not repeat, itself left out.
    """
    began = time.perf_counter()
    finding = check_form(candidate.content, blueprint.kind)
    form = _verdict("well_formed", finding, time.perf_counter() - began)
    if candidate.content is None:
        return (form,)
    case = Case(candidate, candidate.content, blueprint, material, tuple(bank))
    return (form, *(_run(name, check, case) for name, check in CHECKS.items()))


def is_accepted(verdicts: Sequence[Verdict]) -> bool:
    return not any(verdict.outcome is Outcome.FAIL for verdict in verdicts)


def count_flags(verdicts: Sequence[Verdict]) -> int:
    return sum(verdict.outcome is Outcome.FLAG for verdict in verdicts)
