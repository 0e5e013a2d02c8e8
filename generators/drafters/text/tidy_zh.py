"""Chinese text of a source as it should be read: without the blanks, half-width marks and brackets
of emphasis that a file leaves in it. Quotes stay as the source writes them.
"""

from __future__ import annotations

import re
from typing import Any

from generators.drafters.text.chinese import widen_marks
from generators.exercise.content import Content
from generators.sources.joining import HAN

_WIDE = f"{HAN}，。、；：？！“”‘’（）《》—…"
_BLANK = re.compile(
    rf"(?<=[{_WIDE}]) +(?=[{_WIDE}])|(?<=}}}}) +(?=[{_WIDE}])|(?<=[{HAN}]) +(?=[(（])"
)
_ABOUT_MARK = re.compile(r" +(?=[，。、；：？！”）》])|(?<=[，。、；？！“（《]) +")
_HALF_BRACKETS = re.compile(rf"\(([^()$\\]*[{HAN}][^()$\\]*)\)")
_HALF_MARK = re.compile(rf"(?<=[{HAN}”》）\d])\s*[:;,]\s*(?=[{HAN}“《])")
_FULL = {":": "：", ";": "；", ",": "，"}
_DOUBLE_MARK = re.compile(r"[，；、：]+(?=[。；，](?!$)|。)")
_EMPHASIS = re.compile(r"\\?[【】]|\*\*")
_VERBATIM = frozenset(["citations", "kind", "language", "misconception", "unit"])


def tidy_text(text: str) -> str:
    if "$" in text or "`" in text:
        return text  # a formula or code means its blanks and brackets
    text = _EMPHASIS.sub("", text)
    text = _HALF_BRACKETS.sub(r"（\1）", text)
    text = _HALF_MARK.sub(lambda mark: _FULL[mark[0].strip()], widen_marks(text))
    text = _ABOUT_MARK.sub("", _BLANK.sub("", text))
    text = re.sub(rf"(?<=[{HAN}])．", "。", text)
    return _DOUBLE_MARK.sub("", text)


def _tidy(value: Any) -> Any:
    if isinstance(value, str):
        return tidy_text(value)
    if isinstance(value, dict):
        return {k: own if k in _VERBATIM else _tidy(own) for k, own in value.items()}
    if isinstance(value, list | tuple):
        return [_tidy(own) for own in value]
    return value


def tidy_content(content: Content) -> Content:
    """All that a learner reads of it, tidied."""
    return type(content).model_validate(_tidy(content.model_dump(mode="json")))
