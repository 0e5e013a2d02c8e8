"""Feedback on one answer, as the page lists it: options with marks, or parts with marks.

While a further try is possible only what was given is marked; what would have been right is shown
once the exercise is over.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from generators.exercise.content import (
    CaseStudy,
    Cloze,
    Content,
    Matching,
    MultipleChoice,
    MultipleResponse,
    Numerical,
    OpenAnswer,
    Ordering,
    ShortAnswer,
    TrueFalse,
)
from generators.exercise.grading import Grade, Notice, grade_answer, grade_parts
from generators.exercise.ids import number_ids, option_ids
from generators.exercise.parts import questions_of, seed_of_part
from generators.exercise.presentation import present, shown_by_authored
from lti_tool.models import Attempt
from lti_tool.views.translate import gettext


class Outcome(StrEnum):
    RIGHT = "right"
    PARTLY = "partly"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class OptionMark:
    """`correct` is None while it is not to be told; `feedback` is Markdown."""

    text: str
    chosen: bool
    correct: bool | None
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class PartMark:
    """`best` is "" while it is not to be told, and where the answer is right."""

    label: str
    given: str
    right: bool
    best: str = ""


@dataclass(frozen=True, slots=True)
class Feedback:
    """`questions` has one for each question of a case."""

    outcome: Outcome
    options: tuple[OptionMark, ...] = ()
    parts: tuple[PartMark, ...] = ()
    notice: str = ""
    mistake: str = ""
    explanation: str = ""
    solution: str = ""
    written: str = ""
    comment: str = ""
    sample: str = ""
    questions: tuple[Feedback, ...] = ()


def judge(done: Attempt | Grade) -> Outcome:
    if done.correct:
        return Outcome.RIGHT
    return Outcome.PARTLY if done.fraction > 0 else Outcome.NOT_YET


def build_feedback(content: Content, seed: int, attempt: Attempt, *, over: bool) -> Feedback:
    """`content` is the version that the attempt was graded under."""
    feedback = _describe(content, seed, grade_answer(content, attempt.answer), over=over)
    return replace(feedback, outcome=judge(attempt))


def _describe(content: Content, seed: int, grade: Grade, *, over: bool) -> Feedback:
    parts = _mark_parts(content, grade, over=over)
    return Feedback(
        outcome=judge(grade),
        options=_mark_options(content, seed, grade.given, over=over),
        parts=() if _is_retold(content, parts, over=over) else parts,
        notice=_explain_notice(grade),
        mistake=grade.feedback if isinstance(content, Numerical) else "",
        explanation=content.explanation if over else "",
        solution=content.solution if over and isinstance(content, Numerical) else "",
        written=str(grade.given["text"]) if isinstance(content, OpenAnswer) else "",
        comment=grade.feedback if isinstance(content, OpenAnswer) else "",
        sample=content.sample_answer if isinstance(content, OpenAnswer) else "",
        questions=_describe_questions(content, seed, grade, over=over),
    )


def _describe_questions(
    content: Content, seed: int, grade: Grade, *, over: bool
) -> tuple[Feedback, ...]:
    if not isinstance(content, CaseStudy):
        return ()
    graded = zip(content.parts, grade_parts(content, grade.given).values(), strict=True)
    return tuple(
        _describe(part.content, seed_of_part(seed, number), own, over=over)
        for number, (part, own) in enumerate(graded, start=1)
    )


def tell_given(content: Content, answer: Mapping[str, Any]) -> tuple[str, ...]:
    """What was chosen or written, for each question, marked or not. `answer` is a stored one."""
    given = answer["parts"] if isinstance(content, CaseStudy) else {"1": answer}
    asked = questions_of(content)
    return tuple(_tell_one(own, given[str(n)]) for n, own in enumerate(asked, start=1))


def _tell_one(content: Content, answer: Mapping[str, Any]) -> str:
    if isinstance(content, OpenAnswer):
        return str(answer["text"])
    told = _describe(content, 0, grade_answer(content, answer), over=False)
    chosen = [option.text for option in told.options if option.chosen]
    return " · ".join([*chosen, *(part.given for part in told.parts if part.given)])


def _is_retold(content: Content, parts: tuple[PartMark, ...], *, over: bool) -> bool:
    """Whether all is right and the explanation lists the same pairs or steps once more."""
    listed = over and isinstance(content, Matching | Ordering)
    return listed and all(part.right and part.given in content.explanation for part in parts)


def _explain_notice(grade: Grade) -> str:
    if grade.notice is Notice.UNIT_MISMATCH:
        return gettext(
            "The unit “%(unit)s” does not measure what is asked for.", unit=grade.notice_detail
        )
    return ""


def _mark_options(
    content: Content, seed: int, answer: Mapping[str, Any], *, over: bool
) -> tuple[OptionMark, ...]:
    match content:
        case MultipleChoice() | MultipleResponse():
            chosen = answer.get("options", [answer.get("option")])
            return _mark_choices(content, seed, chosen, over=over)
        case TrueFalse():
            texts = [
                (True, gettext("True"), content.feedback_true),
                (False, gettext("False"), content.feedback_false),
            ]
            return tuple(
                OptionMark(
                    text,
                    chosen := answer.get("value") is value,
                    content.truth is value if over else None,
                    feedback if chosen else "",
                )
                for value, text, feedback in texts
            )
        case _:
            return ()


def _mark_choices(
    content: MultipleChoice | MultipleResponse,
    seed: int,
    chosen: Collection[str | None],
    *,
    over: bool,
) -> tuple[OptionMark, ...]:
    shown = shown_by_authored(content, "option")
    by_shown = {
        shown[own]: (own, option)
        for own, option in zip(option_ids(len(content.options)), content.options, strict=True)
    }
    marks = []
    for entry in present(content, seed).options:
        own, option = by_shown[entry.id]
        marks.append(_mark(option.text, option.feedback, own in chosen, option.correct, over))
    return tuple(marks)


def _mark(text: str, feedback: str, chosen: bool, correct: bool, over: bool) -> OptionMark:
    told = feedback if over or chosen else ""
    return OptionMark(text, chosen, correct if over else None, told)


def _mark_parts(content: Content, grade: Grade, *, over: bool) -> tuple[PartMark, ...]:
    given: dict[str, Any] = dict(grade.given)
    match content:
        case Cloze():
            rows = [
                (gettext("Gap %(number)s", number=own), given["gaps"][own], gap.accepted[0])
                for own, gap in zip(number_ids(len(content.gaps)), content.gaps, strict=True)
            ]
        case Matching():
            rows = _match_rows(content, given["pairs"])
        case Ordering():
            rows = [
                (str(place), content.steps[int(own) - 1], content.steps[place - 1])
                for place, own in enumerate(given["order"], start=1)
            ]
        case OpenAnswer():
            return tuple(_mark_criteria(content, grade, given["points"]))
        case ShortAnswer():
            return (_one_part(str(given["text"]), grade, content.accepted[0], over),)
        case Numerical():
            best = f"{content.value:g} {content.unit}".strip()
            return (_one_part(str(given["number"]), grade, best, over),)
        case _:
            return ()
    rights = [grade.parts[own] for own in number_ids(len(rows))]
    return tuple(
        PartMark(label, text, right, best if over and not right else "")
        for (label, text, best), right in zip(rows, rights, strict=True)
    )


def _match_rows(content: Matching, pairs: Mapping[str, str]) -> list[tuple[str, str, str]]:
    rights = [*(pair.right for pair in content.pairs), *content.distractors]
    texts = dict(zip(number_ids(len(rights)), rights, strict=True))
    return [
        (pair.left, texts.get(pairs.get(own, ""), ""), pair.right)
        for own, pair in zip(number_ids(len(content.pairs)), content.pairs, strict=True)
    ]


def _mark_criteria(content: OpenAnswer, grade: Grade, points: list[int]) -> Iterator[PartMark]:
    ids = number_ids(len(content.rubric))
    for own, criterion, earned in zip(ids, content.rubric, points, strict=True):
        given = gettext("%(points)s of %(most)s points", points=earned, most=criterion.points)
        yield PartMark(criterion.text, given, grade.parts[own])


def _one_part(given: str, grade: Grade, best: str, over: bool) -> PartMark:
    shown = best if over and not grade.correct else ""
    return PartMark(gettext("Your answer"), given, grade.correct, shown)
