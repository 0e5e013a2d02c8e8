"""Rules on texts that a model did not bring to an end, or that carry signs of another format."""

from __future__ import annotations

import re

from generators.exercise.content import Content
from generators.exercise.rules import Finding, fail
from generators.exercise.texts import CODE, all_texts, units_of

_FEWEST = 24  # units from which a text can be called repetitive
_DISTINCT = 0.6  # share of its runs of four units that occur once
_LONGEST = 4000  # characters
_RUN = re.compile(r"(\S[^\n]{0,60}?)(?:[\s,，、.。!！]*\1){4,}")
_CUT = re.compile(
    r"[,，、;；(（“‘「]$|\b(?:the|an|and|or|because|although|which|whose|if|than|so that|"
    r"as well as)$|"
    r"(?:因为|以及|并且|由于|所以|但是|而且|如果|虽然|和|与|或)$"
)
# What a stem that its options complete may end with.
_CUT_PROSE = re.compile(
    r"\b(?:the|an?|of|to|with|that|is|are|was|were|from|into|by|its|their|this|these|has|have|"
    r"will|can|"
    r"not|when|while|but|for|it|they|very|more|most)$|(?:的|是|把|被|对|在|从|而|但|使|让|了解到)$"
)
_ENDED = re.compile(r"[.!?。！？…:：][\"'”’」』)）\]*]*\s+\S|[。！？]\S")
_ENTRY = re.compile(r"\s*(?:[-*•|]|\(?\d{1,2}[.)、]|[A-Za-z一-龥]+[:：]) ?")
_END = re.compile(r"[.!?。！？…:：;；\"'”’」』)）\]*`$_]$|\d$|\d\s?\S{1,6}$")
_LEFTOVER = re.compile(
    r"<!\[CDATA\[|\]\]>|&#x?[0-9a-f]+;|&\w{2,8};|\\u[0-9a-f]{4}|\\[nrt](?![a-z])|\\\"|```|"
    r"@@PLUGINFILE@@|^::.*::|\{\s*[=~]|[=~]%-?\d|\\[=~{}#]|[{\[]\s*\"\w+\"\s*:|</?[a-z]\w*\s*$|"
    r"\\[()\[\]]|^#{1,6} |"
    r"\"\w{2,}\"\s*:|[\[{]\s*\"\w|\w\"\s*[\]}]|"
    r"\{(?:T|F|TRUE|FALSE|#[\d.:]+)\}|\]\((?:https?:|/|\w+\.\w)|"
    r"!\[|\[/?(?:b|i|u|s|h\d|img|url|quote|code|color|size|list|center|table)\b[^\]]*\]",
    re.I | re.M,
)
# Between two plain words or blanks it is a power: "2**3", "a ** b".
_BOLD = re.compile(r"(?<!\*)\*\*(?!\*)")
_POWER = re.compile(r"(?<=[A-Za-z\d)])\*\*(?=[A-Za-z\d(])|(?<=\s)\*\*(?=\s)")


def check_whole_text(content: Content) -> Finding | None:
    for text in all_texts(content):
        if len(text) > _LONGEST or is_endless(text):
            return fail("endless_text", text[:200])
    prose = [text.rstrip() for text in (content.explanation, *content.hints) if text.strip()]
    marked = any(_END.search(text) for text in prose)
    for text in (content.stem.rstrip(), *prose):
        if _CUT.search(text) or (text in prose and _is_cut(text, marked)):
            return fail("cut_off", text[-80:])
    return None


def _is_cut(prose: str, marked: bool) -> bool:
    """It ends within a phrase, and ends its other sentences; `marked` says that the texts beside
    it end theirs. "Think of what it is made of" is no end where they do. A full stop that is
    forgotten is none."""
    line = prose.rpartition("\n")[2]
    if _ENTRY.match(line):  # of a list, which need not be a sentence
        return False
    return (marked or bool(_ENDED.search(line))) and bool(_CUT_PROSE.search(prose))


def is_endless(text: str) -> bool:
    run = _RUN.search(text)
    if run and any(c.isalpha() for c in run[1]):
        return True
    units = units_of(text)
    if len(units) < _FEWEST:
        return False
    if _is_list(text):
        return False
    fours = [tuple(units[i : i + 4]) for i in range(len(units) - 3)]
    return len(set(fours)) < _DISTINCT * len(fours)


def _is_list(text: str) -> bool:
    """Entries that are all different may share most words: "陆基预警系统", "海基预警系统"."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return len(lines) > 1 and len(set(lines)) == len(lines) and all(map(_ENTRY.match, lines))


def check_leftovers(content: Content) -> Finding | None:
    """Marks of XML, JSON or GIFT, and emphasis that is never closed; code and formulas may."""
    for text in all_texts(content):
        plain = CODE.sub(" ", text)
        if found := _LEFTOVER.search(plain):
            return fail("format_marks", found[0])
        if len(_BOLD.findall(_POWER.sub("^", plain))) % 2 or plain.count("`") % 2:
            return fail("format_marks", text[:80])
    return None
