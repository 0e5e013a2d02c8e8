"""What was wrong about an answer, in the words of the exercise: the option, the gap, the pair.

Of orderings two steps are told that follow each other and were put the other way round: an order in
which there are none is right. Of several options those that were wrongly chosen are told, not those
that were left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from pydantic import BaseModel, ConfigDict

from generators.exercise.content import (
    CaseStudy,
    Cloze,
    Content,
    Language,
    Matching,
    MultipleChoice,
    MultipleResponse,
    Numerical,
    Option,
    Ordering,
    ShortAnswer,
    TrueFalse,
)
from generators.exercise.folding import fold_text
from generators.exercise.grading import grade_answer, read_values
from generators.exercise.ids import number_ids, option_ids
from generators.exercise.texts import GAP

FACTOR_SLACK = 0.01  # a rounded answer is still off by the factor
_USUAL = (2, 3.6, 10, 60, 100, 1000, 3600)
FACTORS = {
    "× (−1)": -1.0,
    **{f"× {factor}": float(factor) for factor in _USUAL},
    **{f"÷ {factor}": 1 / factor for factor in _USUAL},
}

_SAID = {
    Language.EN: {"true": "true", "false": "false"},
    Language.ZH: {"true": "正确", "false": "错误"},
}


class GivenError(BaseModel):
    """`key` is the same for what reads the same; `text` as it was chosen or typed ("true" or
    "false" for a statement); `misconception` where the exercise names the one behind it. With
    `factor` it is not what was typed: `text` is one of `FACTORS`, by which the value was missed."""

    model_config = ConfigDict(frozen=True)

    key: str
    text: str
    misconception: str = ""
    factor: bool = False


def find_errors(content: Content, given: Mapping[str, object]) -> list[GivenError]:
    """Of a stored answer (authored ids). Raises AnswerShapeError where it is none of `content`."""
    parts = grade_answer(content, given)
    if parts.correct:
        return []
    match content, given:
        case MultipleChoice(), {"option": str(chosen)}:
            return [_describe_option(_find_option(content, chosen))]
        case MultipleResponse(), {"options": list(several)}:
            options = (_find_option(content, str(chosen)) for chosen in several)
            return [_describe_option(option) for option in options if not option.correct]
        case TrueFalse(), {"value": bool(value)}:
            return [_describe(str(value).lower())]
        case (ShortAnswer(), {"text": str(typed)}) | (Numerical(), {"number": str(typed)}):
            return [_describe(typed)]
        case Cloze(), {"gaps": dict(gaps)}:
            wrong = ((own, gaps[own]) for own, right in parts.parts.items() if not right)
            return [_describe(str(typed), own) for own, typed in wrong if str(typed).strip()]
        case Matching(), {"pairs": dict(pairs)}:
            return list(_list_pairs(content, pairs))
        case Ordering(), {"order": list(order)}:
            return list(_list_turned(content, [str(own) for own in order]))
        case CaseStudy(), {"parts": dict(given_parts)}:
            return list(_list_of_parts(content, given_parts))
    return []


def find_factor(content: Numerical, given: Mapping[str, object]) -> list[GivenError]:
    """As `find_errors`, of an exercise whose numbers differ from learner to learner: by which usual
    factor the right value was missed (a unit, a sign, a half). Nothing where it was by no such."""
    typed = given.get("number")
    if grade_answer(content, given).correct or not content.value:
        return []
    for value in read_values(content, str(typed)) or ():
        for text, factor in FACTORS.items():
            if math.isclose(value / content.value, factor, rel_tol=FACTOR_SLACK):
                return [GivenError(key=f"factor|{text}", text=text, factor=True)]
    return []


def _find_option(content: MultipleChoice | MultipleResponse, chosen: str) -> Option:
    return dict(zip(option_ids(len(content.options)), content.options, strict=True))[chosen]


def _describe_option(option: Option) -> GivenError:
    return _describe(option.text).model_copy(update={"misconception": option.misconception or ""})


def _describe(text: str, place: str = "") -> GivenError:
    return GivenError(key=f"{place}|{fold_text(text)}", text=text)


def _list_pairs(content: Matching, pairs: Mapping[object, object]) -> Iterator[GivenError]:
    texts = [*(pair.right for pair in content.pairs), *content.distractors]
    rights = dict(zip(number_ids(len(texts)), texts, strict=True))
    for own, pair in zip(number_ids(len(content.pairs)), content.pairs, strict=True):
        chosen = str(pairs.get(own) or "")
        if chosen in rights and chosen != own:
            yield _describe(f"{pair.left} → {rights[chosen]}")


def _list_of_parts(
    content: CaseStudy, parts: Mapping[str, Mapping[str, object]]
) -> Iterator[GivenError]:
    ids = number_ids(len(content.parts))
    for own, part in zip(ids, content.parts, strict=True):
        asked = GAP.sub("…", part.content.stem)
        for error in find_errors(part.content, parts[own]):
            said = _tell_said(part.content, error.text)
            told = {"key": f"{own}|{error.key}", "text": f"{asked} → {said}"}
            yield error.model_copy(update=told)


def _tell_said(content: Content, text: str) -> str:
    """What was said of a statement, in the words of its language."""
    return _SAID[content.language].get(text, text) if isinstance(content, TrueFalse) else text


def _list_turned(content: Ordering, order: Sequence[str]) -> Iterator[GivenError]:
    """As they were put: the later step, then the earlier one."""
    steps = zip(number_ids(len(content.steps)), content.steps, strict=True)
    for (first, earlier), (second, later) in pairwise(steps):
        if order.index(first) > order.index(second):
            yield _describe(f"{later} → {earlier}")
