"""A second look: a capable model reads a draft beside its passage and answers what a teacher asks.

It sees neither drafter nor verdicts, and of choices not the key. What it writes is believed only in
the form that it was asked for, and in the draft's language: else the check has not run. A draft
passes where every answer is the good one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from generators.checks.case import Case
from generators.checks.look_sheet import Sheet, lay_out, tell
from generators.checks.second_look_prompt import WHY, questions_of, write_look
from generators.checks.wording import is_other_language
from generators.engines.base import Completion, EngineError
from generators.exercise.content import Language
from generators.exercise.rules import Finding, fail, not_run
from generators.exercise.rules_whole import is_endless

_FAILED = frozenset({"failed", "deadline", "cancelled"})
_EVIDENCE = 400  # characters
_REASONS = {
    "stands_alone": "look_dependent",
    "key_right": "look_key_doubtful",
    "worth_asking": "look_not_worth_asking",
    "natural": "look_unnatural",
    "hint_tells": "look_hint_tells",
}


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    why: Annotated[str, Field(min_length=1, max_length=2 * WHY)]
    answer: Literal["yes", "no", "true", "false", "not said"] | tuple[str, ...]


Answers = Mapping[str, _Answer]
_READER: TypeAdapter[dict[str, _Answer]] = TypeAdapter(dict[str, _Answer])


def check_second_look(case: Case) -> Finding | None:
    judge = case.tools.judge
    if judge is None:
        return not_run(case.tools.no_judge)
    if case.content.language not in judge.languages:
        return not_run("language_unknown")
    if not case.cited:
        return not_run("nothing_to_read")
    sheet = lay_out(case)
    try:
        finding = judge_answer(judge.ask(write_look(sheet)), sheet)
    except EngineError as error:
        finding = not_run("model_failed", str(error)[:_EVIDENCE])
    return finding and replace(finding, evidence=f"{judge.name}: {finding.evidence}")


def judge_answer(written: Completion, sheet: Sheet) -> Finding | None:
    if written.finish_reason in _FAILED:
        return not_run("model_failed", (written.error or written.finish_reason)[:_EVIDENCE])
    if written.finish_reason == "length":
        return not_run("look_endless", _line(written.text)[:_EVIDENCE])
    answers = read_answers(written, sheet)
    if answers is None:
        return not_run("look_unreadable", _line(written.text)[:_EVIDENCE])
    return _refuse(answers, sheet.language) or next(weigh(answers, sheet), None)


def read_answers(written: Completion, sheet: Sheet) -> Answers | None:
    """None for what is no JSON, or not an answer of the right form to each question."""
    try:
        answers = _READER.validate_python(json.loads(written.text, strict=False))
    except (json.JSONDecodeError, RecursionError, ValidationError):
        return None
    if answers.keys() != set(questions_of(sheet)):
        return None
    return answers if all(_fits(own, one, sheet) for own, one in answers.items()) else None


def _fits(question: str, one: _Answer, sheet: Sheet) -> bool:
    if not one.why.strip():
        return False
    if question == "right":
        return isinstance(one.answer, tuple) and set(one.answer) <= set(sheet.letters)
    truths = question == "truth"
    return one.answer in (("true", "false", "not said") if truths else ("yes", "no"))


def _refuse(answers: Answers, language: Language) -> Finding | None:
    """Reasons that nobody can read give their answers no weight."""
    reasons = _line(" ".join(one.why for one in answers.values()))
    if any(is_endless(one.why) for one in answers.values()):
        return not_run("look_endless", reasons[:_EVIDENCE])
    if is_other_language(reasons, language):
        return not_run("look_other_language", reasons[:_EVIDENCE])
    return None


def weigh(answers: Answers, sheet: Sheet) -> Iterator[Finding]:
    """What speaks against the draft, the gravest first."""
    findings = {own: _weigh_one(own, one, sheet) for own, one in answers.items()}
    for question in questions_of(sheet):
        if finding := findings[question]:
            yield finding


def _weigh_one(question: str, one: _Answer, sheet: Sheet) -> Finding | None:
    if question == "right":
        return _weigh_right(frozenset(one.answer), _line(one.why), sheet)
    if question == "truth":
        return None if one.answer == sheet.key else _fail("look_other_key", one.answer, one.why)
    good = "no" if question == "hint_tells" else "yes"
    return None if one.answer == good else _fail(_REASONS[question], "", one.why)


def _weigh_right(named: frozenset[str], why: str, sheet: Sheet) -> Finding | None:
    if named == sheet.right:
        return None
    told = tell([sheet.options[sheet.letters.index(letter)] for letter in sorted(named)])
    several = "look_several_right" if named > sheet.right else "look_other_key"
    return _fail(several, told or "-", why)


def _fail(reason: str, answer: object, why: str) -> Finding:
    told = f"{answer} · " if answer else ""
    return fail(reason, f"{told}{_line(why)}"[:_EVIDENCE])


def _line(text: str) -> str:
    """No database takes a NUL in a text."""
    return " ".join(text.replace("\0", "\ufffd").split())
