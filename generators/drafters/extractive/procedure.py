"""Real procedures: steps that a source puts in an order, and what they lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generators.drafters.extractive import procedures_zh
from generators.drafters.extractive.grid import read_grid
from generators.drafters.text.english import upper_first
from generators.drafters.text.statements import is_clean, is_exercise
from generators.drafters.text.statements_en import is_imperative
from generators.exercise.content import Language
from generators.exercise.folding import fold_text
from generators.exercise.passage import Passage
from generators.sources.headings import skill_name
from generators.sources.joining import ordered_number, strip_list_mark
from generators.sources.sentences import split_sentences
from generators.sources.spans import PATH_SEPARATOR

_FEWEST, _MOST = 3, 8
_ORDER_HEADING = re.compile(
    r"\b(?:how to|order|steps?|procedure|process|what to do|stages?|phases?|if you|workflow|"
    r"sequence|instructions?|testing|lost|first)\b|步骤|流程|顺序|过程|程序|方法",
    re.I,
)
_NOUN_STEP = re.compile(
    r"^(?:the|a|an|what|how|who|which|where|when|is|are|was|were|can|every|each|all|no)\b", re.I
)
_NEGATIVE = re.compile(r"^(?:do not|don't|never)\b|^(?:不要|不能|不得|禁止|切勿|严禁)", re.I)
_MARKER_EN = re.compile(
    r"^(?:first(?:ly)?|second(?:ly)?|third(?:ly)?|fourth(?:ly)?|then|next|after that|afterwards|"
    r"finally|lastly|last|in the end)\b,?\s*",
    re.I,
)
_IN_TIME = re.compile(r"^(?:then|next|after that|afterwards|finally)\b", re.I)
_MARKER_ZH = re.compile(
    r"^(?:首先|其次|然后|接着|随后|之后|接下来|再次|最后|第[一二三四五六七八]步?|先|再)[，,：:]?"
)
_START = re.compile(r"^(?:first(?:ly)?\b|首先|第一步?[，,])", re.I)
_NAMES_A_STEP = re.compile(
    r"\bsteps? \d|第[一二三四五六七八九十\d]+步|步骤\s*[一二三四五六七八九十\d]", re.I
)
_NO_STEP = re.compile(
    r"\b(?:neighbou?rs?|your partner|you find)\b|"
    r"\b\w+\.[a-z]{2,4}\b|^[\"“‘'`(]|[?？]$|^(?:True|False)\b|^[A-Za-z]+$"
)
_TELLS_PLACE = re.compile(
    r"\bthe (?:first|last|final|next|previous) step\b|\bstep \d|\bfinally\b|\bto begin with\b|"
    r"上一步|下一步|第[一二三四五六七八]步|上面|上述|前面|最后一步",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Procedure:
    """`title` is what the steps lead to, as a heading says it."""

    title: str
    steps: tuple[str, ...]
    quote: str
    passage: Passage


def _title(passage: Passage) -> str:
    """The nearest heading that names something."""
    path = passage.heading.split(PATH_SEPARATOR) if passage.heading else []
    for heading in reversed(path[1:] or path):
        if name := skill_name(heading):
            return name
    return ""


def _clean_step(text: str, language: Language) -> str:
    step = strip_list_mark(text).strip()
    if language is Language.ZH:
        step = procedures_zh.show_step(step)
    step = (_MARKER_ZH if language is Language.ZH else _MARKER_EN).sub("", step)
    return upper_first(step.rstrip(" ;；,，.。"))


def _name_subjects(steps: list[str]) -> list[str]:
    """ "It" at the beginning of a step becomes what the step before is about."""
    subject, named = "", []
    for step in steps:
        if match := re.match(r"(?:The|Each|Every) [\w-]+", step):
            subject = match[0]
        named.append(re.sub(r"^(?:It|They) ", f"{subject} ", step) if subject else step)
    return named


def _usable(steps: list[str]) -> tuple[str, ...]:
    """Empty where a step names another one by its number, which gives the order away."""
    if any(_NAMES_A_STEP.search(step) or _NO_STEP.search(step) for step in steps):
        return ()
    kept = [s for s in steps if not _NEGATIVE.match(s) and not _TELLS_PLACE.search(s)]
    good = len({fold_text(s) for s in kept}) == len(kept) and all(
        is_clean(s.replace("@", "")) and 2 <= len(s) <= 200 for s in kept
    )
    return tuple(kept) if good and len(kept) >= _FEWEST else ()


def _is_procedure(steps: tuple[str, ...], passage: Passage) -> bool:
    """Steps are told to do; the entries of a mere enumeration are things."""
    if passage.language is Language.ZH:
        return procedures_zh.is_procedure(steps, _title(passage))
    things = sum(bool(_NOUN_STEP.match(step)) for step in steps)
    if things > len(steps) / 2:
        return bool(
            re.search(r"\b(?:how to|steps?|procedure|order)\b", passage.heading, re.I)
        ) and (things < len(steps))
    told = sum(is_imperative(step) for step in steps)
    title = passage.heading.split(PATH_SEPARATOR)[-1]
    return told >= len(steps) / 2 and bool(_ORDER_HEADING.search(title))


def _from_list(passage: Passage) -> Iterator[Procedure]:
    lines = [line for line in passage.text.split("\n") if line.strip()]
    numbers = [ordered_number(line) for line in lines]
    if len(lines) < _FEWEST or numbers != list(
        range(numbers[0] or 1, (numbers[0] or 1) + len(lines))
    ):
        return
    if is_exercise(passage.heading):
        return
    steps = _usable([_clean_step(line, passage.language) for line in lines])
    title = _title(passage)
    if steps and title and _is_procedure(steps, passage):
        yield Procedure(title, steps, passage.text, passage)


_PROCEDURES = re.compile(
    r"\b(?:procedures?|steps?|step-by-step|technique|how to|instructions?)\b", re.I
)
_STAGE = re.compile(r"^(?:\d+[.)] )?(?P<name>[A-Z][\w’' /&-]{3,40}):\s")


def find_numbered(passage: Passage) -> Iterator[Procedure]:
    """An English list that is numbered from 1 under a heading that calls it a procedure, perhaps
    some headings above. Steps that all begin with a name ("Reporting: ...") are known by it.
    """
    path = passage.heading.split(PATH_SEPARATOR)
    lines = [line for line in passage.text.split("\n") if line.strip()]
    in_order = [ordered_number(line) for line in lines] == list(range(1, len(lines) + 1))
    named = _PROCEDURES.search(PATH_SEPARATOR.join(path[1:] or path))
    if not (in_order and named) or len(lines) < _FEWEST + 1 or is_exercise(passage.heading):
        return
    stages = [_STAGE.match(line) for line in lines]
    if all(stages):
        steps = tuple(stage["name"] for stage in stages if stage)
    else:
        steps = _usable([_clean_step(line, passage.language) for line in lines])
    things = sum(bool(_NOUN_STEP.match(step)) or step.endswith("?") for step in steps)
    title = _title(passage)
    if len(steps) == len(lines) and title and things == 0:
        yield Procedure(title, steps, passage.text, passage)


def _from_table(passage: Passage) -> Iterator[Procedure]:
    """A table whose rows are numbered or timed steps."""
    grid = read_grid(passage)
    if grid is None or not _title(passage):
        return
    headers = [header.casefold() for header in grid.headers]
    column = next(
        (i for i, h in enumerate(headers) if h in ("step", "steps", "步骤", "操作")), None
    )
    if column is None or not column >= 1:
        return
    if not re.match(r"(?:time|no|nr|#|step|序号|时间|顺序|次序|第)", headers[0]):
        return
    steps = _usable([_clean_step(cell, passage.language) for cell in grid.column(column)])
    if steps:
        yield Procedure(_title(passage), steps, passage.text, passage)


def _from_prose(passage: Passage) -> Iterator[Procedure]:
    """ "First, ... Then ... Finally, ..." in sentences that follow each other."""
    sentences = split_sentences(passage.text)
    marker = _MARKER_ZH if passage.language is Language.ZH else _MARKER_EN
    for start, sentence in enumerate(sentences):
        if not _START.match(sentence):
            continue
        run = [sentence]
        for other in sentences[start + 1 : start + _MOST]:
            if not marker.match(other):
                break
            run.append(other)
        if passage.language is Language.EN and not any(_IN_TIME.match(one) for one in run):
            continue  # "First, ... Second, ..." are mostly reasons
        cleaned = [_clean_step(one, passage.language) for one in run]
        steps = _usable(_name_subjects(cleaned))
        quote = passage.text[
            passage.text.index(run[0]) : passage.text.index(run[-1]) + len(run[-1])
        ]
        if passage.language is Language.ZH and not procedures_zh.is_told_in_order(
            run, steps, _title(passage)
        ):
            continue
        if steps and _title(passage):
            yield Procedure(_title(passage), steps, quote, passage)


def find_procedures(passage: Passage) -> Iterator[Procedure]:
    """The procedures of at least three steps in the passage."""
    match passage.kind:
        case "list":
            yield from _from_list(passage)
        case "table":
            yield from _from_table(passage)
        case "text":
            yield from _from_prose(passage)


def cut_steps(procedure: Procedure, most: int, skip: int) -> tuple[str, ...]:
    """At most `most` steps that follow each other."""
    start = min(skip, max(0, len(procedure.steps) - most))
    return procedure.steps[start : start + most]
