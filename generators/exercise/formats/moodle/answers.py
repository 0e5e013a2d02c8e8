"""The part of a Moodle question that its type decides: from its elements to a content's fields."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml.etree import _Element as Element

from generators.exercise.content import Gap, Kind
from generators.exercise.formats.languages import guess_language
from generators.exercise.formats.moodle.elements import (
    fraction_of,
    line_of,
    markdown_of,
    text_of,
    value_of,
)
from generators.exercise.formats.moodle.gaps import GAP, read_gap
from generators.exercise.formats.portable import EntryError, ProblemCode
from generators.exercise.formats.rubrics import read_rubric
from generators.exercise.formats.shapes import Answers, read_shares

_WILDCARD = re.compile(r"(?<!\\)\*")
_FALSE = ("false", "0", "")


def read_answers(question: Element, inherited: str) -> Answers:
    """`inherited` is the format of texts that name none.

    Raises EntryError, and ValueError for a number that is none.
    """
    kind = question.get("type", "")
    reader = _READERS.get(kind)
    if reader is None:
        raise EntryError(ProblemCode.TYPE, kind)
    return reader(question, inherited)


def read_unit(question: Element) -> str:
    """The first unit; further ones are other spellings or scales, which we read by ourselves."""
    for unit in question.iterfind("units/unit"):
        if float(value_of(unit, "multiplier", "1")) == 1:
            return value_of(unit, "unit_name")
    return ""


def _feedback(answer: Element, inherited: str) -> str:
    return markdown_of(answer.find("feedback"), inherited)[0]


def _read_choice(question: Element, inherited: str) -> Answers:
    answers = question.findall("answer")
    marks = [fraction_of(answer) for answer in answers]
    if several := value_of(question, "single", "true") in _FALSE:
        rights, notes = read_shares(marks)
    else:
        rights, notes = [mark >= 100 for mark in marks], _partly(marks)
        if sum(rights) != 1:
            raise EntryError(ProblemCode.SEVERAL_RIGHT)
    options = [
        {
            "text": line_of(answer, inherited),
            "correct": right,
            "feedback": _feedback(answer, inherited),
        }
        for answer, right in zip(answers, rights, strict=True)
    ]
    kind = Kind.MULTIPLE_RESPONSE if several else Kind.MULTIPLE_CHOICE
    return Answers(kind, {"options": options}, notes)


def _partly(marks: list[float]) -> tuple[ProblemCode, ...]:
    return (ProblemCode.PARTLY_RIGHT,) if any(0 < mark < 100 for mark in marks) else ()


def _read_truth(question: Element, inherited: str) -> Answers:
    """Old files have localised words in the order true, false."""
    answers = question.findall("answer")
    named = {text_of(answer).casefold(): answer for answer in answers}
    if set(named) != {"true", "false"}:
        if len(answers) != 2:
            raise EntryError(ProblemCode.INVALID, "a true/false question has two answers")
        named = dict(zip(("true", "false"), answers, strict=True))
    fields = {
        "truth": fraction_of(named["true"]) >= 100,
        "feedback_true": _feedback(named["true"], inherited),
        "feedback_false": _feedback(named["false"], inherited),
    }
    return Answers(Kind.TRUE_FALSE, fields)


def _read_short(question: Element, inherited: str) -> Answers:
    del inherited
    answers = question.findall("answer")
    marks = [fraction_of(answer) for answer in answers]
    accepted = [text_of(answer) for answer, mark in zip(answers, marks, strict=True) if mark >= 100]
    if patterns := [text for text in accepted if _WILDCARD.search(text)]:
        raise EntryError(ProblemCode.PATTERN, patterns[0])
    fields = {
        "accepted": [text.replace(r"\*", "*") for text in accepted],
        "case_sensitive": value_of(question, "usecase", "0") not in _FALSE,
    }
    return Answers(Kind.SHORT_ANSWER, fields, _partly(marks))


def _read_number(question: Element, inherited: str) -> Answers:
    del inherited
    answers = question.findall("answer")
    marks = [fraction_of(answer) for answer in answers]
    right = [answer for answer, mark in zip(answers, marks, strict=True) if mark >= 100]
    if len(right) != 1:
        raise EntryError(ProblemCode.SEVERAL_RIGHT)
    if text_of(right[0]) == "*":
        raise EntryError(ProblemCode.PATTERN, "*")
    fields = {
        "value": float(text_of(right[0])),
        "tolerance": float(value_of(right[0], "tolerance", "0") or 0),
        "unit": read_unit(question),
    }
    return Answers(Kind.NUMERICAL, fields, _partly(marks))


def _read_pairs(question: Element, inherited: str) -> Answers:
    sides = [
        (line_of(one, inherited), text_of(one.find("answer")))
        for one in question.findall("subquestion")
    ]
    fields = {
        "pairs": [{"left": left, "right": right} for left, right in sides if left],
        "distractors": [right for left, right in sides if not left and right],
    }
    return Answers(Kind.MATCHING, fields)


def _read_steps(question: Element, inherited: str) -> Answers:
    steps = [line_of(answer, inherited) for answer in question.findall("answer")]
    return Answers(Kind.ORDERING, {"steps": steps})


def _read_gaps(question: Element, inherited: str) -> Answers:
    """The stem with `{{1}}` for each gap. Gaps are cut out of the text as it stands in the file:
    as Markdown they would not be the same any more."""
    element = question.find("questiontext")
    assert element is not None
    gaps: list[Gap] = []

    def cut(found: re.Match[str]) -> str:
        gaps.append(read_gap(found[1], found[2]))
        return f"{{{{{len(gaps)}}}}}"

    text = element.find("text")
    if text is None or not text.text:
        raise EntryError(ProblemCode.INVALID, "it has no text")
    text.text = GAP.sub(cut, text.text)
    return Answers(Kind.CLOZE, {"stem": markdown_of(element, inherited)[0], "gaps": gaps})


def _read_open(question: Element, inherited: str) -> Answers:
    """What graders are told is the rubric; attachments and word limits have no place here."""
    del inherited
    element = question.find("graderinfo")
    markup = text_of(element) if element is not None else ""
    stem = text_of(question.find("questiontext"))
    return Answers(Kind.OPEN_ANSWER, read_rubric(markup, guess_language(stem)))


_READERS: dict[str, Callable[[Element, str], Answers]] = {
    "multichoice": _read_choice,
    "truefalse": _read_truth,
    "shortanswer": _read_short,
    "numerical": _read_number,
    "matching": _read_pairs,
    "match": _read_pairs,
    "ordering": _read_steps,
    "essay": _read_open,
    "cloze": _read_gaps,
    "multianswer": _read_gaps,
}
