"""The visible label that generated exercises bear wherever they go, and the worked solution that
shares a field with the explanation in formats without one of its own."""

from __future__ import annotations

import re

from generators.exercise.content import Language
from generators.exercise.formats.portable import Portable

_LABELS = {
    Language.EN: ("AI-generated, reviewed by {reviewer}.", "AI-generated."),
    Language.ZH: ("AI生成,由{reviewer}审核。", "AI生成。"),
}
_LABEL = re.compile(
    r"(?:AI-generated(?:, reviewed by (?P<en>.+?))?\.|AI生成(?:,由(?P<zh>.+?)审核)?。)\s*$"
)
_SOLUTIONS = {Language.EN: "Worked solution:", Language.ZH: "解答:"}


def label_of(portable: Portable) -> str:
    """A sentence in the exercise's language; empty for one that a person wrote."""
    if not portable.generated:
        return ""
    return spell_label(portable.content.language, portable.reviewer)


def spell_label(language: Language, reviewer: str) -> str:
    reviewed, plain = _LABELS[language]
    return reviewed.format(reviewer=reviewer) if reviewer else plain


def join_feedback(portable: Portable, explanation: str, solution: str) -> str:
    """One Markdown text of explanation, worked solution and label, in this order."""
    heading = _SOLUTIONS[portable.content.language]
    solved = f"{heading}\n\n{solution}" if solution else ""
    return "\n\n".join(part for part in (explanation, solved, label_of(portable)) if part)


def split_feedback(text: str) -> tuple[str, str, bool, str]:
    """Explanation, solution, whether it is labelled as generated, and the reviewer's name."""
    found = _LABEL.search(text)
    text = text[: found.start()].rstrip() if found else text
    reviewer = (found["en"] or found["zh"] or "") if found else ""
    for heading in _SOLUTIONS.values():
        before, mark, solution = f"\n\n{text}".partition(f"\n\n{heading}\n\n")
        if mark:
            return before.strip(), solution.strip(), found is not None, reviewer
    return text.strip(), "", found is not None, reviewer
