"""What stands between the braces of a GIFT question: from its marks to a content's fields."""

from __future__ import annotations

import re
from dataclasses import dataclass

from generators.exercise.content import Kind, Language
from generators.exercise.formats.gift.spelling import Spelling
from generators.exercise.formats.portable import EntryError, ProblemCode
from generators.exercise.formats.shapes import Answers, read_shares
from generators.exercise.rubric import default_rubric

_WEIGHT = re.compile(r"^%(-?\d+(?:\.\d+)?)%")
_NUMBER = re.compile(
    r"^\s*=?\s*(-?[\d.]+(?:[eE][-+]?\d+)?)\s*(?::\s*([\d.]+(?:[eE][-+]?\d+)?))?\s*$"
)
_RANGE = re.compile(r"^\s*=?\s*(-?[\d.]+)\s*\.\.\s*(-?[\d.]+)\s*$")
_WILDCARD = re.compile(r"(?<!\\)\*")
_TRUTHS = {"T": True, "TRUE": True, "F": False, "FALSE": False}


@dataclass(frozen=True, slots=True)
class Entry:
    """`mark` is -100 to 100; `sure` where a = says that it is the answer."""

    text: str
    sure: bool
    mark: float
    feedback: str


def read_answers(inner: str, spelling: Spelling, language: Language, *, gapped: bool) -> Answers:
    """Raises EntryError."""
    if not inner:
        return Answers(Kind.OPEN_ANSWER, {"rubric": default_rubric(language)})
    if inner.startswith("#"):
        return _read_number(inner[1:])
    if inner.startswith(">"):
        raise EntryError(ProblemCode.TYPE, "ordering")
    head, _, _ = inner.partition("#")
    if head.strip().upper() in _TRUTHS:
        return _read_truth(inner, spelling)
    if "->" in inner and "~" not in inner:
        return _read_pairs(inner, spelling)
    entries = _entries(inner, spelling)
    partly = (ProblemCode.PARTLY_RIGHT,) if any(0 < e.mark < 100 for e in entries) else ()
    if "~" in inner:
        return _read_choice(entries, spelling, partly, gapped=gapped)
    accepted = [_without_pattern(Spelling.plain(e.text)) for e in entries if e.mark >= 100]
    if gapped:
        return Answers(Kind.CLOZE, {"gaps": [{"accepted": accepted}]}, partly)
    return Answers(Kind.SHORT_ANSWER, {"accepted": accepted}, partly)


def _entries(inner: str, spelling: Spelling) -> list[Entry]:
    """Each begins with = (right) or ~ (wrong, or worth its weight)."""
    found = []
    for part in re.split(r"(?=[=~])", inner):
        if not part.strip():
            continue
        body = part.lstrip()
        sure = body.startswith("=")
        mark = 100.0 if sure else 0.0
        body = body.lstrip("=~")
        if weight := _WEIGHT.match(body):
            mark, body = float(weight[1]), body[weight.end() :]
        text, _, feedback = body.partition("#")
        found.append(Entry(text.strip(), sure, mark, spelling.markdown(feedback)))
    return found


def _read_choice(
    entries: list[Entry], spelling: Spelling, partly: tuple[ProblemCode, ...], *, gapped: bool
) -> Answers:
    texts = [spelling.line(entry.text) for entry in entries]
    if not gapped and not any(entry.sure for entry in entries):
        rights, notes = read_shares([entry.mark for entry in entries])
        if any(rights):
            return Answers(
                Kind.MULTIPLE_RESPONSE, {"options": _options(entries, texts, rights)}, notes
            )
    right = [entry for entry in entries if entry.mark >= 100]
    if len(right) != 1:
        raise EntryError(ProblemCode.SEVERAL_RIGHT)
    if gapped:
        gap = {"accepted": [spelling.line(right[0].text)], "choices": texts}
        return Answers(Kind.CLOZE, {"gaps": [gap]}, partly)
    rights = [entry.mark >= 100 for entry in entries]
    return Answers(Kind.MULTIPLE_CHOICE, {"options": _options(entries, texts, rights)}, partly)


def _options(
    entries: list[Entry], texts: list[str], rights: list[bool]
) -> list[dict[str, str | bool]]:
    return [
        {"text": text, "correct": right, "feedback": entry.feedback}
        for text, entry, right in zip(texts, entries, rights, strict=True)
    ]


def _read_truth(inner: str, spelling: Spelling) -> Answers:
    """The feedback to the wrong answer comes first."""
    head, *feedbacks = (part.strip() for part in inner.split("#", 2))
    truth = _TRUTHS[head.upper()]
    wrong, right = [*(spelling.markdown(text) for text in feedbacks), "", ""][:2]
    sides = (right, wrong) if truth else (wrong, right)
    fields = {"truth": truth, "feedback_true": sides[0], "feedback_false": sides[1]}
    return Answers(Kind.TRUE_FALSE, fields)


def _read_number(inner: str) -> Answers:
    body, _, _ = inner.partition("#")
    if found := _RANGE.match(body):
        low, high = float(found[1]), float(found[2])
        return Answers(
            Kind.NUMERICAL, {"value": (low + high) / 2, "tolerance": abs(high - low) / 2}
        )
    found = _NUMBER.match(body)
    if found is None:
        raise EntryError(ProblemCode.SEVERAL_RIGHT)
    return Answers(Kind.NUMERICAL, {"value": float(found[1]), "tolerance": float(found[2] or 0)})


def _read_pairs(inner: str, spelling: Spelling) -> Answers:
    pairs, distractors = [], []
    for part in filter(str.strip, re.split(r"(?:^|\s)=", inner)):
        left, arrow, right = part.partition("->")
        if not arrow:
            raise EntryError(ProblemCode.INVALID, Spelling.plain(part))
        sides = {"left": spelling.line(left), "right": Spelling.plain(right)}
        if sides["left"]:
            pairs.append(sides)
        else:
            distractors.append(sides["right"])
    return Answers(Kind.MATCHING, {"pairs": pairs, "distractors": distractors})


def _without_pattern(text: str) -> str:
    if _WILDCARD.search(text):
        raise EntryError(ProblemCode.PATTERN, text)
    return text.replace(r"\*", "*")
