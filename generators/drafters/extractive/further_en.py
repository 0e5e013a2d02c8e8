"""What else an English course says of a term, as a hint at its name."""

from __future__ import annotations

import re

from generators.drafters.extractive.definition import Definition
from generators.drafters.extractive.task import Task
from generators.drafters.text.english import other_number
from generators.drafters.text.leaks import gives_away, holds
from generators.drafters.text.markdown import escape

_LONGEST = 26  # words
_LEFT_OUT = "…"


def further_hint(task: Task, definition: Definition) -> str:
    """Another sentence of the term's own source with the term left out; "" where there is none, or
    where it gives the term away.
    """
    for sentence in task.facts.sentences:
        if sentence.passage.source != definition.passage.source:
            continue
        if sentence.as_written == definition.sentence or len(sentence.text.split()) > _LONGEST:
            continue
        if not holds(sentence.text, definition.term, definition.language):
            continue
        told = _without(sentence.text, definition.term)
        if _LEFT_OUT in told and not gives_away(definition.term, told, definition.language):
            return f"The course also says: “{escape(told)}”"
    return ""


def _without(text: str, term: str) -> str:
    forms = sorted({term, other_number(term)}, key=len, reverse=True)
    pattern = "|".join(map(re.escape, forms))
    return re.sub(rf"\b(?:{pattern})\b", _LEFT_OUT, text, flags=re.I)
