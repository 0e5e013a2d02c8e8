"""Rules against giving the key away before the learner has answered."""

from __future__ import annotations

import re

from generators.exercise.content import (
    Cloze,
    Content,
    Matching,
    Numerical,
    Ordering,
    TrueFalse,
    WithOptions,
)
from generators.exercise.numbers import NumberShapeError, read_number
from generators.exercise.rules import Finding, fail, flag
from generators.exercise.texts import GAP, answers_of, holds, is_weighty

_ORDER_WORD = re.compile(
    r"^\W*(?:first(?:ly)?|then|next|after that|finally|lastly|step \d+|\d+[.)、])(?=\W|$)|"
    r"^(?:首先|然后|接着|其次|再次|最后|第[一二三四五六七八]步|步骤[一二三四五六七八\d])",
    re.I,
)
_NUMBER = re.compile(r"(?<![\w.,])[-−]?\d[\d.,]*(?:\s*[×x*]\s*10\^?\d+)?")


def check_no_leak(content: Content) -> Finding | None:
    match content:
        case Numerical():
            return _number_in_hints(content)
        case Matching():
            return _left_in_right(content)
        case Ordering():
            return _order_words(content)
        case TrueFalse():
            return None
    stem = GAP.sub(" ___ ", content.stem)
    for answer in filter(is_weighty, answers_of(content)):
        if holds(stem, answer) and not _is_shared(content, answer, stem):
            return fail("key_in_stem", answer)
        if any(holds(hint, answer) for hint in content.hints):
            return fail("key_in_hint", answer)
    return None


def _is_shared(content: Content, answer: str, stem: str) -> bool:
    """A question that names all its options ("A or B?") gives none away. In a cloze another gap's
    answer may stand in the text.
    """
    if isinstance(content, WithOptions):
        named = sum(holds(stem, option.text) for option in content.wrong)
        return named >= max(1, len(content.wrong) - 1)
    if isinstance(content, Cloze):
        return any(
            answer in gap.accepted and all(holds(stem, text) for text in gap.choices)
            for gap in content.gaps
            if gap.choices
        )
    return False


def _number_in_hints(content: Numerical) -> Finding | None:
    for hint in content.hints:
        for typed in _NUMBER.findall(hint):
            try:
                values = read_number(typed.rstrip(".,")).values
            except NumberShapeError:
                continue
            if any(abs(value - content.value) <= content.tolerance for value in values):
                return flag("key_in_hint", typed)
    return None


def _left_in_right(content: Matching) -> Finding | None:
    for pair in content.pairs:
        others = [other.right for other in content.pairs if other is not pair]
        shown_elsewhere = any(holds(right, pair.left) for right in others)
        if is_weighty(pair.left) and holds(pair.right, pair.left) and not shown_elsewhere:
            return fail("key_in_stem", f"{pair.left} = {pair.right}")
    return None


def _order_words(content: Ordering) -> Finding | None:
    found = [match[0] for step in content.steps if (match := _ORDER_WORD.search(step))]
    return flag("order_words", found[0]) if found else None
