"""All checks of a draft in one pass, cheap first: one verdict from each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from generators.checks.bank import check_off_course, check_too_near
from generators.checks.case import INSTRUCTOR, NO_TOOLS, Case, Tools
from generators.checks.grounding import (
    check_example_echo,
    check_key_in_source,
    check_one_right_answer,
    check_quote,
    check_stem_copied,
)
from generators.checks.likelihood import check_resolved
from generators.checks.meaning import check_same_meaning
from generators.checks.premise import check_premise
from generators.checks.resolving import check_explanation, check_key_found_again
from generators.checks.second_look import check_second_look
from generators.checks.situation import check_apart
from generators.checks.wording import check_injection, check_language, check_reading_level
from generators.drafters.base import Candidate, Material
from generators.exercise import (
    rules_cues,
    rules_leak,
    rules_options,
    rules_safety,
    rules_stem,
    rules_whole,
)
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import QUESTION_KINDS, Content, Kind
from generators.exercise.rules import OTHER_KIND, REFUSED_BEFORE, Finding, not_run
from generators.exercise.rules_duplicate import check_duplicate, check_variety
from generators.exercise.rules_form import check_form, check_reading_length
from generators.exercise.rules_numbers import check_numbers
from generators.exercise.verdict import Outcome, Verdict

SECOND_LOOK = "second_look"
QUESTION = frozenset(QUESTION_KINDS)
ONE_RIGHT = frozenset({Kind.MULTIPLE_CHOICE})
CHOICE = ONE_RIGHT | {Kind.MULTIPLE_RESPONSE}
CHOICES = CHOICE | {Kind.CLOZE, Kind.MATCHING, Kind.ORDERING}


@dataclass(frozen=True, slots=True)
class Check:
    """`kinds` that it concerns, None for any. A `costly` one runs a model. Of a case with several
    questions it sees each question that it concerns; one for any kind sees the whole, and its
    `questions` too where that says so."""

    find: Callable[[Case], Finding | None]
    kinds: frozenset[Kind] | None = None
    costly: bool = False
    questions: bool = False

    def concerns(self, content: Content) -> bool:
        return self.kinds is None or content.kind in self.kinds

    def choose(self, case: Case) -> Iterator[tuple[str, Case]]:
        """What it is asked of, with the question's place in front of its evidence."""
        if self.concerns(case.content):
            yield "", case
        if self.questions or not self.concerns(case.content):
            for number, own in enumerate(case.questions, start=1):
                if self.concerns(own.content):
                    yield f"({number}) ", own


def _rule(
    rule: Callable[[Content], Finding | None],
    kinds: frozenset[Kind] | None = None,
    *,
    questions: bool = False,
) -> Check:
    return Check(lambda case: rule(case.content), kinds, questions=questions)


CHECKS: dict[str, Check] = {
    "whole_text": _rule(rules_whole.check_whole_text, questions=True),
    "leftovers": _rule(rules_whole.check_leftovers),
    "language": Check(check_language, questions=True),
    "distinct_options": _rule(rules_options.check_distinct_options, CHOICES),
    "options_overlap": _rule(rules_options.check_options_overlap, CHOICE),
    "option_length": _rule(rules_options.check_option_length, CHOICE),
    "parallel_options": _rule(rules_cues.check_parallel, CHOICE),
    "converging_options": _rule(rules_cues.check_converging, ONE_RIGHT),
    "all_or_none": _rule(rules_options.check_all_or_none, CHOICE),
    "absolute_words": _rule(rules_options.check_absolute_words, CHOICE),
    "grammar_cue": _rule(rules_options.check_grammar_cue, ONE_RIGHT),
    "number_cue": _rule(rules_cues.check_number_cue, ONE_RIGHT),
    "clang": _rule(rules_cues.check_clang, ONE_RIGHT),
    "negative_stem": _rule(rules_stem.check_negative_stem, CHOICE),
    "no_leak": _rule(rules_leak.check_no_leak, QUESTION),
    "questions_apart": Check(check_apart, frozenset({Kind.CASE_STUDY})),
    "self_contained": _rule(rules_stem.check_self_contained),
    "reading_length": _rule(check_reading_length),
    "reading_level": Check(check_reading_level),
    "quote_in_passage": Check(check_quote),
    "key_in_source": Check(check_key_in_source, QUESTION),
    "key_found_again": Check(check_key_found_again, QUESTION),
    "explanation_agrees": Check(check_explanation, ONE_RIGHT),
    "premise": Check(check_premise),
    "one_right_answer": Check(check_one_right_answer, CHOICE),
    "stem_copied": Check(check_stem_copied, QUESTION),
    "example_echo": Check(check_example_echo),
    "numbers": Check(
        lambda case: check_numbers(case.content, case.candidate.family, case.candidate.seed),
        questions=True,
    ),
    "duplicate": Check(lambda case: check_duplicate(case.content, case.bank), questions=True),
    "variety": Check(
        lambda case: not_run("by_hand") if case.by_hand else check_variety(case.content, case.bank)
    ),
    "personal_data": _rule(rules_safety.check_personal_data),
    "unsafe_words": Check(
        lambda case: rules_safety.check_unsafe_words(case.content, [own.text for own in case.cited])
    ),
    "injection": Check(check_injection),
    "same_meaning": Check(check_same_meaning, costly=True),
    "too_near": Check(check_too_near, costly=True),
    "off_course": Check(check_off_course, costly=True),
    "resolved_by_model": Check(check_resolved, QUESTION, costly=True),
    SECOND_LOOK: Check(check_second_look, QUESTION, costly=True),
}
# What is a reason to look at in a draft made by rule, or by hand, is reason enough to refuse one
# that a model wrote: there are more where it came from.
STRICT_FOR_MODELS = frozenset(
    {
        "options_overlap",
        "option_length",
        "all_or_none",
        "parallel_options",
        "personal_data",
        "unsafe_words",
        "questions_apart",
    }
)
# An instructor may know what these do not: they warn of an edit, and do not stand in its way.
# Whoever imports a file or edits a draft counts as its writer.
ADVICE_BY_HAND = frozenset(
    {
        "well_formed",
        "whole_text",
        "leftovers",
        "numbers",
        "premise",
        "key_found_again",
        "explanation_agrees",
        "resolved_by_model",
        "second_look",
    }
)
# What cannot be shown or drawn is refused for anybody.
UNUSABLE = frozenset({"unreadable", "wrong_kind", "family_broken"})


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


def _advise(verdict: Verdict) -> Verdict:
    """By hand, what may well be meant so is a flag."""
    advice = verdict.check in ADVICE_BY_HAND and verdict.reason not in UNUSABLE
    if verdict.outcome is Outcome.FAIL and advice:
        return verdict.model_copy(update={"outcome": Outcome.FLAG})
    return verdict


# The worst of what a check says of the questions of a case: what was not run says least.
_BADNESS = (Outcome.NOT_RUN, Outcome.PASS, Outcome.FLAG, Outcome.FAIL)


def _find(asked: Sequence[tuple[str, Case]], check: Check) -> Finding | None:
    """The worst finding, its evidence with the place."""
    found = [(place, check.find(own)) for place, own in asked]
    place, worst = max(found, key=lambda one: _BADNESS.index(_outcome(one[1])))
    return replace(worst, evidence=place + worst.evidence) if worst and place else worst


def _outcome(finding: Finding | None) -> Outcome:
    return finding.outcome if finding else Outcome.PASS


def _run(name: str, check: Check, case: Case, *, refused: bool) -> Verdict:
    asked = list(check.choose(case))
    if not asked:
        return _verdict(name, not_run(OTHER_KIND), 0.0)
    if refused and check.costly:
        return _verdict(name, not_run(REFUSED_BEFORE), 0.0)
    began = time.perf_counter()
    verdict = _verdict(name, _find(asked, check), time.perf_counter() - began)
    if case.by_model and name in STRICT_FOR_MODELS and verdict.outcome is Outcome.FLAG:
        return verdict.model_copy(update={"outcome": Outcome.FAIL})
    return _advise(verdict) if case.by_hand else verdict


def run_checks(
    candidate: Candidate,
    blueprint: Blueprint,
    material: Material,
    bank: Sequence[Content],
    tools: Tools = NO_TOOLS,
) -> tuple[Verdict, ...]:
    """A draft without content has one verdict; any other one from every check, in their order.

    `bank` is what the draft may not repeat, itself left out.
    """
    began = time.perf_counter()
    finding = check_form(candidate.content, blueprint.kind)
    formed = _verdict("well_formed", finding, time.perf_counter() - began)
    verdicts = [_advise(formed) if candidate.drafter == INSTRUCTOR else formed]
    if candidate.content is None:
        return tuple(verdicts)
    case = Case(candidate, candidate.content, blueprint, material, tuple(bank), tools)
    for name, check in CHECKS.items():
        verdicts.append(_run(name, check, case, refused=not is_accepted(verdicts)))
    return tuple(verdicts)


def look_again(
    judged: Sequence[Verdict],
    candidate: Candidate,
    blueprint: Blueprint,
    material: Material,
    tools: Tools,
) -> tuple[Verdict, ...]:
    """`judged` of an accepted draft, with the second look that was put off."""
    if candidate.content is None:
        return tuple(judged)
    case = Case(candidate, candidate.content, blueprint, material, (), tools)
    look = _run(SECOND_LOOK, CHECKS[SECOND_LOOK], case, refused=False)
    return tuple(look if own.check == SECOND_LOOK else own for own in judged)


def is_accepted(verdicts: Sequence[Verdict]) -> bool:
    return not any(verdict.outcome is Outcome.FAIL for verdict in verdicts)


def count_flags(verdicts: Sequence[Verdict]) -> int:
    return sum(verdict.outcome is Outcome.FLAG for verdict in verdicts)
