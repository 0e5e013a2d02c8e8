"""The answer form's fields: out of a post into the JSON shape that is graded, and back.

Fields: `option`, `value`, `text`, `number`; `choice-<option id>`; `gap-<id>`; `pair-<left id>`
holding a right id; `place-<step id>` holding a place from 1; `tried`. Those of a question of a case
have `part-<part id>-` before their names. What was typed is kept as it was posted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from generators.exercise.content import (
    CaseStudy,
    Content,
    Kind,
    MultipleChoice,
    Question,
    TrueFalse,
)
from generators.exercise.grading import grade_answer
from generators.exercise.ids import number_ids
from generators.exercise.parts import seed_of_part
from generators.exercise.presentation import Presentation, present, shown_by_authored
from lti_tool.services.attempts import GivenAnswer
from lti_tool.views.learn_words import CONFIDENCES

PLAIN = {
    Kind.SHORT_ANSWER: "text",
    Kind.OPEN_ANSWER: "text",
    Kind.NUMERICAL: "number",
    Kind.TRUE_FALSE: "value",
}
DIGITS = 4
TRY_FIELD = "tried"  # how many attempts there were when the form was made
TYPED = (
    "option", "value", "text", "number", "confidence",
    "choice-", "gap-", "pair-", "place-", "part-",
)  # fmt: skip


def part_prefix(part: str) -> str:
    return f"part-{part}-"


def read_given(form: Mapping[str, str], content: Content) -> GivenAnswer:
    level = CONFIDENCES.get(form.get("confidence", ""))
    version = form.get("version", "")
    return GivenAnswer(
        token=form.get("token", ""),
        version=int(version) if version.isascii() and version.isdigit() else 0,
        answer=read_fields(form, content),
        confidence=level[0] if level else None,
    )


def read_fields(form: Mapping[str, str], content: Content) -> dict[str, object]:
    """The answer in its JSON shape; whether it is a good one, `grade_shown` says."""
    if isinstance(content, CaseStudy):
        ids = number_ids(len(content.parts))
        own = zip(ids, content.parts, strict=True)
        return {"parts": {n: read_fields(_part_fields(form, n), p.content) for n, p in own}}
    match content.kind:
        case Kind.MULTIPLE_CHOICE:
            return {"option": form.get("option", "")}
        case Kind.MULTIPLE_RESPONSE:
            return {"options": list(_fields(form, "choice-"))}
        case Kind.CLOZE:
            return {"gaps": _fields(form, "gap-")}
        case Kind.MATCHING:
            return {"pairs": _fields(form, "pair-")}
        case Kind.ORDERING:
            return {"order": _read_order(_fields(form, "place-"))}
        case _:
            name = PLAIN[content.kind]
            return {name: form.get(name, "")}


def read_typed(form: Mapping[str, str]) -> dict[str, str]:
    """The fields that a learner fills in, whatever the kind."""
    return {name: value for name, value in form.items() if name.startswith(TYPED)}


def read_tried(form: Mapping[str, str]) -> int:
    """-1 where it is no number: no showing had so many attempts."""
    text = form.get(TRY_FIELD, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else -1


def write_fields(content: Content, seed: int, answer: Mapping[str, Any]) -> dict[str, str]:
    """The fields of a fresh form: the last answer (stored, {} for none) where one would go on from
    it, else the order that the page shows."""
    if isinstance(content, CaseStudy):
        return dict(_write_parts(content, seed, answer.get("parts", {})))
    match content.kind:
        case Kind.MULTIPLE_RESPONSE:
            shown = shown_by_authored(content, "option")
            return {f"choice-{shown[own]}": "1" for own in answer.get("options", ())}
        case Kind.CLOZE:
            return {f"gap-{own}": text for own, text in answer.get("gaps", {}).items()}
        case Kind.MATCHING:
            return _write_pairs(content, answer.get("pairs", {}))
        case Kind.ORDERING:
            return _write_order(content, present(content, seed), answer.get("order", []))
        case Kind.SHORT_ANSWER | Kind.NUMERICAL:
            field = PLAIN[content.kind]
            return {field: str(answer.get(field, ""))}
        case _:
            return {}


def _part_fields(form: Mapping[str, str], part: str) -> dict[str, str]:
    return _fields(form, part_prefix(part))


def _write_parts(
    content: CaseStudy, seed: int, answers: Mapping[str, Mapping[str, Any]]
) -> Iterable[tuple[str, str]]:
    for number, part in enumerate(content.parts, start=1):
        own = str(number)
        given = answers.get(own, {})
        fields = write_fields(part.content, seed_of_part(seed, number), given)
        fields |= _write_chosen(part.content, given)
        yield from ((part_prefix(own) + name, value) for name, value in fields.items())


def _write_chosen(content: Question, answer: Mapping[str, Any]) -> dict[str, str]:
    """A question of a case that was answered right keeps what was chosen; a wrong one is chosen
    anew."""
    match content, answer:
        case MultipleChoice(), {"option": str(own)} if grade_answer(content, answer).correct:
            return {"option": shown_by_authored(content, "option")[own]}
        case TrueFalse(truth=truth), {"value": bool(value)} if value is truth:
            return {"value": str(value).lower()}
    return {}


def _fields(form: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {
        name.removeprefix(prefix): value for name, value in form.items() if name.startswith(prefix)
    }


def _read_order(places: Mapping[str, str]) -> list[str]:
    """Steps by place; none where a place is no number or taken twice."""
    numbers = {
        step: int(place)
        for step, place in places.items()
        if place.isascii() and place.isdigit() and len(place) <= DIGITS
    }
    if len(set(numbers.values())) < len(places):
        return []
    return sorted(numbers, key=lambda step: numbers[step])


def _write_pairs(content: Content, pairs: Mapping[str, str]) -> dict[str, str]:
    lefts, rights = shown_by_authored(content, "left"), shown_by_authored(content, "right")
    return {
        f"pair-{lefts[left]}": rights[right]
        for left, right in pairs.items()
        if left in lefts and right in rights
    }


def _write_order(content: Content, shown: Presentation, order: list[str]) -> dict[str, str]:
    by_authored = shown_by_authored(content, "step")
    steps = [by_authored[own] for own in order if own in by_authored]
    if len(steps) != len(shown.steps):
        steps = [step.id for step in shown.steps]
    return {f"place-{step}": str(place) for place, step in enumerate(steps, start=1)}
