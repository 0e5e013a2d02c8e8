"""The texts inside a content, and their words: what rules look at."""

from __future__ import annotations

import re

from generators.exercise.content import (
    CaseStudy,
    Cloze,
    Content,
    Matching,
    OpenAnswer,
    Ordering,
    ShortAnswer,
    WithOptions,
)
from generators.exercise.folding import fold_text
from generators.exercise.parts import questions_of

GAP = re.compile(r"\{\{\d+\}\}")
_ROW = re.compile(r"^[ \t]*\|(.*)\|[ \t]*$", re.M)
_RULE = re.compile(r"^[ \t]*\|[ \t:|-]*-[ \t:|-]*\|[ \t]*\n?", re.M)
CODE = re.compile(r"`[^`]*`|\$[^$]*\$", re.S)  # and formulas: not prose
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_UNIT = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+(?:[.,'’-][^\W_{_HAN}]+)*")
_HAN_ONLY = re.compile(rf"^[{_HAN}]$")


def units_of(text: str) -> list[str]:
    """Folded words, and each Chinese character by itself."""
    return _UNIT.findall(fold_text(text))


def holds(text: str, part: str) -> bool:
    """Whether `part` stands in `text` as whole words, or as a run of Chinese characters."""
    whole, sought = units_of(text), units_of(part)
    size = len(sought)
    return size > 0 and any(whole[i : i + size] == sought for i in range(len(whole) - size + 1))


def is_weighty(text: str) -> bool:
    """Long enough that finding it elsewhere is no accident: a word of three letters or a number
    of two digits, or two Chinese characters.
    """
    units = units_of(text)
    return len(units) > 1 or any(
        len(unit) > (1 if unit.isdigit() else 2) and not _HAN_ONLY.match(unit) for unit in units
    )


def answers_of(content: Content) -> tuple[str, ...]:
    """The texts that are right where the learner chooses or types one."""
    match content:
        case WithOptions():
            return tuple(option.text for option in content.right)
        case ShortAnswer():
            return content.accepted
        case Cloze():
            return tuple(answer for gap in content.gaps for answer in gap.accepted)
        case CaseStudy():
            return tuple(answer for own in questions_of(content) for answer in answers_of(own))
    return ()


def choices_of(content: Content) -> tuple[tuple[str, ...], ...]:
    """Each set of entries among which a learner chooses, matches or sorts."""
    match content:
        case WithOptions():
            return (tuple(option.text for option in content.options),)
        case Cloze():
            return tuple(gap.choices for gap in content.gaps if gap.choices)
        case Matching():
            rights = (*(pair.right for pair in content.pairs), *content.distractors)
            return (tuple(pair.left for pair in content.pairs), rights)
        case Ordering():
            return (content.steps,)
        case CaseStudy():
            return tuple(choice for own in questions_of(content) for choice in choices_of(own))
    return ()


def shown_texts(content: Content) -> tuple[str, ...]:
    """All that a learner may read before answering: stem, hints, entries."""
    if isinstance(content, CaseStudy):
        parts = (text for own in questions_of(content) for text in shown_texts(own))
        return (content.stem, *content.hints, *parts)
    entries = (text for choice in choices_of(content) for text in choice)
    return (content.stem, *content.hints, *entries)


def all_texts(content: Content) -> tuple[str, ...]:
    """With what comes after the answer: explanation and feedback."""
    if isinstance(content, CaseStudy):
        own = (content.stem, *content.hints, *filter(None, [content.explanation]))
        return (*own, *(text for part in questions_of(content) for text in all_texts(part)))
    after = [content.explanation, *answers_of(content)]
    if isinstance(content, WithOptions):
        after += [option.feedback for option in content.options]
    if isinstance(content, OpenAnswer):
        after += [content.sample_answer, *(criterion.text for criterion in content.rubric)]
    return (*shown_texts(content), *(text for text in after if text))


def filled_stem(content: Content) -> str:
    """The stem, with the best answer in each gap."""
    if not isinstance(content, Cloze):
        return content.stem
    best = [gap.accepted[0] for gap in content.gaps]
    return GAP.sub(lambda gap: best[int(gap[0][2:-2]) - 1], content.stem)


def text_of(content: Content) -> str:
    """What is asked and the key, in one: what an exercise is compared by."""
    if isinstance(content, CaseStudy):
        return " ".join((content.stem, *map(text_of, questions_of(content))))
    return " ".join((filled_stem(content), *answers_of(content)[:1]))


def flatten_tables(text: str) -> str:
    """Rows of a Markdown table as lines `a · b`, without the line of dashes below its head."""
    return _ROW.sub(_join_cells, _RULE.sub("", text))


def _join_cells(row: re.Match[str]) -> str:
    return " · ".join(cell.strip() for cell in row[1].split("|"))
