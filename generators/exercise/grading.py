"""Grading: what an answer is worth, by rule alone. Shapes and ids are read by `reading`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from generators.exercise.answers import (
    Answer,
    AnswerShapeError,
    CaseAnswer,
    GapsAnswer,
    NumberAnswer,
    OptionAnswer,
    OptionsAnswer,
    OrderAnswer,
    PairsAnswer,
    TextAnswer,
    TruthAnswer,
    WrittenAnswer,
)
from generators.exercise.content import (
    CaseStudy,
    Cloze,
    Content,
    Gap,
    Matching,
    MultipleChoice,
    MultipleResponse,
    Numerical,
    OpenAnswer,
    Ordering,
    ShortAnswer,
    TrueFalse,
)
from generators.exercise.folding import fold_text
from generators.exercise.ids import number_ids, option_ids
from generators.exercise.numbers import NumberShapeError, Quantity, read_number
from generators.exercise.parts import needs_marking
from generators.exercise.reading import read_answer
from generators.exercise.units import Unit, read_unit

__all__ = ["ENOUGH", "AnswerShapeError", "Grade", "Notice", "grade_answer", "read_answer"]


ENOUGH = 0.7  # of its points make an answer that a person marks a right one
_MISTAKE_SLACK = 0.005  # of what a mistake comes to: learners round it their own way


class Notice(StrEnum):
    """Why an answer that looks right is not; pages turn the code into a sentence."""

    UNIT_MISMATCH = "unit_mismatch"


class Grade(BaseModel):
    """`fraction` is 0 to 1 and `correct` says that it is 1 (of what a person marks: `ENOUGH`).
    `parts` has an entry per gap, left entry, step, criterion or question of a case (authored ids)
    for the kinds that are made of such. `feedback` is the Markdown
    that was authored for what was chosen. `given` is the answer in the JSON form to store, with
    authored ids. `notice_detail` names the unit that was typed.
    """

    model_config = ConfigDict(frozen=True)

    fraction: float
    correct: bool
    parts: dict[str, bool] = {}
    feedback: str = ""
    given: dict[str, object] = {}
    notice: Notice | None = None
    notice_detail: str = ""


def _same_number(typed: str, accepted: str) -> bool:
    """ "1 000" answers "1,000": both must be nothing but a number in the same unit."""
    try:
        mine, theirs = read_number(typed), read_number(accepted)
    except NumberShapeError:
        return False
    same_unit = fold_text(mine.unit) == fold_text(theirs.unit)
    return same_unit and mine.values[0] == theirs.values[0]


def equals_accepted(typed: str, accepted: Iterable[str], *, case_sensitive: bool = False) -> bool:
    """Whether `typed` is one of the accepted texts after folding, or the same number."""
    folded = fold_text(typed, case_sensitive=case_sensitive)
    return bool(folded) and any(
        folded == fold_text(text, case_sensitive=case_sensitive) or _same_number(typed, text)
        for text in accepted
    )


def _value_in(unit: Unit, quantity: Quantity, value: float) -> float | None:
    """`value` of the typed quantity in the asked unit; None where the units do not go together."""
    typed = read_unit(quantity.unit)
    if not quantity.unit:
        return value
    if typed.scale:
        return value * typed.factor
    if not unit.dimensions:
        return value * typed.factor if typed.dimensions == unit.dimensions else value
    if typed.dimensions != unit.dimensions:
        return None
    return value if typed.factor == unit.factor else value * typed.factor / unit.factor


def _is_close(content: Numerical, value: float) -> bool:
    slack = 1e-9 * max(1.0, abs(content.value))
    return abs(value - content.value) <= content.tolerance + slack


def read_values(content: Numerical, typed: str) -> list[float] | None:
    """All that what was typed may mean, in the unit that is asked for; None where its unit measures
    something else. Raises `NumberShapeError`."""
    quantity, unit = read_number(typed), read_unit(content.unit)
    values = [_value_in(unit, quantity, value) for value in quantity.values]
    readings = [value for value in values if value is not None]
    if len(readings) < len(values):
        return None
    if not unit.dimensions and quantity.unit.strip() in ("%", "％"):
        readings += [value / 100 for value in quantity.values]
    return readings


def _grade_number(content: Numerical, answer: NumberAnswer) -> Grade:
    given: dict[str, object] = {"number": answer.number}
    readings = read_values(content, answer.number)
    if readings is None:
        return Grade(
            fraction=0.0,
            correct=False,
            given=given,
            notice=Notice.UNIT_MISMATCH,
            notice_detail=read_number(answer.number).unit,
        )
    right = any(_is_close(content, value) for value in readings)
    told = "" if right else _told_of_mistake(content, readings)
    return Grade(fraction=float(right), correct=right, given=given, feedback=told)


def _told_of_mistake(content: Numerical, readings: Sequence[float]) -> str:
    """What is said of the first typical mistake that the answer comes from; else nothing."""
    for mistake in content.mistakes:
        slack = max(content.tolerance, _MISTAKE_SLACK * abs(mistake.value))
        if any(abs(value - mistake.value) <= slack for value in readings):
            return mistake.feedback
    return ""


def _grade_parts(parts: Mapping[str, bool], given: dict[str, object]) -> Grade:
    right = sum(parts.values())
    return Grade(
        fraction=right / len(parts), correct=right == len(parts), parts=dict(parts), given=given
    )


def _grade_gap(gap: Gap, typed: str) -> bool:
    return equals_accepted(typed, gap.accepted, case_sensitive=gap.case_sensitive)


def _grade_option(content: MultipleChoice, answer: OptionAnswer) -> Grade:
    option = dict(zip(option_ids(len(content.options)), content.options, strict=True))[
        answer.option
    ]
    return Grade(
        fraction=float(option.correct),
        correct=option.correct,
        feedback=option.feedback,
        given=answer.model_dump(),
    )


def _grade_options(content: MultipleResponse, answer: OptionsAnswer) -> Grade:
    """Each right option earns its share and each wrong one costs its share, down to nothing, so
    that choosing all earns nothing.
    """
    ids = option_ids(len(content.options))
    chosen = [
        option
        for own, option in zip(ids, content.options, strict=True)
        if own in set(answer.options)
    ]
    hits = sum(option.correct for option in chosen)
    misses = len(chosen) - hits
    fraction = max(0.0, hits / len(content.right) - misses / len(content.wrong))
    return Grade(
        fraction=fraction,
        correct=hits == len(content.right) and not misses,
        given=answer.model_dump(),
    )


def _grade_truth(content: TrueFalse, answer: TruthAnswer) -> Grade:
    right = answer.value == content.truth
    feedback = content.feedback_true if answer.value else content.feedback_false
    return Grade(fraction=float(right), correct=right, feedback=feedback, given=answer.model_dump())


def _grade_text(content: ShortAnswer, answer: TextAnswer) -> Grade:
    right = equals_accepted(answer.text, content.accepted, case_sensitive=content.case_sensitive)
    return Grade(fraction=float(right), correct=right, given=answer.model_dump())


def _grade_written(content: OpenAnswer, answer: WrittenAnswer) -> Grade:
    if answer.points is None:
        raise AnswerShapeError("nobody has marked this answer yet")
    fraction = sum(answer.points) / content.most_points
    ids = number_ids(len(content.rubric))
    marks = zip(ids, content.rubric, answer.points, strict=True)
    return Grade(
        fraction=fraction,
        correct=fraction >= ENOUGH,
        parts={own: given == criterion.points for own, criterion, given in marks},
        feedback=answer.comment,
        given=answer.model_dump(),
    )


def grade_parts(content: CaseStudy, answer: Mapping[str, object]) -> dict[str, Grade]:
    """Of a stored answer to a case: what each part is worth by itself, by id. Raises as
    `grade_answer`."""
    return _grade_each(content, read_answer(content, answer).model_dump()["parts"])


def _grade_each(content: CaseStudy, parts: Mapping[str, object]) -> dict[str, Grade]:
    ids = number_ids(len(content.parts))
    return {
        own: grade_answer(part.content, parts[own])
        for own, part in zip(ids, content.parts, strict=True)
    }


def _grade_case(content: CaseStudy, answer: CaseAnswer) -> Grade:
    """The share of all points that its parts earn."""
    grades = _grade_each(content, answer.parts)
    shares = zip(content.parts, grades.values(), strict=True)
    fraction = sum(part.points * grade.fraction for part, grade in shares) / content.most_points
    right = all(grade.correct for grade in grades.values())
    return Grade(
        fraction=fraction,
        correct=fraction >= ENOUGH - 1e-9 if needs_marking(content) else right,
        parts={own: grade.correct for own, grade in grades.items()},
        given={"parts": {own: grade.given for own, grade in grades.items()}},
    )


def _grade_read(content: Content, answer: Answer) -> Grade:
    match content, answer:
        case MultipleChoice(), OptionAnswer():
            return _grade_option(content, answer)
        case MultipleResponse(), OptionsAnswer():
            return _grade_options(content, answer)
        case TrueFalse(), TruthAnswer():
            return _grade_truth(content, answer)
        case ShortAnswer(), TextAnswer():
            return _grade_text(content, answer)
        case Numerical(), NumberAnswer():
            return _grade_number(content, answer)
        case Cloze(), GapsAnswer():
            ids = number_ids(len(content.gaps))
            gaps = zip(ids, content.gaps, strict=True)
            return _grade_parts(
                {own: _grade_gap(gap, answer.gaps[own]) for own, gap in gaps}, answer.model_dump()
            )
        case Matching(), PairsAnswer():
            lefts = number_ids(len(content.pairs))
            return _grade_parts(
                {own: answer.pairs.get(own) == own for own in lefts}, answer.model_dump()
            )
        case OpenAnswer(), WrittenAnswer():
            return _grade_written(content, answer)
        case CaseStudy(), CaseAnswer():
            return _grade_case(content, answer)
        case Ordering(), OrderAnswer():
            rights = number_ids(len(content.steps))
            places = zip(rights, answer.order, strict=True)
            return _grade_parts({own: own == given for own, given in places}, answer.model_dump())
    raise AssertionError(f"read_answer gave a {type(answer).__name__} for {content.kind}")


def grade_answer(content: Content, data: object) -> Grade:
    """What the answer in `data` (parsed JSON) is worth.

    Raises AnswerShapeError, with nothing graded, as `read_answer` does, and for an open answer
    that is not marked. An ordering earns a part
    for each step at its own place, as Moodle's ABSOLUTE_POSITION does.
    """
    return _grade_read(content, read_answer(content, data))
