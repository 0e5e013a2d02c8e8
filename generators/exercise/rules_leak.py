"""Rules against giving the key away before the learner has answered."""

from __future__ import annotations

import re
from itertools import pairwise

from generators.exercise.content import (
    Cloze,
    Content,
    Matching,
    Numerical,
    Ordering,
    TrueFalse,
    WithOptions,
)
from generators.exercise.folding import fold_width
from generators.exercise.number_words import spell_digits
from generators.exercise.numbers import NumberShapeError, read_number
from generators.exercise.rules import Finding, fail, flag
from generators.exercise.texts import GAP, answers_of, holds, is_weighty, units_of

_ORDER_WORD = re.compile(
    r"^\W*(?:first(?:ly)?|then|next|after (?:that|this)|afterwards|finally|lastly|to begin with|"
    r"begin by|start by|second(?:ly)?|third(?:ly)?|fourth(?:ly)?|step \d+|\d+[.)、]|in the end|"
    r"at (?:first|last)|last|"
    r"to (?:start|finish)|start with|(?:as )?the (?:first|second|third|next|last|final) step|"
    r"once (?:that|this) is done|afterwards?|later|subsequently)(?=\W|$)|"
    r"^(?:首先|然后|接着|接下来|紧接着|随后|其次|再次|最后|最终|一开始|第[一二三四五六七八\d]+步|"
    r"先|再(?!次?生)|随即|此后|之后|末了|最先|起初|下一步|最末|"
    r"步骤[一二三四五六七八\d])",
    re.I,
)
_PLACE = re.compile(
    r"\b(?:first|last|begins? with|starts? with|ends? with)\b|第一|最先|最后|开头", re.I
)
_SEQUENCE = re.compile(
    r"\b(?:before|after|then|follows|precedes)\b|先|再|之后|之前|然后|接着", re.I
)
_AMONG = re.compile(r"\bone of\b|之一|中的|其中", re.I)
_VERDICT = re.compile(
    r"\b(?:statement|claim|sentence|this|it|answer) is (?:indeed |in fact |simply |not )?"
    r"(?:true|false|right|wrong|correct|incorrect)\b|"
    r"\b(?:choose|pick|answer|tick|select|say|put|mark(?: it)?) [\"']?(?:true|false)\b|"
    r"\b(?:is|be) an? (?:true|false|right|wrong|correct|incorrect) (?:statement|claim|sentence)\b|"
    r"\b(?:answer|statement|sentence|claim) (?:here )?(?:must|should|has to) be (?:true|false)\b|"
    r"(?:这句话|该说法|这个说法|此说法|这种说法|答案|这是|说法|应该?选?)(?:是|为)?"
    r"(?:正确|错误|对|错|不正确|不对)(?:的|选项|$|。)|选[“「]?(?:正确|错误|对|错)|"
    r"(?:正确|错误|对|错)的(?:说法|表述|陈述|判断)(?:$|。)|(?:判断|本题|该题|"
    r"这题)(?:应)?为?(?:正确|错误|对|错)",
    re.I,
)
_FEW, _MOST = 3, 0.8  # pieces of an answer, and the share of them that gives it away
_SHORT = 2  # letters
# Words that any hint may have.
_SMALL_WORDS = (
    "and are but can for from has have her his how its not one our that the their them then "
    "they this was were what when where which who will with you your"
)
_SMALL = frozenset(_SMALL_WORDS.split())
_NUMBER = re.compile(r"(?<![\w.,])[-−]?\d[\d.,]*(?:\s*[×x*]\s*10\^?\d+)?")


def check_no_leak(content: Content) -> Finding | None:
    match content:
        case Numerical():
            return _number_in_hints(content)
        case Matching():
            return _left_in_right(content) or _pair_in_hints(content)
        case Ordering():
            return _order_words(content) or _order_in_hints(content)
        case TrueFalse():
            return _verdict_in_hints(content)
    stem = GAP.sub(" ___ ", content.stem)
    for answer in filter(is_weighty, answers_of(content)):
        if holds(stem, answer) and not _is_shared(content, answer, stem):
            return fail("key_in_stem", answer)
        spelt = spell_digits(answer)
        for hint in map(spell_digits, content.hints):
            if holds(hint, spelt) or _mostly_holds(hint, spelt):
                return fail("key_in_hint", answer)
    return None


def _mostly_holds(text: str, answer: str) -> bool:
    """Nearly all long words of an answer of several, in whatever number and order; of a Chinese
    one its runs of two characters."""
    own, said = _pieces(answer), set(_pieces(text))
    return len(own) >= _FEW and sum(piece in said for piece in own) >= _MOST * len(own)


def _pieces(text: str) -> list[str]:
    units = units_of(text)
    words = [unit.rstrip("s") for unit in units if unit.isascii() and _is_long(unit)]
    return words + [a + b for a, b in pairwise(units) if not a.isascii() and not b.isascii()]


def _is_long(unit: str) -> bool:
    return len(unit) > _SHORT and unit not in _SMALL


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
    found = (told for hint in content.hints if (told := find_number(hint, content)))
    return next((flag("key_in_hint", told) for told in found), None)


def find_number(text: str, content: Numerical) -> str | None:
    """The key, as `text` spells it."""
    for typed in _NUMBER.findall(spell_digits(text)):
        try:
            values = read_number(typed.rstrip(".,")).values
        except NumberShapeError:
            continue
        if any(abs(value - content.value) <= content.tolerance for value in values):
            return str(typed)
    return None


def _verdict_in_hints(content: TrueFalse) -> Finding | None:
    found = (match[0] for hint in content.hints if (match := _VERDICT.search(hint)))
    return next((fail("key_in_hint", words) for words in found), None)


def _pair_in_hints(content: Matching) -> Finding | None:
    """A hint that names both sides of one pair, and no other right that would leave a choice."""
    for hint in content.hints:
        rights = [pair for pair in content.pairs if holds(hint, pair.right)]
        if len(rights) == 1 and holds(hint, rights[0].left):
            return fail("key_in_hint", f"{rights[0].left} = {rights[0].right}")
    return None


def _order_in_hints(content: Ordering) -> Finding | None:
    """A hint that says which of two steps comes before, or what comes first or last."""
    for hint in content.hints:
        told = [step for step in content.steps if holds(hint, step)]
        sign = _SEQUENCE if len(told) > 1 else _PLACE
        if told and sign.search(hint) and not _AMONG.search(hint) and "?" not in fold_width(hint):
            return fail("key_in_hint", told[0])
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
