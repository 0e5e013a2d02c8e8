"""Wrong beliefs that a source names, with what it says against them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generators.drafters.extractive.grid import Grid
from generators.drafters.text.english import upper_first
from generators.drafters.text.statements import is_clean
from generators.exercise.content import Language
from generators.exercise.passage import Passage
from generators.sources.sentences import split_sentences

_EN = re.compile(
    r"^(?:(?:A|One|Another) (?:common|frequent|widespread|popular) (?:misconception|mistake|myth|"
    r"misunderstanding|error|belief) is (?:that|to (?:think|believe|assume) that)|"
    r"(?:Many|Some) people (?:wrongly )?(?:think|believe|assume) that|"
    r"It is a (?:common )?myth that)\s+"
    r"(?P<claim>.+)\.$"
)
_EN_CUT = re.compile(r";\s|,? because\b|, although\b|, but\b|, when in fact\b")
_ZH_OPENS = r"(?:^|常见误区[：:]|常见错误[：:]|误区[：:])"
_ZH_BELIEVED = re.compile(
    rf"{_ZH_OPENS}(?:有人|有些人|很多人|不少人|人们常|有的同学|许多人)(?:错误地)?(?:认为|以为|觉得)[，“]?(?P<claim>[^“”]+?)”?。$"
)
_ZH_QUOTED = re.compile(
    r"^(?:常见误区[：:])?(?:“(?P<claim>[^“”]{4,40})”(?:是一种[^。]{0,6}误[解区]|[^。]{0,12}(?:是错|不对|错误))"
    r"|[^“”]{0,24}(?:得出|误以为)“(?P<other>[^“”]{4,40})”。$)"
)
_ZH_NAMED = re.compile(r"^常见误区[：:](?P<claim>[^“”不没非错勿]{4,40})。$")
_WRONG_HEADER = re.compile(r"错误|误区|misconception|myth|wrong|mistake(?!.*breaks)", re.I)
_RIGHT_HEADER = re.compile(r"正确|事实|fact|truth|right|correct", re.I)


@dataclass(frozen=True, slots=True)
class Misconception:
    """`claim` is the wrong belief as a sentence, `truth` what the source answers (word for word,
    "" where it says nothing); `quote` stands in the passage.
    """

    claim: str
    truth: str
    quote: str
    passage: Passage


def _claim_en(sentence: str) -> str:
    match = _EN.match(sentence)
    if match is None:
        return ""
    claim = _EN_CUT.split(match["claim"])[0].strip()
    return upper_first(claim) + "." if len(claim.split()) >= 4 else ""


def _rest_en(sentence: str) -> str:
    """What follows in the same sentence: "...; today most of them are written without any"."""
    _, mark, rest = sentence.partition("; ")
    return upper_first(rest) if mark else ""


def _claim_zh(sentence: str) -> str:
    for pattern in (_ZH_BELIEVED, _ZH_QUOTED, _ZH_NAMED):
        if match := pattern.search(sentence):
            named = match.groupdict()
            return (named["claim"] or named["other"]).strip("，。“” ") + "。"
    return ""


def find_misconceptions(passage: Passage) -> Iterator[Misconception]:
    """Those in the sentences of the passage; `from_grid` finds those in its tables."""
    sentences = split_sentences(passage.text)
    for index, sentence in enumerate(sentences):
        is_chinese = passage.language is Language.ZH
        claim = _claim_zh(sentence) if is_chinese else _claim_en(sentence)
        if not claim or not is_clean(claim):
            continue
        following = sentences[index + 1] if index + 1 < len(sentences) else ""
        rest = _rest_en(sentence) if not is_chinese else ""
        before = sentences[index - 1] if index else ""
        yield Misconception(claim, rest or following or before, sentence, passage)


def correcting_columns(grid: Grid) -> tuple[int, int] | None:
    """The columns of a table "wrong | right"; None for any other table."""
    wrong = next((i for i, h in enumerate(grid.headers) if _WRONG_HEADER.search(h)), None)
    right = next((i for i, h in enumerate(grid.headers) if _RIGHT_HEADER.search(h)), None)
    return None if wrong is None or right is None or wrong == right else (wrong, right)


def from_grid(grid: Grid) -> Iterator[Misconception]:
    """The rows of a table "wrong | right"."""
    columns = correcting_columns(grid)
    if columns is None:
        return
    wrong, right = columns
    end = "。" if grid.language is Language.ZH else "."
    for number, row in enumerate(grid.rows):
        if row[wrong] and row[right] and is_clean(row[wrong]):
            claim = row[wrong].rstrip("。.") + end
            yield Misconception(
                claim, row[right].rstrip("。.") + end, grid.line(number), grid.passage
            )
